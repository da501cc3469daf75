//! Which zone answers a name, and which name of it.
//!
//! In: a question and who asks. Out: the node whose records answer, or what the zone says in their place (sections 18.2 and 18.3
//! of what Route 53 does). Deliberately absent: choosing among records.

use super::super::{Step, Watch};
use super::table::{hash, same};
use super::{Asker, NodeId, Question, ZoneId, Zones};
use crate::source::Name;

/// Where the walk through a zone ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// These records.
    Node(NodeId),
    /// The name has none, but names below it have.
    Empty,
    /// There is no such name.
    Missing,
    /// Other name servers know.
    Cut(NodeId),
}

/// The public's number among those that see zones; a VPC's is its own plus one.
const PUBLIC: u32 = 0;

impl Zones {
    /// The zone and the node that answer, without a walk, where that is certain.
    #[inline]
    pub(super) fn at_once(&self, question: &Question, asker: &Asker) -> Option<(ZoneId, NodeId)> {
        if asker.vpc.is_some() || question.kind() == self.words.ds {
            return None;
        }
        let name = question.name();
        let found = self.front.find(hash(name, PUBLIC), |node| same(self.name(&self.nodes[node as usize]), name))?;
        Some((self.nodes[found as usize].zone, NodeId(found)))
    }

    /// The zone that answers.
    pub(super) fn zone_for(&self, question: &Question, asker: &Asker, watch: &mut impl Watch) -> Option<ZoneId> {
        if let Some(vpc) = asker.vpc {
            if let Some(zone) = self.longest(question, vpc as u32 + 1) {
                watch.step(|| {
                    let (vpc, zone) = (&self.vpcs[vpc].label, self.zone(zone));
                    let text = format!("`{vpc}` sees the private zone `{}`, {}: it answers alone", zone.label, zone.domain);
                    Step::new("R53-032", text).about(zone.span)
                });
                return Some(zone);
            }
            watch.step(|| {
                Step::new(
                    "R53-032",
                    format!("no private zone of `{}` has the name: the public ones answer", self.vpcs[vpc].label),
                )
            });
        }
        let zone = self.longest(question, PUBLIC);
        match zone {
            Some(id) => watch.step(|| {
                let zone = self.zone(id);
                Step::new("RFC 1034", format!("the zone `{}`, {}, answers", zone.label, zone.domain)).about(zone.span)
            }),
            None => watch.step(|| Step::new("RFC 1034", "no zone of this program has the name")),
        }
        if let Some(id) = zone.filter(|_| watch.looks()) {
            self.tell_rivals(id, watch);
        }
        zone
    }

    fn tell_rivals(&self, id: ZoneId, watch: &mut impl Watch) {
        let zone = self.zone(id);
        let rivals = self.zones.iter().filter(|other| !other.is_private && other.domain == zone.domain).count();
        if rivals > 1 {
            watch.step(|| {
                let text = format!(
                    "{rivals} public zones are called {}; the one that its parent names answers, else the first",
                    zone.domain
                );
                Step::new("R53-009", text).estimated().about(zone.span)
            });
        }
    }

    /// The zone of the longest domain that a name ends with, among those that somebody sees. The parent answers for DS.
    pub(super) fn longest(&self, question: &Question, seer: u32) -> Option<ZoneId> {
        let name = question.name();
        let zone = |domain: &str| {
            let found = self.roots.find(hash(domain, seer), |zone| *self.zones[zone as usize].domain == *domain);
            found.map(ZoneId)
        };
        let above = || endings(name).skip(1).find_map(zone);
        if question.kind() == self.words.ds { above().or_else(|| zone(name)) } else { zone(name).or_else(above) }
    }

    /// Whether a name lies in a zone.
    pub(super) fn is_within(&self, name: &str, zone: ZoneId) -> bool {
        crate::model::within(name, &self.zone(zone).domain).is_some()
    }

    /// Walks from the apex down to a name of a zone.
    pub(super) fn find(&self, name: &str, kind: Name, zone: ZoneId, watch: &mut impl Watch) -> Found {
        let above = &self.zone(zone).domain;
        let mut encloser = self.zone(zone).apex;
        let mut found = Some(encloser);
        let inside = name.len().saturating_sub(above.len());
        let starts = name[..inside].bytes().enumerate().rev().filter(|(at, byte)| *byte == b'.' && at + 1 < inside);
        let starts = starts.map(|(at, _)| at + 1).chain((inside > 0).then_some(0));
        for start in starts {
            let ending = &name[start..];
            found = self.node_at(ending, zone);
            let Some(node) = found else { break };
            if self.node(node).is_cut && !(kind == self.words.ds && start == 0) {
                watch.step(|| {
                    let text = format!("{ending} is delegated: whoever asks is sent to its name servers");
                    self.about_node(Step::new("RFC 1034", text), node)
                });
                return Found::Cut(node);
            }
            encloser = node;
        }
        match found {
            Some(node) if self.node(node).count > 0 => Found::Node(node),
            Some(node) if self.zone(zone).apex == node => Found::Node(node),
            Some(_) => {
                watch.step(|| Step::new("RFC 4592", format!("{name} has no records, but names below it have: it exists")));
                Found::Empty
            }
            None => self.wildcard(name, encloser, watch),
        }
    }

    /// The star below the longest name that exists, if there is one.
    fn wildcard(&self, name: &str, encloser: NodeId, watch: &mut impl Watch) -> Found {
        let above = self.node(encloser);
        match above.wildcard {
            Some(star) => {
                watch.step(|| {
                    let text = format!("{name} does not exist; {} stands for it", self.name(self.node(star)));
                    self.about_node(Step::new("R53-055", text), star)
                });
                Found::Node(star)
            }
            None => {
                watch.step(|| {
                    let text = format!("{name} does not exist, and no *.{} stands for it", self.name(above));
                    Step::new("R53-055", text)
                });
                if watch.looks() && !self.unread.is_empty() {
                    watch.step(|| {
                        let text = format!("{} records have a name or zone that only a deployment knows", self.unread.len());
                        Step::new("", text).estimated().about(self.unread[0])
                    });
                }
                Found::Missing
            }
        }
    }

    pub(super) fn node_at(&self, name: &str, zone: ZoneId) -> Option<NodeId> {
        let hash = hash(name, zone.0);
        let is = |at: u32| self.nodes[at as usize].zone == zone && same(self.name(&self.nodes[at as usize]), name);
        self.all.find(hash, is).map(NodeId)
    }

    pub(super) fn about_node(&self, step: Step, node: NodeId) -> Step {
        let node = self.node(node);
        let group = self.groups.get(node.first as usize).filter(|_| node.count > 0);
        match group.and_then(|group| self.members.get(group.first as usize)) {
            Some(member) => step.about(member.span),
            None => step,
        }
    }
}

/// A name, then what is left of it without its first label, and so on.
pub(super) fn endings(name: &str) -> impl Iterator<Item = &str> {
    let dots = name.bytes().enumerate().filter(|(_, byte)| *byte == b'.').map(|(at, _)| at + 1);
    std::iter::once(0).chain(dots).map(|at| &name[at..])
}
