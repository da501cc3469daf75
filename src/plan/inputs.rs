//! Values known only when deployed, and what more must be asked for because of them.
//!
//! In: the program's inputs. Out: the plan's, in the same order, then those that follow: a load balancer known only by its
//! name needs its alias zone as well.

use super::expand::Expansion;
use super::{From, Input};
use crate::resolve;
use crate::schema::{InputId, Shape, TextForm, Unknown, Value};
use crate::source::Name;
use std::sync::Arc;

/// What follows from an input whose type is a kind with such a field.
const ZONE: &str = "zone_id";

/// Plans the inputs.
pub(super) fn plan(inputs: Vec<resolve::Input>, expansion: &mut Expansion) -> Vec<Input> {
    let aliased = if inputs.iter().any(|input| input.block.is_some()) { aliased(expansion) } else { Vec::new() };
    let mut planned: Vec<Input> = inputs.iter().map(planned).collect();
    for input in &inputs {
        let Some(block) = input.block.filter(|block| aliased.contains(block)) else {
            continue;
        };
        let id = InputId(planned.len() as u32);
        planned.push(Input {
            name: format!("{}_{ZONE}", input.name).into(),
            span: input.span,
            docs: Some(format!("The hosted zone of {}, as its service shows it.", input.name).into()),
            shape: Shape::Form(TextForm::ZoneId),
            optional: input.optional,
            default: None,
            from: beside(input),
        });
        expansion.set(block, ZONE, Value::Unknown(Box::new(Unknown::Input(id))));
    }
    planned
}

fn planned(input: &resolve::Input) -> Input {
    Input {
        name: input.name.as_str().into(),
        span: input.span,
        docs: input.docs.clone(),
        shape: input.shape.clone(),
        optional: input.optional,
        default: input.default.clone(),
        from: input.from.as_ref().map_or(From::Deployer, |(word, text, _)| origin(*word, text)),
    }
}

fn origin(word: Name, text: &Arc<str>) -> From {
    match word.as_str() {
        "ssm" => From::Ssm(text.clone()),
        "export" => From::Export(text.clone()),
        _ => From::Terraform(text.clone()),
    }
}

/// Where the zone id of an input comes from: in Terraform, the same resource's.
fn beside(input: &resolve::Input) -> From {
    match &input.from {
        Some((word, text, _)) if *word == "terraform" => match text.rsplit_once('.') {
            Some((resource, _)) => From::Terraform(format!("{resource}.{ZONE}").into()),
            None => From::Deployer,
        },
        _ => From::Deployer,
    }
}

/// Blocks whose alias zone some record asks for.
fn aliased(expansion: &Expansion) -> Vec<crate::schema::BlockId> {
    let mut blocks = Vec::new();
    let zone = Name::of(ZONE);
    for value in expansion.blocks.iter().flat_map(|block| &block.slots).map(|slot| &slot.value) {
        if let Value::Call(_, arguments) = value {
            for argument in arguments {
                if let Value::Unknown(unknown) = argument
                    && let Unknown::Attribute(block, output) = **unknown
                    && output == zone
                    && !blocks.contains(&block)
                {
                    blocks.push(block);
                }
            }
        }
    }
    blocks
}
