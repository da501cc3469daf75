//! What a name is answered with.
//!
//! In: a Model. Out: `Zones`, which choose among the records of a name as Route 53 does; who asks and how things stand are made
//! ready once (`Asker`, `Weather`), so that a decision is a look-up and a choice. Deliberately absent: requests (`http`), and what
//! resolvers keep.

mod apart;
mod asker;
mod choose;
mod decide;
mod diagram;
mod every;
mod explain;
mod find;
mod health;
mod inside;
mod latency;
mod networks;
mod question;
mod ratio;
mod read;
mod read_member;
mod read_node;
mod read_resolver;
mod read_traffic;
mod resolver;
mod scope;
mod shares;
mod shown;
mod sky;
mod table;

pub use apart::{Kin, OTHER_TYPES, Questions, apart};
pub use asker::Asker;
pub use choose::Chance;
pub use decide::{Answer, Ending, MOST_VALUES};
pub use diagram::{Case, Diagram, Diagrams};
pub use every::{Outlook, States};
pub use health::Weather;
pub use inside::inside;
pub use latency::Latencies;
pub use question::{Fault, Question};
pub use ratio::Ratio;
pub use scope::Scope;
pub use shares::{Share, Shares};
pub use shown::{Row, Source};
pub use sky::{Cause, Skies};

use super::Atlas;
use crate::schema::{BlockId, Unknown};
use crate::source::{Name, Span};
use health::Check;
use networks::Collection;
use resolver::Resolver;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use table::Table;

/// A zone, by its number here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ZoneId(pub(super) u32);

/// A name of a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NodeId(pub(super) u32);

/// The records of one name and type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GroupId(pub(super) u32);

/// One record of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MemberId(pub(super) u32);

/// A health check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct CheckId(u32);

/// Every zone of a program, ready for questions.
#[derive(Debug)]
pub struct Zones {
    /// Where places are.
    pub atlas: Atlas,
    zones: Vec<Zone>,
    nodes: Vec<Node>,
    /// The names of nodes, one after the other.
    names: String,
    groups: Vec<Group>,
    members: Vec<Member>,
    /// What policies look at, of each member: apart, since all of a group are looked at, and one is taken.
    keys: Vec<Key>,
    /// The places that keys name.
    spots: Vec<Spot>,
    values: Vec<Value>,
    checks: Vec<Check>,
    collections: Vec<Collection>,
    vpcs: Vec<Vpc>,
    /// Every node, by its zone and name.
    all: Table,
    /// The nodes that the public finds without a walk: in the zone that answers for them, under no delegation.
    front: Table,
    /// Public zones, by their domain.
    roots: Table,
    latencies: Latencies,
    words: Words,
    /// Resources of AWS that records point to.
    resources: FxHashMap<BlockId, Resource>,
    /// What VPCs do with questions before their zones do.
    resolver: Resolver,
    /// Records whose name or zone is known only when deployed.
    unread: Vec<Span>,
}

/// Types that mean more than others.
#[derive(Debug)]
struct Words {
    aaaa: Name,
    cname: Name,
    ds: Name,
    ns: Name,
    soa: Name,
}

/// A resource of AWS that an alias points to.
#[derive(Debug)]
struct Resource {
    label: Arc<str>,
    /// Its host name, where it is known before it is deployed.
    host: Option<Arc<str>>,
    /// Whether it has IPv6 addresses.
    has_ipv6: bool,
}

/// A hosted zone.
#[derive(Debug)]
struct Zone {
    block: BlockId,
    label: Arc<str>,
    /// In small letters, without escapes, without a dot at the end.
    domain: Arc<str>,
    span: Span,
    apex: NodeId,
    is_private: bool,
    /// How long resolvers keep that there is nothing, in seconds.
    negative_ttl: u32,
}

/// A name that exists: it has records, or some name below it has.
#[derive(Clone, Copy, Debug)]
struct Node {
    zone: ZoneId,
    /// Where its name stands among the names.
    start: u32,
    length: u16,
    /// How many groups it has.
    count: u8,
    /// It has NS records and is no apex: whoever asks below is sent away.
    is_cut: bool,
    /// Its first group; the others follow.
    first: u32,
    /// The node `*` below it.
    wildcard: Option<NodeId>,
}

/// The records of one name and type, among which its policy chooses.
#[derive(Debug)]
struct Group {
    node: NodeId,
    kind: Name,
    policy: Policy,
    first: u32,
    count: u32,
    /// What it is called in the traffic policy it belongs to; no name finds it.
    title: Option<Arc<str>>,
}

/// How a group chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Policy {
    Simple,
    Weighted,
    Latency,
    Failover,
    Geolocation,
    Geoproximity,
    Multivalue,
    /// By the networks of this collection.
    IpBased(u32),
}

