//! The functions every expression may call.
//!
//! In: a name and values. Out: a value, or `None` where there is no such function for them. Deliberately absent: functions
//! that need files or the library's facts, which a scope answers itself.

use super::operate::{number, unknown_truth};
use crate::schema::Value;
use crate::source::Name;

/// What each function takes, in a report's words.
const FUNCTIONS: [(&str, &str); 13] = [
    ("all", "a list and a condition"),
    ("any", "a list and a condition"),
    ("contains", "two texts"),
    ("ends_with", "two texts"),
    ("file", "a path"),
    ("join", "a list and the text between its items"),
    ("larger", "two numbers"),
    ("length", "a text, a list or a map"),
    ("lower", "a text"),
    ("smaller", "two numbers"),
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
        "length" | "lower" | "upper" | "starts_with" | "ends_with" | "contains" | "larger" | "smaller" | "text"
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
            Some(super::evaluate::join(parts.collect()))
        }
        ("text", [value]) => Some(Value::text(&super::operate::shown(value))),
        ("starts_with", [value, part]) => Some(Value::Bool(value.as_text()?.starts_with(part.as_text()?))),
        ("ends_with", [value, part]) => Some(Value::Bool(value.as_text()?.ends_with(part.as_text()?))),
        ("contains", [value, part]) => Some(Value::Bool(value.as_text()?.contains(part.as_text()?))),
        ("larger", [a, b]) => Some(if number(a)? >= number(b)? { a.clone() } else { b.clone() }),
        ("smaller", [a, b]) => Some(if number(a)? <= number(b)? { a.clone() } else { b.clone() }),
        _ => None,
    }
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
