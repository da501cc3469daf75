//! A model as JSON that people can read and a repository can keep.
//!
//! In: a model. Out: a tree that is the same for programs that mean the same: sorted by kind and label, no places in source.
//! Deliberately absent: reading it back (`snapshot_read`).

use crate::model::Model;
use crate::resolve::shown;
use crate::schema::{Block, BlockId, Condition, Schema, Unknown, Value};
use rustc_hash::FxHashSet;
use serde_json::{Map, Value as Tree, json};

/// The key by which a snapshot is known, and the version of its shape.
pub(super) const VERSION_KEY: &str = "edgewise_snapshot";
/// The version of the shape.
pub(super) const VERSION: u64 = 1;

/// Writes a model down.
pub fn snapshot(model: &Model, schema: &Schema) -> Tree {
    let writer = Writer { model, schema };
    let mut within: FxHashSet<BlockId> = FxHashSet::default();
    for block in &model.blocks {
        block.each_block(&mut |id| {
            within.insert(id);
        });
    }
    let is_alone = |id: &BlockId, block: &Block| {
        let kind = schema.kind(block.kind);
        !kind.is_raw() && (!kind.is_part || kind.is_labelled || !within.contains(id))
    };
    let alone = model.own().filter(|(id, block)| is_alone(id, block));
    let mut blocks: Vec<(String, String, Tree)> = alone
        .map(|(id, block)| {
            let tree = writer.block(block);
            // Records have no label; they stand in the order of what they say.
            let more = if schema.kind(block.kind).is_part { tree.to_string() } else { String::new() };
            (writer.name(id), more, tree)
        })
        .collect();
    blocks.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    let blocks: Vec<Tree> = blocks.into_iter().map(|(_, _, tree)| tree).collect();
    let inputs = model.inputs.iter().map(|input| {
        let from = input.from.as_ref().map(|(word, path, _)| json!({ "sort": word.as_str(), "of": &**path }));
        json!({
            "name": input.name.as_str(),
            "optional": input.optional,
            "default": input.default.as_ref().map(|value| writer.value(value)),
            "from": from,
        })
    });
    let outputs: Map<String, Tree> =
        model.outputs.iter().map(|output| (output.name.to_string(), writer.value(&output.value))).collect();
    let raw = model.raw.iter().map(|raw| {
        let properties: Map<String, Tree> =
            raw.properties.iter().map(|(key, value)| (key.to_string(), writer.value(value))).collect();
        json!({ "label": &*model.block(raw.block).label, "type": &*raw.resource, "properties": properties })
    });
    json!({
        VERSION_KEY: VERSION,
        "inputs": inputs.collect::<Vec<_>>(),
        "blocks": blocks,
        "resources": raw.collect::<Vec<_>>(),
        "outputs": outputs,
    })
}

struct Writer<'a> {
    model: &'a Model,
    schema: &'a Schema,
}

