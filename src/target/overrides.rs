//! `overrides cfn { … }` and `overrides tf { … }`: raw properties put over what a block lowers to.
//!
//! In: a block with overrides. Out: its object, patched. Deliberately absent: whether the path exists at AWS.

use super::encode::Encoder;
use crate::report::Code;
use crate::schema::{Block, Override, Shape, Target};
use serde_json::{Map, Value as Tree};
use std::sync::Arc;

/// Whether a block has overrides for a target.
pub(crate) fn any(block: &Block, target: Target) -> bool {
    block.overrides.iter().any(|patch| patch.target == target.word())
}

impl<'w> Encoder<'w> {
    /// Writes a block as an object, with its overrides.
    pub(crate) fn overridden(&mut self, block: &'w Block) {
        let tree = self.patched(block, |_| true);
        self.json.tree(&tree);
    }

    /// A block's properties as a tree, with those overrides that `wanted` chooses.
    pub(crate) fn patched(&mut self, block: &'w Block, wanted: impl Fn(&Override) -> bool) -> Tree {
        let mut tree = self.tree(|encoder| {
            encoder.json.object();
            encoder.properties(block);
            encoder.json.leave();
        });
        let target = self.target();
        for patch in block.overrides.iter().filter(|patch| patch.target == target.word() && wanted(patch)) {
            let value = self.override_value(patch);
            if !put(&mut tree, &patch.path, value) {
                self.reports.push(Code::OverrideNowhere.at(patch.span).with(patch.path.join(".")).with(&block.label));
            }
        }
        tree
    }

    /// What an override sets.
    pub(crate) fn override_value(&mut self, patch: &'w Override) -> Tree {
        self.span = patch.span;
        self.tree(|encoder| encoder.plain(&Shape::Any, &patch.value))
    }

    /// What `write` writes, as a tree.
    pub(crate) fn tree(&mut self, write: impl FnOnce(&mut Self)) -> Tree {
        let outer = std::mem::take(&mut self.json);
        write(self);
        let text = std::mem::replace(&mut self.json, outer).into_bytes();
        serde_json::from_slice(&text).unwrap_or_default()
    }
}

/// Sets the value at a path: through objects by name, which are made where missing, and through lists by number.
fn put(tree: &mut Tree, path: &[Arc<str>], value: Tree) -> bool {
    let Some((first, rest)) = path.split_first() else {
        *tree = value;
        return true;
    };
    if tree.is_null() {
        *tree = Tree::Object(Map::new());
    }
    match tree {
        Tree::Object(entries) => put(entries.entry(&**first).or_insert(Tree::Null), rest, value),
        Tree::Array(items) => match first.parse::<usize>().ok().and_then(|at| items.get_mut(at)) {
            Some(item) => put(item, rest, value),
            None => false,
        },
        Tree::Null | Tree::Bool(_) | Tree::Number(_) | Tree::String(_) => false,
    }
}
