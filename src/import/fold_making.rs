//! What blocks brought along, put back into them: the inverse of the library's `makes`, `fills` and `becomes`.
//!
//! In: an arena. Out: the same without what follows from other blocks. Deliberately absent: what is made by more than a loop over
//! a list (`fold_rest`, `fold_route53`).

use super::arena::Arena;
use crate::schema::{Block, BlockId, KindId, Makes, Making, Position, Value};
use crate::source::Name;
use crate::syntax::{Expr, Form};

/// Folds everything that the library says is made.
pub(super) fn fold(arena: &mut Arena) {
    let schema = arena.schema;
    for (maker, described) in schema.kinds() {
        for making in &described.makes {
            match making.what {
                Makes::Block(kind) => blocks(arena, maker, making, kind),
                Makes::Part(field, _) => parts(arena, maker, making, field),
                Makes::Other(kind) => others(arena, maker, making, kind),
                Makes::Told => {}
            }
        }
    }
    named_parts(arena);
}

/// A made block gives its item back to the list of its maker, and is gone. One whose maker is no resource cannot be told whole.
fn blocks(arena: &mut Arena, maker: KindId, making: &Making, made: KindId) {
    let of = |word: &str| making.fields.iter().find(|(_, expr)| is_word(expr, word)).map(|(name, _)| name.as_str());
    let list = making.each.as_ref().and_then(word);
    for id in arena.of_kind_id(made) {
        let owner = match of("self").map(|field| arena.get(id, field)) {
            Some(Value::Block(owner)) if arena.block(owner).kind == maker => owner,
            Some(_) => continue,
            None => {
                arena.notice(id, "it belongs to a block that is no resource itself, and is not compared");
                arena.drop(id);
                continue;
            }
        };
        if let (Some(field), Some(list)) = (of("item"), list)
            && let Some(item) = arena.written(id, field)
        {
            let mut items = match arena.written(owner, list.as_str()) {
                Some(Value::List(items)) => items,
                _ => Vec::new(),
            };
            if !items.contains(&item) {
                items.push(item);
                arena.set(owner, list.as_str(), Value::List(items));
            }
        }
        arena.drop(id);
    }
}

/// The parts of a filled field give their items back to the list they came from.
fn parts(arena: &mut Arena, maker: KindId, making: &Making, field: Name) {
    let Some(list) = making.each.as_ref().and_then(word) else { return };
    let item = making.fields.iter().find(|(_, expr)| is_word(expr, "item")).map(|(name, _)| *name);
    let Some(item) = item else { return };
    for id in arena.of_kind_id(maker) {
        let Some(filled) = arena.take(id, field.as_str()) else { continue };
        let parts = super::fold_rest::blocks(Some(&filled));
        let items: Vec<Value> = parts.iter().filter_map(|part| arena.written(*part, item.as_str())).collect();
        arena.set(id, list.as_str(), Value::List(items));
    }
}

/// A block that became one of another kind is what it was.
fn others(arena: &mut Arena, maker: KindId, making: &Making, other: KindId) {
    for id in arena.of_kind_id(other) {
        let written: Vec<(Name, Value)> =
            making.fields.iter().filter_map(|(name, expr)| Some((word(expr)?, arena.written(id, name.as_str())?))).collect();
        let block = arena.block_mut(id);
        let empty = Block::new(maker, block.label.clone(), block.span);
        let was = std::mem::replace(block, empty);
        block.condition = was.condition;
        block.overrides = was.overrides;
        for (field, value) in written {
            arena.set(id, field.as_str(), value);
        }
    }
}

/// Parts with a name, each a resource of its own, stand in the list of the block they belong to.
fn named_parts(arena: &mut Arena) {
    let schema = arena.schema;
    for (kind, described) in schema.kinds().filter(|(_, kind)| kind.is_part && kind.is_labelled) {
        let Some((parent, _)) = described.fields().find(|(_, field)| field.position == Position::Parent) else {
            continue;
        };
        for id in arena.of_kind_id(kind) {
            let Some(Value::Block(owner)) = arena.block(id).value(parent).cloned() else { continue };
            let list = schema.named_list(arena.block(owner).kind, kind);
            let Some(list) = list else { continue };
            let mut items = match arena.block(owner).value(list) {
                Some(Value::List(items)) => items.clone(),
                _ => Vec::new(),
            };
            items.push(Value::Block(id));
            let span = arena.block(owner).span;
            arena.block_mut(owner).set(list, span, Value::List(items));
            arena.block_mut(id).parent = Some(owner);
        }
    }
}

fn word(expr: &Expr) -> Option<Name> {
    match &expr.form {
        Form::Word(word) => Some(*word),
        _ => None,
    }
}

fn is_word(expr: &Expr, wanted: &str) -> bool {
    word(expr).is_some_and(|word| word == wanted)
}

/// A block that stands in for others by what it says, for the rooms that fold by name.
pub(super) fn choose(arena: &mut Arena, id: BlockId, case: &str) {
    let kind = arena.schema.kind(arena.block(id).kind);
    arena.block_mut(id).case = kind.case_named(Name::of(case));
}
