//! A staging distribution has the paths of the first, or fewer.

use super::inspection::{Inspection, beside};
use crate::model::{BehaviorView, StagingView};
use crate::report::Reports;
use crate::schema::{Block, BlockId, Rule, Value};

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let schema = inspection.reader.schema;
    let (Some(view), Some(behavior)) = (StagingView::of(schema), BehaviorView::of(schema)) else { return };
    for (_, staging) in inspection.all(view.kind) {
        let end = |field| staging.value(field).and_then(Value::as_block).map(|id| inspection.reader.block(id));
        let Some((first, other)) = end(view.from).zip(end(view.to)) else { continue };
        let known: Vec<&Value> = behaviors(inspection, first).filter_map(|own| own.value(behavior.path)).collect();
        if first.existing || known.iter().any(|path| path.is_unknown()) {
            continue;
        }
        for alone in behaviors(inspection, other) {
            let Some(slot) = alone.slot(behavior.path).filter(|slot| slot.value.as_text().is_some()) else { continue };
            if known.contains(&&slot.value) {
                continue;
            }
            let names = ["path", "staging", "first"];
            let words = [slot.value.clone(), Value::Text(other.label.clone()), Value::Text(first.label.clone())];
            let words: Vec<(&str, Value)> = names.into_iter().zip(words).collect();
            for rule in rules {
                reports.push(beside(inspection.found(rule, staging, slot.span, &words), first.span, "has no such path"));
            }
        }
    }
}

fn behaviors<'m>(inspection: &Inspection<'m>, distribution: &'m Block) -> impl Iterator<Item = &'m Block> {
    let listed = match distribution.value(inspection.distribution.behaviors) {
        Some(Value::List(items)) => items.as_slice(),
        _ => &[],
    };
    let ids: Vec<BlockId> = listed.iter().filter_map(Value::as_block).collect();
    let reader = inspection.reader;
    ids.into_iter().map(move |id| reader.block(id))
}
