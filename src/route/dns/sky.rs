//! How things stand, or every way they can stand.
//!
//! In: what is said of a world, or nothing. Out: a sky, which answers whether something is well: under one with yes or no, under all
//! of them with the condition under which it is. Deliberately absent: what follows for checks and records (`health`), which is
//! written once for both.

use super::super::{Standing, State};
use super::diagram::{Diagram, Diagrams};
use crate::schema::BlockId;
use rustc_hash::{FxHashMap, FxHashSet};

/// Whatever says how things stand.
pub(super) trait Sky {
    /// Whether something is so: yes or no, or when.
    type Truth: Copy + PartialEq;

    fn constant(&mut self, truth: bool) -> Self::Truth;
    fn not(&mut self, one: Self::Truth) -> Self::Truth;
    fn and(&mut self, one: Self::Truth, other: Self::Truth) -> Self::Truth;
    fn or(&mut self, one: Self::Truth, other: Self::Truth) -> Self::Truth;

    /// Whether an endpoint is well, or a switch on.
    fn is_well(&mut self, block: BlockId) -> Self::Truth;
    /// Whether a resource has a target that is well.
    fn has_healthy(&mut self, block: BlockId) -> Self::Truth;
    /// What is said of a check that only comes to a verdict from others.
    fn said(&mut self, check: BlockId) -> Option<Self::Truth>;
    /// Whether the alarm of a check does not go off, or did not when it last had data; and whether it has none.
    fn alarm(&mut self, check: BlockId, alarm: Option<BlockId>) -> (Self::Truth, Self::Truth);

    /// Whether at least so many are so.
    fn at_least(&mut self, wanted: usize, all: &[Self::Truth]) -> Self::Truth {
        let (always, never) = (self.constant(true), self.constant(false));
        // At each place: whether at least that many of those looked at are.
        let mut counts = vec![never; wanted.min(all.len() + 1) + 1];
        counts[0] = always;
        for one in all {
            for count in (1..counts.len()).rev() {
                let more = self.and(*one, counts[count - 1]);
                counts[count] = self.or(counts[count], more);
            }
        }
        counts[counts.len() - 1]
    }
}

/// One sky.
pub(super) struct One<'s> {
    state: &'s State,
    /// Load balancers and the like that are ill.
    ill: FxHashSet<BlockId>,
}

/// So many hundredths of a percent of the checkers must be exceeded (R53-319).
const CHECKERS_NEEDED: u32 = 1800;

impl<'s> One<'s> {
    pub fn of(state: &'s State) -> One<'s> {
        let ill = state.standings.iter().filter(|(_, standing)| matches!(standing, Standing::Unhealthy | Standing::Off));
        One { state, ill: ill.map(|(block, _)| *block).collect() }
    }
}

impl Sky for One<'_> {
    type Truth = bool;

    fn constant(&mut self, truth: bool) -> bool {
        truth
    }

    fn not(&mut self, one: bool) -> bool {
        !one
    }

    fn and(&mut self, one: bool, other: bool) -> bool {
        one && other
    }

    fn or(&mut self, one: bool, other: bool) -> bool {
        one || other
    }

    fn is_well(&mut self, block: BlockId) -> bool {
        is_well(self.state.of(block))
    }

    fn has_healthy(&mut self, block: BlockId) -> bool {
        !self.ill.contains(&block)
    }

    fn said(&mut self, check: BlockId) -> Option<bool> {
        self.state.of(check).map(|said| is_well(Some(said)))
    }

    fn alarm(&mut self, check: BlockId, alarm: Option<BlockId>) -> (bool, bool) {
        let said = self.state.of(check).or_else(|| self.state.of(alarm?));
        match said {
            Some(Standing::Unknown) => (self.state.was_well(check) && alarm.is_none_or(|alarm| self.state.was_well(alarm)), true),
            said => (is_well(said), false),
        }
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

/// What can be well or ill by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cause {
    /// An endpoint that a check looks at, or a switch.
    Well(u32),
    /// A resource that aliases point to: whether it has a target that is well.
    Target(u32),
    /// An alarm, or a check that looks at one nobody knows: whether it does not go off, or did not when it last had data.
    Quiet(u32),
    /// The same alarm: whether it has no data.
    Blind(u32),
}

/// All skies at once. Causes are told apart by a number, which what is the same in two programs has in common.
#[derive(Clone, Debug, Default)]
pub struct Skies {
    /// Every condition that was met.
    pub diagrams: Diagrams,
    /// The causes that variables stand for.
    pub causes: Vec<Cause>,
    known: FxHashMap<Cause, Diagram>,
}

impl Skies {
    fn cause(&mut self, cause: Cause) -> Diagram {
        if let Some(known) = self.known.get(&cause) {
            return *known;
        }
        let diagram = self.diagrams.variable(self.causes.len() as u32);
        self.causes.push(cause);
        self.known.insert(cause, diagram);
        diagram
    }
}

/// All skies, as seen from one of two programs.
pub(super) struct All<'s> {
    pub skies: &'s mut Skies,
    /// The number of a block.
    pub number: &'s dyn Fn(BlockId) -> u32,
}

impl Sky for All<'_> {
    type Truth = Diagram;

    fn constant(&mut self, truth: bool) -> Diagram {
        if truth { Diagram::ALWAYS } else { Diagram::NEVER }
    }

    fn not(&mut self, one: Diagram) -> Diagram {
        self.skies.diagrams.not(one)
    }

    fn and(&mut self, one: Diagram, other: Diagram) -> Diagram {
        self.skies.diagrams.and(one, other)
    }

    fn or(&mut self, one: Diagram, other: Diagram) -> Diagram {
        self.skies.diagrams.or(one, other)
    }

    fn is_well(&mut self, block: BlockId) -> Diagram {
        self.skies.cause(Cause::Well((self.number)(block)))
    }

    fn has_healthy(&mut self, block: BlockId) -> Diagram {
        self.skies.cause(Cause::Target((self.number)(block)))
    }

    /// What comes to a verdict from others has no other.
    fn said(&mut self, _: BlockId) -> Option<Diagram> {
        None
    }

    fn alarm(&mut self, check: BlockId, alarm: Option<BlockId>) -> (Diagram, Diagram) {
        let number = (self.number)(alarm.unwrap_or(check));
        (self.skies.cause(Cause::Quiet(number)), self.skies.cause(Cause::Blind(number)))
    }
}

#[cfg(test)]
mod tests {
    use super::{All, Diagram, One, Skies, Sky, State};

    #[test]
    fn so_many_of_so_many_is_counted_alike_under_one_sky_and_under_all() {
        let mut skies = Skies::default();
        let number = |block: crate::schema::BlockId| block.0;
        let mut every = All { skies: &mut skies, number: &number };
        let all: Vec<Diagram> = (0..5).map(|block| every.is_well(crate::schema::BlockId(block))).collect();
        let state = State::default();
        for wanted in 0..=6 {
            let diagram = every.at_least(wanted, &all);
            for bits in 0..32u32 {
                let truths: Vec<bool> = (0..5).map(|bit| bits >> bit & 1 == 1).collect();
                let expected = One::of(&state).at_least(wanted, &truths);
                assert_eq!(every.skies.diagrams.holds(diagram, |variable| bits >> variable & 1 == 1), expected);
                assert_eq!(expected, bits.count_ones() as usize >= wanted);
            }
        }
    }
}
