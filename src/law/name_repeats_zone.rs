//! A relative name that ends in the zone's domain has it twice in the end: `www.example.com.example.com`.

use super::inspection::Inspection;
use super::names::folded;
use crate::report::Reports;
use crate::schema::{Rule, Value};

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let mut last = None;
    for entry in inspection.names.entries() {
        let record = entry.record;
        let Some(slot) = record.slot(inspection.record.name) else {
            continue;
        };
        let (Value::Text(name), Some(domain)) = (&slot.value, inspection.names.domain(entry.zone)) else {
            continue;
        };
        if name.len() < domain.len() || last.replace(std::ptr::from_ref(record)) == Some(std::ptr::from_ref(record)) {
            continue;
        }
        let repeats = match folded(name).strip_suffix(domain) {
            Some(before) => before.is_empty() || before.ends_with('.'),
            None => false,
        };
        if repeats {
            for rule in rules {
                reports.push(inspection.found(rule, record, slot.span, &[("zone", Value::text(domain))]));
            }
        }
    }
}
