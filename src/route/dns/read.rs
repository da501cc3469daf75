//! From a model to zones.
//!
//! In: zones, records, checks, networks of a model. Out: `Zones`. Records whose zone or name only a deployment knows are counted and
//! left out; those that exist only under a condition which only a deployment decides are taken for there. Deliberately absent:
//! whether they are right (`law`).

use super::health::{Check, Looks};
use super::read_node::Nodes;
use super::resolver::Resolver;
use super::table::{Table, hash};
use super::{CheckId, Collection, Latencies, NodeId, Vpc, Words, Zone, ZoneId, Zones};
use crate::model::{CidrCollectionView, CidrLocationView, HealthCheckView, Model, Reader, RecordView, ZoneView, folded};
use crate::route::{Atlas, Network};
use crate::schema::{Block, BlockId, Schema, Unknown, Value};
use crate::source::Name;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// What the library must have for there to be zones at all.
#[derive(Clone, Copy)]
pub(super) struct Views {
    pub record: RecordView,
    pub zone: ZoneView,
    check: HealthCheckView,
    collection: CidrCollectionView,
    location: CidrLocationView,
}

impl Views {
    fn of(schema: &Schema) -> Option<Views> {
        Some(Views {
            record: RecordView::of(schema)?,
            zone: ZoneView::of(schema)?,
            check: HealthCheckView::of(schema)?,
            collection: CidrCollectionView::of(schema)?,
            location: CidrLocationView::of(schema)?,
        })
    }
}

/// Zones in the making.
pub(super) struct Reading<'m> {
    pub reader: Reader<'m>,
    pub views: Views,
    pub zones: Zones,
    pub zone_ids: FxHashMap<BlockId, ZoneId>,
    pub check_ids: FxHashMap<BlockId, CheckId>,
    pub collection_ids: FxHashMap<BlockId, u32>,
    /// How long records of each zone are kept that do not say.
    pub ttls: Vec<u32>,
}

impl Zones {
    /// Reads the zones of a program.
    pub fn of(model: &Model, schema: &Schema) -> Zones {
        let words = Words {
            aaaa: Name::of("AAAA"),
            cname: Name::of("CNAME"),
            ds: Name::of("DS"),
            ns: Name::of("NS"),
            soa: Name::of("SOA"),
        };
        let zones = Zones {
            atlas: Atlas::of(schema),
            zones: Vec::new(),
            nodes: Vec::new(),
            names: String::new(),
            groups: Vec::new(),
            members: Vec::new(),
            keys: Vec::new(),
            spots: Vec::new(),
            values: Vec::new(),
            checks: Vec::new(),
            collections: Vec::new(),
            vpcs: Vec::new(),
            all: Table::default(),
            front: Table::default(),
            roots: Table::default(),
            latencies: Latencies::default(),
            words,
            resources: FxHashMap::default(),
            resolver: Resolver::default(),
            unread: Vec::new(),
        };
        let Some(views) = Views::of(schema) else { return zones };
        let reader = Reader::new(schema, &model.blocks);
        let (zone_ids, check_ids, collection_ids) = (FxHashMap::default(), FxHashMap::default(), FxHashMap::default());
        let mut reading = Reading { reader, views, zones, zone_ids, check_ids, collection_ids, ttls: Vec::new() };
        reading.zones(model);
        reading.vpcs(model);
        reading.checks(model);
        reading.collections(model);
        let nodes = Nodes::of(model, &mut reading);
        nodes.keep(&mut reading);
        reading.traffic(model);
        reading.resolvers(model);
        reading.roots(model);
        reading.fronts();
        reading.zones
    }
}

