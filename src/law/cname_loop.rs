//! Names that lead to one another, by CNAME or by alias, must not lead back.

use super::inspection::Inspection;
use super::names::{Entry, Together};
use super::unknown_record::aliases;
use crate::report::Reports;
use crate::schema::{Block, Rule, Value};
use crate::source::Span;
use rustc_hash::FxHashSet;
use std::ptr::{eq, from_ref};

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let mut settled: FxHashSet<*const Block> = FxHashSet::default();
    let mut open = Vec::new();
    for start in inspection.names.entries().filter(|entry| entry.form.points || entry.is_cname) {
        if settled.contains(&from_ref(start.record)) {
            continue;
        }
        let mut seen: FxHashSet<*const Block> = FxHashSet::default();
        let Some(place) = way_back(inspection, start, &mut seen, &mut open) else { continue };
        for rule in rules {
            reports.push(inspection.found(rule, start.record, place, &[("name", inspection.name(start.record))]));
        }
        // One finding for each circle, whoever of it is met first.
        settled.extend(seen);
    }
}

/// The target of a record from which a way leads back to it.
fn way_back<'m>(
    inspection: &Inspection<'m>,
    start: Entry<'m>,
    seen: &mut FxHashSet<*const Block>,
    open: &mut Vec<(Entry<'m>, Option<Span>)>,
) -> Option<Span> {
    open.clear();
    open.push((start, None));
    while let Some((entry, way)) = open.pop() {
        let mut back = None;
        each_next(inspection, &entry, &mut |together, place| {
            let first = way.unwrap_or(place);
            for next in together.filter(|next| next.record_type == entry.record_type) {
                if eq(next.record, start.record) {
                    back = Some(first);
                } else if seen.insert(from_ref(next.record)) {
                    open.push((next, Some(first)));
                }
            }
        });
        if back.is_some() {
            return back;
        }
    }
    None
}

/// Hands out the records of each name that a record leads to within its zone: by alias, or as a CNAME.
fn each_next<'m>(inspection: &Inspection<'m>, entry: &Entry<'m>, next: &mut dyn FnMut(Together<'_, 'm>, Span)) {
    if entry.form.points {
        for (name, place) in aliases(inspection, entry.record) {
            next(inspection.names.at(entry.zone, name), place);
        }
    }
    if !entry.is_cname {
        return;
    }
    for block in std::iter::once(entry.record).chain(&entry.record.branches) {
        let Some(slot) = block.slot(inspection.record.values) else { continue };
        let Value::List(values) = &slot.value else { continue };
        for value in values {
            if let Value::Text(name) = value {
                next(inspection.names.with_cname(entry.zone, name), slot.span);
            }
        }
    }
}
