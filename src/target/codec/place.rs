//! `place(P)`: where a resolver must be: `DE`, `US-CA`, `continent(EU)`, `default`.

use super::geo::call;
use super::{Decoder, Encoder, Reach, Spelling, Spot, Tree, Value};
use crate::schema::Target;

pub(super) static PLACE: Spelling =
    Spelling { name: "place", reach: Reach::Inside, spells_none: false, takes_rest: false, encode, decode };

/// Continent, country, subdivision.
const CLOUDFORMATION: [&str; 3] = ["ContinentCode", "CountryCode", "SubdivisionCode"];
const TERRAFORM: [&str; 3] = ["continent", "country", "subdivision"];
const EVERYWHERE: &str = "*";

fn keys(target: Target) -> [&'static str; 3] {
    match target {
        Target::CloudFormation => CLOUDFORMATION,
        Target::Terraform => TERRAFORM,
    }
}

fn encode(encoder: &mut Encoder, _: &Spot, value: &Value) {
    let [continent, country, subdivision] = keys(encoder.target());
    if let Value::Call(_, arguments) = value {
        encoder.json.key(continent);
        encoder.json.string(arguments.first().and_then(Value::as_text).unwrap_or_default());
        return;
    }
    let code = value.as_text().unwrap_or_default();
    let (land, part) = match code.split_once('-') {
        Some((land, part)) => (land, Some(part)),
        None => (if code == "default" { EVERYWHERE } else { code }, None),
    };
    encoder.json.key(country);
    encoder.json.string(land);
    if let Some(part) = part {
        encoder.json.key(subdivision);
        encoder.json.string(part);
    }
}

fn decode(decoder: &mut Decoder, _: &Spot, tree: &mut Tree) -> Option<Value> {
    let [continent, country, subdivision] = keys(decoder.target());
    let object = tree.as_object_mut()?;
    if let Some(code) = object.get(continent).and_then(Tree::as_str) {
        let value = call("continent", Value::List(vec![Value::word(code)]));
        object.shift_remove(continent);
        return Some(value);
    }
    let mut code = object.get(country)?.as_str()?.to_owned();
    if let Some(part) = object.get(subdivision).and_then(Tree::as_str) {
        code = code + "-" + part;
        object.shift_remove(subdivision);
    }
    object.shift_remove(country);
    Some(Value::word(if code == EVERYWHERE { "default" } else { &code }))
}
