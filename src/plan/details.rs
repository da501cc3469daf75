//! Small things that one field of an author's becomes: a list of parts, a resource beside, a value of its own.
//!
//! In: blocks as written. Out: their `filled` fields, and companions. Deliberately absent: records, origins, certificates,
//! which have rooms of their own.

use super::expand::{Expansion, made_label};
use super::keys;
use crate::schema::{BlockId, Value};
use crate::source::Name;

/// Expands every such field.
pub(super) fn expand(expansion: &mut Expansion, region: Option<Name>) {
    each(expansion, "response_headers_policy", added_headers);
    each(expansion, "public_key", key_reference);
    each(expansion, "key_value_store", entries);
    each(expansion, "edge_lambda", lambda_version);
    each(expansion, "alarm", |expansion, id| alarm_region(expansion, id, region));
    each(expansion, "log_group", |expansion, id| keys::log_group(expansion, id, region));
}

fn each(expansion: &mut Expansion, kind: &str, expand: impl Fn(&mut Expansion, BlockId)) {
    let Some(kind) = expansion.schema.kind_named(Name::of(kind)) else {
        return;
    };
    for id in expansion.of_kind(kind) {
        if !expansion.blocks[id.0 as usize].existing {
            expand(expansion, id);
        }
    }
}

/// Each header of `add`, with whether it wins over the origin's: `override` says it for all, or lists those that do.
fn added_headers(expansion: &mut Expansion, id: BlockId) {
    let Value::Map(headers) = expansion.get(id, "add") else {
        return;
    };
    let wins = expansion.get(id, "override");
    let mut added = Vec::with_capacity(headers.len());
    for (header, value) in headers {
        let Some(part) = expansion.make("added_header", String::new(), id) else {
            return;
        };
        let won = match &wins {
            Value::List(names) => names.iter().filter_map(Value::as_text).any(|name| name.eq_ignore_ascii_case(&header)),
            Value::Bool(truth) => *truth,
            _ => true,
        };
        expansion.set(part, "header", Value::Text(header));
        expansion.set(part, "value", value);
        expansion.set(part, "wins", Value::Bool(won));
        added.push(Value::Block(part));
    }
    if !added.is_empty() {
        expansion.set(id, "added", Value::List(added));
    }
}

/// A key's reference changes with the key, so that another key is another resource.
fn key_reference(expansion: &mut Expansion, id: BlockId) {
    let reference = match expansion.get(id, "key") {
        Value::Text(key) => format!("{:08x}", super::names::digest(&key)),
        _ => expansion.blocks[id.0 as usize].label.to_string(),
    };
    expansion.set(id, "reference", Value::text(&reference));
}

/// The entries of a store are a resource of their own in Terraform.
fn entries(expansion: &mut Expansion, id: BlockId) {
    let entries = expansion.get(id, "entries");
    if matches!(&entries, Value::Map(entries) if entries.is_empty()) {
        return;
    }
    let label = made_label(expansion, id, "entries");
    if let Some(made) = expansion.make("key_value_entries", label, id) {
        expansion.set(made, "store", Value::Block(id));
        expansion.set(made, "entries", entries);
    }
}

/// A function's code, as the targets have it; and its version, which behaviors name. Another package is another version.
fn lambda_version(expansion: &mut Expansion, id: BlockId) {
    let code = expansion.get(id, "code");
    let said = match &code {
        Value::Call(_, parts) => {
            for (field, part) in ["bucket", "key"].into_iter().zip(parts) {
                expansion.set(id, field, part.clone());
            }
            crate::resolve::shown(&code)
        }
        source => {
            expansion.set(id, "source", source.clone());
            source.as_text().unwrap_or_default().to_owned()
        }
    };
    let settings = ["handler", "runtime", "memory", "timeout"].map(|field| crate::resolve::shown(&expansion.get(id, field)));
    let digest = super::names::digest(&(said + &settings.join(" ")));
    let label = made_label(expansion, id, &format!("version {digest:08x}"));
    if let Some(version) = expansion.make("edge_lambda_version", label, id) {
        expansion.set(version, "function", Value::Block(id));
        expansion.stand_ins.push((id, version));
    }
}

/// A health check names the region of its alarm, which is the stack's own where the alarm does not say.
fn alarm_region(expansion: &mut Expansion, id: BlockId, region: Option<Name>) {
    if expansion.get(id, "region") == Value::None {
        let own = Value::stack("region");
        expansion.set(id, "region", region.map_or(own, Value::Word));
    }
}
