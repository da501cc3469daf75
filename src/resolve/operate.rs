//! What operators do to values.
//!
//! In: values. Out: a value, or `None` where an operator makes no sense for them. Deliberately absent: names and reports.

use crate::schema::{Condition, Unknown, Value};
use crate::syntax::Binary;
use std::cmp::Ordering;

/// `not a`
pub fn not(value: &Value) -> Option<Value> {
    match value {
        Value::Bool(truth) => Some(Value::Bool(!truth)),
        _ => condition(value).map(|condition| truth_of(Condition::Not(Box::new(condition)))),
    }
}

/// `-a`
pub fn negate(value: &Value) -> Option<Value> {
    match value {
        Value::Int(int) => int.checked_neg().map(Value::Int),
        Value::Decimal(digits) => Some(Value::Decimal(match digits.strip_prefix('-') {
            Some(positive) => positive.into(),
            None => format!("-{digits}").into(),
        })),
        _ => None,
    }
}

/// `a operator b`
pub fn binary(operator: Binary, left: &Value, right: &Value) -> Option<Value> {
    match operator {
        Binary::And | Binary::Or => connect(operator, left, right),
        Binary::Equal => Some(equal(left, right)),
        Binary::NotEqual => not(&equal(left, right)),
        Binary::Less | Binary::AtMost | Binary::More | Binary::AtLeast => compare(operator, left, right),
        Binary::In => contains(right, left),
        Binary::Plus | Binary::Minus | Binary::Times | Binary::Over => compute(operator, left, right),
        Binary::Either | Binary::Range => None,
    }
}

fn connect(operator: Binary, left: &Value, right: &Value) -> Option<Value> {
    let decides = operator == Binary::Or;
    match (left, right) {
        (Value::Bool(a), _) if *a == decides => Some(Value::Bool(decides)),
        (_, Value::Bool(b)) if *b == decides => Some(Value::Bool(decides)),
        (Value::Bool(_), other) | (other, Value::Bool(_)) => match other {
            Value::Bool(_) => Some(Value::Bool(!decides)),
            _ => condition(other).map(truth_of),
        },
        _ => {
            let both = vec![condition(left)?, condition(right)?];
            Some(truth_of(if decides { Condition::Or(both) } else { Condition::And(both) }))
        }
    }
}

/// Whether two values are equal; unknown where either is, unless they are the same unknown.
pub fn equal(left: &Value, right: &Value) -> Value {
    if let (Some(a), Some(b)) = (left.as_text(), right.as_text()) {
        return Value::Bool(a == b);
    }
    if left == right {
        return Value::Bool(true);
    }
    match (left, right) {
        (Value::Unknown(unknown), Value::None) | (Value::None, Value::Unknown(unknown)) => match **unknown {
            Unknown::Input(input) => truth_of(Condition::Not(Box::new(Condition::Given(input)))),
            _ => Value::Bool(false),
        },
        _ if left.is_unknown() || right.is_unknown() => truth_of(Condition::Equal(left.clone(), right.clone())),
        _ => Value::Bool(number(left).is_some() && same_sort(left, right) && number(left) == number(right)),
    }
}

fn compare(operator: Binary, left: &Value, right: &Value) -> Option<Value> {
    if left.is_unknown() || right.is_unknown() {
        return Some(unknown_truth());
    }
    if !same_sort(left, right) {
        return None;
    }
    let order = number(left)?.partial_cmp(&number(right)?)?;
    Some(Value::Bool(match operator {
        Binary::Less => order == Ordering::Less,
        Binary::AtMost => order != Ordering::Greater,
        Binary::More => order == Ordering::Greater,
        _ => order != Ordering::Less,
    }))
}

