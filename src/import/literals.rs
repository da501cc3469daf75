//! What Terraform works out from literals alone: locals, and resources that are made for each of several things.
//!
//! In: configuration. Out: trees in whose texts locals stand for what they say, and a tree for each instance of a resource.
//! Deliberately absent: functions. A local that calls one is put in place as it is written, so that a change of it shows where it
//! is used.

use serde_json::{Map, Value as Tree};
use std::cell::Cell;

/// Locals may name each other; deeper than this they name themselves.
const DEEPEST: usize = 8;

/// So much is put in place of names, in bytes or so: what names itself twice grows without end.
const MOST_NAMED: usize = 4 << 20;
/// So much is written out of one loop.
const MOST_WRITTEN: usize = 64 << 20;

/// The locals of a module.
pub(super) struct Locals {
    values: Map<String, Tree>,
    /// How much may still be put in place.
    left: Cell<usize>,
}

impl Locals {
    /// Those of all files.
    pub fn of<'a>(files: impl Iterator<Item = &'a Tree>) -> Locals {
        let blocks = files.filter_map(|file| file.get("locals"));
        let objects = blocks.flat_map(|block| match block {
            Tree::Array(items) => items.iter().filter_map(Tree::as_object).collect(),
            one => one.as_object().into_iter().collect::<Vec<_>>(),
        });
        let mut locals = Map::new();
        objects.flatten().for_each(|(name, tree)| {
            locals.insert(name.clone(), tree.clone());
        });
        let mut left = Cell::new(MOST_NAMED);
        for _ in 0..DEEPEST {
            let before = Locals { values: locals.clone(), left };
            locals.values_mut().for_each(|tree| *tree = before.fill(tree));
            left = before.left;
            if locals == before.values {
                break;
            }
        }
        Locals { values: locals, left }
    }

    /// A tree with what its locals say.
    pub fn fill(&self, tree: &Tree) -> Tree {
        if self.values.is_empty() {
            return tree.clone();
        }
        fill(tree, &|path| {
            let mut parts = path.strip_prefix("local.")?.split('.');
            let first = self.values.get(parts.next()?)?;
            let found = parts.try_fold(first, |tree, part| tree.get(part))?;
            self.left.set(self.left.get().checked_sub(weight(found))?);
            Some(found.clone())
        })
    }
}

/// Which instance of a resource.
pub(super) struct Instance {
    /// `many["a"]` of a loop; the resource's name where there is none.
    pub name: String,
    pub properties: Map<String, Tree>,
}

/// The instances of a resource, where `for_each` or `count` is a literal; the resource itself where it is not.
pub(super) fn instances(name: &str, mut properties: Map<String, Tree>) -> Vec<Instance> {
    let is_small = |count: usize| weight_of(&properties).checked_mul(count).is_some_and(|bytes| bytes <= MOST_WRITTEN);
    if let Some(each) = properties.get("for_each").and_then(each).filter(|each| is_small(each.len())) {
        properties.shift_remove("for_each");
        let one = |(key, value): (String, Tree)| {
            let properties = filled(&properties, &|path| match path.strip_prefix("each.")?.split_once('.') {
                None if path == "each.key" => Some(Tree::String(key.clone())),
                None if path == "each.value" => Some(value.clone()),
                Some(("value", rest)) => rest.split('.').try_fold(&value, |tree, part| tree.get(part)).cloned(),
                _ => None,
            });
            Instance { name: format!("{name}[{key:?}]"), properties }
        };
        return each.into_iter().map(one).collect();
    }
    let count = properties.get("count").and_then(Tree::as_u64).filter(|count| *count != 1);
    match count.filter(|count| usize::try_from(*count).is_ok_and(is_small)) {
        Some(count) => {
            properties.shift_remove("count");
            let one = |index: u64| {
                let index_of = |path: &str| (path == "count.index").then(|| Tree::from(index));
                Instance { name: format!("{name}[{index}]"), properties: filled(&properties, &index_of) }
            };
            (0..count).map(one).collect()
        }
        None => vec![Instance { name: name.to_owned(), properties }],
    }
}

/// Writes out `dynamic` blocks over literals; whether there are no others.
pub(super) fn write_out(tree: &mut Tree) -> bool {
    let mut is_all = true;
    match tree {
        Tree::Array(items) => {
            for item in items {
                is_all &= write_out(item);
            }
        }
        Tree::Object(object) => {
            if let Some(Tree::Object(dynamic)) = object.shift_remove("dynamic") {
                let open = write_out_blocks(dynamic, object);
                is_all = open.is_empty();
                if !is_all {
                    object.insert("dynamic".to_owned(), Tree::Object(open));
                }
            }
            for inner in object.values_mut() {
                is_all &= write_out(inner);
            }
        }
        _ => {}
    }
    is_all
}

