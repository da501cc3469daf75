//! States of health in words.
//!
//! In: a condition, and the records whose health it rests on. Out: cases: who is down, who is up. What checks and targets only decide
//! together is said together. Deliberately absent: what is answered then.

use crate::diff::pair::Both;
use crate::route::dns::{Cause, Diagram, Diagrams, Skies};
use rustc_hash::FxHashMap;

/// When something is so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// Every case in which it is; one without conditions is always.
    pub cases: Vec<Vec<Stand>>,
    /// There are more cases than are told.
    pub partly: bool,
    /// Whether nothing has to be down for it.
    pub while_all_well: bool,
    /// The condition itself.
    pub condition: Diagram,
}

/// How some things stand together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand {
    /// What they are called: of several, all are up, or some is down.
    pub names: Vec<String>,
    /// What is said of them: `up`, `down`, `on`, `off`, `without data`, `with data`.
    pub word: &'static str,
    /// Whether they are well.
    pub is_well: bool,
}

/// So many cases are told.
const MOST_CASES: usize = 64;

/// What a condition is made of: a condition of its own, and the blocks that decide it together.
type Piece = (Diagram, Vec<u32>);

/// Conditions as functions of what is said together.
pub(super) struct Wording {
    pieces: Vec<Piece>,
    others: Diagrams,
}

impl Wording {
    /// The wording for records whose own health is so, each with the blocks that decide it.
    pub fn of(owns: &[Piece], skies: &Skies) -> Wording {
        let mut pieces: Vec<Piece> = Vec::new();
        for (diagram, blocks) in owns {
            if *diagram > Diagram::ALWAYS && pieces.iter().all(|(known, _)| known != diagram) {
                pieces.push((*diagram, blocks.clone()));
            }
        }
        // Only what shares no cause with others is one thing.
        let supports: Vec<Vec<u32>> = pieces.iter().map(|(diagram, _)| skies.diagrams.variables(*diagram)).collect();
        let is_apart = |at: usize| {
            let others = supports.iter().enumerate().filter(|(other, _)| *other != at);
            !others.into_iter().any(|(_, other)| other.iter().any(|variable| supports[at].contains(variable)))
        };
        let mut at = 0..pieces.len();
        pieces.retain(|_| at.next().is_some_and(is_apart));
        Wording { pieces, others: Diagrams::default() }
    }

    /// A condition in words.
    pub fn when(&mut self, condition: Diagram, both: &Both, skies: &mut Skies) -> When {
        let while_all_well =
            skies.diagrams.holds(condition, |variable| !matches!(skies.causes[variable as usize], Cause::Blind(_)));
        let told = self.told(condition, 0, skies, &mut FxHashMap::default());
        let base = self.pieces.len() as u32;
        let cases = self.others.cases(told, MOST_CASES);
        let partly = cases.is_none();
        let stand = |(variable, truth): (u32, bool)| match variable.checked_sub(base) {
            None => {
                let (_, blocks) = &self.pieces[variable as usize];
                let names = blocks.iter().map(|block| both.called(*block)).collect();
                Stand { names, word: word(both, blocks[0], truth), is_well: truth }
            }
            Some(variable) => {
                let (number, word) = match skies.causes[variable as usize] {
                    Cause::Well(number) | Cause::Target(number) | Cause::Quiet(number) => (number, word(both, number, truth)),
                    Cause::Blind(number) => (number, if truth { "without data" } else { "with data" }),
                };
                let is_blind = matches!(skies.causes[variable as usize], Cause::Blind(_));
                Stand { names: vec![both.called(number)], word, is_well: truth != is_blind }
            }
        };
        let cases = cases.unwrap_or_default();
        let mut cases: Vec<Vec<Stand>> = cases.into_iter().map(|case| case.into_iter().map(stand).collect()).collect();
        cases.sort_by_key(|case| case.iter().filter(|stand| !stand.is_well).count());
        When { cases, partly, while_all_well, condition }
    }

    /// A condition, in which each piece is one variable, and the other causes follow.
    fn told(
        &mut self,
        condition: Diagram,
        from: usize,
        skies: &mut Skies,
        known: &mut FxHashMap<(Diagram, usize), Diagram>,
    ) -> Diagram {
        if condition <= Diagram::ALWAYS {
            return condition;
        }
        if let Some(told) = known.get(&(condition, from)) {
            return *told;
        }
        let told = match self.pieces.get(from) {
            Some((piece, _)) => {
                // Any way in which the piece holds or does not leaves the same of a condition that looks at it alone.
                let piece = *piece;
                let sides = [false, true].map(|truth| {
                    let way = skies.diagrams.way(piece, truth);
                    skies.diagrams.given(condition, &way)
                });
                let [ill, well] = sides.map(|side| self.told(side, from + 1, skies, known));
                let variable = self.others.variable(from as u32);
                self.others.either(variable, well, ill)
            }
            None => {
                let (variable, [low, high]) = skies.diagrams.first(condition);
                let [low, high] = [low, high].map(|side| self.told(side, from, skies, known));
                let variable = self.others.variable(self.pieces.len() as u32 + variable);
                self.others.either(variable, high, low)
            }
        };
        known.insert((condition, from), told);
        told
    }
}

fn word(both: &Both, number: u32, is_well: bool) -> &'static str {
    match (both.kind_of(number) == "routing_control", is_well) {
        (true, true) => "on",
        (true, false) => "off",
        (false, true) => "up",
        (false, false) => "down",
    }
}
