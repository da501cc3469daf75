//! Reports that several places of a target make.
//!
//! In: the words of a case. Out: a report. Deliberately absent: rules of AWS.

use super::world::World;
use crate::plan::Output;
use crate::report::{Code, Draft, Reports};
use crate::schema::{Block, Field, Target};
use crate::source::Span;

/// An output where no template is written, for a template has at least one resource.
pub(crate) fn nothing_to_deploy(output: &Output) -> Draft {
    let (this, other) = (super::spoken(Target::CloudFormation).0, super::spoken(Target::Terraform).0);
    Code::NotInTarget.at(output.span).with(this).with("an output of a program without resources").with(other)
}

/// Something that a target cannot express, with the way out where the library knows one.
pub(crate) fn not_in_target(target: Target, span: Span, what: &str, instead: Option<&str>) -> Draft {
    let (this, other) = super::spoken(target);
    let draft = Code::NotInTarget.at(span).with(this).with(what).with(other);
    match instead {
        Some(instead) => draft.fix(instead),
        None => draft,
    }
}

/// Says what a target has no type for, though an author wrote it.
pub(super) fn refuse_unknown(world: &World, reports: &mut Reports) {
    for item in world.items().filter(|item| world.kind_of(*item).is_none()) {
        if let Some(block) = world.block(item).filter(|block| block.made_by.is_none()) {
            let kind = world.reader.kind(block);
            // A part without a resource of its own stands inside another.
            if kind.is_part {
                continue;
            }
            reports.push(not_in_target(world.target, block.span, &kind.name, kind.instead.as_deref()));
        }
    }
    refuse_fields(world, reports);
}

/// Fields of blocks that are never written themselves: what is made of them is missing in this target.
fn refuse_fields(world: &World, reports: &mut Reports) {
    let schema = world.schema();
    let lacking = |field: &Field| field.only.is_some_and(|only| only != world.target);
    let concerned: Vec<bool> = schema
        .kinds()
        .map(|(_, kind)| !kind.is_part && kind.resource.of(world.target).is_none() && kind.fields.iter().any(lacking))
        .collect();
    let own = |block: &&Block| !block.existing && block.made_by.is_none() && concerned[block.kind.0 as usize];
    for block in world.plan.blocks.iter().filter(own) {
        let kind = world.reader.kind(block);
        for slot in &block.slots {
            let field = kind.field(slot.field);
            if lacking(field) && slot.value != *world.reader.default(block, slot.field) {
                reports.push(not_in_target(world.target, slot.span, &field.name, field.instead.as_deref()));
            }
        }
    }
}
