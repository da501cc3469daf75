//! Record sets of one name and type, put back into one record with its branches.
//!
//! In: an arena. Out: records as authors write them, and a zone for each. Deliberately absent: records of several types at once;
//! each type is a record of its own here.

use super::arena::Arena;
use crate::model::{RecordView, ZoneView};
use crate::resolve::shown;
use crate::schema::{Block, BlockId, Unknown, Value};
use crate::source::{Name, Span};
use indexmap::IndexMap;
use rustc_hash::FxHashMap;

/// Folds every record set.
pub(super) fn fold(arena: &mut Arena) {
    let (Some(view), Some(zone_view)) = (RecordView::of(arena.schema), ZoneView::of(arena.schema)) else { return };
    let mut fold = Records { view, zone: zone_view, zones: FxHashMap::default(), hosts: FxHashMap::default() };
    let mut groups: IndexMap<(BlockId, String, String), Vec<BlockId>> = IndexMap::new();
    for id in arena.of_kind_id(view.kind) {
        let zone = fold.zone(arena, id);
        let name = fold.name(arena, id);
        let kind = arena.block(id).value(view.types).map(shown).unwrap_or_default();
        fold.target(arena, id, zone);
        groups.entry((zone, name, kind)).or_default().push(id);
    }
    let mut of_zone: IndexMap<BlockId, Vec<BlockId>> = IndexMap::new();
    for ((zone, _, _), sets) in groups {
        let record = fold.group(arena, &sets);
        of_zone.entry(zone).or_default().push(record);
    }
    fold.domains(arena, &of_zone);
    for (zone, records) in of_zone {
        for record in records {
            arena.block_mut(record).parent = Some(zone);
        }
    }
}

struct Records {
    view: RecordView,
    zone: ZoneView,
    /// Zones that no document creates, by what they are called there.
    zones: FxHashMap<String, BlockId>,
    /// Hosts that aliases point to.
    hosts: FxHashMap<String, BlockId>,
}

impl Records {
    /// The zone of a record set: a block of the documents, or one that exists already.
    fn zone(&mut self, arena: &mut Arena, id: BlockId) -> BlockId {
        let span = arena.block(id).span;
        let named = arena.block(id).value(self.view.zone).cloned().unwrap_or(Value::None);
        let zone = match named {
            Value::Block(zone) => zone,
            other => {
                let key = match &other {
                    Value::Unknown(_) => format!("{other:?}"),
                    known => shown(known),
                };
                match self.zones.get(&key) {
                    Some(zone) => *zone,
                    None => {
                        let label = other.as_text().unwrap_or("zone").to_owned();
                        let Some(zone) = arena.make("zone", &label, span) else { return id };
                        arena.block_mut(zone).existing = true;
                        if let Some(domain) = arena.domain_of(&other).map(Value::text) {
                            arena.block_mut(zone).set(self.zone.domain_name, span, domain);
                        }
                        arena.block_mut(zone).set(self.zone.id, span, other);
                        self.zones.insert(key, zone);
                        zone
                    }
                }
            }
        };
        arena.block_mut(id).set(self.view.zone, span, Value::Block(zone));
        zone
    }

    /// The absolute name, and with a dot in the record, so that it stays what it is.
    fn name(&self, arena: &mut Arena, id: BlockId) -> String {
        let block = arena.block_mut(id);
        let Some(name) = block.value(self.view.name).cloned() else { return String::new() };
        match name {
            Value::Text(text) => {
                let absolute = unescaped(text.trim_end_matches('.'));
                let span = block.span;
                block.set(self.view.name, span, Value::text(&format!("{absolute}.")));
                absolute.to_ascii_lowercase()
            }
            Value::Unknown(mut unknown) => {
                if let Unknown::Template(parts) = &mut *unknown {
                    match parts.last_mut() {
                        Some(Value::Text(last)) if !last.ends_with('.') => *last = format!("{last}.").into(),
                        Some(Value::Text(_)) => {}
                        _ => parts.push(Value::text(".")),
                    }
                }
                let key = format!("{unknown:?}");
                let span = block.span;
                block.set(self.view.name, span, Value::Unknown(unknown));
                key
            }
            other => shown(&other),
        }
    }

    /// What a record points to: a block where it is an alias to one, a record of its own zone, else values.
    fn target(&mut self, arena: &mut Arena, id: BlockId, zone: BlockId) {
        let span = arena.block(id).span;
        let Some(Value::Call(_, arguments)) = arena.block(id).value(self.view.values).cloned() else { return };
        let [dns_name, zone_id, evaluate] = arguments.as_slice() else { return };
        let own = matches!(zone_id, Value::Block(id) if *id == zone)
            || matches!(zone_id, Value::Unknown(unknown) if matches!(**unknown, Unknown::Attribute(id, _) if id == zone))
            || arena.block(zone).value(self.zone.id).is_some_and(|id| id == zone_id);
        let target = match dns_name {
            Value::Unknown(unknown) => match **unknown {
                Unknown::Attribute(block, _) => Value::Block(block),
                _ => dns_name.clone(),
            },
            Value::Text(name) if own => {
                Value::Call(Name::of("record"), [Value::text(&format!("{}.", name.trim_end_matches('.')))].into())
            }
            Value::Text(host) => self.host(arena, host, zone_id, span).map_or(dns_name.clone(), Value::Block),
            other => other.clone(),
        };
        let able = match &target {
            Value::Block(_) => arena.reader().member(&target, Name::of("has_health")) == Some(Value::Bool(true)),
            _ => true,
        };
        let block = arena.block_mut(id);
        block.set(self.view.values, span, Value::List(vec![target]));
        if *evaluate != Value::Bool(able) {
            block.set(self.view.evaluate_health, span, evaluate.clone());
        }
        let alias = self.view.alias;
        block.slots.retain(|slot| slot.field != alias && slot.field != self.view.ttl);
    }

