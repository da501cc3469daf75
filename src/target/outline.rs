//! What is left of a kind's layout for blocks of one outline: of one case, with the same fields written.
//!
//! In: a layout and a block. Out: the nodes that such blocks can write anything for. A zone has a hundred thousand records and a
//! handful of outlines, so that most questions are asked once. In a large plan, values that are worked out are settled besides for all
//! blocks whose references are alike. Deliberately absent: values that are written.

use super::layout::{Layouts, Leaf, Node, Source};
use crate::model::{Alike, Reader, Reads};
use crate::schema::{Block, CaseId, Default, FieldId, Kind, KindId, Target, Value};
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// The outlines met so far, in one target.
pub(crate) struct Outlines<'a> {
    target: Target,
    layouts: Layouts,
    known: RefCell<FxHashMap<Key, Rc<Outline>>>,
    /// The one asked for last, which is mostly that of the next block, too.
    last: RefCell<Option<(Key, Rc<Outline>)>>,
    /// What blocks that are alike come to, where there are many.
    alike: Option<&'a (dyn Alike + 'a)>,
    settled: RefCell<FxHashMap<Box<[u64]>, Rc<Outline>>>,
    key: RefCell<Vec<u64>>,
    count: Cell<usize>,
}

/// A kind, a case, and the fields written as bits; those past the last bit count as written.
type Key = (KindId, Option<CaseId>, u128);

/// What blocks of an outline write.
pub(crate) struct Outline {
    /// Counts the outlines of a target.
    pub number: usize,
    pub nodes: Vec<Node>,
    /// Written fields that the target does not have.
    pub refused: Vec<FieldId>,
    /// What leaves come to that are the same for all.
    pub values: Vec<Value>,
    /// Whether it may pay to ask what is the same for blocks that are alike.
    open: Cell<bool>,
}

impl<'a> Outlines<'a> {
    /// None met yet.
    pub(crate) fn new(layouts: Layouts, target: Target, alike: Option<&'a (dyn Alike + 'a)>) -> Outlines<'a> {
        let (known, last, settled) = (RefCell::default(), RefCell::default(), RefCell::default());
        Outlines { target, layouts, known, last, alike, settled, key: RefCell::default(), count: Cell::new(0) }
    }

    /// The outline of a block.
    pub(crate) fn of(&self, block: &Block, reader: &Reader) -> Rc<Outline> {
        let outline = self.by_fields(block, reader);
        match self.alike {
            Some(alike) if outline.open.get() => self.by_likeness(block, &outline, alike, reader),
            _ => outline,
        }
    }

    fn outline(&self, mut nodes: Vec<Node>, refused: Vec<FieldId>, values: Vec<Value>, is_open: bool) -> Rc<Outline> {
        number(&mut nodes, &mut 0);
        let number = self.count.replace(self.count.get() + 1);
        Rc::new(Outline { number, nodes, refused, values, open: Cell::new(is_open) })
    }

    fn by_fields(&self, block: &Block, reader: &Reader) -> Rc<Outline> {
        let written = block.slots.iter().fold(0, |all, slot| all | bit(slot.field));
        let key = (block.kind, block.case, written);
        if let Some((_, last)) = self.last.borrow().as_ref().filter(|(last, _)| *last == key) {
            return last.clone();
        }
        let outline = self.by_key(block, key, reader);
        self.last.replace(Some((key, outline.clone())));
        outline
    }

    fn by_key(&self, block: &Block, key: Key, reader: &Reader) -> Rc<Outline> {
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let kind = reader.kind(block);
        let is_refused = |field: &FieldId| kind.field(*field).only.is_some_and(|only| only != self.target);
        let bare = Block { case: block.case, ..Block::new(block.kind, "", block.span) };
        let cut = Cut { reader, bare, block, written: key.2 };
        let nodes = kept(self.layouts.of(reader.schema, block.kind, self.target), &mut |leaf| cut.leaf(leaf));
        let is_open = nodes.iter().any(|node| is_open(node, kind));
        let refused = block.slots.iter().map(|slot| slot.field).filter(is_refused).collect();
        let outline = self.outline(nodes, refused, Vec::new(), is_open);
        self.known.borrow_mut().insert(key, outline.clone());
        outline
    }

    /// The same, where what is worked out is settled for all blocks that are alike.
    fn by_likeness(&self, block: &Block, outline: &Outline, alike: &dyn Alike, reader: &Reader) -> Rc<Outline> {
        let mut key = self.key.borrow_mut();
        alike.outline(block, &mut key);
        if let Some(known) = self.settled.borrow().get(key.as_slice()) {
            return known.clone();
        }
        let mut settle = Settle { block, alike, reader, values: Vec::new(), is_any: false };
        let nodes = kept(&outline.nodes, &mut |leaf| settle.leaf(leaf));
        // Where nothing can be settled, nobody need look for it again.
        outline.open.set(settle.is_any);
        let settled = self.outline(nodes, outline.refused.clone(), settle.values, false);
        self.settled.borrow_mut().insert(key.as_slice().into(), settled.clone());
        settled
    }
}

