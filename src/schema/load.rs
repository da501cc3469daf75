//! From the library's pages to a schema.
//!
//! In: parsed pages. Out: a `Schema`; what a page says wrongly is reported as any mistake is. Deliberately absent: the names
//! of kinds and fields.

use super::{Choice, ChoiceId, KindId, Schema, read_choice, read_fact, read_kind};
use crate::report::{Code, Reports};
use crate::source::{Name, Span};
use crate::syntax::{Expr, Form, Statement, Statements};

/// Reads a library from its statements.
pub fn read(pages: Statements, reports: &mut Reports) -> Schema {
    let mut schema = Schema::default();
    let (managed, declarations): (Statements, Statements) =
        pages.into_iter().partition(|statement| first_word(statement).is_some_and(|word| word == "existing"));
    schema.managed = managed.into();

    for statement in &declarations {
        announce(&mut schema, statement, reports);
    }
    for statement in declarations.iter().filter(|statement| is(statement, "choice")) {
        let choice = read_choice::choice(statement, reports);
        if let Some(id) = schema.choice_named(choice.name) {
            schema.choices[id.0 as usize] = choice;
        }
    }
    for statement in declarations.iter().filter(|statement| is(statement, "fact")) {
        if let Some(fact) = read_fact::fact(statement, reports) {
            schema.facts.insert(fact.name, fact);
        }
    }
    let parts: Vec<&Statement> = declarations.iter().filter(|statement| is(statement, "kind") || is(statement, "part")).collect();
    for (at, statement) in parts.iter().enumerate() {
        let kind = read_kind::kind(statement, &parts, &schema, reports);
        schema.kinds[at] = kind;
    }
    schema
}

/// Gives every kind and choice its id, so that pages may name each other in any order.
fn announce(schema: &mut Schema, statement: &Statement, reports: &mut Reports) {
    let Some(word) = first_word(statement) else {
        reports.push(Code::BadDeclaration.at(statement.span).with("its form is not one the library has"));
        return;
    };
    let Some(name) = statement.head.get(1).and_then(word_of) else {
        reports.push(Code::BadDeclaration.at(statement.span).with("its form is not one the library has"));
        return;
    };
    match word.as_str() {
        "kind" | "part" => {
            let id = KindId(schema.kinds.len() as u16);
            schema.kinds.push(read_kind::empty(name, statement.span));
            if schema.kinds_by_name.insert(name, id).is_some() {
                reports.push(Code::DeclaredTwice.at(statement.span).with(name));
            }
        }
        "choice" => {
            let id = ChoiceId(schema.choices.len() as u16);
            schema.choices.push(Choice { name, docs: None, span: statement.span, words: Vec::new() });
            if schema.choices_by_name.insert(name, id).is_some() {
                reports.push(Code::DeclaredTwice.at(statement.span).with(name));
            }
        }
        "fact" => {}
        _ => reports.push(Code::BadDeclaration.at(statement.span).with("its form is not one the library has")),
    }
}

fn is(statement: &Statement, word: &str) -> bool {
    first_word(statement).is_some_and(|first| first == word)
}

/// The word a statement begins with.
pub fn first_word(statement: &Statement) -> Option<Name> {
    statement.head.first().and_then(word_of)
}

/// The word an expression is.
pub fn word_of(expr: &Expr) -> Option<Name> {
    match expr.form {
        Form::Word(word) => Some(word),
        _ => None,
    }
}

/// The dotted words an expression is: `Tags`, `A.B.C`.
pub fn path_of(expr: &Expr) -> Option<Vec<Name>> {
    match &expr.form {
        Form::Word(word) => Some(vec![*word]),
        Form::Member(of, word) => {
            let mut path = path_of(of)?;
            path.push(word.name);
            Some(path)
        }
        _ => None,
    }
}

/// The text an expression is.
pub fn text_of(expr: &Expr) -> Option<std::sync::Arc<str>> {
    match &expr.form {
        Form::Text(text) => Some(text.clone()),
        _ => None,
    }
}

/// The expression a one-word setting of a body is set to: `root = Config`.
pub fn setting<'t>(body: &'t [Statement], name: &str) -> Option<&'t Expr> {
    body.iter().find(|statement| is(statement, name)).and_then(|statement| statement.value.as_ref())
}

/// The place a finding about a statement stands on.
pub fn head_span(statement: &Statement) -> Span {
    match (statement.head.first(), statement.head.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => statement.span,
    }
}
