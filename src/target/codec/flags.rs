//! `flags(P, word, Key, word, Key …)`: a list of words as a bool for each word of it that the target has.

use super::{Decoder, Encoder, Reach, Spelling, Spot, Tree, Value};
use crate::source::Name;

pub(super) static FLAGS: Spelling =
    Spelling { name: "flags", reach: Reach::Inside, spells_none: true, takes_rest: false, encode, decode };

fn encode(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    let words: &[Value] = match value {
        Value::List(words) => words,
        one => std::slice::from_ref(one),
    };
    for pair in spot.arguments().chunks_exact(2) {
        encoder.json.key(pair[1].as_str());
        encoder.json.bool(words.iter().any(|word| matches!(word, Value::Word(word) if *word == pair[0])));
    }
}

fn decode(_: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    let object = tree.as_object_mut()?;
    let pairs = spot.arguments().chunks_exact(2);
    if !pairs.clone().any(|pair| object.get(pair[1].as_str()).is_some_and(Tree::is_boolean)) {
        return None;
    }
    let mut words = Vec::new();
    for pair in pairs {
        let (word, key): (Name, &str) = (pair[0], pair[1].as_str());
        if let Some(set) = object.get(key).and_then(Tree::as_bool) {
            object.shift_remove(key);
            if set {
                words.push(Value::Word(word));
            }
        }
    }
    Some(if words.is_empty() { Value::None } else { Value::List(words) })
}
