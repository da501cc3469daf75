//! A relative name that ends in the zone's domain has it twice in the end: `www.example.com.example.com`.

use super::inspection::Inspection;
use crate::report::Reports;
use crate::schema::{Rule, Value};

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for entry in inspection.names.records().filter(|entry| entry.form.repeats) {
        let (Some(slot), Some(domain)) = (entry.record.slot(inspection.record.name), inspection.names.domain(entry.zone)) else {
            continue;
        };
        for rule in rules {
            reports.push(inspection.found(rule, entry.record, slot.span, &[("zone", Value::text(domain))]));
        }
    }
}
