//! The blocks of an import while they are folded.
//!
//! In: blocks as a plan has them. Out: a model of those that are kept, numbered anew. Deliberately absent: which are kept, and
//! what they hold.

use super::lifting::Lifted;
use super::{Imported, Unseen};
use crate::model::{Model, Raw, Reader};
use crate::resolve::Input;
use crate::schema::{Block, BlockId, Condition, Field, FieldId, KindId, Position, Schema, Shape, Slot, Unknown, Value};
use crate::source::{Name, Span};
use rustc_hash::{FxHashMap, FxHashSet};

/// Blocks, and which of them are gone.
pub(super) struct Arena<'s> {
    pub schema: &'s Schema,
    pub blocks: Vec<Block>,
    pub unseen: Vec<Unseen>,
    managed: usize,
    inputs: Vec<Input>,
    raw: Vec<(String, BlockId, Span, Value)>,
    domains: Vec<(Value, String)>,
    dropped: FxHashSet<BlockId>,
}

impl<'s> Arena<'s> {
    pub fn of(lifted: Lifted, schema: &'s Schema) -> Arena<'s> {
        let Lifted { blocks, managed, inputs, raw, domains, unseen } = lifted;
        Arena { schema, blocks, unseen, managed, inputs, raw, domains, dropped: FxHashSet::default() }
    }

    /// The domain of a zone that no document creates, where they say it.
    pub fn domain_of(&self, zone: &Value) -> Option<&str> {
        self.domains.iter().find(|(known, _)| known == zone).map(|(_, domain)| domain.as_str())
    }

    pub fn reader(&self) -> Reader<'_> {
        Reader::new(self.schema, &self.blocks)
    }

    pub fn block(&self, id: BlockId) -> &Block {
        &self.blocks[id.0 as usize]
    }

    pub fn block_mut(&mut self, id: BlockId) -> &mut Block {
        &mut self.blocks[id.0 as usize]
    }

    /// The blocks of a kind that are still there, those of the library left out.
    pub fn of_kind(&self, kind: &str) -> Vec<BlockId> {
        let Some(kind) = self.schema.kind_named(Name::of(kind)) else { return Vec::new() };
        self.of_kind_id(kind)
    }

    pub fn of_kind_id(&self, kind: KindId) -> Vec<BlockId> {
        let all = (self.managed..self.blocks.len()).map(|at| BlockId(at as u32));
        all.filter(|id| self.block(*id).kind == kind && !self.dropped.contains(id)).collect()
    }

    fn field(&self, id: BlockId, field: &str) -> Option<FieldId> {
        let block = self.block(id);
        self.schema.kind(block.kind).field_in(Name::of(field), block.case)
    }

    /// What a field holds, by default too.
    pub fn get(&self, id: BlockId, field: &str) -> Value {
        self.reader().named(self.block(id), Name::of(field))
    }

    /// What a document says for a field.
    pub fn written(&self, id: BlockId, field: &str) -> Option<Value> {
        self.field(id, field).and_then(|field| self.block(id).value(field)).cloned()
    }

    /// The block that a document names in a field.
    pub fn block_in(&self, id: BlockId, field: &str) -> Option<BlockId> {
        self.written(id, field).and_then(|value| value.as_block())
    }

    pub fn set(&mut self, id: BlockId, field: &str, value: Value) {
        if let Some(field) = self.field(id, field) {
            let block = self.block_mut(id);
            block.set(field, block.span, value);
        }
    }

    /// Whether a field holds several things.
    pub fn holds_list(&self, id: BlockId, field: Name) -> bool {
        let field = self.field(id, field.as_str());
        field.is_some_and(|field| self.schema.kind(self.block(id).kind).field(field).shape.is_list())
    }

    pub fn clear(&mut self, id: BlockId, field: &str) {
        if let Some(field) = self.field(id, field) {
            self.block_mut(id).slots.retain(|slot| slot.field != field);
        }
    }

    /// Writes into a block what another has in fields of the same names.
    pub fn copy(&mut self, from: BlockId, to: BlockId) {
        let kind = self.schema.kind(self.block(from).kind);
        let slots = self.block(from).slots.clone();
        for slot in slots {
            self.set(to, kind.field(slot.field).name.as_str(), slot.value);
        }
    }

    /// What a document says for a field, which no longer stands there.
    pub fn take(&mut self, id: BlockId, field: &str) -> Option<Value> {
        let value = self.written(id, field);
        self.clear(id, field);
        value
    }

    pub fn make(&mut self, kind: &str, label: &str, span: Span) -> Option<BlockId> {
        let kind = self.schema.kind_named(Name::of(kind))?;
        self.blocks.push(Block::new(kind, label, span));
        Some(BlockId(self.blocks.len() as u32 - 1))
    }

    pub fn drop(&mut self, id: BlockId) {
        self.dropped.insert(id);
    }

    /// Fields that hold what they would hold anyway are not set.
    pub fn forget_defaults(&mut self, id: BlockId) {
        let reader = self.reader();
        let block = self.block(id);
        let is_default = |slot: &Slot| crate::target::alike(&reader.default(block, slot.field), &slot.value);
        let defaults: Vec<FieldId> = block.slots.iter().filter(|slot| is_default(slot)).map(|slot| slot.field).collect();
        self.block_mut(id).slots.retain(|slot| !defaults.contains(&slot.field));
    }

