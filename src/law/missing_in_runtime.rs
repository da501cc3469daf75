//! Words of JavaScript in the code of functions that AWS's runtimes do not have.

use super::inspection::Inspection;
use crate::model::FunctionView;
use crate::report::Reports;
use crate::schema::{Rule, Value};
use crate::script::{Edition, lacking};

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let Some(view) = FunctionView::of(inspection.reader.schema) else { return };
    for (_, block) in inspection.model.own().filter(|(_, block)| block.kind == view.kind) {
        let Some(slot) = block.slot(view.code) else { continue };
        let Some(code) = slot.value.as_text() else { continue };
        let edition = Edition::of(inspection.reader.value(block, view.runtime).as_text());
        for rule in rules.iter().filter(|rule| inspection.applies(rule, block)) {
            for found in lacking(code, edition) {
                let names = [("item", Value::text(found.what)), ("line", Value::Int(found.line as i64))];
                reports.push(inspection.found(rule, block, slot.span, &names));
            }
        }
    }
}
