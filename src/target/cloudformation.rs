//! CloudFormation templates, and the order they are deployed in.
//!
//! In: a plan. Out: `cloudformation/template.json`, one more for each other region, `cloudformation/stacks.json`. Deliberately
//! absent: deploying.

use super::encode::{Encoder, Use};
use super::fragment::Fragments;
use super::placement::{Limits, Placement, Template, passes_as_list};
use super::world::{Item, World};
use super::write::Json;
use super::{File, Files, names, parameters, refusals};
use crate::plan::{Output, Plan};
use crate::report::Reports;
use crate::schema::{Block, Condition, InputId, KindId, Schema, Shape, Target, Unknown, Value};
use crate::source::Span;
use rustc_hash::FxHashSet;

/// A description may have so many bytes.
const DESCRIPTION: usize = 1024;

/// Writes every template of a plan, and `stacks.json`.
pub fn write(plan: &Plan, schema: &Schema, reports: &mut Reports) -> Files {
    let world = World::new(plan, schema, Target::CloudFormation);
    super::refuse_unknown(&world, reports);
    let nowhere = Block::new(KindId(0), "", Span::default());
    let mut encoder = Encoder::new(&world, &nowhere, reports);
    let fragments = Fragments::write(&world, &mut encoder);
    let mut placement = Placement::decide(&world, &fragments, Limits::of(schema));
    if placement.templates.is_empty() {
        placement.templates.push(Template { region: plan.region, foreign: false, number: 1, items: Vec::new() });
    }
    let mut drafts: Vec<Draft> = placement.templates.iter().map(|_| Draft::default()).collect();
    encoder.placement = Some((&placement, 0));
    for (at, draft) in drafts.iter_mut().enumerate() {
        encoder.placement = Some((&placement, at as u32));
        draft.resources(&world, &fragments, &placement, at, &mut encoder);
    }
    for output in &plan.outputs {
        let at = template_of(output, &world, &placement, &mut encoder);
        encoder.placement = Some((&placement, at));
        drafts[at as usize].output(output, &mut encoder);
    }
    let mut handed_out: Vec<Vec<(Item, Option<&str>)>> = vec![Vec::new(); drafts.len()];
    let mut seen = FxHashSet::default();
    for draft in &drafts {
        for (item, attribute) in &draft.brought {
            if let Some(from) = placement.template_of(*item)
                && seen.insert((*item, *attribute))
            {
                handed_out[from as usize].push((*item, *attribute));
            }
        }
    }
    let mut files = Files::new();
    for (at, mut draft) in drafts.into_iter().enumerate() {
        encoder.placement = Some((&placement, at as u32));
        draft.hand_out(&handed_out[at], &placement, &mut encoder);
        let bytes = draft.finish(&world, &placement, &mut encoder);
        files.push(File { path: "cloudformation/".to_owned() + &file_name(&placement.templates[at]), bytes });
        encoder.json = Json::default();
        draft_parameters(at, &draft, &mut handed_out);
        stack_inputs(&mut files, &draft);
    }
    files
}
