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
                Makes::Block(kind) if making.into.is_none() => blocks(arena, maker, making, kind),
                Makes::Part(field, _) => parts(arena, maker, making, field),
                Makes::Other(kind) => others(arena, maker, making, kind),
                Makes::Block(_) | Makes::Told => {}
            }
        }
    }
    for (maker, described) in schema.kinds() {
        for making in described.makes.iter().filter(|making| making.into.is_some()) {
            unnamed(arena, maker, making);
        }
    }
    own_parts(arena);
}

/// A block that was made because its maker named none is gone, where it says just what would be made again.
fn unnamed(arena: &mut Arena, maker: KindId, making: &Making) {
    let (Some(into), Makes::Block(made)) = (making.into, making.what) else { return };
    for id in arena.of_kind_id(maker) {
        let Some(Value::Block(named)) = arena.written(id, into.as_str()) else { continue };
        if arena.block(named).existing || arena.block(named).kind != made {
            continue;
        }
        for (field, expr) in &making.fields {
            if let (Some(from), Some(value)) = (word(expr), arena.written(named, field.as_str()))
                && arena.written(id, from.as_str()).is_none()
            {
                arena.set(id, from.as_str(), value);
            }
        }
        arena.forget_defaults(id);
        let names = Making::names(id, 0, Value::None);
        let alike = making.fields.iter().all(|(field, expr)| {
            let expected = arena.reader().compute_within(arena.block(id), &names, expr);
            crate::target::alike(&expected, &arena.get(named, field.as_str()))
        });
        if alike {
            arena.clear(id, into.as_str());
            arena.drop(named);
        }
    }
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
            give_back(arena, owner, list, item);
        }
        arena.drop(id);
    }
}

/// The parts of a filled field give their items back to the list they came from.
fn parts(arena: &mut Arena, maker: KindId, making: &Making, field: Name) {
    let list = making.each.as_ref().and_then(word);
    for id in arena.of_kind_id(maker) {
        let Some(filled) = arena.take(id, field.as_str()) else { continue };
        for part in super::fold_rest::blocks(Some(&filled)) {
            for (name, expr) in &making.fields {
                let (Some(from), Some(value)) = (word(expr), arena.written(part, name.as_str())) else { continue };
                match (from.as_str(), list) {
                    ("item", Some(list)) => give_back(arena, id, list, value),
                    _ => arena.set(id, from.as_str(), value),
                }
            }
        }
    }
}

/// An item is back where it came from: in a list, or alone in a field that holds one.
fn give_back(arena: &mut Arena, owner: BlockId, field: Name, item: Value) {
    if !arena.holds_list(owner, field) {
        return arena.set(owner, field.as_str(), item);
    }
    let mut items = match arena.written(owner, field.as_str()) {
        Some(Value::List(items)) => items,
        _ => Vec::new(),
    };
    if !items.contains(&item) {
        items.push(item);
        arena.set(owner, field.as_str(), Value::List(items));
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

/// Parts that are resources of their own stand in the block they belong to.
fn own_parts(arena: &mut Arena) {
    let schema = arena.schema;
    let is_own = |kind: &crate::schema::Kind| kind.is_part && (kind.is_labelled || kind.resource.cfn.is_some());
    for (kind, described) in schema.kinds().filter(|(_, kind)| is_own(kind) && kind.name != "record") {
        let Some((parent, _)) = described.fields_at(Position::Parent).next() else {
            continue;
        };
        for id in arena.of_kind_id(kind) {
            if let Some(Value::Block(owner)) = arena.block(id).value(parent).cloned() {
                arena.adopt(owner, id);
            }
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
