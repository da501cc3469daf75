//! `json(P)`: a map as an object in CloudFormation and a JSON string in Terraform; `json_text(P)`: a JSON string in both.

use super::encoded;
use super::{Decoder, Encoder, Reach, Spelling, Spot, Tree, Value};
use crate::schema::{Shape, Unknown};
use crate::target::encode::{number, quotient};

/// A document that CloudFormation takes as an object.
pub(super) static JSON: Spelling =
    Spelling { name: "json", reach: Reach::Value, spells_none: false, takes_rest: false, encode, decode };

/// A document that both targets take as a string.
pub(super) static JSON_TEXT: Spelling =
    Spelling { name: "json_text", reach: Reach::Value, spells_none: false, takes_rest: false, encode: as_text, decode };

fn encode(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    match encoder.is_terraform() {
        true => as_text(encoder, spot, value),
        false => encoder.plain(spot.shape, value),
    }
}

fn as_text(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    if let Value::Text(text) = value {
        return encoder.text(text);
    }
    if is_deployed(value) && encoder.is_terraform() {
        let mut text = String::from("jsonencode(");
        encoder.expression(spot.shape, value, &mut text);
        text.push(')');
        return encoder.expression_string(&text);
    }
    let mut pieces = Pieces::default();
    pieces.put(value);
    pieces.finish();
    match pieces.list.as_slice() {
        [Value::Text(text)] => encoder.text(text),
        _ => encoder.plain(&Shape::Any, &Value::Unknown(Box::new(Unknown::Template(pieces.list)))),
    }
}

fn is_deployed(value: &Value) -> bool {
    match value {
        Value::Unknown(_) | Value::Block(_) => true,
        Value::List(_) | Value::Call(..) => value.items().iter().any(is_deployed),
        Value::Map(entries) => entries.iter().any(|(_, value)| is_deployed(value)),
        _ => false,
    }
}

/// A JSON text with values in it that are known only when deployed.
#[derive(Default)]
struct Pieces {
    list: Vec<Value>,
    text: String,
}

impl Pieces {
    fn put(&mut self, value: &Value) {
        match value {
            Value::Map(entries) => {
                self.text.push('{');
                for (at, (key, value)) in entries.iter().enumerate() {
                    self.text.push_str(if at > 0 { "," } else { "" });
                    self.text.push_str(&Tree::String(key.to_string()).to_string());
                    self.text.push(':');
                    self.put(value);
                }
                self.text.push('}');
            }
            Value::List(items) => {
                self.text.push('[');
                for (at, item) in items.iter().enumerate() {
                    self.text.push_str(if at > 0 { "," } else { "" });
                    self.put(item);
                }
                self.text.push(']');
            }
            Value::Unknown(_) | Value::Block(_) => {
                self.text.push('"');
                self.finish();
                self.list.push(value.clone());
                self.text.push('"');
            }
            Value::Int(number) => self.text.push_str(&number.to_string()),
            Value::Decimal(digits) => self.text.push_str(&number(digits)),
            Value::Duration(milliseconds) => self.text.push_str(&quotient(*milliseconds, 1000)),
            Value::Size(bytes) => self.text.push_str(&bytes.to_string()),
            Value::Percent(hundredths) => self.text.push_str(&quotient(u64::from(*hundredths), 100)),
            Value::Call(_, items) if items.len() == 1 => items.iter().for_each(|item| self.put(item)),
            Value::Call(_, items) => self.put(&Value::List(items.to_vec())),
            Value::Bool(value) => self.text.push_str(if *value { "true" } else { "false" }),
            Value::None => self.text.push_str("null"),
            Value::Text(text) | Value::Time(text) => self.text.push_str(&Tree::String(text.to_string()).to_string()),
            Value::Word(word) => self.text.push_str(&Tree::String(word.to_string()).to_string()),
        }
    }

    fn finish(&mut self) {
        self.list.push(Value::text(&std::mem::take(&mut self.text)));
    }
}

fn decode(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    if let Some(text) = decoder.known_text(tree)
        && let Ok(mut inner) = serde_json::from_str::<Tree>(&text)
        && let Some(value) = decoder.value(spot.shape, &mut inner)
    {
        tree.take();
        return Some(value);
    }
    if let Some(value) = tree.as_str().filter(|_| decoder.is_terraform()).and_then(|text| encoded::read(decoder, text)) {
        tree.take();
        return Some(value);
    }
    decoder.value(spot.shape, tree)
}
