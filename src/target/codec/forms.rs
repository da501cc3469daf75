//! `forms(P, Key, word, Key …)`: a value at one key of an object, or `word(value)` at the key behind the word.

use super::geo::call;
use super::{Decoder, Encoder, Reach, Spelling, Spot, Tree, Value};
use crate::schema::Shape;

pub(super) static FORMS: Spelling =
    Spelling { name: "forms", reach: Reach::Inside, spells_none: false, takes_rest: false, encode, decode };

fn encode(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    let worded = |value: &Value| match value {
        Value::Call(word, arguments) => Some((*word, arguments.first().cloned().unwrap_or(Value::None))),
        _ => None,
    };
    let pairs = spot.arguments().get(1..).unwrap_or_default();
    match worded(value) {
        Some((word, argument)) => {
            if let Some(pair) = pairs.chunks_exact(2).find(|pair| pair[0] == word) {
                encoder.json.key(pair[1].as_str());
                encoder.plain(&Shape::Any, &argument);
            }
        }
        None => {
            if let Some(key) = spot.argument(0) {
                encoder.json.key(key);
                encoder.plain(spot.shape, value);
            }
        }
    }
}

fn decode(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    let key = spot.argument(0)?;
    let object = tree.as_object_mut()?;
    if let Some(mut inner) = object.get(key).cloned() {
        let value = decoder.naming(spot.shape, &mut inner, None)?;
        object.shift_remove(key);
        return Some(value);
    }
    for pair in spot.arguments().get(1..)?.chunks_exact(2) {
        if let Some(mut inner) = object.get(pair[1].as_str()).cloned() {
            let value = decoder.value(&Shape::Any, &mut inner)?;
            object.shift_remove(pair[1].as_str());
            return Some(call(&pair[0], Value::List(vec![value])));
        }
    }
    None
}
