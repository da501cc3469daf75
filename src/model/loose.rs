//! Bodies that no tree holds.
//!
//! In: the statements of long bodies, each read when it is asked for. Out: whose bodies they are. Deliberately absent: what they mean.

use crate::schema::Schema;
use crate::source::{Name, Span};
use crate::syntax::{Rows, Statement};
use rustc_hash::FxHashMap;

/// Bodies that are read line by line, each once.
#[derive(Default)]
pub(crate) struct Loose<'t> {
    /// By where the statements stand whose bodies they are.
    bodies: FxHashMap<Span, Rows<'t>>,
    /// Whether anything was wrong with one that was read, or nobody can read one.
    is_odd: bool,
}

impl<'t> Loose<'t> {
    /// Whether the body of a block that begins with a word can be read so: nothing in it may be asked for before its turn, as values and
    /// parts with a name are, and no case of its kind may be told by all of its fields.
    pub fn can_be(word: &str, body: &str, schema: &Schema) -> bool {
        let Some(id) = schema.kind_named(Name::of(word)) else { return false };
        let kind = schema.kind(id);
        let is_told_by_all = kind.cases.iter().any(|case| case.chosen_by.is_some());
        let mut words = schema.named_parts(id).map(|(name, _)| name.as_str()).chain(["let"]);
        kind.stands_alone() && !kind.is_raw() && !is_told_by_all && words.all(|word| !has_word(body, word))
    }

    /// Takes a body in, of one of these statements.
    pub fn add(&mut self, rows: Rows<'t>, statements: &[Statement]) {
        let at = statements.partition_point(|statement| statement.span.start as usize <= rows.place);
        match at.checked_sub(1).and_then(|at| statements.get(at)) {
            Some(statement) if statement.body.as_ref().is_some_and(Vec::is_empty) => {
                self.bodies.insert(statement.span, rows);
            }
            _ => self.is_odd = true,
        }
    }

    /// Says that something was wrong with one that was read.
    pub fn spoil(&mut self) {
        self.is_odd = true;
    }

    /// Whether what became of them is no model: something was wrong with one, or nobody read it, as that of a statement whose head is
    /// wrong.
    pub fn are_odd(&self) -> bool {
        self.is_odd || !self.bodies.is_empty()
    }

    /// The body of a statement, if it is one of these.
    pub fn take(&mut self, statement: &Statement) -> Option<Rows<'t>> {
        self.bodies.remove(&statement.span)
    }
}

/// Whether a word stands anywhere in a text, with white space behind it.
fn has_word(text: &str, word: &str) -> bool {
    // Sought at first in the faster of two ways.
    text.contains(word) && text.match_indices(word).any(|(at, _)| text[at + word.len()..].starts_with(char::is_whitespace))
}
