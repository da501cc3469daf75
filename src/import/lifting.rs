//! Resources of a target, each as one block.
//!
//! In: resources with their names, inputs and conditions. Out: an arena of blocks as a plan has them.
//! Deliberately absent: several resources that are one block (`fold`).

use super::Unseen;
use crate::model::Model;
use crate::resolve::Input;
use crate::schema::{Asked, Block, BlockId, Condition, InputId, KindId, Override, Schema, Target, Value};
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
    /// The domains of zones that no document creates, by what refers to them.
    pub domains: Vec<(Value, String)>,
    pub unseen: Vec<Unseen>,
}

/// Blocks as a plan has them.
pub(super) struct Lifted {
    pub blocks: Vec<Block>,
    /// How many of them the library declares.
    pub managed: usize,
    pub inputs: Vec<Input>,
    /// Resources that the library has no kind for.
    pub raw: Vec<(String, BlockId, Span, Value)>,
    /// The domains of zones that no document creates, by what refers to them.
    pub domains: Vec<(Value, String)>,
    pub unseen: Vec<Unseen>,
}

/// Reads every resource.
pub(super) fn lift(gathered: Gathered, target: Target, schema: &Schema, base: &Model) -> Lifted {
    let Gathered { resources, inputs, conditions, domains, mut unseen } = gathered;
    let (mut names, mut arena) = (Names::default(), base.blocks.clone());
    for (at, (known_as, _)) in inputs.iter().enumerate() {
        known_as.iter().for_each(|name| names.input(name, InputId(at as u32)));
    }
    conditions.into_iter().for_each(|(name, condition)| names.condition(name, condition));

    let kinds = kinds_by_type(schema, target);
    let raw_kind = schema.kind_named(Name::of("resource"));
    let mut raw = Vec::new();
    let mut places: Vec<Option<BlockId>> = Vec::with_capacity(resources.len());
    for resource in &resources {
        let kind = kind_of(&kinds, resource, schema);
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
    networks(&resources, schema, &mut arena);
    let mut lifter = Lifter::new(schema, target, &names, &arena);
    for (resource, place) in resources.into_iter().zip(places) {
        let Some(id) = place else { continue };
        if raw_kind == Some(arena[id.0 as usize].kind) {
            raw.push((resource.sort, id, resource.span, resource.properties));
            continue;
        }
        let mut properties = resource.properties;
        let is_made = schema.kind(arena[id.0 as usize].kind).resource.cfn.is_none();
        let each = properties.as_object_mut().filter(|_| !is_made).and_then(|object| object.shift_remove("for_each"));
        if let Some(each) = each {
            let of = each.as_str().map_or_else(String::new, |each| format!(" of {each}"));
            let why = "how many there are is worked out by Terraform; it is taken as one";
            unseen.push(Unseen { what: format!("{}.for_each{of}", resource.name), why, span: resource.span });
        }
        let leftovers = lifter.lift(id, properties, &mut arena);
        spread(id, resource.span, &mut arena);
        // What no field claims stays what it is: a raw property of this target.
        let word = Name::of(target.word());
        let derived = derived_places(schema, arena[id.0 as usize].kind, target);
        for leftover in leftovers {
            if derived.iter().any(|place| leftover.path.starts_with(place.as_str())) {
                let what = format!("{}.{}", resource.name, leftover.path);
                let why = "it follows from what is elsewhere, and is not compared by itself";
                unseen.push(Unseen { what, why, span: resource.span });
                continue;
            }
            let path = leftover.path.split('.').map(Into::into).collect();
            let value = plain(&leftover.value);
            arena[id.0 as usize].overrides.push(Override { target: word, path, value, span: resource.span });
        }
    }
    let raw = raw
        .into_iter()
        .map(|(sort, id, span, properties)| (sort, id, span, referring(&properties, &names, target, schema, &arena)))
        .collect();
    let inputs = inputs.into_iter().map(|(_, input)| input).collect();
    Lifted { blocks: arena, managed: base.managed, inputs, raw, domains, unseen }
}

/// Parts stand where their resource does.
fn spread(id: BlockId, span: Span, arena: &mut [Block]) {
    let parts: Vec<usize> = (id.0 as usize + 1..arena.len()).filter(|at| arena[*at].span == Span::default()).collect();
    for at in parts {
        arena[at].span = span;
        arena[at].slots.iter_mut().for_each(|slot| slot.span = span);
    }
}

/// Networks that zones name, with their regions: nothing creates them, and a text alone does not say both.
fn networks(resources: &[Resource], schema: &Schema, arena: &mut Vec<Block>) {
    let Some(kind) = schema.kind_named(Name::of("vpc")) else { return };
    let described = schema.kind(kind);
    let (Some(id), Some(region)) = (described.field_named(Name::of("id")), described.field_named(Name::of("region"))) else {
        return;
    };
    let mut found: Vec<(String, String, Span)> = Vec::new();
    for resource in resources {
        let lists = ["VPCs", "vpc"].into_iter().filter_map(|key| resource.properties.get(key));
        for one in lists.flat_map(|list| list.as_array().map_or(std::slice::from_ref(list), Vec::as_slice)) {
            let text = |keys: [&str; 2]| keys.into_iter().find_map(|key| one.get(key)?.as_str()).map(str::to_owned);
            if let (Some(id), Some(region)) = (text(["VPCId", "vpc_id"]), text(["VPCRegion", "vpc_region"]))
                && found.iter().all(|(known, _, _)| *known != id)
            {
                found.push((id, region, resource.span));
            }
        }
    }
    for (known, of, span) in found {
        let mut block = Block::new(kind, known.as_str(), span);
        block.existing = true;
        block.set(id, span, Value::text(&known));
        block.set(region, span, Value::word(&of));
        arena.push(block);
    }
}

/// Where derived values of a kind stand in a target.
fn derived_places(schema: &Schema, kind: KindId, target: Target) -> Vec<String> {
    let places = schema.kind(kind).derived.iter().filter_map(|derived| derived.place.of(target).as_ref());
    places.map(|place| place.path.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(".")).collect()
}

/// A tree that no field describes, with what it refers to.
fn referring(tree: &Tree, names: &Names, target: Target, schema: &Schema, arena: &[Block]) -> Value {
    let below = |tree: &Tree| referring(tree, names, target, schema, arena);
    let asked = |name: &str, attribute: Option<&str>| {
        let id = names.block(name)?;
        let outputs = &schema.kind(arena[id.0 as usize].kind).outputs;
        let asks = |asked: &Asked| match (asked, attribute) {
            (Asked::Ref, attribute) => attribute.is_none_or(|attribute| attribute == "id"),
            (Asked::Attribute(path), Some(attribute)) => **path == *attribute,
            _ => false,
        };
        let output = outputs.iter().find(|output| output.asked.of(target).as_ref().is_some_and(asks));
        Some(Value::attribute(id, output.map_or_else(|| Name::of(attribute.unwrap_or("Ref")), |output| output.name)))
    };
    let found = match tree {
        Tree::Object(object) if object.len() == 1 => match object.iter().next() {
            Some((key, Tree::String(name))) if key == "Ref" => asked(name, None),
            Some((key, Tree::Array(parts))) if key == "Fn::GetAtt" => match parts.as_slice() {
                [Tree::String(name), Tree::String(attribute)] => asked(name, Some(attribute)),
                _ => None,
            },
            _ => None,
        },
        Tree::String(text) if target == Target::Terraform => {
            let address = text.strip_prefix("${").and_then(|text| text.strip_suffix('}'));
            let mut parts = address.unwrap_or_default().splitn(3, '.');
            match (parts.next(), parts.next(), parts.next()) {
                (Some(sort), Some(name), attribute) => asked(&format!("{sort}.{name}"), attribute),
                _ => None,
            }
        }
        _ => None,
    };
    found.unwrap_or_else(|| match tree {
        Tree::Array(items) => Value::List(items.iter().map(below).collect()),
        Tree::Object(entries) => Value::Map(entries.iter().map(|(key, tree)| (key.as_str().into(), below(tree))).collect()),
        plain_tree => plain(plain_tree),
    })
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

/// Of several kinds with one type, the one that only Terraform has is meant where a loop over the proofs of a certificate is.
fn kind_of(kinds: &FxHashMap<&str, Vec<KindId>>, resource: &Resource, schema: &Schema) -> Option<KindId> {
    let fitting = kinds.get(resource.sort.as_str())?;
    let each = resource.properties.get("for_each").and_then(Tree::as_str);
    let is_loop = each.is_some_and(|each| each.contains(".domain_validation_options"));
    let made = |kind: &&KindId| schema.kind(**kind).resource.cfn.is_none();
    fitting.iter().find(|kind| made(kind) == is_loop).or(fitting.first()).copied()
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
        Tree::Object(entries) => Value::Map(entries.iter().map(|(key, value)| (key.as_str().into(), plain(value))).collect()),
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
