//! What CloudFormation templates say.
//!
//! In: templates. Out: their resources, parameters and conditions. Deliberately absent: what any property means.

use super::intrinsics::worked_out;
use super::lifting::{Gathered, Resource, place};
use super::{Document, Unseen, type_of, wiring};
use crate::resolve::Input;
use crate::schema::{Bounds, Condition, InputId, Schema, Shape, Target, Unknown, Value};
use crate::source::{Name, Span};
use serde_json::Value as Tree;
use std::sync::Arc;

/// Everything that templates of one deployment say.
pub(super) fn gather(templates: &[&Document], all: &[Document], schema: &Schema) -> Gathered {
    let mut gathered = Gathered::default();
    for (document, tree) in templates.iter().zip(wiring::wired(templates, all)) {
        let tree = worked_out(&tree);
        parameters(&tree, document, &mut gathered);
        imports(&tree, document, &mut gathered);
        conditions(&tree, &mut gathered);
        resources(&tree, document, schema, &mut gathered);
    }
    gathered
}

fn parameters(tree: &Tree, document: &Document, gathered: &mut Gathered) {
    for (name, declared) in entries(tree, "Parameters") {
        let sort = declared.get("Type").and_then(Tree::as_str).unwrap_or("String");
        let default = declared.get("Default");
        let is_text = default.and_then(Tree::as_str);
        let from = is_text.filter(|_| sort.starts_with("AWS::SSM::Parameter::Value"));
        let shape = match sort {
            "Number" => Shape::Int(Bounds::default()),
            sort if sort.contains("List") => Shape::List(Box::new(Shape::Text(Bounds::default())), Bounds::default()),
            _ => Shape::Text(Bounds::default()),
        };
        let optional = from.is_none() && is_text == Some("");
        let span = place(document.text, document.file, name, 0);
        gathered.inputs.push((
            vec![name.clone()],
            Input {
                name: Name::of(name),
                span,
                docs: declared.get("Description").and_then(Tree::as_str).map(Arc::from),
                shape,
                optional,
                default: if from.is_some() || optional { None } else { default.map(super::lifting::plain) },
                from: from.map(|path| (Name::of("ssm"), path.into(), span)),
                block: None,
            },
        ));
    }
}

/// Exports of other stacks are inputs, by the name of the export.
fn imports(tree: &Tree, document: &Document, gathered: &mut Gathered) {
    let mut names = Vec::new();
    collect(tree, "Fn::ImportValue", &mut names);
    for name in names {
        if gathered.inputs.iter().any(|(known_as, _)| known_as.contains(&name)) {
            continue;
        }
        let span = Span::new(document.file, 0, 0);
        gathered.inputs.push((
            vec![name.clone()],
            Input {
                name: Name::of(&name),
                span,
                docs: None,
                shape: Shape::Text(Bounds::default()),
                optional: false,
                default: None,
                from: Some((Name::of("export"), name.into(), span)),
                block: None,
            },
        ));
    }
}

fn collect(tree: &Tree, function: &str, names: &mut Vec<String>) {
    match tree {
        Tree::Object(object) => {
            if let Some(Tree::String(name)) = object.get(function) {
                names.push(name.clone());
            }
            object.values().for_each(|tree| collect(tree, function, names));
        }
        Tree::Array(items) => items.iter().for_each(|tree| collect(tree, function, names)),
        _ => {}
    }
}

fn conditions(tree: &Tree, gathered: &mut Gathered) {
    let declared: Vec<(String, Tree)> = entries(tree, "Conditions").map(|(name, tree)| (name.clone(), tree.clone())).collect();
    for (name, tree) in &declared {
        if let Some(condition) = condition(tree, &declared, gathered, 0) {
            gathered.conditions.push((name.clone(), condition));
        }
    }
}

/// Conditions may name each other; AWS lets them nest, and none so deep.
const DEEPEST: usize = 32;

fn condition(tree: &Tree, declared: &[(String, Tree)], gathered: &Gathered, depth: usize) -> Option<Condition> {
    if depth > DEEPEST {
        return None;
    }
    let (function, argument) = tree.as_object()?.iter().next()?;
    let below = |tree: &Tree| condition(tree, declared, gathered, depth + 1);
    let parts = |argument: &Tree| argument.as_array()?.iter().map(below).collect::<Option<Vec<_>>>();
    match function.as_str() {
        "Condition" => {
            let name = argument.as_str()?;
            below(&declared.iter().find(|(known, _)| known == name)?.1)
        }
        "Fn::Not" => Some(match below(argument.as_array()?.first()?)? {
            Condition::Not(inner) => *inner,
            other => Condition::Not(Box::new(other)),
        }),
        "Fn::And" => parts(argument).map(Condition::And),
        "Fn::Or" => parts(argument).map(Condition::Or),
        "Fn::Equals" => {
            let [a, b] = argument.as_array()?.as_slice() else { return None };
            match (operand(a, gathered)?, operand(b, gathered)?) {
                (Value::Unknown(unknown), Value::Text(empty)) if empty.is_empty() => match *unknown {
                    Unknown::Input(input) => Some(Condition::Not(Box::new(Condition::Given(input)))),
                    _ => None,
                },
                (a, b) => Some(Condition::Equal(a, b)),
            }
        }
        _ => None,
    }
}

