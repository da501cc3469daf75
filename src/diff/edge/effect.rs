//! What two treatments do otherwise, however they are called.
//!
//! In: two blocks. Out: what differs in what they do: names, comments and tags do nothing, and a policy with the same content is
//! the same policy. Deliberately absent: which requests meet it.

use super::{Aspect, Views};
use crate::diff::is_at_the_edge;
use crate::diff::pair::Both;
use crate::diff::show::{first_lines, is_secret, show};
use crate::diff::side::Read;
use crate::model::StoreView;
use crate::schema::{Block, BlockId, Default, Field, FieldId, Position, Value};
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// Blocks name blocks; beyond this they are compared by who they are.
const DEEPEST: usize = 6;

/// Two sides, and what was compared already.
pub(super) struct Effects<'b, 'a> {
    pub both: &'b Both<'a>,
    pub views: Views,
    known: RefCell<FxHashMap<(BlockId, BlockId), bool>>,
}

impl<'b, 'a> Effects<'b, 'a> {
    pub fn new(both: &'b Both<'a>, views: Views) -> Effects<'b, 'a> {
        Effects { both, views, known: RefCell::default() }
    }

    /// Whether a field says what something does.
    fn counts(&self, field: &Field) -> bool {
        !matches!(field.position, Position::Parent | Position::Filled | Position::Identity)
            && !matches!(field.default, Default::Label | Default::Doc)
            && field.name != "tags"
    }

    fn value(&self, side: &Read, block: &Block, field: FieldId) -> Value {
        let declared = side.reader.kind(block).field(field);
        if declared.case.is_some() && declared.case != block.case {
            return Value::None;
        }
        side.reader.value(block, field).into_owned()
    }

    /// Whether two blocks of one kind do the same.
    fn block(&self, a: &Block, b: &Block, depth: usize) -> bool {
        if a.kind != b.kind || a.case != b.case || depth > DEEPEST {
            return a.kind == b.kind && a.label == b.label;
        }
        let kind = self.both.schema.kind(a.kind);
        let fields = kind.fields().filter(|(_, field)| self.counts(field) && !field.on_branch | field.case.is_none());
        let same_fields = fields.into_iter().all(|(id, _)| {
            let (old, new) = (self.value(&self.both.old, a, id), self.value(&self.both.new, b, id));
            self.same(&old, &new, depth)
        });
        same_fields
            && a.branches.len() == b.branches.len()
            && a.branches.iter().zip(&b.branches).all(|(one, other)| one.label == other.label && self.branch(one, other, depth))
            && a.overrides.len() == b.overrides.len()
            && a.overrides.iter().zip(&b.overrides).all(|(a, b)| a.path == b.path && self.same(&a.value, &b.value, depth))
    }

    fn branch(&self, a: &Block, b: &Block, depth: usize) -> bool {
        let kind = self.both.schema.kind(a.kind);
        kind.fields().filter(|(_, field)| field.on_branch || field.position == Position::Target).all(|(id, _)| {
            let (old, new) = (self.value(&self.both.old, a, id), self.value(&self.both.new, b, id));
            self.same(&old, &new, depth)
        })
    }

    /// Whether two values do the same.
    pub fn same(&self, old: &Value, new: &Value, depth: usize) -> bool {
        match (old, new) {
            (Value::Block(a), Value::Block(b)) => self.same_block(*a, *b, depth),
            (Value::List(a), Value::List(b)) if a.iter().chain(b).any(|item| matches!(item, Value::Block(_))) => {
                a.len() == b.len() && a.iter().all(|a| b.iter().any(|b| self.same(a, b, depth)))
            }
            _ => self.both.is_nearest(old, new) || self.both.same(old, new),
        }
    }

    fn same_block(&self, a: BlockId, b: BlockId, depth: usize) -> bool {
        let (seen_a, seen_b) = (self.both.through(&self.both.old, a), self.both.through(&self.both.new, b));
        if let (Some(old), Some(new)) = (&seen_a, &seen_b) {
            return self.same(old, new, depth + 1);
        }
        if seen_a.is_some() != seen_b.is_some() && self.both.old.block(a).kind != self.both.new.block(b).kind {
            return self.both.same(&Value::Block(a), &Value::Block(b));
        }
        if let Some(known) = self.known.borrow().get(&(a, b)) {
            return *known;
        }
        let (block_a, block_b) = (self.both.old.block(a), self.both.new.block(b));
        // Of what exists already a program may say nothing but its name; what is created and has a name of its own, like a bucket, is
        // told apart by it.
        let is_opaque = |side: &Read, id: BlockId| side.block(id).existing && !side.is_managed(id);
        let has_content = block_a.kind == block_b.kind && self.is_description(block_a);
        let same = match is_opaque(&self.both.old, a) || is_opaque(&self.both.new, b) || !has_content {
            true => self.both.same(&Value::Block(a), &Value::Block(b)),
            false => self.block(block_a, block_b, depth + 1),
        };
        self.known.borrow_mut().insert((a, b), same);
        same
    }

