//! Which questions two programs may answer differently.
//!
//! In: two programs' zones, and what of one is what of the other. Out: names, each with the types to ask for: those whose records
//! differ, or that come to look at such records by alias, CNAME or wildcard. No other question is answered differently, so that
//! what a small change costs does not grow with the zone beyond one look at each record. Deliberately absent: the answers.

use super::every::Outlook;
use super::find::{Found, endings};
use super::{Group, Key, Member, MemberId, Node, NodeId, Policy, Target, Value, ZoneId, Zones};
use crate::model::{folded, within};
use crate::schema::{BlockId, Unknown};
use crate::source::Name;
use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

/// What of one program is what of the other.
#[derive(Clone, Copy)]
pub struct Kin<'k> {
    /// The number of a block of either side, which counterparts share.
    pub numbers: [&'k dyn Fn(BlockId) -> u32; 2],
    /// Whether what only a deployment knows is the same.
    pub same: &'k dyn Fn(&Unknown, &Unknown) -> bool,
    /// Whether records of a name that are not spelled alike differ.
    pub matters: &'k dyn Fn(&str) -> bool,
}

/// Names, and the types to ask for. `*.` before a name asks for whatever is below it and does not exist.
pub type Questions = IndexMap<String, Vec<Name>, FxBuildHasher>;

/// A type that no record has: it is answered as all types are that a name does not have.
pub const OTHER_TYPES: &str = "every other type";

/// The questions that two programs may answer differently.
pub fn apart(old: &Outlook, new: &Outlook, kin: Kin) -> Questions {
    let sides = [old.zones, new.zones];
    let mut comparing = Comparing { outlooks: [old, new], sides, kin, affected: Affected::default() };
    comparing.zones();
    let Affected { mut names, cut, .. } = std::mem::take(&mut comparing.affected);
    names.retain(|name| (kin.matters)(name));
    if names.is_empty() && cut.is_empty() {
        return Questions::default();
    }
    let names = comparing.followed(names, &cut);
    let other = Name::of(OTHER_TYPES);
    let kinds = |name: String| {
        let mut kinds: Vec<Name> = Vec::new();
        let mut is_open = cut.iter().any(|cut| within(&name, cut).is_some());
        for zones in sides {
            is_open |= zones.kinds(&name, &mut kinds);
        }
        if is_open {
            kinds.push(other);
        }
        (name, kinds)
    };
    names.into_iter().map(kinds).filter(|(_, kinds)| !kinds.is_empty()).collect()
}

/// What differs, as far as it is known.
#[derive(Default)]
struct Affected {
    /// Names whose records differ.
    names: Vec<String>,
    /// Domains within which everything has to be asked for.
    cut: Vec<String>,
    seen: FxHashSet<String>,
}

impl Affected {
    fn name(&mut self, name: String) {
        if self.seen.insert(name.clone()) {
            self.names.push(name);
        }
    }

    /// A name, and whatever is below it and does not exist.
    fn existence(&mut self, name: &str) {
        self.name(name.to_owned());
        self.name(format!("*.{name}"));
    }
}

struct Comparing<'o, 'z> {
    outlooks: [&'o Outlook<'z>; 2],
    sides: [&'z Zones; 2],
    kin: Kin<'o>,
    affected: Affected,
}

impl Comparing<'_, '_> {
    /// Pairs zones by their domain and who sees them, and compares them name by name.
    fn zones(&mut self) {
        let [old, new] = [0, 1].map(|side: usize| self.sides[side].seen(self.kin.numbers[side]));
        let mut pairs: FxHashMap<ZoneId, ZoneId> = FxHashMap::default();
        let mut back: FxHashMap<ZoneId, ZoneId> = FxHashMap::default();
        for (key, zone) in &new {
            match old.get(key) {
                Some(was) if *pairs.entry(*was).or_insert(*zone) == *zone && *back.entry(*zone).or_insert(*was) == *was => {}
                _ => self.affected.cut.push(key.1.clone()),
            }
        }
        self.affected.cut.extend(old.keys().filter(|key| !new.contains_key(*key)).map(|key| key.1.clone()));
        let [old, new] = self.sides;
        for (at, node) in new.nodes.iter().enumerate() {
            let Some(was) = back.get(&node.zone) else { continue };
            let name = new.name(node);
            match old.node_at(name, *was) {
                Some(was) => self.node(was, NodeId(at as u32), name),
                None => self.existence(node, name),
            }
        }
        for node in &old.nodes {
            let Some(now) = pairs.get(&node.zone) else { continue };
            let name = old.name(node);
            if new.node_at(name, *now).is_none() {
                self.existence(node, name);
            }
        }
        self.affected.cut.sort();
        self.affected.cut.dedup();
    }

