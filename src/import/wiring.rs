//! What templates of one program hand to each other.
//!
//! In: the order of stacks that Edgewise writes beside its templates. Out: templates whose parameters are what the other template
//! hands out. Deliberately absent: stacks that somebody else wired.

use super::{Document, Sort, sort_of};
use serde_json::Value as Tree;

/// The templates, each with the parameters that others fill put in place.
pub(super) fn wired(templates: &[&Document], all: &[Document]) -> Vec<Tree> {
    let mut trees: Vec<Tree> = templates.iter().map(|document| document.tree.clone()).collect();
    let Some(stacks) = all.iter().find(|document| sort_of(&document.tree) == Some(Sort::Stacks)) else {
        return trees;
    };
    let stacks = stacks.tree.get("stacks").and_then(Tree::as_array).cloned().unwrap_or_default();
    let named = |stack: &Tree| stack.get("name").and_then(Tree::as_str).map(str::to_owned);
    let template = |stack: &Tree| {
        let path = stack.get("template").and_then(Tree::as_str)?;
        // A template may stand below a folder, and its name be the end of another's.
        templates.iter().position(|document| {
            document.name.strip_suffix(path).is_some_and(|before| before.is_empty() || before.ends_with(['/', '\\', ':']))
        })
    };
    let places: Vec<Option<usize>> = stacks.iter().map(template).collect();
    for (at, stack) in stacks.iter().enumerate() {
        let Some(into) = places[at] else { continue };
        for (parameter, from, output) in parameters(stack) {
            let source = stacks.iter().position(|stack| named(stack).as_deref() == Some(&from)).and_then(|at| places[at]);
            let value = source.and_then(|source| trees[source].pointer(&format!("/Outputs/{output}/Value")).cloned());
            let Some(value) = value else { continue };
            if let Some(parameters) = trees[into].get_mut("Parameters").and_then(Tree::as_object_mut) {
                parameters.shift_remove(&parameter);
            }
            replace(&mut trees[into], &parameter, &value);
        }
    }
    // What is handed from one to the other is no output of the program.
    for stack in &stacks {
        for (_, from, output) in parameters(stack) {
            let source = stacks.iter().position(|stack| named(stack).as_deref() == Some(&from)).and_then(|at| places[at]);
            if let Some(outputs) = source.and_then(|source| trees[source].get_mut("Outputs")).and_then(Tree::as_object_mut) {
                outputs.shift_remove(&output);
            }
        }
    }
    trees
}

/// The parameters that another stack fills: parameter, stack, output.
fn parameters(stack: &Tree) -> Vec<(String, String, String)> {
    let Some(parameters) = stack.get("parameters").and_then(Tree::as_object) else { return Vec::new() };
    let text = |tree: &Tree, key: &str| tree.get(key).and_then(Tree::as_str).map(str::to_owned);
    parameters.iter().filter_map(|(name, from)| Some((name.clone(), text(from, "stack")?, text(from, "output")?))).collect()
}

/// Puts what an output hands out where its parameter is referred to.
fn replace(tree: &mut Tree, parameter: &str, value: &Tree) {
    match tree {
        Tree::Object(object) if object.len() == 1 && object.get("Ref").and_then(Tree::as_str) == Some(parameter) => {
            *tree = value.clone();
        }
        Tree::Object(object) => {
            if let Some(Tree::String(text)) = object.get_mut("Fn::Sub")
                && let Some(spelled) = spelled(value)
            {
                *text = text.replace(&format!("${{{parameter}}}"), &format!("${{{spelled}}}"));
            }
            object.values_mut().for_each(|tree| replace(tree, parameter, value));
        }
        Tree::Array(items) => items.iter_mut().for_each(|tree| replace(tree, parameter, value)),
        _ => {}
    }
}

/// A reference as `Fn::Sub` has it.
fn spelled(value: &Tree) -> Option<String> {
    if let Some(name) = value.get("Ref").and_then(Tree::as_str) {
        return Some(name.to_owned());
    }
    let parts = value.get("Fn::GetAtt")?.as_array()?;
    Some(format!("{}.{}", parts.first()?.as_str()?, parts.get(1)?.as_str()?))
}
