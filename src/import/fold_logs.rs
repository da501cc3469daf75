//! Logs, staging and permissions of distributions, put back into the distributions they belong to.
//!
//! In: an arena. Out: distributions with `logs` and `staging` as written. Deliberately absent: destinations, which the library's
//! `makes` folds.

use super::arena::Arena;
use crate::schema::{BlockId, Value};

/// Folds all of them.
pub(super) fn fold(arena: &mut Arena) {
    deliveries(arena);
    for id in arena.of_kind("distribution") {
        old_logs(arena, id);
        staging(arena, id);
    }
}

/// A permission is what its origin's `function` asks for: the one origin of its distribution that is a function's URL.
pub(super) fn permissions(arena: &mut Arena) {
    for id in arena.of_kind("lambda_permission") {
        let (Some(function), Some(distribution)) = (arena.written(id, "function"), arena.block_in(id, "distribution")) else {
            continue;
        };
        let mut behaviors = super::fold_rest::blocks(arena.written(distribution, "behaviors").as_ref());
        behaviors.extend(arena.block_in(distribution, "default"));
        let mut origins: Vec<BlockId> = behaviors.iter().filter_map(|behavior| arena.block_in(*behavior, "origin")).collect();
        origins.retain(|origin| arena.get(*origin, "from").as_text().is_some_and(|host| host.contains(".lambda-url.")));
        origins.dedup();
        if let [origin] = origins.as_slice() {
            arena.set(*origin, "function", function);
            arena.drop(id);
        }
    }
}

/// A delivery belongs to the distribution of its source.
fn deliveries(arena: &mut Arena) {
    for id in arena.of_kind("logs") {
        let source = arena.take(id, "source");
        if let Some(Value::Block(distribution)) =
            source.and_then(|source| source.as_block()).map(|source| arena.get(source, "distribution"))
        {
            belongs(arena, id, distribution, "distribution");
        }
    }
    for id in arena.of_kind("log_source") {
        arena.drop(id);
    }
}

/// What a distribution says of logs itself is a part of its own.
fn old_logs(arena: &mut Arena, id: BlockId) {
    let Some(to) = arena.take(id, "old_logs") else { return };
    let said = ["prefix", "cookies"].map(|field| (field, arena.take(id, &format!("old_logs_{field}"))));
    let span = arena.block(id).span;
    let Some(part) = arena.make("logs", "", span) else { return };
    arena.set(part, "to", to);
    arena.set(part, "version", Value::word("v1"));
    for (field, value) in said {
        if let Some(value) = value {
            arena.set(part, field, value);
        }
    }
    belongs(arena, part, id, "distribution");
    arena.forget_defaults(part);
}

/// The policy that a distribution names is its `staging`; the other distribution is told by being named there.
fn staging(arena: &mut Arena, id: BlockId) {
    arena.clear(id, "staged");
    let Some(policy) = arena.take(id, "deployment").and_then(|policy| policy.as_block()) else { return };
    belongs(arena, policy, id, "from");
    arena.forget_defaults(policy);
}

fn belongs(arena: &mut Arena, part: BlockId, distribution: BlockId, field: &str) {
    arena.set(part, field, Value::Block(distribution));
    arena.adopt(distribution, part);
}
