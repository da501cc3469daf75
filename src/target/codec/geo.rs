//! `geo(P)`: a selection of countries as `{ RestrictionType, Locations }`.

use super::selection::{Parts, parts};
use super::{Decoder, Encoder, Reach, Spelling, Spot, Tree, Value};
use crate::source::Name;

pub(super) static GEO: Spelling =
    Spelling { name: "geo", reach: Reach::Value, spells_none: true, takes_rest: false, encode, decode };

fn encode(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    let Parts { word, items } = parts(value);
    let kind = match word {
        "list" => "whitelist",
        "except" => "blacklist",
        _ => "none",
    };
    encoder.json.object();
    encoder.json.key(encoder.by_target("RestrictionType", "restriction_type"));
    encoder.json.string(kind);
    if let Some(items) = items {
        encoder.json.key(encoder.by_target("Locations", "locations"));
        encoder.items_or_unknown(spot.shape, items);
    }
    encoder.json.leave();
}

fn decode(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    decoder.single(tree);
    let (kind, locations) = match decoder.is_terraform() {
        true => ("restriction_type", "locations"),
        false => ("RestrictionType", "Locations"),
    };
    let object = tree.as_object_mut()?;
    let word = object.get(kind)?.as_str()?.to_owned();
    let value = match word.as_str() {
        "none" => Value::word("all"),
        "whitelist" | "blacklist" => {
            let items = decoder.list(Encoder::items_of(spot), object.get_mut(locations)?)?;
            if word == "whitelist" { items } else { except(items) }
        }
        _ => return None,
    };
    object.shift_remove(kind);
    if object.get(locations).is_some_and(|left| left.is_null() || left.as_array().is_some_and(Vec::is_empty)) {
        object.shift_remove(locations);
    }
    Some(value)
}

/// `except(…)`.
pub(super) fn except(items: Value) -> Value {
    call("except", items)
}

/// A word with items.
pub(super) fn call(word: &str, items: Value) -> Value {
    match items {
        Value::List(items) => Value::Call(Name::of(word), items.into()),
        other => Value::Call(Name::of(word), [other].into()),
    }
}
