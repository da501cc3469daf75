//! One Terraform resource that is many: `keyed(P, list, key)` makes it so for each item of another resource's list, and
//! `gathered(P, attribute)` takes an attribute of all of them.

use super::{Decoder, Encoder, Reach, Spelling, Spot, Tree, Value};
use crate::schema::BlockId;

/// `${{ for item in IT.list : item.key => item }}`
pub(super) static KEYED: Spelling =
    Spelling { name: "keyed", reach: Reach::Value, spells_none: false, takes_rest: false, encode: keyed, decode: from_keyed };

/// `${[for item in IT : item.attribute]}`
pub(super) static GATHERED: Spelling = Spelling {
    name: "gathered",
    reach: Reach::Value,
    spells_none: false,
    takes_rest: false,
    encode: gathered,
    decode: from_gathered,
};

fn keyed(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    let (Value::Block(block), Some(list), Some(key)) = (value, spot.argument(0), spot.argument(1)) else {
        return encoder.nothing();
    };
    let mut text = String::new();
    // A resource is counted or made for each, never both: what exists sometimes is made for none.
    if let Some(condition) = encoder.within {
        encoder.condition_expression(condition, &mut text);
        text.push_str(" ? ");
    }
    text.push_str("{ for item in ");
    whole(encoder, *block, Some(list), &mut text);
    text.push_str(" : item.");
    text.push_str(key);
    text.push_str(" => item }");
    if encoder.within.is_some() {
        text.push_str(" : {}");
    }
    encoder.expression_string(&text);
}

fn gathered(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    let (Value::Block(block), Some(attribute)) = (value, spot.argument(0)) else {
        return encoder.nothing();
    };
    let mut text = String::from("[for item in ");
    if let Some(item) = encoder.world.item(*block) {
        text.push_str(encoder.world.kind_of(item).unwrap_or_default());
        text.push('.');
        text.push_str(encoder.world.name(item));
    }
    text.push_str(" : item.");
    text.push_str(attribute);
    text.push(']');
    encoder.expression_string(&text);
}

fn whole(encoder: &mut Encoder, block: BlockId, attribute: Option<&str>, text: &mut String) {
    if let Some(item) = encoder.world.item(block) {
        encoder.address(item, attribute, text);
    }
}

fn from_keyed(decoder: &mut Decoder, _: &Spot, tree: &mut Tree) -> Option<Value> {
    let address = between(tree, "{ for item in ", " : ")?.rsplit_once('.')?.0.to_owned();
    named(decoder, &address, tree)
}

fn from_gathered(decoder: &mut Decoder, _: &Spot, tree: &mut Tree) -> Option<Value> {
    let address = between(tree, "[for item in ", " : ")?.to_owned();
    named(decoder, &address, tree)
}

fn between<'t>(tree: &'t Tree, before: &str, after: &str) -> Option<&'t str> {
    let (_, rest) = tree.as_str()?.split_once(before)?;
    rest.split_once(after).map(|(address, _)| address)
}

fn named(decoder: &mut Decoder, address: &str, tree: &mut Tree) -> Option<Value> {
    let block = decoder.names.block(&address.replace("[0]", ""))?;
    tree.take();
    Some(Value::Block(block))
}
