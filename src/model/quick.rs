//! The simplest questions, asked without the evaluator.
//!
//! In: an expression of the library. Out: a `Quick` for the few forms that rules ask of every record; it answers where the
//! field holds a text, and leaves everything else to the evaluator. Deliberately absent: anything the evaluator would answer
//! otherwise.

use crate::schema::{Block, FieldId, Kind, Schema, Value};
use crate::source::Name;
use crate::syntax::{Binary, Expr, Form};
use std::sync::Arc;

/// A question about the text of one field.
#[derive(Clone, Debug)]
pub(super) enum Quick {
    /// `starts_with(name, "*")`
    StartsWith(FieldId, Arc<str>),
    /// `ends_with(path, "/")`
    EndsWith(FieldId, Arc<str>),
    /// `name == "@"`
    Equals(FieldId, Arc<str>),
    /// `name == lower(name)`
    IsLower(FieldId),
}

impl Quick {
    /// The quick form of an expression, if it has one.
    pub fn of(expr: &Expr, kind: &Kind, schema: &Schema) -> Option<Quick> {
        match &expr.form {
            Form::Call(function, arguments) => {
                let [of, Expr { form: Form::Text(text), .. }] = arguments.as_slice() else {
                    return None;
                };
                let field = field(of, kind)?;
                match word(function)?.as_str() {
                    "starts_with" => Some(Quick::StartsWith(field, text.clone())),
                    "ends_with" => Some(Quick::EndsWith(field, text.clone())),
                    _ => None,
                }
            }
            Form::Binary(Binary::Equal, sides) => {
                let field =
                    field(&sides[0], kind).filter(|_| schema.choice_named(word(&sides[0]).unwrap_or(Name::of(""))).is_none())?;
                match &sides[1].form {
                    Form::Text(text) => Some(Quick::Equals(field, text.clone())),
                    Form::Call(function, arguments) => {
                        let lowers = word(function).is_some_and(|word| word == "lower");
                        (lowers && matches!(arguments.as_slice(), [of] if word(of) == word(&sides[0])))
                            .then_some(Quick::IsLower(field))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The answer, where the field holds a text.
    pub fn ask(&self, block: &Block) -> Option<bool> {
        let text = |field: FieldId| match block.value(field) {
            Some(Value::Text(text)) => Some(text.as_ref()),
            _ => None,
        };
        Some(match self {
            Quick::StartsWith(field, part) => text(*field)?.starts_with(part.as_ref()),
            Quick::EndsWith(field, part) => text(*field)?.ends_with(part.as_ref()),
            Quick::Equals(field, whole) => text(*field)? == &**whole,
            Quick::IsLower(field) => {
                let text = text(*field)?;
                if !text.is_ascii() {
                    return None;
                }
                !text.bytes().any(|byte| byte.is_ascii_uppercase())
            }
        })
    }
}

/// The one field of a name, whatever the case.
fn field(expr: &Expr, kind: &Kind) -> Option<FieldId> {
    let name = word(expr)?;
    let mut named = kind.fields_named(name);
    match (named.next(), named.next()) {
        (Some((id, field)), None) if field.case.is_none() => Some(id),
        _ => None,
    }
}

fn word(expr: &Expr) -> Option<Name> {
    match expr.form {
        Form::Word(word) => Some(word),
        _ => None,
    }
}
