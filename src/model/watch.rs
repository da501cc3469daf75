//! Rules of one kind, and which of them a block can still break.
//!
//! In: rules, and blocks one after another. Out: for each block the rules it breaks. Blocks that differ only in what their
//! texts say (a zone of a hundred thousand records) share most answers, so those are worked out once for each outline: case,
//! parent, which fields are written, and the words and references in them. Deliberately absent: words (`finding`).

use super::Reader;
use super::quick::Quick;
use super::reads::{Reads, bit};
use crate::schema::{Block, Kind, Position, Rule, Schema, Unknown, Value};
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

/// What an outline leaves open of a rule: the terms that depend on what texts say.
struct Open {
    rule: usize,
    terms: Box<[usize]>,
}

/// What of a block is not in its outline.
#[derive(Clone, Copy, Default)]
struct Hidden {
    /// Fields with texts.
    texts: u128,
    /// Fields of which nothing is known.
    all: u128,
    branches: bool,
}

impl<'a> Watch<'a> {
    pub fn new(kind: &'a Kind, rules: impl Iterator<Item = &'a Rule>, schema: &Schema) -> Watch<'a> {
        let rules = rules.map(|rule| Watched::new(rule, kind, schema)).collect();
        Watch { kind, rules, outlines: FxHashMap::default(), key: Vec::new() }
    }

    /// Hands out each rule that a block breaks.
    pub fn broken(&mut self, block: &Block, reader: &Reader, mut found: impl FnMut(&'a Rule)) {
        if self.rules.is_empty() || stands_for_input(block, self.kind) {
            return;
        }
        let hidden = outline(block, &mut self.key);
        if !self.outlines.contains_key(self.key.as_slice()) {
            let open = self.rules.iter().enumerate().filter_map(|(at, rule)| rule.open(at, block, hidden, reader)).collect();
            self.outlines.insert(self.key.as_slice().into(), open);
        }
        let Some(open) = self.outlines.get(self.key.as_slice()) else {
            return;
        };
        for open in open {
            let rule = &self.rules[open.rule];
            if open.terms.iter().all(|term| rule.terms[*term].holds(block, reader)) {
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
    fn open(&self, at: usize, block: &Block, hidden: Hidden, reader: &Reader) -> Option<Open> {
        let touched = || block.slots.iter().any(|slot| self.reads & bit(slot.field) != 0);
        if block.existing && !self.asks_existing && !touched() {
            return None;
        }
        let mut terms = Vec::new();
        for (at, term) in self.terms.iter().enumerate() {
            if term.depends_on(hidden) {
                terms.push(at);
            } else if !term.holds(block, reader) {
                return None;
            }
        }
        terms.sort_by_key(|term| self.terms[*term].quick.is_none());
        Some(Open { rule: at, terms: terms.into() })
    }
}

impl Term<'_> {
    fn depends_on(&self, hidden: Hidden) -> bool {
        let reads = self.reads;
        reads.words
            || reads.branches && hidden.branches
            || reads.values & (hidden.texts | hidden.all) != 0
            || reads.outlines & hidden.all != 0
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

/// Writes a block's outline down, and says what is not in it.
fn outline(block: &Block, key: &mut Vec<u64>) -> Hidden {
    let mut hidden = Hidden { branches: !block.branches.is_empty(), ..Hidden::default() };
    key.clear();
    key.push(
        block.case.map_or(0, |case| u64::from(case.0) + 1) << 2 | u64::from(block.existing) << 1 | u64::from(hidden.branches),
    );
    key.push(block.parent.map_or(0, |parent| u64::from(parent.0) + 1));
    for slot in &block.slots {
        key.push(u64::from(slot.field.0) << 8);
        match sketch(&slot.value, key) {
            Sketch::Whole => {}
            Sketch::WithoutTexts => hidden.texts |= bit(slot.field),
            Sketch::Nothing => hidden.all |= bit(slot.field),
        }
    }
    hidden
}

/// How much of a value its outline tells.
enum Sketch {
    Whole,
    WithoutTexts,
    Nothing,
}

/// Lists longer than this are not outlined.
const LONGEST: usize = 8;

fn sketch(value: &Value, key: &mut Vec<u64>) -> Sketch {
    let start = key.len();
    let mut say = |tag: u64, what: u64| {
        key.push(tag);
        key.push(what);
        Sketch::Whole
    };
    match value {
        Value::None => say(1, 0),
        Value::Bool(truth) => say(2, u64::from(*truth)),
        Value::Int(int) => say(3, int.cast_unsigned()),
        Value::Duration(amount) => say(4, *amount),
        Value::Size(amount) => say(5, *amount),
        Value::Percent(amount) => say(6, u64::from(*amount)),
        Value::Word(word) => say(7, word.as_str().as_ptr() as u64),
        Value::Block(block) => say(8, u64::from(block.0)),
        Value::List(items) if items.len() <= LONGEST => {
            key.push(9 | (items.len() as u64) << 8);
            let mut whole = Sketch::Whole;
            for item in items {
                match (item, sketch_of_item(item, key)) {
                    (_, Sketch::Nothing) => {
                        key.truncate(start);
                        key.push(0);
                        return Sketch::Nothing;
                    }
                    (_, Sketch::WithoutTexts) => whole = Sketch::WithoutTexts,
                    (_, Sketch::Whole) => {}
                }
            }
            whole
        }
        _ => {
            key.push(0);
            Sketch::Nothing
        }
    }
}

fn sketch_of_item(item: &Value, key: &mut Vec<u64>) -> Sketch {
    match item {
        Value::Text(_) => {
            key.push(10);
            Sketch::WithoutTexts
        }
        Value::List(_) => {
            key.push(0);
            Sketch::Nothing
        }
        item => sketch(item, key),
    }
}
