//! The waist: values known, names bound, every block checked against its kind.
//!
//! In: a resolved program. Out: a `Model`, in which each value remembers where it was written. Deliberately absent: what a
//! target calls anything.

mod alike;
mod assign;
mod body;
mod build;
mod check;
mod fields;
mod finding;
mod head;
mod likeness;
mod loose;
mod outline;
mod parts;
mod quick;
mod reader;
mod reads;
mod spelling;
mod stray;
mod tests;
mod told;
mod view;
mod watch;

pub(crate) use alike::{Alike, MANY, alike};
pub(crate) use build::build;
#[cfg(test)]
pub(crate) use check::Checker;
pub use check::check;
pub use finding::finding;
pub(crate) use loose::Loose;
pub use reader::{Memory, Reader};
pub(crate) use reads::Reads;
pub use spelling::{absolute_name, folded, relative, within};
pub use tests::{Line, Term, Test};
pub use view::*;

use crate::resolve::Input;
use crate::schema::{Block, BlockId, KindId, Rule, Slot, Value};
use crate::source::{Name, Span};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// A program with its values.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Every block: the library's managed ones, the program's own in the order declared, then the parts inside them.
    pub blocks: Vec<Block>,
    /// How many of them the library declares.
    pub managed: usize,
    /// Values known only when deployed.
    pub inputs: Vec<Input>,
    /// What the program hands out.
    pub outputs: Vec<Output>,
    /// Quotas this account has had raised.
    pub quotas: Vec<(Name, Value, Span)>,
    /// The program's own rules.
    pub rules: Vec<(KindId, Rule)>,
    /// Findings accepted on record.
    pub allows: Vec<Allow>,
    /// Where the items of a list stand, and the keys of a map, by the place of the whole: for findings about one of them.
    pub items: FxHashMap<Span, Box<[Span]>>,
    /// Raw resources of one target.
    pub raw: Vec<Raw>,
    /// Its test blocks, where they were asked for.
    pub tests: Vec<Test>,
    /// The program's own doc comment.
    pub docs: Option<Arc<str>>,
}

/// What the program hands out.
#[derive(Clone, Debug)]
pub struct Output {
    /// Its name.
    pub name: Name,
    /// Where.
    pub span: Span,
    /// Its doc comment.
    pub docs: Option<Arc<str>>,
    /// Its value.
    pub value: Value,
}

/// `allow CODE "reason" until 2027-03-01`
#[derive(Clone, Debug)]
pub struct Allow {
    /// The block it stands in, from its name to its last line.
    pub block: Span,
    /// The code it accepts.
    pub code: Name,
    /// Why.
    pub reason: Arc<str>,
    /// The last day it holds.
    pub until: Option<Arc<str>>,
    /// Where it stands.
    pub span: Span,
}

/// `resource "AWS::X::Y" name { … }`
#[derive(Clone, Debug)]
pub struct Raw {
    /// The block that names refer to.
    pub block: BlockId,
    /// Its type.
    pub resource: Arc<str>,
    /// Where it is declared.
    pub span: Span,
    /// Its properties, as written.
    pub properties: Vec<(Arc<str>, Value)>,
}

impl Model {
    /// The block of an id.
    pub fn block(&self, id: BlockId) -> &Block {
        &self.blocks[id.0 as usize]
    }

    /// Where an item of a list stands; the whole list where it was computed.
    pub fn item_span(&self, slot: &Slot, at: usize) -> Span {
        self.items.get(&slot.span).and_then(|items| items.get(at)).copied().unwrap_or(slot.span)
    }

    /// Every block of the program itself, with its id.
    pub fn own(&self) -> impl Iterator<Item = (BlockId, &Block)> {
        let numbered = self.blocks.iter().enumerate().skip(self.managed);
        numbered.map(|(at, block)| (BlockId(at as u32), block))
    }
}
