//! Which files a program names.
//!
//! In: statements. Out: the paths in `file("…")`, as written. Deliberately absent: reading them.

use crate::schema::{text_of, word_of};
use crate::source::Span;
use crate::syntax::{Expr, Form, Statement, Statements};
use std::sync::Arc;

/// The files a program names in `file("…")`, each once, with a place that names it.
pub fn wanted_files(statements: &Statements) -> Vec<(Arc<str>, Span)> {
    let mut wanted = Vec::new();
    for statement in statements {
        files_of_statement(statement, &mut wanted);
    }
    wanted.sort();
    wanted.dedup_by(|a, b| a.0 == b.0);
    wanted
}

fn files_of_statement(statement: &Statement, wanted: &mut Vec<(Arc<str>, Span)>) {
    let targets = statement.targets.iter().flatten().flat_map(|target| &target.terms);
    for expr in statement.head.iter().chain(&statement.value).chain(targets) {
        files_of_expr(expr, wanted);
    }
    for inner in statement.body.iter().chain(&statement.otherwise).flatten() {
        files_of_statement(inner, wanted);
    }
}

fn files_of_expr(expr: &Expr, wanted: &mut Vec<(Arc<str>, Span)>) {
    match &expr.form {
        Form::Call(function, arguments) => {
            if word_of(function).is_some_and(|word| word == "file")
                && let [argument] = arguments.as_slice()
                && let Some(path) = text_of(argument)
            {
                wanted.push((path, argument.span));
            }
            arguments.iter().for_each(|argument| files_of_expr(argument, wanted));
        }
        Form::List(items) => items.iter().for_each(|item| files_of_expr(item, wanted)),
        Form::Map(entries) => entries.iter().for_each(|entry| files_of_expr(&entry.value, wanted)),
        Form::If(parts) => parts.iter().for_each(|part| files_of_expr(part, wanted)),
        _ => {}
    }
}