/// Whether a list holds an item, or a text a part; without regard to case, as header names are.
fn contains(whole: &Value, part: &Value) -> Option<Value> {
    match whole {
        Value::List(items) => {
            let held = items.iter().any(|item| match (item.as_text(), part.as_text()) {
                (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
                _ => item == part,
            });
            let open = !held && (part.is_unknown() || items.iter().any(Value::is_unknown));
            Some(if open { unknown_truth() } else { Value::Bool(held) })
        }
        Value::Text(text) => Some(Value::Bool(text.contains(part.as_text()?))),
        Value::Map(entries) => {
            let key = part.as_text()?;
            Some(Value::Bool(entries.iter().any(|(known, _)| known.eq_ignore_ascii_case(key))))
        }
        Value::None | Value::Word(_) | Value::Call(..) => Some(Value::Bool(false)),
        Value::Unknown(_) => Some(unknown_truth()),
        _ => None,
    }
}

fn compute(operator: Binary, left: &Value, right: &Value) -> Option<Value> {
    if let (Binary::Plus, Value::Map(a), Value::Map(b)) = (operator, left, right) {
        let kept = a.iter().filter(|(key, _)| b.iter().all(|(other, _)| other != key));
        return Some(Value::Map(kept.chain(b).cloned().collect()));
    }
    if let (Binary::Plus, Value::List(a), Value::List(b)) = (operator, left, right) {
        return Some(Value::List(a.iter().chain(b).cloned().collect()));
    }
    let (a, b) = (whole(left)?, whole(right)?);
    let scales = matches!(operator, Binary::Times | Binary::Over) && matches!(right, Value::Int(_));
    if !scales && !same_sort(left, right) {
        return None;
    }
    let result = match operator {
        Binary::Plus => a.checked_add(b)?,
        Binary::Minus => a.checked_sub(b)?,
        Binary::Times => a.checked_mul(b)?,
        _ => a.checked_div(b)?,
    };
    match left {
        Value::Duration(_) => u64::try_from(result).ok().map(Value::Duration),
        Value::Size(_) => u64::try_from(result).ok().map(Value::Size),
        Value::Percent(_) => u32::try_from(result).ok().map(Value::Percent),
        _ => Some(Value::Int(result)),
    }
}

/// Whether an operator computes with two numbers of one sort, so that only their size can be in the way.
pub fn computes(operator: Binary, left: &Value, right: &Value) -> bool {
    let computes = matches!(operator, Binary::Plus | Binary::Minus | Binary::Times | Binary::Over);
    let scales = matches!(operator, Binary::Times | Binary::Over) && matches!(right, Value::Int(_));
    computes && whole(left).is_some() && whole(right).is_some() && (scales || same_sort(left, right))
}

fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Int(int) => Some(*int),
        Value::Duration(number) | Value::Size(number) => i64::try_from(*number).ok(),
        Value::Percent(number) => Some(i64::from(*number)),
        _ => None,
    }
}

/// A value as a number in the unit of its own sort.
pub fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Decimal(digits) => digits.parse().ok(),
        _ => whole(value).map(|int| int as f64),
    }
}

fn same_sort(left: &Value, right: &Value) -> bool {
    let plain = |value: &Value| matches!(value, Value::Int(_) | Value::Decimal(_));
    std::mem::discriminant(left) == std::mem::discriminant(right) || plain(left) && plain(right)
}

/// The condition behind an unknown truth; `None` where a value is no truth at all.
pub fn condition(value: &Value) -> Option<Condition> {
    let Value::Unknown(unknown) = value else {
        return None;
    };
    match &**unknown {
        Unknown::If(condition, Value::Bool(true), Value::Bool(false)) => Some(condition.clone()),
        Unknown::If(condition, Value::Bool(false), Value::Bool(true)) => Some(Condition::Not(Box::new(condition.clone()))),
        Unknown::Input(_) | Unknown::Attribute(..) => Some(Condition::Equal(value.clone(), Value::text("true"))),
        _ => None,
    }
}

/// A truth that is known when deployed.
pub fn truth_of(condition: Condition) -> Value {
    match condition {
        Condition::Not(inner) if matches!(*inner, Condition::Not(_)) => match *inner {
            Condition::Not(twice) => truth_of(*twice),
            _ => unreachable!("matched above"),
        },
        condition => Value::Unknown(Box::new(Unknown::If(condition, Value::Bool(true), Value::Bool(false)))),
    }
}

/// Whether a value stands for one that has been found fault with already.
pub fn is_reported(value: &Value) -> bool {
    matches!(value, Value::Unknown(unknown) if matches!(&**unknown, Unknown::Template(parts) if parts.is_empty()))
}

/// A truth nobody can know: what a rule stays silent about.
pub fn unknown_truth() -> Value {
    Value::Unknown(Box::new(Unknown::Template(Vec::new())))
}

