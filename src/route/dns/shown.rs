//! An answer in words.
//!
//! In: an `Answer`. Out: its rows as a resolver would see them, its code, how long it is kept, and what in the program it comes to.
//! Deliberately absent: layout and colours.

use super::decide::{Answer, Ending};
use super::resolver::{Action, Guard, Rule};
use super::{MemberId, NodeId, Question, Target, Value, Zones};
use crate::schema::{BlockId, Unknown};
use crate::source::{Name, Span};
use rustc_hash::FxHashSet;

/// One row of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Whose name it bears.
    pub owner: String,
    /// Seconds.
    pub ttl: u32,
    /// Its type.
    pub kind: Name,
    /// Its value; for what only AWS knows, words between `<` and `>`.
    pub value: String,
}

/// What in the program an answer comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Source<'z> {
    /// A value.
    Text(&'z str),
    /// A resource.
    Block(BlockId),
    /// What only a deployment knows.
    Unknown(&'z Unknown),
}

/// The TTL of what a resource of AWS answers: documented for load balancers, used for all.
const RESOURCE_TTL: u32 = 60;
/// The TTL of the NS and the SOA that Route 53 makes (R53-014).
const MADE_TTL: [u32; 2] = [172_800, 900];

impl Zones {
    /// The response code: `NOERROR`, `NXDOMAIN`; `SERVFAIL` where resolvers give up.
    pub fn code(&self, answer: &Answer) -> &'static str {
        match answer.ending {
            Ending::NxDomain => "NXDOMAIN",
            Ending::Blocked(guard) if matches!(self.guard(guard).action, Action::NxDomain) => "NXDOMAIN",
            Ending::Endless => "SERVFAIL",
            _ => "NOERROR",
        }
    }

    /// How long resolvers keep the answer, in seconds; `None` where that is not for this program to say.
    pub fn ttl(&self, answer: &Answer) -> Option<u32> {
        let links = answer.links().iter().map(|link| self.member(*link).ttl);
        let last = match answer.ending {
            Ending::Record(member) => self.member(member).ttl,
            Ending::Records(members, count) => {
                members[..usize::from(count)].iter().map(|member| self.member(*member).ttl).min()?
            }
            Ending::Resource(_) => RESOURCE_TTL,
            Ending::Made(kind) => MADE_TTL[usize::from(kind == self.words.soa)],
            Ending::NoData | Ending::NxDomain => self.zone(answer.zone?).negative_ttl,
            Ending::Elsewhere => self.member(*answer.links().last()?).ttl,
            Ending::Referral(node) => {
                let ns = self.group_of(self.node(node), self.words.ns)?;
                self.member(MemberId(self.group(ns).first)).ttl
            }
            Ending::Blocked(guard) => match &self.guard(guard).action {
                Action::Override(_, ttl) => return Some(*ttl),
                _ => return None,
            },
            Ending::Forwarded(_) | Ending::Outside | Ending::Endless => return None,
        };
        Some(links.fold(last, u32::min))
    }

    /// The rows of the answer: CNAMEs passed, then what stands at the end. A referral's are those of its authority section.
    pub fn rows(&self, question: &Question, answer: &Answer) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut owner = question.name().to_owned();
        for link in answer.links() {
            let member = self.member(*link);
            let value = self.values_of(*link).next().map(|value| value.text.to_string()).unwrap_or_default();
            rows.push(Row { owner, ttl: member.ttl, kind: self.words.cname, value: value.clone() });
            owner = value;
        }
        let kind = question.kind();
        let mut push = |member: MemberId, owner: &str, kind: Name| {
            let ttl = self.member(member).ttl;
            let values =
                self.values_of(member).map(|value| Row { owner: owner.to_owned(), ttl, kind, value: value.text.to_string() });
            rows.extend(values);
        };
        match answer.ending {
            Ending::Record(member) => push(member, &owner, kind),
            Ending::Records(members, count) => {
                members[..usize::from(count)].iter().for_each(|member| push(*member, &owner, kind))
            }
            Ending::Resource(member) => {
                let label = self.target_text(self.member(member));
                let resource = match self.member(member).target {
                    Target::Resource(block) => self.resources.get(&block),
                    Target::Records(_) | Target::Values(..) => None,
                };
                let value = match resource.and_then(|resource| resource.host.as_ref()) {
                    Some(host) => format!("<addresses of {label}, {host}>"),
                    None => format!("<addresses of {label}>"),
                };
                rows.push(Row { owner, ttl: RESOURCE_TTL, kind, value });
            }
            Ending::Made(_) => {
                let ttl = MADE_TTL[usize::from(kind == self.words.soa)];
                let value = if kind == self.words.soa { "<the SOA that Route 53 makes>" } else { "<its four name servers>" };
                rows.push(Row { owner, ttl, kind, value: value.to_owned() });
            }
            Ending::Referral(id) => {
                let (owner, kind) = (self.name(self.node(id)), self.words.ns);
                let row = |(ttl, value): (u32, &Value)| Row { owner: owner.to_owned(), ttl, kind, value: value.text.to_string() };
                rows.extend(self.servers(id).map(row));
            }
            Ending::Blocked(guard) => {
                // Whatever was passed on the way is not told.
                rows.clear();
                if let Action::Override(other, ttl) = &self.guard(guard).action {
                    let owner = question.name().to_owned();
                    rows.push(Row { owner, ttl: *ttl, kind: self.words.cname, value: other.to_string() });
                }
            }
            Ending::NoData | Ending::NxDomain | Ending::Elsewhere | Ending::Forwarded(_) | Ending::Outside | Ending::Endless => {}
        }
        rows
    }

    /// What in the program an answer comes to; nothing where it has no rows.
    pub fn sources(&self, answer: &Answer) -> Vec<Source<'_>> {
        let mut sources = Vec::new();
        let mut push = |id: MemberId| match self.member(id).target {
            Target::Resource(block) => sources.push(Source::Block(block)),
            Target::Values(..) => sources.extend(self.values_of(id).map(Value::source)),
            Target::Records(_) => {}
        };
        match &answer.ending {
            Ending::Record(member) | Ending::Resource(member) => push(*member),
            Ending::Records(members, count) => members[..usize::from(*count)].iter().for_each(|member| push(*member)),
            Ending::Elsewhere => answer.links().last().into_iter().for_each(|member| push(*member)),
            Ending::Referral(node) => sources.extend(self.servers(*node).map(|(_, value)| value.source())),
            Ending::Forwarded(rule) => sources.push(Source::Block(self.rule(*rule).block)),
            Ending::Blocked(guard) => {
                if let Action::Override(other, _) = &self.guard(*guard).action {
                    sources.push(Source::Text(other));
                }
            }
            Ending::Made(_) | Ending::NoData | Ending::NxDomain | Ending::Outside | Ending::Endless => {}
        }
        sources
    }

    /// The records an answer was made of, each with the group it belongs to and the number among its branches: what a test reached.
    pub fn reached(&self, answer: &Answer) -> Vec<MemberId> {
        let mut reached = answer.links().to_vec();
        match answer.ending {
            Ending::Record(member) | Ending::Resource(member) => reached.push(member),
            Ending::Records(members, count) => reached.extend(&members[..usize::from(count)]),
            _ => {}
        }
        reached
    }

    /// Every record and branch, with its place and how it reads.
    pub fn records(&self) -> impl Iterator<Item = (MemberId, Span, String)> {
        self.groups.iter().flat_map(move |group| {
            let name = self.name(self.node(group.node));
            let name = group.title.as_ref().map_or_else(|| name.to_owned(), |title| format!("{name}, node {title}"));
            self.members_of(group)
                .map(move |(id, member)| (id, member.span, format!("{name} {}: {}", group.kind, self.described(id, member))))
        })
    }

    /// In a few words: `us_alb`, `192.0.2.1, 192.0.2.2`, `NXDOMAIN`.
    pub fn summary(&self, answer: &Answer) -> String {
        let texts = |members: &[MemberId]| {
            members.iter().map(|member| self.target_text(self.member(*member))).collect::<Vec<_>>().join(", ")
        };
        match &answer.ending {
            Ending::Record(member) | Ending::Resource(member) => texts(&[*member]),
            Ending::Records(members, count) => texts(&members[..usize::from(*count)]),
            Ending::Made(_) => "made by Route 53".to_owned(),
            Ending::NoData => "NODATA".to_owned(),
            Ending::NxDomain => "NXDOMAIN".to_owned(),
            Ending::Elsewhere => texts(&answer.links()[answer.links().len().saturating_sub(1)..]),
            Ending::Referral(node) => format!("delegated at {}", self.name(self.node(*node))),
            Ending::Forwarded(rule) => format!("{}: {}", self.rule(*rule).label, self.rule(*rule).way.told()),
            Ending::Blocked(guard) => match &self.guard(*guard).action {
                Action::Override(other, _) => format!("blocked by {}: CNAME {other}", self.guard(*guard).firewall),
                Action::NxDomain => format!("blocked by {}: NXDOMAIN", self.guard(*guard).firewall),
                _ => format!("blocked by {}: NODATA", self.guard(*guard).firewall),
            },
            Ending::Outside => "outside the program".to_owned(),
            Ending::Endless => "no end".to_owned(),
        }
    }

    fn rule(&self, rule: u32) -> &Rule {
        &self.resolver.rules[rule as usize]
    }

    fn guard(&self, guard: u32) -> &Guard {
        &self.resolver.guards[guard as usize]
    }

    fn values_of(&self, member: MemberId) -> impl Iterator<Item = &Value> {
        let (first, count) = match self.member(member).target {
            Target::Values(first, count) => (first as usize, count as usize),
            Target::Records(_) | Target::Resource(_) => (0, 0),
        };
        self.values[first..first + count].iter()
    }

    /// The name servers of a delegation, each with its TTL: a set, however often one is written.
    fn servers(&self, node: NodeId) -> impl Iterator<Item = (u32, &Value)> {
        let group = self.group_of(self.node(node), self.words.ns).map(|group| self.group(group));
        let members = group.into_iter().flat_map(|group| self.members_of(group));
        let written = members.flat_map(move |(id, _)| self.values_of(id).map(move |value| (self.member(id).ttl, value)));
        let mut seen = FxHashSet::default();
        written.filter(move |(_, value)| seen.insert(value.text.trim_end_matches('.').to_ascii_lowercase()))
    }
}

impl Value {
    /// What in the program it is.
    fn source(&self) -> Source<'_> {
        self.unknown.as_deref().map_or(Source::Text(&self.text), Source::Unknown)
    }
}
