//! `counted(P)`: a list that CloudFormation wants as `{ Quantity, Items }`.

use super::{Decoder, Encoder, Reach, Spelling, Spot, Tree, Value};

pub(super) static COUNTED: Spelling =
    Spelling { name: "counted", reach: Reach::Value, spells_none: false, takes_rest: false, encode, decode };

fn encode(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    if encoder.is_terraform() {
        return encoder.plain(spot.shape, value);
    }
    encoder.json.object();
    if let Value::List(items) = value {
        encoder.json.key("Quantity");
        encoder.json.int(items.len() as i64);
    }
    encoder.json.key("Items");
    encoder.plain(spot.shape, value);
    encoder.json.leave();
}

fn decode(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    let Some(object) = tree.as_object_mut().filter(|_| !decoder.is_terraform()) else {
        return decoder.value(spot.shape, tree);
    };
    let mut items = object.get_mut("Items").map(Tree::take)?;
    let value = decoder.value(spot.shape, &mut items);
    if value.is_some() {
        object.shift_remove("Quantity");
    }
    object.insert("Items".into(), items);
    value
}
