//! CloudFormation templates, and the order they are deployed in.
//!
//! In: a plan. Out: `cloudformation/template.json`, one more for each other region, `cloudformation/stacks.json`. Deliberately
//! absent: what stands in one template (`template`), and deploying.

use super::encode::Encoder;
use super::fragment::Fragments;
use super::limits::Limits;
use super::placement::{Graph, Placement, Template};
use super::template::Draft;
use super::world::{Item, World};
use super::write::Json;
use super::{File, names, refusals};
use crate::plan::Output;
use crate::report::{Code, Reports};
use crate::schema::{Block, KindId};
use crate::source::Span;
use rustc_hash::FxHashSet;

/// Writes every template of a plan, and `stacks.json`.
pub(super) fn write(world: World, reports: &mut Reports, put: &mut dyn FnMut(File)) {
    let (plan, schema) = (world.plan, world.schema());
    super::refusals::refuse_unknown(&world, reports);
    let nowhere = Block::new(KindId(0), "", Span::default());
    let mut encoder = Encoder::new(&world, &nowhere, reports);
    let fragments = Fragments::write(&world, &mut encoder);
    let limits = Limits::of(schema);
    let graph = Graph::of(&world, &fragments);
    let placement = Placement::decide(&world, &fragments, &graph, limits, plan.region);
    let mut drafts = Vec::with_capacity(placement.templates.len());
    for at in 0..placement.templates.len() {
        encoder.placement = Some((&placement, at as u32));
        drafts.push(Draft::begin(&fragments, &placement, at, &mut encoder));
    }
    for output in plan.outputs.iter().filter(|output| !world.is_of_other_target(&output.value)) {
        if drafts.is_empty() {
            encoder.reports.push(refusals::nothing_to_deploy(output));
            continue;
        }
        let at = template_of(output, &placement, &mut encoder);
        encoder.placement = Some((&placement, at as u32));
        drafts[at].output(output, &mut encoder);
    }
    for (at, handed_out) in handed_out(&drafts, &placement).iter().enumerate() {
        encoder.placement = Some((&placement, at as u32));
        drafts[at].hand_out(handed_out, &placement, &mut encoder);
    }
    for (at, draft) in drafts.iter_mut().enumerate() {
        encoder.placement = Some((&placement, at as u32));
        let path = "cloudformation/".to_owned() + &file_name(&placement.templates[at]);
        put(File::of(path, draft.finish(&placement.templates[at].items, &fragments, &placement, &mut encoder)));
    }
    put(File::of("cloudformation/stacks.json", stacks(&world, &placement, &drafts)));
    if placement.templates.iter().any(|template| template.number > 1) {
        let why = "a template holds so many resources, bytes, parameters and outputs; regions that need each other need layers";
        let draft = Code::SeveralTemplates.nowhere().with(placement.templates.len()).note(why);
        encoder.reports.push(match placement.better_region(&world, &fragments, &graph, limits) {
            Some((region, count)) => draft.fix(format_args!(
                "write `project NAME {{ region = {region} }}`, and it becomes {count}; or deploy them in the order of `stacks.json`"
            )),
            None => draft,
        });
    }
}

/// The last template that an output needs anything of; the last of all where it needs nothing.
fn template_of<'w>(output: &'w Output, placement: &Placement, encoder: &mut Encoder<'w>) -> usize {
    let items = encoder.items_used(output);
    items
        .into_iter()
        .filter_map(|item| placement.template_of(item))
        .max()
        .map_or(placement.templates.len().saturating_sub(1), |template| template as usize)
}

/// For each template, what later ones need of it, in the order of their need.
fn handed_out<'w>(drafts: &[Draft<'w>], placement: &Placement) -> Vec<Vec<(Item, Option<&'w str>)>> {
    let mut handed_out = vec![Vec::new(); drafts.len()];
    let mut seen = FxHashSet::default();
    for brought in drafts.iter().flat_map(Draft::brought) {
        if let Some(from) = placement.template_of(brought.0)
            && seen.insert(*brought)
        {
            handed_out[from as usize].push(*brought);
        }
    }
    handed_out
}

fn file_name(template: &Template) -> String {
    let mut name = match template.region.filter(|_| template.foreign) {
        Some(region) => region.to_string() + ".template",
        None => "template".to_owned(),
    };
    if template.number > 1 {
        name = name + "-" + &template.number.to_string();
    }
    name + ".json"
}

/// What a stack is called: the plan's name, its region where that is not the plan's, its number from the second on.
pub(crate) fn stack_name(world: &World, template: &Template) -> String {
    let mut name: String =
        world.plan.name.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        name.insert_str(0, "edge-");
    }
    if let Some(region) = template.region.filter(|_| template.foreign) {
        name = name + "-" + &region;
    }
    if template.number > 1 {
        name = name + "-" + &template.number.to_string();
    }
    name
}

fn stacks(world: &World, placement: &Placement, drafts: &[Draft]) -> Json {
    let mut json = Json::default();
    json.object();
    json.key("version");
    json.int(1);
    json.key("stacks");
    json.list();
    for (template, draft) in placement.templates.iter().zip(drafts) {
        json.object();
        json.key("name");
        json.string(&stack_name(world, template));
        json.key("template");
        json.string(&file_name(template));
        json.key("region");
        match template.region {
            Some(region) => json.string(&region),
            None => json.raw(b"null"),
        }
        json.key("parameters");
        json.object();
        for (item, attribute) in draft.brought() {
            let Some(from) = placement.template_of(*item) else {
                continue;
            };
            let name = placement.parameter(world, *item, *attribute);
            json.key(&name);
            json.object();
            json.key("stack");
            json.string(&stack_name(world, &placement.templates[from as usize]));
            json.key("output");
            json.string(&name);
            json.leave();
        }
        json.leave();
        json.leave();
    }
    json.leave();
    json.leave();
    json
}

/// The name of a program's output.
pub(crate) fn output_name(world: &World, output: &Output) -> String {
    let plain = names::logical(&output.name);
    let clashes = world.plan.logical_ids.contains(plain.as_str());
    if clashes { plain + "Output" } else { plain }
}
