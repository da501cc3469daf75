//! Records: one block with all its types and branches becomes one record set each.
//!
//! In: records as written. Out: blocks with one type, an absolute name, values or an alias, and a set identifier. Deliberately
//! absent: whether they are right (`law`).

use crate::model::{Reader, RecordView, TrafficView, ZoneView, absolute_name};
use crate::resolve::{join, shown};
use crate::schema::{Block, BlockId, Schema, Unknown, Value};
use crate::source::Name;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// What records need to know of the rest of the program.
pub(super) struct Records<'s> {
    view: RecordView,
    zone: ZoneView,
    traffic: Option<TrafficView>,
    schema: &'s Schema,
    zones: FxHashMap<BlockId, ZoneSays>,
    /// Room for a label in the making.
    scratch: String,
}

/// What a zone says for its records.
struct ZoneSays {
    label: Arc<str>,
    domain: Value,
    ttl: Value,
}

impl ZoneSays {
    fn of(reader: &Reader, view: ZoneView, zone: BlockId) -> ZoneSays {
        let block = reader.block(zone);
        ZoneSays {
            label: block.label.clone(),
            domain: reader.value(block, view.domain_name).into_owned(),
            ttl: reader.value(block, view.ttl).into_owned(),
        }
    }
}

/// A record set.
pub(super) struct RecordSet {
    /// The record set.
    pub block: Block,
    /// The absolute name of the record it is an alias to, if to one of its zone.
    pub alias_to: Option<Arc<str>>,
}

