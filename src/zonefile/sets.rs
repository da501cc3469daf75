//! Record sets: the values of one name and type together.
//!
//! In: the records of a zone file. Out: its sets, in the order written. Deliberately absent: reading it.

use super::Zone;
use crate::report::{Code, Reports};
use crate::source::{Name, Span};
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