/// Gives each leaf below nodes its number.
fn number(nodes: &mut [Node], next: &mut usize) {
    for node in nodes {
        let leaves = match node {
            Node::Object { children, .. } => {
                number(children, next);
                continue;
            }
            Node::Value { leaf, .. } | Node::Inline(leaf) => std::slice::from_mut(leaf),
            Node::Gathered { leaves, .. } => leaves,
        };
        for leaf in leaves {
            leaf.number = *next;
            *next += 1;
        }
    }
}

/// Whether anything below a node is worked out for each block.
fn is_open(node: &Node, kind: &Kind) -> bool {
    let asks = |leaf: &Leaf| leaf.asks || is_worked_out(leaf, kind);
    match node {
        Node::Object { children, .. } => children.iter().any(|child| is_open(child, kind)),
        Node::Value { leaf, .. } | Node::Inline(leaf) => asks(leaf),
        Node::Gathered { leaves, .. } => leaves.iter().any(asks),
    }
}

/// Whether a value is an expression of the library for each block.
fn is_worked_out(leaf: &Leaf, kind: &Kind) -> bool {
    match leaf.source {
        Source::Field(field) => leaf.slot.is_none() && matches!(kind.field(field).default, Default::Computed(_)),
        Source::Derived(_) => true,
    }
}

/// Nodes without the leaves that are not kept.
fn kept(nodes: &[Node], keep: &mut dyn FnMut(&Leaf) -> Option<Leaf>) -> Vec<Node> {
    let mut node = |node: &Node| match node {
        Node::Object { key, children } => {
            let children = kept(children, keep);
            (!children.is_empty()).then_some(Node::Object { key, children })
        }
        Node::Value { key, leaf } => keep(leaf).map(|leaf| Node::Value { key, leaf }),
        Node::Inline(leaf) => keep(leaf).map(Node::Inline),
        Node::Gathered { key, list, leaves } => {
            let leaves: Vec<Leaf> = leaves.iter().filter_map(&mut *keep).collect();
            (!leaves.is_empty()).then_some(Node::Gathered { key, list: *list, leaves })
        }
    };
    nodes.iter().filter_map(&mut node).collect()
}

/// Settles what is the same for all blocks that are alike.
struct Settle<'s> {
    /// The first of them.
    block: &'s Block,
    alike: &'s dyn Alike,
    reader: &'s Reader<'s>,
    values: Vec<Value>,
    is_any: bool,
}

impl Settle<'_> {
    fn leaf(&mut self, leaf: &Leaf) -> Option<Leaf> {
        let (block, kind) = (self.block, self.reader.kind(self.block));
        let mut leaf = *leaf;
        let asks = |reader: &Reader| Value::Bool(reader.holds(block, leaf.when(kind)));
        if let Some(truth) = self.settled(leaf.asks, asks) {
            if truth == Value::Bool(false) {
                return None;
            }
            leaf.asks = false;
        }
        let value = match leaf.source {
            Source::Field(field) => self.settled(is_worked_out(&leaf, kind), |reader| reader.value(block, field).into_owned()),
            Source::Derived(at) => self.settled(true, |reader| reader.derived(block, &kind.derived[at])),
        };
        if let Some(value) = value {
            if !leaf.speaks(&value) {
                return None;
            }
            leaf.settled = u16::try_from(self.values.len()).ok();
            self.values.push(value);
        }
        Some(leaf)
    }

    fn settled(&mut self, is_wanted: bool, value: impl Fn(&Reader) -> Value) -> Option<Value> {
        let settled = is_wanted.then(|| self.alike.settled(&value)).flatten();
        self.is_any |= settled.is_some();
        settled
    }
}

fn bit(field: FieldId) -> u128 {
    1u128.checked_shl(u32::from(field.0)).unwrap_or(0)
}

/// Leaves out what cannot be written.
struct Cut<'r> {
    reader: &'r Reader<'r>,
    /// A block of the outline's kind and case with nothing in it.
    bare: Block,
    /// The first block of the outline.
    block: &'r Block,
    written: u128,
}

impl Cut<'_> {
    fn leaf(&self, leaf: &Leaf) -> Option<Leaf> {
        let kind = self.reader.kind(&self.bare);
        if leaf.case.is_some() && leaf.case != self.bare.case {
            return None;
        }
        if let Source::Field(field) = leaf.source
            && !self.is_written(field)
        {
            match &kind.field(field).default {
                Default::Required | Default::Absent if !leaf.speaks(&Value::None) => return None,
                Default::Constant(value) if !leaf.speaks(value) => return None,
                _ => {}
            }
        }
        let slot = match leaf.source {
            Source::Field(field) => self.block.slots.iter().zip(0..).find(|(slot, _)| slot.field == field && bit(field) != 0),
            Source::Derived(_) => None,
        };
        let leaf = Leaf { slot: slot.map(|(_, at)| at), ..*leaf };
        let Some(when) = leaf.when(kind).filter(|when| self.is_settled(Reads::of(when, kind))) else {
            return Some(leaf);
        };
        self.reader.holds(&self.bare, Some(when)).then_some(Leaf { asks: false, ..leaf })
    }

    fn is_written(&self, field: FieldId) -> bool {
        bit(field) == 0 || self.written & bit(field) != 0
    }

    /// Whether every block of the outline answers alike.
    fn is_settled(&self, reads: Reads) -> bool {
        reads.all() & self.written == 0 && !(reads.words || reads.branches || reads.existing || reads.parent)
    }
}
