//! The answer to one question.
//!
//! In: a question, who asks, who is well, and chance. Out: an `Answer`, a few numbers that `shown` puts into words; nothing is
//! allocated on the way. Deliberately absent: why, unless somebody watches.

use super::super::{Step, Watch};
use super::find::Found;
use super::health::{DEEPEST, Wells};
use super::{Asker, Chance, Group, GroupId, MemberId, Node, NodeId, Question, Target, Weather, ZoneId, Zones};
use crate::model::folded;
use crate::source::Name;
use std::borrow::Cow;

/// So many values of multivalue records are answered at once.
pub const MOST_VALUES: usize = 8;
/// So many CNAMEs are followed.
const MOST_LINKS: usize = 8;

/// What is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Answer {
    /// The zone that answers; `None` where no zone of the program has the name.
    pub zone: Option<ZoneId>,
    links: [MemberId; MOST_LINKS],
    count: u8,
    /// What stands at the end.
    pub ending: Ending,
}

/// What stands at the end of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ending {
    /// The values of a record.
    Record(MemberId),
    /// The values of several, the first so many of these.
    Records([MemberId; MOST_VALUES], u8),
    /// What a resource of AWS answers, to which this record is an alias.
    Resource(MemberId),
    /// Records of an apex and of this type that Route 53 makes itself.
    Made(Name),
    /// The name exists, and has nothing of this type for whoever asks.
    NoData,
    /// The name does not exist.
    NxDomain,
    /// The last CNAME leads out of the zone.
    Elsewhere,
    /// Other name servers know: those of this name.
    Referral(NodeId),
    /// A rule of a VPC's Resolver has the name, by its number.
    Forwarded(u32),
    /// A rule of a firewall has, by its number.
    Blocked(u32),
    /// No zone of the program has the name.
    Outside,
    /// Too many CNAMEs or aliases after each other.
    Endless,
}

impl Answer {
    pub(super) fn new(zone: Option<ZoneId>, ending: Ending) -> Answer {
        Answer { zone, links: [MemberId(0); MOST_LINKS], count: 0, ending }
    }

    /// The same answer with another end.
    pub(super) fn with(self, ending: Ending) -> Answer {
        Answer { ending, ..self }
    }

    /// Passes a CNAME; `false` where that is one too many.
    pub(super) fn link(&mut self, member: MemberId) -> bool {
        let Some(link) = self.links.get_mut(usize::from(self.count)) else { return false };
        *link = member;
        self.count += 1;
        true
    }

    /// The CNAMEs passed on the way.
    pub fn links(&self) -> &[MemberId] {
        &self.links[..usize::from(self.count)]
    }
}

/// What came out of a lottery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Drawn {
    Nothing,
    One(MemberId),
    Several([MemberId; MOST_VALUES], u8),
}

/// Where a question has got to.
#[derive(Clone, Debug)]
pub(super) enum At<'a> {
    /// A name of the zone is looked for.
    Name(Cow<'a, str>),
    /// The records of a node are looked through.
    Node(NodeId),
    /// A group chooses.
    Group(GroupId),
}

/// A question on its way to an answer.
pub(super) struct Way<'a, W = Weather> {
    pub zones: &'a Zones,
    pub asker: &'a Asker,
    pub weather: &'a W,
    pub kind: Name,
    /// The zone that answers.
    pub zone: ZoneId,
    /// The VPC whose firewalls look at the names that CNAMEs lead to.
    pub watching: Option<usize>,
}

impl Zones {
    /// Decides. The same chance gives the same answer.
    pub fn decide(&self, question: &Question, asker: &Asker, weather: &Weather, chance: &mut Chance) -> Answer {
        let Some((zone, node)) = self.at_once(question, asker) else {
            return self.decide_watched(question, asker, weather, chance, &mut ());
        };
        let way = Way { zones: self, asker, weather, kind: question.kind(), zone, watching: None };
        let mut answer = Answer::new(Some(zone), Ending::Endless);
        way.follow(At::Node(node), &mut answer, chance, &mut ());
        answer
    }

    /// Decides, while somebody looks on.
    pub fn decide_watched(
        &self,
        question: &Question,
        asker: &Asker,
        weather: &Weather,
        chance: &mut Chance,
        watch: &mut impl Watch,
    ) -> Answer {
        if let Some(ending) = self.intercepted(question, asker, watch) {
            return Answer::new(None, ending);
        }
        let Some(zone) = self.zone_for(question, asker, watch) else {
            return Answer::new(None, self.beyond(question, asker));
        };
        let way = Way { zones: self, asker, weather, kind: question.kind(), zone, watching: self.watching(question, asker) };
        let mut answer = Answer::new(Some(zone), Ending::Endless);
        way.follow(At::Name(Cow::Borrowed(question.name())), &mut answer, chance, watch);
        answer
    }
}

impl<'a> Way<'a> {
    /// Goes on to the end.
    #[inline]
    fn follow(&self, mut at: At<'a>, answer: &mut Answer, chance: &mut Chance, watch: &mut impl Watch) {
        let mut depth = 0u8;
        loop {
            let group = match self.group_at(at, watch) {
                Ok(group) => self.zones.group(group),
                Err(ending) => {
                    answer.ending = ending;
                    return;
                }
            };
            let lottery = self.zones.lottery(group, self.asker, self.weather);
            let drawn = self.zones.draw(group, lottery, self.weather, chance);
            if watch.looks() {
                self.tell(group, lottery, drawn, depth, watch);
            }
            match self.take(group, drawn, depth, answer, watch) {
                Some((next, deeper)) => (at, depth) = (next, deeper),
                None => return,
            }
        }
    }

