//! Who is well.
//!
//! In: how things stand. Out: `Weather`, whether each health check and each record is well (section 18.4 of what Route 53 does).
//! That does not depend on who asks, so it is worked out once for any number of questions. Deliberately absent: choosing.

use super::super::{Standing, State};
use super::{CheckId, Member, MemberId, Target, Zones};
use crate::schema::BlockId;
use crate::source::Name;

/// A health check.
#[derive(Clone, Debug)]
pub(super) struct Check {
    pub block: BlockId,
    pub label: std::sync::Arc<str>,
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

/// Whether each check and each record is well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weather {
    checks: Box<[bool]>,
    members: Box<[bool]>,
    /// Load balancers and the like that are ill.
    ill: Box<[BlockId]>,
}

/// So many hundredths of a percent of the checkers must be exceeded (R53-319).
const CHECKERS_NEEDED: u32 = 1800;
/// Aliases are followed so far.
pub(super) const DEEPEST: usize = 10;

impl Weather {
    #[inline]
    pub(super) fn is_well(&self, member: MemberId) -> bool {
        self.members[member.0 as usize]
    }

    pub(super) fn check(&self, check: CheckId) -> bool {
        self.checks[check.0 as usize]
    }
}

impl Zones {
    /// Works out who is well.
    pub fn weather(&self, state: &State) -> Weather {
        // Those that count others come to a verdict when those others have one.
        let mut checks: Vec<bool> = self.checks.iter().map(|check| self.looked_at(check, state, &[])).collect();
        let counting = self.checks.iter().enumerate().filter(|(_, check)| matches!(check.looks, Looks::Count(..)));
        for (at, check) in counting {
            let verdict = self.looked_at(check, state, &checks);
            checks[at] = verdict;
        }
        let ill = state.standings.iter().filter(|(_, standing)| matches!(standing, Standing::Unhealthy | Standing::Off));
        let ill = ill.map(|(block, _)| *block).collect();
        let mut weather = Weather { checks: checks.into(), members: Box::default(), ill };
        weather.members = self.members.iter().map(|member| self.own_health(member, &weather)).collect();
        for _ in 0..=DEEPEST {
            if !self.inherit(&mut weather.members) {
                break;
            }
        }
        weather
    }

    /// Whether a check of a block is well; `None` where the block is no check.
    pub fn health(&self, weather: &Weather, block: BlockId) -> Option<bool> {
        let at = self.checks.iter().position(|check| check.block == block)?;
        Some(weather.checks[at])
    }

    /// What a check says: of what it looks at, or, switched off, that all is well; then turned round if that is asked.
    fn looked_at(&self, check: &Check, state: &State, checks: &[bool]) -> bool {
        let found = check.disabled || self.found(check, state, checks);
        found != check.inverted
    }

    fn found(&self, check: &Check, state: &State, checks: &[bool]) -> bool {
        let said = state.of(check.block);
        match (&check.looks, said) {
            (Looks::Alarm(alarm, without_data), said) => {
                let of_alarm = || alarm.and_then(|alarm| state.of(alarm));
                match said.or_else(of_alarm) {
                    Some(Standing::Unknown) => match without_data.as_str() {
                        "healthy" => true,
                        "unhealthy" => false,
                        _ => state.was_well(check.block) && alarm.is_none_or(|alarm| state.was_well(alarm)),
                    },
                    said => is_well(said),
                }
            }
            (Looks::Count(children, at_least), None) => {
                let well = children.iter().filter(|child| checks.get(child.0 as usize).copied().unwrap_or(true)).count();
                well >= *at_least as usize
            }
            (Looks::Switch(switch), None) => is_well(switch.and_then(|switch| state.of(switch))),
            (Looks::Endpoint | Looks::Count(..) | Looks::Switch(_), said) => is_well(said),
        }
    }

    /// The health of a record, but for what records it is an alias to.
    fn own_health(&self, member: &Member, weather: &Weather) -> bool {
        let target = match member.target {
            Target::Resource(block) if member.evaluates => !weather.ill.contains(&block),
            Target::Resource(_) | Target::Records(_) | Target::Values(..) => true,
        };
        target && member.check.is_none_or(|check| weather.check(check))
    }

    /// Makes aliases ill whose records all are; says whether any became so.
    fn inherit(&self, well: &mut [bool]) -> bool {
        let mut changed = false;
        for (at, member) in self.members.iter().enumerate() {
            if let Target::Records(Some(group)) = member.target
                && member.evaluates
                && well[at]
            {
                let group = self.group(group);
                let members = group.first as usize..(group.first + group.count) as usize;
                if !members.clone().any(|at| well[at]) {
                    well[at] = false;
                    changed = true;
                }
            }
        }
        changed
    }
}

/// Whatever nothing is said of is well. A check that has not looked yet is, too (R53-320).
fn is_well(said: Option<Standing>) -> bool {
    match said {
        None | Some(Standing::Healthy | Standing::On | Standing::Unknown) => true,
        Some(Standing::Unhealthy | Standing::Off) => false,
        Some(Standing::Checkers(hundredths)) => hundredths > CHECKERS_NEEDED,
    }
}
