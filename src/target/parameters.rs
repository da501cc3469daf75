//! What is known only when deployed, declared: parameters of CloudFormation, variables of Terraform.
//!
//! In: inputs. Out: their declarations. Deliberately absent: their use.

use super::encode::Encoder;
use crate::plan::From;
use crate::schema::{InputId, Shape, TextForm, Value};

/// Declares an input as a parameter of CloudFormation.
pub(crate) fn declare(id: InputId, encoder: &mut Encoder) {
    let world = encoder.world;
    let (input, name) = world.input(id);
    let empty = input.optional && !matches!(input.from, From::Ssm(_));
    encoder.span = input.span;
    encoder.json.key(name);
    encoder.json.object();
    encoder.json.key("Type");
    encoder.json.string(match (&input.from, sort(&input.shape)) {
        (From::Ssm(_), Sort::List) => "AWS::SSM::Parameter::Value<List<String>>",
        (From::Ssm(_), _) => "AWS::SSM::Parameter::Value<String>",
        (_, Sort::Number) if !empty => "Number",
        (_, Sort::List) => "CommaDelimitedList",
        (_, Sort::Number | Sort::Text | Sort::Bool | Sort::Map) => "String",
    });
    if let Some(docs) = &input.docs {
        encoder.json.key("Description");
        encoder.json.string(docs);
    }
    match (&input.from, &input.default) {
        (From::Ssm(path), _) => {
            encoder.json.key("Default");
            encoder.json.string(path);
        }
        (_, Some(default)) if *default != Value::None => {
            encoder.json.key("Default");
            encoder.parameter_default(&input.shape, default);
        }
        _ if empty => {
            encoder.json.key("Default");
            encoder.json.string("");
        }
        _ => {}
    }
    if is_secret(&input.shape) {
        encoder.json.key("NoEcho");
        encoder.json.bool(true);
    }
    if !matches!(input.from, From::Ssm(_)) {
        allowed(&input.shape, empty, encoder);
    }
    encoder.json.leave();
}

/// Declares what another template hands out as a parameter.
pub(crate) fn bring(name: &str, about: &str, list: bool, sometimes: bool, encoder: &mut Encoder) {
    encoder.json.key(name);
    encoder.json.object();
    encoder.json.key("Type");
    encoder.json.string(if list { "CommaDelimitedList" } else { "String" });
    encoder.json.key("Description");
    encoder.json.string(about);
    if sometimes {
        encoder.json.key("Default");
        encoder.json.string("");
    }
    encoder.json.leave();
}

/// Values and bounds that CloudFormation checks before it begins.
fn allowed(shape: &Shape, empty: bool, encoder: &mut Encoder) {
    match shape {
        Shape::Bool => {
            encoder.json.key("AllowedValues");
            encoder.json.list();
            for word in if empty { &["", "true", "false"] as &[&str] } else { &["true", "false"] } {
                encoder.json.string(word);
            }
            encoder.json.leave();
        }
        Shape::Choice(id) => {
            let spelled: Vec<&str> =
                encoder.world.schema().choice(*id).words.iter().filter_map(|word| word.spelled.cfn.as_text()).collect();
            if spelled.is_empty() {
                return;
            }
            encoder.json.key("AllowedValues");
            encoder.json.list();
            for word in empty.then_some("").into_iter().chain(spelled) {
                encoder.json.string(word);
            }
            encoder.json.leave();
        }
        Shape::Int(bounds) if !empty => bounded(["MinValue", "MaxValue"], [bounds.min, bounds.max], encoder),
        Shape::Text(bounds) if !empty => bounded(["MinLength", "MaxLength"], [bounds.min, bounds.max], encoder),
        _ => {}
    }
}

fn bounded(keys: [&'static str; 2], bounds: [Option<i64>; 2], encoder: &mut Encoder) {
    for (key, bound) in keys.into_iter().zip(bounds) {
        if let Some(bound) = bound {
            encoder.json.key(key);
            encoder.json.int(bound);
        }
    }
}

impl Encoder<'_> {
    fn parameter_default(&mut self, shape: &Shape, default: &Value) {
        match default {
            Value::Bool(value) => self.json.string(if *value { "true" } else { "false" }),
            Value::List(items) => {
                let texts: Vec<&str> = items.iter().filter_map(Value::as_text).collect();
                self.json.string(&texts.join(","));
            }
            other => self.plain(shape, other),
        }
    }
}

/// Declares an input as a variable of Terraform.
pub(crate) fn variable(id: InputId, encoder: &mut Encoder) {
    let world = encoder.world;
    let (input, name) = world.input(id);
    encoder.span = input.span;
    encoder.json.key(name);
    encoder.json.object();
    encoder.json.key("type");
    encoder.json.string(match sort(&input.shape) {
        Sort::Text => "string",
        Sort::Number => "number",
        Sort::Bool => "bool",
        Sort::List => "list(string)",
        Sort::Map => "map(string)",
    });
    if let Some(docs) = &input.docs {
        encoder.json.key("description");
        encoder.json.string(docs);
    }
    match &input.default {
        Some(default) if *default != Value::None => {
            encoder.json.key("default");
            encoder.plain(&input.shape, default);
        }
        _ if input.optional => {
            encoder.json.key("default");
            encoder.json.raw(b"null");
        }
        _ => {}
    }
    if is_secret(&input.shape) {
        encoder.json.key("sensitive");
        encoder.json.bool(true);
    }
    encoder.json.leave();
}

/// Whether a value must never be shown.
pub(crate) fn is_secret(shape: &Shape) -> bool {
    match shape {
        Shape::Form(TextForm::Secret) => true,
        Shape::Either(arms) => arms.iter().any(is_secret),
        _ => false,
    }
}

/// What a target calls the type of a value.
enum Sort {
    Text,
    Number,
    Bool,
    List,
    Map,
}

fn sort(shape: &Shape) -> Sort {
    match shape {
        Shape::Int(_) | Shape::Decimal(_) | Shape::Duration(_) | Shape::Size(_) | Shape::Percent(_) => Sort::Number,
        Shape::Bool => Sort::Bool,
        Shape::List(..) => Sort::List,
        Shape::Map(_) => Sort::Map,
        Shape::Either(arms) => arms.first().map_or(Sort::Text, sort),
        Shape::Exactly(value) => match value {
            Value::Int(_) | Value::Duration(_) | Value::Size(_) | Value::Percent(_) | Value::Decimal(_) => Sort::Number,
            Value::Bool(_) => Sort::Bool,
            _ => Sort::Text,
        },
        Shape::Text(_) | Shape::Form(_) | Shape::Time | Shape::Choice(_) | Shape::Kind(_) | Shape::Call(..) | Shape::Any => {
            Sort::Text
        }
    }
}
