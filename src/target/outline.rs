//! What is left of a kind's layout for blocks of one outline: of one case, with the same fields written.
//!
//! In: a layout and a block. Out: the nodes that such blocks can write anything for. A zone has a hundred thousand records and a
//! handful of outlines, so that most questions are asked once. Deliberately absent: values that are written.

use super::layout::{Layouts, Leaf, Node, Source};
use crate::model::{Reader, Reads};
use crate::schema::{Block, CaseId, Default, FieldId, KindId, Target, Value};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;

/// The outlines met so far, in one target.
pub(crate) struct Outlines {
    target: Target,
    layouts: Layouts,
    known: RefCell<FxHashMap<Key, Rc<Outline>>>,
}

/// A kind, a case, and the fields written as bits; those past the last bit count as written.
type Key = (KindId, Option<CaseId>, u128);

/// What blocks of an outline write.
pub(crate) struct Outline {
    pub nodes: Vec<Node>,
    /// Written fields that the target does not have.
    pub refused: Vec<FieldId>,
}

impl Outlines {
    /// None met yet.
    pub(crate) fn new(layouts: Layouts, target: Target) -> Outlines {
        Outlines { target, layouts, known: RefCell::default() }
    }

    /// The outline of a block.
    pub(crate) fn of(&self, block: &Block, reader: &Reader) -> Rc<Outline> {
        let written = block.slots.iter().fold(0, |all, slot| all | bit(slot.field));
        let key = (block.kind, block.case, written);
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let kind = reader.kind(block);
        let is_refused = |field: &FieldId| kind.field(*field).only.is_some_and(|only| only != self.target);
        let bare = Block { case: block.case, ..Block::new(block.kind, "", block.span) };
        let cut = Cut { reader, bare, written };
        let outline = Rc::new(Outline {
            nodes: cut.nodes(self.layouts.of(reader.schema, block.kind, self.target)),
            refused: block.slots.iter().map(|slot| slot.field).filter(is_refused).collect(),
        });
        self.known.borrow_mut().insert(key, outline.clone());
        outline
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
    written: u128,
}

impl Cut<'_> {
    fn nodes(&self, nodes: &[Node]) -> Vec<Node> {
        nodes.iter().filter_map(|node| self.node(node)).collect()
    }

    fn node(&self, node: &Node) -> Option<Node> {
        match node {
            Node::Object { key, children } => {
                let children = self.nodes(children);
                (!children.is_empty()).then_some(Node::Object { key, children })
            }
            Node::Value { key, leaf } => self.leaf(leaf).map(|leaf| Node::Value { key, leaf }),
            Node::Inline(leaf) => self.leaf(leaf).map(Node::Inline),
            Node::Gathered { key, list, leaves } => {
                let leaves: Vec<Leaf> = leaves.iter().filter_map(|leaf| self.leaf(leaf)).collect();
                (!leaves.is_empty()).then_some(Node::Gathered { key, list: *list, leaves })
            }
        }
    }

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
        let Some(when) = leaf.when(kind).filter(|when| self.is_settled(Reads::of(when, kind))) else {
            return Some(*leaf);
        };
        self.reader.holds(&self.bare, Some(when)).then_some(Leaf { asks: false, ..*leaf })
    }

    fn is_written(&self, field: FieldId) -> bool {
        bit(field) == 0 || self.written & bit(field) != 0
    }

    /// Whether every block of the outline answers alike.
    fn is_settled(&self, reads: Reads) -> bool {
        reads.all() & self.written == 0 && !(reads.words || reads.branches || reads.existing || reads.parent)
    }
}
