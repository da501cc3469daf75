//! Resources of a target, each as one block.
//!
//! In: resources with their names, inputs and conditions. Out: an arena of blocks as a plan has them, and what no field claims.
//! Deliberately absent: several resources that are one block (`fold`).

use super::Unseen;
use crate::resolve::Input;
use crate::schema::{Block, BlockId, Condition, InputId, KindId, Schema, Target, Value};
use crate::source::{Name, Span};
use crate::target::{Lifter, Names};
use rustc_hash::FxHashMap;
use serde_json::Value as Tree;

/// A resource as its document has it.
pub(super) struct Resource {
    /// `AWS::S3::Bucket`, `aws_s3_bucket`.
    pub sort: String,
    /// Its name within the document.
    pub name: String,
    /// What it says.
    pub properties: Tree,
    /// Exists only where this holds.
    pub condition: Option<Condition>,
    /// Where it stands.
    pub span: Span,
}

/// Everything documents say.
#[derive(Default)]
pub(super) struct Gathered {
    pub resources: Vec<Resource>,
    /// Inputs, each with the names it goes by.
    pub inputs: Vec<(Vec<String>, Input)>,
    /// Conditions by name.
    pub conditions: Vec<(String, Condition)>,
    pub unseen: Vec<Unseen>,
}

/// Blocks as a plan has them.
pub(super) struct Lifted {
    pub blocks: Vec<Block>,
    /// How many of them the library declares.
    pub managed: usize,
    pub inputs: Vec<Input>,
    /// Resources that the library has no kind for.
    pub raw: Vec<(String, BlockId, Span, Tree)>,
    pub unseen: Vec<Unseen>,
    /// Where each resource of the documents went.
    pub lifted: Vec<BlockId>,
}

/// Reads every resource.
pub(super) fn lift(gathered: Gathered, target: Target, schema: &Schema, managed: &[Block]) -> Lifted {
    let Gathered { resources, inputs, conditions, mut unseen } = gathered;
    let (mut names, mut arena) = (Names::default(), managed.to_vec());
    for (at, (known_as, _)) in inputs.iter().enumerate() {
        known_as.iter().for_each(|name| names.input(name, InputId(at as u32)));
    }
    conditions.into_iter().for_each(|(name, condition)| names.condition(name, condition));

    let kinds = kinds_by_type(schema, target);
    let raw_kind = schema.kind_named(Name::of("resource"));
    let (mut lifted, mut raw) = (Vec::new(), Vec::new());
    let mut places: Vec<Option<BlockId>> = Vec::with_capacity(resources.len());
    for resource in &resources {
        let kind = kind_of(&kinds, resource);
        let Some(kind) = kind.or(raw_kind) else {
            places.push(None);
            continue;
        };
        let id = BlockId(arena.len() as u32);
        let mut block = Block::new(kind, resource.name.as_str(), resource.span);
        block.condition = resource.condition.clone().map(Box::new);
        arena.push(block);
        let address = match target {
            Target::CloudFormation => resource.name.clone(),
            Target::Terraform => format!("{}.{}", resource.sort, resource.name),
        };
        names.resource(address, id);
        places.push(Some(id));
    }
    let mut lifter = Lifter::new(schema, target, &names, &arena);
    for (resource, place) in resources.into_iter().zip(places) {
        let Some(id) = place else { continue };
        if raw_kind == Some(arena[id.0 as usize].kind) {
            raw.push((resource.sort, id, resource.span, resource.properties));
            continue;
        }
        let leftovers = lifter.lift(id, resource.properties, &mut arena);
        spread(id, resource.span, &mut arena);
        lifted.push(id);
        unseen.extend(leftovers.into_iter().map(|leftover| Unseen {
            what: format!("{}.{}", resource.name, leftover.path),
            why: "no field of the library has this property",
            span: resource.span,
        }));
    }
    let inputs = inputs.into_iter().map(|(_, input)| input).collect();
    Lifted { blocks: arena, managed: managed.len(), inputs, raw, unseen, lifted }
}

/// Parts stand where their resource does.
fn spread(id: BlockId, span: Span, arena: &mut [Block]) {
    let parts: Vec<usize> = (id.0 as usize + 1..arena.len()).filter(|at| arena[*at].span == Span::default()).collect();
    for at in parts {
        arena[at].span = span;
        arena[at].slots.iter_mut().for_each(|slot| slot.span = span);
    }
}

/// The kinds of each resource type, in the order declared.
fn kinds_by_type(schema: &Schema, target: Target) -> FxHashMap<&str, Vec<KindId>> {
    let mut kinds: FxHashMap<&str, Vec<KindId>> = FxHashMap::default();
    for (id, kind) in schema.kinds() {
        if let Some(sort) = kind.resource.of(target) {
            kinds.entry(sort).or_default().push(id);
        }
    }
    kinds
}

/// Of several kinds with one type, those that make many of one come last, and are meant where a loop is.
fn kind_of(kinds: &FxHashMap<&str, Vec<KindId>>, resource: &Resource) -> Option<KindId> {
    let fitting = kinds.get(resource.sort.as_str())?;
    if resource.properties.get("for_each").is_some() { fitting.last().copied() } else { fitting.first().copied() }
}

/// A tree that no field describes, as a value.
pub(super) fn plain(tree: &Tree) -> Value {
    match tree {
        Tree::Null => Value::None,
        Tree::Bool(truth) => Value::Bool(*truth),
        Tree::Number(number) => match number.as_i64() {
            Some(whole) => Value::Int(whole),
            None => Value::Decimal(number.to_string().into()),
        },
        Tree::String(text) => Value::text(text),
        Tree::Array(items) => Value::List(items.iter().map(plain).collect()),
        Tree::Object(entries) => {
            Value::Map(entries.iter().map(|(key, value)| (key.as_str().into(), plain(value))).collect())
        }
    }
}

/// Where a name stands in a text: the first line that declares it.
pub(super) fn place(text: &str, file: crate::source::FileId, name: &str, from: usize) -> Span {
    let key = format!("\"{name}\"");
    let mut at = from;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find(&key)) {
        let (start, end) = (at + found, at + found + key.len());
        if text[end..].trim_start().starts_with(':') {
            return Span::new(file, start, end);
        }
        at = end;
    }
    Span::new(file, 0, 0)
}
