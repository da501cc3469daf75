//! The two targets' own schemas, and whether a path stands in them.

use edgewise::schema::Target;
use serde_json::Value as Tree;

/// The schemas of `tests/schemas/`.
pub struct Tables {
    cloudformation: Tree,
    terraform: Tree,
}

/// What Terraform reads in any resource.
const META: [&str; 6] = ["//", "count", "depends_on", "for_each", "lifecycle", "provider"];

impl Tables {
    /// Reads both.
    pub fn read() -> Tables {
        let parse = |text: &str| serde_json::from_str(text).expect("the tables are JSON");
        Tables {
            cloudformation: parse(include_str!("../schemas/cloudformation.json")),
            terraform: parse(include_str!("../schemas/terraform.json")),
        }
    }

    /// The schema of a resource type.
    pub fn resource(&self, target: Target, name: &str) -> Option<&Tree> {
        match target {
            Target::CloudFormation => self.cloudformation.get("resources")?.get(name),
            Target::Terraform => self.terraform.get("resources")?.get(name),
        }
    }

    /// Whether an attribute can be asked of a resource.
    pub fn can_ask(&self, target: Target, resource: &Tree, attribute: &str) -> bool {
        match target {
            Target::CloudFormation => {
                let listed = resource.get("getAtt").and_then(Tree::as_array);
                attribute.contains("${") || listed.is_some_and(|list| list.iter().any(|known| known == attribute))
            }
            Target::Terraform => {
                let first = attribute.split(['.', '[']).next().unwrap_or_default();
                ["attributes", "blocks"].iter().any(|part| resource.get(part).and_then(|part| part.get(first)).is_some())
            }
        }
    }

    /// What is wrong with a path from a resource's properties down; `None` where it can be written.
    pub fn fault(&self, target: Target, resource: &Tree, path: &[String]) -> Option<String> {
        match target {
            Target::CloudFormation => {
                let read_only = resource.get("readOnlyProperties").and_then(Tree::as_array);
                let pointer = "/properties/".to_owned() + &path.join("/");
                if read_only.is_some_and(|list| list.iter().any(|known| *known == *pointer)) {
                    return Some("is read only".into());
                }
                path.iter()
                    .try_fold(vec![resource], |at, key| property(resource, &at, key))
                    .is_none()
                    .then(|| "does not exist".into())
            }
            Target::Terraform => terraform_fault(resource, path),
        }
    }

    /// Everything wrong with a resource's properties as written.
    pub fn faults(&self, target: Target, resource: &Tree, properties: &Tree) -> Vec<String> {
        let mut faults = Vec::new();
        match target {
            Target::CloudFormation => cfn_faults(resource, &[resource], properties, &mut String::new(), &mut faults),
            Target::Terraform => {
                let mut paths = Vec::new();
                keys(properties, &mut Vec::new(), &mut paths);
                for path in paths {
                    if let Some(fault) = terraform_fault(resource, &path) {
                        faults.push(format!("{} {fault}", path.join(".")));
                    }
                }
            }
        }
        faults
    }
}

/// The schemas behind a property, through references, lists and alternatives; an empty list of them takes anything.
fn property<'t>(root: &'t Tree, at: &[&'t Tree], key: &str) -> Option<Vec<&'t Tree>> {
    let mut found = Vec::new();
    let mut free = false;
    for schema in at.iter().flat_map(|schema| opened(root, schema)) {
        match schema.get("properties").and_then(Tree::as_object) {
            Some(properties) => found.extend(properties.get(key)),
            None => free |= schema.get("type").is_none_or(|kind| names(kind, "object")),
        }
    }
    if at.is_empty() || found.is_empty() && free { Some(Vec::new()) } else { (!found.is_empty()).then_some(found) }
}

/// A schema and what it refers to; a list's items stand for the list.
fn opened<'t>(root: &'t Tree, schema: &'t Tree) -> Vec<&'t Tree> {
    let mut all = Vec::new();
    let mut open = vec![schema];
    while let Some(schema) = open.pop() {
        if let Some(pointer) = schema.get("$ref").and_then(Tree::as_str) {
            open.extend(root.pointer(pointer.trim_start_matches('#')));
            continue;
        }
        let choices = ["anyOf", "oneOf", "allOf"].iter().filter_map(|word| schema.get(word)?.as_array()).flatten();
        open.extend(choices.filter(|choice| choice.get("properties").is_some() || choice.get("$ref").is_some()));
        match schema.get("items") {
            Some(items) if schema.get("type").is_some_and(|kind| names(kind, "array")) => open.push(items),
            _ => all.push(schema),
        }
    }
    all
}

fn names(kind: &Tree, word: &str) -> bool {
    kind == word || kind.as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == word))
}

