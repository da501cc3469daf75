//! Blocks that refer to one another in a circle: none of them could be created first.
//!
//! In: a model. Out: a finding of the language for each circle. Deliberately absent: the way from a part to the block around it,
//! which is no reference.

use crate::model::Model;
use crate::report::{Code, Reports};
use crate::schema::{BlockId, Position, Schema, Unknown, Value};
use crate::source::Span;

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    Open,
    Done,
}

/// Finds circles.
pub(super) fn check(model: &Model, schema: &Schema, reports: &mut Reports) {
    let mut marks = vec![Mark::New; model.blocks.len()];
    let mut way: Vec<(BlockId, Vec<(BlockId, Span)>)> = Vec::new();
    for (start, block) in model.own() {
        // Parts are reached by the blocks they stand in; nothing refers to them but those.
        if marks[start.0 as usize] != Mark::New || schema.kind(block.kind).is_part {
            continue;
        }
        marks[start.0 as usize] = Mark::Open;
        way.push((start, references(start, model, schema)));
        while let Some((block, next)) = way.last_mut() {
            let Some((to, span)) = next.pop() else {
                marks[block.0 as usize] = Mark::Done;
                way.pop();
                continue;
            };
            match marks.get(to.0 as usize) {
                Some(Mark::New) => {
                    marks[to.0 as usize] = Mark::Open;
                    way.push((to, references(to, model, schema)));
                }
                Some(Mark::Open) => report(to, span, &way, model, reports),
                Some(Mark::Done) | None => {}
            }
        }
    }
}

fn report(to: BlockId, span: Span, way: &[(BlockId, Vec<(BlockId, Span)>)], model: &Model, reports: &mut Reports) {
    let circle = way.iter().map(|(block, _)| *block).skip_while(|block| *block != to);
    let labels: Vec<&str> = circle.map(|block| &*model.block(block).label).filter(|label| !label.is_empty()).collect();
    let label = &model.block(to).label;
    let circle = format!("{} → {label}", labels.join(" → "));
    reports.push(Code::Cycle.at(span).with(label).with(circle).beside(model.block(to).span, "and this leads back"));
}

fn references(id: BlockId, model: &Model, schema: &Schema) -> Vec<(BlockId, Span)> {
    let block = model.block(id);
    let kind = schema.kind(block.kind);
    let mut found = Vec::new();
    for slot in block.slots.iter().chain(block.branches.iter().flat_map(|branch| &branch.slots)) {
        if kind.field(slot.field).position != Position::Parent {
            mentioned(&slot.value, slot.span, &mut found);
        }
    }
    found
}

fn mentioned(value: &Value, span: Span, found: &mut Vec<(BlockId, Span)>) {
    match value {
        Value::Block(block) => found.push((*block, span)),
        Value::List(_) | Value::Call(..) => value.items().iter().for_each(|item| mentioned(item, span, found)),
        Value::Map(entries) => entries.iter().for_each(|(_, value)| mentioned(value, span, found)),
        Value::Unknown(unknown) => match &**unknown {
            Unknown::Attribute(block, _) => found.push((*block, span)),
            Unknown::Template(parts) => parts.iter().for_each(|part| mentioned(part, span, found)),
            Unknown::If(_, yes, no) => [yes, no].into_iter().for_each(|side| mentioned(side, span, found)),
            _ => {}
        },
        _ => {}
    }
}
