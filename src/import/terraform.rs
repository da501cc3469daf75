//! What Terraform's JSON files say.
//!
//! In: configuration. Out: its resources and variables. Deliberately absent: modules and functions, whose values only Terraform works
//! out.

use super::lifting::{Gathered, Resource, place};
use super::literals::{Instance, Locals, instances, write_out};
use super::{Document, Sort, Unseen, sort_of, type_of};
use crate::resolve::Input;
use crate::schema::{Bounds, Condition, InputId, Schema, Shape, Target, Unknown, Value};
use crate::source::Name;
use serde_json::{Map, Value as Tree};
use std::sync::Arc;

/// What belongs to Terraform and not to the resource.
const META: [&str; 7] = ["provider", "depends_on", "lifecycle", "timeouts", "provisioner", "connection", "//"];

/// Everything that the files of one directory say.
pub(super) fn gather(documents: &[Document], schema: &Schema) -> Gathered {
    let mut gathered = Gathered::default();
    let files = documents.iter().filter(|document| sort_of(&document.tree) == Some(Sort::Configuration));
    let locals = Locals::of(files.clone().map(|document| &document.tree));
    let [zone, record] = ["zone", "record"].map(|kind| type_of(kind, Target::Terraform, schema));
    let mut zones = Zones { zone, record, domains: Vec::new() };
    for document in files.clone() {
        variables(document, &locals, &mut zones, &mut gathered);
    }
    for document in files {
        for (sort, named) in labelled(document.tree.get("resource")) {
            for (name, properties) in labelled(Some(named)) {
                resource((sort, name), locals.fill(single(properties)), document, &mut gathered);
            }
        }
        for (sort, named) in labelled(document.tree.get("module")) {
            let _ = named;
            gathered.unseen.push(Unseen {
                what: format!("module.{sort}"),
                why: "what a Terraform module makes is known to Terraform only",
                span: place(document.text, document.file, sort, 0),
            });
        }
    }
    zones.complete(&mut gathered);
    gathered
}

/// The domains of zones, by what a reference to them begins with.
struct Zones<'s> {
    /// What a zone is called, as a resource and as data.
    zone: &'s str,
    record: &'s str,
    domains: Vec<(String, String)>,
}

impl Zones<'_> {
    /// The provider completes the names of records by the domain of their zone, where they do not end in it.
    fn complete(mut self, gathered: &mut Gathered) {
        for zone in gathered.resources.iter().filter(|resource| resource.sort == self.zone) {
            if let Some(domain) = zone.properties.get("name").and_then(Tree::as_str) {
                self.domains.push((format!("{}.{}", self.zone, zone.name), domain.to_owned()));
            }
        }
        for record in gathered.resources.iter_mut().filter(|resource| resource.sort == self.record) {
            let text = |key: &str| record.properties.get(key).and_then(Tree::as_str);
            let (Some(zone), Some(name)) = (text("zone_id").and_then(referred), text("name")) else { continue };
            let Some((_, domain)) = self.domains.iter().find(|(known, _)| known == zone) else { continue };
            let [name, domain] = [name, domain].map(|name| name.trim_end_matches('.'));
            let is_within = name == domain || name.strip_suffix(domain).is_some_and(|before| before.ends_with('.'));
            if is_within || name.contains("${") || domain.contains("${") {
                continue;
            }
            let full = if name.is_empty() { domain.to_owned() } else { format!("{name}.{domain}") };
            record.properties["name"] = Tree::String(full);
        }
    }
}

/// `data.aws_route53_zone.main` of `${data.aws_route53_zone.main.zone_id}`
fn referred(text: &str) -> Option<&str> {
    Some(text.strip_prefix("${")?.strip_suffix('}')?.rsplit_once('.')?.0)
}

