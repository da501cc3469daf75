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
    /// `contains(url, "amazonaws")`
    Contains(FieldId, Arc<str>),
    /// `name == "@"`
    Equals(FieldId, Arc<str>),
    /// `name == lower(name)`
    IsLower(FieldId),
    /// `path != "*"`
    Not(Box<Quick>),
    /// `starts_with(path, "*.") or starts_with(path, "/*.")`
    Either(Box<[Quick; 2]>),
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
                    "contains" => Some(Quick::Contains(field, text.clone())),
                    _ => None,
                }
            }
            Form::Binary(Binary::Or, sides) => {
                let [one, other] = [&sides[0], &sides[1]].map(|side| Quick::of(side, kind, schema));
                Some(Quick::Either(Box::new([one?, other?])))
            }
            Form::Binary(Binary::NotEqual, sides) => match Quick::equal(sides, kind, schema)? {
                equal @ Quick::Equals(..) => Some(Quick::Not(Box::new(equal))),
                _ => None,
            },
            Form::Binary(Binary::Equal, sides) => Quick::equal(sides, kind, schema),
            _ => None,
        }
    }

    fn equal(sides: &[Expr; 2], kind: &Kind, schema: &Schema) -> Option<Quick> {
        let field = field(&sides[0], kind).filter(|_| schema.choice_named(word(&sides[0]).unwrap_or(Name::of(""))).is_none())?;
        match &sides[1].form {
            Form::Text(text) => Some(Quick::Equals(field, text.clone())),
            Form::Call(function, arguments) => {
                let lowers = word(function).is_some_and(|word| word == "lower");
                (lowers && matches!(arguments.as_slice(), [of] if word(of) == word(&sides[0]))).then_some(Quick::IsLower(field))
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
            Quick::Contains(field, part) => text(*field)?.contains(part.as_ref()),
            Quick::Equals(field, whole) => text(*field)? == &**whole,
            Quick::IsLower(field) => {
                let text = text(*field)?;
                if !text.is_ascii() {
                    return None;
                }
                !text.bytes().any(|byte| byte.is_ascii_uppercase())
            }
            Quick::Not(inner) => !inner.ask(block)?,
            Quick::Either(sides) => sides[0].ask(block)? | sides[1].ask(block)?,
        })
    }
}

/// The one field of a name. A block of another case than the field's has nothing written there.
fn field(expr: &Expr, kind: &Kind) -> Option<FieldId> {
    let name = word(expr)?;
    let mut named = kind.fields_named(name);
    named.next().filter(|_| named.next().is_none()).map(|(id, _)| id)
}

fn word(expr: &Expr) -> Option<Name> {
    match expr.form {
        Form::Word(word) => Some(word),
        _ => None,
    }
}
