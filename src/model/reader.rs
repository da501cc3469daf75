//! What a field of a block holds, written or by default.
//!
//! In: blocks and the schema. Out: values, computed where the library says how. Deliberately absent: checking.

use crate::schema::{Block, BlockId, Derived, FieldId, Kind, Schema, Value};
use crate::source::Name;
use crate::syntax::Expr;
use std::borrow::Cow;

/// Reads blocks of one model or plan.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// What the library says.
    pub schema: &'a Schema,
    /// The arena that `BlockId`s point into.
    pub blocks: &'a [Block],
}

impl<'a> Reader<'a> {
    /// The kind of a block.
    pub fn kind(&self, block: &Block) -> &'a Kind {
        self.schema.kind(block.kind)
    }

    /// The block of an id.
    pub fn block(&self, id: BlockId) -> &'a Block {
        &self.blocks[id.0 as usize]
    }

    /// What a field holds: as written, else its default; `Value::None` where it is absent.
    pub fn value<'b>(&self, block: &'b Block, field: FieldId) -> Cow<'b, Value> where 'a: 'b {
        let _ = (block, field);
        todo!()
    }

    /// A derived value of a block's kind.
    pub fn derived(&self, block: &Block, derived: &Derived) -> Value {
        let _ = (block, derived);
        todo!()
    }

    /// Whether a condition of the library (`when = …`) holds for a block; an unknown one holds.
    pub fn holds(&self, block: &Block, when: Option<&Expr>) -> bool {
        let _ = (block, when);
        todo!()
    }

    /// An output of an existing block, from what its author wrote of it; `None` where that is not known.
    pub fn output(&self, block: BlockId, output: Name) -> Option<Value> {
        let _ = (block, output);
        todo!()
    }
}