impl<'s> Records<'s> {
    /// `None` where the library has no records.
    pub fn new(schema: &'s Schema) -> Option<Records<'s>> {
        Some(Records {
            view: RecordView::of(schema)?,
            zone: ZoneView::of(schema)?,
            traffic: TrafficView::of(schema),
            schema,
            zones: FxHashMap::default(),
            scratch: String::new(),
        })
    }

    /// Whether a block is a record.
    pub fn holds(&self, block: &Block) -> bool {
        block.kind == self.view.kind
    }

    /// The zone and the type of a record set.
    pub fn key(&self, block: &Block) -> Option<(BlockId, Value)> {
        match (block.value(self.view.zone), block.value(self.view.types)) {
            (Some(Value::Block(zone)), Some(Value::List(types))) => Some((*zone, types.first()?.clone())),
            _ => None,
        }
    }

    /// The absolute name of a record set, where it is known.
    pub fn name<'b>(&self, block: &'b Block) -> Option<&'b str> {
        block.value(self.view.name).and_then(Value::as_text)
    }

    /// Adds the record sets of a record, each labelled by zone, name, type and branch.
    pub fn expand(&mut self, mut record: Block, blocks: &[Block], sets: &mut Vec<RecordSet>) {
        let reader = Reader::new(self.schema, blocks);
        let view = self.view;
        let Some(Value::Block(zone)) = record.value(view.zone) else { return };
        let zone = *zone;
        if !self.zones.contains_key(&zone) {
            self.zones.insert(zone, ZoneSays::of(&reader, self.zone, zone));
        }
        let Some(said) = self.zones.get(&zone) else { return };
        let Some(Value::List(types)) = record.value(view.types) else { return };
        let only = match types.as_slice() {
            [one] if record.branches.is_empty() => Some(one.clone()),
            _ => None,
        };
        let mut label = std::mem::take(&mut self.scratch);
        label.clear();
        label.push_str(&said.label);
        label.push(' ');
        match record.value(view.name) {
            Some(Value::Text(name)) => label.push_str(name),
            _ => label.push_str(&record.label),
        }
        let name = absolute(record.value(view.name), &said.domain);
        record.set(view.name, record.span, name);
        if let Some(record_type) = only {
            push_word(&mut label, &record_type);
            record.label = label.as_str().into();
            sets.push(self.settle(record, zone, said, &reader));
            self.scratch = label;
            return;
        }
        let Some(Value::List(types)) = record.value(view.types) else { return };
        for record_type in types {
            let before = label.len();
            push_word(&mut label, record_type);
            let mut identifiers: Vec<String> = Vec::with_capacity(record.branches.len());
            let branches = record.branches.iter().map(Some).chain(record.branches.is_empty().then_some(None));
            for branch in branches {
                let mut set = merged(&record, branch);
                set.set(view.types, record.span, Value::List(vec![record_type.clone()]));
                set.label = label.as_str().into();
                if let Some(branch) = branch {
                    let identifier = identifier(branch, view, &reader, &identifiers);
                    set.label = format!("{label} {identifier}").into();
                    if set.value(view.set_identifier).is_none() {
                        set.set(view.set_identifier, branch.span, Value::text(&identifier));
                    }
                    identifiers.push(identifier);
                }
                if let Some(kept) = &record.keep_id {
                    let own = set.label.strip_prefix(&label[..before]).unwrap_or_default();
                    set.keep_id = Some(format!("{kept}{}", super::names::pascal(own)).into());
                }
                sets.push(self.settle(set, zone, said, &reader));
            }
            label.truncate(before);
        }
    }

    /// Finds out what a record set answers: an alias, or values with a TTL.
    fn settle(&self, mut set: Block, zone: BlockId, said: &ZoneSays, reader: &Reader) -> RecordSet {
        let view = self.view;
        if let Some(block) = self.by_policy(&set, zone, said, reader) {
            return RecordSet { block, alias_to: None };
        }
        let mut alias_to = None;
        match self.alias(&set, zone, &said.domain, reader) {
            Some((alias, to)) => {
                alias_to = to;
                set.set(view.values, set.span, alias);
                set.set(view.alias, set.span, Value::Bool(true));
                set.slots.retain(|slot| slot.field != view.ttl && slot.field != view.evaluate_health);
            }
            None if set.slot(view.ttl).is_none() => set.set(view.ttl, set.span, said.ttl.clone()),
            None => {}
        }
        RecordSet { block: set, alias_to }
    }

    /// A record that points to a traffic policy is a resource of another sort.
    fn by_policy(&self, set: &Block, zone: BlockId, said: &ZoneSays, reader: &Reader) -> Option<Block> {
        let policy = match set.value(self.view.values)? {
            Value::List(values) => values.first()?,
            one => one,
        };
        let Value::Block(id) = policy else { return None };
        if self.traffic.is_none_or(|traffic| reader.block(*id).kind != traffic.kind) {
            return None;
        }
        let kind = self.schema.kind_named(Name::of("policy_record"))?;
        let name = set.value(self.view.name).cloned().unwrap_or(Value::None);
        let ttl = set.value(self.view.ttl).unwrap_or(&said.ttl).clone();
        let mut block = Block::new(kind, set.label.clone(), set.span);
        block.docs = set.docs.clone();
        block.condition = set.condition.clone();
        block.overrides = set.overrides.clone();
        block.keep_id = set.keep_id.clone();
        let absolute = join(vec![name.clone(), Value::text(".")]);
        let fields = [
            ("zone", Value::Block(zone)),
            ("name", name),
            ("absolute", absolute),
            ("ttl", ttl),
            ("policy", policy.clone()),
            ("version", policy.clone()),
        ];
        for (field, value) in fields {
            if let Some(field) = self.schema.kind(kind).field_named(Name::of(field)) {
                block.set(field, set.span, value);
            }
        }
        Some(block)
    }

    /// What a record is an alias to, where its target is a block or another record of the zone.
    fn alias(&self, block: &Block, zone: BlockId, domain: &Value, reader: &Reader) -> Option<(Value, Option<Arc<str>>)> {
        let target = match block.value(self.view.values)? {
            Value::List(values) => match values.as_slice() {
                [one] => one,
                _ => return None,
            },
            one => one,
        };
        let call = |arguments: Vec<Value>| Value::Call(Name::of("alias"), arguments.into());
        match target {
            Value::Block(target) => {
                let dns_name = self.ipv6_name(block, *target, reader);
                let dns_name = dns_name.unwrap_or_else(|| Value::attribute(*target, Name::of("domain_name")));
                let zone_id = Value::attribute(*target, Name::of("zone_id"));
                let able = reader.member(&Value::Block(*target), Name::of("has_health")) == Some(Value::Bool(true));
                Some((call(vec![dns_name, zone_id, self.evaluates(block, able)]), None))
            }
            Value::Call(record, arguments) if *record == "record" => {
                let name = absolute(arguments.first(), domain);
                let to = name.as_text().map(Arc::from);
                let zone_id = Value::Unknown(Box::new(Unknown::Template(vec![Value::Block(zone)])));
                Some((call(vec![name, zone_id, self.evaluates(block, true)]), to))
            }
            _ => None,
        }
    }

    /// The name that an AAAA record points to, where it is another than that of an A record.
    fn ipv6_name(&self, set: &Block, target: BlockId, reader: &Reader) -> Option<Value> {
        let is_ipv6 = match set.value(self.view.types)? {
            Value::List(types) => types.iter().any(|word| *word == Value::Word(Name::of("AAAA"))),
            _ => false,
        };
        if !is_ipv6 {
            return None;
        }
        let [prefix, host] = ["ipv6_prefix", "domain_name"].map(|word| reader.member(&Value::Block(target), Name::of(word)));
        let (prefix, host) = (prefix?, host?);
        let (prefix, host) = (prefix.as_text()?, host.as_text()?);
        (!host.starts_with(prefix)).then(|| Value::text(&format!("{prefix}{host}")))
    }

    fn evaluates(&self, block: &Block, able: bool) -> Value {
        match block.value(self.view.evaluate_health) {
            Some(value @ Value::Bool(_)) => value.clone(),
            _ => Value::Bool(able),
        }
    }
}