    fn existence(&mut self, node: &Node, name: &str) {
        self.affected.existence(name);
        if node.is_cut {
            self.affected.cut.push(name.to_owned());
        }
    }

    fn node(&mut self, was: NodeId, now: NodeId, name: &str) {
        let [old, new] = self.sides;
        let (was, now) = (old.node(was), new.node(now));
        if was.is_cut != now.is_cut {
            self.affected.cut.push(name.to_owned());
        }
        fn groups<'z>(zones: &'z Zones, node: &Node) -> &'z [Group] {
            let first = node.first as usize;
            zones.groups.get(first..first + usize::from(node.count)).unwrap_or_default()
        }
        let (before, after) = (groups(old, was), groups(new, now));
        let alike = before.len() == after.len()
            && after.iter().all(|group| {
                before.iter().find(|other| other.kind == group.kind).is_some_and(|other| self.same_group(other, group))
            });
        if !alike {
            self.affected.name(name.to_owned());
            // Whoever asks below is sent to the servers that are named here.
            if was.is_cut && now.is_cut {
                self.affected.cut.push(name.to_owned());
            }
        }
    }

    fn same_group(&self, a: &Group, b: &Group) -> bool {
        let [old, new] = self.sides;
        let same_policy = match (a.policy, b.policy) {
            (Policy::IpBased(a), Policy::IpBased(b)) => {
                let (a, b) = (&old.collections[a as usize], &new.collections[b as usize]);
                a.locations == b.locations && a.all().eq(b.all())
            }
            (a, b) => a == b,
        };
        same_policy
            && a.count == b.count
            && (0..a.count).all(|at| self.same_member(MemberId(a.first + at), MemberId(b.first + at)))
    }

    fn same_member(&self, a: MemberId, b: MemberId) -> bool {
        let [old, new] = self.sides;
        let (one, other): (&Member, &Member) = (old.member(a), new.member(b));
        self.same_key(old.key(a), new.key(b))
            && one.ttl == other.ttl
            && one.evaluates == other.evaluates
            && self.outlooks[0].checked(a) == self.outlooks[1].checked(b)
            && self.same_target(one.target, other.target)
    }

    fn same_key(&self, a: Key, b: Key) -> bool {
        match (a, b) {
            (Key::Spot(a), Key::Spot(b)) => self.sides[0].spot(a) == self.sides[1].spot(b),
            (a, b) => a == b,
        }
    }

    fn same_target(&self, a: Target, b: Target) -> bool {
        let [old, new] = self.sides;
        match (a, b) {
            (Target::Values(a, count_a), Target::Values(b, count_b)) => {
                let (a, b) = (a as usize, b as usize);
                count_a == count_b
                    && old.values[a..a + count_a as usize]
                        .iter()
                        .zip(&new.values[b..b + count_b as usize])
                        .all(|(a, b)| self.same_value(a, b))
            }
            (Target::Records(Some(a)), Target::Records(Some(b))) => {
                let (a, b) = (old.group(a), new.group(b));
                a.kind == b.kind && old.name(old.node(a.node)) == new.name(new.node(b.node))
            }
            (Target::Records(None), Target::Records(None)) => true,
            (Target::Resource(a), Target::Resource(b)) => {
                let has_ipv6 = |zones: &Zones, id| zones.resources.get(&id).is_some_and(|resource| resource.has_ipv6);
                self.kin.numbers[0](a) == self.kin.numbers[1](b) && has_ipv6(old, a) == has_ipv6(new, b)
            }
            _ => false,
        }
    }

    fn same_value(&self, a: &Value, b: &Value) -> bool {
        match (&a.unknown, &b.unknown) {
            (None, None) => a.text == b.text,
            (Some(a), Some(b)) => (self.kin.same)(a, b),
            _ => false,
        }
    }

    /// With whatever leads to what is affected, and all that is within domains that are.
    fn followed(&self, mut names: Vec<String>, cut: &[String]) -> Vec<String> {
        let mut seen: FxHashSet<String> = names.iter().cloned().collect();
        let mut add = |name: &str, names: &mut Vec<String>| {
            if seen.insert(name.to_owned()) {
                names.push(name.to_owned());
            }
        };
        for domain in cut {
            for zones in self.sides {
                for name in zones.nodes.iter().map(|node| zones.name(node)).filter(|name| within(name, domain).is_some()) {
                    add(name, &mut names);
                    add(&format!("*.{name}"), &mut names);
                }
            }
        }
        let mut led_by: FxHashMap<String, Vec<&str>> = FxHashMap::default();
        for zones in self.sides {
            zones.leads(&mut led_by);
        }
        let mut at = 0;
        while let Some(name) = names.get(at) {
            at += 1;
            for leading in led_by.get(name).into_iter().flatten() {
                add(leading, &mut names);
            }
        }
        names
    }
}

