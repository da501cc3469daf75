//! Names that lead to one another, by CNAME or by alias, must not lead back.

use super::inspection::Inspection;
use super::names::Entry;
use super::unknown_record::{leads_to, points_within};
use crate::report::Reports;
use crate::schema::{Block, Rule, Value};
use crate::source::Span;
use rustc_hash::FxHashSet;

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let mut settled: FxHashSet<*const Block> = FxHashSet::default();
    for start in inspection.names.entries().filter(|entry| points_within(inspection, entry)) {
        if settled.contains(&std::ptr::from_ref(start.record)) {
            continue;
        }
        let mut seen: FxHashSet<*const Block> = FxHashSet::default();
        if let Some(place) = way_back(inspection, start, &mut seen) {
            let name = start.record.value(inspection.record.name).cloned().unwrap_or(Value::None);
            for rule in rules {
                reports.push(inspection.found(rule, start.record, place, &[("name", name.clone())]));
            }
            // One finding for each circle, whoever of it is met first.
            settled.extend(seen);
        }
    }
}

/// The target of a record from which a way leads back to it.
fn way_back<'m>(inspection: &Inspection<'m>, start: Entry<'m>, seen: &mut FxHashSet<*const Block>) -> Option<Span> {
    let mut open: Vec<(Entry, Option<Span>)> = vec![(start, None)];
    while let Some((entry, way)) = open.pop() {
        for (name, place) in leads_to(inspection, &entry) {
            for next in inspection.names.at(entry.zone, &name).filter(|next| next.record_type == entry.record_type) {
                let first = way.unwrap_or(place);
                if std::ptr::eq(next.record, start.record) {
                    return Some(first);
                }
                if seen.insert(std::ptr::from_ref(next.record)) {
                    open.push((next, Some(first)));
                }
            }
        }
    }
    None
}