    /// Puts a part into the block it stands in, where authors write it.
    pub fn adopt(&mut self, owner: BlockId, part: BlockId) {
        let kind = self.block(part).kind;
        let holds = |field: &Field| match &field.shape {
            Shape::Kind(held) => *held == kind,
            Shape::List(item, _) => matches!(**item, Shape::Kind(held) if held == kind),
            _ => false,
        };
        let mut fields = self.schema.kind(self.block(owner).kind).fields();
        let found = fields.find(|(_, field)| field.position != Position::Filled && holds(field));
        let Some((list, field)) = found else { return };
        let (is_list, span) = (matches!(field.shape, Shape::List(..)), self.block(owner).span);
        let held = match self.block(owner).value(list) {
            Some(Value::List(items)) => items.clone(),
            Some(one) => vec![one.clone()],
            None => Vec::new(),
        };
        self.block_mut(part).parent = Some(owner);
        if held.contains(&Value::Block(part)) {
            return;
        }
        let value =
            if is_list { Value::List(held.into_iter().chain([Value::Block(part)]).collect()) } else { Value::Block(part) };
        self.block_mut(owner).set(list, span, value);
    }

    pub fn notice(&mut self, id: BlockId, why: &'static str) {
        let block = self.block(id);
        self.unseen.push(Unseen { what: block.label.to_string(), why, span: block.span });
    }

    /// The model of what is kept: blocks of their own, then the parts they hold.
    pub fn finish(mut self) -> Imported {
        // Records are parts that stand by themselves.
        let record = self.schema.kind_named(Name::of("record"));
        let is_part = |block: &Block| self.schema.kind(block.kind).is_part && Some(block.kind) != record;
        let alone = |id: &BlockId| !self.dropped.contains(id) && !is_part(self.block(*id));
        let mut order: Vec<BlockId> = (0..self.managed as u32).map(BlockId).collect();
        order.extend((self.managed as u32..self.blocks.len() as u32).map(BlockId).filter(alone));
        let mut known: FxHashSet<BlockId> = order.iter().copied().collect();
        let mut at = 0;
        while let Some(id) = order.get(at).copied() {
            at += 1;
            let mut within = Vec::new();
            self.block(id).each_block(&mut |id| within.push(id));
            order.extend(within.into_iter().filter(|id| known.insert(*id)));
        }
        let places: FxHashMap<BlockId, BlockId> = order.iter().enumerate().map(|(at, id)| (*id, BlockId(at as u32))).collect();
        let moved = |id: BlockId| places.get(&id).copied().unwrap_or(BlockId(0));
        let mut blocks = Vec::with_capacity(order.len());
        for id in &order {
            let empty = Block::new(KindId(0), "", Span::default());
            let mut block = std::mem::replace(&mut self.blocks[id.0 as usize], empty);
            map_blocks(&mut block, &moved);
            block.parent = block.parent.filter(|parent| places.contains_key(parent)).map(moved);
            blocks.push(block);
        }
        let raw = self.raw.iter().filter(|(_, id, _, _)| places.contains_key(id)).map(|(sort, id, span, properties)| Raw {
            block: moved(*id),
            resource: sort.as_str().into(),
            span: *span,
            properties: match properties {
                Value::Map(entries) => entries
                    .iter()
                    .map(|(key, value)| {
                        let mut value = value.clone();
                        map_value(&mut value, &moved);
                        (key.clone(), value)
                    })
                    .collect(),
                _ => Vec::new(),
            },
        });
        let raw = raw.collect();
        let model = Model { blocks, managed: self.managed, inputs: self.inputs, raw, ..Model::default() };
        Imported { model, unseen: self.unseen }
    }
}

/// Gives every block that a block names another number.
fn map_blocks(block: &mut Block, moved: &impl Fn(BlockId) -> BlockId) {
    block.slots.iter_mut().for_each(|slot| map_value(&mut slot.value, moved));
    block.branches.iter_mut().for_each(|branch| map_blocks(branch, moved));
    if let Some(condition) = &mut block.condition {
        map_condition(condition, moved);
    }
}

fn map_value(value: &mut Value, moved: &impl Fn(BlockId) -> BlockId) {
    match value {
        Value::Block(id) => *id = moved(*id),
        Value::List(_) | Value::Call(..) => value.items_mut().into_iter().flatten().for_each(|item| map_value(item, moved)),
        Value::Map(entries) => entries.iter_mut().for_each(|(_, value)| map_value(value, moved)),
        Value::Unknown(unknown) => match &mut **unknown {
            Unknown::Attribute(id, _) => *id = moved(*id),
            Unknown::Template(parts) => parts.iter_mut().for_each(|part| map_value(part, moved)),
            Unknown::If(condition, then, otherwise) => {
                map_condition(condition, moved);
                map_value(then, moved);
                map_value(otherwise, moved);
            }
            Unknown::Input(_) | Unknown::Stack(_) | Unknown::Raw(..) => {}
        },
        _ => {}
    }
}

fn map_condition(condition: &mut Condition, moved: &impl Fn(BlockId) -> BlockId) {
    match condition {
        Condition::Equal(a, b) => {
            map_value(a, moved);
            map_value(b, moved);
        }
        Condition::Given(_) => {}
        Condition::Not(inner) => map_condition(inner, moved),
        Condition::And(parts) | Condition::Or(parts) => parts.iter_mut().for_each(|part| map_condition(part, moved)),
    }
}
