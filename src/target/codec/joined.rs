//! `joined(P)`: a list as one text, its items apart by spaces; of a map, `key=value` for each entry.

use super::{Decoder, Encoder, Reach, Spelling, Spot, Tree, Value};
use crate::schema::{Shape, Unknown};

pub(super) static JOINED: Spelling =
    Spelling { name: "joined", reach: Reach::Value, spells_none: false, takes_rest: false, encode, decode };

fn encode(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    let mut pieces: Vec<Value> = Vec::new();
    match value {
        Value::List(items) => {
            for item in items {
                if !pieces.is_empty() {
                    pieces.push(Value::text(" "));
                }
                pieces.push(item.clone());
            }
        }
        Value::Map(entries) => {
            for (key, value) in entries {
                let gap = if pieces.is_empty() { "" } else { " " };
                pieces.push(Value::text(&(gap.to_owned() + key + "=")));
                pieces.push(value.clone());
            }
        }
        other => return encoder.plain(spot.shape, other),
    }
    if pieces.iter().any(Value::is_unknown) {
        return encoder.plain(&Shape::Any, &Value::Unknown(Box::new(Unknown::Template(pieces))));
    }
    let mut text = String::new();
    for piece in &pieces {
        match piece {
            Value::Word(word) => match super::super::encode::choice_word(encoder.world, spot.shape, *word) {
                Some(known) => text.push_str(known.spelled.of(encoder.target()).as_text().unwrap_or(word)),
                None => text.push_str(word),
            },
            Value::Int(number) => text.push_str(&number.to_string()),
            other => text.push_str(other.as_text().unwrap_or_default()),
        }
    }
    encoder.text(&text);
}

fn decode(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    let text = decoder.known_text(tree)?;
    let words = text.split_whitespace();
    let value = if is_map(spot.shape) {
        let entries: Option<Vec<_>> =
            words.map(|word| word.split_once('=').map(|(key, value)| (key.into(), Value::text(value)))).collect();
        Value::Map(entries?.into())
    } else {
        let mut items = Vec::new();
        for word in words {
            items.push(decoder.value(Encoder::items_of(spot), &mut Tree::String(word.into()))?);
        }
        Value::List(items)
    };
    tree.take();
    Some(value)
}

fn is_map(shape: &Shape) -> bool {
    match shape {
        Shape::Map(_) => true,
        Shape::Either(arms) => arms.iter().any(is_map),
        _ => false,
    }
}
