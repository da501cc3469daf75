//! Beside a CNAME stands nothing of the same name.

use super::inspection::{Inspection, beside, coexist};
use crate::report::Reports;
use crate::schema::Rule;

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for together in inspection.names.shared() {
        let Some(cname) = together.first(|entry| entry.is_cname) else { continue };
        let other = together.first(|entry| !entry.is_cname && coexist(entry.record, cname.record));
        let Some(other) = other else { continue };
        let zone = inspection.reader.block(cname.zone);
        for rule in rules {
            let report = inspection.found(rule, zone, cname.record.span, &[("name", inspection.name(cname.record))]);
            reports.push(beside(report, other.record.span, "beside this"));
        }
    }
}
