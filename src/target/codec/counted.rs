//! Lists with their length: `counted(P)`, which CloudFormation wants as `{ Quantity, Items }`, and `tallied(P)`, which Terraform
//! wants as `{ quantity, items }`. With an output, `tallied(P, output)`, what is asked of blocks, of one or of several.

use super::wrapped::{as_output, from_output};
use super::{Decoder, Encoder, Reach, Spelling, Spot, Tree, Value};
use crate::schema::Target;

/// Counted in CloudFormation.
pub(super) static COUNTED: Spelling = Spelling {
    name: "counted",
    reach: Reach::Value,
    spells_none: false,
    takes_rest: false,
    encode: |encoder, spot, value| encode(encoder, spot, value, Target::CloudFormation),
    decode: |decoder, spot, tree| decode(decoder, spot, tree, Target::CloudFormation),
};

/// Counted in Terraform.
pub(super) static TALLIED: Spelling = Spelling {
    name: "tallied",
    reach: Reach::Value,
    spells_none: false,
    takes_rest: false,
    encode: |encoder, spot, value| encode(encoder, spot, value, Target::Terraform),
    decode: |decoder, spot, tree| decode(decoder, spot, tree, Target::Terraform),
};

fn keys(target: Target) -> [&'static str; 2] {
    match target {
        Target::CloudFormation => ["Quantity", "Items"],
        Target::Terraform => ["quantity", "items"],
    }
}

fn encode(encoder: &mut Encoder, spot: &Spot, value: &Value, counts: Target) {
    let list = match value {
        Value::List(_) | Value::Unknown(_) => value,
        one => &Value::List(vec![one.clone()]),
    };
    if encoder.target() != counts {
        return write(encoder, spot, list);
    }
    let [quantity, items] = keys(counts);
    encoder.json.object();
    if let Value::List(list) = list {
        encoder.json.key(quantity);
        encoder.json.int(list.len() as i64);
    }
    encoder.json.key(items);
    write(encoder, spot, list);
    encoder.json.leave();
}

fn write(encoder: &mut Encoder, spot: &Spot, list: &Value) {
    match spot.argument(0) {
        Some(_) => as_output(encoder, spot, list),
        None => encoder.plain(spot.shape, list),
    }
}

fn read(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    let list = match spot.argument(0) {
        Some(_) => from_output(decoder, spot, tree)?,
        None => decoder.value(spot.shape, tree)?,
    };
    match list {
        Value::List(mut items) if !spot.shape.is_list() && items.len() == 1 => items.pop(),
        other => Some(other),
    }
}

fn decode(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree, counts: Target) -> Option<Value> {
    if decoder.target() != counts {
        return read(decoder, spot, tree);
    }
    let [quantity, items] = keys(counts);
    decoder.single(tree);
    let object = tree.as_object_mut()?;
    let mut list = object.get_mut(items).map(Tree::take)?;
    let value = read(decoder, spot, &mut list)?;
    object.shift_remove(quantity);
    match list {
        Tree::Null => object.shift_remove(items),
        left => object.insert(items.into(), left),
    };
    Some(value)
}