/// A value as text: in interpolation, in messages, as a key.
pub fn shown(value: &Value) -> String {
    match value {
        Value::None => "none".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Int(int) => int.to_string(),
        Value::Decimal(text) | Value::Time(text) | Value::Text(text) => text.to_string(),
        Value::Duration(milliseconds) => shown_duration(*milliseconds),
        Value::Size(bytes) => shown_size(*bytes),
        Value::Percent(hundredths) if hundredths % 100 == 0 => format!("{}%", hundredths / 100),
        Value::Percent(hundredths) => format!("{}%", f64::from(*hundredths) / 100.0),
        Value::Word(word) => word.to_string(),
        Value::List(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Map(entries) => {
            let entries: Vec<String> = entries.iter().map(|(key, value)| format!("{key} = {}", shown(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Value::Call(word, arguments) => format!("{word}({})", arguments.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Value::Block(_) => "a block".to_owned(),
        Value::Unknown(_) => "a value known when deployed".to_owned(),
    }
}

/// A duration as authors write it: the fewest units that say it exactly.
fn shown_duration(milliseconds: u64) -> String {
    const UNITS: [(u64, &str); 5] = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s"), (1, "ms")];
    const YEAR: u64 = 365 * 86_400_000;
    if milliseconds == 0 {
        return "0s".to_owned();
    }
    if milliseconds.is_multiple_of(YEAR) {
        return format!("{}y", milliseconds / YEAR);
    }
    let mut rest = milliseconds;
    let mut text = String::new();
    for (unit, word) in UNITS {
        if rest >= unit {
            text.push_str(&format!("{}{word}", rest / unit));
            rest %= unit;
        }
    }
    text
}

fn shown_size(bytes: u64) -> String {
    const UNITS: [(u32, &str); 4] = [(40, "TB"), (30, "GB"), (20, "MB"), (10, "KB")];
    let unit = UNITS.iter().find(|(power, _)| bytes > 0 && bytes.is_multiple_of(1 << power));
    unit.map_or_else(|| format!("{bytes}B"), |(power, word)| format!("{}{word}", bytes >> power))
}

/// What a report calls a value: `a duration`, `the word \`x\``.
pub fn sort(value: &Value) -> String {
    match value {
        Value::None => "nothing".to_owned(),
        Value::Bool(_) => "a truth".to_owned(),
        Value::Int(_) | Value::Decimal(_) => format!("the number {}", shown(value)),
        Value::Duration(_) => format!("the duration {}", shown(value)),
        Value::Size(_) => format!("the size {}", shown(value)),
        Value::Percent(_) => format!("the share {}", shown(value)),
        Value::Time(_) => format!("the time {}", shown(value)),
        Value::Text(text) if text.chars().count() <= 40 => format!("the text \"{text}\""),
        Value::Text(_) => "a text".to_owned(),
        Value::Word(word) => format!("the word `{word}`"),
        Value::List(items) => format!("a list of {}", items.len()),
        Value::Map(_) => "a map".to_owned(),
        Value::Call(word, _) => format!("{word}(…)"),
        Value::Block(_) => "a block".to_owned(),
        Value::Unknown(_) => "a value known only when deployed".to_owned(),
    }
}

/// How an operator is written.
pub fn sign(operator: Binary) -> &'static str {
    match operator {
        Binary::Or => "or",
        Binary::And => "and",
        Binary::Equal => "==",
        Binary::NotEqual => "!=",
        Binary::Less => "<",
        Binary::AtMost => "<=",
        Binary::More => ">",
        Binary::AtLeast => ">=",
        Binary::In => "in",
        Binary::Either => "|",
        Binary::Range => "..",
        Binary::Plus => "+",
        Binary::Minus => "-",
        Binary::Times => "*",
        Binary::Over => "/",
    }
}

/// Text made of parts, unknown if any of them is.
pub fn join(parts: Vec<Value>) -> Value {
    if !parts.iter().any(|part| matches!(part, Value::Block(_)) || part.is_unknown()) {
        return Value::Text(parts.iter().map(shown).collect::<String>().into());
    }
    let mut pieces: Vec<Value> = Vec::with_capacity(parts.len());
    for part in parts {
        match (pieces.last_mut(), part) {
            (Some(Value::Text(before)), Value::Text(text)) => *before = format!("{before}{text}").into(),
            (_, part) => pieces.push(part),
        }
    }
    Value::Unknown(Box::new(Unknown::Template(pieces)))
}
