//! What a target needs to know of a whole plan while it writes any of it.
//!
//! In: a plan and the library. Out: names of resources and inputs in the target, and what a reference comes to.
//! Deliberately absent: how a reference is spelled.

use super::layout::Layouts;
use super::names;
use super::outline::Outlines;
use crate::model::{Alike, Memory, Reader, alike};
use crate::plan::{Input, Plan};
use crate::schema::{Asked, Block, BlockId, Condition, InputId, Kind, Schema, Shape, Target, Unknown, Value};
use crate::source::Name;
use rustc_hash::FxHashSet;

/// One plan, seen from one target.
pub(crate) struct World<'a> {
    pub plan: &'a Plan,
    pub reader: Reader<'a>,
    pub target: Target,
    pub outlines: Outlines<'a>,
    inputs: Vec<String>,
    raws: Vec<String>,
}

/// Something the target creates: a resource of the plan, or a raw one behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Item(pub u32);

/// What a reference comes to.
#[derive(Clone, Debug)]
pub(crate) enum Reached<'a> {
    /// A value that is known, and its shape.
    Known(Value, Option<&'a Shape>),
    /// Something created, and what is asked of it; `None` for CloudFormation's `Ref`.
    Deployed(Item, Option<&'a str>),
    /// Nothing this target knows.
    Missing,
}

/// What is known of a plan, whatever the target.
pub(crate) struct Known<'a> {
    plan: &'a Plan,
    reader: Reader<'a>,
    /// What blocks have in common, where there are many.
    alike: Option<Box<dyn Alike + 'a>>,
}

impl<'a> Known<'a> {
    /// Nothing has been asked yet; plans of so many blocks will be asked which of them are alike.
    pub(crate) fn of(plan: &'a Plan, schema: &'a Schema, memory: &'a Memory, many: usize) -> Known<'a> {
        let reader = Reader::new(schema, &plan.blocks).remembering(memory);
        let alike = (plan.blocks.len() >= many).then(|| alike(reader, schema.managed().len()));
        Known { plan, reader, alike }
    }
}

impl<'a> World<'a> {
    pub(crate) fn new(known: &'a Known<'a>, target: Target) -> World<'a> {
        let Known { plan, reader, ref alike } = *known;
        let layouts = Layouts::new(reader.schema);
        let mut world = World {
            plan,
            reader,
            target,
            outlines: Outlines::new(layouts, target, alike.as_deref()),
            inputs: Vec::new(),
            raws: Vec::new(),
        };
        if plan.raw.is_empty() && plan.inputs.is_empty() {
            return world;
        }
        let mut taken = FxHashSet::default();
        if target == Target::CloudFormation {
            taken.extend(plan.logical_ids.iter().map(|id| id.to_string()));
        }
        world.raws = plan.raw.iter().map(|raw| names::unique(target, &raw.label, "Raw", &mut taken)).collect();
        if target == Target::Terraform {
            taken.clear();
        }
        world.inputs = plan.inputs.iter().map(|input| names::unique(target, &input.name, "Input", &mut taken)).collect();
        world
    }

