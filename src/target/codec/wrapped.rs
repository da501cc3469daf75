//! Lists and maps in other clothes: `one(P)`, `wrapped(P, Key)`, `pairs(P, Name, Value)`; `attribute(P, output)`.
//!
//! `wrapped` without a key is a list of the items themselves, and takes a single value as a list of one; `wrapped(P, Key, Key2,
//! member)` writes a member of each block beside it.

use super::{Decoder, Encoder, Reach, Spelling, Spot, Tree, Value};
use crate::schema::{Shape, Unknown};
use crate::source::Name;
use serde_json::Map;

/// A list of one as its item.
pub(super) static ONE: Spelling =
    Spelling { name: "one", reach: Reach::Value, spells_none: false, takes_rest: false, encode: as_item, decode: from_item };

/// A list of objects with one key.
pub(super) static WRAPPED: Spelling = Spelling {
    name: "wrapped",
    reach: Reach::Value,
    spells_none: false,
    takes_rest: false,
    encode: as_objects,
    decode: from_objects,
};

/// A map as a list of objects with two keys.
pub(super) static PAIRS: Spelling =
    Spelling { name: "pairs", reach: Reach::Value, spells_none: false, takes_rest: false, encode: as_pairs, decode: from_pairs };

/// A reference by another output than the first.
pub(super) static ATTRIBUTE: Spelling = Spelling {
    name: "attribute",
    reach: Reach::Value,
    spells_none: false,
    takes_rest: false,
    encode: as_output,
    decode: from_output,
};

fn as_item(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    match value {
        Value::List(items) => match items.first() {
            Some(item) => encoder.item(spot.shape, item),
            None => encoder.nothing(),
        },
        other => encoder.plain(Encoder::items_of(spot), other),
    }
}

fn from_item(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    decoder.value(Encoder::items_of(spot), tree).map(|item| Value::List(vec![item]))
}

fn as_objects(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    let items = match value {
        Value::List(items) => items.as_slice(),
        other => std::slice::from_ref(other),
    };
    let Some(key) = spot.argument(0) else {
        return encoder.items_or_unknown(spot.shape, items);
    };
    encoder.json.list();
    for item in items {
        encoder.json.object();
        encoder.json.key(key);
        encoder.item(spot.shape, item);
        if let (Some(beside), Some(member)) = (spot.argument(1), spot.argument(2)) {
            let known = encoder.world.reader.member(item, Name::of(member)).unwrap_or(Value::None);
            // Nothing is known of an input, and CloudFormation wants to be told: it is the stack's own then.
            let is_stacks = known == Value::None && !encoder.is_terraform();
            let member = if is_stacks { Value::stack(member) } else { known };
            if member != Value::None {
                encoder.json.key(beside);
                encoder.plain(&Shape::Any, &member);
            }
        }
        encoder.json.leave();
    }
    encoder.json.leave();
}

fn from_objects(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    if tree.is_object() && !decoder.is_deployed(tree) {
        *tree = Tree::Array(vec![tree.take()]);
    }
    let shape = Encoder::items_of(spot);
    let mut values = Vec::new();
    for mut item in tree.as_array()?.clone() {
        let Some(key) = spot.argument(0) else {
            values.push(decoder.value(shape, &mut item)?);
            continue;
        };
        let object = item.as_object_mut()?;
        let value = decoder.value(shape, &mut object.shift_remove(key)?)?;
        if let (Some(beside), Some(member)) = (spot.argument(1), spot.argument(2))
            && let Some(mut found) = object.shift_remove(beside)
        {
            let known = decoder.reader().member(&value, Name::of(member)).unwrap_or(Value::None);
            let found = decoder.value(&Shape::Any, &mut found)?;
            let is_stacks = known == Value::None && found == Value::stack(member);
            if !is_stacks && !crate::target::lift::alike(&known, &found) {
                return None;
            }
        }
        if !object.is_empty() {
            return None;
        }
        values.push(value);
    }
    tree.take();
    match spot.shape.is_list() {
        true => Some(Value::List(values)),
        false if values.len() == 1 => values.pop(),
        false => None,
    }
}

fn as_pairs(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    let (Value::Map(entries), Some(name), Some(content)) = (value, spot.argument(0), spot.argument(1)) else {
        return encoder.plain(spot.shape, value);
    };
    encoder.json.list();
    for (key, value) in entries {
        encoder.json.object();
        encoder.json.key(name);
        encoder.text(key);
        encoder.json.key(content);
        encoder.plain(map_item(spot.shape), value);
        encoder.json.leave();
    }
    encoder.json.leave();
}

fn from_pairs(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    let (name, content) = (spot.argument(0)?, spot.argument(1)?);
    if tree.is_object() {
        *tree = Tree::Array(vec![tree.take()]);
    }
    let mut entries = Vec::new();
    for item in tree.as_array()?.clone() {
        let Tree::Object(mut object) = item else {
            return None;
        };
        let key = decoder.known_text(&object.shift_remove(name)?)?;
        let value = decoder.value(map_item(spot.shape), object.get_mut(content)?)?;
        if only_nulls(&object) {
            entries.push((key.into(), value));
        } else {
            return None;
        }
    }
    tree.take();
    Some(Value::Map(entries.into()))
}

fn only_nulls(object: &Map<String, Tree>) -> bool {
    object.values().all(Tree::is_null)
}

/// The shape of a map's values.
pub(super) fn map_item(shape: &Shape) -> &Shape {
    match shape {
        Shape::Map(item) => item,
        Shape::Either(arms) => arms.iter().find(|arm| matches!(arm, Shape::Map(_))).map_or(&Shape::Any, map_item),
        _ => &Shape::Any,
    }
}

pub(super) fn as_output(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    match (value, spot.argument(0)) {
        (Value::Block(id), Some(output)) => encoder.reference(*id, Some(Name::of(output))),
        (Value::List(items), Some(_)) => {
            encoder.json.list();
            for item in items {
                as_output(encoder, spot, item);
            }
            encoder.json.leave();
        }
        (other, _) => encoder.plain(spot.shape, other),
    }
}

pub(super) fn from_output(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    let output = Name::of(spot.argument(0)?);
    match decoder.naming(spot.shape, tree, Some(output))? {
        Value::List(items) => Some(Value::List(items.into_iter().map(|item| whole(item, output)).collect())),
        value => Some(whole(value, output)),
    }
}

/// The block that an output is asked of, where it is the output the codec writes.
fn whole(value: Value, wanted: Name) -> Value {
    match &value {
        Value::Unknown(unknown) => match **unknown {
            Unknown::Attribute(block, output) if output == wanted => Value::Block(block),
            _ => value,
        },
        _ => value,
    }
}
