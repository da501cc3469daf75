//! One name and type is decided by one policy.

use super::inspection::{Inspection, beside, coexist};
use crate::report::Reports;
use crate::schema::{Block, Rule, Value};

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for together in inspection.names.shared() {
        let mut rest = together;
        while let Some(first) = rest.next() {
            let second = rest.first(|entry| {
                let same_type = entry.record_type == first.record_type;
                same_type && entry.case != first.case && coexist(entry.record, first.record)
            });
            let Some(second) = second else { continue };
            let words = [
                ("name", inspection.name(second.record)),
                ("type", Value::Word(second.record_type)),
                ("policy", policy(inspection, second.record)),
                ("other", policy(inspection, first.record)),
            ];
            for rule in rules {
                let report = inspection.found(rule, inspection.reader.block(second.zone), second.record.span, &words);
                reports.push(beside(report, first.record.span, "the other policy"));
            }
        }
    }
}

fn policy(inspection: &Inspection, record: &Block) -> Value {
    record.case.map_or(Value::None, |case| Value::Word(inspection.reader.kind(record).case(case).name))
}
