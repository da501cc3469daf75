//! Whether a value fits a shape, and what it becomes there.
//!
//! In: a value and a shape. Out: the value in its normal form for that shape, or why it does not fit. Values known only when
//! deployed fit everywhere. Deliberately absent: places and wording (`misfit`).

use super::operate::shown;
use crate::schema::{BlockId, Bounds, Choice, KindId, Malformed, Schema, Shape, TextForm, Value};
use crate::source::Name;
use std::sync::Arc;
use thin_vec::ThinVec;

/// Knows the kind of each block.
pub trait Kinds {
    /// The kind of a block.
    fn kind_of(&self, block: BlockId) -> KindId;
}

/// Why a value does not fit.
#[derive(Clone, Debug, PartialEq)]
pub enum Misfit {
    /// It is something else.
    Other,
    /// A word that names nothing, here and among what the shape knows.
    UnknownWord(Name),
    /// A number or a length out of bounds: what was found.
    OutOfBounds(String, Bounds),
    /// A text without its form.
    Malformed(Malformed),
    /// A bare number where a duration stands.
    NoUnit(i64),
    /// A block of another kind.
    OtherKind(KindId),
    /// A secret written into source.
    Secret,
    /// One item of a list or map does not fit.
    Item(usize, Box<Misfit>),
}

/// What a value becomes in a shape; `None` where it stays as it is.
pub type Fitted = Option<Value>;

/// Brings a value into a shape.
pub fn fit(value: &Value, shape: &Shape, schema: &Schema, kinds: &dyn Kinds) -> Result<Fitted, Misfit> {
    if let Value::Unknown(_) = value {
        return Ok(None);
    }
    match shape {
        Shape::Any => Ok(None),
        Shape::Text(bounds) => text(value, |text| within(text.chars().count() as i64, *bounds)),
        Shape::Form(TextForm::Secret) => Err(Misfit::Secret),
        Shape::Form(form) => text(value, |text| form.check(text).map_err(Misfit::Malformed)),
        Shape::Int(bounds) => match value {
            Value::Int(int) => within(*int, *bounds).map(|()| None),
            other => Err(not(other)),
        },
        Shape::Decimal(bounds) => decimal(value, *bounds),
        Shape::Bool => match value {
            Value::Bool(_) => Ok(None),
            other => Err(not(other)),
        },
        Shape::Duration(bounds) => match value {
            Value::Duration(milliseconds) => measured(value, *milliseconds, *bounds),
            Value::Int(int) => Err(Misfit::NoUnit(*int)),
            other => Err(not(other)),
        },
        Shape::Size(bounds) => match value {
            Value::Size(bytes) => measured(value, *bytes, *bounds),
            other => Err(not(other)),
        },
        Shape::Percent(bounds) => match value {
            Value::Percent(hundredths) => measured(value, u64::from(*hundredths), *bounds),
            other => Err(not(other)),
        },
        Shape::Time => match value {
            Value::Time(_) => Ok(None),
            other => Err(not(other)),
        },
        Shape::Choice(id) => chosen(value, schema.choice(*id)),
        Shape::Kind(wanted) => match value {
            Value::Block(block) if kinds.kind_of(*block) == *wanted => Ok(None),
            Value::Block(block) => Err(Misfit::OtherKind(kinds.kind_of(*block))),
            other => Err(not(other)),
        },
        Shape::List(item, bounds) => match value {
            Value::List(items) => {
                within(items.len() as i64, *bounds)?;
                Ok(each(items, |_, value| fit(value, item, schema, kinds))?.map(Value::List))
            }
            other => Err(not(other)),
        },
        Shape::Map(item) => map(value, item, schema, kinds),
        Shape::Either(shapes) => either(value, shapes, schema, kinds),
        Shape::Exactly(wanted) if value == wanted => Ok(None),
        Shape::Exactly(_) => Err(not(value)),
        Shape::Call(name, shapes) => call(value, *name, shapes, schema, kinds),
    }
}

/// The misfit of a value that is something else: a word that names nothing says so.
fn not(value: &Value) -> Misfit {
    match value {
        Value::Word(word) => Misfit::UnknownWord(*word),
        _ => Misfit::Other,
    }
}

fn text(value: &Value, check: impl Fn(&str) -> Result<(), Misfit>) -> Result<Fitted, Misfit> {
    match value {
        Value::Text(text) => check(text).map(|()| None),
        other => Err(not(other)),
    }
}

fn within(number: i64, bounds: Bounds) -> Result<(), Misfit> {
    if bounds.holds(number) { Ok(()) } else { Err(Misfit::OutOfBounds(number.to_string(), bounds)) }
}

fn measured(value: &Value, amount: u64, bounds: Bounds) -> Result<Fitted, Misfit> {
    let holds = bounds.holds(i64::try_from(amount).unwrap_or(i64::MAX));
    if holds { Ok(None) } else { Err(Misfit::OutOfBounds(shown(value), bounds)) }
}

