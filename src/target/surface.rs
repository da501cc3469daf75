//! Every place a kind's resource can write, for whoever holds the library against a target's own schema.
//!
//! In: a kind and a target. Out: paths. Deliberately absent: values.

use super::codec::Reach;
use super::layout::{Layouts, Leaf, Node, Source};
use super::world::is_owned;
use crate::schema::{Kind, KindId, Position, Schema, Shape, Target};
use std::collections::BTreeSet;

/// Where a kind's fields stand in a target, parts included: keys from the resource's properties down.
pub type Surface = BTreeSet<Vec<String>>;

/// The surface of a kind. What a codec writes below or beside its path is not in it.
pub fn surface(schema: &Schema, kind: KindId, target: Target) -> Surface {
    let mut found = Surface::new();
    let layouts = Layouts::new(schema);
    Walk { schema, target, layouts: &layouts, found: &mut found, open: Vec::new(), single: false }.kind(kind, &mut Vec::new());
    found
}

struct Walk<'a> {
    schema: &'a Schema,
    target: Target,
    layouts: &'a Layouts,
    found: &'a mut Surface,
    open: Vec<KindId>,
    /// The part at hand stands alone in a field, so nothing stands left of an arrow.
    single: bool,
}

impl Walk<'_> {
    fn kind(&mut self, kind: KindId, path: &mut Vec<String>) {
        if self.open.contains(&kind) {
            return;
        }
        self.open.push(kind);
        let layouts = self.layouts;
        for node in layouts.of(self.schema, kind, self.target) {
            self.node(kind, node, path);
        }
        self.open.pop();
    }

    fn node(&mut self, kind: KindId, node: &Node, path: &mut Vec<String>) {
        match node {
            Node::Object { key, children } => {
                path.push((*key).to_owned());
                self.found.insert(path.clone());
                children.iter().for_each(|child| self.node(kind, child, path));
                path.pop();
            }
            Node::Gathered { key, .. } => {
                path.push((*key).to_owned());
                self.found.insert(path.clone());
                path.pop();
            }
            Node::Value { leaf, .. } if self.single && is_head(self.schema.kind(kind), leaf) => {}
            Node::Value { key, leaf } => {
                path.push((*key).to_owned());
                self.found.insert(path.clone());
                if leaf.spelling.is_none_or(|spelling| matches!(spelling.name, "counted" | "one")) {
                    self.parts(
                        leaf.shape(self.schema.kind(kind)).clone(),
                        path,
                        leaf.spelling.is_some_and(|spelling| spelling.name == "counted"),
                        true,
                    );
                }
                path.pop();
            }
            Node::Inline(leaf) => {
                let inside = leaf.spelling.is_some_and(|spelling| matches!(spelling.reach, Reach::Inside | Reach::Beside));
                if !inside {
                    self.parts(leaf.shape(self.schema.kind(kind)).clone(), path, false, true);
                }
            }
        }
    }

    /// What stands in one field without a head of its own, and what stands in a list.
    fn parts(&mut self, shape: Shape, path: &mut Vec<String>, counted: bool, single: bool) {
        match shape {
            Shape::Kind(part) if is_owned(self.schema.kind(part), self.target) && !self.schema.kind(part).fields.is_empty() => {
                let items = counted && self.target == Target::CloudFormation;
                if items {
                    path.push("Items".into());
                }
                let outer = std::mem::replace(&mut self.single, single);
                self.kind(part, path);
                self.single = outer;
                if items {
                    path.pop();
                }
            }
            Shape::List(item, _) => self.parts(*item, path, counted, false),
            Shape::Either(arms) => arms.into_iter().for_each(|arm| self.parts(arm, path, counted, single)),
            _ => {}
        }
    }
}

fn is_head(kind: &Kind, leaf: &Leaf) -> bool {
    matches!(leaf.source, Source::Field(field) if kind.field(field).position == Position::Head)
}
