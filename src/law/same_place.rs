//! Of the branches of a record no two are for the same place.
//!
//! The rules say with `when` which policy they speak of, and with `at` which field tells its branches apart.

use super::inspection::{Inspection, beside, coexist};
use crate::report::Reports;
use crate::resolve::shown;
use crate::schema::{Block, Rule, Value};

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for entry in inspection.names.records().filter(|entry| entry.form.branched) {
        let record = entry.record;
        for rule in rules.iter().filter(|rule| inspection.applies(rule, record)) {
            within(inspection, rule, record, reports);
        }
    }
}

fn within(inspection: &Inspection, rule: &Rule, record: &Block, reports: &mut Reports) {
    let Some(field) = rule.at.and_then(|at| inspection.reader.kind(record).field_in(at, record.case)) else {
        return;
    };
    for (at, branch) in record.branches.iter().enumerate() {
        let Some(slot) = branch.slot(field).filter(|slot| !slot.value.is_unknown()) else {
            continue;
        };
        let first = record.branches[..at].iter().find(|first| first.value(field) == Some(&slot.value) && coexist(first, branch));
        let Some(first) = first.and_then(|first| first.slot(field)) else {
            continue;
        };
        let place = match &slot.value {
            Value::Call(word, arguments) => {
                Value::text(&format!("{word} {}", arguments.iter().map(shown).collect::<Vec<_>>().join(", ")))
            }
            value => value.clone(),
        };
        let report = inspection.found(rule, record, slot.span, &[("place", place)]);
        reports.push(beside(report, first.span, "the first stands here"));
    }
}