    /// Takes what was drawn. `None`: that is the end, and the answer says which.
    #[inline]
    fn take(&self, group: &Group, drawn: Drawn, depth: u8, answer: &mut Answer, watch: &mut impl Watch) -> Option<(At<'a>, u8)> {
        let member = match drawn {
            Drawn::One(member) => member,
            Drawn::Several(members, count) => {
                answer.ending = Ending::Records(members, count);
                return None;
            }
            Drawn::Nothing => {
                answer.ending = Ending::NoData;
                return None;
            }
        };
        let is_link = self.is_link(group, member);
        if !is_link && matches!(self.zones.member(member).target, Target::Values(..)) {
            answer.ending = Ending::Record(member);
            return None;
        }
        let deeper = match is_link {
            true if !answer.link(member) => return None,
            true => 0,
            false if usize::from(depth) > DEEPEST => {
                watch.step(|| Step::new("", "aliases lead on and on").estimated());
                return None;
            }
            false => depth + 1,
        };
        match self.enter(group, member, watch) {
            Ok(next) => Some((next, deeper)),
            Err(ending) => {
                answer.ending = ending;
                None
            }
        }
    }
}

impl<'a, W: Wells> Way<'a, W> {
    /// The group that chooses where a question has got to, or the end.
    #[inline]
    pub fn group_at(&self, at: At<'a>, watch: &mut impl Watch) -> Result<GroupId, Ending> {
        match at {
            At::Group(group) => Ok(group),
            At::Node(node) => self.at_node(node, watch),
            At::Name(name) => match self.zones.find(&name, self.kind, self.zone, watch) {
                Found::Node(node) => self.at_node(node, watch),
                Found::Empty => Err(Ending::NoData),
                Found::Missing => Err(Ending::NxDomain),
                Found::Cut(node) => Err(Ending::Referral(node)),
            },
        }
    }

    #[inline]
    fn at_node(&self, id: NodeId, watch: &mut impl Watch) -> Result<GroupId, Ending> {
        let node = self.zones.node(id);
        match self.zones.group_of(node, self.kind) {
            Some(group) => Ok(group),
            None => self.without_own(id, node, watch),
        }
    }

    /// A node that has no records of the type asked for.
    fn without_own(&self, id: NodeId, node: &Node, watch: &mut impl Watch) -> Result<GroupId, Ending> {
        let (zones, words) = (self.zones, &self.zones.words);
        if let Some(group) = zones.group_of(node, words.cname) {
            watch.step(|| {
                let text = format!("{} has no {}, but a CNAME", zones.name(node), self.kind);
                zones.about_node(Step::new("RFC 1034", text), id)
            });
            return Ok(group);
        }
        if zones.zone(self.zone).apex == id && (self.kind == words.ns || self.kind == words.soa) {
            let text = || format!("Route 53 makes the {} of {} itself", self.kind, zones.zone(self.zone).domain);
            watch.step(|| Step::new("R53-014", text()).about(zones.zone(self.zone).span));
            return Err(Ending::Made(self.kind));
        }
        watch.step(|| {
            let text = format!("{} exists, but has no {}", zones.name(node), self.kind);
            zones.about_node(Step::new("RFC 2308", text), id)
        });
        Err(Ending::NoData)
    }

    /// Whether a record is a CNAME on the way to something else.
    #[inline]
    pub fn is_link(&self, group: &Group, member: MemberId) -> bool {
        let words = &self.zones.words;
        group.kind == words.cname && self.kind != words.cname && matches!(self.zones.member(member).target, Target::Values(..))
    }

    /// Where a chosen record leads.
    #[inline]
    pub fn enter(&self, group: &Group, id: MemberId, watch: &mut impl Watch) -> Result<At<'a>, Ending> {
        let member = self.zones.member(id);
        match member.target {
            Target::Resource(block) => {
                let resource = self.zones.resources.get(&block);
                if self.kind == self.zones.words.aaaa
                    && let Some(resource) = resource.filter(|resource| !resource.has_ipv6)
                {
                    let text = || format!("`{}` has no IPv6 addresses", resource.label);
                    watch.step(|| Step::new("R53-170", text()).about(member.span));
                    return Err(Ending::NoData);
                }
                Err(Ending::Resource(id))
            }
            Target::Records(Some(target)) => {
                watch.step(|| {
                    let target = self.zones.group(target);
                    let name = self.zones.name(self.zones.node(target.node));
                    let text = match &target.title {
                        Some(title) => format!("on with the node `{title}` of its traffic policy"),
                        None => format!("`{}` is an alias to {name} {}", member.label, target.kind),
                    };
                    Step::new(if target.title.is_some() { "R53-362" } else { "R53-165" }, text).about(member.span)
                });
                Ok(At::Group(target))
            }
            Target::Records(None) => {
                watch.step(|| {
                    Step::new("R53-164", format!("`{}` is an alias to records that are not there", member.label))
                        .about(member.span)
                });
                Err(Ending::NoData)
            }
            Target::Values(first, _) if self.is_link(group, id) => {
                let value = &self.zones.values[first as usize];
                let name = folded(value.text.strip_suffix('.').unwrap_or(&value.text));
                if let Some(vpc) = self.watching
                    && let Some(ending) = self.zones.judged(&name, self.kind, &self.zones.vpcs[vpc], watch)
                {
                    return Err(ending);
                }
                if value.unknown.is_some() || !self.zones.is_within(&name, self.zone) {
                    watch.step(|| {
                        Step::new("RFC 1034", format!("{name} is not in this zone: resolvers ask elsewhere")).about(member.span)
                    });
                    return Err(Ending::Elsewhere);
                }
                watch.step(|| Step::new("RFC 1034", format!("on with {name}")).about(member.span));
                Ok(At::Name(name))
            }
            Target::Values(..) => Err(Ending::Record(id)),
        }
    }
}
