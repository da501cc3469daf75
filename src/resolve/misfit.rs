//! How a misfit is said.
//!
//! In: a value that does not fit, its shape and the expression it came from. Out: a report on the very part of the expression
//! that is wrong. Deliberately absent: the decision whether it fits (`fit`).

use super::evaluate::Names;
use super::fit::{Misfit, fit};
use super::habit;
use super::operate::sort;
use super::remedy::mended;
use super::scope::{Scopes, View, Wanted};
use crate::report::{Code, Draft, Label, Reports, nearest};
use crate::schema::{Bounds, Schema, Shape, Value, head_span};
use crate::source::{Name, Span};
use crate::syntax::{Expr, Form, Statement};

/// What a value is given for, in a report's words.
pub(crate) struct Asked<'a> {
    /// The field or parameter.
    pub name: Name,
    /// Its shape.
    pub shape: &'a Shape,
    /// Names that could be meant as well as the shape's own words.
    pub visible: Vec<Name>,
}

/// Fits the value of a `param` or `let`; a misfit is reported.
pub(super) fn fit_or_report(value: Value, shape: &Shape, expr: &Expr, scopes: &Scopes, reports: &mut Reports) -> Option<Value> {
    match fit(&value, shape, scopes.schema, scopes) {
        Ok(fitted) => Some(fitted.unwrap_or(value)),
        Err(misfit) => {
            let asked = Asked { name: Name::of("value"), shape, visible: Vec::new() };
            report(&misfit, &value, &asked, expr, scopes.schema, reports);
            None
        }
    }
}

/// Fits the value of a parameter; a misfit is reported where the value stands and where the parameter is declared, and nothing
/// follows from it.
pub(super) fn fit_wanted(value: Value, wanted: &Wanted, expr: &Expr, view: &View, reports: &mut Reports) -> Value {
    let scopes = view.scopes();
    match fit(&value, &wanted.shape, scopes.schema, scopes) {
        Ok(fitted) => fitted.unwrap_or(value),
        Err(misfit) => {
            let asked = Asked { name: wanted.name, shape: &wanted.shape, visible: view.visible() };
            let before = reports.count();
            report(&misfit, &value, &asked, expr, scopes.schema, reports);
            for said in reports.since(before) {
                let text = format!("`{}` is declared here", wanted.name);
                said.secondary.extend(wanted.declared.map(|span| Label { span, text }));
            }
            super::operate::unknown_truth()
        }
    }
}

/// Reports a misfit.
pub(crate) fn report(misfit: &Misfit, value: &Value, asked: &Asked, expr: &Expr, schema: &Schema, reports: &mut Reports) {
    let span = expr.span;
    let wants = described(asked.shape, schema);
    match misfit {
        Misfit::Item(at, inner) => {
            let (item, item_expr, item_shape) = item(*at, value, expr, asked.shape);
            let asked = Asked { name: asked.name, shape: &item_shape, visible: asked.visible.clone() };
            report(inner, &item, &asked, item_expr, schema, reports);
        }
        Misfit::UnknownWord(word) => {
            let words = words(asked.shape, schema);
            // Of `mail.example.com` only the first part can be a name that is misspelt.
            let head = word.split('.').next().unwrap_or(word);
            let near = nearest(head, words.iter().map(String::as_str).chain(asked.visible.iter().map(|name| name.as_str())));
            let near = near.map(str::to_owned);
            let draft = if let Some(instead) = habit::instead_of_name(word).filter(|_| word.contains('.')) {
                Code::UnknownName.at(span).with(word).fix(instead)
            } else if words.is_empty() && word.contains('.') && near.is_none() {
                Code::UnknownName.at(span).with(word).fix(format_args!("declare it, or write \"{word}\" if it is a text"))
            } else if words.is_empty() {
                Code::UnknownName.at(span).with(word)
            } else {
                Code::UnknownWord.at(span).with(word).with(listed(&words))
            };
            reports.push(draft.nearest(near.as_deref()));
        }
        Misfit::OutOfBounds(found, bounds) => {
            reports.push(Code::OutOfBounds.at(span).with(asked.name).with(found).with(bounds_text(*bounds, asked.shape)));
        }
        Misfit::Malformed(malformed) => {
            let found = value.as_text().unwrap_or_default();
            reports.push(Code::BadFormat.at(span).with(found).with(wants).with(&malformed.0));
        }
        Misfit::NoUnit(int) => {
            let fix = format!("{int}s for seconds; other units are ms, m, h, d, y");
            reports.push(Code::NoUnit.at(span).with(asked.name).with(wants).with(int).fix(fix));
        }
        Misfit::OtherKind(kind) => {
            let kind = schema.kind(*kind).name;
            let name = match &expr.form {
                Form::Word(word) => word.to_string(),
                _ => "this".to_owned(),
            };
            reports.push(Code::WrongReference.at(span).with(asked.name).with(wants).with(name).with(one(&kind)));
        }
        Misfit::Secret => reports.push(Code::SecretInSource.at(span).with(asked.name)),
        Misfit::Other if unknown_call(value, asked.shape).is_some() => {
            let word = unknown_call(value, asked.shape).unwrap_or(asked.name);
            let known = super::functions::names().collect::<Vec<_>>();
            reports.push(Code::UnknownFunction.at(span).with(word).with(known.join(", ")).nearest(nearest(&word, known)));
        }
        Misfit::Other => {
            let draft = Code::WrongType.at(span).with(asked.name).with(wants).with(sort(value));
            reports.push(match mended(value, asked.shape, schema) {
                Some(fix) => draft.fix(fix),
                None => draft,
            });
        }
    }
}