impl Zones {
    /// Which zone of each domain is seen, by the public or by a VPC of some number.
    fn seen(&self, number: &dyn Fn(BlockId) -> u32) -> IndexMap<(Option<u32>, String), ZoneId> {
        let mut seen = IndexMap::new();
        for zone in &self.zones {
            let root = self.roots.find(super::table::hash(&zone.domain, 0), |at| self.zones[at as usize].domain == zone.domain);
            if let Some(root) = root.filter(|_| !zone.is_private) {
                seen.insert((None, zone.domain.to_string()), ZoneId(root));
            }
        }
        for vpc in &self.vpcs {
            for zone in &vpc.zones {
                seen.insert((Some(number(vpc.block)), self.zone(*zone).domain.to_string()), *zone);
            }
        }
        seen
    }

    /// For each name that an alias or a CNAME leads to, the names that lead there.
    fn leads<'z>(&'z self, led_by: &mut FxHashMap<String, Vec<&'z str>>) {
        for group in &self.groups {
            let node = self.node(group.node);
            let from = self.name(node);
            for (_, member) in self.members_of(group) {
                match member.target {
                    Target::Records(Some(target)) => {
                        let to = self.name(self.node(self.group(target).node));
                        led_by.entry(to.to_owned()).or_default().push(from);
                    }
                    Target::Values(first, count) if group.kind == self.words.cname && count > 0 => {
                        let value = &self.values[first as usize];
                        let to = folded(value.text.strip_suffix('.').unwrap_or(&value.text));
                        if value.unknown.is_some() || !self.is_within(&to, node.zone) {
                            continue;
                        }
                        self.standing_for(&to, node.zone, |name| led_by.entry(name).or_default().push(from));
                    }
                    Target::Records(None) | Target::Values(..) | Target::Resource(_) => {}
                }
            }
        }
    }

    /// The names that decide what a name of a zone is answered with: itself or the star for it, and a delegation above.
    fn standing_for(&self, name: &str, zone: ZoneId, mut say: impl FnMut(String)) {
        say(name.to_owned());
        let mut is_found = false;
        for ending in endings(name).take_while(|ending| self.is_within(ending, zone)) {
            let Some(node) = self.node_at(ending, zone) else { continue };
            if !is_found && ending != name {
                say(format!("*.{ending}"));
            }
            is_found = true;
            if self.node(node).is_cut && ending != name {
                say(ending.to_owned());
            }
        }
    }

    /// The types that some viewer finds at a name; whether there may be something to say of all the others, too.
    fn kinds(&self, name: &str, kinds: &mut Vec<Name>) -> bool {
        let mut names = vec![name.to_owned()];
        let (mut at, mut is_open) = (0, false);
        while let Some(name) = names.get(at).cloned() {
            at += 1;
            for id in (0..self.zones.len() as u32).map(ZoneId) {
                if !self.is_within(&name, id) {
                    continue;
                }
                // Records that a delegation hides are somebody's on the other side.
                let node = match (self.node_at(&name, id), self.find(&name, self.words.aaaa, id, &mut ())) {
                    (Some(node), _) | (None, Found::Node(node)) => node,
                    (None, Found::Cut(_) | Found::Empty | Found::Missing) => continue,
                };
                let node = self.node(node);
                for group in self.groups.iter().skip(node.first as usize).take(usize::from(node.count)) {
                    if !kinds.contains(&group.kind) {
                        kinds.push(group.kind);
                    }
                    if group.kind != self.words.cname {
                        continue;
                    }
                    is_open = true;
                    for (_, member) in self.members_of(group) {
                        if let Target::Values(first, 1) = member.target {
                            let value = &self.values[first as usize];
                            let to = folded(value.text.strip_suffix('.').unwrap_or(&value.text)).into_owned();
                            if value.unknown.is_none() && !names.contains(&to) {
                                names.push(to);
                            }
                        }
                    }
                }
                is_open |= node.is_cut;
                if self.zone(id).apex == self.node_at(&name, id).unwrap_or(NodeId(u32::MAX)) && !kinds.contains(&self.words.ns) {
                    kinds.push(self.words.ns);
                }
            }
        }
        is_open
    }
}