fn operand(tree: &Tree, gathered: &Gathered) -> Option<Value> {
    match tree {
        Tree::String(text) => Some(Value::text(text)),
        Tree::Object(_) => {
            let name = tree.get("Ref")?.as_str()?;
            let at = gathered.inputs.iter().position(|(known_as, _)| known_as.iter().any(|known| known == name))?;
            Some(Value::Unknown(Box::new(Unknown::Input(InputId(at as u32)))))
        }
        _ => None,
    }
}

fn resources(tree: &Tree, document: &Document, schema: &Schema, gathered: &mut Gathered) {
    let [zone, record] = ["zone", "record"].map(|kind| type_of(kind, Target::CloudFormation, schema));
    let from = document.text.find("\"Resources\"").unwrap_or(0);
    // Resources stand in the order of the text, so each is looked for behind the one before.
    let mut at = from;
    for (name, resource) in entries(tree, "Resources") {
        let Some(sort) = resource.get("Type").and_then(Tree::as_str) else { continue };
        let span = place(document.text, document.file, name, at);
        at = at.max(span.end as usize);
        let named = resource.get("Condition").and_then(Tree::as_str);
        let condition = named.and_then(|name| gathered.conditions.iter().find(|(known, _)| known == name));
        if let (Some(name_of), None) = (named, &condition) {
            gathered.unseen.push(Unseen {
                what: format!("{name}.Condition {name_of}"),
                why: "the condition is of a form that the language has no word for; the resource is taken as always there",
                span,
            });
        }
        let condition = condition.map(|(_, condition)| condition.clone());
        let properties = resource.get("Properties").cloned().unwrap_or_else(|| Tree::Object(serde_json::Map::new()));
        let of_group = if sort == RECORD_GROUP { grouped(name, &properties) } else { None };
        let sort = if of_group.is_some() { record } else { sort };
        for (name, mut properties) in of_group.unwrap_or_else(|| vec![(name.clone(), properties)]) {
            if sort == record {
                zone_by_name(&mut properties, tree, zone, gathered);
            }
            gathered.resources.push(Resource { sort: sort.to_owned(), name, properties, condition: condition.clone(), span });
        }
    }
}

/// Several record sets in one resource, which no kind becomes.
const RECORD_GROUP: &str = "AWS::Route53::RecordSetGroup";

/// The record sets of a group, each with the zone of the group.
fn grouped(name: &str, properties: &Tree) -> Option<Vec<(String, Tree)>> {
    let sets = properties.get("RecordSets")?.as_array()?;
    let one = |(at, set): (usize, &Tree)| {
        let mut set = set.as_object()?.clone();
        for key in ["HostedZoneId", "HostedZoneName"] {
            if let Some(zone) = properties.get(key) {
                set.entry(key).or_insert_with(|| zone.clone());
            }
        }
        Some((format!("{name}[{at}]"), Tree::Object(set)))
    };
    sets.iter().enumerate().map(one).collect()
}

/// A zone that is named by its domain: one of the template, or one that exists already and goes by that name.
fn zone_by_name(properties: &mut Tree, tree: &Tree, sort: &str, gathered: &mut Gathered) {
    let Some(object) = properties.as_object_mut() else { return };
    let Some(Tree::String(domain)) = object.shift_remove("HostedZoneName") else { return };
    let plain = |domain: &str| domain.trim_end_matches('.').to_ascii_lowercase();
    let is_it = |zone: &Tree| {
        let name = zone.pointer("/Properties/Name").and_then(Tree::as_str);
        zone.get("Type").and_then(Tree::as_str) == Some(sort) && name.map(plain) == Some(plain(&domain))
    };
    let own = entries(tree, "Resources").find(|(_, resource)| is_it(resource)).map(|(name, _)| name.clone());
    let zone = match own {
        Some(name) => serde_json::json!({ "Ref": name }),
        None => {
            gathered.domains.push((Value::text(&domain), plain(&domain)));
            Tree::String(domain)
        }
    };
    object.insert("HostedZoneId".to_owned(), zone);
}

fn entries<'t>(tree: &'t Tree, key: &str) -> impl Iterator<Item = (&'t String, &'t Tree)> + use<'t> {
    tree.get(key).and_then(Tree::as_object).into_iter().flatten()
}
