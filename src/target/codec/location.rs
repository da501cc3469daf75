//! `location(P)`: a geoproximity location: a region, `local_zone(…)`, `point(latitude, longitude)`.

use super::geo::call;
use super::{Decoder, Encoder, Reach, Spelling, Spot, Tree, Value};
use crate::schema::Target;
use crate::target::encode::number;

pub(super) static LOCATION: Spelling =
    Spelling { name: "location", reach: Reach::Inside, spells_none: false, takes_rest: false, encode, decode };

/// Region, local zone, coordinates and their two numbers.
type Keys = [&'static str; 5];

const CLOUDFORMATION: Keys = ["AWSRegion", "LocalZoneGroup", "Coordinates", "Latitude", "Longitude"];
const TERRAFORM: Keys = ["aws_region", "local_zone_group", "coordinates", "latitude", "longitude"];

fn keys(target: Target) -> Keys {
    match target {
        Target::CloudFormation => CLOUDFORMATION,
        Target::Terraform => TERRAFORM,
    }
}

fn encode(encoder: &mut Encoder, _: &Spot, value: &Value) {
    let [region, local_zone, coordinates, latitude, longitude] = keys(encoder.target());
    let Value::Call(_, arguments) = value else {
        encoder.json.key(region);
        return encoder.json.string(value.as_text().unwrap_or_default());
    };
    let [at, beside] = arguments.as_slice() else {
        encoder.json.key(local_zone);
        return encoder.json.string(arguments.first().and_then(Value::as_text).unwrap_or_default());
    };
    encoder.json.key(coordinates);
    if encoder.is_terraform() {
        encoder.json.list();
    }
    encoder.json.object();
    for (key, value) in [(latitude, at), (longitude, beside)] {
        encoder.json.key(key);
        match value {
            Value::Int(whole) => encoder.json.int_string(*whole),
            Value::Decimal(digits) => encoder.json.string(&number(digits)),
            other => encoder.json.string(other.as_text().unwrap_or_default()),
        }
    }
    encoder.json.leave();
    if encoder.is_terraform() {
        encoder.json.leave();
    }
}

fn decode(decoder: &mut Decoder, _: &Spot, tree: &mut Tree) -> Option<Value> {
    let [region, local_zone, coordinates, latitude, longitude] = keys(decoder.target());
    let object = tree.as_object_mut()?;
    let (key, value) = if let Some(code) = object.get(region).and_then(Tree::as_str) {
        (region, Value::word(code))
    } else if let Some(code) = object.get(local_zone).and_then(Tree::as_str) {
        (local_zone, call("local_zone", Value::List(vec![Value::word(code)])))
    } else {
        let mut point = object.get(coordinates)?.clone();
        decoder.single(&mut point);
        let numbers =
            [latitude, longitude].map(|key| point.get(key).and_then(Tree::as_str).map(|digits| Value::Decimal(digits.into())));
        let [Some(at), Some(beside)] = numbers else {
            return None;
        };
        (coordinates, call("point", Value::List(vec![at, beside])))
    };
    object.shift_remove(key);
    Some(value)
}
