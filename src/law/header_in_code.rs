//! Headers that the code of a function sets.
//!
//! The rule's `require` says of one, as `item`, whether it may.

use super::inspection::Inspection;
use crate::report::Reports;
use crate::schema::{Rule, Value};
use crate::script::headers_set;
use crate::source::Name;

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for rule in rules {
        let (Some(kind), Some(require)) = (inspection.kind_of(rule), &rule.require) else { continue };
        let Some(field) = rule.at.and_then(|at| inspection.reader.schema.kind(kind).field_named(at)) else { continue };
        for (_, block) in inspection.all(kind) {
            let Some((slot, code)) = block.slot(field).and_then(|slot| Some((slot, slot.value.as_text()?))) else { continue };
            for (header, line) in headers_set(code) {
                let item = Value::text(&header);
                let names = [(Name::of("item"), item.clone())];
                if inspection.reader.compute_within(block, &names, require) == Value::Bool(false) {
                    reports.push(inspection.found(rule, block, slot.span, &[("item", item), ("line", Value::Int(line as i64))]));
                }
            }
        }
    }
}
