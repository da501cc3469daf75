//! Two simple records of one name and type are one record with several values.

use super::inspection::{Inspection, beside, coexist};
use super::names::Entry;
use crate::report::Reports;
use crate::schema::{Rule, Value};

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let is_simple = |entry: &Entry| entry.case == Some(inspection.record.simple);
    for together in inspection.names.shared() {
        let mut rest = together;
        while let Some(first) = rest.next() {
            let second = rest.first(|entry| {
                entry.record_type == first.record_type
                    && is_simple(entry)
                    && is_simple(&first)
                    && coexist(entry.record, first.record)
            });
            let Some(second) = second else { continue };
            let words = [("name", inspection.name(second.record)), ("type", Value::Word(second.record_type))];
            for rule in rules {
                let report = inspection.found(rule, inspection.reader.block(second.zone), second.record.span, &words);
                reports.push(beside(report, first.record.span, "the first stands here"));
            }
        }
    }
}
