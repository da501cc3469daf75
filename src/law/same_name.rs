//! Names that are unique in an account.
//!
//! The rule stands in the kind whose names they are, and says with `at` which field holds them.

use super::inspection::{Inspection, beside, coexist};
use crate::report::Reports;
use crate::schema::{Block, Rule, Value};
use rustc_hash::FxHashMap;

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for rule in rules {
        let Some(kind) = inspection.kind_of(rule) else { continue };
        let Some(field) = rule.at.and_then(|at| inspection.reader.schema.kind(kind).field_named(at)) else { continue };
        let mut taken: FxHashMap<String, &Block> = FxHashMap::default();
        for (_, block) in inspection.all(kind).filter(|(_, block)| !block.existing) {
            let name = inspection.reader.value(block, field).into_owned();
            let Some(text) = name.as_text() else { continue };
            let first = *taken.entry(text.to_owned()).or_insert(block);
            if std::ptr::eq(first, block) || !coexist(first, block) {
                continue;
            }
            let place = |block: &Block| block.slot(field).map_or(block.span, |slot| slot.span);
            let words = [("name", name), ("other", Value::Text(first.label.clone()))];
            reports.push(beside(inspection.found(rule, block, place(block), &words), place(first), "the first of that name"));
        }
    }
}
