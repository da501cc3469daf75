//! A failover has one primary and one secondary.

use super::inspection::{Inspection, beside, coexist};
use crate::report::Reports;
use crate::schema::Rule;
use crate::source::Name;

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for entry in inspection.names.records().filter(|entry| entry.form.branched) {
        let record = entry.record;
        if entry.case != Some(inspection.record.failover) {
            continue;
        }
        let Some(role) = inspection.reader.kind(record).field_in(Name::of("role"), record.case) else {
            return;
        };
        for (at, branch) in record.branches.iter().enumerate() {
            let Some(slot) = branch.slot(role) else {
                continue;
            };
            let first =
                record.branches[..at].iter().find(|first| first.value(role) == Some(&slot.value) && coexist(first, branch));
            let Some(first) = first else { continue };
            for rule in rules {
                let report = inspection.found(rule, record, slot.span, &[("role", slot.value.clone())]);
                reports.push(beside(report, first.slot(role).map_or(first.span, |slot| slot.span), "the first stands here"));
            }
        }
    }
}
