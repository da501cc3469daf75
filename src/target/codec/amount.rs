//! Numbers in another unit or form: `string(P)`, `fraction(P)`, `years(P)`, `days(P)`, `hours(P)`,
//! `minutes(P)`, `milliseconds(P)`, `megabytes(P)`.

use super::{Decoder, Encoder, Reach, Spelling, Spot, Tree, Value};
use crate::target::encode::{number, quotient};

/// A number as a string in CloudFormation, as a number in Terraform.
pub(super) static STRING: Spelling = Spelling {
    name: "string",
    reach: Reach::Value,
    spells_none: false,
    takes_rest: false,
    encode: as_string,
    decode: from_string,
};

/// A percentage as a part of one.
pub(super) static FRACTION: Spelling = Spelling {
    name: "fraction",
    reach: Reach::Value,
    spells_none: false,
    takes_rest: false,
    encode: as_fraction,
    decode: from_fraction,
};

/// A duration in whole days.
pub(super) static DAYS: Spelling = Spelling {
    name: "days",
    reach: Reach::Value,
    spells_none: false,
    takes_rest: false,
    encode: whole::<DAY>,
    decode: durations::<DAY>,
};

/// A duration in whole hours.
pub(super) static HOURS: Spelling = Spelling {
    name: "hours",
    reach: Reach::Value,
    spells_none: false,
    takes_rest: false,
    encode: whole::<HOUR>,
    decode: durations::<HOUR>,
};

/// A duration in whole minutes.
pub(super) static MINUTES: Spelling = Spelling {
    name: "minutes",
    reach: Reach::Value,
    spells_none: false,
    takes_rest: false,
    encode: whole::<MINUTE>,
    decode: durations::<MINUTE>,
};

/// A duration in whole years.
pub(super) static YEARS: Spelling = Spelling {
    name: "years",
    reach: Reach::Value,
    spells_none: false,
    takes_rest: false,
    encode: whole::<YEAR>,
    decode: durations::<YEAR>,
};

/// A duration in milliseconds.
pub(super) static MILLISECONDS: Spelling = Spelling {
    name: "milliseconds",
    reach: Reach::Value,
    spells_none: false,
    takes_rest: false,
    encode: whole::<MILLISECOND>,
    decode: durations::<MILLISECOND>,
};

/// A size in units of 1,048,576 bytes.
pub(super) static MEGABYTES: Spelling = Spelling {
    name: "megabytes",
    reach: Reach::Value,
    spells_none: false,
    takes_rest: false,
    encode: as_megabytes,
    decode: from_megabytes,
};

const YEAR: u64 = 365 * DAY;
const DAY: u64 = 86_400_000;
const HOUR: u64 = 3_600_000;
const MINUTE: u64 = 60_000;
const MILLISECOND: u64 = 1;
const MEGABYTE: u64 = 1 << 20;

fn as_string(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    if encoder.is_terraform() {
        return encoder.plain(spot.shape, value);
    }
    match value {
        Value::Int(number) => encoder.json.int_string(*number),
        Value::Duration(milliseconds) if milliseconds.is_multiple_of(1000) => {
            encoder.json.int_string((milliseconds / 1000) as i64)
        }
        Value::Decimal(digits) => encoder.json.string(&number(digits)),
        Value::Bool(value) => encoder.json.string(if *value { "true" } else { "false" }),
        other => encoder.plain(spot.shape, other),
    }
}

fn from_string(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    let number = tree.as_str().and_then(|text| text.parse::<Tree>().ok()).filter(|tree| tree.is_number() || tree.is_boolean());
    if let Some(mut number) = number
        && let Some(value) = decoder.value(spot.shape, &mut number)
    {
        tree.take();
        return Some(value);
    }
    decoder.value(spot.shape, tree)
}

fn as_fraction(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    match value {
        Value::Percent(hundredths) => encoder.quotient(u64::from(*hundredths), 10_000),
        other => encoder.plain(spot.shape, other),
    }
}

fn from_fraction(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    match tree.as_f64() {
        Some(part) if part >= 0.0 => {
            tree.take();
            Some(Value::Percent((part * 10_000.0).round() as u32))
        }
        _ => decoder.value(spot.shape, tree),
    }
}

fn as_megabytes(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    whole::<MEGABYTE>(encoder, spot, value);
}

fn from_megabytes(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    times(decoder, spot, tree, |number| Value::Size(number * MEGABYTE))
}

fn durations<const UNIT: u64>(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    times(decoder, spot, tree, |number| Value::Duration(number * UNIT))
}

fn whole<const UNIT: u64>(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    match value {
        Value::Duration(amount) | Value::Size(amount) => {
            let text = quotient(amount / UNIT, 1);
            encoder.json.raw(text.as_bytes());
        }
        other => encoder.plain(spot.shape, other),
    }
}

fn times(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree, value: fn(u64) -> Value) -> Option<Value> {
    match tree.as_u64() {
        Some(number) => {
            tree.take();
            Some(value(number))
        }
        None => decoder.value(spot.shape, tree),
    }
}
