//! What a block brings along, as the library declared it.
//!
//! In: nothing. Out: the types that `read_making` fills and `plan` follows. Deliberately absent: reading and making.

use super::kind::KindId;
use super::value::{BlockId, Value};
use crate::source::Name;
use crate::syntax::Expr;
use std::sync::Arc;

/// What a block brings along: `makes resolver_rule_association for vpcs { rule = self, vpc = item }`.
#[derive(Clone, Debug)]
pub struct Making {
    /// What becomes of it.
    pub what: Makes,
    /// One for each item of this list; one in all where there is none.
    pub each: Option<Expr>,
    /// Only where this holds.
    pub when: Option<Expr>,
    /// What it is called besides its maker.
    pub called: Option<Arc<str>>,
    /// The field of its maker that names it.
    pub into: Option<Name>,
    /// Its fields.
    pub fields: Vec<(Name, Expr)>,
    /// Blocks that must exist before it.
    pub after: Option<Expr>,
}

impl Making {
    /// What its values see beside the fields of its maker.
    pub fn names(maker: BlockId, index: usize, item: Value) -> [(Name, Value); 5] {
        [
            (Name::of("self"), Value::Block(maker)),
            (Name::of("item"), item),
            (Name::of("index"), Value::Int(index as i64)),
            (Name::of("account"), Value::stack("account")),
            (Name::of("partition"), Value::stack("partition")),
        ]
    }
}

/// What becomes of what a block brings along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Makes {
    /// `makes kind`: a block of its own.
    Block(KindId),
    /// `fills field with part`: a part in a filled field of the maker.
    Part(Name, KindId),
    /// `becomes kind`: the block itself, as one of another kind.
    Other(KindId),
    /// `tells list`: nothing new; the items of the list get to know more.
    Told,
}
