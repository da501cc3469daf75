//! What becomes of a request, in a few words.
//!
//! In: a side, a behavior and an outcome. Out: `"/api/*" → api, not cached`. Deliberately absent: a full trace, which the dry run
//! gives.

use super::Views;
use super::gate::Outcome;
use crate::diff::show::show;
use crate::diff::side::Read;
use crate::resolve::shown;
use crate::schema::{Block, Value};

/// What a side does with a request.
pub(super) fn said(side: &Read, views: Views, behavior: Option<(&str, &Block)>, outcome: Outcome) -> String {
    let (name, block) = match (outcome, behavior) {
        (Outcome::Served, Some(behavior)) => behavior,
        (outcome, Some((name, _))) if !matches!(outcome, Outcome::NoAnswer | Outcome::Disabled | Outcome::Country) => {
            return format!("{name}: {}", outcome.word());
        }
        (outcome, _) => return outcome.word().to_owned(),
    };
    let origin = side.reader.value(block, views.behavior.origin);
    let signed = match &*side.reader.value(block, views.behavior.signed_by) {
        Value::List(groups) if !groups.is_empty() => ", signed",
        _ => "",
    };
    format!("{name} → {}{}, {}{signed}", show(side, &origin), host(side, &origin), stay(side, views, block))
}

/// Where an origin of some name leads: ` (api.example.net)`.
fn host(side: &Read, origin: &Value) -> String {
    let Value::Block(id) = origin else { return String::new() };
    let block = side.block(*id);
    match crate::model::OriginView::of(side.reader.schema) {
        Some(view) if view.kind == block.kind && block.branches.is_empty() => match block.value(view.from) {
            Some(from) => format!(" ({})", show(side, from).trim_matches('"')),
            None => String::new(),
        },
        _ => String::new(),
    }
}

/// `not cached`, `cached 1d (0s to 1y)`
fn stay(side: &Read, views: Views, block: &Block) -> String {
    match &*side.reader.value(block, views.behavior.cache) {
        Value::Block(id) => {
            let policy = side.block(*id);
            if policy.kind != views.policy.kind {
                return "cached".to_owned();
            }
            let value = |field| side.reader.value(policy, field).into_owned();
            let [min, default, max] = [views.policy.min_ttl, views.policy.default_ttl, views.policy.max_ttl].map(value);
            match max {
                Value::Duration(0) => "not cached".to_owned(),
                _ if side.is_managed(*id) || !policy.existing => {
                    format!("cached {} ({} to {})", shown(&default), shown(&min), shown(&max))
                }
                _ => "cached as its policy says".to_owned(),
            }
        }
        Value::None => "cached in the old way".to_owned(),
        other => format!("cached by {}", show(side, other)),
    }
}
