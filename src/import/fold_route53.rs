//! What stands beside records: rules of the resolver, safety rules, traffic policies and their records, put back as written.
//!
//! In: an arena. Out: the same in an author's fields. Deliberately absent: records and zones.

use super::arena::Arena;
use super::fold_making::choose;
use super::fold_rest::blocks;
use crate::schema::{BlockId, Unknown, Value};

/// Folds all of them.
pub(super) fn fold(arena: &mut Arena) {
    rules(arena);
    safety_rules(arena);
    policies(arena);
    for id in arena.of_kind("log_resource_policy") {
        arena.drop(id);
    }
}

/// Servers, or the way, stand right of a rule's arrow.
fn rules(arena: &mut Arena) {
    for id in arena.of_kind("resolver_rule") {
        let servers = blocks(arena.take(id, "servers").as_ref());
        let listed: Vec<Value> = servers.iter().filter_map(|server| written(arena, *server)).collect();
        for field in ["protocol", "server_name"] {
            if let Some(value) = servers.first().and_then(|server| arena.written(*server, field)) {
                arena.set(id, field, value);
            }
        }
        let to = match arena.take(id, "type") {
            Some(way) => way,
            None => Value::List(listed),
        };
        arena.set(id, "to", to);
        if let Some(name) = arena.take(id, "delegation") {
            arena.set(id, "domain_name", name);
        }
        arena.forget_defaults(id);
    }
}

/// `192.0.2.53`, `192.0.2.53:5353`, `[2001:db8::53]:5353`.
fn written(arena: &Arena, server: BlockId) -> Option<Value> {
    let host = arena.written(server, "ip").or_else(|| arena.written(server, "ipv6"))?;
    let (Some(text), Some(Value::Int(port))) = (host.as_text(), arena.written(server, "port")) else {
        return Some(host);
    };
    Some(Value::text(&if text.contains(':') { format!("[{text}]:{port}") } else { format!("{text}:{port}") }))
}

/// Which switches, under which condition.
fn safety_rules(arena: &mut Arena) {
    for id in arena.of_kind("safety_rule") {
        let kind = arena.take(id, "type");
        let (asserted, gating) = (arena.take(id, "asserted"), arena.take(id, "gating"));
        let (gated, threshold) = (arena.take(id, "gated"), arena.take(id, "threshold"));
        let waits = ["asserted_wait", "gate_wait", "any_wait"].map(|field| arena.take(id, field));
        let (case, list) = match kind.as_ref().and_then(Value::as_text) {
            Some("one") => ("any_of", "any_of"),
            Some("some") => ("at_least", "of"),
            _ => ("all_of", "all_of"),
        };
        choose(arena, id, case);
        if let Some(controls) = asserted.or(gating) {
            arena.set(id, list, controls);
        }
        if case == "at_least" {
            arena.set(id, "at_least", threshold.unwrap_or(Value::None));
        }
        if let Some(guarded) = gated {
            arena.set(id, "guards", guarded);
        }
        if let Some(wait) = waits.into_iter().flatten().next() {
            arena.set(id, "wait", wait);
        }
        arena.clear(id, "panel");
        arena.forget_defaults(id);
    }
}

/// A policy's type stands in its document; what else the document says is not told apart.
fn policies(arena: &mut Arena) {
    for id in arena.of_kind("traffic_policy") {
        let document = arena.take(id, "document");
        match document.as_ref().and_then(record_type) {
            Some(record_type) => arena.set(id, "type", record_type),
            None => arena.notice(id, "its document cannot be read"),
        }
        arena.notice(id, "the decisions of its document are not compared");
    }
    for id in arena.of_kind("policy_record") {
        let Some(policy) = arena.written(id, "policy") else { continue };
        let types = match &policy {
            Value::Block(policy) => arena.written(*policy, "type"),
            _ => None,
        };
        let name = arena.written(id, "name").or_else(|| arena.written(id, "absolute"));
        let (zone, ttl) = (arena.written(id, "zone"), arena.written(id, "ttl"));
        let (label, span) = (arena.block(id).label.to_string(), arena.block(id).span);
        let Some(record) = arena.make("record", &label, span) else { continue };
        arena.block_mut(record).condition = arena.block(id).condition.clone();
        choose(arena, record, "simple");
        let fields = [
            ("zone", zone),
            ("types", types.map(|one| Value::List(vec![one]))),
            ("name", name),
            ("values", Some(Value::List(vec![policy]))),
            ("ttl", ttl),
        ];
        for (field, value) in fields.into_iter().filter_map(|(field, value)| Some((field, value?))) {
            arena.set(record, field, value);
        }
        arena.drop(id);
    }
}

/// `RecordType` of a document: a map, or a text that was composed.
fn record_type(document: &Value) -> Option<Value> {
    match document {
        Value::Map(entries) => {
            entries.iter().find(|(key, _)| **key == *"RecordType").and_then(|(_, value)| value.as_text().map(Value::word))
        }
        Value::Text(text) => after(text),
        Value::Unknown(unknown) => match &**unknown {
            Unknown::Template(parts) => parts.iter().find_map(record_type),
            Unknown::Raw(_, text) => after(text),
            _ => None,
        },
        _ => None,
    }
}

fn after(text: &str) -> Option<Value> {
    let (_, rest) = text.split_once("\"RecordType\"")?;
    let word: String =
        rest.chars().skip_while(|letter| !letter.is_ascii_alphabetic()).take_while(char::is_ascii_alphabetic).collect();
    (!word.is_empty()).then(|| Value::word(&word))
}
