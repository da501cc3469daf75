//! `servers(P, name)`: name servers as a list of `{ name }` in Terraform; `servers(P, name, other)` with an empty list `other` in each.
//!
//! Those of a zone are known only when deployed, but always four.

use super::{Decoder, Encoder, Reach, Spelling, Spot, Tree, Value};

pub(super) static SERVERS: Spelling =
    Spelling { name: "servers", reach: Reach::Value, spells_none: false, takes_rest: false, encode, decode };

/// Every public zone has so many.
const OF_A_ZONE: usize = 4;

fn encode(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    let Some(name) = spot.argument(0) else {
        return encoder.nothing();
    };
    encoder.json.list();
    match value {
        Value::List(items) => {
            for item in items {
                entry(encoder, spot, name, |encoder| encoder.item(spot.shape, item));
            }
        }
        unknown => {
            let mut list = String::new();
            encoder.expression(spot.shape, unknown, &mut list);
            for at in 0..OF_A_ZONE {
                entry(encoder, spot, name, |encoder| encoder.expression_string(&format!("{list}[{at}]")));
            }
        }
    }
    encoder.json.leave();
}

fn entry(encoder: &mut Encoder, spot: &Spot, name: &'static str, write: impl FnOnce(&mut Encoder)) {
    encoder.json.object();
    encoder.json.key(name);
    write(encoder);
    if let Some(other) = spot.argument(1) {
        encoder.json.key(other);
        encoder.json.list();
        encoder.json.leave();
    }
    encoder.json.leave();
}

fn decode(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    let name = spot.argument(0)?;
    let entries = tree.as_array()?;
    let only_names = |entry: &Tree| {
        let others = entry.as_object().into_iter().flatten().filter(|(key, _)| *key != name);
        others.into_iter().all(|(_, value)| value.as_array().is_some_and(Vec::is_empty))
    };
    if !entries.iter().all(only_names) {
        return None;
    }
    let names: Option<Vec<&str>> = entries.iter().map(|entry| entry.get(name)?.as_str()).collect();
    let names = names?;
    let whole = names.first().and_then(|first| first.strip_suffix("[0]}")).map(|list| list.to_owned() + "}");
    let value = match whole {
        Some(whole) if names.len() == OF_A_ZONE => decoder.value(spot.shape, &mut Tree::String(whole))?,
        _ => {
            let mut list = Tree::Array(names.iter().map(|name| Tree::String((*name).to_owned())).collect());
            decoder.value(spot.shape, &mut list)?
        }
    };
    tree.take();
    Some(value)
}
