//! Lists with their length: `counted(P)`, which CloudFormation wants as `{ Quantity, Items }`, and `tallied(P)`, which Terraform
//! wants as `{ quantity, items }`.

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
    if encoder.target() != counts {
        return encoder.plain(spot.shape, value);
    }
    let [quantity, items] = keys(counts);
    encoder.json.object();
    if let Value::List(list) = value {
        encoder.json.key(quantity);
        encoder.json.int(list.len() as i64);
    }
    encoder.json.key(items);
    encoder.plain(spot.shape, value);
    encoder.json.leave();
}

fn decode(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree, counts: Target) -> Option<Value> {
    if decoder.target() != counts {
        return decoder.value(spot.shape, tree);
    }
    let [quantity, items] = keys(counts);
    decoder.single(tree);
    let object = tree.as_object_mut()?;
    let mut list = object.get_mut(items).map(Tree::take)?;
    let value = decoder.value(spot.shape, &mut list)?;
    object.shift_remove(quantity);
    match list {
        Tree::Null => object.shift_remove(items),
        left => object.insert(items.into(), left),
    };
    Some(value)
}
