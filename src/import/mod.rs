//! The way back: what a deployment holds, as a program's own blocks.
//!
//! In: documents in JSON: templates of CloudFormation, configuration of Terraform, snapshots. Out: a Model, and what could not be
//! seen in them. Deliberately absent: reading files; printing what was found as a program.

mod arena;
mod cloudformation;
mod fold;
mod fold_distribution;
mod fold_logs;
mod fold_making;
mod fold_origin;
mod fold_record;
mod fold_rest;
mod fold_route53;
mod give;
mod intrinsics;
mod lifting;
mod literals;
mod snapshot;
mod snapshot_read;
mod terraform;
mod wiring;

pub use give::give;
pub use snapshot::snapshot;

use crate::model::Model;
use crate::schema::{Schema, Target};
use crate::source::{FileId, Name, Span};
use serde_json::Value as Tree;

/// One document of a side.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    /// The file it was read from.
    pub file: FileId,
    /// What it is called.
    pub name: &'a str,
    /// Its text, in which places are found.
    pub text: &'a str,
    /// What it holds.
    pub tree: Tree,
}

/// What documents come to.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// Blocks, as an author would have written them.
    pub model: Model,
    /// What is in the documents and not in the model, each with its reason.
    pub unseen: Vec<Unseen>,
}

/// Something that a document says and a model does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unseen {
    /// What: `Site.Properties.Tags`.
    pub what: String,
    /// Why it is not there.
    pub why: &'static str,
    /// Where it stands.
    pub span: Span,
}

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A CloudFormation template.
    Template,
    /// The order in which Edgewise's templates are deployed, and what they hand to each other.
    Stacks,
    /// Terraform's JSON syntax.
    Configuration,
    /// A model that was written down.
    Snapshot,
}

/// What a document is; `None` where it is none of these.
pub fn sort_of(tree: &Tree) -> Option<Sort> {
    let object = tree.as_object()?;
    if object.contains_key(snapshot::VERSION_KEY) {
        return Some(Sort::Snapshot);
    }
    if object.get("Resources").is_some_and(Tree::is_object) {
        return Some(Sort::Template);
    }
    if object.get("stacks").is_some_and(Tree::is_array) {
        return Some(Sort::Stacks);
    }
    const BLOCKS: [&str; 7] = ["resource", "variable", "provider", "terraform", "output", "data", "locals"];
    BLOCKS.iter().any(|block| object.contains_key(*block)).then_some(Sort::Configuration)
}

/// Reads documents of one deployment; `base` is the model of a program that says nothing, which has the library's own blocks.
pub fn import(documents: &[Document], schema: &Schema, base: &Model) -> Imported {
    if let Some(document) = documents.iter().find(|document| sort_of(&document.tree) == Some(Sort::Snapshot)) {
        return snapshot_read::read(document, schema, base);
    }
    let templates: Vec<&Document> = documents.iter().filter(|document| sort_of(&document.tree) == Some(Sort::Template)).collect();
    let (gathered, target) = if templates.is_empty() {
        (terraform::gather(documents, schema), Target::Terraform)
    } else {
        (cloudformation::gather(&templates, documents, schema), Target::CloudFormation)
    };
    fold::fold(lifting::lift(gathered, target, schema, base), schema)
}

/// The type of resource that a kind becomes.
fn type_of<'s>(kind: &str, target: Target, schema: &'s Schema) -> &'s str {
    let kind = schema.kind_named(Name::of(kind));
    kind.and_then(|kind| schema.kind(kind).resource.of(target).as_deref()).unwrap_or_default()
}
