//! Facts of the library, and values as its pages write them.

use super::load::{first_word, setting, text_of, word_of};
use super::{Fact, Value};
use crate::report::{Code, Reports};
use crate::source::Name;
use crate::syntax::{Expr, Form, Number, Statement, Unary};
use std::sync::Arc;

/// `fact behaviors_per_distribution: quota = 75 { source = "…", checked = 2026-11 }`
pub(super) fn fact(statement: &Statement, reports: &mut Reports) -> Option<Fact> {
    let name = statement.head.get(1).and_then(word_of);
    let sort = statement.ty.as_deref().and_then(word_of);
    let value = statement.value.as_ref().and_then(constant);
    let body = statement.body.as_deref().unwrap_or_default();
    let source = setting(body, "source").and_then(text_of);
    let checked = setting(body, "checked").and_then(month);
    let fact = (|| {
        Some(Fact {
            name: name?,
            docs: statement.docs.clone(),
            span: statement.span,
            sort: sort?,
            value: value?,
            source: source?,
            checked: checked?,
        })
    })();
    if fact.is_none() {
        reports.push(Code::BadDeclaration.at(statement.span).with("a fact needs a type, a value, a source and a month"));
    }
    fact
}

/// The month of `checked = 2026-11`.
pub(super) fn month(expr: &Expr) -> Option<Arc<str>> {
    match &expr.form {
        Form::Number(Number::Time(time)) => Some(time.clone()),
        _ => None,
    }
}

/// The value of an expression that needs nobody to compute it.
pub fn constant(expr: &Expr) -> Option<Value> {
    Some(match &expr.form {
        Form::Word(word) => word_constant(*word),
        Form::Number(number) => Value::from(number),
        Form::Text(text) => Value::Text(text.clone()),
        Form::Member(of, word) => match constant(of)? {
            Value::Word(first) => Value::word(&format!("{first}.{}", word.name)),
            _ => return None,
        },
        Form::List(items) => Value::List(items.iter().map(constant).collect::<Option<_>>()?),
        Form::Map(entries) => Value::Map(
            entries
                .iter()
                .map(|entry| {
                    let key = text_of(&entry.key).or_else(|| word_of(&entry.key).map(|word| word.as_str().into()))?;
                    Some((key, constant(&entry.value)?))
                })
                .collect::<Option<_>>()?,
        ),
        Form::Call(function, arguments) => {
            Value::Call(word_of(function)?, arguments.iter().map(constant).collect::<Option<_>>()?)
        }
        Form::Unary(Unary::Minus, inner) => match constant(inner)? {
            Value::Int(int) => Value::Int(-int),
            Value::Decimal(digits) => Value::Decimal(format!("-{digits}").into()),
            _ => return None,
        },
        _ => return None,
    })
}

fn word_constant(word: Name) -> Value {
    match word.as_str() {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "none" => Value::None,
        _ => Value::Word(word),
    }
}

/// Whether a statement is `name = value` for this name.
pub(super) fn sets(statement: &Statement, name: &str) -> bool {
    statement.value.is_some() && statement.head.len() == 1 && first_word(statement).is_some_and(|word| word == name)
}