    pub(crate) fn schema(&self) -> &'a Schema {
        self.reader.schema
    }

    /// Whether a value is asked of a raw resource that only the other target has: an output of it is left out.
    pub(crate) fn is_of_other_target(&self, value: &Value) -> bool {
        let block = match value {
            Value::Block(block) => *block,
            Value::Unknown(unknown) => match **unknown {
                Unknown::Attribute(block, _) => block,
                _ => return false,
            },
            _ => return false,
        };
        self.plan.raw.iter().any(|raw| raw.block == block && names::target_of_raw(&raw.resource) != self.target)
    }

    /// Everything the target creates.
    pub(crate) fn items(&self) -> impl ExactSizeIterator<Item = Item> + use<> {
        let count = self.plan.resources.len() + self.plan.raw.len();
        (0..count as u32).map(Item)
    }

    /// An item's name: the logical id, or the name within its type.
    pub(crate) fn name(&self, item: Item) -> &str {
        let at = item.0 as usize;
        match (self.plan.resources.get(at), self.target) {
            (Some(resource), Target::CloudFormation) => &resource.logical_id,
            (Some(resource), Target::Terraform) => &resource.name,
            (None, _) => &self.raws[at - self.plan.resources.len()],
        }
    }

    /// Whether an item has a name, in CloudFormation.
    pub(crate) fn is_taken(&self, name: &str) -> bool {
        self.plan.logical_ids.contains(name) || self.raws.iter().any(|raw| raw == name)
    }

    /// An item's type; `None` where the target has none for it.
    pub(crate) fn kind_of(&self, item: Item) -> Option<&'a str> {
        let at = item.0 as usize;
        match self.plan.resources.get(at) {
            Some(resource) => self.reader.kind(self.reader.block(resource.block)).resource.of(self.target).as_deref(),
            None => {
                let raw = &self.plan.raw[at - self.plan.resources.len()];
                (names::target_of_raw(&raw.resource) == self.target).then_some(&*raw.resource)
            }
        }
    }

    /// The block of an item, unless it is a raw one.
    pub(crate) fn block(&self, item: Item) -> Option<&'a Block> {
        self.plan.resources.get(item.0 as usize).map(|resource| self.reader.block(resource.block))
    }

    /// Where an item exists only sometimes.
    pub(crate) fn condition(&self, item: Item) -> Option<&'a Condition> {
        self.block(item).and_then(|block| block.condition.as_deref())
    }

    /// An input, and its name in the target.
    pub(crate) fn input(&self, id: InputId) -> (&'a Input, &str) {
        (self.plan.input(id), &self.inputs[id.0 as usize])
    }

    /// The item of a block.
    pub(crate) fn item(&self, block: BlockId) -> Option<Item> {
        if let Some(Some(at)) = self.plan.resource_of.get(block.0 as usize) {
            return Some(Item(*at));
        }
        let raw = self.plan.raw.iter().position(|raw| raw.block == block)?;
        Some(Item((self.plan.resources.len() + raw) as u32))
    }

    /// Whether blocks of a kind stand inside others in this target, instead of being resources.
    pub(crate) fn is_owned(&self, kind: &Kind) -> bool {
        is_owned(kind, self.target)
    }

    /// What a reference comes to: to an output, or to a block as a whole, which means its kind's first.
    ///
    /// A block that another stands in for is asked there, unless it is asked by what was made of it.
    pub(crate) fn reach(&self, id: BlockId, output: Option<Name>, asker: &Block) -> Reached<'a> {
        if let Some((_, stand_in)) = self.plan.stand_ins.iter().find(|(first, _)| *first == id && asker.made_by != Some(id))
            && self.item(*stand_in).is_some_and(|item| self.kind_of(item).is_some())
        {
            let output = output.or_else(|| self.reader.reference(id));
            if output.is_some_and(|output| self.reader.kind(self.reader.block(*stand_in)).output_named(output).is_some()) {
                return self.reach(*stand_in, output, asker);
            }
        }
        let Some(block) = self.plan.blocks.get(id.0 as usize).filter(|_| !self.plan.raw.iter().any(|raw| raw.block == id)) else {
            return self.reach_raw(id, output);
        };
        let kind = self.reader.kind(block);
        let asked_for = match output {
            Some(name) => kind.output_named(name),
            None => kind.outputs.first(),
        };
        let created = !block.existing && self.item(id).is_some_and(|item| self.kind_of(item).is_some());
        match asked_for.map(|output| (output, output.asked.of(self.target).as_ref())) {
            Some((_, Some(Asked::Ref))) if created => {
                self.deployed(id, if self.target == Target::Terraform { Some("id") } else { None })
            }
            Some((_, Some(Asked::Attribute(attribute)))) if created => self.deployed(id, Some(attribute)),
            Some((output, Some(Asked::Computed(expr)))) => Reached::Known(self.reader.compute(block, expr), Some(&output.shape)),
            Some((output, _)) => self.known(id, output.name, Some(&output.shape)),
            None => match output {
                Some(name) => self.known(id, name, kind.field_named(name).map(|field| &kind.field(field).shape)),
                None => Reached::Known(Value::Text(block.label.clone()), None),
            },
        }
    }

    fn deployed(&self, id: BlockId, attribute: Option<&'a str>) -> Reached<'a> {
        self.item(id).map_or(Reached::Missing, |item| Reached::Deployed(item, attribute))
    }

    fn known(&self, id: BlockId, output: Name, shape: Option<&'a Shape>) -> Reached<'a> {
        self.reader.output(id, output).map_or(Reached::Missing, |value| Reached::Known(value, shape))
    }

    fn reach_raw(&self, id: BlockId, output: Option<Name>) -> Reached<'a> {
        let Some(item) = self.item(id).filter(|item| self.kind_of(*item).is_some()) else {
            return Reached::Missing;
        };
        match (output, self.target) {
            (Some(attribute), _) if attribute != "Ref" => Reached::Deployed(item, Some(attribute.as_str())),
            (_, Target::CloudFormation) => Reached::Deployed(item, None),
            (_, Target::Terraform) => Reached::Deployed(item, Some("id")),
        }
    }
}

/// Whether blocks of a kind stand inside others in a target, instead of being resources of their own.
pub(crate) fn is_owned(kind: &Kind, target: Target) -> bool {
    kind.is_part && kind.resource.of(target).is_none()
}
