//! A record's name lies in its zone.

use super::inspection::Inspection;
use super::names::relative;
use crate::report::Reports;
use crate::schema::{Rule, Value};

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let mut last = None;
    for entry in inspection.names.entries() {
        let record = entry.record;
        let Some(slot) = record.slot(inspection.record.name) else {
            continue;
        };
        let Value::Text(name) = &slot.value else {
            continue;
        };
        if !name.ends_with('.') || last.replace(std::ptr::from_ref(record)) == Some(std::ptr::from_ref(record)) {
            continue;
        }
        let Some(domain) = inspection.names.domain(entry.zone) else {
            continue;
        };
        if relative(name, Some(domain)).ends_with('.') {
            for rule in rules {
                reports.push(inspection.found(rule, record, slot.span, &[("zone", Value::text(domain))]));
            }
        }
    }
}
