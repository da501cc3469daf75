//! What answers in IPv4 and IPv6 is led to in both.

use super::inspection::{Inspection, beside, coexist};
use crate::report::Reports;
use crate::schema::{Block, Rule, Value};

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for (_, _, together) in inspection.names.groups() {
        let Some(entry) = together.first(|entry| entry.record_type == "A" && entry.form.points) else { continue };
        let Some(target) = distribution(inspection, entry.record) else { continue };
        if together.first(|other| other.record_type == "AAAA" && coexist(other.record, entry.record)).is_some() {
            continue;
        }
        for rule in rules.iter().filter(|rule| inspection.applies(rule, target)) {
            let place = entry.record.slot(inspection.record.types).map_or(entry.record.span, |slot| slot.span);
            let names = [("name", inspection.name(entry.record))];
            reports.push(beside(inspection.found(rule, target, place, &names), target.span, "speaks IPv6 too"));
        }
    }
}

/// The distribution of the program that a record, or one of its branches, is an alias to.
fn distribution<'m>(inspection: &Inspection<'m>, record: &Block) -> Option<&'m Block> {
    let blocks = std::iter::once(record).chain(&record.branches);
    let targets = blocks.filter_map(|block| match block.value(inspection.record.values)? {
        Value::List(values) => values.first(),
        one => Some(one),
    });
    targets
        .filter_map(|target| if let Value::Block(id) = target { Some(inspection.reader.block(*id)) } else { None })
        .find(|block| block.kind == inspection.distribution.kind && !block.existing)
}
