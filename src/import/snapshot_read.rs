//! A snapshot, read back.
//!
//! In: the tree that `snapshot` wrote. Out: a model. Deliberately absent: trust; what is not understood is said to be unseen.

use super::snapshot::{VERSION, VERSION_KEY};
use super::{Document, Imported, Unseen, lifting};
use crate::model::{Model, Output, Raw};
use crate::resolve::Input;
use crate::schema::{Block, BlockId, Bounds, Condition, InputId, Override, Schema, Shape, Unknown, Value};
use crate::source::{Name, Span};
use rustc_hash::FxHashMap;
use serde_json::{Map, Value as Tree};

/// Parts may stand in parts, and none so deep.
const DEEPEST: usize = 64;

/// Reads a snapshot.
pub(super) fn read(document: &Document, schema: &Schema, base: &Model) -> Imported {
    let here = Span::new(document.file, 0, 0);
    let mut reading = Reading {
        schema,
        names: FxHashMap::default(),
        inputs: FxHashMap::default(),
        blocks: base.blocks.clone(),
        unseen: Vec::new(),
        here,
        depth: 0,
    };
    let tree = &document.tree;
    if tree.get(VERSION_KEY).and_then(Tree::as_u64) != Some(VERSION) {
        reading.miss("the whole snapshot", "it was written by another version of Edgewise, in a shape this one does not know");
        return Imported {
            model: Model { blocks: reading.blocks, managed: base.managed, ..Model::default() },
            unseen: reading.unseen,
        };
    }
    let list = |key: &str| tree.get(key).and_then(Tree::as_array).map_or(&[] as &[Tree], Vec::as_slice);
    for (at, block) in base.blocks.iter().take(base.managed).enumerate() {
        let name = format!("{} {}", schema.kind(block.kind).name, block.label);
        reading.names.insert(name, BlockId(at as u32));
    }
    for (at, input) in list("inputs").iter().enumerate() {
        reading.inputs.insert(text(input, "name").to_owned(), InputId(at as u32));
    }
    let blocks = list("blocks");
    let mut places = Vec::with_capacity(blocks.len());
    for tree in blocks {
        let (kind, label) = (text(tree, "kind"), text(tree, "label"));
        let Some(known) = schema.kind_named(Name::of(kind)) else {
            reading.miss(&format!("{kind} {label}"), "this version of Edgewise has no such kind");
            continue;
        };
        let id = BlockId(reading.blocks.len() as u32);
        let name = match text(tree, "within") {
            "" => format!("{kind} {label}"),
            outer => format!("{kind} {outer} {label}"),
        };
        reading.names.insert(name, id);
        let from = document.text.find("\"blocks\"").unwrap_or(0);
        let span = found(document, label, from);
        reading.blocks.push(Block::new(known, label, span));
        places.push((id, tree));
    }
    let mut raws = Vec::new();
    if let Some(kind) = schema.kind_named(Name::of("resource")) {
        for tree in list("resources") {
            let id = BlockId(reading.blocks.len() as u32);
            let label = text(tree, "label");
            reading.names.insert(format!("resource {label}"), id);
            reading.blocks.push(Block::new(kind, label, here));
            raws.push((id, tree));
        }
    }
    for (id, tree) in places {
        reading.blocks[id.0 as usize].parent = reading.names.get(text(tree, "within")).copied();
        reading.here = reading.blocks[id.0 as usize].span;
        reading.fill(id, tree);
    }
    reading.here = here;
    let raw = raws
        .iter()
        .map(|(id, tree)| Raw {
            block: *id,
            resource: text(tree, "type").into(),
            span: here,
            properties: object(tree, "properties").map(|(key, tree)| (key.as_str().into(), reading.value(tree))).collect(),
        })
        .collect();
    let outputs = object(tree, "outputs")
        .map(|(name, tree)| Output { name: Name::of(name), span: here, docs: None, value: reading.value(tree) })
        .collect();
    let inputs = list("inputs").iter().map(|tree| reading.input(tree)).collect();
    let Reading { blocks, unseen, .. } = reading;
    Imported { model: Model { blocks, managed: base.managed, inputs, outputs, raw, ..Model::default() }, unseen }
}

