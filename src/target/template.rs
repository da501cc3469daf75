//! One CloudFormation template: parameters, conditions, resources, outputs.
//!
//! In: the items placed in it. Out: its text. Deliberately absent: where items are placed (`placement`).

use super::cloudformation::{output_name, stack_name};
use super::encode::{Encoder, Use};
use super::fragment::Fragments;
use super::parameters;
use super::placement::{Placement, passes_as_list};
use super::world::{Item, World};
use super::write::Json;
use crate::plan::{From, Output};
use crate::schema::{Condition, InputId, Shape, Unknown, Value};
use rustc_hash::FxHashSet;

/// A description may have so many bytes.
const DESCRIPTION: usize = 1024;
/// About so many bytes a parameter has, and so many what stands around resources.
const PARAMETER: usize = 256;
const FRAME: usize = 256;

/// A template in the making.
pub(crate) struct Draft<'w> {
    /// Texts of the items that read differently here than on their own, in their order.
    rewritten: Vec<(Item, Box<[u8]>)>,
    outputs: Json,
    inputs: Vec<InputId>,
    conditions: Vec<usize>,
    brought: Vec<(Item, Option<&'w str>)>,
    seen: FxHashSet<(Item, Option<&'w str>)>,
}

impl<'w> Draft<'w> {
    /// Finds out what the resources of a template use.
    pub(crate) fn begin(fragments: &Fragments<'w>, placement: &'w Placement, at: usize, encoder: &mut Encoder<'w>) -> Draft<'w> {
        let world: &'w World<'w> = encoder.world;
        let mut outputs = Json::at_depth(1);
        outputs.object();
        let mut draft = Draft {
            rewritten: Vec::new(),
            outputs,
            inputs: Vec::new(),
            conditions: Vec::new(),
            brought: Vec::new(),
            seen: FxHashSet::default(),
        };
        for item in &placement.templates[at].items {
            if fragments.changes(world, placement, *item) {
                draft.rewritten.push((*item, encoder.rewritten(*item)));
                draft.note(encoder);
            } else {
                draft.note_all(fragments.uses(*item), encoder);
            }
        }
        draft
    }

    /// What comes from other templates, in the order it is needed.
    pub(crate) fn brought(&self) -> &[(Item, Option<&'w str>)] {
        &self.brought
    }

    fn note(&mut self, encoder: &mut Encoder<'w>) {
        let uses = std::mem::take(&mut encoder.uses);
        self.note_all(&uses, encoder);
    }

    fn note_all(&mut self, uses: &[Use<'w>], encoder: &Encoder<'w>) {
        for used in uses {
            match used {
                Use::Item(item, attribute) => {
                    if encoder.is_elsewhere(*item) && self.seen.insert((*item, *attribute)) {
                        self.brought.push((*item, *attribute));
                    }
                }
                Use::Input(input) => {
                    if !self.inputs.contains(input) {
                        self.inputs.push(*input);
                    }
                }
                Use::Condition(at) => {
                    if !self.conditions.contains(at) {
                        self.conditions.push(*at);
                    }
                }
                Use::Stack(_) => {}
            }
        }
    }

    /// Adds an output of the program.
    pub(crate) fn output(&mut self, output: &'w Output, encoder: &mut Encoder<'w>) {
        if output.value == Value::None {
            return;
        }
        let world: &'w World<'w> = encoder.world;
        let condition = sometimes(world, &output.value);
        self.described(&output_name(world, output), output.docs.as_deref(), encoder, |encoder| {
            encoder.span = output.span;
            if let Some(condition) = &condition {
                let at = encoder.condition(condition);
                encoder.json.key("Condition");
                let name = encoder.conditions.name(at).to_owned();
                encoder.json.string(&name);
            }
            encoder.json.key("Value");
            encoder.output_value(&output.value, condition.as_ref());
        });
    }

    /// Adds outputs that bring items to other templates.
    pub(crate) fn hand_out(&mut self, items: &[(Item, Option<&'w str>)], placement: &Placement, encoder: &mut Encoder<'w>) {
        let world: &'w World<'w> = encoder.world;
        for (item, attribute) in items {
            let name = placement.parameter(world, *item, *attribute);
            let about = said(world, *item, *attribute) + ", for the stacks that come after";
            self.described(&name, Some(&about), encoder, |encoder| {
                encoder.json.key("Value");
                match world.condition(*item) {
                    None => encoder.asked_as_text(*item, *attribute),
                    Some(condition) => {
                        let at = encoder.condition(condition);
                        let name = encoder.conditions.name(at).to_owned();
                        encoder.json.object();
                        encoder.json.key("Fn::If");
                        encoder.json.list();
                        encoder.json.string(&name);
                        encoder.asked_as_text(*item, *attribute);
                        encoder.json.string("");
                        encoder.json.leave();
                        encoder.json.leave();
                    }
                }
            });
        }
    }

    fn described(&mut self, name: &str, about: Option<&str>, encoder: &mut Encoder<'w>, value: impl FnOnce(&mut Encoder<'w>)) {
        std::mem::swap(&mut self.outputs, &mut encoder.json);
        encoder.json.key(name);
        encoder.json.object();
        if let Some(about) = about {
            encoder.json.key("Description");
            encoder.json.string(shortened(about));
        }
        value(encoder);
        encoder.json.leave();
        std::mem::swap(&mut self.outputs, &mut encoder.json);
        self.note(encoder);
    }

    /// The whole text.
    pub(crate) fn finish(
        &mut self,
        items: &[Item],
        fragments: &Fragments<'w>,
        placement: &Placement,
        encoder: &mut Encoder<'w>,
    ) -> Json {
        let world: &'w World<'w> = encoder.world;
        let conditions = self.conditions(encoder);
        let mut json = Json::default();
        // At once, and hardly more than is needed: templates are many, and all are kept until they are written.
        let length = |item: &Item| fragments.length(*item) + world.name(*item).len() + 16;
        let passed = self.inputs.len() + self.brought.len();
        json.reserve(items.iter().map(length).sum::<usize>() + passed * PARAMETER + self.outputs.len() + FRAME);
        json.object();
        json.key("AWSTemplateFormatVersion");
        json.string("2010-09-09");
        if let Some(description) = &world.plan.description {
            json.key("Description");
            json.string(shortened(description));
        }
        encoder.json = json;
        encoder.json.enter("Parameters");
        for input in &self.inputs {
            parameters::declare(*input, encoder);
        }
        for (item, attribute) in &self.brought {
            let Some(from) = placement.template_of(*item) else {
                continue;
            };
            let from = stack_name(world, &placement.templates[from as usize]);
            let about = said(world, *item, *attribute) + ", from the stack " + &from;
            let list = passes_as_list(world, *item, *attribute);
            let name = placement.parameter(world, *item, *attribute);
            parameters::bring(&name, &about, list, world.condition(*item).is_some(), encoder);
        }
        encoder.json.leave();
        let mut json = std::mem::take(&mut encoder.json);
        if let Some(conditions) = conditions {
            json.written("Conditions", &[&conditions]);
        }
        json.key("Resources");
        json.object();
        let mut rewritten = std::mem::take(&mut self.rewritten).into_iter().peekable();
        for item in items {
            match rewritten.next_if(|(known, _)| known == item) {
                Some((_, text)) => json.written(world.name(*item), &[&text]),
                None => json.written(world.name(*item), &fragments.text(*item)),
            }
        }
        json.leave();
        self.outputs.leave();
        let outputs = std::mem::take(&mut self.outputs).into_bytes();
        if outputs != b"{}" {
            json.written("Outputs", &[&outputs]);
        }
        json.leave();
        json
    }

    fn conditions(&mut self, encoder: &mut Encoder<'w>) -> Option<Vec<u8>> {
        if self.conditions.is_empty() {
            return None;
        }
        encoder.json = Json::at_depth(1);
        encoder.json.object();
        for at in self.conditions.clone() {
            let condition = encoder.conditions.get(at).clone();
            let name = encoder.conditions.name(at).to_owned();
            encoder.json.key(&name);
            encoder.define(&condition);
        }
        encoder.json.leave();
        let text = std::mem::take(&mut encoder.json).into_bytes();
        self.note(encoder);
        Some(text)
    }
}

/// Where an output's value exists only sometimes.
fn sometimes(world: &World, value: &Value) -> Option<Condition> {
    let of_block = |block| world.item(block).and_then(|item| world.condition(item)).cloned();
    match value {
        Value::Block(block) => of_block(*block),
        Value::Unknown(unknown) => match &**unknown {
            Unknown::Attribute(block, _) => of_block(*block),
            Unknown::Input(input) => {
                let declared = world.plan.input(*input);
                let may_be_absent = declared.optional && matches!(declared.from, From::Deployer | From::Terraform(_));
                may_be_absent.then_some(Condition::Given(*input))
            }
            Unknown::If(condition, _, Value::None) => Some(condition.clone()),
            Unknown::Template(_) | Unknown::If(..) | Unknown::Stack(_) | Unknown::Raw(..) => None,
        },
        _ => None,
    }
}

fn said(world: &World, item: Item, attribute: Option<&str>) -> String {
    attribute.unwrap_or("Id").to_owned() + " of " + world.name(item)
}

/// At most as many bytes as a description may have.
fn shortened(text: &str) -> &str {
    let mut end = text.len().min(DESCRIPTION);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

impl<'w> Encoder<'w> {
    /// The items an output needs.
    pub(crate) fn items_used(&mut self, output: &'w Output) -> Vec<Item> {
        let outer = std::mem::take(&mut self.json);
        self.span = output.span;
        self.plain(&Shape::Any, &output.value);
        self.json = outer;
        let items = std::mem::take(&mut self.uses).into_iter().filter_map(|used| match used {
            Use::Item(item, _) => Some(item),
            Use::Input(_) | Use::Condition(_) | Use::Stack(_) => None,
        });
        items.collect()
    }

    fn output_value(&mut self, value: &Value, condition: Option<&Condition>) {
        // The condition is the output's own, so what it asks exists.
        let item = match value {
            Value::Block(block) => Some((*block, None)),
            Value::Unknown(unknown) => match &**unknown {
                Unknown::Attribute(block, output) => Some((*block, Some(*output))),
                Unknown::Input(input) if condition.is_some() => return self.input_as_it_is(*input),
                Unknown::If(_, then, Value::None) => return self.output_value(then, condition),
                Unknown::Input(_) | Unknown::Template(_) | Unknown::If(..) | Unknown::Stack(_) | Unknown::Raw(..) => None,
            },
            Value::List(items) => {
                return self.comma_joined(|encoder| encoder.items(&Shape::Any, items));
            }
            _ => None,
        };
        match item.map(|(block, output)| self.world.reach(block, output, self.block)) {
            Some(super::world::Reached::Deployed(item, attribute)) => self.asked_as_text(item, attribute),
            Some(super::world::Reached::Known(Value::List(items), shape)) => {
                let shape = shape.unwrap_or(&Shape::Any);
                self.comma_joined(|encoder| encoder.items(shape, &items));
            }
            _ => self.plain(&Shape::Any, value),
        }
    }

    /// What is asked of an item, a list as one text.
    fn asked_as_text(&mut self, item: Item, attribute: Option<&'w str>) {
        match passes_as_list(self.world, item, attribute) {
            true => self.comma_joined(|encoder| encoder.asked_always(item, attribute)),
            false => self.asked_always(item, attribute),
        }
    }

    fn comma_joined(&mut self, list: impl FnOnce(&mut Self)) {
        self.json.object();
        self.json.key("Fn::Join");
        self.json.list();
        self.json.string(",");
        list(self);
        self.json.leave();
        self.json.leave();
    }
}