fn is_intrinsic(tree: &Tree) -> bool {
    tree.as_object().is_some_and(|object| object.len() == 1 && object.keys().all(|key| key == "Ref" || key.starts_with("Fn::")))
}

fn cfn_faults(root: &Tree, at: &[&Tree], tree: &Tree, path: &mut String, faults: &mut Vec<String>) {
    if is_intrinsic(tree) || at.is_empty() {
        return;
    }
    match tree {
        Tree::Object(entries) => {
            for (key, value) in entries {
                let length = path.len();
                path.push('.');
                path.push_str(key);
                match property(root, at, key) {
                    Some(next) => cfn_faults(root, &next, value, path, faults),
                    None => faults.push(format!("{path} does not exist")),
                }
                path.truncate(length);
            }
        }
        Tree::Array(items) => items.iter().for_each(|item| cfn_faults(root, at, item, path, faults)),
        scalar => {
            let kind = match scalar {
                Tree::String(_) => "string",
                Tree::Bool(_) => "boolean",
                Tree::Number(number) if number.is_i64() => "integer",
                _ => "number",
            };
            let opened: Vec<&Tree> = at.iter().flat_map(|schema| opened(root, schema)).collect();
            let takes = |schema: &&Tree| {
                schema.get("type").is_none_or(|known| names(known, kind) || kind == "integer" && names(known, "number"))
            };
            if !opened.iter().any(takes) {
                faults.push(format!("{path} is a {kind}"));
            }
        }
    }
}

/// Every path of a tree, from its top down.
pub fn keys(tree: &Tree, path: &mut Vec<String>, paths: &mut impl Extend<Vec<String>>) {
    match tree {
        Tree::Object(entries) => {
            for (key, value) in entries {
                path.push(key.clone());
                paths.extend([path.clone()]);
                keys(value, path, paths);
                path.pop();
            }
        }
        Tree::Array(items) => items.iter().for_each(|item| keys(item, path, paths)),
        _ => {}
    }
}

/// A statement of the firewall holds statements; the table has the first, and says `elided` of those within.
fn terraform_fault(resource: &Tree, path: &[String]) -> Option<String> {
    let mut at = resource;
    let mut statement = None;
    for (depth, key) in path.iter().enumerate() {
        if depth == 0 && META.contains(&key.as_str()) {
            return None;
        }
        if let Some(attribute) = at.get("attributes").and_then(|attributes| attributes.get(key)) {
            let set = |word: &str| attribute.get(word) == Some(&Tree::Bool(true));
            return (set("computed") && !set("optional") && !set("required")).then(|| "is read only".into());
        }
        match at.get("blocks").and_then(|blocks| blocks.get(key)) {
            Some(block) if block.get("elided").is_some() => {
                let outer: &Tree = statement?;
                at = outer.get("blocks").and_then(|blocks| blocks.get(key)).unwrap_or(outer);
            }
            Some(block) => {
                at = block;
                statement = statement.or((key == "statement").then_some(block));
            }
            None => return Some("does not exist".into()),
        }
    }
    None
}
