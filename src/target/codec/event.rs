//! `event(viewer-request)`: what runs at an event of a request's way. The path's last key is the event.
//!
//! CloudFront Functions and Lambda functions stand in lists of their own; which of the two a block is follows from its
//! field of the name of Terraform's argument, which says whether a Lambda function sees the body.

use super::{Decoder, Encoder, Reach, Spelling, Spot, Tree, Value};
use crate::schema::{BlockId, Kind, Shape, Target, Unknown};
use crate::source::Name;

pub(super) static EVENT: Spelling =
    Spelling { name: "event", reach: Reach::Lists(lists), spells_none: false, takes_rest: false, encode, decode };

fn lists(target: Target) -> &'static [&'static str] {
    match target {
        Target::CloudFormation => &["FunctionAssociations", "LambdaFunctionAssociations"],
        Target::Terraform => &["function_association", "lambda_function_association"],
    }
}

const LAMBDA: usize = 1;

struct Keys {
    event: &'static str,
    arn: [&'static str; 2],
    body: &'static str,
}

const CLOUDFORMATION: Keys = Keys { event: "EventType", arn: ["FunctionARN", "LambdaFunctionARN"], body: "IncludeBody" };
const TERRAFORM: Keys = Keys { event: "event_type", arn: ["function_arn", "lambda_arn"], body: "include_body" };

fn keys(target: Target) -> &'static Keys {
    match target {
        Target::CloudFormation => &CLOUDFORMATION,
        Target::Terraform => &TERRAFORM,
    }
}

fn event(spot: &Spot) -> String {
    spot.key().replace('_', "-")
}

fn encode(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    let block = block_of(value);
    if usize::from(is_lambda(encoder, spot.shape, value, block)) != spot.site {
        return;
    }
    let keys = keys(encoder.target());
    encoder.json.object();
    encoder.json.key(keys.event);
    encoder.json.string(&event(spot));
    encoder.json.key(keys.arn[spot.site]);
    match value {
        Value::Block(id) => {
            let arn = arn_of(encoder, *id);
            encoder.reference(*id, arn);
        }
        other => encoder.plain(&Shape::Any, other),
    }
    if let (LAMBDA, Some(id)) = (spot.site, block) {
        let reader = encoder.world.reader;
        if reader.named(reader.block(id), Name::of(TERRAFORM.body)) == Value::Bool(true) {
            encoder.json.key(keys.body);
            encoder.json.bool(true);
        }
    }
    encoder.json.leave();
}

/// What is asked of a block here: its ARN; the first output of a kind that calls it otherwise.
fn arn_of(encoder: &Encoder, id: BlockId) -> Option<Name> {
    let reader = encoder.world.reader;
    let arn = Name::of("arn");
    reader.blocks.get(id.0 as usize).and_then(|block| reader.kind(block).output_named(arn)).map(|output| output.name)
}

fn block_of(value: &Value) -> Option<BlockId> {
    match value {
        Value::Block(id) => Some(*id),
        Value::Unknown(unknown) => match **unknown {
            Unknown::Attribute(id, _) => Some(id),
            _ => None,
        },
        _ => None,
    }
}

fn is_lambda(encoder: &Encoder, shape: &Shape, value: &Value, block: Option<BlockId>) -> bool {
    let world = encoder.world;
    if let Some(block) = block.and_then(|id| world.plan.blocks.get(id.0 as usize)) {
        return is_lambda_kind(world.reader.kind(block));
    }
    let shape = match value {
        Value::Unknown(unknown) => match &**unknown {
            Unknown::Input(input) => &world.plan.input(*input).shape,
            _ => shape,
        },
        _ => shape,
    };
    match value.as_text() {
        Some(arn) => arn.contains(":lambda:"),
        None => match shape {
            Shape::Kind(kind) => is_lambda_kind(world.schema().kind(*kind)),
            _ => false,
        },
    }
}

/// Only functions of Lambda can be asked whether they see the body.
fn is_lambda_kind(kind: &Kind) -> bool {
    kind.field_named(Name::of(TERRAFORM.body)).is_some()
}

fn decode(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    let keys = keys(decoder.target());
    if tree.is_object() {
        *tree = Tree::Array(vec![tree.take()]);
    }
    let list = tree.as_array_mut()?;
    let event = event(spot);
    let at = list.iter().position(|entry| entry.get(keys.event).and_then(Tree::as_str) == Some(&event))?;
    let mut arn = list[at].get(keys.arn[spot.site])?.clone();
    let value = decoder.naming(spot.shape, &mut arn, Some(Name::of("arn")))?;
    let value = match block_of(&value) {
        Some(id) => Value::Block(id),
        None => value,
    };
    let says_body = list[at].get(keys.body).and_then(Tree::as_bool) == Some(true);
    let known_body = block_of(&value).is_some_and(|id| decoder.named(id, Name::of(TERRAFORM.body)) == Value::Bool(true));
    if says_body && !known_body {
        // The block it names must say so itself, once it is lifted; until then the key is left over.
        list[at] = serde_json::json!({ keys.body: true });
    } else {
        list.remove(at);
    }
    Some(value)
}
