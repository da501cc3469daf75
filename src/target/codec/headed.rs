//! `headed(P, Rest)`: a list whose first item stands at one key, and the others at another beside it.

use super::{Decoder, Encoder, Reach, Spelling, Spot, Tree, Value};

pub(super) static HEADED: Spelling =
    Spelling { name: "headed", reach: Reach::Beside, spells_none: false, takes_rest: false, encode, decode };

fn encode(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    let (Value::List(items), Some(others)) = (value, spot.argument(0)) else {
        return;
    };
    let Some((first, rest)) = items.split_first() else {
        return;
    };
    encoder.json.key(spot.key());
    encoder.item(spot.shape, first);
    if !rest.is_empty() {
        encoder.json.key(others);
        encoder.items(spot.shape, rest);
    }
}

fn decode(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    let others = spot.argument(0)?;
    let item = Encoder::items_of(spot);
    let object = tree.as_object_mut()?;
    let first = decoder.value(item, &mut object.get(spot.key())?.clone())?;
    let mut items = vec![first];
    if let Some(rest) = object.get(others) {
        match decoder.list(item, &mut rest.clone())? {
            Value::List(rest) => items.extend(rest),
            _ => return None,
        }
    }
    object.shift_remove(spot.key());
    object.shift_remove(others);
    // Some write the first name among the others as well.
    let first = items[0].clone();
    let mut seen = false;
    items.retain(|item| *item != first || !std::mem::replace(&mut seen, true));
    Some(Value::List(items))
}
