//! Beside a CNAME stands nothing of the same name.

use super::inspection::{Inspection, beside, coexist};
use crate::report::Reports;
use crate::schema::{Rule, Value};

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for together in inspection.names.shared() {
        let Some(cname) = together.first(|entry| entry.record_type == "CNAME") else {
            continue;
        };
        let other = together.first(|entry| entry.record_type != "CNAME" && coexist(entry.record, cname.record));
        let Some(other) = other else { continue };
        let name = cname.record.value(inspection.record.name).cloned().unwrap_or(Value::None);
        for rule in rules {
            let zone = inspection.reader.block(cname.zone);
            let report = inspection.found(rule, zone, cname.record.span, &[("name", name.clone())]);
            reports.push(beside(report, other.record.span, "beside this"));
        }
    }
}
