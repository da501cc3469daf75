//! `flags(P, word, Key, word, Key …)`: a list of words, or a word that is spelled as a list, as a bool for each that is said.
//!
//! Without pairs it writes nothing: other fields make the object, and its presence is the word.

use super::{Decoder, Encoder, Reach, Spelling, Spot, Tree, Value};
use crate::schema::{ChoiceId, Shape};
use crate::source::Name;

pub(super) static FLAGS: Spelling =
    Spelling { name: "flags", reach: Reach::Inside, spells_none: true, takes_rest: false, encode, decode };

fn encode(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    let said: &[Value] = match value {
        Value::List(words) => words,
        Value::Word(word) => match encoder.choice_word(spot.shape, *word).map(|word| word.spelled.of(encoder.target())) {
            Some(Value::List(words)) => words,
            _ => std::slice::from_ref(value),
        },
        other => std::slice::from_ref(other),
    };
    for pair in spot.arguments().chunks_exact(2) {
        encoder.json.key(pair[1].as_str());
        encoder.json.bool(said.iter().any(|word| word.as_text() == Some(pair[0].as_str())));
    }
}

fn decode(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    let object = tree.as_object_mut()?;
    let pairs = spot.arguments().chunks_exact(2);
    if !spot.arguments().is_empty() && !pairs.clone().any(|pair| object.get(pair[1].as_str()).is_some_and(Tree::is_boolean)) {
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
    if let Some(choice) = choice_of(spot.shape) {
        let said = |spelled: &Value| match spelled {
            Value::List(list) => {
                list.len() == words.len() && words.iter().all(|word| list.iter().any(|one| one.as_text() == word.as_text()))
            }
            _ => false,
        };
        let target = decoder.target();
        let found = decoder.schema.choice(choice).words.iter().find(|word| said(word.spelled.of(target)));
        return found.map(|word| Value::Word(word.word));
    }
    Some(if words.is_empty() { Value::None } else { Value::List(words) })
}

/// The choice whose words a shape holds one of, and no list of them.
pub(super) fn choice_of(shape: &Shape) -> Option<ChoiceId> {
    match shape {
        Shape::Choice(id) => Some(*id),
        Shape::Either(arms) => arms.iter().find_map(choice_of),
        _ => None,
    }
}