/// Where the label of a block stands in the snapshot.
fn found(document: &Document, label: &str, from: usize) -> Span {
    let key = format!("\"label\": \"{label}\"");
    match document.text.get(from..).and_then(|rest| rest.find(&key)) {
        Some(at) => Span::new(document.file, from + at, from + at + key.len()),
        None => Span::new(document.file, 0, 0),
    }
}

struct Reading<'s> {
    schema: &'s Schema,
    names: FxHashMap<String, BlockId>,
    inputs: FxHashMap<String, InputId>,
    blocks: Vec<Block>,
    unseen: Vec<Unseen>,
    here: Span,
    depth: usize,
}

impl Reading<'_> {
    fn miss(&mut self, what: &str, why: &'static str) {
        self.unseen.push(Unseen { what: what.to_owned(), why, span: self.here });
    }

    fn input(&mut self, tree: &Tree) -> Input {
        let from = tree.get("from").filter(|from| from.is_object());
        let from = from.map(|from| (Name::of(text(from, "sort")), text(from, "of").into(), self.here));
        Input {
            name: Name::of(text(tree, "name")),
            span: self.here,
            docs: None,
            shape: Shape::Text(Bounds::default()),
            optional: tree.get("optional").and_then(Tree::as_bool).unwrap_or(false),
            default: tree.get("default").filter(|default| !default.is_null()).map(|default| self.value(default)),
            from,
            block: None,
        }
    }

    /// Reads what a block holds into its place.
    fn fill(&mut self, id: BlockId, tree: &Tree) {
        let mut block = self.blocks[id.0 as usize].clone();
        self.read_into(&mut block, Some(id), tree);
        self.blocks[id.0 as usize] = block;
    }

    fn read_into(&mut self, block: &mut Block, id: Option<BlockId>, tree: &Tree) {
        let kind = self.schema.kind(block.kind);
        block.existing = tree.get("existing").and_then(Tree::as_bool).unwrap_or(false);
        block.case = tree.get("case").and_then(Tree::as_str).and_then(|case| kind.case_named(Name::of(case)));
        block.docs = tree.get("docs").and_then(Tree::as_str).map(Into::into);
        block.keep_id = tree.get("id").and_then(Tree::as_str).map(Into::into);
        block.condition = tree.get("condition").and_then(|tree| self.condition(tree)).map(Box::new);
        for (name, tree) in object(tree, "fields") {
            let Some(field) = kind.field_in(Name::of(name), block.case).or_else(|| kind.field_named(Name::of(name))) else {
                self.miss(&format!("{}.{name}", block.label), "this version of Edgewise has no such field");
                continue;
            };
            let value = self.value(tree);
            if let Some(id) = id {
                self.adopt(&value, id);
            }
            block.set(field, block.span, value);
        }
        for tree in tree.get("branches").and_then(Tree::as_array).into_iter().flatten() {
            let mut branch = Block::new(block.kind, text(tree, "label"), block.span);
            self.read_into(&mut branch, id, tree);
            block.branches.push(branch);
        }
        for tree in tree.get("overrides").and_then(Tree::as_array).into_iter().flatten() {
            let path = tree.get("path").and_then(Tree::as_array).into_iter().flatten();
            block.overrides.push(Override {
                target: Name::of(text(tree, "target")),
                path: path.filter_map(Tree::as_str).map(Into::into).collect(),
                value: tree.get("value").map_or(Value::None, |tree| self.value(tree)),
                span: block.span,
            });
        }
    }

    /// Parts stand in the block that holds them.
    fn adopt(&mut self, value: &Value, parent: BlockId) {
        match value {
            Value::List(items) => items.iter().for_each(|item| self.adopt(item, parent)),
            Value::Block(part) => {
                let kind = self.schema.kind(self.blocks[part.0 as usize].kind);
                let is_part = kind.is_part && !kind.is_labelled;
                let part = &mut self.blocks[part.0 as usize];
                if is_part && part.parent.is_none() {
                    part.parent = Some(parent);
                }
            }
            _ => {}
        }
    }

    fn value(&mut self, tree: &Tree) -> Value {
        match tree {
            Tree::Object(object) if self.depth < DEEPEST => {
                self.depth += 1;
                let value = self.tagged(object, tree);
                self.depth -= 1;
                value.unwrap_or_else(|| {
                    self.miss("a value", "it has a form that this version of Edgewise does not know");
                    Value::None
                })
            }
            Tree::Object(_) => Value::None,
            Tree::Array(items) => Value::List(items.iter().map(|item| self.value(item)).collect()),
            plain => lifting::plain(plain),
        }
    }

    fn tagged(&mut self, object: &Map<String, Tree>, tree: &Tree) -> Option<Value> {
        let (key, inner) = object.iter().next()?;
        let texts = inner.as_str();
        let unknown = |unknown| Some(Value::Unknown(Box::new(unknown)));
        match key.as_str() {
            "decimal" => Some(Value::Decimal(texts?.into())),
            "duration" => duration(texts?).map(Value::Duration),
            "bytes" => inner.as_u64().map(Value::Size),
            "percent" => inner.as_f64().map(|percent| Value::Percent((percent * 100.0).round() as u32)),
            "time" => Some(Value::Time(texts?.into())),
            "word" => Some(Value::word(texts?)),
            "map" => {
                Some(Value::Map(inner.as_object()?.iter().map(|(key, tree)| (key.as_str().into(), self.value(tree))).collect()))
            }
            "call" => {
                let arguments = tree.get("of")?.as_array()?.iter().map(|tree| self.value(tree)).collect();
                Some(Value::Call(Name::of(texts?), arguments))
            }
            "part" => {
                let kind = self.schema.kind_named(Name::of(text(inner, "kind")))?;
                let id = BlockId(self.blocks.len() as u32);
                self.blocks.push(Block::new(kind, text(inner, "label"), self.here));
                self.fill(id, inner);
                Some(Value::Block(id))
            }
            "block" => self.names.get(texts?).copied().map(Value::Block),
            "output" => {
                let of = *self.names.get(text(tree, "of"))?;
                Some(Value::attribute(of, Name::of(texts?)))
            }
            "input" => unknown(Unknown::Input(*self.inputs.get(texts?)?)),
            "joined" => {
                let parts = inner.as_array()?.iter().map(|tree| self.value(tree)).collect();
                unknown(Unknown::Template(parts))
            }
            "if" => {
                let condition = self.condition(inner)?;
                let (then, otherwise) = (self.value(tree.get("then")?), self.value(tree.get("else")?));
                unknown(Unknown::If(condition, then, otherwise))
            }
            "stack" => unknown(Unknown::Stack(Name::of(texts?))),
            "expression" => unknown(Unknown::Raw(Name::of(text(tree, "target")), texts?.into())),
            _ => None,
        }
    }

    fn condition(&mut self, tree: &Tree) -> Option<Condition> {
        let (key, inner) = tree.as_object()?.iter().next()?;
        if self.depth > DEEPEST {
            return None;
        }
        self.depth += 1;
        let parts = |reading: &mut Self| inner.as_array()?.iter().map(|tree| reading.condition(tree)).collect::<Option<Vec<_>>>();
        let condition = match key.as_str() {
            "equal" => match inner.as_array().map(Vec::as_slice) {
                Some([a, b]) => Some(Condition::Equal(self.value(a), self.value(b))),
                _ => None,
            },
            "given" => inner.as_str().and_then(|name| self.inputs.get(name)).copied().map(Condition::Given),
            "not" => self.condition(inner).map(|inner| Condition::Not(Box::new(inner))),
            "all" => parts(self).map(Condition::And),
            "any" => parts(self).map(Condition::Or),
            _ => None,
        };
        self.depth -= 1;
        condition
    }
}

fn text<'t>(tree: &'t Tree, key: &str) -> &'t str {
    tree.get(key).and_then(Tree::as_str).unwrap_or_default()
}

fn object<'t>(tree: &'t Tree, key: &str) -> impl Iterator<Item = (&'t String, &'t Tree)> + use<'t> {
    tree.get(key).and_then(Tree::as_object).into_iter().flatten()
}

/// `1d12h`, as durations are shown.
fn duration(text: &str) -> Option<u64> {
    const UNITS: [(&str, u64); 6] =
        [("ms", 1), ("y", 31_536_000_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000)];
    let (mut total, mut rest) = (0u64, text);
    while !rest.is_empty() {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit())?;
        let number: u64 = rest[..digits].parse().ok()?;
        let unit = UNITS.iter().find(|(word, _)| rest[digits..].starts_with(word))?;
        total = total.checked_add(number.checked_mul(unit.1)?)?;
        rest = &rest[digits + unit.0.len()..];
    }
    Some(total)
}
