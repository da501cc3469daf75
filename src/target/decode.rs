//! The plain spelling of every value, read back.
//!
//! In: a tree of a target and a shape. Out: the value, where the shape has one for it; what was not understood stays in the
//! tree. Deliberately absent: codecs; and which keys a kind claims (`lift`).

use super::layout::Layouts;
use super::names_of::Names;
use super::world::is_owned;
use crate::model::Reader;
use crate::schema::{Block, BlockId, ChoiceId, Kind, KindId, Schema, Shape, Target, Unknown, Value};
use crate::source::{Name, Span};
use serde_json::Value as Tree;

/// Reads trees of one target into one arena.
pub(crate) struct Decoder<'d> {
    /// What the library says.
    pub schema: &'d Schema,
    /// Which target wrote the trees.
    pub target: Target,
    /// What names of the target stand for.
    pub names: &'d Names,
    /// Where keys stand.
    pub layouts: &'d Layouts,
    /// Where blocks go.
    pub arena: &'d mut Vec<Block>,
    /// Blocks that are known by a text, not by an address.
    pub by_text: &'d mut Vec<BlockId>,
    /// The block whose parts are read.
    pub within: BlockId,
}

impl Decoder<'_> {
    pub(crate) fn target(&self) -> Target {
        self.target
    }

    pub(crate) fn is_terraform(&self) -> bool {
        self.target == Target::Terraform
    }

    /// One of two words, by target.
    pub(crate) fn by_target(&self, cfn: &'static str, tf: &'static str) -> &'static str {
        if self.is_terraform() { tf } else { cfn }
    }

    pub(crate) fn reader(&self) -> Reader<'_> {
        Reader::new(self.schema, self.arena)
    }

    /// A field of another block, by name.
    pub(crate) fn named(&self, id: BlockId, name: Name) -> Value {
        let reader = self.reader();
        reader.named(reader.block(id), name)
    }

    /// Reads a value of a shape; a tree that is used up is left as null.
    pub(crate) fn value(&mut self, shape: &Shape, tree: &mut Tree) -> Option<Value> {
        if let Shape::Kind(kind) = shape {
            return self.kind(*kind, shape, tree);
        }
        if !matches!(shape, Shape::Either(_)) && self.is_deployed(tree) {
            let value = self.unknown(shape, tree)?;
            tree.take();
            return Some(value);
        }
        let value = match shape {
            Shape::Text(_) | Shape::Form(_) => self.text(tree),
            Shape::Time => self.known_text(tree).map(|text| Value::Time(text.into())),
            Shape::Int(_) => tree.as_i64().map(Value::Int),
            Shape::Decimal(_) => decimal(tree),
            Shape::Bool => tree.as_bool().map(Value::Bool),
            Shape::Duration(_) => tree.as_f64().map(|seconds| Value::Duration((seconds * 1000.0).round() as u64)),
            Shape::Size(_) => tree.as_u64().map(Value::Size),
            Shape::Percent(_) => tree.as_f64().map(|percent| Value::Percent((percent * 100.0).round() as u32)),
            Shape::Choice(id) => self.word(*id, tree),
            Shape::List(item, _) => return self.list(item, tree),
            Shape::Map(item) => return self.map(item, tree),
            Shape::Either(arms) => return arms.iter().find_map(|arm| self.attempt(arm, tree)),
            Shape::Exactly(value) => self.exactly(value, tree),
            Shape::Call(name, arguments) => match arguments.as_slice() {
                [Shape::List(item, _)] => self.list(item, &mut tree.clone()).map(|items| called(*name, items)),
                [argument] => self.value(argument, &mut tree.clone()).map(|value| Value::Call(*name, [value].into())),
                _ => None,
            },
            Shape::Kind(_) => None,
            Shape::Any => self.any(tree),
        }?;
        tree.take();
        Some(value)
    }

    fn attempt(&mut self, shape: &Shape, tree: &mut Tree) -> Option<Value> {
        let mut copy = tree.clone();
        let value = self.value(shape, &mut copy)?;
        *tree = copy;
        Some(value)
    }

    /// Reads a list; Terraform may write a list of one as its item.
    pub(crate) fn list(&mut self, item: &Shape, tree: &mut Tree) -> Option<Value> {
        if self.is_deployed(tree) {
            let value = self.unknown(item, tree)?;
            tree.take();
            return Some(value);
        }
        if self.is_terraform() && tree.is_object() {
            *tree = Tree::Array(vec![tree.take()]);
        }
        let items = tree.as_array_mut()?;
        let mut copies = items.clone();
        let values: Option<Vec<Value>> = copies.iter_mut().map(|one| self.value(item, one)).collect();
        let values = values?;
        // What an item could not understand stays, at its place in the list.
        *tree = if copies.iter().all(Tree::is_null) { Tree::Null } else { Tree::Array(copies) };
        Some(Value::List(values))
    }

    fn map(&mut self, item: &Shape, tree: &mut Tree) -> Option<Value> {
        let mut entries = Vec::new();
        for (key, value) in tree.as_object()?.clone() {
            let mut value = value;
            entries.push((self.unescaped(&key).into(), self.value(item, &mut value)?));
        }
        tree.take();
        Some(Value::Map(entries.into()))
    }

    fn kind(&mut self, kind: KindId, shape: &Shape, tree: &mut Tree) -> Option<Value> {
        if !is_owned(self.schema.kind(kind), self.target) {
            let mut copy = tree.clone();
            let value = self.naming(shape, &mut copy, None)?;
            tree.take();
            return Some(value);
        }
        self.single(tree);
        if !tree.is_object() || self.is_deployed(tree) {
            let text = self.known_text(tree)?;
            let found = self.known_as(kind, &text)?;
            tree.take();
            return Some(Value::Block(found));
        }
        let id = BlockId(self.arena.len() as u32);
        let mut part = Block::new(kind, "", Span::default());
        part.parent = Some(self.within);
        self.arena.push(part);
        self.by_text.push(id);
        let outer = std::mem::replace(&mut self.within, id);
        self.object(id, tree);
        self.within = outer;
        if tree.as_object().is_some_and(serde_json::Map::is_empty) {
            tree.take();
        }
        Some(Value::Block(id))
    }

    /// Reads a reference. Asked by the kind's first output it is the block itself, by another an attribute; `output` says that
    /// the place wants another than the first. A text that names nothing known is a text.
    pub(crate) fn naming(&mut self, shape: &Shape, tree: &mut Tree, output: Option<Name>) -> Option<Value> {
        if let Tree::Array(items) = tree {
            let items = items.clone();
            let inner = super::encode::item_shape(shape).clone();
            let values: Option<Vec<Value>> = items.into_iter().map(|mut item| self.naming(&inner, &mut item, output)).collect();
            tree.take();
            return values.map(Value::List);
        }
        let value = match self.text(tree) {
            Some(Value::Text(text)) => {
                let kinds = kinds_of(shape);
                match kinds.iter().find_map(|kind| self.known_as_output(*kind, &text, output)) {
                    Some(block) => Value::Block(block),
                    None => Value::Text(text),
                }
            }
            Some(value) => self.whole(value),
            None => return None,
        };
        tree.take();
        Some(value)
    }

    /// An attribute that is what a reference to its block means is the block itself.
    fn whole(&self, value: Value) -> Value {
        match value {
            Value::Unknown(unknown) => match *unknown {
                Unknown::Attribute(block, output) if self.reader().reference(block) == Some(output) => Value::Block(block),
                Unknown::If(condition, then, otherwise) => {
                    Value::Unknown(Box::new(Unknown::If(condition, self.whole(then), self.whole(otherwise))))
                }
                other => Value::Unknown(Box::new(other)),
            },
            other => other,
        }
    }

    fn known_as(&self, kind: KindId, text: &str) -> Option<BlockId> {
        self.known_as_output(kind, text, None)
    }

    /// The block of a kind that a text means: one that exists already, or one that no target creates.
    fn known_as_output(&self, kind: KindId, text: &str, output: Option<Name>) -> Option<BlockId> {
        let reader = self.reader();
        let fits = |id: &&BlockId| {
            let block = reader.block(**id);
            let output = output.or_else(|| reader.reference(**id));
            block.kind == kind
                && match output.and_then(|output| reader.output(**id, output)) {
                    Some(value) => value.as_text() == Some(text),
                    None => output.is_none() && *block.label == *text,
                }
        };
        self.by_text.iter().find(fits).copied()
    }

    fn word(&self, id: ChoiceId, tree: &Tree) -> Option<Value> {
        let words = &self.schema.choice(id).words;
        let found = words.iter().find(|word| same(word.spelled.of(self.target), tree));
        found
            .or_else(|| words.iter().find(|word| same_set(word.spelled.of(self.target), tree)))
            .map(|word| Value::Word(word.word))
    }

    fn exactly(&self, value: &Value, tree: &Tree) -> Option<Value> {
        same(value, tree).then(|| value.clone())
    }

    fn any(&mut self, tree: &mut Tree) -> Option<Value> {
        match tree {
            Tree::Null => Some(Value::None),
            Tree::Bool(value) => Some(Value::Bool(*value)),
            Tree::Number(_) => decimal(tree),
            Tree::String(_) => self.text(tree),
            Tree::Array(items) => {
                items.clone().iter_mut().map(|item| self.value(&Shape::Any, item)).collect::<Option<_>>().map(Value::List)
            }
            Tree::Object(_) => self.map(&Shape::Any, tree),
        }
    }

    /// Terraform's list of one block, or CloudFormation's object, as the object.
    pub(crate) fn single(&self, tree: &mut Tree) {
        if let (Tree::Array(items), true) = (&mut *tree, self.is_terraform())
            && let [Tree::Object(_)] = items.as_slice()
        {
            *tree = items.swap_remove(0);
        }
    }

    /// A key of a map, without the target's escapes.
    pub(crate) fn unescaped(&self, key: &str) -> String {
        if self.is_terraform() { key.replace("$${", "${").replace("%%{", "%{") } else { key.to_owned() }
    }
}

