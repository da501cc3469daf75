//! The two languages Edgewise writes, and reads back.
//!
//! In: a plan. Out: CloudFormation templates, Terraform configuration; and from a resource's properties its block. Deliberately
//! absent: what AWS calls anything, which the library says; files and folders, which `cli` knows.

mod bytes;
mod cloudformation;
mod codec;
mod conditions;
mod decode;
mod encode;
mod expression;
mod fragment;
mod intrinsic;
mod layout;
mod lift;
mod limits;
mod lower;
mod memo;
mod names;
mod names_of;
mod outline;
mod overrides;
mod parameters;
mod placement;
mod read_unknown;
mod refusals;
mod shared;
mod stack;
mod surface;
mod template;
mod terraform;
mod world;
mod write;

pub use codec::knows;
pub use lift::{Leftover, Lifter, alike};
pub use names_of::Names;
pub use surface::{Surface, surface};

use crate::model::{MANY, Memory};
use crate::plan::Plan;
use crate::report::Reports;
use crate::schema::{BlockId, Schema, Target};
use encode::Encoder;
use world::{Known, World};
use write::Json;

/// A file of an output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Where it goes, below the folder the output is written to.
    pub path: String,
    /// What it holds, one piece behind the other: a large text is not moved while it grows.
    pub pieces: Vec<Vec<u8>>,
}

impl File {
    /// A file that ends with a new line.
    fn of(path: impl Into<String>, json: Json) -> File {
        let mut pieces = json.into_pieces();
        pieces.push(vec![b'\n']);
        File { path: path.into(), pieces }
    }

    /// How many bytes it holds.
    pub fn length(&self) -> usize {
        self.pieces.iter().map(Vec::len).sum()
    }

    /// Whether it holds these bytes.
    pub fn holds(&self, bytes: &[u8]) -> bool {
        let mut rest = bytes;
        let begins = |piece: &Vec<u8>| rest.strip_prefix(piece.as_slice()).map(|behind| rest = behind).is_some();
        self.pieces.iter().all(begins) && rest.is_empty()
    }

    /// What it holds, at once.
    pub fn bytes(&self) -> Vec<u8> {
        self.pieces.concat()
    }
}

/// All files of an output, in the order they were made.
pub type Files = Vec<File>;

/// Writes a plan in the languages of targets, and puts each file where the caller wants it.
pub fn write(plan: &Plan, schema: &Schema, targets: &[Target], reports: &mut Reports, put: &mut dyn FnMut(Target, File)) {
    write_from(MANY, plan, schema, targets, reports, put);
}

/// The same, where plans of so many blocks are asked which of them are alike.
pub(crate) fn write_from(
    many: usize,
    plan: &Plan,
    schema: &Schema,
    targets: &[Target],
    reports: &mut Reports,
    put: &mut dyn FnMut(Target, File),
) {
    let memory = Memory::default();
    let known = Known::of(plan, schema, &memory, many);
    for target in targets {
        let put = &mut |file| put(*target, file);
        match target {
            Target::CloudFormation => cloudformation::write(World::new(&known, *target), reports, put),
            Target::Terraform => terraform::write(World::new(&known, *target), reports, put),
        }
    }
}

/// The properties of one block's resource, as a target has them; `Null` where it is no resource.
pub fn lower(plan: &Plan, schema: &Schema, target: Target, block: BlockId, reports: &mut Reports) -> serde_json::Value {
    let memory = Memory::default();
    let known = Known::of(plan, schema, &memory, MANY);
    let world = World::new(&known, target);
    let Some(block) = plan.blocks.get(block.0 as usize) else {
        return serde_json::Value::Null;
    };
    let mut encoder = Encoder::new(&world, block, reports);
    encoder.within = block.condition.as_deref();
    encoder.patched(block, |_| true)
}

/// The name of a target, and of the other.
fn spoken(target: Target) -> (&'static str, &'static str) {
    match target {
        Target::CloudFormation => ("CloudFormation", "Terraform"),
        Target::Terraform => ("Terraform", "CloudFormation"),
    }
}
