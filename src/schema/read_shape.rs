//! Types as the library writes them.
//!
//! In: the expression after a colon. Out: a `Shape`, and whether a trailing `?` allows absence. Deliberately absent: what
//! names mean beyond kinds and choices; any other word stands for itself.

use super::load::word_of;
use super::read_fact::constant;
use super::{Bounds, Schema, Shape, TextForm, Value};
use crate::report::{Code, Reports};
use crate::source::Name;
use crate::syntax::{Binary, Expr, Form};

const FORMS: [(&str, TextForm); 11] = [
    ("account_id", TextForm::AccountId),
    ("arn", TextForm::Arn),
    ("cidr", TextForm::Cidr),
    ("domain_name", TextForm::DomainName),
    ("host_and_port", TextForm::HostAndPort),
    ("ip_address", TextForm::IpAddress),
    ("path_pattern", TextForm::PathPattern),
    ("record_name", TextForm::RecordName),
    ("secret", TextForm::Secret),
    ("url", TextForm::Url),
    ("zone_id", TextForm::ZoneId),
];

/// The shape of a type and whether it may be absent.
pub fn shape_of(expr: &Expr, schema: &Schema, reports: &mut Reports) -> (Shape, bool) {
    match &expr.form {
        Form::Optional(inner) => (shape_of(inner, schema, reports).0, true),
        _ => (plain(expr, schema, reports), false),
    }
}

fn plain(expr: &Expr, schema: &Schema, reports: &mut Reports) -> Shape {
    match &expr.form {
        Form::Word(word) => named(*word, schema),
        Form::Optional(inner) => Shape::Either(vec![plain(inner, schema, reports), Shape::Exactly(Value::None)]),
        Form::List(items) => match items.as_slice() {
            [item] => Shape::List(Box::new(plain(item, schema, reports)), Bounds::default()),
            _ => broken(expr, reports),
        },
        Form::Call(function, arguments) => applied(expr, function, arguments, schema, reports),
        Form::Binary(Binary::Either, sides) => {
            let mut cases = Vec::new();
            for side in sides.iter() {
                match plain(side, schema, reports) {
                    Shape::Either(more) => cases.extend(more),
                    one => cases.push(one),
                }
            }
            Shape::Either(cases)
        }
        _ => match constant(expr) {
            Some(value) => Shape::Exactly(value),
            None => broken(expr, reports),
        },
    }
}

fn named(word: Name, schema: &Schema) -> Shape {
    let free = Bounds::default();
    match word.as_str() {
        "text" => Shape::Text(free),
        "int" => Shape::Int(free),
        "decimal" => Shape::Decimal(free),
        "bool" => Shape::Bool,
        "duration" => Shape::Duration(free),
        "size" => Shape::Size(free),
        "percent" => Shape::Percent(free),
        "time" => Shape::Time,
        "any" => Shape::Any,
        "selection" => selection(),
        "none" => Shape::Exactly(Value::None),
        name => match FORMS.iter().find(|(form, _)| *form == name) {
            Some((_, form)) => Shape::Form(*form),
            None => reference(word, schema),
        },
    }
}

fn reference(word: Name, schema: &Schema) -> Shape {
    match (schema.choice_named(word), schema.kind_named(word)) {
        (Some(choice), _) => Shape::Choice(choice),
        (None, Some(kind)) => Shape::Kind(kind),
        (None, None) => Shape::Exactly(Value::Word(word)),
    }
}

fn selection() -> Shape {
    let texts = || Shape::List(Box::new(Shape::Text(Bounds::default())), Bounds::default());
    Shape::Either(vec![
        Shape::Exactly(Value::None),
        Shape::Exactly(Value::word("all")),
        texts(),
        Shape::Call(Name::of("except"), vec![texts()]),
    ])
}

fn applied(expr: &Expr, function: &Expr, arguments: &[Expr], schema: &Schema, reports: &mut Reports) -> Shape {
    if let Form::List(_) = &function.form {
        return match (plain(function, schema, reports), range(arguments)) {
            (Shape::List(item, _), Some(bounds)) => Shape::List(item, bounds),
            _ => broken(expr, reports),
        };
    }
    let Some(word) = word_of(function) else {
        return broken(expr, reports);
    };
    let bounds = range(arguments);
    match (word.as_str(), bounds) {
        ("text", Some(bounds)) => Shape::Text(bounds),
        ("int", Some(bounds)) => Shape::Int(bounds),
        ("decimal", Some(bounds)) => Shape::Decimal(bounds),
        ("duration", Some(bounds)) => Shape::Duration(bounds),
        ("size", Some(bounds)) => Shape::Size(bounds),
        ("percent", Some(bounds)) => Shape::Percent(bounds),
        ("map", _) => match arguments {
            [item] => Shape::Map(Box::new(plain(item, schema, reports))),
            _ => broken(expr, reports),
        },
        _ => Shape::Call(word, arguments.iter().map(|argument| plain(argument, schema, reports)).collect()),
    }
}

/// `1..128`, or one number for "exactly so many".
fn range(arguments: &[Expr]) -> Option<Bounds> {
    let [argument] = arguments else { return None };
    if let Form::Binary(Binary::Range, ends) = &argument.form {
        let end = |expr: &Expr| match constant(expr) {
            Some(value) => amount(&value),
            None => None,
        };
        return Some(Bounds { min: end(&ends[0]), max: end(&ends[1]) });
    }
    let exact = amount(&constant(argument)?)?;
    Some(Bounds { min: Some(exact), max: Some(exact) })
}

/// A number in the unit that bounds of its sort have.
fn amount(value: &Value) -> Option<i64> {
    match value {
        Value::Int(int) => Some(*int),
        Value::Duration(number) | Value::Size(number) => i64::try_from(*number).ok(),
        Value::Percent(number) => Some(i64::from(*number)),
        Value::Decimal(digits) => digits.parse::<f64>().ok().map(|number| number as i64),
        _ => None,
    }
}

fn broken(expr: &Expr, reports: &mut Reports) -> Shape {
    reports.push(Code::UnknownType.at(expr.span).with("this"));
    Shape::Any
}
