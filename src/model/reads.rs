//! What an expression of the library looks at.
//!
//! In: an expression about a block of a kind. Out: the fields it reads, those that their defaults and derived values read
//! included. Deliberately absent: values.

use crate::schema::{Default, FieldId, Kind, Shape};
use crate::source::Name;
use crate::syntax::{Expr, Form, Piece};

/// The fields an expression reads, as bits by position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reads {
    /// Fields whose value counts.
    pub values: u128,
    /// Lists of which only the number of items and what each one is counts, not what a text in it says: `length(values)`,
    /// `any(values, item.kind == bucket)`.
    pub outlines: u128,
    /// The block's label or documentation.
    pub words: bool,
    /// The block's branches.
    pub branches: bool,
    /// Whether the block exists already.
    pub existing: bool,
    /// The block around it.
    pub parent: bool,
}

impl Reads {
    /// What an expression reads.
    pub fn of(expr: &Expr, kind: &Kind) -> Reads {
        let mut reads = Reads::default();
        reads.expr(expr, kind, Quantified::No);
        reads
    }

    /// Every field it reads in any way.
    pub fn all(self) -> u128 {
        self.values | self.outlines
    }

    fn expr(&mut self, expr: &Expr, kind: &Kind, quantified: Quantified) {
        match &expr.form {
            Form::Word(word) if *word == "item" && quantified == Quantified::ByMember => {}
            Form::Word(word) => self.word(*word, kind),
            Form::Template(pieces) => pieces.iter().for_each(|piece| match piece {
                Piece::Value(inner) => self.expr(inner, kind, quantified),
                Piece::Text(_) => {}
            }),
            Form::Member(of, _) | Form::Unary(_, of) | Form::Optional(of) => self.expr(of, kind, quantified),
            Form::Index(of, key) => {
                self.expr(of, kind, quantified);
                self.expr(key, kind, quantified);
            }
            Form::Call(function, arguments) => self.call(function, arguments, kind, quantified),
            Form::List(items) => items.iter().for_each(|item| self.expr(item, kind, quantified)),
            Form::Map(entries) => entries.iter().for_each(|entry| self.expr(&entry.value, kind, quantified)),
            Form::Each(each) => {
                self.expr(&each.list, kind, quantified);
                self.expr(&each.value, kind, quantified);
            }
            Form::If(parts) => parts.iter().for_each(|part| self.expr(part, kind, quantified)),
            Form::Binary(_, sides) => sides.iter().for_each(|side| self.expr(side, kind, quantified)),
            Form::Number(_) | Form::Text(_) | Form::Broken => {}
        }
    }

    fn call(&mut self, function: &Expr, arguments: &[Expr], kind: &Kind, quantified: Quantified) {
        let word = if let Form::Word(word) = function.form { word.as_str() } else { "" };
        match (word, arguments) {
            ("length", [list]) if self.outline(list, kind) => {}
            ("any" | "all", [list, test]) if only_members_of_item(test) && self.outline(list, kind) => {
                self.expr(test, kind, Quantified::ByMember);
            }
            _ => arguments.iter().for_each(|argument| self.expr(argument, kind, quantified)),
        }
    }

    /// Takes a list field in by its outline.
    fn outline(&mut self, list: &Expr, kind: &Kind) -> bool {
        let Form::Word(word) = list.form else {
            return false;
        };
        let mut named = kind.fields_named(word);
        match (named.next(), named.next()) {
            (Some((id, field)), None) if matches!(field.shape, Shape::List(..)) && !is_computed(&field.default) => {
                self.outlines |= bit(id);
                true
            }
            _ => false,
        }
    }

    fn word(&mut self, word: Name, kind: &Kind) {
        match word.as_str() {
            "label" => self.words = true,
            "branches" => self.branches = true,
            "existing" => self.existing = true,
            "parent" => self.parent = true,
            _ => {}
        }
        for (id, field) in kind.fields_named(word) {
            if self.values & bit(id) != 0 {
                continue;
            }
            self.values |= bit(id);
            match &field.default {
                Default::Label | Default::Doc => self.words = true,
                Default::Computed(expr) => self.expr(expr, kind, Quantified::No),
                Default::Required | Default::Absent | Default::Constant(_) => {}
            }
        }
        for derived in kind.derived.iter().filter(|derived| derived.name == word) {
            self.expr(&derived.value, kind, Quantified::No);
        }
    }
}

/// Whether `item` means an item of an outlined list here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quantified {
    No,
    ByMember,
}

fn is_computed(default: &Default) -> bool {
    matches!(default, Default::Computed(_))
}

/// The bit of a field.
pub(super) fn bit(field: FieldId) -> u128 {
    1u128.checked_shl(u32::from(field.0)).unwrap_or(1 << 127)
}

/// Whether a test looks at its item only by asking for a member, which no text has.
fn only_members_of_item(test: &Expr) -> bool {
    let all = |exprs: &[Expr]| exprs.iter().all(only_members_of_item);
    match &test.form {
        Form::Word(word) => *word != "item",
        Form::Member(of, _) => matches!(of.form, Form::Word(_)) || only_members_of_item(of),
        Form::Unary(_, of) | Form::Optional(of) => only_members_of_item(of),
        Form::Call(_, arguments) => all(arguments),
        Form::List(items) => all(items),
        Form::Binary(_, sides) => all(sides.as_slice()),
        Form::If(parts) => all(parts.as_slice()),
        Form::Number(_) | Form::Text(_) => true,
        Form::Template(_) | Form::Index(..) | Form::Map(_) | Form::Each(_) | Form::Broken => false,
    }
}
