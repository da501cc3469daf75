//! What CloudFormation works out from literals alone.
//!
//! In: a template. Out: the same with mappings, joins and choices of literals worked out. Deliberately absent: what only a deployment
//! knows; a mapping that is looked up by such a thing is put in place, so that a change of it shows where it is used.

use serde_json::{Map, Value as Tree, json};

/// A template in which what literals decide is decided.
pub(super) fn worked_out(template: &Tree) -> Tree {
    let none = Map::new();
    let mappings = template.get("Mappings").and_then(Tree::as_object).unwrap_or(&none);
    let mut whole = template.clone();
    for section in ["Resources", "Outputs", "Conditions"] {
        if let Some(tree) = whole.get_mut(section) {
            *tree = within(tree, mappings);
        }
    }
    whole
}

fn within(tree: &Tree, mappings: &Map<String, Tree>) -> Tree {
    match tree {
        Tree::Array(items) => Tree::Array(items.iter().map(|item| within(item, mappings)).collect()),
        Tree::Object(object) => {
            let inner: Map<String, Tree> = object.iter().map(|(key, tree)| (key.clone(), within(tree, mappings))).collect();
            let found = match inner.iter().next() {
                Some((function, Tree::Array(arguments))) if inner.len() == 1 => decided(function, arguments, mappings),
                _ => None,
            };
            found.unwrap_or(Tree::Object(inner))
        }
        other => other.clone(),
    }
}

/// What a function of literals comes to.
fn decided(function: &str, arguments: &[Tree], mappings: &Map<String, Tree>) -> Option<Tree> {
    match (function, arguments) {
        ("Fn::FindInMap", [Tree::String(map), top, second]) => {
            let map_of = mappings.get(map)?.as_object()?;
            match (top, second) {
                (Tree::String(top), Tree::String(second)) => map_of.get(top)?.get(second).cloned(),
                (top, Tree::String(second)) => {
                    let told = map_of.iter().filter_map(|(top, entries)| Some((top.clone(), entries.get(second)?.clone())));
                    let told: Map<String, Tree> = told.collect();
                    Some(json!({ "Fn::FindInMap": [map, top, second, told] }))
                }
                _ => Some(json!({ "Fn::FindInMap": [map, top, second, map_of] })),
            }
        }
        ("Fn::Join", [Tree::String(between), Tree::Array(parts)]) => {
            let texts: Option<Vec<&str>> = parts.iter().map(Tree::as_str).collect();
            Some(Tree::String(texts?.join(between)))
        }
        ("Fn::Split", [Tree::String(between), Tree::String(text)]) if !between.is_empty() => {
            Some(Tree::Array(text.split(between.as_str()).map(Tree::from).collect()))
        }
        ("Fn::Select", [at, Tree::Array(items)]) => {
            let at = at.as_u64().or_else(|| at.as_str()?.parse().ok())?;
            items.get(usize::try_from(at).ok()?).cloned()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::worked_out;
    use serde_json::json;

    #[test]
    fn literals_decide() {
        let of = |tree| {
            let mappings = json!({ "M": { "prod": { "host": "a.example.net" }, "test": { "host": "b.example.net" } } });
            worked_out(&json!({ "Mappings": mappings, "Resources": tree }))["Resources"].clone()
        };
        assert_eq!(of(json!({ "Fn::FindInMap": ["M", "prod", "host"] })), "a.example.net");
        assert_eq!(of(json!({ "Fn::Join": [".", ["www", { "Fn::FindInMap": ["M", "test", "host"] }]] })), "www.b.example.net");
        assert_eq!(of(json!({ "Fn::Select": ["1", { "Fn::Split": [",", "a,b"] }] })), "b");
        let open = of(json!({ "Fn::FindInMap": ["M", { "Ref": "Env" }, "host"] }));
        assert_eq!(open["Fn::FindInMap"][3], json!({ "prod": "a.example.net", "test": "b.example.net" }));
        assert_eq!(of(json!({ "Fn::Join": ["", [{ "Ref": "X" }]] })), json!({ "Fn::Join": ["", [{ "Ref": "X" }]] }));
    }
}
