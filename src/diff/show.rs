//! Values in the author's terms.
//!
//! In: a value of a side. Out: how an author would write it, on one line. Deliberately absent: what is secret.

use super::side::Read;
use crate::resolve::shown;
use crate::schema::{BlockId, Condition, Shape, TextForm, Unknown, Value};

/// A value is shown in so many characters.
const WIDEST: usize = 96;

/// How an author would write a value.
pub(super) fn show(side: &Read, value: &Value) -> String {
    let text = plain(side, value);
    match text.char_indices().nth(WIDEST) {
        Some((at, _)) => text[..at].to_owned() + "…",
        None => text,
    }
}

/// The same, in full.
pub(super) fn plain(side: &Read, value: &Value) -> String {
    let all = |items: &[Value]| items.iter().map(|item| plain(side, item)).collect::<Vec<_>>().join(", ");
    match value {
        Value::Text(text) => format!("{:?}", &**text),
        Value::List(items) => format!("[{}]", all(items)),
        Value::Map(entries) => {
            let entries: Vec<String> = entries.iter().map(|(key, value)| format!("{key:?} = {}", plain(side, value))).collect();
            if entries.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", entries.join(", ")) }
        }
        Value::Call(word, arguments) if *word == "record" => format!("record {}", all(arguments)),
        Value::Call(word, arguments) => format!("{word}({})", all(arguments)),
        Value::Block(id) => name(side, *id),
        Value::Unknown(unknown) => show_unknown(side, unknown),
        other => shown(other),
    }
}

/// What an author calls a block.
pub(super) fn name(side: &Read, id: BlockId) -> String {
    let block = side.block(id);
    if block.label.is_empty() { side.reader.kind(block).name.to_string() } else { block.label.to_string() }
}

fn show_unknown(side: &Read, unknown: &Unknown) -> String {
    match unknown {
        Unknown::Attribute(id, output) => format!("{}.{output}", name(side, *id)),
        Unknown::Input(id) => side.model().inputs.get(id.0 as usize).map_or("an input", |input| input.name.as_str()).to_owned(),
        Unknown::Template(parts) => {
            let part = |part: &Value| match part {
                Value::Text(text) => text.to_string(),
                Value::Unknown(inner) if matches!(**inner, Unknown::Template(_)) => {
                    show_unknown(side, inner).trim_matches('"').to_owned()
                }
                other => format!("${{{}}}", plain(side, other)),
            };
            format!("\"{}\"", parts.iter().map(part).collect::<String>())
        }
        Unknown::If(condition, then, otherwise) => {
            format!("if {} {{ {} }} else {{ {} }}", show_condition(side, condition), plain(side, then), plain(side, otherwise))
        }
        Unknown::Stack(word) => word.to_string(),
        Unknown::Raw(_, text) => text.to_string(),
    }
}

/// How an author would write a condition.
pub(super) fn show_condition(side: &Read, condition: &Condition) -> String {
    let all =
        |parts: &[Condition], word: &str| parts.iter().map(|part| show_condition(side, part)).collect::<Vec<_>>().join(word);
    match condition {
        Condition::Equal(a, b) => format!("{} == {}", plain(side, a), plain(side, b)),
        Condition::Given(id) => format!("{} != none", show_unknown(side, &Unknown::Input(*id))),
        Condition::Not(inner) => format!("not ({})", show_condition(side, inner)),
        Condition::And(parts) => all(parts, " and "),
        Condition::Or(parts) => all(parts, " or "),
    }
}

/// Whether what a field holds must never be shown.
pub(super) fn is_secret(shape: &Shape) -> bool {
    match shape {
        Shape::Form(TextForm::Secret) => true,
        Shape::Either(arms) => arms.iter().any(is_secret),
        Shape::List(inner, _) | Shape::Map(inner) => is_secret(inner),
        _ => false,
    }
}

/// Two texts of several lines, each by its first line that the other does not have.
pub(super) fn first_lines(old: &str, new: &str) -> (String, String) {
    let differs = old.lines().zip(new.lines()).position(|(a, b)| a != b);
    let at = differs.unwrap_or_else(|| old.lines().count().min(new.lines().count()));
    let line = |text: &str| match text.lines().nth(at) {
        Some(line) => {
            let short: String = line.trim().chars().take(WIDEST - 16).collect();
            format!("line {}: {short}", at + 1)
        }
        None => format!("{at} lines"),
    };
    (line(old), line(new))
}
