//! What the Resolver of a VPC does with a question before any zone has it.
//!
//! In: a question from inside a VPC. Out: what a firewall answers in its place, which servers a rule sends it to, or nothing, and then the
//! zones answer (sections 12.2, 12.5 and 18.2 of what Route 53 does). Deliberately absent: zones (`find`), and what those servers answer.

use super::super::{Step, Watch};
use super::decide::Ending;
use super::{Asker, Question, Vpc, Zones};
use crate::model::within;
use crate::schema::BlockId;
use crate::source::{Name, Span};
use std::sync::Arc;

/// Rules and firewalls of every VPC of a program.
#[derive(Debug, Default)]
pub(super) struct Resolver {
    pub rules: Vec<Rule>,
    pub guards: Vec<Guard>,
}

/// A rule: which names go where.
#[derive(Debug)]
pub(super) struct Rule {
    pub block: BlockId,
    pub label: Arc<str>,
    pub span: Span,
    /// In small letters; empty for every name.
    pub domain: Arc<str>,
    pub way: Goes,
}

/// Where questions go by a rule.
#[derive(Debug)]
pub(super) enum Goes {
    /// To these servers.
    To(Vec<Arc<str>>),
    /// On as if there were no rule.
    On,
    /// To the name servers of the zone, as its parent names them.
    Delegated,
}

/// One rule of a firewall.
#[derive(Debug)]
pub(super) struct Guard {
    /// The firewall's name.
    pub firewall: Arc<str>,
    pub span: Span,
    pub names: Names,
    /// Only questions of this type.
    pub kind: Option<Name>,
    pub action: Action,
    /// Whether names that CNAMEs lead to are not looked at, once it let the first one through.
    pub trusts: bool,
}

/// Which names a rule of a firewall is about.
#[derive(Debug)]
pub(super) enum Names {
    /// These, `*.example.net` for all below.
    Listed(Arc<str>, Vec<Arc<str>>),
    /// What only AWS can tell.
    Untold(String),
}

/// What becomes of a question.
#[derive(Debug)]
pub(super) enum Action {
    Allow,
    Alert,
    NoData,
    NxDomain,
    /// Another name is answered, and kept so many seconds.
    Override(Arc<str>, u32),
}

/// How far a setting is from a VPC: its own comes before that of a profile.
type Distance = bool;

impl Names {
    fn hold(&self, name: &str) -> bool {
        let Names::Listed(_, domains) = self else { return false };
        domains.iter().any(|domain| match domain.strip_prefix("*.") {
            Some(above) => name.strip_suffix(above).is_some_and(|below| below.ends_with('.')),
            None => **domain == *name || **domain == *"*",
        })
    }
}

impl Zones {
    /// What is answered before any zone is asked.
    pub(super) fn intercepted(&self, question: &Question, asker: &Asker, watch: &mut impl Watch) -> Option<Ending> {
        let vpc = &self.vpcs[asker.vpc?];
        if let Some(ending) = self.judged(question.name(), question.kind(), vpc, watch) {
            if watch.looks() && self.rule_for(question, asker).is_some() {
                watch.step(|| Step::new("", "firewalls are taken to look before the rules of the Resolver do").estimated());
            }
            return Some(ending);
        }
        let (at, rule) = self.rule_for(question, asker)?;
        if watch.looks() {
            self.tell_rules(question, vpc, at, watch);
        }
        matches!(rule.way, Goes::To(_) | Goes::Delegated).then_some(Ending::Forwarded(at))
    }

    /// What is answered where no zone of the program has the name.
    pub(super) fn beyond(&self, question: &Question, asker: &Asker) -> Ending {
        self.rule_for(question, asker).map_or(Ending::Outside, |(at, _)| Ending::Forwarded(at))
    }

    /// What the firewalls of a VPC answer in place of a name, if they do.
    pub(super) fn judged(&self, name: &str, kind: Name, vpc: &Vpc, watch: &mut impl Watch) -> Option<Ending> {
        let (at, guard) = self.guard_for(name, kind, vpc, watch)?;
        let what = match &guard.action {
            Action::Allow => "let through".to_owned(),
            Action::Alert => "let through, and written down".to_owned(),
            Action::NoData => "blocked: NODATA".to_owned(),
            Action::NxDomain => "blocked: NXDOMAIN".to_owned(),
            Action::Override(other, _) => format!("blocked: a CNAME to {other}"),
        };
        watch.step(|| Step::new("R53-476", format!("{name} is {what} by `{}`", guard.firewall)).about(guard.span));
        (!matches!(guard.action, Action::Allow | Action::Alert)).then_some(Ending::Blocked(at))
    }