/// One record, or one branch of a record.
#[derive(Debug)]
struct Member {
    target: Target,
    /// Seconds.
    ttl: u32,
    check: Option<CheckId>,
    /// Whether it counts as ill when what it is an alias to is.
    evaluates: bool,
    span: Span,
    /// What stands left of its arrow.
    label: Arc<str>,
}

/// What a policy looks at.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Key {
    Nothing,
    Weight(u32),
    /// A region, by its number in the atlas; `None` where its word is not known there.
    Region(Option<u16>),
    Primary,
    Secondary,
    Area(Area),
    /// Where, and by how much distances to it count: by its number.
    Spot(u32),
    /// A location of the group's collection; `None` is everybody else.
    Location(Option<u32>),
}

/// What a geolocation record answers for, from the smallest to the largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Area {
    Part(Name),
    Country(Name),
    Continent(Name),
    Default,
}

/// Where a geoproximity record stands.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Spot {
    /// `None` where nobody knows: a local zone of an unknown region.
    point: Option<super::Point>,
    bias: i8,
    /// A local zone stands where its region does, as far as is known here.
    is_near: bool,
}

/// What a record answers.
#[derive(Clone, Copy, Debug)]
enum Target {
    /// Values of its own: the first, and how many.
    Values(u32, u32),
    /// Other records of the zone; `None` where there are none of that name and type.
    Records(Option<GroupId>),
    /// A resource of AWS.
    Resource(BlockId),
}

/// One value of a record.
#[derive(Clone, Debug, PartialEq)]
struct Value {
    text: Arc<str>,
    /// What it is, where only a deployment knows.
    unknown: Option<Box<Unknown>>,
}

/// A network whose private zones answer before the public ones.
#[derive(Debug)]
struct Vpc {
    block: BlockId,
    label: Arc<str>,
    region: Option<Name>,
    /// Its private zones; its own before those of a profile.
    zones: Vec<ZoneId>,
    own_zones: usize,
    /// The rules of its Resolver, by number; its own before those of a profile.
    rules: Vec<u32>,
    own_rules: usize,
    /// The rules of its firewalls, by number, in the order they are gone through.
    guards: Vec<u32>,
}

impl Zones {
    fn zone(&self, id: ZoneId) -> &Zone {
        &self.zones[id.0 as usize]
    }

    fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    fn group(&self, id: GroupId) -> &Group {
        &self.groups[id.0 as usize]
    }

    fn member(&self, id: MemberId) -> &Member {
        &self.members[id.0 as usize]
    }

    /// The members of a group, in the order written.
    fn members_of(&self, group: &Group) -> impl Iterator<Item = (MemberId, &Member)> {
        let (first, count) = (group.first as usize, group.count as usize);
        let members = &self.members[first..first + count];
        members.iter().enumerate().map(move |(at, member)| (MemberId((first + at) as u32), member))
    }

    /// What the policy of a group looks at, of each of its members.
    fn keys_of(&self, group: &Group) -> impl Iterator<Item = (MemberId, Key)> {
        let (first, count) = (group.first as usize, group.count as usize);
        let keys = &self.keys[first..first + count];
        keys.iter().enumerate().map(move |(at, key)| (MemberId((first + at) as u32), *key))
    }

    fn key(&self, id: MemberId) -> Key {
        self.keys[id.0 as usize]
    }

    fn spot(&self, number: u32) -> Spot {
        self.spots[number as usize]
    }

    /// Puts a record behind the others.
    fn add(&mut self, member: Member, key: Key) {
        self.members.push(member);
        self.keys.push(key);
    }

    /// The name of a node.
    fn name(&self, node: &Node) -> &str {
        &self.names[node.start as usize..node.start as usize + usize::from(node.length)]
    }

    /// The group of a node and type.
    fn group_of(&self, node: &Node, kind: Name) -> Option<GroupId> {
        let first = node.first as usize;
        let groups = &self.groups[first..first + usize::from(node.count)];
        groups.iter().position(|group| group.kind == kind).map(|at| GroupId((first + at) as u32))
    }

    /// Every name and type that has records, each with its zone's label: what a test can reach.
    pub fn questions(&self) -> impl Iterator<Item = (&str, &str, Name)> {
        self.groups.iter().filter(|group| group.title.is_none()).map(|group| {
            let node = self.node(group.node);
            (&*self.zone(node.zone).label, self.name(node), group.kind)
        })
    }

    /// Takes another table of latencies.
    pub fn measured(mut self, latencies: Latencies) -> Zones {
        self.latencies = latencies;
        self
    }
}
