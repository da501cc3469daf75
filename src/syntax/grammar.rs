//! The grammar, and a way to walk over what it matched.
//!
//! In: a piece of a file. Out: pairs of `Rule`s. Deliberately absent: what they mean.

#![allow(missing_docs)]

use pest::iterators::{Pair, Pairs};
use pest_derive::Parser;

#[derive(Parser)]
#[grammar = "../grammar/edge.pest"]
pub(super) struct Grammar;

/// One matched rule.
pub(super) type Matched<'i> = Pair<'i, Rule>;

/// The parts of a matched rule, in order, comments left out.
pub(super) struct Parts<'i> {
    rest: Pairs<'i, Rule>,
}

impl<'i> Parts<'i> {
    pub(super) fn of(matched: Matched<'i>) -> Parts<'i> {
        Parts { rest: matched.into_inner() }
    }

    /// The text of the next part, without taking it.
    pub(super) fn sign(&self) -> &'i str {
        self.rest.peek().map_or("", |matched| matched.as_str())
    }

    /// The rule of the next part, without taking it.
    pub(super) fn peek(&mut self) -> Option<Rule> {
        loop {
            match self.rest.peek()?.as_rule() {
                Rule::comment => self.rest.next(),
                rule => return Some(rule),
            };
        }
    }

    /// The next part if it is of this rule.
    pub(super) fn accept(&mut self, rule: Rule) -> Option<Matched<'i>> {
        if self.peek() == Some(rule) { self.rest.next() } else { None }
    }
}

impl<'i> Iterator for Parts<'i> {
    type Item = Matched<'i>;

    fn next(&mut self) -> Option<Matched<'i>> {
        self.rest.find(|matched| matched.as_rule() != Rule::comment)
    }
}
