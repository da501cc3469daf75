//! What will exist: one resource for each block, names, regions, order.
//!
//! In: a Model. Out: a `Plan`, in which lowering is one resource to one resource. Deliberately absent: how a target spells it.

mod buckets;
mod certificates;
mod details;
mod distributions;
mod expand;
mod inputs;
mod keys;
mod making;
mod names;
mod query_logs;
mod records;
mod statement;
mod traffic;

pub use expand::plan;
pub use records::{absolute, branch_identifiers};

use crate::schema::{Block, BlockId, InputId, Shape, Value};
use crate::source::{Name, Span};
use rustc_hash::FxHashSet;
use std::sync::Arc;
use thin_vec::ThinVec;

/// Everything a target writes.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// What the program is called: the project's name or the directory's.
    pub name: Arc<str>,
    /// The doc comment of the program's first file, if any.
    pub description: Option<Arc<str>>,
    /// The region of what has no region of its own, where the program says it.
    pub region: Option<Name>,
    /// The arena that `BlockId`s point into: blocks of the model, then those that expansion made.
    pub blocks: Vec<Block>,
    /// What is created, in the order of the program, what it depends on first.
    pub resources: Vec<Resource>,
    /// The logical ids of all of them, for whoever needs a name that is free.
    pub logical_ids: FxHashSet<Arc<str>>,
    /// For each block of the arena, its resource, by position in `resources`.
    pub resource_of: Vec<Option<u32>>,
    /// Blocks whose outputs are asked of another, by a target that has a resource for it: a certificate's of its validation.
    /// What the first made is not redirected.
    pub stand_ins: Vec<(BlockId, BlockId)>,
    /// Values known only when deployed.
    pub inputs: Vec<Input>,
    /// What the program hands out.
    pub outputs: Vec<Output>,
    /// Resources passed through as written.
    pub raw: Vec<Raw>,
}

/// One resource of a target.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Its block, whose kind has a resource type in at least one target.
    pub block: BlockId,
    /// CloudFormation's logical id, unique in the plan.
    pub logical_id: Arc<str>,
    /// Terraform's resource name, unique in its type.
    pub name: Arc<str>,
    /// The region it must live in; `None` for the stack's own.
    pub region: Option<Name>,
    /// Blocks that must exist before it though no value refers to them.
    pub after: ThinVec<BlockId>,
}

/// A value known only when deployed.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its name in the program: `api_host`.
    pub name: Arc<str>,
    /// Where it is declared.
    pub span: Span,
    /// Its doc comment.
    pub docs: Option<Arc<str>>,
    /// What it holds; a kind means "the id of one of those".
    pub shape: Shape,
    /// Whether it may be absent.
    pub optional: bool,
    /// What it holds when nobody says.
    pub default: Option<Value>,
    /// Where its value comes from.
    pub from: From,
}

/// Where an input's value comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum From {
    /// Whoever deploys.
    Deployer,
    /// `ssm("/edge/alb")`: an SSM parameter, in both targets.
    Ssm(Arc<str>),
    /// `export("Net-AlbDns")`: an export of another stack (CloudFormation); a variable in Terraform.
    Export(Arc<str>),
    /// `terraform("aws_lb.app.dns_name")`: an expression beside the files (Terraform); a parameter in CloudFormation.
    Terraform(Arc<str>),
}

/// A stack output.
#[derive(Clone, Debug)]
pub struct Output {
    /// Its name in the program.
    pub name: Arc<str>,
    /// Where it is declared.
    pub span: Span,
    /// Its doc comment.
    pub docs: Option<Arc<str>>,
    /// What it hands out.
    pub value: Value,
}

/// `resource "AWS::X::Y" name { … }`
#[derive(Clone, Debug)]
pub struct Raw {
    /// Its type; the target follows from its form.
    pub resource: Arc<str>,
    /// Its label.
    pub label: Arc<str>,
    /// Where it is declared.
    pub span: Span,
    /// The id that `Value::Unknown(Attribute)` uses for it: a block of no kind, past the arena's kinds.
    pub block: BlockId,
    /// Properties, as written.
    pub properties: Vec<(Arc<str>, Value)>,
}

impl Plan {
    /// The resource a block became.
    pub fn resource(&self, block: BlockId) -> Option<&Resource> {
        let at = (*self.resource_of.get(block.0 as usize)?)?;
        self.resources.get(at as usize)
    }

    /// An input by id.
    pub fn input(&self, id: InputId) -> &Input {
        &self.inputs[id.0 as usize]
    }
}
