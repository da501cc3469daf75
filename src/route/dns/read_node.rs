//! Names and what stands at them.
//!
//! In: the records of a model. Out: a node for each name and for each name above it, its groups, and their members. Deliberately
//! absent: what one record says (`read_member`).

use super::read::{Reading, seconds};
use super::read_member::Heads;
use super::table::{Table, hash};
use super::{Group, GroupId, Key, MemberId, Node, NodeId, Policy, Target, ZoneId, Zones};
use crate::model::{Model, absolute_name, folded};
use crate::schema::{Block, CaseId, Value};
use crate::source::Name;
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use std::borrow::Cow;
use std::sync::Arc;

/// The records of one name and type, as they are found.
struct Found<'m> {
    kind: Name,
    case: Option<CaseId>,
    records: Vec<&'m Block>,
}

/// Every name of every zone, what is above before what is below.
#[derive(Default)]
pub(super) struct Nodes<'m> {
    names: IndexMap<(ZoneId, Arc<str>), Vec<Found<'m>>, FxBuildHasher>,
}

impl<'m> Nodes<'m> {
    /// Finds the names of a model.
    pub fn of(model: &'m Model, reading: &mut Reading<'m>) -> Nodes<'m> {
        let mut nodes = Nodes::default();
        for (at, zone) in reading.zones.zones.iter_mut().enumerate() {
            let (index, _) = nodes.names.insert_full((ZoneId(at as u32), zone.domain.clone()), Vec::new());
            zone.apex = NodeId(index as u32);
        }
        let view = reading.views.record;
        for (_, block) in model.own().filter(|(_, block)| block.kind == view.kind) {
            let zone = match block.value(view.zone) {
                Some(Value::Block(zone)) => reading.zone_ids.get(zone).copied(),
                _ => None,
            };
            let (Some(zone), Some(Value::Text(name)), Some(Value::List(types))) =
                (zone, block.value(view.name), block.value(view.types))
            else {
                reading.zones.unread.push(block.span);
                continue;
            };
            let name = reading.full_name(name, zone);
            for kind in types {
                if let Value::Word(kind) = kind {
                    nodes.put(zone, name.clone(), *kind, block, &reading.zones);
                }
            }
        }
        nodes
    }

    fn put(&mut self, zone: ZoneId, name: Arc<str>, kind: Name, block: &'m Block, zones: &Zones) {
        let domain = &zones.zone(zone).domain;
        // The names above exist, too.
        let mut rest = &*name;
        while let Some((_, above)) = rest.split_once('.').filter(|(_, above)| above.len() > domain.len()) {
            if self.names.contains_key(&(zone, Arc::from(above))) {
                break;
            }
            self.names.insert((zone, above.into()), Vec::new());
            rest = above;
        }
        let groups = self.names.entry((zone, name)).or_default();
        match groups.iter_mut().find(|group| group.kind == kind) {
            Some(group) => group.records.push(block),
            None => groups.push(Found { kind, case: block.case, records: vec![block] }),
        }
    }

    /// Keeps them: nodes first, so that records can point to groups.
    pub fn keep(self, reading: &mut Reading<'m>) {
        let mut pairs = Vec::with_capacity(self.names.len());
        let mut all = Vec::new();
        for (at, ((zone, name), groups)) in self.names.iter().enumerate() {
            pairs.push((hash(name, zone.0), at as u32));
            let ns = reading.zones.words.ns;
            let is_apex = reading.zones.zone(*zone).apex == NodeId(at as u32);
            let node = Node {
                zone: *zone,
                start: reading.zones.names.len() as u32,
                length: u16::try_from(name.len()).unwrap_or(u16::MAX),
                count: u8::try_from(groups.len()).unwrap_or(u8::MAX),
                is_cut: !is_apex && groups.iter().any(|group| group.kind == ns),
                first: all.len() as u32,
                wildcard: None,
            };
            reading.zones.names.push_str(&name[..usize::from(node.length)]);
            reading.zones.nodes.push(node);
            all.extend(groups.iter().map(|group| (NodeId(at as u32), group)));
        }
        reading.zones.all = Table::of(&pairs);
        reading.wildcards();
        for (node, group) in &all {
            reading.zones.groups.push(Group {
                node: *node,
                kind: group.kind,
                policy: Policy::Simple,
                first: 0,
                count: 0,
                title: None,
            });
        }
        for (at, (_, group)) in all.iter().enumerate() {
            reading.members(GroupId(at as u32), group.case, &group.records);
        }
        reading.negative_ttls();
    }
}

