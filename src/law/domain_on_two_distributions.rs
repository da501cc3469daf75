//! A name belongs to one distribution in all the world.

use super::inspection::{Inspection, beside, coexist};
use crate::model::folded;
use crate::report::Reports;
use crate::schema::{Block, Rule, Value};
use crate::source::Span;
use rustc_hash::FxHashMap;

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let view = inspection.distribution;
    let mut taken: FxHashMap<String, (Span, &Block)> = FxHashMap::default();
    for &distribution in &inspection.distributions {
        let Some(slot) = distribution.slot(view.domains) else {
            continue;
        };
        let Value::List(domains) = &slot.value else {
            continue;
        };
        for (at, domain) in domains.iter().enumerate() {
            let Some(name) = domain.as_text() else {
                continue;
            };
            let place = inspection.model.item_span(slot, at);
            match taken.get(&*folded(name.trim_end_matches('.'))) {
                Some((first, owner)) if coexist(owner, distribution) => {
                    for rule in rules {
                        let words = [("domain", domain.clone()), ("other", Value::Text(owner.label.clone()))];
                        reports.push(beside(
                            inspection.found(rule, distribution, place, &words),
                            *first,
                            "the first stands here",
                        ));
                    }
                }
                Some(_) => {}
                None => {
                    taken.insert(folded(name.trim_end_matches('.')).into_owned(), (place, distribution));
                }
            }
        }
    }
}
