//! From a block to its properties in a target, one to one.
//!
//! In: a block and its kind's layout. Out: an object, streamed. Deliberately absent: what surrounds a resource in a document.

use super::codec::Spot;
use super::encode::Encoder;
use super::layout::{Leaf, Node, Source};
use super::outline::Outline;
use super::overrides;
use crate::schema::{Block, Shape, Value};
use std::borrow::Cow;

impl<'w> Encoder<'w> {
    /// Writes a resource's properties into the object at hand.
    pub(crate) fn properties(&mut self, block: &'w Block) {
        let world = self.world;
        let outline = world.outlines.of(block, &world.reader);
        for slot in outline.refused.iter().filter_map(|field| block.slot(*field)) {
            let field = world.reader.kind(block).field(slot.field);
            if slot.value != *world.reader.default(block, slot.field) {
                let refusal = super::refusals::not_in_target(world.target, slot.span, &field.name, field.instead.as_deref());
                self.reports.push(refusal);
            }
        }
        let outer = std::mem::replace(&mut self.block, block);
        self.nodes(&outline, &outline.nodes);
        self.block = outer;
        self.span = outer.span;
    }

    /// Writes a block that stands inside another as an object; as one that may be left out, where it has a condition.
    pub(crate) fn part(&mut self, block: &'w Block) {
        match &block.condition {
            Some(condition) if !self.is_terraform() && !self.is_within(condition) => {
                let at = self.condition(condition);
                let name = self.conditions.name(at).to_owned();
                self.json.object();
                self.json.key("Fn::If");
                self.json.list();
                self.json.string(&name);
                let outer = self.within.replace(condition);
                self.part_always(block);
                self.within = outer;
                self.nothing();
                self.json.leave();
                self.json.leave();
            }
            _ => self.part_always(block),
        }
    }

    fn part_always(&mut self, block: &'w Block) {
        if overrides::any(block, self.target()) {
            return self.overridden(block);
        }
        self.json.object();
        self.properties(block);
        self.json.leave();
    }

    fn nodes<'v>(&mut self, outline: &'v Outline, nodes: &[Node])
    where
        'w: 'v,
    {
        let mut sometimes: Vec<(&'static str, Cow<'v, Value>)> = Vec::new();
        for node in nodes {
            match node {
                Node::Object { key, children } => {
                    self.json.enter(key);
                    self.nodes(outline, children);
                    self.json.leave();
                }
                Node::Value { key, leaf } => {
                    let Some(value) = self.written(outline, leaf) else {
                        continue;
                    };
                    if leaf.owns && self.is_terraform() && self.is_sometimes(&value) {
                        sometimes.push((key, value));
                        continue;
                    }
                    self.entry(outline, key, leaf, &value);
                }
                Node::Inline(leaf) => {
                    let Some(value) = self.written(outline, leaf) else {
                        continue;
                    };
                    match (leaf.spelling, &*value) {
                        (None, Value::Block(id)) => {
                            let part = self.world.reader.block(*id);
                            self.properties(part);
                        }
                        (None, _) => {}
                        (Some(_), value) => self.leaf(leaf, value),
                    }
                }
                Node::Gathered { key, list, leaves } => {
                    if *list {
                        self.json.enter_list(key)
                    } else {
                        self.json.enter(key)
                    }
                    for leaf in leaves {
                        if let Some(value) = self.written(outline, leaf) {
                            self.leaf(leaf, &value);
                        }
                    }
                    self.json.leave();
                }
            }
        }
        if !sometimes.is_empty() {
            self.dynamic(&sometimes);
        }
    }

    pub(super) fn leaf(&mut self, leaf: &Leaf, value: &Value) {
        let kind = self.world.reader.kind(self.block);
        let shape = leaf.shape(kind);
        match (leaf.spelling, leaf.place(kind, self.target())) {
            (Some(spelling), Some(place)) => (spelling.encode)(self, &Spot { kind, shape, place, site: leaf.site }, value),
            _ => self.plain(shape, value),
        }
    }

    /// What is written for a leaf; `None` where its place is left out.
    fn written<'v>(&mut self, outline: &'v Outline, leaf: &Leaf) -> Option<Cow<'v, Value>>
    where
        'w: 'v,
    {
        let block: &'w Block = self.block;
        let reader = self.world.reader;
        let kind = reader.kind(block);
        self.span = block.span;
        let value = match (leaf.settled, leaf.source) {
            (Some(at), _) => Cow::Borrowed(&outline.values[usize::from(at)]),
            (None, Source::Field(field)) => {
                match leaf.slot.map_or_else(|| block.slot(field), |at| block.slots.get(usize::from(at))) {
                    Some(slot) => {
                        self.span = slot.span;
                        Cow::Borrowed(&slot.value)
                    }
                    None => reader.default(block, field),
                }
            }
            (None, Source::Derived(at)) => Cow::Owned(reader.derived(block, &kind.derived[at])),
        };
        let holds = || !leaf.asks || reader.holds(block, leaf.when(kind));
        (leaf.speaks(&value) && holds()).then_some(value)
    }

    /// Whether a value has parts that exist only sometimes, which Terraform writes as dynamic blocks.
    fn is_sometimes(&self, value: &Value) -> bool {
        match value {
            Value::Block(id) => self.world.plan.blocks.get(id.0 as usize).is_some_and(|block| {
                block.condition.is_some() && !block.existing && self.world.is_owned(self.world.reader.kind(block))
            }),
            Value::List(items) => items.iter().any(|item| matches!(item, Value::Block(_)) && self.is_sometimes(item)),
            _ => false,
        }
    }

    fn dynamic(&mut self, fields: &[(&'static str, Cow<Value>)]) {
        self.json.enter("dynamic");
        for (key, value) in fields {
            self.json.key(key);
            self.json.list();
            let parts = match &**value {
                Value::List(items) => items.as_slice(),
                one => std::slice::from_ref(one),
            };
            for part in parts {
                let Value::Block(id) = part else { continue };
                let block = self.world.reader.block(*id);
                let mut each = String::new();
                match &block.condition {
                    Some(condition) => {
                        self.condition_expression(condition, &mut each);
                        each.push_str(" ? [1] : []");
                    }
                    None => each.push_str("[1]"),
                }
                self.json.object();
                self.json.key("for_each");
                self.expression_string(&each);
                self.json.key("content");
                let within = block.condition.as_deref().or(self.within);
                let outer = std::mem::replace(&mut self.within, within);
                self.part_always(block);
                self.within = outer;
                self.json.leave();
            }
            self.json.leave();
        }
        self.json.leave();
    }

    /// A value of a field named by a codec's argument, of the block at hand.
    pub(crate) fn sibling(&self, name: &str) -> Value {
        self.world.reader.named(self.block, crate::source::Name::of(name))
    }

    /// The shape a codec hands on for items of a field.
    pub(crate) fn items_of<'k>(spot: &Spot<'k>) -> &'k Shape {
        super::encode::item_shape(spot.shape)
    }
}
