//! From a resource's properties back to a block, one to one: `lift(lower(block)) == block`.
//!
//! In: properties, and an arena in which every block they may name has its place. Out: the block's fields, its parts in the
//! arena, and what no field claims. Deliberately absent: several resources that are one block, which `import` folds.
//!
//! Normal form: a field that holds its default is not set.

use super::codec::Spot;
use super::decode::{Decoder, is_known_by_text};
use super::layout::{Layouts, Leaf, Node, Source};
use super::names_of::Names;
use crate::model::Reader;
use crate::schema::{Block, BlockId, CaseId, FieldId, KindId, Schema, Slot, Target, Value};
use serde_json::{Map, Value as Tree};

/// Reads resources of one target back.
pub struct Lifter<'s> {
    schema: &'s Schema,
    target: Target,
    names: &'s Names,
    layouts: Layouts,
    by_text: Vec<BlockId>,
}

/// A property that no field of the kind claims.
#[derive(Clone, Debug, PartialEq)]
pub struct Leftover {
    /// Where it stands, below the resource's properties: `DistributionConfig.Origins.0.Foo`.
    pub path: String,
    /// What stands there.
    pub value: Tree,
}

impl<'s> Lifter<'s> {
    /// A reader of a target whose names are known. Blocks of the arena that exist already are known by their ids.
    pub fn new(schema: &'s Schema, target: Target, names: &'s Names, arena: &[Block]) -> Lifter<'s> {
        let by_text =
            |(at, block): (usize, &Block)| is_known_by_text(block, schema.kind(block.kind), target).then_some(BlockId(at as u32));
        let by_text = arena.iter().enumerate().filter_map(by_text).collect();
        Lifter { schema, target, names, layouts: Layouts::new(schema), by_text }
    }

    /// Fills the block of an id, whose kind and label its place in the arena says already; parts are put behind. Hands out
    /// what no field claims.
    pub fn lift(&mut self, id: BlockId, properties: Tree, arena: &mut Vec<Block>) -> Vec<Leftover> {
        let mut tree = properties;
        let mut decoder = Decoder {
            schema: self.schema,
            target: self.target,
            names: self.names,
            layouts: &self.layouts,
            arena,
            by_text: &mut self.by_text,
            within: id,
        };
        decoder.object(id, &mut tree);
        let mut leftovers = Vec::new();
        collect(tree, &mut String::new(), &mut leftovers);
        leftovers
    }

    /// The kind whose resources have this type.
    pub fn kind_of(&self, resource: &str) -> Option<KindId> {
        self.schema.kinds().find(|(_, kind)| kind.resource.of(self.target).as_deref() == Some(resource)).map(|(id, _)| id)
    }
}

fn collect(tree: Tree, path: &mut String, leftovers: &mut Vec<Leftover>) {
    let mut below = |key: &str, tree: Tree| {
        let length = path.len();
        path.push_str(if length == 0 { "" } else { "." });
        path.push_str(key);
        collect(tree, path, leftovers);
        path.truncate(length);
    };
    match tree {
        Tree::Null => {}
        Tree::Object(entries) => entries.into_iter().for_each(|(key, tree)| below(&key, tree)),
        Tree::Array(items) => items.into_iter().enumerate().for_each(|(at, tree)| below(&at.to_string(), tree)),
        Tree::Bool(_) | Tree::Number(_) | Tree::String(_) => leftovers.push(Leftover { path: path.clone(), value: tree }),
    }
}

impl<'d> Decoder<'d> {
    /// Fills a block from an object and takes out what it claims; of several cases, the one that leaves least.
    pub(crate) fn object(&mut self, id: BlockId, tree: &mut Tree) {
        let cases = self.schema.kind(self.arena[id.0 as usize].kind).cases.len();
        if cases == 0 {
            return self.object_as(id, None, tree);
        }
        let (known, ends) = (self.arena.len(), self.by_text.len());
        let blank = self.arena[id.0 as usize].clone();
        let mut best: Option<((bool, usize, usize), CaseId)> = None;
        for case in (0..cases).map(|at| CaseId(at as u16)) {
            let mut rest = tree.clone();
            self.object_as(id, Some(case), &mut rest);
            let block = &self.arena[id.0 as usize];
            let chosen_by = self.schema.kind(block.kind).case(case).chosen_by;
            let unchosen = chosen_by.is_some_and(|field| block.slot(field).is_none());
            let score = (unchosen, leaves(&rest), block.slots.len());
            if best.as_ref().is_none_or(|(known, _)| score < *known) {
                best = Some((score, case));
            }
            self.arena.truncate(known);
            self.by_text.truncate(ends);
            self.arena[id.0 as usize] = blank.clone();
        }
        self.object_as(id, best.map(|(_, case)| case), tree);
    }

    fn object_as(&mut self, id: BlockId, case: Option<CaseId>, tree: &mut Tree) {
        let kind = self.arena[id.0 as usize].kind;
        self.arena[id.0 as usize].case = case;
        let layouts: &'d Layouts = self.layouts;
        let nodes = layouts.of(self.schema, kind, self.target);
        let mut object = match tree.take() {
            Tree::Object(object) => object,
            other => {
                *tree = other;
                return;
            }
        };
        self.nodes(id, nodes, &mut object, Pass::Fields);
        self.forget_defaults(id);
        self.nodes(id, nodes, &mut object, Pass::Derived);
        *tree = Tree::Object(object);
    }

