//! The functions every expression may call.
//!
//! In: a name and values. Out: a value, or `None` where there is no such function for them. Deliberately absent: functions
//! that need files or the library's facts, which a scope answers itself.

use super::operate::{number, unknown_truth};
use crate::schema::Value;
use crate::source::Name;

/// What each function takes, in a report's words.
const FUNCTIONS: [(&str, &str); 17] = [
    ("all", "a list and a condition"),
    ("any", "a list and a condition"),
    ("characters", "a text, a list or a map"),
    ("contains", "two texts"),
    ("distinct", "a list or a map"),
    ("ends_with", "two texts"),
    ("file", "a path"),
    ("inside", "a value, and the word that may stand before its list"),
    ("join", "a list and the text between its items"),
    ("larger", "two numbers"),
    ("length", "a text, a list or a map"),
    ("lower", "a text"),
    ("smaller", "two numbers"),
    ("spelled", "a text, and the signs it may have beside letters and digits"),
    ("starts_with", "two texts"),
    ("text", "a value"),
    ("upper", "a text"),
];

/// What a function takes; `None` where there is no such function.
pub fn takes(function: &str) -> Option<&'static str> {
    FUNCTIONS.iter().find(|(name, _)| *name == function).map(|(_, takes)| *takes)
}

/// The names of all functions.
pub fn names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|(name, _)| *name)
}

/// Applies a function to values.
pub fn apply(function: &Name, arguments: &[Value]) -> Option<Value> {
    let asks_unknown = arguments.iter().any(|argument| matches!(argument, Value::Unknown(_)));
    let known = matches!(
        function.as_str(),
        "length"
            | "lower"
            | "upper"
            | "starts_with"
            | "ends_with"
            | "contains"
            | "larger"
            | "smaller"
            | "text"
            | "spelled"
            | "characters"
            | "distinct"
            | "inside"
    );
    if known && asks_unknown {
        return Some(unknown_truth());
    }
    match (function.as_str(), arguments) {
        ("length", [value]) => length(value).map(Value::Int),
        ("lower", [value]) => value.as_text().map(|text| Value::text(&text.to_lowercase())),
        ("upper", [value]) => value.as_text().map(|text| Value::text(&text.to_uppercase())),
        ("join", [Value::List(items), between]) => {
            let parts = items.iter().flat_map(|item| [between.clone(), item.clone()]).skip(1);
            Some(super::operate::join(parts.collect()))
        }
        ("text", [value]) => Some(Value::text(&super::operate::shown(value))),
        ("starts_with", [value, part]) => Some(Value::Bool(value.as_text()?.starts_with(part.as_text()?))),
        ("ends_with", [value, part]) => Some(Value::Bool(value.as_text()?.ends_with(part.as_text()?))),
        ("contains", [value, part]) => Some(Value::Bool(value.as_text()?.contains(part.as_text()?))),
        ("characters", [value]) => Some(characters(value).map_or_else(unknown_truth, Value::Int)),
        ("distinct", [value]) => distinct(value),
        ("spelled", [value, signs]) => {
            let (text, signs) = (value.as_text()?, signs.as_text()?);
            Some(Value::Bool(text.chars().all(|letter| letter.is_ascii_alphanumeric() || signs.contains(letter))))
        }
        ("inside", [value, word]) => inside(value, word.as_text()?),
        ("larger", [a, b]) => Some(if number(a)? >= number(b)? { a.clone() } else { b.clone() }),
        ("smaller", [a, b]) => Some(if number(a)? <= number(b)? { a.clone() } else { b.clone() }),
        _ => None,
    }
}

/// How many characters all texts in a value have together, the keys of maps too; `None` where one of them is not known.
fn characters(value: &Value) -> Option<i64> {
    let count = |text: &str| text.chars().count() as i64;
    match value {
        Value::Text(text) => Some(count(text)),
        Value::List(_) | Value::Call(..) => value.items().iter().map(characters).sum(),
        Value::Map(entries) => entries.iter().map(|(key, value)| Some(count(key) + characters(value)?)).sum(),
        Value::Unknown(_) => None,
        _ => Some(0),
    }
}

/// Whether no two items of a list, or keys of a map, are the same; texts without regard to case, as header names are.
fn distinct(value: &Value) -> Option<Value> {
    let same = |a: &Value, b: &Value| match (a.as_text(), b.as_text()) {
        (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
        _ => a == b && !a.is_unknown(),
    };
    let keys: Vec<Value>;
    let items = match value {
        Value::List(_) | Value::Call(..) => value.items(),
        Value::Map(entries) => {
            keys = entries.iter().map(|(key, _)| Value::Text(key.clone())).collect();
            &keys
        }
        Value::None | Value::Word(_) => &[],
        _ => return None,
    };
    let twice = (1..items.len()).any(|at| items[..at].iter().any(|earlier| same(earlier, &items[at])));
    Some(if !twice && items.iter().any(Value::is_unknown) { unknown_truth() } else { Value::Bool(!twice) })
}

/// What a word holds: the names of `except("Host")`, given as items or as one list; nothing where another word, or none, stands there.
fn inside(value: &Value, word: &str) -> Option<Value> {
    Some(match value {
        Value::Call(own, items) if own == word => match items.as_slice() {
            [Value::List(items)] => Value::List(items.clone()),
            items => Value::List(items.to_vec()),
        },
        _ => Value::List(Vec::new()),
    })
}

fn length(value: &Value) -> Option<i64> {
    match value {
        Value::Text(text) => Some(text.chars().count() as i64),
        Value::List(items) => Some(items.len() as i64),
        Value::Map(entries) => Some(entries.len() as i64),
        Value::None => Some(0),
        _ => None,
    }
}