/// Says that a word names nothing, where it can only be a name.
pub(super) fn unnamed(word: Name, span: Span, visible: &[Name]) -> Draft {
    let head = word.split('.').next().unwrap_or(&word);
    let draft = Code::UnknownName.at(span).with(word);
    match habit::instead_of_name(&word).filter(|_| word.contains('.')) {
        Some(instead) => draft.fix(instead),
        None => match nearest(head, visible.iter().map(|name| name.as_str())) {
            Some(near) => draft.nearest(Some(near)),
            None => draft.fix(format_args!("declare it; a text stands in quotes: \"{word}\"")),
        },
    }
}

/// Says that a statement of a module begins with no word.
pub(super) fn nameless(statement: &Statement) -> Draft {
    let draft = Code::MisplacedStatement.at(head_span(statement)).with("this").with("a module");
    draft.fix("begin it with a kind, or with `let`, `param`, `input`, `output`, `for`, `if`, `use`, `component` or `test`")
}

/// The word of a call that the shape does not know.
fn unknown_call(value: &Value, shape: &Shape) -> Option<Name> {
    fn knows(shape: &Shape, word: Name) -> bool {
        match shape {
            Shape::Call(name, _) => *name == word,
            Shape::Either(shapes) => shapes.iter().any(|shape| knows(shape, word)),
            Shape::List(item, _) | Shape::Map(item) => knows(item, word),
            _ => false,
        }
    }
    match value {
        Value::Call(word, _) if !knows(shape, *word) => Some(*word),
        _ => None,
    }
}

/// The item a misfit speaks of: its value, the expression it came from (the whole one, if it was computed) and its shape.
fn item<'e>(at: usize, value: &Value, expr: &'e Expr, shape: &Shape) -> (Value, &'e Expr, Shape) {
    let inner = match value {
        Value::List(_) | Value::Call(..) => value.items().get(at).cloned(),
        Value::Map(entries) => entries.get(at).map(|(_, value)| value.clone()),
        _ => None,
    };
    let inner_expr = match &expr.form {
        Form::List(items) => items.get(at),
        Form::Call(_, items) => items.get(at),
        Form::Map(entries) => entries.get(at).map(|entry| &entry.value),
        _ => None,
    };
    let item_shape = shape_of_item(shape, value, at).unwrap_or(Shape::Any);
    (inner.unwrap_or(Value::None), inner_expr.unwrap_or(expr), item_shape)
}

fn shape_of_item(shape: &Shape, value: &Value, at: usize) -> Option<Shape> {
    match (shape, value) {
        (Shape::List(item, _), Value::List(_)) | (Shape::Map(item), Value::Map(_)) => Some((**item).clone()),
        (Shape::List(..), _) => Some(shape.clone()),
        (Shape::Call(name, shapes), Value::Call(called, _)) if name == called => {
            shapes.get(at).or(shapes.first()).map(|shape| match shape {
                Shape::List(item, _) => (**item).clone(),
                other => other.clone(),
            })
        }
        (Shape::Either(shapes), _) => shapes.iter().find_map(|shape| shape_of_item(shape, value, at)),
        _ => None,
    }
}

