//! Traffic policies: the document that says a tree of decisions in Traffic Flow's words.
//!
//! In: nodes as written. Out: each policy's document. Deliberately absent: records that use a policy (`records`); whether the tree
//! is whole (`law`).

use super::expand::{Expansion, map};
use crate::model::{NodeView, TrafficView};
use crate::report::{Code, Reports};
use crate::resolve::{place_facts, shown};
use crate::schema::{Block, BlockId, Value};
use crate::source::Name;
use std::sync::Arc;

/// The first version of the format, and the one that knows local zones.
const VERSIONS: [&str; 2] = ["2015-10-01", "2023-05-09"];

/// Writes the document of every policy.
pub(super) fn expand(expansion: &mut Expansion, reports: &mut Reports) {
    let schema = expansion.schema;
    let (Some(policy), Some(node)) = (TrafficView::of(schema), NodeView::of(schema)) else {
        return;
    };
    for id in expansion.of_kind(policy.kind) {
        if let Value::List(nodes) = expansion.get(id, "nodes") {
            let nodes: Vec<BlockId> = nodes.iter().filter_map(Value::as_block).collect();
            let document = Document::of(expansion, node, &nodes).finish(expansion.get(id, "type"));
            let longest = schema.fact(Name::of("characters_per_policy_document")).map(|fact| &fact.value);
            let count = characters(&document);
            if let Some(Value::Int(longest)) = longest
                && count as i64 > *longest
            {
                let block = &expansion.blocks[id.0 as usize];
                reports.push(Code::DocumentTooLong.at(block.span).with(&block.label).with(count).with(longest));
            }
            expansion.set(id, "document", document);
        }
    }
}

type Entries = Vec<(Arc<str>, Value)>;

/// A document in the making.
struct Document<'e> {
    expansion: &'e Expansion<'e>,
    view: NodeView,
    /// Whether a local zone is named, which only the newer format knows.
    local_zones: bool,
    /// What each endpoint is, and what it is called.
    endpoints: Vec<(Value, Arc<str>, Value)>,
    rules: Entries,
}