/// The kinds that a shape allows a reference to.
fn kinds_of(shape: &Shape) -> Vec<KindId> {
    match shape {
        Shape::Kind(kind) => vec![*kind],
        Shape::Either(arms) => arms.iter().flat_map(kinds_of).collect(),
        Shape::List(item, _) => kinds_of(item),
        _ => Vec::new(),
    }
}

fn decimal(tree: &Tree) -> Option<Value> {
    match tree.as_i64() {
        Some(whole) => Some(Value::Int(whole)),
        None => tree.is_number().then(|| Value::Decimal(tree.to_string().into())),
    }
}

fn called(name: Name, items: Value) -> Value {
    match items {
        Value::List(items) => Value::Call(name, items.into()),
        other => Value::Call(name, [other].into()),
    }
}

/// Whether a tree is what a constant is spelled as.
pub(crate) fn same(value: &Value, tree: &Tree) -> bool {
    match (value, tree) {
        (Value::Bool(value), Tree::Bool(found)) => value == found,
        (Value::Int(number), tree) => tree.as_i64() == Some(*number),
        (Value::Duration(milliseconds), tree) => tree.as_f64() == Some(*milliseconds as f64 / 1000.0),
        (Value::Size(bytes), tree) => tree.as_u64() == Some(*bytes),
        (Value::Percent(hundredths), tree) => tree.as_f64() == Some(f64::from(*hundredths) / 100.0),
        (Value::Decimal(digits), tree) => tree.as_f64().is_some_and(|found| digits.parse() == Ok(found)),
        (Value::Text(_) | Value::Word(_) | Value::Time(_), Tree::String(found)) => value.as_text() == Some(found),
        (Value::List(values), Tree::Array(found)) => {
            values.len() == found.len() && values.iter().zip(found).all(|(value, tree)| same(value, tree))
        }
        _ => false,
    }
}

fn same_set(value: &Value, tree: &Tree) -> bool {
    match (value, tree) {
        (Value::List(values), Tree::Array(found)) => {
            values.len() == found.len() && values.iter().all(|value| found.iter().any(|tree| same(value, tree)))
        }
        _ => false,
    }
}

/// Whether a kind is known by a text and not by an address: it exists already, or no target creates it.
pub(crate) fn is_known_by_text(block: &Block, kind: &Kind, target: Target) -> bool {
    block.existing || kind.resource.of(target).is_none()
}
