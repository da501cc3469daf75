//! Rules of one kind, and which of them a block can still break.
//!
//! In: rules, and blocks one after another. Out: for each block the rules it breaks. Blocks that differ only in what their
//! texts say (a zone of a hundred thousand records) share most answers, so those are worked out once for each outline: case,
//! parent, which fields are written, the words in them and what they refer to. Deliberately absent: words (`finding`).

use super::Reader;
use super::likeness::{Touched, Trace};
use super::outline::{Hidden, outline};
use super::quick::Quick;
use super::reads::{Reads, bit};
use super::told::Told;
use crate::schema::{Block, BlockId, Kind, Position, Rule, Schema, Unknown, Value};
use crate::syntax::{Binary, Expr, Form, Unary};
use rustc_hash::FxHashMap;

/// The rules of a kind, and the outlines seen so far.
pub(super) struct Watch<'a> {
    kind: &'a Kind,
    rules: Vec<Watched<'a>>,
    outlines: FxHashMap<Box<[u64]>, Box<[Open]>>,
    key: Vec<u64>,
}

/// A rule as terms of which each must have its truth for the rule to be broken.
struct Watched<'a> {
    rule: &'a Rule,
    terms: Vec<Term<'a>>,
    reads: u128,
    asks_existing: bool,
}

struct Term<'a> {
    expr: &'a Expr,
    wanted: bool,
    reads: Reads,
    quick: Option<Quick>,
}

/// The first block of an outline.
pub(super) struct Asking<'l, 'm> {
    pub block: &'l Block,
    pub hidden: Hidden,
    reader: &'l Reader<'m>,
    trace: Option<&'l Trace<'m>>,
}

/// What an outline leaves open of a rule: the terms that depend on what texts say.
struct Open {
    rule: usize,
    terms: Box<[usize]>,
    told: Option<Told>,
}

impl<'a> Watch<'a> {
    pub fn new(kind: &'a Kind, rules: impl Iterator<Item = &'a Rule>, schema: &Schema) -> Watch<'a> {
        let rules = rules.map(|rule| Watched::new(rule, kind, schema)).collect();
        Watch { kind, rules, outlines: FxHashMap::default(), key: Vec::new() }
    }

    /// Hands out each rule that a block breaks. With a trace, blocks whose references are alike share an outline.
    pub fn broken<'m>(&mut self, id: BlockId, reader: &Reader<'m>, trace: Option<&Trace<'m>>, mut found: impl FnMut(&'a Rule)) {
        let block = reader.block(id);
        if self.rules.is_empty() || stands_for_input(block, self.kind) {
            return;
        }
        let mut likeness = trace.map(Trace::likeness);
        let hidden = outline(block, &mut self.key, likeness.as_deref_mut());
        if let Some(mut likeness) = likeness {
            likeness.look_up(id, &mut self.key);
        }
        if !self.outlines.contains_key(self.key.as_slice()) {
            let asking = Asking { block, hidden, reader, trace };
            let open = self.rules.iter().enumerate().filter_map(|(at, rule)| rule.open(at, &asking)).collect();
            self.outlines.insert(self.key.as_slice().into(), open);
        }
        let Some(open) = self.outlines.get_mut(self.key.as_slice()) else {
            return;
        };
        for Open { rule, terms, told } in open {
            let rule = &self.rules[*rule];
            let is_broken = |reader: &Reader| terms.iter().all(|term| rule.terms[*term].holds(block, reader));
            let is_broken = match (told, trace) {
                (Some(told), Some(trace)) => told.ask(block, reader, trace, is_broken),
                _ => is_broken(reader),
            };
            if is_broken {
                found(rule.rule);
            }
        }
    }
}

impl<'a> Watched<'a> {
    fn new(rule: &'a Rule, kind: &Kind, schema: &Schema) -> Watched<'a> {
        let mut terms = Vec::new();
        rule.when.iter().for_each(|when| split(when, true, &mut terms));
        rule.require.iter().for_each(|require| split(require, false, &mut terms));
        let terms: Vec<Term> = terms
            .into_iter()
            .map(|(expr, wanted)| Term { expr, wanted, reads: Reads::of(expr, kind), quick: Quick::of(expr, kind, schema) })
            .collect();
        let reads = terms.iter().fold(0, |all, term| all | term.reads.all());
        let asks_existing = terms.iter().any(|term| term.reads.existing);
        Watched { rule, terms, reads, asks_existing }
    }

    /// What stays open once an outline is known; `None` where it settles that the rule is kept.
    fn open(&self, at: usize, asking: &Asking) -> Option<Open> {
        let block = asking.block;
        let touched = || block.slots.iter().any(|slot| self.reads & bit(slot.field) != 0);
        if block.existing && !self.asks_existing && !touched() {
            return None;
        }
        let mut terms = Vec::new();
        for (at, term) in self.terms.iter().enumerate() {
            match term.settled(asking) {
                Some(true) => {}
                Some(false) => return None,
                None => terms.push(at),
            }
        }
        terms.sort_by_key(|term| self.terms[*term].quick.is_none());
        let told = Told::by(terms.iter().map(|term| self.terms[*term].reads), asking);
        Some(Open { rule: at, terms: terms.into(), told })
    }
}

impl Term<'_> {
    /// Whether it has its truth for every block of an outline; `None` where they can differ.
    fn settled(&self, asking: &Asking) -> Option<bool> {
        let Asking { block, hidden, reader, trace } = asking;
        let reads = self.reads;
        let may_read = reads.words
            || reads.branches && hidden.branches
            || reads.values & (hidden.texts | hidden.all) != 0
            || reads.outlines & hidden.all != 0;
        match trace {
            None if may_read => None,
            None => Some(self.holds(block, reader)),
            Some(trace) => {
                let truth = reader.before(*trace).compute(block, self.expr);
                let Touched { own, beyond } = trace.touched();
                (!(beyond || own && may_read)).then_some(truth == Value::Bool(self.wanted))
            }
        }
    }

    fn holds(&self, block: &Block, reader: &Reader) -> bool {
        let quick = self.quick.as_ref().and_then(|quick| quick.ask(block));
        quick.map_or_else(|| reader.compute(block, self.expr) == Value::Bool(self.wanted), |truth| truth == self.wanted)
    }
}

/// Splits a condition into terms that must all have their truth for the whole to have it.
pub(super) fn split<'e>(expr: &'e Expr, wanted: bool, terms: &mut Vec<(&'e Expr, bool)>) {
    match &expr.form {
        Form::Binary(Binary::And, sides) if wanted => sides.iter().for_each(|side| split(side, true, terms)),
        Form::Binary(Binary::Or, sides) if !wanted => sides.iter().for_each(|side| split(side, false, terms)),
        Form::Unary(Unary::Not, inner) => split(inner, !wanted, terms),
        _ => terms.push((expr, wanted)),
    }
}

/// Nothing is known of a block that an `input` brings, so no rule speaks of it.
fn stands_for_input(block: &Block, kind: &Kind) -> bool {
    let [slot] = block.slots.as_slice() else {
        return false;
    };
    let identity = kind.field(slot.field).position == Position::Identity;
    block.existing && identity && matches!(&slot.value, Value::Unknown(unknown) if matches!(**unknown, Unknown::Input(_)))
}