impl Reading<'_> {
    fn zones(&mut self, model: &Model) {
        let kind = self.views.zone.kind;
        for (id, block) in model.own().filter(|(_, block)| block.kind == kind) {
            let Some(Value::Text(domain)) = block.value(self.views.zone.domain_name) else { continue };
            let vpcs = match block.value(self.views.zone.vpcs) {
                Some(Value::List(vpcs)) => vpcs.as_slice(),
                _ => &[],
            };
            let zone = ZoneId(self.zones.zones.len() as u32);
            for vpc in vpcs {
                if let Value::Block(vpc) = vpc {
                    let vpc = self.vpc(*vpc);
                    self.zones.vpcs[vpc].zones.push(zone);
                }
            }
            self.zone_ids.insert(id, zone);
            self.ttls.push(seconds(&self.reader.value(block, self.views.zone.ttl)));
            self.zones.zones.push(Zone {
                block: id,
                label: block.label.clone(),
                domain: folded(domain.strip_suffix('.').unwrap_or(domain)).into(),
                span: block.span,
                apex: NodeId(0),
                is_private: !vpcs.is_empty(),
                negative_ttl: 900,
            });
        }
    }

    /// Every VPC of the program: whoever asks from one is in its region, whether or not it has private zones.
    fn vpcs(&mut self, model: &Model) {
        let schema = self.reader.schema;
        for (id, _) in model.own().filter(|(_, block)| schema.kind(block.kind).name == "vpc") {
            self.vpc(id);
        }
    }

    /// The number of a VPC.
    pub fn vpc(&mut self, id: BlockId) -> usize {
        if let Some(at) = self.zones.vpcs.iter().position(|vpc| vpc.block == id) {
            return at;
        }
        let block = self.reader.block(id);
        let region = match self.reader.named(block, Name::of("region")) {
            Value::Word(region) => Some(region),
            _ => None,
        };
        let label = block.label.clone();
        let (zones, rules, guards) = (Vec::new(), Vec::new(), Vec::new());
        self.zones.vpcs.push(Vpc { block: id, label, region, zones, own_zones: 0, rules, own_rules: 0, guards });
        self.zones.vpcs.len() - 1
    }

    fn checks(&mut self, model: &Model) {
        let view = self.views.check;
        let checks: Vec<(BlockId, &Block)> = model.own().filter(|(_, block)| block.kind == view.kind).collect();
        self.check_ids = checks.iter().zip(0..).map(|((id, _), at)| (*id, CheckId(at))).collect();
        for (id, block) in checks {
            let is = |field| block.value(field) == Some(&Value::Bool(true));
            self.zones.checks.push(Check {
                block: id,
                label: block.label.clone(),
                inverted: is(view.inverted),
                disabled: is(view.disabled),
                looks: self.looks(block),
            });
        }
    }

    fn looks(&self, block: &Block) -> Looks {
        let view = self.views.check;
        let children = |field| match block.value(field) {
            Some(Value::List(children)) => {
                let children = children.iter().filter_map(|child| match child {
                    Value::Block(child) => self.check_ids.get(child).copied(),
                    _ => None,
                });
                Some(children.collect::<Vec<CheckId>>())
            }
            _ => None,
        };
        let pointed = |field| match block.value(field) {
            Some(Value::Block(id)) => Some(*id),
            Some(Value::Unknown(unknown)) => match &**unknown {
                Unknown::Attribute(id, _) => Some(*id),
                _ => None,
            },
            _ => None,
        };
        if let Some(children) = children(view.all_of) {
            let all = children.len() as u32;
            return Looks::Count(children, all);
        }
        if let Some(children) = children(view.any_of) {
            return Looks::Count(children, 1);
        }
        if let Some(children) = children(view.of) {
            let at_least = match block.value(view.at_least) {
                Some(Value::Int(count)) => u32::try_from(*count).unwrap_or(0),
                _ => 0,
            };
            return Looks::Count(children, at_least);
        }
        if block.slot(view.alarm).is_some() {
            let without_data = match &*self.reader.value(block, view.on_insufficient_data) {
                Value::Word(word) => *word,
                _ => Name::of("last_known"),
            };
            return Looks::Alarm(pointed(view.alarm), without_data);
        }
        if block.slot(view.routing_control).is_some() { Looks::Switch(pointed(view.routing_control)) } else { Looks::Endpoint }
    }

    fn collections(&mut self, model: &Model) {
        for (id, block) in model.own().filter(|(_, block)| block.kind == self.views.collection.kind) {
            let listed = block.value(self.views.collection.locations);
            let parts = match listed {
                Some(Value::List(parts)) => parts.as_slice(),
                _ => &[],
            };
            // Parts that have a resource of their own in a target are found by their parent.
            let owned = model.own().filter(|(_, part)| part.kind == self.views.location.kind && part.parent == Some(id));
            let listed = parts.iter().filter_map(|part| match part {
                Value::Block(part) => Some(self.reader.block(*part)),
                _ => None,
            });
            let mut locations: Vec<Arc<str>> = Vec::new();
            let mut networks = Vec::new();
            for part in listed.chain(owned.map(|(_, part)| part)) {
                let Some(name) = part.value(self.views.location.name).and_then(Value::as_text) else { continue };
                let location = locations.iter().position(|known| **known == *name).unwrap_or_else(|| {
                    locations.push(name.into());
                    locations.len() - 1
                });
                let Some(Value::List(blocks)) = part.value(self.views.location.blocks) else { continue };
                let blocks = blocks.iter().filter_map(|block| block.as_text()?.parse::<Network>().ok());
                networks.extend(blocks.map(|network| (network, location as u32)));
            }
            self.collection_ids.insert(id, self.zones.collections.len() as u32);
            self.zones.collections.push(Collection::of(locations, networks));
        }
    }

    /// Which zone each domain means: in public one of a name, the one its parent delegates to, else the first; in a VPC its own.
    fn roots(&mut self, model: &Model) {
        let mut pairs: Vec<(u64, u32)> = Vec::new();
        let delegated = self.delegated(model);
        for (at, zone) in self.zones.zones.iter().enumerate().filter(|(_, zone)| !zone.is_private) {
            let same = self.zones.zones.iter().enumerate().filter(|(_, other)| !other.is_private && other.domain == zone.domain);
            let chosen = same.clone().find(|(_, other)| delegated.contains(&other.block)).or_else(|| same.clone().next());
            if chosen.is_some_and(|(chosen, _)| chosen == at) {
                pairs.push((hash(&zone.domain, 0), at as u32));
            }
        }
        for (number, vpc) in self.zones.vpcs.iter().enumerate() {
            let zones = vpc.zones.iter().map(|zone| (hash(&self.zones.zone(*zone).domain, number as u32 + 1), zone.0));
            pairs.extend(zones);
        }
        self.zones.roots = Table::of(&pairs);
    }

    /// Zones whose name servers an NS record of the program names.
    fn delegated(&self, model: &Model) -> Vec<BlockId> {
        let of = |value: &Value| match value {
            Value::Unknown(unknown) => match &**unknown {
                Unknown::Attribute(zone, output) if *output == "name_servers" => Some(*zone),
                _ => None,
            },
            _ => None,
        };
        let records = model.own().filter(|(_, block)| block.kind == self.views.record.kind);
        let values = records.filter_map(|(_, block)| block.value(self.views.record.values));
        values
            .flat_map(|value| match value {
                Value::List(values) => values.iter().filter_map(of).collect(),
                value => of(value).into_iter().collect::<Vec<_>>(),
            })
            .collect()
    }

    /// Which nodes the public finds at once.
    fn fronts(&mut self) {
        let zones = &self.zones;
        let root = |domain: &str| {
            zones.roots.find(hash(domain, 0), |zone| {
                let zone = &zones.zones[zone as usize];
                !zone.is_private && *zone.domain == *domain
            })
        };
        let mut pairs = Vec::new();
        for (at, node) in zones.nodes.iter().enumerate().filter(|(_, node)| node.count > 0) {
            let name = zones.name(node);
            let answers = super::find::endings(name).find_map(root) == Some(node.zone.0);
            let is_cut = |ending| zones.node_at(ending, node.zone).is_some_and(|above| zones.node(above).is_cut);
            if answers && !super::find::endings(name).any(is_cut) {
                pairs.push((hash(name, 0), at as u32));
            }
        }
        self.zones.front = Table::of(&pairs);
    }
}

/// Whole seconds of a duration.
pub(super) fn seconds(value: &Value) -> u32 {
    match value {
        Value::Duration(milliseconds) => u32::try_from(milliseconds / 1000).unwrap_or(u32::MAX),
        _ => 0,
    }
}
