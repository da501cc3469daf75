//! One entry of a distribution's origins, as the origin an author wrote.
//!
//! In: an entry. Out: an `origin`, or the bucket itself where the entry says nothing else. Deliberately absent: groups.

use super::arena::Arena;
use crate::resolve::{place_facts, shown};
use crate::schema::{Block, BlockId, Unknown, Value};
use crate::source::Name;

/// Origins of all distributions so far.
#[derive(Default)]
pub(super) struct Origins {
    made: Vec<BlockId>,
    /// Access controls that follow from what is read.
    pub controls: Vec<BlockId>,
    buckets: Vec<(String, BlockId)>,
}

/// The origin of an entry; one that says the same as an earlier one of its name is that one.
pub(super) fn origin(arena: &mut Arena, entry: BlockId, name: &str, made: &mut Origins) -> Option<BlockId> {
    let span = arena.block(entry).span;
    let id = arena.make("origin", name, span)?;
    let host = arena.written(entry, "domain_name").unwrap_or(Value::None);
    let mut from = named(&host);
    for field in ["path", "connection_attempts", "connection_timeout", "headers", "completion_timeout", "shield"] {
        if let Some(value) = arena.written(entry, field) {
            arena.set(id, field, value);
        }
    }
    if arena.written(id, "path").is_some_and(|path| path.as_text() == Some("")) {
        arena.clear(id, "path");
    }
    let speaks = |arena: &mut Arena, part: &str| {
        let Some(Value::Block(part)) = arena.written(entry, part) else { return None };
        arena.copy(part, id);
        Some(part)
    };
    let custom = speaks(arena, "custom");
    if let Some(vpc) = speaks(arena, "vpc") {
        from = arena.written(vpc, "vpc_origin").unwrap_or(from);
    } else if custom.is_none() {
        from = bucket(arena, &host, made).map_or(from, Value::Block);
    }
    if let Some(wait) = arena.written(entry, "bucket_timeout") {
        arena.set(id, "response_timeout", wait);
    }
    if let Some(identity) = arena.written(entry, "access").and_then(identity) {
        arena.set(id, "access", identity);
    }
    arena.set(id, "from", from.clone());
    if let Some(control) = arena.written(entry, "access_control") {
        match control {
            Value::Block(control) if is_usual(arena, control, id, name) => made.controls.push(control),
            other => arena.set(id, "access_control", other),
        }
    }
    arena.forget_defaults(id);
    if let Value::Block(bucket) = from
        && arena.block(id).slots.len() == 1
        && same_name(&arena.block(bucket).label, name)
    {
        arena.drop(id);
        return Some(bucket);
    }
    let is_same = |arena: &Arena, earlier: &BlockId| {
        let (a, b) = (arena.block(*earlier), arena.block(id));
        a.label == b.label
            && a.slots.len() == b.slots.len()
            && a.slots.iter().zip(&b.slots).all(|(a, b)| a.field == b.field && a.value == b.value)
    };
    if let Some(earlier) = made.made.iter().find(|earlier| is_same(arena, earlier)) {
        arena.drop(id);
        return Some(*earlier);
    }
    made.made.push(id);
    Some(id)
}

/// Whose domain name a host is.
fn named(host: &Value) -> Value {
    match host {
        Value::Unknown(unknown) => match **unknown {
            Unknown::Attribute(block, output) if output == "domain_name" => Value::Block(block),
            _ => host.clone(),
        },
        other => other.clone(),
    }
}

/// The bucket whose host a text is: one that exists already.
fn bucket(arena: &mut Arena, host: &Value, made: &mut Origins) -> Option<BlockId> {
    let text = host.as_text()?.to_owned();
    if let Some((_, known)) = made.buckets.iter().find(|(known, _)| *known == text) {
        return Some(*known);
    }
    let (name, _) = text.split_once(".s3.").or_else(|| text.split_once(".s3-"))?;
    let region = place_facts(Name::of("region_of"), std::slice::from_ref(host), arena.schema);
    let id = arena.make("bucket", name, crate::source::Span::default())?;
    arena.block_mut(id).existing = true;
    arena.set(id, "name", Value::text(name));
    if let Some(region @ Value::Word(_)) = region {
        arena.set(id, "region", region);
    }
    made.buckets.push((text, id));
    Some(id)
}

/// `origin-access-identity/cloudfront/ID`, without what stands before.
fn identity(path: Value) -> Option<Value> {
    const BEFORE: &str = "origin-access-identity/cloudfront/";
    match path {
        Value::Text(text) => text.strip_prefix(BEFORE).map(Value::text),
        Value::Unknown(unknown) => match *unknown {
            Unknown::Template(parts) => match parts.as_slice() {
                [Value::Text(before), Value::Unknown(of)] if **before == *BEFORE => match **of {
                    Unknown::Attribute(block, _) => Some(Value::Block(block)),
                    _ => None,
                },
                [Value::Text(before), one] if **before == *BEFORE => Some(one.clone()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

/// Whether an access control is the one that is made for such an origin anyway.
fn is_usual(arena: &Arena, control: BlockId, origin: BlockId, name: &str) -> bool {
    let wanted = match arena.reader().member(&Value::Block(origin), Name::of("sort")) {
        Some(Value::Word(sort)) if sort == "lambda_url" => "lambda",
        _ => "s3",
    };
    let says = |field: &str, wanted: &str| shown(&arena.get(control, field)) == wanted;
    let block: &Block = arena.block(control);
    !block.existing && says("origin", wanted) && says("signing", "always") && says("protocol", "sigv4") && says("name", name)
}

/// Whether two names are one, in the casing of two targets.
pub(super) fn same_name(a: &str, b: &str) -> bool {
    let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    plain(a) == plain(b)
}
