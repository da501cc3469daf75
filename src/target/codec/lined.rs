//! `lined(P, Second)`: a list whose items stand at keys of their own, side by side: the lines of an address.

use super::{Decoder, Encoder, Reach, Spelling, Spot, Tree, Value};

pub(super) static LINED: Spelling =
    Spelling { name: "lined", reach: Reach::Beside, spells_none: false, takes_rest: false, encode, decode };

fn keys<'s>(spot: &'s Spot) -> impl Iterator<Item = &'static str> + 's {
    std::iter::once(spot.key()).chain(spot.arguments().iter().map(|name| name.as_str()))
}

fn encode(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    let Value::List(items) = value else {
        return;
    };
    for (key, item) in keys(spot).zip(items) {
        encoder.json.key(key);
        encoder.item(spot.shape, item);
    }
}

fn decode(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    let shape = Encoder::items_of(spot);
    let object = tree.as_object_mut()?;
    let mut items = Vec::new();
    for key in keys(spot) {
        let Some(found) = object.get(key) else { break };
        items.push(decoder.value(shape, &mut found.clone())?);
    }
    keys(spot).take(items.len()).for_each(|key| drop(object.shift_remove(key)));
    (!items.is_empty()).then_some(Value::List(items))
}
