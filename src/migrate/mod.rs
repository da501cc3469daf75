//! Moving a zone to Route 53 without anybody noticing.
//!
//! In: a zone file. Out: the program that answers the same (`program`), what both sides answer to every question there is
//! (`compare`), and what to do in which order, with times (`steps`). Deliberately absent: reading zone files (`zonefile`), the
//! terminal, and doing any of it.

mod compare;
mod program;
mod steps;

pub use compare::{Comparison, Difference, compare};
pub use program::{MOVING, Program, program};
pub use steps::{Lengths, Plan, Step, steps};

use crate::report::{Code, Reports};
use crate::source::{Name, Span};
use crate::zonefile::Zone;
use std::collections::HashMap;
use std::sync::Arc;

/// All values of one name and type.
#[derive(Clone, Debug)]
pub struct Set {
    /// Its whole name.
    pub name: Arc<str>,
    /// Its type.
    pub kind: Name,
    /// Seconds.
    pub ttl: u32,
    /// In the order written.
    pub values: Vec<Arc<str>>,
    /// Where the first of them stands.
    pub span: Span,
}

/// The records of a zone by name and type, in the order written; where their TTLs differ, the shortest is taken, in the zone too.
pub fn sets(zone: &mut Zone, reports: &mut Reports) -> Vec<Set> {
    let mut sets: Vec<Set> = Vec::new();
    let mut places: HashMap<(Arc<str>, Name), usize> = HashMap::new();
    let mut differing: Vec<usize> = Vec::new();
    for record in &zone.records {
        let at = *places.entry((record.name.clone(), record.kind)).or_insert(sets.len());
        match sets.get_mut(at) {
            None => sets.push(Set {
                name: record.name.clone(),
                kind: record.kind,
                ttl: record.ttl,
                values: vec![record.value.clone()],
                span: record.span,
            }),
            Some(set) => {
                if record.ttl != set.ttl {
                    differing.push(at);
                }
                set.ttl = set.ttl.min(record.ttl);
                if !set.values.contains(&record.value) {
                    set.values.push(record.value.clone());
                }
            }
        }
    }
    differing.dedup();
    for at in differing {
        let Set { name, kind, ttl, span, .. } = &sets[at];
        reports.push(Code::ZoneFileTtls.at(*span).with(name).with(kind).with(format_args!("{ttl} s")));
    }
    for record in &mut zone.records {
        record.ttl = sets[places[&(record.name.clone(), record.kind)]].ttl;
    }
    sets
}