    /// The first rule of a VPC's firewalls that is about a name.
    fn guard_for(&self, name: &str, kind: Name, vpc: &Vpc, watch: &mut impl Watch) -> Option<(u32, &Guard)> {
        for at in &vpc.guards {
            let guard = &self.resolver.guards[*at as usize];
            if guard.kind.is_some_and(|only| only != kind) {
                continue;
            }
            if let Names::Untold(what) = &guard.names {
                watch.step(|| {
                    let text = format!("`{}` asks AWS about {what}: taken not to be about {name}", guard.firewall);
                    Step::new("R53-478", text).about(guard.span).estimated()
                });
                continue;
            }
            if guard.names.hold(name) {
                return Some((*at, guard));
            }
            if let Names::Listed(list, _) = &guard.names {
                watch.step(|| {
                    Step::new("R53-482", format!("`{list}` does not hold {name}")).about(guard.span).candidate(false).below(1)
                });
            }
        }
        None
    }

    /// The VPC whose firewalls look at the names that CNAMEs lead to.
    pub(super) fn watching(&self, question: &Question, asker: &Asker) -> Option<usize> {
        let vpc = asker.vpc.filter(|vpc| !self.vpcs[*vpc].guards.is_empty())?;
        let guard = self.guard_for(question.name(), question.kind(), &self.vpcs[vpc], &mut ());
        (!guard.is_some_and(|(_, guard)| guard.trusts)).then_some(vpc)
    }

    /// The rule that has a question: the most specific, the VPC's own before that of a profile, unless a private zone is closer.
    fn rule_for(&self, question: &Question, asker: &Asker) -> Option<(u32, &Rule)> {
        let number = asker.vpc?;
        let vpc = &self.vpcs[number];
        let mut best: Option<(usize, Distance, u32)> = None;
        for (order, at) in vpc.rules.iter().enumerate() {
            let rule = &self.resolver.rules[*at as usize];
            let closeness = (rule.domain.len(), order < vpc.own_rules);
            let holds = rule.domain.is_empty() || within(question.name(), &rule.domain).is_some();
            if holds && best.is_none_or(|(length, own, _)| closeness > (length, own)) {
                best = Some((closeness.0, closeness.1, *at));
            }
        }
        let (length, own, at) = best?;
        let zone = self.longest(question, number as u32 + 1);
        let is_own = |zone| vpc.zones.iter().position(|known| *known == zone).is_some_and(|at| at < vpc.own_zones);
        let closer = zone.is_some_and(|zone| (self.zone(zone).domain.len(), is_own(zone) && !own) > (length, false));
        (!closer).then(|| (at, &self.resolver.rules[at as usize]))
    }

    fn tell_rules(&self, question: &Question, vpc: &Vpc, chosen: u32, watch: &mut impl Watch) {
        let rule = &self.resolver.rules[chosen as usize];
        let shown = |rule: &Rule| if rule.domain.is_empty() { ".".to_owned() } else { rule.domain.to_string() };
        watch.step(|| {
            let text = format!("the rule `{}` of `{}`, {}, has it: {}", rule.label, vpc.label, shown(rule), rule.way.told());
            Step::new("R53-453", text).about(rule.span)
        });
        for at in vpc.rules.iter().filter(|at| **at != chosen) {
            let other = &self.resolver.rules[*at as usize];
            let why = match within(question.name(), &other.domain).is_some() || other.domain.is_empty() {
                true => "less specific",
                false => "about other names",
            };
            watch.step(|| {
                let text = format!("`{}`, {}: {why}", other.label, shown(other));
                Step::new("R53-453", text).about(other.span).candidate(false).below(1)
            });
        }
    }

    /// Whether a firewall answered.
    pub fn is_blocked(&self, ending: Ending) -> bool {
        matches!(ending, Ending::Blocked(_))
    }
}

impl Goes {
    /// In words.
    pub fn told(&self) -> String {
        match self {
            Goes::To(servers) => format!("sent to {}", servers.join(", ")),
            Goes::On => "answered as if there were no rule".to_owned(),
            Goes::Delegated => "sent to the name servers that its parent delegates to".to_owned(),
        }
    }
}
