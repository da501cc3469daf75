//! A check that counts others counts none that does so itself.

use super::inspection::{Inspection, beside};
use crate::report::Reports;
use crate::schema::{Block, FieldId, Rule, Slot, Value};

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let view = inspection.health_check;
    let lists = [view.all_of, view.any_of, view.of];
    for &check in &inspection.checks {
        let Some(slot) = counted(check, lists) else {
            continue;
        };
        let Value::List(children) = &slot.value else {
            continue;
        };
        for (at, child) in children.iter().enumerate() {
            let Value::Block(child) = child else { continue };
            let child = inspection.reader.block(*child);
            let Some(inner) = counted(child, lists) else {
                continue;
            };
            for rule in rules {
                let words = [("child", Value::text(&child.label))];
                let report = inspection.found(rule, check, inspection.model.item_span(slot, at), &words);
                reports.push(beside(report, inner.span, "what it watches"));
            }
        }
    }
}

fn counted(check: &Block, lists: [FieldId; 3]) -> Option<&Slot> {
    lists.into_iter().find_map(|field| check.slot(field))
}