impl Reading<'_> {
    /// A record's name in full, in one spelling.
    pub fn full_name(&self, name: &str, zone: ZoneId) -> Arc<str> {
        let name = absolute_name(name, &self.zones.zone(zone).domain);
        match folded(&name) {
            Cow::Owned(folded) => folded.into(),
            Cow::Borrowed(_) => name,
        }
    }

    fn wildcards(&mut self) {
        for at in 0..self.zones.nodes.len() {
            let node = self.zones.nodes[at];
            let above = self.zones.name(&node).strip_prefix("*.").and_then(|above| self.zones.node_at(above, node.zone));
            if let Some(above) = above {
                self.zones.nodes[above.0 as usize].wildcard = Some(NodeId(at as u32));
            }
        }
    }

    fn members(&mut self, id: GroupId, case: Option<CaseId>, records: &[&Block]) {
        let first = self.zones.members.len() as u32;
        let policy = self.policy(case, records);
        for record in records {
            let whole = record.branches.is_empty().then_some(None);
            for branch in record.branches.iter().map(Some).chain(whole) {
                let member = self.member(id, record, branch);
                let key = branch.map_or(Key::Nothing, |branch| self.key(policy, branch, Heads::of_record(self.views.record)));
                self.zones.add(member, key);
            }
        }
        let count = self.zones.members.len() as u32 - first;
        let group = &mut self.zones.groups[id.0 as usize];
        (group.policy, group.first, group.count) = (policy, first, count);
    }

    fn policy(&self, case: Option<CaseId>, records: &[&Block]) -> Policy {
        let view = self.views.record;
        let policies = [
            (view.weighted, Policy::Weighted),
            (view.latency, Policy::Latency),
            (view.failover, Policy::Failover),
            (view.geolocation, Policy::Geolocation),
            (view.geoproximity, Policy::Geoproximity),
            (view.multivalue, Policy::Multivalue),
        ];
        let has_branches = records.iter().any(|record| !record.branches.is_empty());
        match case.filter(|_| has_branches) {
            Some(case) if case == view.ip_based => {
                let collection = records.iter().find_map(|record| match record.value(view.collection) {
                    Some(Value::Block(collection)) => self.collection_ids.get(collection),
                    _ => None,
                });
                collection.map_or(Policy::Simple, |collection| Policy::IpBased(*collection))
            }
            case => policies.iter().find(|(known, _)| case == Some(*known)).map_or(Policy::Simple, |(_, policy)| *policy),
        }
    }

    /// How long resolvers keep that there is nothing: the smaller of the SOA's TTL and its last number (R53-147).
    fn negative_ttls(&mut self) {
        for at in 0..self.zones.zones.len() {
            let apex = *self.zones.node(self.zones.zones[at].apex);
            let Some(soa) = self.zones.group_of(&apex, self.zones.words.soa) else { continue };
            let member = self.zones.member(MemberId(self.zones.group(soa).first));
            let Target::Values(first, _) = member.target else { continue };
            let minimum = self.zones.values[first as usize].text.split_whitespace().last().and_then(|number| number.parse().ok());
            self.zones.zones[at].negative_ttl = member.ttl.min(minimum.unwrap_or(u32::MAX));
        }
    }

    /// How long resolvers keep a record.
    pub fn ttl(&self, record: &Block, zone: ZoneId) -> u32 {
        match record.value(self.views.record.ttl) {
            Some(ttl) => seconds(ttl),
            None => self.ttls[zone.0 as usize],
        }
    }
}
