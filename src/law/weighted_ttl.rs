//! All members of a weighted group have one TTL, also where they stand in several blocks.

use super::inspection::{Inspection, beside, coexist};
use super::names::Entry;
use crate::report::Reports;
use crate::schema::{Block, Rule, Value};

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let is_weighted = |entry: &Entry| entry.case == Some(inspection.record.weighted) && has_values(inspection, entry.record);
    for together in inspection.names.shared() {
        let mut rest = together;
        while let Some(first) = rest.next() {
            if !is_weighted(&first) {
                continue;
            }
            let ttl = inspection.reader.value(first.record, inspection.record.ttl);
            if ttl.is_unknown() {
                continue;
            }
            let other = rest.first(|entry| {
                if entry.record_type != first.record_type || !is_weighted(entry) {
                    return false;
                }
                let theirs = inspection.reader.value(entry.record, inspection.record.ttl);
                !theirs.is_unknown() && theirs != ttl && coexist(entry.record, first.record)
            });
            let Some(other) = other else { continue };
            let theirs = inspection.reader.value(other.record, inspection.record.ttl).into_owned();
            let slot = |entry: &Entry| entry.record.slot(inspection.record.ttl).map_or(entry.record.span, |slot| slot.span);
            for rule in rules {
                let names = [("ttl", theirs.clone()), ("other", ttl.clone().into_owned())];
                let report = inspection.found(rule, other.record, slot(&other), &names);
                reports.push(beside(report, slot(&first), "the other members"));
            }
        }
    }
}

/// Whether a record has a TTL of its own: not where it is only aliases.
fn has_values(inspection: &Inspection, record: &Block) -> bool {
    let holds_text = |block: &Block| match block.value(inspection.record.values) {
        Some(Value::List(values)) => values.iter().any(|value| value.as_text().is_some()),
        Some(value) => value.as_text().is_some(),
        None => false,
    };
    holds_text(record) || record.branches.iter().any(holds_text)
}