impl Writer<'_> {
    /// What a reference calls a block.
    fn name(&self, id: BlockId) -> String {
        let block = self.model.block(id);
        let kind = self.schema.kind(block.kind);
        match self.within(block) {
            Some(outer) => format!("{} {outer} {}", kind.name, block.label),
            None => format!("{} {}", kind.name, block.label),
        }
    }

    /// Whether a block is written where it is used: a part without a name.
    fn is_inner(&self, block: &Block) -> bool {
        let kind = self.schema.kind(block.kind);
        kind.is_part && !kind.is_labelled
    }

    /// What the block around a part with a name is called.
    fn within(&self, block: &Block) -> Option<String> {
        let parent = block.parent.filter(|_| self.schema.kind(block.kind).is_labelled);
        parent.map(|parent| self.name(parent))
    }

    fn block(&self, block: &Block) -> Tree {
        let kind = self.schema.kind(block.kind);
        let mut tree = Map::new();
        tree.insert("kind".into(), kind.name.as_str().into());
        if !block.label.is_empty() {
            tree.insert("label".into(), (&*block.label).into());
        }
        if let Some(outer) = self.within(block) {
            tree.insert("within".into(), outer.into());
        }
        if block.existing {
            tree.insert("existing".into(), true.into());
        }
        if let Some(case) = block.case {
            tree.insert("case".into(), kind.case(case).name.as_str().into());
        }
        if let Some(docs) = &block.docs {
            tree.insert("docs".into(), (&**docs).into());
        }
        if let Some(id) = &block.keep_id {
            tree.insert("id".into(), (&**id).into());
        }
        if let Some(condition) = &block.condition {
            tree.insert("condition".into(), self.condition(condition));
        }
        let fields: Map<String, Tree> =
            block.slots.iter().map(|slot| (kind.field(slot.field).name.to_string(), self.value(&slot.value))).collect();
        if !fields.is_empty() {
            tree.insert("fields".into(), fields.into());
        }
        if !block.branches.is_empty() {
            tree.insert("branches".into(), block.branches.iter().map(|branch| self.block(branch)).collect());
        }
        if !block.overrides.is_empty() {
            let overrides = block.overrides.iter().map(|one| {
                let path: Vec<&str> = one.path.iter().map(|key| &**key).collect();
                json!({ "target": one.target.as_str(), "path": path, "value": self.value(&one.value) })
            });
            tree.insert("overrides".into(), overrides.collect());
        }
        tree.into()
    }

    fn value(&self, value: &Value) -> Tree {
        match value {
            Value::None => Tree::Null,
            Value::Bool(truth) => (*truth).into(),
            Value::Int(int) => (*int).into(),
            Value::Text(text) => (&**text).into(),
            Value::Decimal(digits) => json!({ "decimal": &**digits }),
            Value::Duration(_) => json!({ "duration": shown(value) }),
            Value::Size(bytes) => json!({ "bytes": bytes }),
            Value::Percent(hundredths) => json!({ "percent": f64::from(*hundredths) / 100.0 }),
            Value::Time(time) => json!({ "time": &**time }),
            Value::Word(word) => json!({ "word": word.as_str() }),
            Value::List(items) => items.iter().map(|item| self.value(item)).collect(),
            Value::Map(entries) => {
                let entries: Map<String, Tree> =
                    entries.iter().map(|(key, value)| (key.to_string(), self.value(value))).collect();
                json!({ "map": entries })
            }
            Value::Call(word, arguments) => {
                json!({ "call": word.as_str(), "of": arguments.iter().map(|one| self.value(one)).collect::<Vec<_>>() })
            }
            Value::Block(id) if self.is_inner(self.model.block(*id)) => {
                json!({ "part": self.block(self.model.block(*id)) })
            }
            Value::Block(id) => json!({ "block": self.name(*id) }),
            Value::Unknown(unknown) => self.unknown(unknown),
        }
    }

    fn unknown(&self, unknown: &Unknown) -> Tree {
        match unknown {
            Unknown::Attribute(id, output) => json!({ "output": output.as_str(), "of": self.name(*id) }),
            Unknown::Input(id) => json!({ "input": self.model.inputs[id.0 as usize].name.as_str() }),
            Unknown::Template(parts) => json!({ "joined": parts.iter().map(|part| self.value(part)).collect::<Vec<_>>() }),
            Unknown::If(condition, then, otherwise) => {
                json!({ "if": self.condition(condition), "then": self.value(then), "else": self.value(otherwise) })
            }
            Unknown::Stack(word) => json!({ "stack": word.as_str() }),
            Unknown::Raw(target, text) => json!({ "expression": &**text, "target": target.as_str() }),
        }
    }

    fn condition(&self, condition: &Condition) -> Tree {
        let all = |parts: &[Condition]| parts.iter().map(|part| self.condition(part)).collect::<Vec<_>>();
        match condition {
            Condition::Equal(a, b) => json!({ "equal": [self.value(a), self.value(b)] }),
            Condition::Given(id) => json!({ "given": self.model.inputs[id.0 as usize].name.as_str() }),
            Condition::Not(inner) => json!({ "not": self.condition(inner) }),
            Condition::And(parts) => json!({ "all": all(parts) }),
            Condition::Or(parts) => json!({ "any": all(parts) }),
        }
    }
}
