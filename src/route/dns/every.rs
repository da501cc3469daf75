//! Every answer, in every state of health.
//!
//! In: a question, who asks. Out: each answer that chance can give with its share, as `shares` has it, and the condition under which it is
//! so. The evaluator is asked as for one state; where it wants to know whether a record is well and that is not settled yet, it
//! is asked again for either case. Deliberately absent: comparing.

use super::health::Wells;
use super::sky::All;
use super::{Asker, Diagram, Member, MemberId, Question, Shares, Skies, Zones};
use crate::schema::BlockId;
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};

/// What is answered, and when.
#[derive(Clone, Debug, Default)]
pub struct States {
    /// Conditions that exclude each other, with what is answered under each.
    pub list: Vec<(Diagram, Shares)>,
    /// There are more states than were looked at: those left over are in none of the conditions.
    pub partly: bool,
}

/// Who is well in a program, in every state.
pub struct Outlook<'z> {
    /// The program.
    pub zones: &'z Zones,
    /// What causes are told apart by.
    number: &'z dyn Fn(BlockId) -> u32,
    checks: Vec<Diagram>,
    members: FxHashMap<MemberId, Diagram>,
}

/// So many cases are looked at for one question from one place.
const MOST_CASES: usize = 4096;

impl<'z> Outlook<'z> {
    /// The outlook of a program.
    pub fn of(zones: &'z Zones, number: &'z dyn Fn(BlockId) -> u32, skies: &mut Skies) -> Outlook<'z> {
        let checks = zones.checks_well(&mut All { skies, number });
        Outlook { zones, number, checks, members: FxHashMap::default() }
    }

    /// When each health check is well, with the block it is.
    pub fn checks(&self) -> impl Iterator<Item = (BlockId, Diagram)> {
        self.zones.checks.iter().zip(&self.checks).map(|(check, well)| (check.block, *well))
    }

    /// When the check of a record is well; always where it has none.
    pub(super) fn checked(&self, member: MemberId) -> Diagram {
        self.zones.member(member).check.map_or(Diagram::ALWAYS, |check| self.checks[check.0 as usize])
    }

    /// When a record is well by itself.
    pub(super) fn own(&self, member: &Member, skies: &mut Skies) -> Diagram {
        self.zones.own_health(&mut All { skies, number: self.number }, &self.checks, member)
    }

    /// When a record is well.
    pub(super) fn well(&mut self, member: MemberId, skies: &mut Skies) -> Diagram {
        if let Some(known) = self.members.get(&member) {
            return *known;
        }
        // Together with all that it is an alias to.
        let mut members = vec![member];
        let mut at = 0;
        while let Some(one) = members.get(at) {
            if let Some(group) = self.zones.followed(self.zones.member(*one)) {
                let below: Vec<MemberId> = self.zones.members_of(group).map(|(id, _)| id).collect();
                members.extend(below.into_iter().filter(|id| !members.contains(id)).collect::<Vec<_>>());
            }
            at += 1;
        }
        members.sort();
        let well = self.zones.members_well(&mut All { skies, number: self.number }, &self.checks, &members);
        self.members.extend(members.into_iter().zip(well));
        self.members.get(&member).copied().unwrap_or(Diagram::ALWAYS)
    }

    /// What is answered in every state in which a condition holds.
    pub fn states(&mut self, (question, asker): (&Question, &Asker), within: Diagram, skies: &mut Skies) -> States {
        let zones = self.zones;
        let mut states = States::default();
        let mut open = vec![(within, FxHashMap::default())];
        let shared = RefCell::new((self, skies));
        let mut looked = 0;
        while let Some((condition, settled)) = open.pop() {
            looked += 1;
            if looked > MOST_CASES || shared.borrow().1.diagrams.is_full {
                states.partly = true;
                break;
            }
            let asked = Asked { shared: &shared, condition, settled: &settled, open: Cell::new(None) };
            let shares = zones.shares_where(question, asker, &asked);
            match asked.open.get() {
                None => {
                    states.partly |= shares.partly;
                    states.list.push((condition, shares));
                }
                Some((member, well)) => {
                    let mut shared = shared.borrow_mut();
                    let diagrams = &mut shared.1.diagrams;
                    let ill = diagrams.not(well);
                    for (truth, side) in [(false, ill), (true, well)] {
                        let mut settled = settled.clone();
                        settled.insert(member, truth);
                        open.push((diagrams.and(condition, side), settled));
                    }
                }
            }
        }
        states
    }
}

/// Who is well in some of the states.
struct Asked<'a, 's, 'z> {
    shared: &'a RefCell<(&'s mut Outlook<'z>, &'s mut Skies)>,
    /// Which states.
    condition: Diagram,
    /// What was settled for them.
    settled: &'a FxHashMap<MemberId, bool>,
    /// What was asked and is not settled: a record, and when it is well.
    open: Cell<Option<(MemberId, Diagram)>>,
}

impl Wells for Asked<'_, '_, '_> {
    fn is_well(&self, member: MemberId) -> bool {
        if let Some(settled) = self.settled.get(&member) {
            return *settled;
        }
        if self.open.get().is_some() {
            return true;
        }
        let mut shared = self.shared.borrow_mut();
        let (outlook, skies) = &mut *shared;
        let well = outlook.well(member, skies);
        match skies.diagrams.and(self.condition, well) {
            Diagram::NEVER => false,
            both if both == self.condition => true,
            _ => {
                self.open.set(Some((member, well)));
                true
            }
        }
    }
}
