//! `chosen(P)`: a word of a choice as an object whose one key it is, with nothing in it.

use super::flags::choice_of;
use super::{Decoder, Encoder, Reach, Spelling, Spot, Tree, Value};

pub(super) static CHOSEN: Spelling =
    Spelling { name: "chosen", reach: Reach::Value, spells_none: false, takes_rest: false, encode, decode };

fn encode(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    let word = match value {
        Value::Word(word) => encoder.choice_word(spot.shape, *word),
        _ => None,
    };
    let Some(key) = word.and_then(|word| word.spelled.of(encoder.target()).as_text()) else {
        return encoder.plain(spot.shape, value);
    };
    encoder.json.object();
    encoder.json.key(key);
    encoder.json.object();
    encoder.json.leave();
    encoder.json.leave();
}

fn decode(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    decoder.single(tree);
    let object = tree.as_object()?;
    let (key, inner) = object.iter().next().filter(|_| object.len() == 1)?;
    let says_nothing = match inner {
        Tree::Object(inner) => inner.is_empty(),
        Tree::Array(items) => items.iter().all(|item| item.as_object().is_some_and(serde_json::Map::is_empty)),
        _ => false,
    };
    let target = decoder.target();
    let words = &decoder.schema.choice(choice_of(spot.shape)?).words;
    let word = words.iter().find(|word| says_nothing && word.spelled.of(target).as_text() == Some(key))?;
    tree.take();
    Some(Value::Word(word.word))
}
