//! CloudFront answers each error in one way.

use super::inspection::{Inspection, beside};
use crate::model::ErrorView;
use crate::report::Reports;
use crate::schema::{Rule, Value};
use crate::source::Span;

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let Some(view) = ErrorView::of(inspection.reader.schema) else { return };
    for &distribution in &inspection.distributions {
        let Some(Value::List(errors)) = distribution.value(inspection.distribution.errors) else { continue };
        let mut seen: Vec<(&Value, Span)> = Vec::new();
        for error in errors {
            let Value::Block(id) = error else { continue };
            let error = inspection.reader.block(*id);
            let Some(slot) = error.slot(view.codes).filter(|_| error.condition.is_none()) else { continue };
            let Value::List(codes) = &slot.value else { continue };
            for (at, code) in codes.iter().enumerate() {
                let place = inspection.model.item_span(slot, at);
                match seen.iter().find(|(known, _)| *known == code) {
                    None => seen.push((code, place)),
                    Some((_, first)) => {
                        for rule in rules {
                            let report = inspection.found(rule, error, place, &[("code", code.clone())]);
                            reports.push(beside(report, *first, "the first stands here"));
                        }
                    }
                }
            }
        }
    }
}
