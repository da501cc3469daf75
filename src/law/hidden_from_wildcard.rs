//! A wildcard stands only for names that are not there: a name with any record of its own gets nothing of it.

use super::inspection::{Inspection, beside, coexist};
use super::names::{Entry, above};
use crate::report::Reports;
use crate::schema::{BlockId, Rule};
use rustc_hash::FxHashMap;

/// What makes a name reachable, so that nobody misses the wildcard.
const REACHABLE: [&str; 4] = ["A", "AAAA", "CNAME", "NS"];

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let mut wildcards: FxHashMap<(BlockId, &str), Entry> = FxHashMap::default();
    for (zone, name, together) in inspection.names.groups() {
        let reaches = || together.first(|entry| matches!(entry.record_type.as_str(), "A" | "AAAA" | "CNAME"));
        if let (Some(parent), Some(entry)) = (parent(name), reaches()) {
            wildcards.insert((zone, parent), entry);
        }
    }
    if wildcards.is_empty() {
        return;
    }
    for (zone, name, together) in inspection.names.groups() {
        // Names with an underscore are for machines, which ask for one type.
        let is_for_people = !name.is_empty() && parent(name).is_none() && !name.ends_with('.') && !name.contains('_');
        if !is_for_people || together.first(|entry| REACHABLE.iter().any(|kind| entry.record_type == *kind)).is_some() {
            continue;
        }
        // The nearest name above that is there decides; a wildcard farther up does not reach past it.
        let mut nearest = None;
        for above in above(name).chain([""]) {
            nearest = wildcards.get(&(zone, above));
            if nearest.is_some() || inspection.names.named(zone, above).next().is_some() {
                break;
            }
        }
        let Some(wildcard) = nearest else { continue };
        let Some(entry) = together.first(|entry| coexist(entry.record, wildcard.record)) else { continue };
        for rule in rules {
            let place = entry.record.slot(inspection.record.name).map_or(entry.record.span, |slot| slot.span);
            let report = inspection.found(rule, entry.record, place, &[("wildcard", inspection.name(wildcard.record))]);
            reports.push(beside(report, wildcard.record.span, "the wildcard"));
        }
    }
}

/// What a wildcard stands below: `eu` of `*.eu`, nothing of `*`.
fn parent(name: &str) -> Option<&str> {
    let rest = name.strip_prefix('*')?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix('.') }
}