/// Puts the blocks of `dynamic` beside those that are written one by one; what is left is over something else than literals.
fn write_out_blocks(dynamic: Map<String, Tree>, object: &mut Map<String, Tree>) -> Map<String, Tree> {
    let mut open = Map::new();
    for (label, block) in dynamic {
        let Some(made) = blocks(&label, &block) else {
            open.insert(label, block);
            continue;
        };
        let known = match object.shift_remove(&label) {
            Some(Tree::Array(known)) => known,
            Some(one) => vec![one],
            None => Vec::new(),
        };
        object.insert(label, known.into_iter().chain(made).collect());
    }
    open
}

/// The blocks of a `dynamic` one, where it is over literals.
fn blocks(label: &str, block: &Tree) -> Option<Vec<Tree>> {
    let items = match block.get("for_each")? {
        Tree::Array(items) => items.iter().enumerate().map(|(at, item)| (at.to_string(), item.clone())).collect(),
        other => each(other)?,
    };
    let iterator = block.get("iterator").and_then(Tree::as_str).unwrap_or(label);
    let content = block.get("content")?;
    weight(content).checked_mul(items.len()).filter(|bytes| *bytes <= MOST_WRITTEN)?;
    let one = |(key, value): (String, Tree)| {
        fill(content, &|path| {
            let (of, rest) = path.split_once('.')?;
            match rest.split_once('.') {
                _ if of != iterator => None,
                None if rest == "key" => Some(Tree::String(key.clone())),
                None if rest == "value" => Some(value.clone()),
                Some(("value", rest)) => rest.split('.').try_fold(&value, |tree, part| tree.get(part)).cloned(),
                _ => None,
            }
        })
    };
    Some(items.into_iter().map(one).collect())
}

/// The keys and values of `for_each`: an object, or `${toset([…])}`.
fn each(tree: &Tree) -> Option<Vec<(String, Tree)>> {
    match tree {
        Tree::Object(object) => Some(object.iter().map(|(key, value)| (key.clone(), value.clone())).collect()),
        Tree::String(text) => {
            let expression = text.strip_prefix("${")?.strip_suffix('}')?.trim();
            let inner = expression.strip_prefix("toset(")?.strip_suffix(')')?;
            let Ok(Tree::Array(items)) = serde_json::from_str(inner) else { return None };
            items.into_iter().map(|item| Some((item.as_str()?.to_owned(), item))).collect()
        }
        _ => None,
    }
}

/// How large a tree is, in bytes or so.
fn weight(tree: &Tree) -> usize {
    match tree {
        Tree::String(text) => 16 + text.len(),
        Tree::Array(items) => 16 + items.iter().map(weight).sum::<usize>(),
        Tree::Object(object) => weight_of(object),
        Tree::Null | Tree::Bool(_) | Tree::Number(_) => 16,
    }
}

fn weight_of(object: &Map<String, Tree>) -> usize {
    16 + object.iter().map(|(key, tree)| key.len() + weight(tree)).sum::<usize>()
}

/// What a path stands for.
type Known<'k> = &'k dyn Fn(&str) -> Option<Tree>;

fn filled(properties: &Map<String, Tree>, known: Known) -> Map<String, Tree> {
    properties.iter().map(|(key, tree)| (key.clone(), fill(tree, known))).collect()
}

fn fill(tree: &Tree, known: Known) -> Tree {
    match tree {
        Tree::String(text) if text.contains("${") => fill_text(text, known),
        Tree::Array(items) => Tree::Array(items.iter().map(|item| fill(item, known)).collect()),
        Tree::Object(object) => Tree::Object(filled(object, known)),
        other => other.clone(),
    }
}

/// A text with what its `${…}` stand for. One that is nothing else becomes what that is.
fn fill_text(text: &str, known: Known) -> Tree {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let (before, from) = rest.split_at(at);
        filled.push_str(before);
        let Some(end) = closing(from) else { break };
        let (whole, after) = from.split_at(end);
        rest = after;
        let expression = whole[2..whole.len() - 1].trim();
        // `$${` is the text `${`.
        let found = if before.ends_with('$') { None } else { known(expression) };
        match found {
            Some(tree) if whole.len() == text.len() => return tree,
            Some(Tree::String(value)) => filled.push_str(&value),
            Some(value @ (Tree::Number(_) | Tree::Bool(_))) => filled.push_str(&value.to_string()),
            _ if before.ends_with('$') => filled.push_str(whole),
            _ => filled.push_str(&format!("${{{}}}", within(expression, known))),
        }
    }
    filled.push_str(rest);
    Tree::String(filled)
}