    fn nodes(&mut self, id: BlockId, nodes: &[Node], object: &mut Map<String, Tree>, pass: Pass) {
        for node in nodes {
            match node {
                Node::Object { key, children } => {
                    let Some(tree) = object.get_mut(*key) else {
                        continue;
                    };
                    self.single(tree);
                    if let Tree::Object(inner) = tree {
                        self.nodes(id, children, inner, pass);
                        forget_empty(object, key);
                    }
                }
                Node::Value { key, leaf } => {
                    if let Some(tree) = object.get_mut(*key)
                        && self.is_wanted(id, leaf, pass)
                    {
                        self.leaf(id, leaf, tree);
                        forget_empty(object, key);
                    }
                }
                Node::Inline(leaf) => {
                    if self.is_wanted(id, leaf, pass) {
                        let mut tree = Tree::Object(std::mem::take(object));
                        self.leaf(id, leaf, &mut tree);
                        if let Tree::Object(rest) = tree {
                            *object = rest;
                        }
                    }
                }
                Node::Gathered { key, leaves, .. } => {
                    for leaf in leaves {
                        if let Some(tree) = object.get_mut(*key)
                            && self.is_wanted(id, leaf, pass)
                        {
                            self.leaf(id, leaf, tree);
                            forget_empty(object, key);
                        }
                    }
                }
            }
        }
    }

    fn is_wanted(&self, id: BlockId, leaf: &Leaf, pass: Pass) -> bool {
        let block = &self.arena[id.0 as usize];
        let in_pass = match leaf.source {
            Source::Field(_) => pass == Pass::Fields,
            Source::Derived(_) => pass == Pass::Derived,
        };
        in_pass && (leaf.case.is_none() || leaf.case == block.case)
    }

    fn leaf(&mut self, id: BlockId, leaf: &Leaf, tree: &mut Tree) {
        let kind = self.schema.kind(self.arena[id.0 as usize].kind);
        let shape = leaf.shape(kind);
        let Some(place) = leaf.place(kind, self.target) else {
            return;
        };
        let before = tree.clone();
        let read = match leaf.spelling {
            Some(spelling) => (spelling.decode)(self, &Spot { kind, shape, place, site: leaf.site }, tree),
            None => self.value(shape, tree),
        };
        match (leaf.source, read) {
            (_, None) => *tree = before,
            (Source::Field(field), Some(value)) => {
                let span = self.arena[id.0 as usize].span;
                self.arena[id.0 as usize].set(field, span, value);
            }
            (Source::Derived(at), Some(value)) => {
                let reader = self.reader();
                if !alike(&reader.derived(reader.block(id), &kind.derived[at]), &value) {
                    *tree = before;
                }
            }
        }
    }

    /// Fields that hold what they would hold anyway are not set.
    fn forget_defaults(&mut self, id: BlockId) {
        let reader = self.reader();
        let block = reader.block(id);
        let is_default =
            |slot: &Slot| alike(&reader.default(block, slot.field), &slot.value) || is_derived(&reader, block, slot, self.target);
        let defaults: Vec<FieldId> = block.slots.iter().filter(|slot| is_default(slot)).map(|slot| slot.field).collect();
        self.arena[id.0 as usize].slots.retain(|slot| !defaults.contains(&slot.field));
    }
}

/// Whether the field's place would hold the same without it, because a derived value stands there then.
fn is_derived(reader: &Reader, block: &Block, slot: &Slot, target: Target) -> bool {
    let kind = reader.kind(block);
    let Some(place) = kind.field(slot.field).place.of(target) else {
        return false;
    };
    let beside =
        kind.derived.iter().filter(|derived| derived.place.of(target).as_ref().is_some_and(|own| own.path == place.path));
    beside.filter(|derived| derived.case.is_none() || derived.case == block.case).any(|derived| {
        let mut bare = block.clone();
        bare.slots.retain(|other| other.field != slot.field);
        reader.holds(&bare, derived.when.as_ref()) && alike(&reader.derived(&bare, derived), &slot.value)
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Pass {
    Fields,
    Derived,
}

/// A key whose content is used up is gone.
fn forget_empty(object: &mut Map<String, Tree>, key: &str) {
    let used_up = match object.get(key) {
        Some(Tree::Null) => true,
        Some(Tree::Object(inner)) => inner.is_empty(),
        Some(Tree::Array(items)) => items.is_empty(),
        _ => false,
    };
    if used_up {
        object.shift_remove(key);
    }
}

/// How many values a tree holds.
fn leaves(tree: &Tree) -> usize {
    match tree {
        Tree::Null => 0,
        Tree::Object(entries) => entries.values().map(leaves).sum(),
        Tree::Array(items) => items.iter().map(leaves).sum(),
        Tree::Bool(_) | Tree::Number(_) | Tree::String(_) => 1,
    }
}

/// Whether two values mean the same, though one is a word and the other its text, or one a whole number and the other not.
pub fn alike(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Text(_) | Value::Word(_) | Value::Time(_), Value::Text(_) | Value::Word(_) | Value::Time(_)) => {
            text(a) == text(b)
        }
        (Value::Int(_) | Value::Decimal(_), Value::Int(_) | Value::Decimal(_)) => number(a) == number(b),
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b)),
        (Value::Call(a, of_a), Value::Call(b, of_b)) => {
            a == b && of_a.len() == of_b.len() && of_a.iter().zip(of_b).all(|(a, b)| alike(a, b))
        }
        (Value::Map(a), Value::Map(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|((key_a, a), (key_b, b))| key_a == key_b && alike(a, b))
        }
        (a, b) => a == b,
    }
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::Time(text) => Some(text),
        other => other.as_text(),
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Int(number) => Some(*number as f64),
        Value::Decimal(digits) => digits.parse().ok(),
        _ => None,
    }
}
