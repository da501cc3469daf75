//! `answers(P, field)`: what a record answers: values, or an alias. The argument names the field that holds the record's type.
//!
//! Values are a list of texts, or one unknown that stands for the list; an alias is `alias(dns_name, zone_id, evaluate)`.
//! Its key stands beside the path. Texts of TXT and SPF are quoted here, as each target wants them.

use super::{Decoder, Encoder, Reach, Spelling, Spot, Tree, Value};
use crate::resolve::shown;
use crate::schema::{Shape, Target, Unknown};
use crate::source::Name;

pub(super) static ANSWERS: Spelling =
    Spelling { name: "answers", reach: Reach::Beside, spells_none: false, takes_rest: false, encode, decode };

/// Records, alias, and the alias's name, zone and health.
type Keys = [&'static str; 5];

const CLOUDFORMATION: Keys = ["ResourceRecords", "AliasTarget", "DNSName", "HostedZoneId", "EvaluateTargetHealth"];
const TERRAFORM: Keys = ["records", "alias", "name", "zone_id", "evaluate_target_health"];
const QUOTED_TYPES: [&str; 2] = ["TXT", "SPF"];
/// Bytes in one character string of a TXT record.
const STRING: usize = 255;

fn keys(target: Target) -> Keys {
    match target {
        Target::CloudFormation => CLOUDFORMATION,
        Target::Terraform => TERRAFORM,
    }
}

fn encode(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    let [records, alias, name, zone, health] = keys(encoder.target());
    match value {
        Value::Call(_, arguments) => {
            let [dns_name, zone_id, evaluate] = arguments.as_slice() else {
                return;
            };
            encoder.json.word_key(alias);
            encoder.json.object();
            for (key, part) in [(name, dns_name), (zone, zone_id), (health, evaluate)] {
                encoder.json.word_key(key);
                encoder.plain(&Shape::Any, part);
            }
            encoder.json.leave();
        }
        Value::List(values) => {
            let quoted = is_quoted(encoder, spot);
            encoder.json.word_key(records);
            encoder.json.list();
            for value in values {
                match value {
                    Value::Text(text) if quoted => text_record(encoder, text),
                    Value::Unknown(_) if quoted => unknown_record(encoder, value),
                    value => encoder.plain(&Shape::Any, value),
                }
            }
            encoder.json.leave();
        }
        other => {
            encoder.json.word_key(records);
            encoder.plain(&Shape::Any, other);
        }
    }
}

fn is_quoted(encoder: &Encoder, spot: &Spot) -> bool {
    let Some(field) = spot.arguments().first().and_then(|field| spot.kind.field_in(*field, encoder.block.case)) else {
        return false;
    };
    let value = encoder.world.reader.value(encoder.block, field);
    let kind = match &*value {
        Value::List(types) => types.first().and_then(Value::as_text),
        one => one.as_text(),
    };
    kind.is_some_and(|kind| QUOTED_TYPES.contains(&kind))
}

fn text_record(encoder: &mut Encoder, text: &str) {
    let mut out = std::mem::take(&mut encoder.scratch);
    out.clear();
    let outer = !encoder.is_terraform();
    out.push_str(if outer { "\"" } else { "" });
    strings(text, BETWEEN, &mut out);
    out.push_str(if outer { "\"" } else { "" });
    encoder.text(&out);
    encoder.scratch = out;
}

/// A text with unknown parts is not split: its length is not known.
fn unknown_record(encoder: &mut Encoder, value: &Value) {
    let pieces = match value {
        Value::Unknown(unknown) => match &**unknown {
            Unknown::Template(pieces) => pieces.clone(),
            _ => vec![value.clone()],
        },
        _ => vec![value.clone()],
    };
    let escaped = |piece: Value| match &piece {
        Value::Text(text) => {
            let mut out = String::new();
            strings(text, BETWEEN, &mut out);
            Value::text(&out)
        }
        _ => piece,
    };
    let mut pieces: Vec<Value> = pieces.into_iter().map(escaped).collect();
    if !encoder.is_terraform() {
        pieces.insert(0, Value::text("\""));
        pieces.push(Value::text("\""));
    }
    encoder.plain(&Shape::Any, &Value::Unknown(Box::new(Unknown::Template(pieces))));
}

/// Between two character strings of one value.
const BETWEEN: &str = "\" \"";

/// A text as character strings of 255 bytes, what is not printable as three octal digits.
fn strings(text: &str, between: &str, out: &mut String) {
    for (at, byte) in text.bytes().enumerate() {
        if at > 0 && at.is_multiple_of(STRING) {
            out.push_str(between);
        }
        match byte {
            b'"' | b'\\' => {
                out.push('\\');
                out.push(char::from(byte));
            }
            0x20..=0x7e => out.push(char::from(byte)),
            other => {
                out.push('\\');
                for shift in [6, 3, 0] {
                    out.push(char::from(b'0' + (other >> shift & 7)));
                }
            }
        }
    }
}

fn decode(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    let [records, alias, name, zone, health] = keys(decoder.target());
    let quoted_key = decoder.by_target("Type", "type");
    // The type stands beside, unless its own field has claimed it already.
    let beside = tree.get(quoted_key).and_then(Tree::as_str).map(str::to_owned);
    let types = spot.place.codec.as_ref().and_then(|codec| codec.arguments.first().copied());
    let claimed = types.map(|types| shown(&decoder.named(decoder.within, types)));
    let quoted = beside.or(claimed).is_some_and(|kind| QUOTED_TYPES.contains(&kind.as_str()));
    let object = tree.as_object_mut()?;
    if let Some(mut target) = object.get(alias).cloned() {
        decoder.single(&mut target);
        let dns_name = decoder.text(target.get(name)?)?;
        let zone_id = decoder.text(target.get(zone)?)?;
        let evaluate = target.get(health).and_then(Tree::as_bool).unwrap_or(false);
        object.shift_remove(alias);
        return Some(Value::Call(Name::of("alias"), [dns_name, zone_id, Value::Bool(evaluate)].into()));
    }
    let value = match object.get(records)? {
        Tree::Array(values) => {
            let mut list = Vec::with_capacity(values.len());
            for value in values {
                let value = decoder.text(value)?;
                list.push(if quoted { decoder.bare(value) } else { value });
            }
            Value::List(list)
        }
        other => decoder.text(other)?,
    };
    object.shift_remove(records);
    Some(value)
}

impl Decoder<'_> {
    /// A TXT value without its quotes, its character strings joined.
    fn bare(&self, value: Value) -> Value {
        let terraform = self.is_terraform();
        match value {
            Value::Text(text) => Value::text(&unquoted(&text, terraform)),
            Value::Unknown(unknown) => match *unknown {
                Unknown::Template(pieces) => {
                    let last = pieces.len().saturating_sub(1);
                    let strip = |(at, piece): (usize, Value)| match piece {
                        Value::Text(text) => {
                            let mut text: &str = &text;
                            if !terraform && at == 0 {
                                text = text.strip_prefix('"').unwrap_or(text);
                            }
                            if !terraform && at == last {
                                text = text.strip_suffix('"').unwrap_or(text);
                            }
                            Value::text(&unquoted(text, true))
                        }
                        other => other,
                    };
                    let bare = pieces.into_iter().enumerate().map(strip).filter(|piece| piece.as_text() != Some("")).collect();
                    self.joined(bare)
                }
                other => Value::Unknown(Box::new(other)),
            },
            other => other,
        }
    }
}

/// Joins character strings; `inside` where the text begins within quotes.
fn unquoted(text: &str, inside: bool) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut inside = inside;
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'"' => inside = !inside,
            b'\\' => match rest.next() {
                Some(digit @ b'0'..=b'3') if rest.len() >= 2 => {
                    let mut code = digit - b'0';
                    for digit in rest.by_ref().take(2) {
                        code = code.wrapping_mul(8).wrapping_add(digit.wrapping_sub(b'0'));
                    }
                    bytes.push(code);
                }
                Some(other) => bytes.push(other),
                None => {}
            },
            other if inside => bytes.push(other),
            _ => {}
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{strings, unquoted};

    #[test]
    fn long_texts_split_and_join() {
        let text = "k=\"é\\".to_owned() + &"x".repeat(300);
        for (between, inside) in [("\" \"", false), ("\"\"", true)] {
            let mut out = String::new();
            strings(&text, between, &mut out);
            let whole = if inside { out } else { "\"".to_owned() + &out + "\"" };
            assert_eq!(unquoted(&whole, inside), text);
        }
    }
}
