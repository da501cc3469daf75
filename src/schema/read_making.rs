//! What a block brings along, as the library says it.
//!
//! In: `makes kind as "word" into field for list when condition { field = value }`, `fills field with part for list { … }`,
//! `tells list { … }`, `becomes kind when condition { … }`. Out: a `Making`. Deliberately absent: making it (`plan/making.rs`).

use super::load::{text_of, word_of};
use super::{Makes, Making, Schema};
use crate::report::Reports;
use crate::syntax::{Expr, Statement};

/// Reads such a statement; `None` where its form is another.
pub(super) fn making(schema: &Schema, statement: &Statement, _: &mut Reports) -> Option<Making> {
    let mut terms = statement.head.iter();
    let verb = terms.next().and_then(word_of)?;
    let first = terms.next()?;
    let mut making =
        Making { what: Makes::Told, each: None, when: None, called: None, into: None, fields: Vec::new(), after: None };
    match verb.as_str() {
        "makes" => making.what = Makes::Block(schema.kind_named(word_of(first)?)?),
        "becomes" => making.what = Makes::Other(schema.kind_named(word_of(first)?)?),
        "fills" => {
            let with = terms.next().and_then(word_of).filter(|word| *word == "with");
            let part = terms.next().and_then(word_of).filter(|_| with.is_some())?;
            making.what = Makes::Part(word_of(first)?, schema.kind_named(part)?);
        }
        _ => making.each = Some(first.clone()),
    }
    while let Some(word) = terms.next() {
        let argument: &Expr = terms.next()?;
        match word_of(word)?.as_str() {
            "as" => making.called = Some(text_of(argument)?),
            "into" => making.into = Some(word_of(argument)?),
            "for" => making.each = Some(argument.clone()),
            "when" => making.when = Some(argument.clone()),
            _ => return None,
        }
    }
    for line in statement.body.as_deref().unwrap_or_default() {
        let ([name], Some(value)) = (line.head.as_slice(), &line.value) else {
            return None;
        };
        match word_of(name)? {
            name if name == "after" => making.after = Some(value.clone()),
            name => making.fields.push((name, value.clone())),
        }
    }
    Some(making)
}