/// The words a shape knows.
pub(crate) fn words(shape: &Shape, schema: &Schema) -> Vec<String> {
    match shape {
        Shape::Choice(id) => schema.choice(*id).words.iter().map(|word| word.word.to_string()).collect(),
        Shape::Exactly(Value::Word(word)) => vec![word.to_string()],
        Shape::Bool => vec!["true".to_owned(), "false".to_owned()],
        Shape::Either(shapes) => shapes.iter().flat_map(|shape| words(shape, schema)).collect(),
        Shape::List(item, _) => words(item, schema),
        _ => Vec::new(),
    }
}

fn listed(words: &[String]) -> String {
    const MOST: usize = 8;
    let shown = words.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(", ");
    if words.len() > MOST { format!("{shown}, … ({} in all)", words.len()) } else { shown }
}

/// A thing of a kind, with its article.
fn one(kind: &str) -> String {
    format!("{} {kind}", if kind.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" })
}

/// What a shape wants, in a report's words.
pub(crate) fn described(shape: &Shape, schema: &Schema) -> String {
    match shape {
        Shape::Text(_) => "a text".to_owned(),
        Shape::Form(form) => form.described().to_owned(),
        Shape::Int(_) => "a whole number".to_owned(),
        Shape::Decimal(_) => "a number".to_owned(),
        Shape::Bool => "true or false".to_owned(),
        Shape::Duration(_) => "a duration".to_owned(),
        Shape::Size(_) => "a size".to_owned(),
        Shape::Percent(_) => "a share in percent".to_owned(),
        Shape::Time => "a date or time".to_owned(),
        Shape::Choice(_) => format!("one of {}", listed(&words(shape, schema))),
        Shape::Kind(id) => one(&schema.kind(*id).name),
        Shape::List(item, _) => format!("a list: [{}]", described(item, schema)),
        Shape::Map(item) => format!("a map: {{ name = {} }}", described(item, schema)),
        Shape::Either(shapes) => {
            let mut all: Vec<String> = shapes.iter().map(|shape| described(shape, schema)).collect();
            all.dedup();
            match all.split_last() {
                Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
                _ => all.concat(),
            }
        }
        Shape::Exactly(value) => super::operate::shown(value),
        Shape::Call(name, _) => format!("{name}(…)"),
        Shape::Any => "any value".to_owned(),
    }
}

/// Bounds in the unit of their shape: `1 to 128 characters`.
pub(crate) fn bounds_text(bounds: Bounds, shape: &Shape) -> String {
    let unit = unit(shape);
    let end = |number: i64| match shape_of_amount(shape) {
        Some(Shape::Duration(_)) => super::operate::shown(&Value::Duration(number.unsigned_abs())),
        Some(Shape::Size(_)) => super::operate::shown(&Value::Size(number.unsigned_abs())),
        Some(Shape::Percent(_)) => super::operate::shown(&Value::Percent(number.unsigned_abs() as u32)),
        _ => number.to_string(),
    };
    match (bounds.min, bounds.max) {
        (Some(min), Some(max)) if min == max => format!("exactly {}{unit}", end(min)),
        (Some(min), Some(max)) => format!("{} to {}{unit}", end(min), end(max)),
        (Some(min), None) => format!("at least {}{unit}", end(min)),
        (None, Some(max)) => format!("at most {}{unit}", end(max)),
        (None, None) => "any".to_owned(),
    }
}

fn unit(shape: &Shape) -> &'static str {
    match shape {
        Shape::Text(_) => " characters",
        Shape::List(..) => " items",
        Shape::Either(shapes) => shapes.iter().map(unit).find(|unit| !unit.is_empty()).unwrap_or_default(),
        _ => "",
    }
}

fn shape_of_amount(shape: &Shape) -> Option<&Shape> {
    match shape {
        Shape::Either(shapes) => shapes.iter().find_map(shape_of_amount),
        Shape::Duration(_) | Shape::Size(_) | Shape::Percent(_) => Some(shape),
        _ => None,
    }
}
