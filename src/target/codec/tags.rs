//! `tags(P)`: a map as CloudFormation's list of `{ Key, Value }`; `tag(P.Key)`: a single text among them.

use super::wrapped::map_item;
use super::{Decoder, Encoder, Reach, Spelling, Spot, Tree, Value};
use crate::schema::Shape;

/// A map of tags.
pub(super) static TAGS: Spelling =
    Spelling { name: "tags", reach: Reach::Entries, spells_none: false, takes_rest: true, encode: all, decode: rest };

/// One tag, whose key is the last of the path.
pub(super) static TAG: Spelling =
    Spelling { name: "tag", reach: Reach::Entry, spells_none: false, takes_rest: false, encode: single, decode: named };

fn all(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    let own: &[_] = match value {
        Value::Map(entries) => entries,
        _ => &[],
    };
    for (key, value) in own {
        entry(encoder, map_item(spot.shape), key, value);
    }
}

fn single(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    entry(encoder, spot.shape, spot.key(), value);
}

fn entry(encoder: &mut Encoder, shape: &Shape, key: &str, value: &Value) {
    if encoder.is_terraform() {
        encoder.map_key(key);
        return encoder.plain(shape, value);
    }
    encoder.json.object();
    encoder.json.key("Key");
    encoder.json.string(key);
    encoder.json.key("Value");
    encoder.plain(shape, value);
    encoder.json.leave();
}

fn rest(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    let shape = map_item(spot.shape);
    let mut entries = Vec::new();
    match tree {
        Tree::Array(list) => list.retain_mut(|item| match pair(decoder, shape, item) {
            Some(entry) => {
                entries.push(entry);
                false
            }
            None => true,
        }),
        Tree::Object(object) => object.retain(|key, value| match decoder.value(shape, value) {
            Some(value) => {
                entries.push((decoder.unescaped(key).into(), value));
                false
            }
            None => true,
        }),
        _ => return None,
    }
    (!entries.is_empty()).then_some(Value::Map(entries.into()))
}

fn pair(decoder: &mut Decoder, shape: &Shape, item: &mut Tree) -> Option<(std::sync::Arc<str>, Value)> {
    let key = item.get("Key")?.as_str()?.into();
    let value = item.get_mut("Value")?;
    Some((key, decoder.value(shape, value)?))
}

fn named(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    match tree {
        Tree::Array(list) => {
            let at = list.iter().position(|item| item.get("Key").and_then(Tree::as_str) == Some(spot.key()))?;
            let value = decoder.value(spot.shape, list[at].get_mut("Value")?)?;
            list.remove(at);
            Some(value)
        }
        Tree::Object(object) => {
            let value = decoder.value(spot.shape, object.get_mut(spot.key())?)?;
            object.shift_remove(spot.key());
            Some(value)
        }
        _ => None,
    }
}