impl<'e> Document<'e> {
    fn of(expansion: &'e Expansion<'e>, view: NodeView, nodes: &[BlockId]) -> Document<'e> {
        let blocks = || nodes.iter().map(|id| &expansion.blocks[id.0 as usize]);
        let is_local = |value: &Value| matches!(value, Value::Call(word, _) if *word == "local_zone");
        let local_zones =
            blocks().flat_map(|block| &block.branches).flat_map(|branch| &branch.slots).any(|slot| is_local(&slot.value));
        let mut document = Document { expansion, view, local_zones, endpoints: Vec::new(), rules: Vec::new() };
        for block in blocks() {
            let rule = document.rule(block);
            document.rules.push((shown(block.value(view.name).unwrap_or(&Value::None)).into(), rule));
        }
        document
    }

    fn finish(self, record_type: Value) -> Value {
        let start = self.rules.first().map_or(Value::None, |(name, _)| Value::Text(name.clone()));
        let endpoints = self.endpoints.into_iter().map(|(_, name, endpoint)| (name, endpoint)).collect();
        map(&[
            ("AWSPolicyFormatVersion", Value::text(VERSIONS[usize::from(self.local_zones)])),
            ("RecordType", record_type),
            ("StartRule", start),
            ("Endpoints", Value::Map(endpoints)),
            ("Rules", Value::Map(self.rules.into())),
        ])
    }

    fn rule(&mut self, node: &Block) -> Value {
        let view = self.view;
        let rows = [
            (view.weighted, "weighted", "Items"),
            (view.latency, "latency", "Regions"),
            (view.geolocation, "geo", "Locations"),
            (view.geoproximity, "geoproximity", "GeoproximityLocations"),
            (view.multivalue, "multivalue", "Items"),
        ];
        let Some((_, word, list)) = rows.into_iter().find(|(case, ..)| node.case == Some(*case)) else {
            return self.failover(node);
        };
        let items = node.branches.iter().map(|branch| Value::Map(self.item(branch).into())).collect();
        map(&[("RuleType", Value::text(word)), (list, Value::List(items))])
    }

    fn failover(&mut self, node: &Block) -> Value {
        let mut entries = vec![("RuleType", Value::text("failover"))];
        for (word, role) in [("primary", "Primary"), ("secondary", "Secondary")] {
            let branch = node.branches.iter().find(|branch| self.named(branch, "role") == Value::word(word));
            entries.extend(branch.map(|branch| (role, Value::Map(self.item(branch).into()))));
        }
        map(&entries)
    }

    /// One branch: where it leads, under which condition, whether that is well.
    fn item(&mut self, branch: &Block) -> Entries {
        let mut entries = self.condition(branch);
        let mut put = |key: &str, value: Value| entries.push((key.into(), value));
        let evaluate = self.named(branch, "evaluate_health");
        let target = branch.value(self.view.to).cloned().unwrap_or(Value::None);
        let able = match &target {
            Value::Call(_, arguments) => {
                put("RuleReference", arguments.first().cloned().unwrap_or(Value::None));
                true
            }
            target => {
                put("EndpointReference", Value::Text(self.endpoint(target)));
                let has_health = self.expansion.reader().member(target, Name::of("has_health"));
                has_health == Some(Value::Bool(true))
            }
        };
        match evaluate {
            Value::Bool(said) => put("EvaluateTargetHealth", Value::Bool(said)),
            _ if able => put("EvaluateTargetHealth", Value::Bool(true)),
            _ => {}
        }
        let health = self.named(branch, "health");
        if health != Value::None {
            put("HealthCheck", health);
        }
        entries
    }

    /// What stands left of the arrow.
    fn condition(&self, branch: &Block) -> Entries {
        let case = branch.case;
        let entry = |key: &str, value: Value| (Arc::from(key), value);
        let text = |value: &Value| Value::text(&shown(value));
        if case == Some(self.view.weighted) {
            vec![entry("Weight", text(&self.named(branch, "weight")))]
        } else if case == Some(self.view.latency) {
            vec![entry("Region", text(&self.named(branch, "region")))]
        } else if case == Some(self.view.geolocation) {
            place(&self.named(branch, "place"))
        } else if case == Some(self.view.geoproximity) {
            let mut entries = self.location(&self.named(branch, "location"));
            match self.named(branch, "bias") {
                Value::Int(0) => {}
                bias => entries.push(entry("Bias", bias)),
            }
            entries
        } else {
            Vec::new()
        }
    }

    fn location(&self, location: &Value) -> Entries {
        let text = |value: Option<&Value>| Value::text(&value.map(shown).unwrap_or_default());
        let (sort, parts) = match location {
            Value::Call(_, arguments) => match arguments.as_slice() {
                [latitude, longitude] => {
                    ("Coordinate", vec![("Latitude", text(Some(latitude))), ("Longitude", text(Some(longitude)))])
                }
                zone => ("LocalZone", vec![("LocationName", text(zone.first()))]),
            },
            region => ("Region", vec![("LocationName", text(Some(region)))]),
        };
        if self.local_zones {
            let mut within = vec![("Type", Value::text(sort))];
            within.extend(parts);
            return vec![("Location".into(), map(&within))];
        }
        match parts.as_slice() {
            [(_, region)] => vec![("Region".into(), Value::text(&format!("aws:route53:{}", shown(region))))],
            parts => parts.iter().map(|(key, value)| ((*key).into(), value.clone())).collect(),
        }
    }

    /// What an endpoint is called: the label of its block, or its address; one that is known already keeps its name.
    fn endpoint(&mut self, target: &Value) -> Arc<str> {
        if let Some((_, name, _)) = self.endpoints.iter().find(|(known, ..)| known == target) {
            return name.clone();
        }
        let reader = self.expansion.reader();
        let plain = match target {
            Value::Block(id) => self.expansion.blocks[id.0 as usize].label.to_string(),
            other => shown(other),
        };
        let mut name: String =
            plain.chars().map(|letter| if letter.is_ascii_alphanumeric() || letter == '_' { letter } else { '-' }).collect();
        while self.endpoints.iter().any(|(_, known, _)| **known == *name) {
            name.push('_');
        }
        let endpoint = match target {
            Value::Block(id) => {
                let host = Value::attribute(*id, Name::of("domain_name"));
                let sort = reader.member(target, Name::of("policy_type")).unwrap_or(Value::None);
                let mut entries = vec![("Type", sort.clone()), ("Value", host)];
                if sort.as_text() == Some("s3-website") {
                    let host = reader.member(target, Name::of("domain_name")).unwrap_or(Value::None);
                    let region = place_facts(Name::of("region_of"), &[host], self.expansion.schema);
                    entries.extend(region.map(|region| ("Region", region)));
                }
                map(&entries)
            }
            other => map(&[("Type", Value::text("value")), ("Value", other.clone())]),
        };
        let name: Arc<str> = name.into();
        self.endpoints.push((target.clone(), name.clone(), endpoint));
        name
    }

    fn named(&self, branch: &Block, field: &str) -> Value {
        self.expansion.reader().named(branch, Name::of(field))
    }
}

/// How long a document is at least, as JSON without white space: what only a deployment knows has no length yet.
fn characters(value: &Value) -> usize {
    let commas = |count: usize| count.saturating_sub(1);
    match value {
        Value::Unknown(_) => 0,
        Value::Text(text) => text.chars().count() + 2,
        Value::List(items) => 2 + commas(items.len()) + items.iter().map(characters).sum::<usize>(),
        Value::Map(entries) => {
            2 + commas(entries.len())
                + entries.iter().map(|(key, value)| key.chars().count() + 3 + characters(value)).sum::<usize>()
        }
        other => shown(other).len(),
    }
}

fn place(place: &Value) -> Entries {
    let entry = |key: &str, value: &str| (Arc::from(key), Value::text(value));
    match place {
        Value::Call(_, arguments) => vec![entry("Continent", &arguments.first().map(shown).unwrap_or_default())],
        place if place.as_text() == Some("default") => vec![("IsDefault".into(), Value::Bool(true))],
        place => {
            let code = shown(place);
            let (country, part) = code.split_once('-').map_or((&*code, None), |(country, part)| (country, Some(part)));
            std::iter::once(entry("Country", country)).chain(part.map(|part| entry("Subdivision", part))).collect()
        }
    }
}