fn variables(document: &Document, locals: &Locals, zones: &mut Zones, gathered: &mut Gathered) {
    for (name, declared) in labelled(document.tree.get("variable")) {
        let declared = single(declared);
        let default = declared.get("default");
        let text = || Shape::Text(Bounds::default());
        let shape = match declared.get("type").and_then(Tree::as_str).unwrap_or("string") {
            "number" => Shape::Int(Bounds::default()),
            "bool" => Shape::Bool,
            sort if sort.starts_with("list") || sort.starts_with("set") => Shape::List(Box::new(text()), Bounds::default()),
            sort if sort.starts_with("map") => Shape::Map(Box::new(text())),
            _ => text(),
        };
        let span = place(document.text, document.file, name, 0);
        let docs = declared.get("description").and_then(Tree::as_str).map(Arc::from);
        let value = default.filter(|default| !default.is_null()).map(super::lifting::plain);
        let optional = default.is_some_and(Tree::is_null);
        let input = Input { name: Name::of(name), span, docs, shape, optional, default: value, from: None, block: None };
        gathered.inputs.push((vec![format!("var.{name}")], input));
    }
    for (sort, named) in labelled(document.tree.get("data")) {
        for (name, data) in labelled(Some(named)) {
            let span = place(document.text, document.file, name, 0);
            let data = &locals.fill(single(data));
            if sort == zones.zone
                && let Some(domain) = data.get("name").and_then(Tree::as_str)
            {
                zones.domains.push((format!("data.{sort}.{name}"), domain.to_owned()));
                let input = InputId(gathered.inputs.len() as u32);
                let domain = domain.trim_end_matches('.').to_ascii_lowercase();
                gathered.domains.push((Value::Unknown(Box::new(Unknown::Input(input))), domain));
            }
            let path = data.get("name").and_then(Tree::as_str).filter(|_| sort == "aws_ssm_parameter");
            let shape = Shape::Text(Bounds::default());
            let from = path.map(|path| (Name::of("ssm"), Arc::from(path), span));
            let input =
                Input { name: Name::of(name), span, docs: None, shape, optional: false, default: None, from, block: None };
            gathered.inputs.push((vec![format!("data.{sort}.{name}")], input));
        }
    }
}

fn resource((sort, name): (&str, &str), properties: Tree, document: &Document, gathered: &mut Gathered) {
    let from = document.text.find(&format!("\"{sort}\"")).unwrap_or(0);
    let span = place(document.text, document.file, name, from);
    let Tree::Object(mut properties) = properties else { return };
    for key in META {
        properties.shift_remove(key);
    }
    for Instance { name, mut properties } in instances(name, properties) {
        let mut condition = None;
        if let Some(count) = properties.shift_remove("count") {
            condition = counted(&count, gathered);
            let fixed = count.as_u64() == Some(1);
            if condition.is_none() && !fixed {
                let what = format!("{sort}.{name}.count");
                let why = "how many there are is worked out by Terraform; it is taken as one";
                gathered.unseen.push(Unseen { what, why, span });
            }
        }
        let mut properties = Tree::Object(properties);
        if !write_out(&mut properties) {
            let what = format!("{sort}.{name}.dynamic");
            let why = "blocks for each of several things are worked out by Terraform";
            gathered.unseen.push(Unseen { what, why, span });
        }
        gathered.resources.push(Resource { sort: sort.to_owned(), name, properties, condition, span });
    }
}

/// `${var.host != null ? 1 : 0}` is there where the input is given, `${var.stage == "live" ? 1 : 0}` where it is that.
fn counted(count: &Tree, gathered: &Gathered) -> Option<Condition> {
    let text = count.as_str()?.strip_prefix("${")?.strip_suffix('}')?;
    let (test, rest) = text.rsplit_once('?')?;
    let numbers: String = rest.chars().filter(|letter| !letter.is_whitespace()).collect();
    let input = |name: &str| {
        let at = gathered.inputs.iter().position(|(known_as, _)| known_as.iter().any(|known| known == name.trim()))?;
        Some(InputId(at as u32))
    };
    let (differs, name, value) = match (test.split_once("!="), test.split_once("==")) {
        (Some((name, value)), None) => (true, name, value.trim()),
        (None, Some((name, value))) => (false, name, value.trim()),
        _ => return None,
    };
    let (holds, differs) = match value {
        "null" => (Condition::Given(input(name)?), !differs),
        value => {
            let value = serde_json::from_str::<Tree>(value).ok()?;
            (Condition::Equal(Value::Unknown(Box::new(Unknown::Input(input(name)?))), super::lifting::plain(&value)), differs)
        }
    };
    let negated = match numbers.as_str() {
        "1:0" => differs,
        "0:1" => !differs,
        _ => return None,
    };
    Some(if negated { Condition::Not(Box::new(holds)) } else { holds })
}

/// The labelled blocks of an object, or of a list of objects.
fn labelled(tree: Option<&Tree>) -> impl Iterator<Item = (&str, &Tree)> {
    let objects: Vec<&Map<String, Tree>> = match tree {
        Some(Tree::Object(object)) => vec![object],
        Some(Tree::Array(items)) => items.iter().filter_map(Tree::as_object).collect(),
        _ => Vec::new(),
    };
    objects.into_iter().flatten().map(|(name, tree)| (name.as_str(), tree)).filter(|(name, _)| *name != "//")
}

/// A block, or the one of a list.
fn single(tree: &Tree) -> &Tree {
    match tree {
        Tree::Array(items) if items.len() == 1 => &items[0],
        other => other,
    }
}