/// What tells the branches of a record apart, in order.
pub fn branch_identifiers(record: &Block, view: RecordView, reader: &Reader) -> Vec<String> {
    let mut identifiers = Vec::with_capacity(record.branches.len());
    for branch in &record.branches {
        identifiers.push(identifier(branch, view, reader, &identifiers));
    }
    identifiers
}

/// What tells a branch from its siblings, from what stands left of its arrow; where that is a number or nothing, from its
/// target, so that moving a weight keeps the record.
fn identifier(branch: &Block, view: RecordView, reader: &Reader, taken: &[String]) -> String {
    let case = branch.case;
    if let Some(Value::Text(written)) = branch.value(view.set_identifier) {
        return written.to_string();
    }
    let by_target = case == Some(view.weighted) || case == Some(view.multivalue) || branch.label.is_empty();
    let base = if by_target { target_word(branch.value(view.values), reader) } else { branch.label.to_string() };
    let base: String = base.chars().take(120).collect();
    let mut identifier = base.clone();
    let mut turn = 2;
    while taken.contains(&identifier) {
        identifier = format!("{base} {turn}");
        turn += 1;
    }
    identifier
}

/// A record with what one of its branches says.
fn merged(record: &Block, branch: Option<&Block>) -> Block {
    let mut block = Block::new(record.kind, record.label.clone(), branch.map_or(record.span, |branch| branch.span));
    block.assembly.clone_from(&record.assembly);
    block.case = record.case;
    block.docs = branch.and_then(|branch| branch.docs.clone()).or_else(|| record.docs.clone());
    block.parent = record.parent;
    block.condition = branch.and_then(|branch| branch.condition.clone()).or_else(|| record.condition.clone());
    block.overrides = record.overrides.clone();
    block.slots.reserve(record.slots.len() + 4);
    for slot in record.slots.iter().chain(branch.iter().flat_map(|branch| &branch.slots)) {
        block.set(slot.field, slot.span, slot.value.clone());
    }
    block
}

fn push_word(label: &mut String, word: &Value) {
    label.push(' ');
    match word {
        Value::Word(word) => label.push_str(word),
        other => label.push_str(&shown(other)),
    }
}

fn target_word(values: Option<&Value>, reader: &Reader) -> String {
    match values {
        Some(Value::List(values)) => target_word(values.first(), reader),
        Some(Value::Block(block)) => reader.block(*block).label.to_string(),
        Some(Value::Call(_, arguments)) => arguments.iter().map(shown).collect::<Vec<_>>().join(" "),
        Some(Value::Unknown(unknown)) => match &**unknown {
            Unknown::Attribute(block, _) => reader.block(*block).label.to_string(),
            _ => "value".to_owned(),
        },
        Some(value) => shown(value),
        None => "value".to_owned(),
    }
}

/// A record's name with its zone's domain, without the dot at the end.
pub fn absolute(name: Option<&Value>, domain: &Value) -> Value {
    match (name, domain) {
        (Some(Value::Text(name)), Value::Text(domain)) => Value::Text(absolute_name(name, domain)),
        (Some(Value::Text(name)), domain) if **name == *"@" => domain.clone(),
        (Some(Value::Text(name)), _) if name.ends_with('.') => Value::text(name.trim_end_matches('.')),
        (Some(name @ Value::Unknown(_)), domain) => unknown_name(name, domain),
        (Some(name), domain) => join(vec![name.clone(), Value::text("."), domain.clone()]),
        (None, domain) => domain.clone(),
    }
}

/// A name with unknown parts is absolute if its last known character is a dot.
fn unknown_name(name: &Value, domain: &Value) -> Value {
    if let Value::Unknown(unknown) = name
        && let Unknown::Template(parts) = &**unknown
        && let Some(Value::Text(last)) = parts.last()
        && let Some(stripped) = last.strip_suffix('.')
    {
        let mut parts = parts.clone();
        parts.pop();
        if !stripped.is_empty() {
            parts.push(Value::text(stripped));
        }
        return match <[Value; 1]>::try_from(parts) {
            Ok([one]) => one,
            Err(parts) => join(parts),
        };
    }
    join(vec![name.clone(), Value::text("."), domain.clone()])
}
