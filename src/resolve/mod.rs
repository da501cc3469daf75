//! From trees to a program: which blocks there are, what each name stands for, what is chosen when compiling and what only
//! when deploying.
//!
//! In: trees, values for parameters, texts of files. Out: a `Program`, whose blocks still hold expressions. Deliberately
//! absent: the fields of kinds (`model`).

mod assemble;
mod chosen;
mod declare;
mod evaluate;
mod files;
mod fit;
mod functions;
mod habit;
mod inputs;
mod misfit;
mod modules;
mod named;
mod operate;
mod order;
mod placed;
mod places;
mod quantify;
mod remedy;
mod scope;
mod taken_over;
mod trial;
mod typed;
mod within;

pub(crate) use assemble::led_by;
pub use chosen::{Choice, Choices};
pub use declare::{Unused, resolve};
pub use evaluate::{Decision, Names, Turn, decide, evaluate, turns};
pub use files::wanted_files;
pub use fit::{Kinds, Misfit, fit};
pub(crate) use habit::{Place as Habit, instead_of, instead_of_resource, kind_of_resource};
pub(crate) use misfit::{Asked, described, report};
pub use modules::Module;
pub use operate::{condition, equal, join, number, shown, sort, truth_of, unknown_truth};
pub use placed::{Placed, each_statement};
pub use places::{SHIELD_OF_ANY, looks_up, place_facts};
pub use quantify::Item;
pub use scope::{ScopeId, Scopes, View};
pub use taken_over::{record, take_over};
pub(crate) use trial::is_found;
pub use within::Within;

use crate::schema::{Assembly, BlockId, Condition, InputId, KindId, Shape, Value};
use crate::source::{Name, Span};
use crate::syntax::{Expr, Statement};
use std::sync::Arc;

/// Texts of the files a program names, or why they cannot be had.
pub type FileTexts = rustc_hash::FxHashMap<Arc<str>, Result<Arc<str>, Arc<str>>>;

/// A program: blocks with their scopes, in the order declared; the library's own first.
#[derive(Debug)]
pub struct Program<'t> {
    /// What names stand for, and the blocks.
    pub scopes: Scopes<'t>,
    /// The scope of what stands in no block.
    pub root: ScopeId,
    /// Values known only when deployed.
    pub inputs: Vec<Input>,
    /// Components of its own that nothing uses, where they stand.
    pub unused: Vec<Span>,
    /// What a dry run takes inputs for.
    pub given: rustc_hash::FxHashMap<InputId, Value>,
    /// What the program hands out.
    pub outputs: Vec<Output<'t>>,
    /// Quotas this account has had raised: name, value, place.
    pub quotas: Vec<(Name, Value, Span)>,
    /// Rules of the program's own, with the kind each speaks of.
    pub rules: Vec<(KindId, crate::schema::Rule)>,
    /// Findings accepted for all that a use of a component makes, with the place of that use.
    pub allows: Vec<(&'t Statement, Span)>,
    /// Test blocks; nobody reads them where they are not asked for.
    pub tests: Vec<(&'t Statement, ScopeId)>,
    /// The doc comment that stands first in the program.
    pub docs: Option<Arc<str>>,
}

/// A block of a program, before its fields are read.
#[derive(Clone, Debug)]
pub struct Instance<'t> {
    /// What it is.
    pub kind: KindId,
    /// Its name, with the key of its loop.
    pub label: Arc<str>,
    /// Where its name stands.
    pub span: Span,
    /// Its statement.
    pub source: Source<'t>,
    /// Where its expressions are worked out.
    pub scope: ScopeId,
    /// Already deployed.
    pub existing: bool,
    /// Exists only where this holds.
    pub condition: Option<Box<Condition>>,
    /// The block it stands in, for a part with a name: `key_signing_key ksk_2026 -> …`.
    pub within: Option<BlockId>,
    /// The use of a component that it belongs to.
    pub assembly: Option<Arc<Assembly>>,
}

/// Where an instance comes from.
#[derive(Clone, Copy, Debug)]
pub enum Source<'t> {
    /// A statement.
    Statement(&'t Statement),
    /// An input whose type is a kind: its identity is the input.
    Input(crate::schema::InputId),
}

/// An `input`.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its name.
    pub name: Name,
    /// Where.
    pub span: Span,
    /// Its doc comment.
    pub docs: Option<Arc<str>>,
    /// What it holds.
    pub shape: Shape,
    /// Whether it may be absent.
    pub optional: bool,
    /// What it holds when nobody says.
    pub default: Option<Value>,
    /// `ssm("/edge/alb")`, as a call.
    pub from: Option<(Name, Arc<str>, Span)>,
    /// The block it stands for, where its type is a kind.
    pub block: Option<BlockId>,
}

/// An `output`.
#[derive(Clone, Copy, Debug)]
pub struct Output<'t> {
    /// Its name.
    pub name: Name,
    /// Where.
    pub span: Span,
    /// Its doc comment.
    pub docs: Option<&'t Arc<str>>,
    /// What it hands out.
    pub value: &'t Expr,
    /// Where that is worked out.
    pub scope: ScopeId,
}
