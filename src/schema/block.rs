//! A block with its values: what the model holds, what a plan holds after expansion, and what targets lower and lift.

use super::kind::{CaseId, FieldId, KindId};
use super::value::{BlockId, Condition, Value};
use crate::report::Label;
use crate::source::{Name, Span};
use std::sync::Arc;
use thin_vec::ThinVec;

/// One block. Only what was written (or filled in by expansion) stands in it; defaults are asked of its kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// What it is.
    pub kind: KindId,
    /// Which case of its sum.
    pub case: Option<CaseId>,
    /// Its label in the program, with the key of its loop: `healthy[eu-west-1]`; empty for parts without one.
    pub label: Arc<str>,
    /// Where it is written.
    pub span: Span,
    /// Its doc comment.
    pub docs: Option<Arc<str>>,
    /// The block it stands in.
    pub parent: Option<BlockId>,
    /// Already deployed: referred to, never created.
    pub existing: bool,
    /// The logical id to keep, from `id = …`.
    pub keep_id: Option<Arc<str>>,
    /// Exists only where this holds.
    pub condition: Option<Box<Condition>>,
    /// Fields by position in the kind, ascending.
    pub slots: Vec<Slot>,
    /// Branches of its case, each a block of the same kind.
    pub branches: ThinVec<Block>,
    /// Raw properties of `overrides cfn`, `overrides tf`: path and value.
    pub overrides: ThinVec<Override>,
    /// The block it was made from, for names and reports, where expansion made it.
    pub made_by: Option<BlockId>,
    /// The use of a component that it belongs to.
    pub assembly: Option<Arc<Assembly>>,
}

/// One use of a component: what it makes belongs together.
#[derive(Clone, Debug, PartialEq)]
pub struct Assembly {
    /// Its name, with those of the uses around it and the keys of loops: `shop[eu].pages`.
    pub label: Arc<str>,
    /// The component.
    pub component: Name,
    /// Where its name stands.
    pub span: Span,
    /// All of its statement.
    pub statement: Span,
    /// All of the component's own statement.
    pub body: Span,
    /// Counts the uses of a program, in the order they are gone through.
    pub number: u32,
    /// The use whose component holds this one.
    pub outer: Option<Arc<Assembly>>,
}

impl Assembly {
    /// This use and those around it, the innermost first.
    pub fn chain(&self) -> impl Iterator<Item = &Assembly> {
        std::iter::successors(Some(self), |assembly| assembly.outer.as_deref())
    }

    /// Where it stands and what it is, for findings about what it makes.
    pub fn ways(&self) -> impl Iterator<Item = Label> {
        self.chain().map(|Assembly { span, label, .. }| Label { span: *span, text: format!("made for `{label}`") })
    }
}

/// A value that was written, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// Which field.
    pub field: FieldId,
    /// Where its value stands.
    pub span: Span,
    /// What it holds.
    pub value: Value,
}

/// A raw property of one target.
#[derive(Clone, Debug, PartialEq)]
pub struct Override {
    /// `cfn` or `tf`.
    pub target: Name,
    /// The path, as written, split at dots.
    pub path: Vec<Arc<str>>,
    /// Passed on as it is.
    pub value: Value,
    /// Where it stands.
    pub span: Span,
}

/// A large program has a hundred thousand blocks, each with half a dozen slots.
#[cfg(target_pointer_width = "64")]
const _: () = assert!(size_of::<Slot>() == 40 && size_of::<Block>() == 144);

impl Block {
    /// Looks at every block that this one holds or names.
    pub fn each_block(&self, see: &mut impl FnMut(BlockId)) {
        self.slots.iter().for_each(|slot| slot.value.each_block(see));
        self.branches.iter().for_each(|branch| branch.each_block(see));
    }

    /// An empty block of a kind.
    pub fn new(kind: KindId, label: impl Into<Arc<str>>, span: Span) -> Block {
        Block {
            kind,
            case: None,
            label: label.into(),
            span,
            docs: None,
            parent: None,
            existing: false,
            keep_id: None,
            condition: None,
            slots: Vec::new(),
            branches: ThinVec::new(),
            overrides: ThinVec::new(),
            made_by: None,
            assembly: None,
        }
    }

    /// What was written for a field.
    pub fn slot(&self, field: FieldId) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.field == field)
    }

    /// The written value of a field.
    pub fn value(&self, field: FieldId) -> Option<&Value> {
        self.slot(field).map(|slot| &slot.value)
    }

    /// Writes a field, in its order; an earlier value is replaced.
    pub fn set(&mut self, field: FieldId, span: Span, value: Value) {
        match self.slots.binary_search_by_key(&field, |slot| slot.field) {
            Ok(at) => self.slots[at] = Slot { field, span, value },
            Err(at) => {
                // Most blocks are records: zone, types, name, values, and in time a TTL. Others end with hardly more fields than they began
                // with.
                if self.slots.len() == self.slots.capacity() {
                    self.slots.reserve_exact(if self.slots.is_empty() { 5 } else { 1 });
                }
                self.slots.insert(at, Slot { field, span, value });
            }
        }
    }
}