fn decimal(value: &Value, bounds: Bounds) -> Result<Fitted, Misfit> {
    let number = match value {
        Value::Int(int) => *int as f64,
        Value::Decimal(digits) => digits.parse().map_err(|_| Misfit::Other)?,
        other => return Err(not(other)),
    };
    let low = bounds.min.is_some_and(|min| number < min as f64);
    let high = bounds.max.is_some_and(|max| number > max as f64);
    if low || high { Err(Misfit::OutOfBounds(shown(value), bounds)) } else { Ok(None) }
}

fn chosen(value: &Value, choice: &Choice) -> Result<Fitted, Misfit> {
    match value {
        Value::Word(word) if choice.word(*word).is_some() => Ok(None),
        Value::Text(text) => match choice.words.iter().find(|candidate| *candidate.word.as_str() == **text) {
            Some(found) => Ok(Some(Value::Word(found.word))),
            None => Err(Misfit::Other),
        },
        other => Err(not(other)),
    }
}

/// Brings each of several values into a shape; they are copied where one of them becomes another.
fn each(items: &[Value], fit: impl Fn(usize, &Value) -> Result<Fitted, Misfit>) -> Result<Option<Vec<Value>>, Misfit> {
    let mut fitted: Option<Vec<Value>> = None;
    for (at, item) in items.iter().enumerate() {
        if let Some(other) = fit(at, item).map_err(|misfit| Misfit::Item(at, Box::new(misfit)))? {
            fitted.get_or_insert_with(|| items.to_vec())[at] = other;
        }
    }
    Ok(fitted)
}

fn map(value: &Value, item: &Shape, schema: &Schema, kinds: &dyn Kinds) -> Result<Fitted, Misfit> {
    let Value::Map(entries) = value else {
        return Err(not(value));
    };
    let mut fitted = None;
    for (at, (_, value)) in entries.iter().enumerate() {
        if let Some(other) = fit(value, item, schema, kinds).map_err(|misfit| Misfit::Item(at, Box::new(misfit)))? {
            let fitted: &mut ThinVec<(Arc<str>, Value)> = fitted.get_or_insert_with(|| entries.clone());
            fitted[at].1 = other;
        }
    }
    Ok(fitted.map(Value::Map))
}

/// The first shape that fits; where none does, the misfit that says most.
fn either(value: &Value, shapes: &[Shape], schema: &Schema, kinds: &dyn Kinds) -> Result<Fitted, Misfit> {
    let mut best: Option<Misfit> = None;
    for shape in shapes.iter().filter(|shape| can_be(value, shape)) {
        match fit(value, shape, schema, kinds) {
            Ok(fitted) => return Ok(fitted),
            Err(misfit) => {
                let says_more = best.as_ref().is_none_or(|best| weight(&misfit) > weight(best));
                if says_more {
                    best = Some(misfit);
                }
            }
        }
    }
    Err(best.unwrap_or(Misfit::Other))
}

/// Whether a shape is worth trying: no list is a block, and there is no more to say of it.
fn can_be(value: &Value, shape: &Shape) -> bool {
    let is_other = match value {
        Value::Text(_) => matches!(shape, Shape::Kind(_) | Shape::Call(..) | Shape::Map(_) | Shape::List(..)),
        Value::List(_) => matches!(shape, Shape::Kind(_) | Shape::Call(..) | Shape::Map(_) | Shape::Text(_) | Shape::Choice(_)),
        _ => false,
    };
    !is_other
}

fn weight(misfit: &Misfit) -> u8 {
    match misfit {
        Misfit::Other => 0,
        Misfit::UnknownWord(_) | Misfit::OtherKind(_) => 1,
        Misfit::Malformed(_) | Misfit::NoUnit(_) | Misfit::Secret => 2,
        Misfit::OutOfBounds(..) | Misfit::Item(..) => 3,
    }
}

/// `except("a", "b")` becomes a call with one list, where that is what the shape takes.
fn call(value: &Value, name: Name, shapes: &[Shape], schema: &Schema, kinds: &dyn Kinds) -> Result<Fitted, Misfit> {
    let Value::Call(function, arguments) = value else {
        return Err(not(value));
    };
    if *function != name {
        return Err(Misfit::Other);
    }
    let listed = match (shapes, arguments.as_slice()) {
        ([Shape::List(..)], [Value::List(_)]) => None,
        ([Shape::List(..)], several) => Some([Value::List(several.to_vec())]),
        _ => None,
    };
    let arguments = listed.as_ref().map_or(arguments.as_slice(), |list| list);
    if arguments.len() != shapes.len() {
        return Err(Misfit::Other);
    }
    let fitted = each(arguments, |at, value| fit(value, &shapes[at], schema, kinds))?;
    Ok(fitted.or_else(|| listed.map(Vec::from)).map(|arguments| Value::Call(name, arguments.into())))
}
