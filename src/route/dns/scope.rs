//! What a question comes to look at, whoever asks.
//!
//! In: a name and a type. Out: every group of records on any way to an answer; what of a viewer they look at, and when each end of
//! a way counts as well. Viewers who look alike to all of the groups are answered alike. Deliberately absent: choosing.

use super::every::Outlook;
use super::find::Found;
use super::{Asker, Diagram, GroupId, Key, Member, MemberId, Policy, Question, Skies, Target, Zones};
use crate::model::folded;
use crate::route::Network;
use crate::schema::BlockId;
use crate::source::Name;

/// Every group on any way from a question.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    groups: Vec<GroupId>,
    /// They look at where viewers are.
    pub by_place: bool,
    /// They look at how far away viewers are, which is an estimate.
    pub by_distance: bool,
    /// They look at the networks of viewers.
    pub by_network: bool,
}

impl Zones {
    /// What a question comes to look at, for viewers of a place whose VPC, if any, is that of the asker.
    pub fn scope(&self, question: &Question, asker: &Asker) -> Scope {
        let mut scope = Scope::default();
        if self.intercepted(question, asker, &mut ()).is_some() {
            return scope;
        }
        let Some(zone) = self.zone_for(question, asker, &mut ()) else { return scope };
        let kind = question.kind();
        let mut names = vec![question.name().to_owned()];
        let mut at = 0;
        while let Some(name) = names.get(at) {
            at += 1;
            let Found::Node(node) = self.find(name, kind, zone, &mut ()) else { continue };
            let node = self.node(node);
            let is_link = self.group_of(node, kind).is_none();
            let Some(group) = self.group_of(node, kind).or_else(|| self.group_of(node, self.words.cname)) else { continue };
            let first = scope.groups.len();
            scope.enter(group);
            let mut below = first;
            while let Some(group) = scope.groups.get(below).copied() {
                below += 1;
                for (_, member) in self.members_of(self.group(group)) {
                    match member.target {
                        Target::Records(Some(group)) => scope.enter(group),
                        Target::Values(first, count) if is_link && count > 0 => {
                            let value = &self.values[first as usize];
                            let name = folded(value.text.strip_suffix('.').unwrap_or(&value.text)).into_owned();
                            if value.unknown.is_none() && self.is_within(&name, zone) && !names.contains(&name) {
                                names.push(name);
                            }
                        }
                        Target::Records(None) | Target::Values(..) | Target::Resource(_) => {}
                    }
                }
            }
        }
        for group in &scope.groups {
            match self.group(*group).policy {
                Policy::Geolocation => scope.by_place = true,
                Policy::Latency | Policy::Geoproximity => (scope.by_place, scope.by_distance) = (true, true),
                Policy::IpBased(_) => scope.by_network = true,
                Policy::Simple | Policy::Weighted | Policy::Failover | Policy::Multivalue => {}
            }
        }
        scope
    }

    /// How a viewer looks to the groups of a scope. Those who look alike are answered alike.
    pub fn look(&self, scope: &Scope, asker: &Asker) -> Vec<u32> {
        let mut look = Vec::new();
        for group in scope.groups.iter().map(|id| self.group(*id)) {
            match group.policy {
                Policy::Geolocation => {
                    let sizes = self.keys_of(group).map(|(_, key)| super::choose::size_of(key, asker));
                    look.extend(sizes.map(|size| size.map_or(u32::MAX, u32::from)));
                }
                Policy::Latency | Policy::Geoproximity => {
                    let mut order: Vec<(f64, MemberId)> =
                        self.keys_of(group).map(|(id, key)| (self.figure(key, asker), id)).collect();
                    order.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
                    look.extend(order.into_iter().map(|(_, id)| id.0));
                }
                Policy::IpBased(collection) => {
                    let (matched, _) = self.of_network(group, collection, asker);
                    look.push(matched.map_or(u32::MAX, |id| id.0));
                }
                Policy::Simple | Policy::Weighted | Policy::Failover | Policy::Multivalue => {}
            }
        }
        look
    }

