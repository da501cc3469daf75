//! Companions of buckets, certificates, policies and keys, put back into what they were made for.
//!
//! In: an arena. Out: the same without them. Deliberately absent: distributions and records.

use super::arena::Arena;
use crate::schema::{BlockId, Value};
use crate::source::Name;

/// Folds every companion.
pub(super) fn fold(arena: &mut Arena) {
    headers(arena);
    keys(arena);
    entries(arena);
    buckets(arena);
    certificates(arena);
    web_acls(arena);
    lambdas(arena);
}

/// A function's version is the function; where its code is, its own field says.
fn lambdas(arena: &mut Arena) {
    for id in arena.of_kind("edge_lambda") {
        let parts = ["bucket", "key"].map(|field| arena.take(id, field));
        let source = arena.take(id, "source");
        match (parts, source) {
            ([Some(bucket), Some(key)], _) => arena.set(id, "code", Value::Call(Name::of("s3"), [bucket, key].into())),
            (_, Some(source)) => arena.set(id, "code", source),
            _ => {}
        }
    }
    stand_aside(arena, "edge_lambda_version", "function");
}

/// Rules stand in the order they are asked, and keep no number; what they count, their web ACL says.
fn web_acls(arena: &mut Arena) {
    for id in arena.of_kind("web_acl") {
        let mut rules = blocks(arena.written(id, "rules").as_ref());
        rules.sort_by_key(|rule| match arena.written(*rule, "priority") {
            Some(Value::Int(priority)) => priority,
            _ => i64::MAX,
        });
        for rule in &rules {
            arena.block_mut(*rule).parent = Some(id);
            for field in ["priority", "metrics", "samples"] {
                arena.clear(*rule, field);
            }
        }
        if !rules.is_empty() {
            arena.set(id, "rules", Value::List(rules.into_iter().map(Value::Block).collect()));
        }
    }
}

/// The parts of `added` become the map `add`, and whether they win becomes `override`.
fn headers(arena: &mut Arena) {
    for id in arena.of_kind("response_headers_policy") {
        let added = blocks(arena.take(id, "added").as_ref());
        let (mut add, mut wins, mut loses) = (Vec::new(), Vec::new(), false);
        for part in added {
            let (header, value) = (arena.get(part, "header"), arena.get(part, "value"));
            let header = header.as_text().unwrap_or_default().to_owned();
            match arena.get(part, "wins") {
                Value::Bool(false) => loses = true,
                _ => wins.push(header.clone()),
            }
            add.push((header.into(), value));
        }
        for (part, fields) in [("security", SECURITY), ("cors", CORS)] {
            let Some(Value::Block(part)) = arena.written(id, part) else { continue };
            arena.block_mut(part).parent = Some(id);
            for (wins_of, header) in fields {
                match arena.take(part, wins_of) {
                    Some(Value::Bool(false)) => loses = true,
                    Some(_) => wins.push((*header).to_owned()),
                    None => {}
                }
            }
        }
        if !add.is_empty() {
            arena.set(id, "add", Value::Map(add.into()));
        }
        if loses {
            let some = wins.iter().map(|header| Value::text(header)).collect::<Vec<_>>();
            arena.set(id, "override", if some.is_empty() { Value::Bool(false) } else { Value::List(some) });
        }
        arena.forget_defaults(id);
    }
}

/// The field that says whether a header wins, and the header.
const SECURITY: &[(&str, &str)] = &[
    ("content_security_policy_wins", "content-security-policy"),
    ("hsts_wins", "strict-transport-security"),
    ("content_type_wins", "x-content-type-options"),
    ("frame_wins", "x-frame-options"),
    ("referrer_wins", "referrer-policy"),
    ("xss_protection_wins", "x-xss-protection"),
];
const CORS: &[(&str, &str)] = &[("wins", "access-control-allow-origin")];

/// A key's reference follows from the key.
fn keys(arena: &mut Arena) {
    for id in arena.of_kind("public_key") {
        arena.clear(id, "reference");
    }
}

