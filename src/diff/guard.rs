//! What a change must not do unless somebody says so.
//!
//! In: paired sides, and what changes. Out: everything that a guard may refuse. Deliberately absent: which guards are on, which the
//! command line decides.

use super::pair::Both;
use super::side::Read;
use super::{Change, Names, Request, Verdict};
use crate::model::ZoneView;
use crate::route::dns::Ratio;
use crate::schema::{BlockId, Value};
use crate::source::Span;
use rustc_hash::FxHashMap;

/// Something that may be refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Guard {
    /// The NS records at a zone's apex change.
    RootNs,
    /// A record at a zone's apex is deleted.
    Apex,
    /// Many records of a zone are deleted at once.
    MassDelete,
    /// A resource is replaced.
    Replace,
    /// A resource is deleted.
    Delete,
    /// Somebody who had an answer has none.
    Unanswered,
    /// Paths no longer require a signature.
    Unsigned,
}

/// Everything that a guard may refuse, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guarded {
    /// Which guard.
    pub guard: Guard,
    /// `3 of 10 records of example.com are deleted`
    pub what: String,
}

/// Zones of so many records are looked at as a whole.
const FEWEST: usize = 10;
/// So many percent of their records may not go at once.
const MOST_DELETED: usize = 30;

/// Everything that a guard may refuse.
pub(super) fn guarded(both: &Both, resources: &[Change], answers: &Names, requests: &[Request]) -> Vec<Guarded> {
    let mut all = Vec::new();
    records(both, resources, &mut all);
    let mut push = |guard, what: String| all.push(Guarded { guard, what });
    for change in resources {
        let name = format!("{} {}", change.kind, change.name);
        if change.verdict == Verdict::Replaced {
            push(Guard::Replace, format!("{name} is replaced"));
        }
        if change.verdict == Verdict::Deleted {
            push(Guard::Delete, format!("{name} is deleted"));
        }
    }
    for one in answers.list.iter().filter(|one| one.rows.iter().any(|row| row.is_unanswered)) {
        let kinds: Vec<&str> = one.kinds.iter().map(|kind| kind.as_str()).collect();
        push(Guard::Unanswered, format!("{} {} is no longer answered", kinds.join(", "), one.names.join(", ")));
    }
    for request in requests {
        let host = request.hosts.join(", ");
        for row in &request.rows {
            if row.marks.is_unanswered {
                push(Guard::Unanswered, format!("{} of {host} is no longer answered", row.paths));
            }
            if row.marks.is_unsigned {
                push(Guard::Unsigned, format!("{} of {host} no longer requires a signature", row.paths));
            }
        }
    }
    all
}

/// What concerns a zone as a whole, and its apex.
fn records(both: &Both, resources: &[Change], all: &mut Vec<Guarded>) {
    let (Some(zones), Some(view)) = (ZoneView::of(both.schema), both.records) else { return };
    let kind = both.schema.kind(view.kind).name;
    let mut counts: Vec<(BlockId, usize, usize)> = Vec::new();
    for (side, is_old) in [(&both.old, true), (&both.new, false)] {
        let place = |change: &Change| if is_old { change.old } else { change.new };
        // What is there on both sides is told once.
        let here = |change: &&Change| change.kind == kind && (is_old || change.old.is_none());
        let at: FxHashMap<Span, &Change> =
            resources.iter().filter(here).filter_map(|change| Some((place(change)?, change))).collect();
        for (_, block) in side.model().own().filter(|(_, block)| block.kind == view.kind) {
            let Some(Value::Block(zone)) = block.value(view.zone) else { continue };
            let types = match block.value(view.types) {
                Some(Value::List(types)) => types.len(),
                _ => 1,
            };
            let change = at.get(&block.span);
            if is_old {
                let gone = if change.is_some_and(|change| change.verdict == Verdict::Deleted) { types } else { 0 };
                match counts.iter_mut().rev().find(|(known, ..)| known == zone) {
                    Some((_, count, deleted)) => (*count, *deleted) = (*count + types, *deleted + gone),
                    None => counts.push((*zone, types, gone)),
                }
            }
            if let Some(change) = change {
                all.extend(apex(change, &domain(side, zones, *zone)));
            }
        }
    }
    for (zone, count, deleted) in counts {
        let label = &*both.old.block(zone).label;
        let count = count + both.old.side.spared.and_then(|spared| spared.get(label)).unwrap_or(&0);
        if count >= FEWEST && deleted * 100 >= count * MOST_DELETED {
            let what = format!("{deleted} of {count} records of {} are deleted", domain(&both.old, zones, zone));
            all.push(Guarded { guard: Guard::MassDelete, what });
        }
    }
}

fn domain(side: &Read, zones: ZoneView, zone: BlockId) -> String {
    let domain = side.reader.value(side.block(zone), zones.domain_name).into_owned();
    match domain.as_text() {
        Some(text) => text.trim_end_matches('.').to_ascii_lowercase(),
        None => super::show::name(side, zone),
    }
}

/// What a change of a record does to the apex of its zone.
fn apex(change: &Change, domain: &str) -> Option<Guarded> {
    let (kinds, name) = change.name.rsplit_once(' ')?;
    let is_ns = kinds.split(", ").any(|kind| kind == "NS");
    let guard = match (is_ns, change.verdict) {
        (true, _) => Guard::RootNs,
        (false, Verdict::Deleted) => Guard::Apex,
        (false, _) => return None,
    };
    let what = format!("{kinds} at the apex of {name} is {}", change.verdict.word());
    (name == domain).then_some(Guarded { guard, what })
}

/// The largest part of any name's answers, or of any request, that moves while nothing is down; and what it is of.
pub(super) fn most_moved(answers: &Names, requests: &[Request]) -> Option<(Ratio, String)> {
    let names = answers.list.iter().flat_map(|one| {
        let well = one.rows.iter().filter(|row| row.when.as_ref().is_none_or(|when| when.while_all_well));
        well.map(|row| {
            (
                row.moved,
                format!(
                    "{} {}",
                    one.kinds.first().map_or("", |kind| kind.as_str()),
                    one.names.first().map_or("", String::as_str)
                ),
            )
        })
    });
    let regions = requests.iter().flat_map(|request| {
        let other = |what: &str| what == "origin" || what == "behavior";
        let rows =
            request.rows.iter().filter(move |row| row.aspects.is_empty() || row.aspects.iter().any(|aspect| other(&aspect.what)));
        rows.map(|row| (Ratio::ONE, format!("{} of {}", row.paths, request.hosts.join(", "))))
    });
    names.chain(regions).max_by(|one, other| one.0.cmp(&other.0)).filter(|(moved, _)| *moved > Ratio::ZERO)
}
