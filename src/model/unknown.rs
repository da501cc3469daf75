//! A field that a kind does not have, and which one is meant.
//!
//! In: a kind, and a word that is none of its fields. Out: the report, which names the field that is written to a property of that
//! name, else the nearest word. Deliberately absent: fields of another case, which are known (`body`).

use crate::report::{Code, Draft, nearest};
use crate::schema::{CaseId, Field, Kind, Position, Target, camel, snake};
use crate::source::{Name, Span};

/// Says that there is no such field.
pub(super) fn unknown_field(kind: &Kind, case: Option<CaseId>, word: Name, span: Span) -> Draft {
    let is_written = |field: &&Field| !matches!(field.position, Position::Parent | Position::Filled);
    let known: Vec<&Field> =
        kind.fields.iter().filter(is_written).filter(|field| field.case.is_none() || field.case == case).collect();
    let draft = Code::UnknownField.at(span).with(kind.name).with(word);
    match known.iter().find(|field| becomes(field, &word)) {
        Some(field) => draft.fix(format_args!("write `{}`, which becomes that property", field.name)),
        None => draft.nearest(nearest(&word, known.iter().map(|field| field.name.as_str()))),
    }
}

/// Whether a field becomes a property of this name, in either target and either casing: `domains` becomes `aliases`.
fn becomes(field: &Field, word: &str) -> bool {
    let (upper, lower) = (camel(word).to_lowercase(), snake(word));
    let mut properties = Target::ALL.iter().filter_map(|target| field.place.of(*target).as_ref()?.path.last());
    properties.any(|last| *last.as_str() == *lower || last.as_str().to_lowercase() == upper)
}