fn entries(arena: &mut Arena) {
    for id in arena.of_kind("key_value_entries") {
        if let (Value::Block(store), Some(entries)) = (arena.get(id, "store"), arena.written(id, "entries")) {
            arena.set(store, "entries", entries);
            arena.drop(id);
        }
    }
}

fn buckets(arena: &mut Arena) {
    for id in arena.of_kind("public_access_block") {
        arena.drop(id);
    }
    for id in arena.of_kind("ownership_controls") {
        if let (Value::Block(bucket), Some(ownership)) = (arena.get(id, "bucket"), arena.written(id, "ownership")) {
            arena.set(bucket, "ownership", ownership);
            arena.drop(id);
        }
    }
    for id in arena.of_kind("bucket_encryption") {
        if let Value::Block(bucket) = arena.get(id, "bucket")
            && let Some(key) = rule_key(arena, arena.written(id, "rule").as_ref())
        {
            arena.set(bucket, "kms_key", key);
            arena.drop(id);
        }
    }
    for id in arena.of_kind("bucket") {
        let rule = arena.take(id, "encryption");
        if let Some(key) = rule_key(arena, rule.as_ref()) {
            arena.set(id, "kms_key", key);
        }
        // CloudFormation names a region by where the stack is.
        arena.clear(id, "region");
    }
    for id in arena.of_kind("bucket_policy") {
        let policy = format!("{:?}", arena.get(id, "policy"));
        if !(policy.contains("cloudfront.amazonaws.com")
            || policy.contains("CanonicalUser")
            || policy.contains("delivery.logs.amazonaws.com"))
        {
            arena.notice(id, "the policy is not one that follows from who reads the bucket, and is not compared");
        }
        arena.drop(id);
    }
}

fn rule_key(arena: &Arena, rules: Option<&Value>) -> Option<Value> {
    let rule = *blocks(rules).first()?;
    arena.written(rule, "kms_key")
}

fn certificates(arena: &mut Arena) {
    for id in arena.of_kind("certificate") {
        let validations = blocks(arena.take(id, "validations").as_ref());
        let zone = validations.first().and_then(|part| arena.written(*part, "zone"));
        if let Some(zone) = zone {
            arena.set(id, "validate_in", zone);
        }
    }
    for id in arena.of_kind("certificate_validation_record") {
        if let (Value::Block(certificate), Some(zone)) = (arena.get(id, "each"), arena.written(id, "zone")) {
            arena.set(certificate, "validate_in", zone);
        }
        arena.drop(id);
    }
    stand_aside(arena, "certificate_validation", "certificate");
}

/// What stood in for another block is gone; who asked it means the other, which a field of it names.
fn stand_aside(arena: &mut Arena, stand_in: &str, field: &str) {
    let waits: Vec<(BlockId, Value)> = arena.of_kind(stand_in).into_iter().map(|id| (id, arena.get(id, field))).collect();
    for (id, _) in &waits {
        arena.drop(*id);
    }
    for block in &mut arena.blocks {
        for slot in &mut block.slots {
            stand_for(&mut slot.value, &waits);
        }
    }
}

fn stand_for(value: &mut Value, waits: &[(BlockId, Value)]) {
    match value {
        Value::Block(id) => {
            if let Some((_, certificate)) = waits.iter().find(|(wait, _)| wait == id) {
                *value = certificate.clone();
            }
        }
        Value::Unknown(unknown) => {
            if let crate::schema::Unknown::Attribute(id, _) = **unknown
                && let Some((_, certificate)) = waits.iter().find(|(wait, _)| *wait == id)
            {
                *value = certificate.clone();
            }
        }
        _ => {}
    }
}

/// The blocks of a list.
pub(super) fn blocks(value: Option<&Value>) -> Vec<BlockId> {
    match value {
        Some(Value::List(items)) => items.iter().filter_map(Value::as_block).collect(),
        Some(one) => one.as_block().into_iter().collect(),
        None => Vec::new(),
    }
}
