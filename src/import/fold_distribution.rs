//! A distribution's list of origins, put back into origins that behaviors point to.
//!
//! In: an arena. Out: behaviors whose target is an origin. Deliberately absent: what an entry becomes (`fold_origin`).

use super::arena::Arena;
use super::fold_origin::{Origins, origin};
use super::fold_rest::blocks;
use crate::schema::{Block, BlockId, Value};
use crate::source::Name;

/// Folds every distribution.
pub(super) fn fold(arena: &mut Arena) {
    let mut made = Origins::default();
    for id in arena.of_kind("distribution") {
        distribution(arena, id, &mut made);
    }
    made.controls.sort_unstable();
    made.controls.dedup();
    for control in made.controls {
        arena.drop(control);
    }
}

fn distribution(arena: &mut Arena, id: BlockId, made: &mut Origins) {
    let entries = blocks(arena.take(id, "origins").as_ref());
    let groups = blocks(arena.take(id, "groups").as_ref());
    let mut origins: Vec<(String, BlockId)> = Vec::new();
    for entry in entries {
        let name = text(&arena.get(entry, "id"));
        if let Some(block) = origin(arena, entry, &name, made) {
            origins.push((name, block));
        }
    }
    for entry in groups {
        let name = text(&arena.get(entry, "id"));
        if let Some(block) = group(arena, entry, &name, &origins) {
            origins.push((name, block));
        }
    }
    let mut behaviors = blocks(arena.written(id, "behaviors").as_ref());
    behaviors.extend(blocks(arena.written(id, "default").as_ref()));
    for behavior in behaviors {
        arena.block_mut(behavior).parent = Some(id);
        let target = text(&arena.take(behavior, "origin_id").unwrap_or(Value::None));
        if let Some((_, block)) = origins.iter().find(|(name, _)| *name == target) {
            arena.set(behavior, "origin", Value::Block(*block));
        }
        let stays = ["min_ttl", "default_ttl", "max_ttl"].map(|field| (field, arena.take(behavior, field)));
        if let Some(Value::Block(old)) = arena.written(behavior, "forwarded_values") {
            for (field, stay) in stays {
                if let Some(stay) = stay {
                    arena.set(old, field, stay);
                }
            }
            arena.forget_defaults(old);
        }
        arena.forget_defaults(behavior);
    }
    for error in blocks(arena.written(id, "errors").as_ref()) {
        arena.block_mut(error).parent = Some(id);
    }
    arena.forget_defaults(id);
}

/// A group becomes an origin with two branches.
fn group(arena: &mut Arena, entry: BlockId, name: &str, origins: &[(String, BlockId)]) -> Option<BlockId> {
    let span = arena.block(entry).span;
    let id = arena.make("origin", name, span)?;
    let kind = arena.schema.kind(arena.block(id).kind);
    let case = kind.case_named(Name::of("failover"))?;
    let (from, role) = (kind.field_named(Name::of("from"))?, kind.field_named(Name::of("role"))?);
    let mut branches = Vec::new();
    for (member, word) in blocks(arena.written(entry, "members").as_ref()).into_iter().zip(["primary", "secondary"]) {
        let name = text(&arena.get(member, "id"));
        let (_, target) = origins.iter().find(|(known, _)| *known == name)?;
        let mut branch = Block::new(arena.block(id).kind, word, span);
        branch.case = Some(case);
        branch.set(role, span, Value::word(word));
        branch.set(from, span, Value::Block(*target));
        branches.push(branch);
    }
    let block = arena.block_mut(id);
    block.case = Some(case);
    block.branches = branches.into();
    for field in ["on", "select"] {
        if let Some(value) = arena.written(entry, field) {
            arena.set(id, field, value);
        }
    }
    arena.forget_defaults(id);
    Some(id)
}

fn text(value: &Value) -> String {
    value.as_text().unwrap_or_default().to_owned()
}