    /// Every network that the groups of a scope tell apart, with the name of its location.
    pub fn networks(&self, scope: &Scope) -> Vec<(Network, &str)> {
        let collections = scope.groups.iter().filter_map(|group| match self.group(*group).policy {
            Policy::IpBased(collection) => Some(collection),
            _ => None,
        });
        let mut numbers: Vec<u32> = collections.collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().flat_map(|number| self.collections[number as usize].all()).collect()
    }

    /// The blocks of the VPCs for which a private zone answers a name.
    pub fn vpcs_for(&self, name: &str) -> Vec<BlockId> {
        let sees = |vpc: &&super::Vpc| vpc.zones.iter().any(|zone| self.is_within(name, *zone));
        self.vpcs.iter().filter(sees).map(|vpc| vpc.block).collect()
    }

    /// The check and the resource that decide whether a record is well by itself.
    fn deciding(&self, member: &Member) -> Vec<BlockId> {
        let check = member.check.map(|check| self.checks[check.0 as usize].block);
        let target = match member.target {
            Target::Resource(block) if member.evaluates => Some(block),
            Target::Resource(_) | Target::Records(_) | Target::Values(..) => None,
        };
        check.into_iter().chain(target).collect()
    }

    /// The region of a VPC.
    pub fn region_of(&self, vpc: BlockId) -> Option<Name> {
        self.vpcs.iter().find(|known| known.block == vpc)?.region
    }
}

impl Scope {
    fn enter(&mut self, group: GroupId) {
        if !self.groups.contains(&group) {
            self.groups.push(group);
        }
    }
}

impl Zones {
    /// How far away an asker is, for what is chosen by that; infinite where nobody knows.
    pub(super) fn figure(&self, key: Key, asker: &Asker) -> f64 {
        match key {
            Key::Region(Some(region)) => asker.figures.get(region as usize).map_or(f64::INFINITY, |figure| f64::from(*figure)),
            Key::Spot(spot) => self.spot(spot).distance_from(asker).unwrap_or(f64::INFINITY),
            _ => f64::INFINITY,
        }
    }
}

impl Outlook<'_> {
    /// For each record of a scope that can be ill by itself: when it is not, and the check and the resource that decide it.
    pub fn owns(&self, scope: &Scope, skies: &mut Skies) -> Vec<(Diagram, Vec<BlockId>)> {
        let members = scope.groups.iter().flat_map(|group| self.zones.members_of(self.zones.group(*group)));
        let own = members.map(|(_, member)| (self.own(member, skies), self.zones.deciding(member)));
        own.filter(|(_, blocks)| !blocks.is_empty()).collect()
    }

    /// For each record that ends a way of a scope: when all on some way to it are well.
    pub fn ends(&mut self, scope: &Scope, skies: &mut Skies) -> Vec<(MemberId, Diagram)> {
        let mut when: Vec<Diagram> = vec![Diagram::NEVER; scope.groups.len()];
        let zones = self.zones;
        let place = |group: GroupId| scope.groups.iter().position(|known| *known == group);
        // A group is entered by an alias, or by a name, which is there in any state.
        let is_below = |group: GroupId| {
            let mut members = scope.groups.iter().flat_map(|above| zones.members_of(zones.group(*above)));
            members.any(|(_, member)| matches!(member.target, Target::Records(Some(below)) if below == group))
        };
        for (at, group) in scope.groups.iter().enumerate() {
            when[at] = if at == 0 || !is_below(*group) { Diagram::ALWAYS } else { Diagram::NEVER };
        }
        let mut ends: Vec<(MemberId, Diagram)> = Vec::new();
        for _ in 0..=super::health::DEEPEST {
            let before = when.clone();
            ends.clear();
            for (at, group) in scope.groups.iter().enumerate() {
                for (id, member) in zones.members_of(zones.group(*group)) {
                    let well = self.well(id, skies);
                    let here = skies.diagrams.and(before[at], well);
                    match member.target {
                        Target::Records(Some(below)) => {
                            if let Some(below) = place(below) {
                                when[below] = skies.diagrams.or(when[below], here);
                            }
                        }
                        Target::Records(None) | Target::Values(..) | Target::Resource(_) => ends.push((id, here)),
                    }
                }
            }
            if when == before {
                break;
            }
        }
        ends
    }
}
