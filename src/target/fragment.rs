//! Every resource of a plan as CloudFormation text, written once, with what it refers to.
//!
//! In: a plan. Out: texts by item. A reference by `Ref` reads the same whether its target stands in the same template or comes
//! as a parameter of the same name, so that most texts can be put into any template as they are. Deliberately absent: templates.

use super::encode::{Encoder, Use};
use super::overrides;
use super::placement::Placement;
use super::shared::{Firsts, Shared};
use super::world::{Item, World};
use super::write::Json;
use crate::schema::{Block, Override, Shape, Target};

/// How deep a resource stands in a template.
const DEPTH: usize = 2;
/// Attributes of a resource that stand beside its properties.
const BESIDE: [&str; 5] = ["CreationPolicy", "DeletionPolicy", "Metadata", "UpdatePolicy", "UpdateReplacePolicy"];

/// The texts of a run.
#[derive(Default)]
pub(crate) struct Fragments<'w> {
    pieces: Vec<Vec<u8>>,
    texts: Vec<Text>,
    uses: Vec<Use<'w>>,
    /// Where each item's uses end.
    used: Vec<u32>,
}

/// Where a text stands, without what it shares with an earlier one.
struct Text {
    piece: u32,
    from: u32,
    to: u32,
    shared: Shared,
}

impl<'w> Fragments<'w> {
    /// Writes every item that the target knows.
    pub(crate) fn write(world: &'w World<'w>, encoder: &mut Encoder<'w>) -> Fragments<'w> {
        let count = world.items().len();
        let (texts, used) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let mut fragments = Fragments { texts, used, ..Fragments::default() };
        let mut firsts = Firsts::default();
        // Most refer to one or two others.
        encoder.uses.reserve(count * 2);
        encoder.json = Json::at_depth(DEPTH);
        for item in world.items() {
            encoder.json.put_aside();
            let (piece, from) = (encoder.json.pieces() as u32, encoder.json.len() as u32);
            if world.kind_of(item).is_some() {
                encoder.resource(item);
            }
            let shared = firsts.compare(item.0, encoder.json.since(from as usize)).unwrap_or_default();
            encoder.json.cut(from as usize, shared.before.into(), shared.behind.into());
            fragments.texts.push(Text { piece, from, to: encoder.json.len() as u32, shared });
            fragments.used.push(encoder.uses.len() as u32);
        }
        fragments.pieces = std::mem::take(&mut encoder.json).into_pieces();
        fragments.uses = std::mem::take(&mut encoder.uses);
        fragments
    }

    /// An item's text, in parts that stand one behind the other.
    pub(crate) fn text(&self, item: Item) -> [&[u8]; 3] {
        let Shared { number, before, behind } = self.texts[item.0 as usize].shared;
        let first = if before == 0 && behind == 0 { &[] } else { self.own(number) };
        [&first[..before.into()], self.own(item.0), &first[first.len() - usize::from(behind)..]]
    }

    /// How long an item's text is.
    pub(crate) fn length(&self, item: Item) -> usize {
        let Text { from, to, shared, .. } = &self.texts[item.0 as usize];
        (to - from) as usize + usize::from(shared.before) + usize::from(shared.behind)
    }

    /// What of an item's text stands for itself.
    fn own(&self, item: u32) -> &[u8] {
        let Text { piece, from, to, .. } = self.texts[item as usize];
        &self.pieces[piece as usize][from as usize..to as usize]
    }

    /// What an item refers to.
    pub(crate) fn uses(&self, item: Item) -> &[Use<'w>] {
        let at = item.0 as usize;
        let from = at.checked_sub(1).map_or(0, |before| self.used[before]);
        &self.uses[from as usize..self.used[at] as usize]
    }

    /// Whether an item reads differently where it is placed.
    pub(crate) fn changes(&self, world: &World, placement: &Placement, item: Item) -> bool {
        let here = placement.template_of(item);
        let crosses = |of: &Item| placement.template_of(*of) != here;
        let asks = self.uses(item).iter().any(|used| matches!(used, Use::Item(of, Some(_)) if crosses(of)));
        let after = world.plan.resources.get(item.0 as usize).map_or(&[] as &[_], |resource| &resource.after);
        asks || after.iter().filter_map(|block| world.item(*block)).any(|of| crosses(&of))
    }
}

impl<'w> Encoder<'w> {
    /// An item's text where it is placed, apart from any other.
    pub(crate) fn rewritten(&mut self, item: Item) -> Box<[u8]> {
        self.json.restart(DEPTH);
        self.resource(item);
        self.json.since(0).into()
    }

    /// Writes a resource: type, condition, order, properties.
    pub(crate) fn resource(&mut self, item: Item) {
        let world: &'w World<'w> = self.world;
        self.json.object();
        self.json.key("Type");
        self.json.string(world.kind_of(item).unwrap_or_default());
        let Some(block) = world.block(item) else {
            self.raw_properties(item);
            return self.json.leave();
        };
        self.within = block.condition.as_deref();
        if let Some(condition) = &block.condition {
            let at = self.condition(condition);
            self.json.key("Condition");
            let name = self.conditions.name(at).to_owned();
            self.json.string(&name);
        }
        self.after(item);
        if overrides::any(block, Target::CloudFormation) {
            self.resource_overridden(block);
        } else {
            self.json.enter("Properties");
            self.properties(block);
            self.json.leave();
        }
        self.within = None;
        self.json.leave();
    }

    fn after(&mut self, item: Item) {
        let world: &'w World<'w> = self.world;
        let Some(resource) = world.plan.resources.get(item.0 as usize) else {
            return;
        };
        if resource.after.is_empty() {
            return;
        }
        let here = |of: &Item| world.kind_of(*of).is_some() && !self.is_elsewhere(*of);
        let items = resource.after.iter().filter_map(|block| world.item(*block)).filter(here);
        let mut names: Vec<&str> = items.map(|of| world.name(of)).collect();
        names.sort_unstable();
        self.json.enter_list("DependsOn");
        names.into_iter().for_each(|name| self.json.string(name));
        self.json.leave();
    }

    fn resource_overridden(&mut self, block: &'w Block) {
        let beside = |patch: &Override| patch.path.first().is_some_and(|first| BESIDE.contains(&&**first));
        for patch in block.overrides.iter().filter(|patch| patch.target == Target::CloudFormation.word() && beside(patch)) {
            let tree = self.override_value(patch);
            let tree = patch.path.iter().skip(1).rev().fold(tree, |tree, key| serde_json::json!({ &**key: tree }));
            self.json.key(&patch.path[0]);
            self.json.tree(&tree);
        }
        let tree = self.patched(block, |patch| !beside(patch));
        self.json.key("Properties");
        self.json.tree(&tree);
    }

    fn raw_properties(&mut self, item: Item) {
        let world: &'w World<'w> = self.world;
        let raw = &world.plan.raw[item.0 as usize - world.plan.resources.len()];
        self.span = raw.span;
        self.json.enter("Properties");
        for (key, value) in &raw.properties {
            self.json.key(key);
            self.plain(&Shape::Any, value);
        }
        self.json.leave();
    }
}
