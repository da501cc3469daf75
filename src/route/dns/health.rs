//! Who is well.
//!
//! In: a sky: how things stand, or every way they can stand at once. Out: for each health check and each record whether it is well
//! (section 18.4 of what Route 53 does); under one sky `Weather`, which does not depend on who asks, so it is worked out once for
//! any number of questions. Deliberately absent: choosing, and what a sky is made of (`sky`).

use super::super::State;
use super::sky::{One, Sky};
use super::{CheckId, Group, Member, MemberId, Target, Zones};
use crate::model::Model;
use crate::schema::BlockId;
use crate::source::Name;
use std::ops::Range;
use std::sync::Arc;

/// A health check.
#[derive(Clone, Debug)]
pub(super) struct Check {
    pub block: BlockId,
    pub label: Arc<str>,
    pub inverted: bool,
    pub disabled: bool,
    pub looks: Looks,
}

/// What a check looks at.
#[derive(Clone, Debug)]
pub(super) enum Looks {
    /// An endpoint, by HTTP or TCP.
    Endpoint,
    /// An alarm, and what it says while that has no data.
    Alarm(Option<BlockId>, Name),
    /// Others, of which so many must be well.
    Count(Vec<CheckId>, u32),
    /// A routing control.
    Switch(Option<BlockId>),
}

/// Whoever knows whether a record is well.
pub(super) trait Wells {
    /// Whether it is.
    fn is_well(&self, member: MemberId) -> bool;
}

/// Whether each check and each record is well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weather {
    checks: Box<[bool]>,
    members: Box<[bool]>,
}

/// Aliases are followed so far.
pub(super) const DEEPEST: usize = 10;

impl Wells for Weather {
    #[inline]
    fn is_well(&self, member: MemberId) -> bool {
        self.members[member.0 as usize]
    }
}

impl Weather {
    pub(super) fn check(&self, check: CheckId) -> bool {
        self.checks[check.0 as usize]
    }
}

impl Zones {
    /// Works out who is well.
    pub fn weather(&self, state: &State) -> Weather {
        let mut sky = One::of(state);
        let checks = self.checks_well(&mut sky);
        let all: Vec<MemberId> = (0..self.members.len() as u32).map(MemberId).collect();
        let members = self.members_well(&mut sky, &checks, &all);
        Weather { checks: checks.into(), members: members.into() }
    }

    /// Whether a check of a block is well; `None` where the block is no check.
    pub fn health(&self, weather: &Weather, block: BlockId) -> Option<bool> {
        let at = self.checks.iter().position(|check| check.block == block)?;
        Some(weather.checks[at])
    }

    /// What may fail by itself, with its label: what checks look at, and resources whose health aliases ask for. Checks that count
    /// others are left out: they follow.
    pub fn switches(&self, model: &Model) -> Vec<(BlockId, Arc<str>)> {
        let looked_at = self.checks.iter().filter(|check| !check.disabled).filter_map(|check| match &check.looks {
            Looks::Endpoint => Some(check.block),
            Looks::Alarm(alarm, _) => Some(alarm.unwrap_or(check.block)),
            Looks::Switch(switch) => Some(switch.unwrap_or(check.block)),
            Looks::Count(..) => None,
        });
        let asked = self.members.iter().filter_map(|member| match member.target {
            Target::Resource(block) if member.evaluates => Some(block),
            Target::Resource(_) | Target::Records(_) | Target::Values(..) => None,
        });
        let mut switches: Vec<(BlockId, Arc<str>)> = Vec::new();
        for block in looked_at.chain(asked) {
            if !switches.iter().any(|(known, _)| *known == block) {
                switches.push((block, model.block(block).label.clone()));
            }
        }
        switches
    }

    /// Whether each check is well.
    pub(super) fn checks_well<S: Sky>(&self, sky: &mut S) -> Vec<S::Truth> {
        // Those that count others come to a verdict when those others have one.
        let mut checks: Vec<S::Truth> = self.checks.iter().map(|check| self.looked_at(check, sky, &[])).collect();
        for (at, check) in self.checks.iter().enumerate().filter(|(_, check)| matches!(check.looks, Looks::Count(..))) {
            checks[at] = self.looked_at(check, sky, &checks);
        }
        checks
    }

    /// What a check says: of what it looks at, or, switched off, that all is well; then turned round if that is asked.
    fn looked_at<S: Sky>(&self, check: &Check, sky: &mut S, checks: &[S::Truth]) -> S::Truth {
        let found = if check.disabled { sky.constant(true) } else { self.found(check, sky, checks) };
        if check.inverted { sky.not(found) } else { found }
    }

    fn found<S: Sky>(&self, check: &Check, sky: &mut S, checks: &[S::Truth]) -> S::Truth {
        match &check.looks {
            Looks::Alarm(alarm, without_data) => {
                let (quiet, blind) = sky.alarm(check.block, *alarm);
                match without_data.as_str() {
                    "healthy" => sky.or(blind, quiet),
                    "unhealthy" => {
                        let sees = sky.not(blind);
                        sky.and(sees, quiet)
                    }
                    _ => quiet,
                }
            }
            Looks::Count(children, at_least) => match sky.said(check.block) {
                Some(said) => said,
                None => {
                    let well = |child: &CheckId| checks.get(child.0 as usize).copied();
                    let children: Vec<S::Truth> =
                        children.iter().map(|child| well(child).unwrap_or_else(|| sky.constant(true))).collect();
                    sky.at_least(*at_least as usize, &children)
                }
            },
            Looks::Switch(switch) => match sky.said(check.block) {
                Some(said) => said,
                None => sky.is_well(switch.unwrap_or(check.block)),
            },
            Looks::Endpoint => sky.is_well(check.block),
        }
    }

    /// Whether records are well: in their order, with all that are aliases to others beside those.
    pub(super) fn members_well<S: Sky>(&self, sky: &mut S, checks: &[S::Truth], members: &[MemberId]) -> Vec<S::Truth> {
        let mut well: Vec<S::Truth> = members.iter().map(|id| self.own_health(sky, checks, self.member(*id))).collect();
        let place = |group: &Group| members.binary_search(&MemberId(group.first)).ok().map(|at| at..at + group.count as usize);
        let aliases = members.iter().enumerate().filter_map(|(at, id)| Some((at, place(self.followed(self.member(*id))?)?)));
        let aliases: Vec<(usize, Range<usize>)> = aliases.collect();
        for _ in 0..=DEEPEST {
            let mut changed = false;
            for (at, below) in &aliases {
                let none = sky.constant(false);
                let any = well[below.clone()].iter().fold(none, |any, one| sky.or(any, *one));
                let now = sky.and(well[*at], any);
                changed |= now != well[*at];
                well[*at] = now;
            }
            if !changed {
                break;
            }
        }
        well
    }

    /// The records whose health an alias takes over.
    pub(super) fn followed(&self, member: &Member) -> Option<&Group> {
        match member.target {
            Target::Records(Some(group)) if member.evaluates => Some(self.group(group)),
            Target::Records(_) | Target::Resource(_) | Target::Values(..) => None,
        }
    }

    /// The health of a record, but for what records it is an alias to.
    pub(super) fn own_health<S: Sky>(&self, sky: &mut S, checks: &[S::Truth], member: &Member) -> S::Truth {
        let target = match member.target {
            Target::Resource(block) if member.evaluates => sky.has_healthy(block),
            Target::Resource(_) | Target::Records(_) | Target::Values(..) => sky.constant(true),
        };
        match member.check {
            Some(check) => sky.and(target, checks[check.0 as usize]),
            None => target,
        }
    }
}
