//! The apex of a zone holds SOA and NS, so no CNAME.

use super::inspection::Inspection;
use super::names::relative;
use crate::report::Reports;
use crate::schema::{Rule, Value};

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for entry in inspection.names.entries().filter(|entry| entry.record_type == "CNAME") {
        let Some(Value::Text(name)) = entry.record.value(inspection.record.name) else {
            continue;
        };
        if !relative(name, inspection.names.domain(entry.zone)).is_empty() {
            continue;
        }
        let zone = inspection.reader.block(entry.zone);
        for rule in rules {
            reports.push(inspection.found(rule, zone, entry.record.span, &[]));
        }
    }
}
