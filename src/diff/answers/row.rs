//! The changes of the answers to one question.
//!
//! In: a question. Out: rows: viewers and states of health with the same change are one. Deliberately absent: which questions.

use super::told::{Answers, Outcome, Told};
use super::viewers::{Class, Seers, Viewer, World, seers};
use super::when::Wording;
use super::whom::viewers;
use super::{Part, Shifted};
use crate::diff::pair::Both;
use crate::route::dns::{Diagram, MemberId, Outlook, Question, Ratio, Skies, Zones};
use indexmap::IndexMap;
use rustc_hash::FxHashMap;

/// What rows are made with.
pub(super) struct Rows<'b, 'a, 'z> {
    both: &'b Both<'a>,
    sides: [&'z Zones; 2],
    outlooks: [Outlook<'z>; 2],
    pub skies: Skies,
    answers: Answers<'b, 'a>,
    world: World<'z>,
    /// So many states may still be looked at.
    left: usize,
}

/// So many states are looked at in all.
const MOST_STATES: usize = 1_000_000;

/// A change: when, from what, to what.
type Change = (Diagram, Outcome, Outcome);

/// When each answer of the old side counted as well, as far as it was met.
type Wells = FxHashMap<Told, Diagram>;

impl<'b, 'a, 'z> Rows<'b, 'a, 'z> {
    pub fn new(both: &'b Both<'a>, sides: [&'z Zones; 2], outlooks: [Outlook<'z>; 2], skies: Skies) -> Rows<'b, 'a, 'z> {
        Rows { both, sides, outlooks, skies, answers: Answers::new(both), world: World::of(sides[1]), left: MOST_STATES }
    }

    /// Every change of the answers to a question, and whether there are no others.
    pub fn of(&mut self, question: &Question) -> (Vec<Shifted>, bool) {
        let (mut rows, mut is_exhaustive) = (Vec::new(), true);
        self.answers.begin();
        for seers in seers(self.both, self.sides, &self.world, question) {
            let mut changes: IndexMap<Change, Vec<Viewer>> = IndexMap::new();
            let mut wells = Wells::default();
            for class in &seers.classes {
                let (old, all) = self.states(0, question, class, Diagram::ALWAYS, &mut wells);
                is_exhaustive &= all;
                for (when, before) in old {
                    let (new, all) = self.states(1, question, class, when, &mut wells);
                    is_exhaustive &= all;
                    for (when, after) in new.into_iter().filter(|(_, after)| *after != before) {
                        changes.entry((when, before.clone(), after)).or_default().extend(&class.viewers);
                    }
                }
            }
            if let Some(class) = seers.classes.first().filter(|_| !changes.is_empty()) {
                rows.extend(self.rows(question, &seers, class, changes, &wells));
            }
        }
        (rows, is_exhaustive && !self.skies.diagrams.is_full)
    }

    /// What a side answers in every state in which a condition holds, and whether every such state was looked at.
    fn states(
        &mut self,
        side: usize,
        question: &Question,
        class: &Class,
        within: Diagram,
        wells: &mut Wells,
    ) -> (Vec<(Diagram, Outcome)>, bool) {
        if self.left == 0 {
            return (Vec::new(), false);
        }
        let states = self.outlooks[side].states((question, &class.askers[side]), within, &mut self.skies);
        self.left = self.left.saturating_sub(states.list.len());
        let mut ends: Vec<(Told, Vec<MemberId>)> = Vec::new();
        let mut outcomes: IndexMap<Outcome, Diagram> = IndexMap::new();
        for (when, shares) in &states.list {
            let ended = |told: Told, members: &[MemberId]| ends.push((told, members.to_vec()));
            let outcome = self.answers.outcome(side, (self.sides[side], question), shares, ended);
            let known = outcomes.entry(outcome).or_insert(Diagram::NEVER);
            *known = self.skies.diagrams.or(*known, *when);
        }
        if side == 0 {
            let scope = self.sides[0].scope(question, &class.askers[0]);
            let well: FxHashMap<MemberId, Diagram> = self.outlooks[0].ends(&scope, &mut self.skies).into_iter().collect();
            for (told, members) in ends {
                for member in members {
                    let well = well.get(&member).copied().unwrap_or(Diagram::ALWAYS);
                    let known = wells.entry(told).or_insert(Diagram::NEVER);
                    *known = self.skies.diagrams.or(*known, well);
                }
            }
        }
        (outcomes.into_iter().map(|(outcome, when)| (when, outcome)).collect(), !states.partly)
    }

    fn rows(
        &mut self,
        question: &Question,
        seers: &Seers,
        class: &Class,
        changes: IndexMap<Change, Vec<Viewer>>,
        wells: &Wells,
    ) -> Vec<Shifted> {
        let mut owns: Vec<(Diagram, Vec<u32>)> = Vec::new();
        for side in [0, 1] {
            let scope = self.sides[side].scope(question, &class.askers[side]);
            let own = self.outlooks[side].owns(&scope, &mut self.skies);
            let numbered =
                |blocks: Vec<crate::schema::BlockId>| blocks.into_iter().map(|block| self.both.number(side, block)).collect();
            owns.extend(own.into_iter().map(|(when, blocks)| (when, numbered(blocks))));
        }
        let mut wording = Wording::of(&owns, &self.skies);
        let vpc = seers.vpc.map(|number| self.both.called(number));
        let mut rows = Vec::new();
        for ((condition, old, new), of) in changes {
            let when = (!owns.is_empty()).then(|| wording.when(condition, self.both, &mut self.skies));
            let (before, after, moved) = self.parts(&old, &new);
            let is_weakened = self.is_weakened(condition, &old, &new, wells);
            let is_nothing = |told: &Told| self.answers.readings[*told as usize].is_nothing;
            let nothing = |outcome: &Outcome| {
                let shares = outcome.iter().filter(|(told, ..)| is_nothing(told)).map(|(_, share, _)| *share);
                shares.fold(Ratio::ZERO, |all, one| all + one)
            };
            let is_unanswered = nothing(&new) > nothing(&old);
            for viewers in viewers(&of, seers, vpc.clone(), &self.sides[1].atlas) {
                rows.push(Shifted {
                    viewers,
                    when: when.clone(),
                    old: before.clone(),
                    new: after.clone(),
                    moved,
                    is_estimate: seers.by_distance,
                    is_unanswered,
                    is_weakened,
                });
            }
        }
        // What happens while all is well comes first.
        rows.sort_by_key(|row| row.when.as_ref().is_some_and(|when| !when.while_all_well));
        rows
    }

    /// Whether something is answered oftener that the old side knew to be ill, where it had something better to answer.
    fn is_weakened(&mut self, condition: Diagram, old: &Outcome, new: &Outcome, wells: &Wells) -> bool {
        let diagrams = &mut self.skies.diagrams;
        let well = |told: &Told| wells.get(told).copied().unwrap_or(Diagram::ALWAYS);
        let better = old.iter().fold(Diagram::NEVER, |any, (told, ..)| diagrams.or(any, well(told)));
        let condition = diagrams.and(condition, better);
        let share = |outcome: &Outcome, told: Told| {
            let parts = outcome.iter().filter(|(known, ..)| *known == told).map(|(_, share, _)| *share);
            parts.fold(Ratio::ZERO, |all, one| all + one)
        };
        new.iter().any(|(told, ..)| {
            let ill = diagrams.not(well(told));
            share(new, *told) > share(old, *told) && diagrams.and(ill, condition) != Diagram::NEVER
        })
    }

    /// Both outcomes as they read, and how much of the first is not in the second.
    fn parts(&self, old: &Outcome, new: &Outcome) -> (Vec<Part>, Vec<Part>, Ratio) {
        let without_stay = |outcome: &Outcome| {
            let mut shares: IndexMap<Told, Ratio> = IndexMap::new();
            outcome.iter().for_each(|(told, share, _)| {
                let known = shares.entry(*told).or_insert(Ratio::ZERO);
                *known = *known + *share;
            });
            shares
        };
        let (shares_old, shares_new) = (without_stay(old), without_stay(new));
        let lost = |(told, share): (&Told, &Ratio)| share.without(shares_new.get(told).copied().unwrap_or(Ratio::ZERO));
        let moved = shares_old.iter().map(lost).fold(Ratio::ZERO, |all, one| all + one).min(Ratio::ONE);
        let stay = |outcome: &Outcome| {
            let first = outcome.first().map(|(.., stay)| *stay);
            first.filter(|first| outcome.iter().all(|(.., stay)| stay == first))
        };
        if let (Ratio::ZERO, Some(was), Some(is)) = (moved, stay(old), stay(new)) {
            let part = |stay| vec![Part { what: String::new(), share: Ratio::ONE, stay, is_nothing: false }];
            return (part(was), part(is), moved);
        }
        // Two answers that read alike differ in how they are come by.
        let reads = |told: Told| &self.answers.readings[told as usize];
        let all: Vec<Told> = shares_old.keys().chain(shares_new.keys()).copied().collect();
        let what = |told: Told| {
            let reading = reads(told);
            let is_alone = all.iter().all(|other| *other == told || reads(*other).text != reading.text);
            match (is_alone, reading.links.last()) {
                (false, Some(link)) => format!("{} by way of {link}", reading.text),
                _ => reading.text.clone(),
            }
        };
        let parts = |outcome: &Outcome| {
            let part = |(told, share, stay): &(Told, Ratio, Option<u32>)| Part {
                what: what(*told),
                share: *share,
                stay: *stay,
                is_nothing: reads(*told).is_nothing,
            };
            outcome.iter().map(part).collect::<Vec<Part>>()
        };
        (parts(old), parts(new), moved)
    }
}
