//! What breaks a rule that asks something of one text, number, or word of a block.

use super::broken::{Broken, Source, broken};
use edgewise::model::Reader;
use edgewise::schema::{Block, FieldId, Rule, Value};
use edgewise::syntax::{Binary, Expr, Form, Unary};

/// Every rule of the library broken in each block whose other conditions hold.
pub fn all(source: &Source) -> Vec<Broken> {
    let reader = Reader::new(source.schema, &source.model.blocks);
    let mut all = Vec::new();
    for (kind, block) in source.blocks() {
        for rule in source.schema.kind(block.kind).rules.iter().filter(|rule| !rule.by_law) {
            let Some(require) = &rule.require else { continue };
            if !rule.when.iter().all(|when| reader.compute(block, when) == Value::Bool(true)) {
                continue;
            }
            for (field, value) in against(require, &reader, block) {
                all.extend(put(source, (kind, block), rule, field, &value));
            }
        }
    }
    all
}

fn put(source: &Source, (kind, block): (&str, &Block), rule: &Rule, field: FieldId, value: &str) -> Option<Broken> {
    let described = source.schema.kind(block.kind).field(field);
    let name = format!("{kind}.{}: what is asked for by {} {}", described.name, rule.code, rule.name);
    // A value may break the form of its field as well, which is told first.
    let wanted = [rule.code.as_str(), "EW-306", "EW-316"];
    match block.slot(field) {
        Some(slot) => Some(broken(name, source.place(slot)?, value.to_owned(), &wanted)),
        None => {
            let at = source.inside(block)?;
            Some(broken(name, at..at, format!("{} = {value}\n", described.name), &wanted))
        }
    }
}

/// Fields with a value that a condition does not allow.
fn against(condition: &Expr, reader: &Reader, block: &Block) -> Vec<(FieldId, String)> {
    let kind = reader.kind(block);
    let field = |expr: &Expr| match &expr.form {
        Form::Word(word) => kind.field_in(*word, block.case),
        _ => None,
    };
    let text = |expr: &Expr| if let Form::Text(text) = &expr.form { Some(text.clone()) } else { None };
    match &condition.form {
        Form::Binary(Binary::And, sides) => sides.iter().flat_map(|side| against(side, reader, block)).collect(),
        Form::Binary(operator @ (Binary::AtMost | Binary::AtLeast | Binary::Less | Binary::More), sides) => {
            let by = if matches!(operator, Binary::AtMost | Binary::Less) { 1 } else { -1 };
            let other = reader.compute(block, &sides[1]);
            field(&sides[0]).zip(beyond(&other, by)).into_iter().collect()
        }
        Form::Call(function, arguments) => {
            let Form::Word(function) = &function.form else { return Vec::new() };
            let Some(field) = arguments.first().and_then(field) else { return Vec::new() };
            let value = match (function.as_str(), arguments.get(1).and_then(text)) {
                ("spelled", _) => "\"a b!c\"",
                ("starts_with" | "ends_with" | "contains", Some(_)) => "\"zz\"",
                ("distinct", _) => return twice(reader, block, field).into_iter().collect(),
                _ => return Vec::new(),
            };
            vec![(field, value.to_owned())]
        }
        Form::Unary(Unary::Not, inner) => match &inner.form {
            Form::Call(function, arguments) => {
                let part = arguments.get(1).and_then(text);
                let (Some(field), Some(part), Form::Word(function)) = (arguments.first().and_then(field), part, &function.form)
                else {
                    return Vec::new();
                };
                let is_about_texts = matches!(function.as_str(), "starts_with" | "ends_with" | "contains");
                is_about_texts.then(|| (field, format!("\"{part}\""))).into_iter().collect()
            }
            _ => Vec::new(),
        },
        Form::Binary(Binary::NotEqual, sides) => {
            let value = match &sides[1].form {
                Form::Word(word) if *word != "none" => word.as_str().to_owned(),
                Form::Text(text) => format!("\"{text}\""),
                _ => return Vec::new(),
            };
            field(&sides[0]).map(|field| (field, value)).into_iter().collect()
        }
        Form::Binary(Binary::Equal, sides) => match (field(&sides[0]), reader.compute(block, &sides[1])) {
            (Some(field), Value::Bool(truth)) => vec![(field, (!truth).to_string())],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// A number beyond another.
fn beyond(value: &Value, by: i64) -> Option<String> {
    Some(match value {
        Value::Int(int) => (int + by).to_string(),
        Value::Duration(milliseconds) => format!("{}s", i64::try_from(*milliseconds).ok()? / 1_000 + by),
        _ => return None,
    })
}

/// A list of texts with its first twice.
fn twice(reader: &Reader, block: &Block, field: FieldId) -> Option<(FieldId, String)> {
    match &*reader.value(block, field) {
        Value::List(items) => {
            let first = match items.first()? {
                Value::Text(text) => format!("\"{text}\""),
                Value::Word(word) => word.as_str().to_owned(),
                _ => return None,
            };
            Some((field, format!("[{first}, {first}]")))
        }
        _ => None,
    }
}
