//! In which order the statements of a level are gone through that need values: loops, conditions, uses of components.
//!
//! In: statements. Out: those of them that need values, each after those whose names it speaks of, else in the order written.
//! What speaks of itself, directly or by way of others, keeps that order too. Deliberately absent: values.

use crate::schema::{first_word, word_of};
use crate::source::Name;
use crate::syntax::{Expr, Form, Piece, Statement};
use rustc_hash::FxHashMap;

/// The late statements of a level in the order in which they can be gone through.
pub(super) fn ordered<'t>(statements: &[&'t Statement], is_late: impl Fn(&Statement) -> bool) -> Vec<&'t Statement> {
    let late: Vec<&'t Statement> = statements.iter().copied().filter(|statement| is_late(statement)).collect();
    if late.len() < 2 {
        return late;
    }
    let mut by_name: FxHashMap<Name, Vec<usize>> = FxHashMap::default();
    let is_value = |statement: &Statement| matches!(first_word(statement).map(Name::as_str), Some("let" | "param"));
    for (at, statement) in statements.iter().enumerate().filter(|(_, one)| is_value(one) || is_late(one)) {
        named_in(statement, &mut |name| by_name.entry(name).or_default().push(at));
    }
    let mut walk = Walk { statements, by_name, seen: vec![false; statements.len()], out: Vec::with_capacity(late.len()) };
    for (at, _) in statements.iter().enumerate().filter(|(_, one)| is_late(one)) {
        walk.visit(at, 0);
    }
    walk.out.retain(|statement| is_late(statement));
    walk.out
}

/// Chains of values longer than this keep the order they are written in.
const DEEPEST: usize = 200;

struct Walk<'s, 't> {
    statements: &'s [&'t Statement],
    by_name: FxHashMap<Name, Vec<usize>>,
    seen: Vec<bool>,
    out: Vec<&'t Statement>,
}

impl Walk<'_, '_> {
    fn visit(&mut self, at: usize, depth: usize) {
        if depth > DEEPEST || std::mem::replace(&mut self.seen[at], true) {
            return;
        }
        let mut wanted = Vec::new();
        words_in(self.statements[at], &mut |word| wanted.extend(self.by_name.get(&word).into_iter().flatten()));
        for other in wanted {
            self.visit(other, depth + 1);
        }
        self.out.push(self.statements[at]);
    }
}

/// The names a statement gives, those in the bodies of loops and conditions included.
fn named_in(statement: &Statement, found: &mut dyn FnMut(Name)) {
    match first_word(statement).map(Name::as_str) {
        Some("for" | "if") => {
            let inner = statement.body.iter().chain(&statement.otherwise).flatten();
            inner.for_each(|inner| named_in(inner, found));
        }
        Some("existing") => statement.head.get(2).and_then(word_of).into_iter().for_each(found),
        _ => statement.head.get(1).and_then(word_of).into_iter().for_each(found),
    }
}

/// Every word of a statement that could be a name.
fn words_in(statement: &Statement, found: &mut dyn FnMut(Name)) {
    let targets = statement.targets.iter().flatten().flat_map(|target| &target.terms);
    // The word before a `=` is a field.
    let head = statement.head.iter().skip(usize::from(statement.value.is_some()));
    head.chain(&statement.value).chain(targets).for_each(|expr| words_of(expr, found));
    let inner = statement.body.iter().chain(&statement.otherwise).flatten();
    inner.for_each(|inner| words_in(inner, found));
}

fn words_of(expr: &Expr, found: &mut dyn FnMut(Name)) {
    match &expr.form {
        Form::Word(word) => found(*word),
        Form::Template(pieces) => pieces.iter().for_each(|piece| match piece {
            Piece::Value(value) => words_of(value, found),
            Piece::Text(_) => {}
        }),
        Form::Member(of, _) | Form::Unary(_, of) | Form::Optional(of) => words_of(of, found),
        Form::Index(of, key) => [of, key].into_iter().for_each(|expr| words_of(expr, found)),
        Form::Call(_, items) | Form::List(items) => items.iter().for_each(|item| words_of(item, found)),
        Form::Map(entries) => entries.iter().for_each(|entry| words_of(&entry.value, found)),
        Form::Each(each) => [&each.list, &each.value].into_iter().for_each(|expr| words_of(expr, found)),
        Form::If(parts) => parts.iter().for_each(|part| words_of(part, found)),
        Form::Binary(_, sides) => sides.iter().for_each(|side| words_of(side, found)),
        Form::Number(_) | Form::Text(_) | Form::Broken => {}
    }
}
