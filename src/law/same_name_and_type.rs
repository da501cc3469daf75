//! Two simple records of one name and type are one record with several values.

use super::inspection::{Inspection, beside, coexist};
use crate::report::Reports;
use crate::schema::{Rule, Value};

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let simple = Some(inspection.record.simple);
    for together in inspection.names.shared() {
        let mut rest = together;
        while let Some(first) = rest.next() {
            let second = rest.first(|entry| {
                entry.record_type == first.record_type
                    && entry.record.case == simple
                    && first.record.case == simple
                    && coexist(entry.record, first.record)
            });
            let Some(second) = second else { continue };
            let name = second.record.value(inspection.record.name).cloned().unwrap_or(Value::None);
            for rule in rules {
                let words = [("name", name.clone()), ("type", Value::Word(second.record_type))];
                let report = inspection.found(rule, inspection.reader.block(second.zone), second.record.span, &words);
                reports.push(beside(report, first.record.span, "the first stands here"));
            }
        }
    }
}
