//! A record's name lies in its zone.

use super::inspection::Inspection;
use crate::model::relative;
use crate::report::Reports;
use crate::schema::{Rule, Value};

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for entry in inspection.names.records().filter(|entry| entry.form.absolute) {
        let (Some(slot), Some(domain)) = (entry.record.slot(inspection.record.name), inspection.names.domain(entry.zone)) else {
            continue;
        };
        let is_outside = slot.value.as_text().is_some_and(|name| relative(name, Some(domain)).ends_with('.'));
        if is_outside {
            for rule in rules {
                reports.push(inspection.found(rule, entry.record, slot.span, &[("zone", Value::text(domain))]));
            }
        }
    }
}
