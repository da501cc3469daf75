//! The page in place of an error is fetched as any path is: by the behavior that has its path.

use super::inspection::{Inspection, beside};
use crate::model::{BehaviorView, ErrorView};
use crate::pattern::winner;
use crate::report::Reports;
use crate::schema::{Block, Rule, Slot, Value};

/// Pages that only signed requests get.
pub(super) fn signed(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    each(inspection, &mut |page| {
        let keys = page.behavior.slot(page.view.signed_by).filter(|slot| slot.value != Value::List(Vec::new()));
        if let Some(keys) = keys {
            page.say(rules, keys.span, "wants a signature", reports);
        }
    });
}

/// Pages for failures of an origin, that come from that origin.
pub(super) fn of_failing_origin(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    each(inspection, &mut |page| {
        let origin = page.behavior.slot(page.view.origin).filter(|slot| slot.value.as_block().is_some());
        let alone = |origin: &Slot| page.behaviors.iter().all(|other| other.value(page.view.origin) == Some(&origin.value));
        if let Some(origin) = origin.filter(|origin| page.is_for_failure && alone(origin)) {
            page.say(rules, origin.span, "the only origin", reports);
        }
    });
}

/// A page, and what it is fetched by.
struct Page<'i, 'm> {
    inspection: &'i Inspection<'m>,
    view: BehaviorView,
    error: &'m Block,
    slot: &'m Slot,
    behavior: &'m Block,
    behaviors: &'i [&'m Block],
    /// It stands for errors of 500 and more.
    is_for_failure: bool,
}

impl Page<'_, '_> {
    fn say(&self, rules: &[&Rule], place: crate::source::Span, text: &str, reports: &mut Reports) {
        let path = self.behavior.value(self.view.path).cloned().unwrap_or(Value::text("default"));
        for rule in rules {
            let report = self.inspection.found(rule, self.error, self.slot.span, &[("behavior", path.clone())]);
            reports.push(beside(report, place, text));
        }
    }
}

fn each<'m>(inspection: &Inspection<'m>, found: &mut dyn FnMut(Page<'_, 'm>)) {
    let schema = inspection.reader.schema;
    let (Some(view), Some(error)) = (BehaviorView::of(schema), ErrorView::of(schema)) else { return };
    for &distribution in &inspection.distributions {
        let listed = |field| match distribution.value(field) {
            Some(Value::List(items)) => items.iter().filter_map(Value::as_block).map(|id| inspection.reader.block(id)).collect(),
            _ => Vec::new(),
        };
        let errors: Vec<&Block> = listed(inspection.distribution.errors);
        let Some(default) = distribution.value(inspection.distribution.default).and_then(Value::as_block) else { continue };
        let mut behaviors: Vec<&Block> = listed(inspection.distribution.behaviors);
        let paths: Option<Vec<&str>> = behaviors.iter().map(|behavior| behavior.value(view.path)?.as_text()).collect();
        let Some(paths) = paths.filter(|_| behaviors.iter().all(|behavior| behavior.condition.is_none())) else { continue };
        behaviors.push(inspection.reader.block(default));
        for block in errors {
            let Some((slot, path)) = block.slot(error.page).and_then(|slot| Some((slot, slot.value.as_text()?))) else {
                continue;
            };
            let behavior = behaviors[winner(&paths, path).unwrap_or(paths.len())];
            let is_for_failure = match block.value(error.codes) {
                Some(Value::List(codes)) => codes.iter().any(|code| matches!(code, Value::Int(500..))),
                _ => false,
            };
            found(Page { inspection, view, error: block, slot, behavior, behaviors: &behaviors, is_for_failure });
        }
    }
}
