//! Legacy selections, `none`, `all` or a list: `listed(P, Behavior, Items)`, `switched(P, Items)`, `starred(P)`.

use super::selection::{Parts, parts};
use super::{Decoder, Encoder, Reach, Spelling, Spot, Tree, Value};

/// An object with the behavior and the list.
pub(super) static LISTED: Spelling =
    Spelling { name: "listed", reach: Reach::Value, spells_none: true, takes_rest: false, encode: listed, decode: from_listed };

/// A bool, and the list beside it.
pub(super) static SWITCHED: Spelling = Spelling {
    name: "switched",
    reach: Reach::Beside,
    spells_none: true,
    takes_rest: false,
    encode: switched,
    decode: from_switched,
};

/// The list, in which `*` is all.
pub(super) static STARRED: Spelling = Spelling {
    name: "starred",
    reach: Reach::Value,
    spells_none: false,
    takes_rest: false,
    encode: starred,
    decode: from_starred,
};

const STAR: &str = "*";
const LIST: &str = "whitelist";

fn listed(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    let (Some(behavior), Some(key)) = (spot.argument(0), spot.argument(1)) else {
        return;
    };
    let Parts { word, items } = parts(value);
    encoder.json.object();
    encoder.json.key(behavior);
    encoder.json.string(if items.is_some() { LIST } else { word });
    if let Some(items) = items {
        encoder.json.key(key);
        encoder.items_or_unknown(spot.shape, items);
    }
    encoder.json.leave();
}

fn from_listed(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    let (behavior, key) = (spot.argument(0)?, spot.argument(1)?);
    decoder.single(tree);
    let object = tree.as_object_mut()?;
    let value = match object.get(behavior)?.as_str()? {
        "none" => Value::None,
        "all" => Value::word("all"),
        LIST => decoder.list(Encoder::items_of(spot), &mut object.get(key)?.clone())?,
        _ => return None,
    };
    object.shift_remove(behavior);
    if matches!(value, Value::List(_)) {
        object.shift_remove(key);
    }
    Some(value)
}

fn switched(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    let Parts { word, items } = parts(value);
    encoder.json.key(spot.key());
    encoder.json.bool(word != "none");
    if let (Some(items), Some(key)) = (items, spot.argument(0)) {
        encoder.json.key(key);
        encoder.items_or_unknown(spot.shape, items);
    }
}

fn from_switched(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    let key = spot.argument(0)?;
    let object = tree.as_object_mut()?;
    let on = object.get(spot.key())?.as_bool()?;
    let value = match object.get(key).filter(|_| on) {
        Some(items) => decoder.list(Encoder::items_of(spot), &mut items.clone())?,
        None if on => Value::word("all"),
        None => Value::None,
    };
    object.shift_remove(spot.key());
    if matches!(value, Value::List(_)) {
        object.shift_remove(key);
    }
    Some(value)
}

fn starred(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    match parts(value) {
        Parts { items: Some(items), .. } => encoder.items_or_unknown(spot.shape, items),
        Parts { .. } => {
            encoder.json.list();
            encoder.json.string(STAR);
            encoder.json.leave();
        }
    }
}

fn from_starred(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    if let Some([Tree::String(only)]) = tree.as_array().map(Vec::as_slice)
        && only == STAR
    {
        tree.take();
        return Some(Value::word("all"));
    }
    decoder.list(Encoder::items_of(spot), tree)
}