/// An expression in which paths stand for literals.
fn within(expression: &str, known: Known) -> String {
    let is_path = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.' | '-');
    let mut text = String::with_capacity(expression.len());
    let mut rest = expression;
    let mut is_quoted = false;
    while let Some(letter) = rest.chars().next() {
        let end = if is_path(letter) && !is_quoted {
            rest.find(|letter| !is_path(letter)).unwrap_or(rest.len())
        } else {
            letter.len_utf8()
        };
        let (word, after) = rest.split_at(end);
        is_quoted ^= word == "\"";
        match known(word).filter(|_| !is_quoted) {
            Some(Tree::String(value)) if value.starts_with("${") && value.ends_with('}') => {
                text.push_str(&format!("({})", &value[2..value.len() - 1]));
            }
            Some(value) => text.push_str(&value.to_string()),
            None => text.push_str(word),
        }
        rest = after;
    }
    text
}

/// Where a `${…}` that a text begins with ends.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut is_quoted) = (0_usize, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'{' if !is_quoted => depth += 1,
            b'}' if !is_quoted && depth == 1 => return Some(at + 1),
            b'}' if !is_quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Locals, instances, write_out};
    use serde_json::{Value as Tree, json};

    #[test]
    fn locals_stand_for_what_they_say() {
        let file = json!({ "locals": { "domain": "example.com", "host": "www.${local.domain}", "made": "${join(\"-\", [local.domain])}", "of": { "eu": 3 } } });
        let locals = Locals::of([file].iter());
        let fill = |text: &str| locals.fill(&Tree::from(text));
        assert_eq!(fill("${local.host}"), "www.example.com");
        assert_eq!(fill("a.${local.host}."), "a.www.example.com.");
        assert_eq!(fill("${local.of.eu}"), 3);
        assert_eq!(fill("${local.made}"), "${join(\"-\", [\"example.com\"])}");
        assert_eq!(fill("${upper(local.made)}"), "${upper((join(\"-\", [\"example.com\"])))}");
        assert_eq!(fill("$${local.host} ${var.x}"), "$${local.host} ${var.x}");
        assert_eq!(fill("${local.unknown"), "${local.unknown");
    }

    #[test]
    fn what_names_itself_ends() {
        let names: String = (0..10).map(|_| "${local.a}").collect();
        let file = json!({ "locals": { "a": names, "b": ["${local.b}", "${local.b}", "${local.b}"] } });
        let locals = Locals::of([file].iter());
        assert!(locals.fill(&Tree::from("${local.a}")).to_string().len() < 100 << 20);
        let many = json!({ "count": 4_000_000_000_u64, "name": "x" });
        assert_eq!(instances("many", many.as_object().unwrap().clone()).len(), 1);
    }

    #[test]
    fn loops_over_literals_are_written_out() {
        let of = |tree: Tree| -> Vec<(String, Tree)> {
            let all = instances("many", tree.as_object().unwrap().clone());
            all.into_iter().map(|one| (one.name, Tree::Object(one.properties))).collect()
        };
        let each = of(json!({ "for_each": { "a": { "ip": "192.0.2.1" } }, "name": "${each.key}.x", "ip": "${each.value.ip}" }));
        assert_eq!(each, [("many[\"a\"]".to_owned(), json!({ "name": "a.x", "ip": "192.0.2.1" }))]);
        let set = of(json!({ "for_each": "${toset([\"a\", \"b\"])}", "name": "${each.value}" }));
        assert_eq!(set.len(), 2);
        assert_eq!(of(json!({ "count": 2, "name": "w${count.index}" }))[1], ("many[1]".to_owned(), json!({ "name": "w1" })));
        let mut block =
            json!({ "a": 1, "dynamic": { "origin": { "for_each": ["x"], "content": { "name": "${origin.value}" } } } });
        assert!(write_out(&mut block));
        assert_eq!(block, json!({ "a": 1, "origin": [{ "name": "x" }] }));
        let mut block = json!({ "dynamic": { "origin": { "for_each": "${var.all}", "content": {} } } });
        assert!(!write_out(&mut block));
        assert_eq!(of(json!({ "for_each": "${var.all}", "name": "${each.value}" }))[0].0, "many");
    }
}