    /// What answers at a host of AWS.
    fn host(&mut self, arena: &mut Arena, host: &str, zone_id: &Value, span: Span) -> Option<BlockId> {
        let host = host.trim_end_matches('.');
        let plain = host.strip_prefix("dualstack.").unwrap_or(host).to_ascii_lowercase();
        if let Some(known) = self.hosts.get(&plain) {
            return Some(*known);
        }
        let kind = if plain.contains(".elb.") { "load_balancer" } else { "endpoint" };
        let id = arena.make(kind, &plain, span)?;
        arena.block_mut(id).existing = true;
        arena.set(id, "domain_name", Value::text(&plain));
        if arena.get(id, "zone_id") != *zone_id {
            arena.set(id, "zone_id", zone_id.clone());
        }
        self.hosts.insert(plain, id);
        Some(id)
    }

    /// One record of all sets with a name and type.
    fn group(&self, arena: &mut Arena, sets: &[BlockId]) -> BlockId {
        let first = sets[0];
        let is_simple = arena.block(first).case.is_none_or(|case| case == self.view.simple);
        if is_simple {
            arena.block_mut(first).case = None;
            return first;
        }
        let kind = arena.schema.kind(self.view.kind);
        // An alias has no TTL, and may stand beside values that have one.
        let ttl = sets.iter().find_map(|id| arena.block(*id).value(self.view.ttl)).cloned();
        if let Some(ttl) = ttl {
            let first = arena.block_mut(first);
            first.set(self.view.ttl, first.span, ttl);
        }
        let mut branches = Vec::with_capacity(sets.len());
        for (turn, id) in sets.iter().enumerate() {
            let set = arena.block_mut(*id);
            let label = set.value(self.view.set_identifier).map(shown).unwrap_or_default();
            let mut branch = Block::new(set.kind, label, set.span);
            branch.case = set.case;
            branch.condition = set.condition.take();
            for slot in &set.slots {
                if kind.field(slot.field).on_branch {
                    branch.slots.push(slot.clone());
                }
            }
            set.slots.retain(|slot| !kind.field(slot.field).on_branch);
            if turn > 0 {
                arena.drop(*id);
            }
            branches.push(branch);
        }
        // As its list is written by authors, so is it kept: by what tells branches apart.
        branches.sort_by(|a, b| a.label.cmp(&b.label));
        arena.block_mut(first).branches = branches.into();
        first
    }

    /// A zone that no document creates has no domain there: it is taken to be the longest that all its names end in.
    fn domains(&self, arena: &mut Arena, of_zone: &IndexMap<BlockId, Vec<BlockId>>) {
        for (zone, records) in of_zone {
            if !arena.block(*zone).existing || arena.block(*zone).value(self.zone.domain_name).is_some() {
                continue;
            }
            let names =
                records.iter().filter_map(|record| arena.block(*record).value(self.view.name)?.as_text().map(str::to_owned));
            let names: Vec<String> = names.map(|name| name.trim_end_matches('.').to_owned()).collect();
            let Some(domain) = common_end(&names) else {
                arena.notice(
                    *zone,
                    "its domain is not in the documents, nor told by the names there, whose answers are not compared",
                );
                continue;
            };
            let span = arena.block(*zone).span;
            arena.block_mut(*zone).set(self.zone.domain_name, span, Value::text(&domain));
            arena.notice(*zone, "its domain is not in the documents, and is taken to be the longest that all names there end in");
        }
    }
}

/// The longest domain of two labels or more that all names are in.
fn common_end(names: &[String]) -> Option<String> {
    let mut labels: Vec<&str> = names.first()?.rsplit('.').collect();
    for name in names {
        let shared = labels.iter().zip(name.rsplit('.')).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
        labels.truncate(shared);
    }
    // A lone name is more often a host than the apex.
    if names.iter().all(|name| name.split('.').count() == labels.len()) && labels.len() > 2 {
        labels.pop();
    }
    labels.retain(|label| *label != "*");
    (!labels.is_empty()).then(|| labels.into_iter().rev().collect::<Vec<_>>().join("."))
}

/// Route 53 writes `*` as `\052`.
fn unescaped(name: &str) -> String {
    name.replace("\\052", "*")
}