    /// Whether a block is nothing but what it says: a policy, a function, an origin. A bucket holds things besides.
    fn is_description(&self, block: &Block) -> bool {
        let kind = self.both.schema.kind(block.kind);
        let schema = self.both.schema;
        if kind.is_part {
            return true;
        }
        if kind.resource.cfn.is_none() {
            return kind.resource.tf.is_none() && self.both.origin.is_some_and(|view| view.kind == block.kind);
        }
        let holds_more =
            StoreView::of(schema).map(|view| view.kind) == Some(block.kind) || block.kind == self.views.distribution.kind;
        is_at_the_edge(schema, kind) && !holds_more
    }

    /// What differs in one field of two blocks, down to what is named there.
    pub fn aspects(&self, name: &str, field: &Field, old: &Value, new: &Value, aspects: &mut Vec<Aspect>) {
        if self.same(old, new, 0) {
            return;
        }
        let shown = |side: &Read, value: &Value| match value {
            Value::None => None,
            _ if is_secret(&field.shape) => Some("(secret)".to_owned()),
            value => Some(show(side, value)),
        };
        let (old_shown, new_shown) = (shown(&self.both.old, old), shown(&self.both.new, new));
        let before = aspects.len();
        if let (Value::Block(a), Value::Block(b)) = (old, new) {
            let (block_a, block_b) = (self.both.old.block(*a), self.both.new.block(*b));
            if block_a.kind == block_b.kind && self.is_description(block_a) && aspects.len() < 40 {
                if old_shown != new_shown && !self.both.schema.kind(block_a.kind).is_part {
                    aspects.push(Aspect { what: name.to_owned(), old: old_shown.clone(), new: new_shown.clone() });
                }
                self.inner(name, block_a, block_b, aspects);
            }
        }
        if let (Value::Text(one), Value::Text(other)) = (old, new)
            && (one.contains('\n') || other.contains('\n'))
        {
            let (one, other) = first_lines(one, other);
            aspects.push(Aspect { what: name.to_owned(), old: Some(one), new: Some(other) });
        }
        if aspects.len() == before {
            let what = name.to_owned();
            let (old, new) =
                if old_shown == new_shown { (old_shown, Some("other content".to_owned())) } else { (old_shown, new_shown) };
            aspects.push(Aspect { what, old, new });
        }
    }

    /// What stands for errors, code by code.
    pub fn errors(&self, old: &Value, new: &Value, aspects: &mut Vec<Aspect>) {
        let Some(view) = crate::model::ErrorView::of(self.both.schema) else { return };
        let codes = |side: &Read, value: &Value| {
            let mut all: Vec<(String, String)> = Vec::new();
            let Value::List(items) = value else { return all };
            for item in items {
                let Value::Block(id) = item else { continue };
                let block = side.block(*id);
                let said: Vec<String> = side
                    .reader
                    .kind(block)
                    .fields()
                    .filter(|(id, field)| *id != view.codes && self.counts(field))
                    .map(|(id, field)| (field, side.reader.value(block, id).into_owned()))
                    .filter(|(_, value)| *value != Value::None)
                    .map(|(field, value)| format!("{} {}", field.name, show(side, &value)))
                    .collect();
                match &*side.reader.value(block, view.codes) {
                    Value::List(codes) => all.extend(codes.iter().map(|code| (show(side, code), said.join(", ")))),
                    code => all.push((show(side, code), said.join(", "))),
                }
            }
            all
        };
        let (old, new) = (codes(&self.both.old, old), codes(&self.both.new, new));
        let get =
            |list: &[(String, String)], code: &str| list.iter().find(|(known, _)| known == code).map(|(_, said)| said.clone());
        let mut all: Vec<&String> = old.iter().chain(&new).map(|(code, _)| code).collect();
        all.sort();
        all.dedup();
        for code in all {
            let (a, b) = (get(&old, code), get(&new, code));
            if a != b {
                aspects.push(Aspect { what: format!("error {code}"), old: a, new: b });
            }
        }
    }

    fn inner(&self, name: &str, a: &Block, b: &Block, aspects: &mut Vec<Aspect>) {
        let kind = self.both.schema.kind(a.kind);
        for (id, field) in kind.fields().filter(|(_, field)| self.counts(field)) {
            let (old, new) = (self.value(&self.both.old, a, id), self.value(&self.both.new, b, id));
            self.aspects(&format!("{name}.{}", field.name), field, &old, &new, aspects);
        }
    }
}
