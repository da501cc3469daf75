//! Values for inputs, so that what depends on them can be compared.
//!
//! In: a model, names and texts. Out: the same model, with these inputs known. Deliberately absent: inputs that the model does
//! not have, which the caller hears of.

use crate::model::Model;
use crate::resolve::{Input, join};
use crate::schema::{Block, Condition, InputId, Shape, Unknown, Value};
use std::sync::Arc;

/// Puts values in place of inputs; hands back the names that no input has.
pub fn give(model: &mut Model, given: &[(String, String)]) -> Vec<String> {
    let mut values: Vec<Option<Value>> = vec![None; model.inputs.len()];
    let mut unknown = Vec::new();
    for (name, text) in given {
        match model.inputs.iter().position(|input| super::fold_origin::same_name(input.name.as_str(), name)) {
            Some(at) => values[at] = Some(read(&model.inputs[at], text)),
            None => unknown.push(name.clone()),
        }
    }
    if values.iter().any(Option::is_some) {
        model.blocks.iter_mut().for_each(|block| in_block(block, &values));
    }
    unknown
}

fn read(input: &Input, text: &str) -> Value {
    let plain = || Value::Text(Arc::from(text));
    match &input.shape {
        Shape::Int(_) => text.parse().map_or_else(|_| plain(), Value::Int),
        Shape::Bool => text.parse().map_or_else(|_| plain(), Value::Bool),
        Shape::List(..) => Value::List(text.split(',').map(|item| Value::text(item.trim())).collect()),
        _ => plain(),
    }
}

fn in_block(block: &mut Block, values: &[Option<Value>]) {
    block.slots.iter_mut().for_each(|slot| in_value(&mut slot.value, values));
    block.branches.iter_mut().for_each(|branch| in_block(branch, values));
    if let Some(condition) = &mut block.condition {
        in_condition(condition, values);
    }
}

fn in_value(value: &mut Value, values: &[Option<Value>]) {
    match value {
        Value::List(_) | Value::Call(..) => value.items_mut().into_iter().flatten().for_each(|item| in_value(item, values)),
        Value::Map(entries) => entries.iter_mut().for_each(|(_, value)| in_value(value, values)),
        Value::Unknown(unknown) => match &mut **unknown {
            Unknown::Input(input) => {
                if let Some(known) = value_of(*input, values) {
                    *value = known;
                }
            }
            Unknown::Template(parts) => {
                parts.iter_mut().for_each(|part| in_value(part, values));
                *value = join(std::mem::take(parts));
            }
            Unknown::If(condition, then, otherwise) => {
                in_condition(condition, values);
                in_value(then, values);
                in_value(otherwise, values);
                match truth(condition, values) {
                    Some(true) => *value = std::mem::replace(then, Value::None),
                    Some(false) => *value = std::mem::replace(otherwise, Value::None),
                    None => {}
                }
            }
            Unknown::Attribute(..) | Unknown::Stack(_) | Unknown::Raw(..) => {}
        },
        _ => {}
    }
}

fn in_condition(condition: &mut Condition, values: &[Option<Value>]) {
    match condition {
        Condition::Equal(a, b) => {
            in_value(a, values);
            in_value(b, values);
        }
        Condition::Given(_) => {}
        Condition::Not(inner) => in_condition(inner, values),
        Condition::And(parts) | Condition::Or(parts) => parts.iter_mut().for_each(|part| in_condition(part, values)),
    }
}

fn truth(condition: &Condition, values: &[Option<Value>]) -> Option<bool> {
    match condition {
        Condition::Equal(a, b) if !a.is_unknown() && !b.is_unknown() => Some(crate::target::alike(a, b)),
        Condition::Equal(..) => None,
        Condition::Given(input) => value_of(*input, values).map(|_| true),
        Condition::Not(inner) => truth(inner, values).map(|truth| !truth),
        Condition::And(parts) => parts.iter().map(|part| truth(part, values)).try_fold(true, |all, one| Some(all && one?)),
        Condition::Or(parts) => parts.iter().map(|part| truth(part, values)).try_fold(false, |any, one| Some(any || one?)),
    }
}

fn value_of(input: InputId, values: &[Option<Value>]) -> Option<Value> {
    values.get(input.0 as usize).cloned().flatten()
}
