//! The apex of a zone holds SOA and NS, so no CNAME.

use super::inspection::Inspection;
use crate::report::Reports;
use crate::schema::Rule;

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for entry in inspection.names.entries().filter(|entry| entry.is_cname && entry.form.apex) {
        for rule in rules {
            reports.push(inspection.found(rule, inspection.reader.block(entry.zone), entry.record.span, &[]));
        }
    }
}
