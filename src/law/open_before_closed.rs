//! A path for which signatures are asked, and that an earlier behavior has, is open to all.
//!
//! An exception within what is closed is meant, and what is closed within what is open is never reached: only patterns that overlap in
//! part are found fault with.

use super::inspection::{Inspection, beside};
use crate::model::BehaviorView;
use crate::pattern::{STATES, claims};
use crate::report::Reports;
use crate::schema::{Block, Rule, Slot, Value};

/// A behavior, its path, and whether it asks for signatures.
struct Door<'m> {
    behavior: &'m Block,
    slot: &'m Slot,
    path: &'m str,
    is_closed: bool,
}

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let Some(view) = BehaviorView::of(inspection.reader.schema) else { return };
    for &distribution in &inspection.distributions {
        let Some(Value::List(behaviors)) = distribution.value(inspection.distribution.behaviors) else { continue };
        let doors = behaviors.iter().filter_map(Value::as_block).map(|id| inspection.reader.block(id));
        let doors: Vec<Door> = doors
            .filter_map(|behavior| {
                let slot = behavior.slot(view.path)?;
                let is_closed = behavior.value(view.signed_by).is_some_and(|keys| *keys != Value::List(Vec::new()));
                Some(Door { behavior, slot, path: slot.value.as_text()?, is_closed })
            })
            .collect();
        for (at, closed) in doors.iter().enumerate().filter(|(_, door)| door.is_closed) {
            for open in doors[..at].iter().filter(|door| !door.is_closed) {
                let Some(witness) = between(open.path, closed.path) else { continue };
                for rule in rules {
                    let words = [("path", Value::text(&witness)), ("closed", Value::text(closed.path))];
                    let report = inspection.found(rule, open.behavior, open.slot.span, &words);
                    reports.push(beside(report, closed.slot.span, "asks for signatures, but comes later"));
                }
            }
        }
    }
}

/// A path of both patterns, where each has others besides.
fn between(open: &str, closed: &str) -> Option<String> {
    let claims = claims(&[open], &[closed], STATES).list;
    let of = |first: bool, second: bool| {
        claims.iter().find(move |claim| claim.first.is_some() == first && claim.second.is_some() == second)
    };
    of(true, false).and(of(false, true)).and(of(true, true)).map(|claim| claim.witness.clone())
}
