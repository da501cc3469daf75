//! Where one block becomes several, and what each resource is called.
//!
//! In: a Model. Out: a Plan, in which lowering is one resource to one resource. Deliberately absent: how a target spells it.

use super::distributions::Distributions;
use super::names::Names;
use super::records::Records;
use super::{Plan, Raw, Resource, certificates, details, inputs, keys, making, query_logs, traffic};
use crate::model::{Model, ProjectView, Reader};
use crate::report::{Code, Reports};
use crate::schema::{Block, BlockId, Home, KindId, Position, Schema, Shape, Value};
use crate::source::{Name, Span};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Plans what a program creates; `name` is what it is called where it does not say.
pub fn plan(model: Model, schema: &Schema, name: &str, reports: &mut Reports) -> Plan {
    let project = Project::of(&model, schema);
    let mut expansion = Expansion::new(model.blocks, schema, model.managed);
    expansion.records();
    if let Some(distributions) = Distributions::new(schema) {
        distributions.expand(&mut expansion, reports);
    }
    certificates::expand(&mut expansion);
    details::expand(&mut expansion, project.region);
    traffic::expand(&mut expansion, reports);
    query_logs::expand(&mut expansion, project.name.as_deref().unwrap_or(name));
    making::expand(&mut expansion, reports);
    keys::expand(&mut expansion);
    let inputs = inputs::plan(model.inputs, &mut expansion);
    expansion.tag(&project.tags);
    let (resources, logical_ids) = expansion.resources(reports);
    let mut resource_of = vec![None; expansion.blocks.len()];
    for (at, resource) in resources.iter().enumerate() {
        resource_of[resource.block.0 as usize] = Some(at as u32);
    }
    let raw = model.raw.into_iter().map(|raw| Raw {
        label: expansion.blocks[raw.block.0 as usize].label.clone(),
        resource: raw.resource,
        span: raw.span,
        block: raw.block,
        properties: raw.properties,
    });
    let outputs = model.outputs.into_iter().map(|output| super::Output {
        name: output.name.as_str().into(),
        span: output.span,
        docs: output.docs,
        value: output.value,
    });
    Plan {
        name: project.name.unwrap_or_else(|| name.into()),
        description: model.docs,
        region: project.region,
        raw: raw.collect(),
        outputs: outputs.collect(),
        stand_ins: expansion.stand_ins,
        blocks: expansion.blocks,
        resources,
        logical_ids,
        resource_of,
        inputs,
    }
}

/// What the project block says.
#[derive(Default)]
struct Project {
    name: Option<Arc<str>>,
    region: Option<Name>,
    tags: Vec<(Arc<str>, Value)>,
}

impl Project {
    fn of(model: &Model, schema: &Schema) -> Project {
        let Some(view) = ProjectView::of(schema) else {
            return Project::default();
        };
        let Some((_, block)) = model.own().find(|(_, block)| block.kind == view.kind) else {
            return Project::default();
        };
        let region = match block.value(view.region) {
            Some(Value::Word(region)) => Some(*region),
            _ => None,
        };
        let tags = match block.value(view.tags) {
            Some(Value::Map(tags)) => tags.to_vec(),
            _ => Vec::new(),
        };
        Project { name: Some(block.label.clone()), region, tags }
    }
}

/// The arena while it grows.
pub(super) struct Expansion<'s> {
    pub schema: &'s Schema,
    pub blocks: Vec<Block>,
    pub stand_ins: Vec<(BlockId, BlockId)>,
    managed: usize,
    /// Blocks by kind, as far as they were looked at.
    kinds: Vec<Vec<BlockId>>,
    looked_at: usize,
    after: FxHashMap<BlockId, Vec<BlockId>>,
    grants: Vec<(BlockId, Value)>,
}

impl<'s> Expansion<'s> {
    fn new(blocks: Vec<Block>, schema: &'s Schema, managed: usize) -> Expansion<'s> {
        let (kinds, after) = (vec![Vec::new(); schema.kinds().count()], FxHashMap::default());
        Expansion { schema, blocks, stand_ins: Vec::new(), managed, kinds, looked_at: managed, after, grants: Vec::new() }
    }

    /// Reads blocks as they stand now.
    pub fn reader(&self) -> Reader<'_> {
        Reader::new(self.schema, &self.blocks)
    }

    /// The program's own blocks of a kind, once records are settled.
    pub fn of_kind(&mut self, kind: KindId) -> Vec<BlockId> {
        for (at, block) in self.blocks.iter().enumerate().skip(self.looked_at) {
            self.kinds[block.kind.0 as usize].push(BlockId(at as u32));
        }
        self.looked_at = self.blocks.len();
        self.kinds[kind.0 as usize].clone()
    }

    /// Puts a block that another made into the arena.
    pub fn make(&mut self, kind: &str, label: String, maker: BlockId) -> Option<BlockId> {
        let kind = self.schema.kind_named(Name::of(kind))?;
        Some(self.make_kind(kind, label, maker))
    }

    /// The same, of a kind that is known.
    pub fn make_kind(&mut self, kind: KindId, label: String, maker: BlockId) -> BlockId {
        let id = BlockId(self.blocks.len() as u32);
        let of = &self.blocks[maker.0 as usize];
        let mut block = Block::new(kind, label.as_str(), of.span);
        block.made_by = Some(maker);
        block.condition = of.condition.clone();
        block.assembly.clone_from(&of.assembly);
        self.blocks.push(block);
        id
    }

    /// Has a block created after others, though no value of it refers to them.
    pub fn order_after(&mut self, block: BlockId, others: Vec<BlockId>) {
        self.after.entry(block).or_default().extend(others);
    }

    /// Writes a field of a made block by its name; a kind without the field is left alone.
    pub fn set(&mut self, id: BlockId, field: &str, value: Value) {
        let block = &self.blocks[id.0 as usize];
        let found = self.schema.kind(block.kind).field_in(Name::of(field), block.case);
        if let Some(field) = found {
            let span = block.span;
            self.blocks[id.0 as usize].set(field, span, value);
        }
    }

    /// Writes into a made block what another has in fields of the same names.
    pub fn copy(&mut self, from: BlockId, to: BlockId) {
        let schema = self.schema;
        let Block { kind, case, span, .. } = self.blocks[to.0 as usize];
        let kind = schema.kind(kind);
        for field in &kind.fields {
            let value = self.reader().named(&self.blocks[from.0 as usize], field.name);
            if let Some(field) = kind.field_in(field.name, case).filter(|_| value != Value::None) {
                self.blocks[to.0 as usize].set(field, span, value);
            }
        }
    }

    /// Whether a field of a name holds several things.
    pub fn holds_list(&self, id: BlockId, field: Name) -> bool {
        let block = &self.blocks[id.0 as usize];
        let kind = self.schema.kind(block.kind);
        kind.field_in(field, block.case).is_some_and(|field| kind.field(field).shape.is_list())
    }

    /// What a field of a name holds.
    pub fn get(&self, id: BlockId, field: &str) -> Value {
        self.reader().named(&self.blocks[id.0 as usize], Name::of(field))
    }

    /// Lets somebody use a key of the program: a statement of its policy. A key that exists already is left alone.
    pub fn grant(&mut self, key: BlockId, statement: Value) {
        self.grants.push((key, statement));
    }

    /// What was granted of a key.
    pub fn granted(&self, key: BlockId) -> Vec<Value> {
        let of_key = self.grants.iter().filter(|(known, _)| *known == key);
        of_key.map(|(_, statement)| statement.clone()).collect()
    }

    fn records(&mut self) {
        let Some(mut records) = Records::new(self.schema) else {
            return;
        };
        let mut aliases: Vec<(BlockId, BlockId, Arc<str>, Value)> = Vec::new();
        let first_new = self.blocks.len();
        // Records of several types and branches are some of all.
        let (mut more, mut sets): (Vec<Block>, _) = (Vec::with_capacity((first_new - self.managed) / 4), Vec::new());
        for at in self.managed..first_new {
            if !records.holds(&self.blocks[at]) {
                continue;
            }
            let empty = Block::new(self.blocks[at].kind, Arc::<str>::default(), self.blocks[at].span);
            let record = std::mem::replace(&mut self.blocks[at], empty);
            records.expand(record, &self.blocks, &mut sets);
            for (turn, set) in sets.drain(..).enumerate() {
                let id = if turn == 0 { BlockId(at as u32) } else { BlockId((first_new + more.len()) as u32) };
                if let (Some(to), Some((zone, record_type))) = (set.alias_to, records.key(&set.block)) {
                    aliases.push((id, zone, to, record_type));
                }
                if turn == 0 {
                    self.blocks[at] = set.block;
                } else {
                    more.push(set.block);
                }
            }
        }
        self.blocks.append(&mut more);
        self.order_aliases(&records, aliases);
    }

    /// An alias to a record of its zone is created after that record.
    fn order_aliases(&mut self, records: &Records, aliases: Vec<(BlockId, BlockId, Arc<str>, Value)>) {
        if aliases.is_empty() {
            return;
        }
        let mut named: FxHashMap<(BlockId, &str), Vec<(BlockId, Value)>> = FxHashMap::default();
        for (at, block) in self.blocks.iter().enumerate().skip(self.managed).filter(|(_, block)| records.holds(block)) {
            if let (Some((zone, record_type)), Some(name)) = (records.key(block), records.name(block)) {
                named.entry((zone, name)).or_default().push((BlockId(at as u32), record_type));
            }
        }
        for (alias, zone, to, record_type) in &aliases {
            let targets = named.get(&(*zone, &**to)).into_iter().flatten();
            let same = targets.filter(|(id, other)| other == record_type && id != alias).map(|(id, _)| *id);
            self.after.entry(*alias).or_default().extend(same);
        }
    }

    /// Gives the project's tags to what can have tags; a block's own win.
    fn tag(&mut self, tags: &[(Arc<str>, Value)]) {
        if tags.is_empty() {
            return;
        }
        let word = Name::of("tags");
        for at in self.managed..self.blocks.len() {
            let block = &self.blocks[at];
            let kind = self.schema.kind(block.kind);
            let Some(field) = kind.field_named(word).filter(|_| kind.resource != Default::default()) else {
                continue;
            };
            let mut all: Vec<(Arc<str>, Value)> = match block.value(field) {
                Some(Value::Map(own)) => own.to_vec(),
                _ => Vec::new(),
            };
            let missing = tags.iter().filter(|(key, _)| all.iter().all(|(own, _)| own != key)).cloned().collect::<Vec<_>>();
            all.extend(missing);
            let span = block.span;
            self.blocks[at].set(field, span, Value::Map(all.into()));
        }
    }

    /// Names everything that is created, in the order of the program; and all logical ids.
    fn resources(&mut self, reports: &mut Reports) -> (Vec<Resource>, FxHashSet<Arc<str>>) {
        let mut created: Vec<BlockId> = (self.managed..self.blocks.len())
            .filter(|at| {
                let block = &self.blocks[*at];
                !block.existing && self.schema.kind(block.kind).resource != Default::default()
            })
            .map(|at| BlockId(at as u32))
            .collect();
        // They come in a few runs, which a stable sort joins.
        created.sort_by_key(|id| self.order(*id));
        let mut names = Names::of(created.len());
        for id in &created {
            let block = &self.blocks[id.0 as usize];
            if let Some(kept) = &block.keep_id
                && !names.keep(kept)
            {
                reports.push(Code::DeclaredTwice.at(block.span).with(kept));
            }
        }
        let region_word = Name::of("region");
        let mut resources = Vec::with_capacity(created.len());
        for id in created {
            let block = &self.blocks[id.0 as usize];
            let kind = self.schema.kind(block.kind);
            let region = match kind.home {
                Home::Fixed(region) => Some(region),
                Home::Global => None,
                // What was made for a block stands where that block stands.
                Home::Region => {
                    let own = self.reader().named(block, region_word);
                    let maker = block.made_by.filter(|_| !matches!(own, Value::Word(_)));
                    let of = maker.map_or(block, |maker| &self.blocks[maker.0 as usize]);
                    match self.reader().named(of, region_word) {
                        Value::Word(region) => Some(region),
                        _ => None,
                    }
                }
            };
            let label = self.called(block);
            resources.push(Resource {
                block: id,
                logical_id: block.keep_id.clone().unwrap_or_else(|| names.logical_id(&label)),
                name: names.name(&label, kind.resource.tf.as_ref()),
                region,
                after: self.after.remove(&id).map(Into::into).unwrap_or_default(),
            });
        }
        (resources, names.into_logical_ids())
    }

    /// What the resource of a block is called after: its label; that of the block around it before a part's own name, or
    /// before what it is where it has none.
    pub fn called(&self, block: &Block) -> Arc<str> {
        let kind = self.schema.kind(block.kind);
        match block.parent.map(|parent| &self.blocks[parent.0 as usize].label) {
            Some(outer) if kind.is_labelled => format!("{outer} {}", block.label).into(),
            Some(outer) if block.label.is_empty() => match self.aim(block) {
                Some(to) => format!("{outer} {} {to}", kind.name).into(),
                None => format!("{outer} {}", kind.name).into(),
            },
            _ => block.label.clone(),
        }
    }

    /// What a part without a name points to, where its block may have several of them.
    fn aim(&self, block: &Block) -> Option<&str> {
        let kind = self.schema.kind(block.kind);
        let around = self.schema.kind(self.blocks[block.parent?.0 as usize].kind);
        around.fields().find(|(_, field)| matches!(&field.shape, Shape::List(item, _) if **item == Shape::Kind(block.kind)))?;
        let (target, _) = kind.fields_at(Position::Target).next()?;
        match block.value(target)? {
            Value::Block(id) => Some(&self.blocks[id.0 as usize].label),
            _ => None,
        }
    }

    /// Where a block stands in the program: what a use of a component makes where that stands, what another block made behind it.
    fn order(&self, id: BlockId) -> (Span, u32, Span, bool) {
        let block = &self.blocks[id.0 as usize];
        let (of, made) = match block.made_by {
            Some(maker) => (&self.blocks[maker.0 as usize], true),
            None => (block, false),
        };
        match of.assembly.as_deref() {
            Some(assembly) => {
                let outermost = assembly.chain().last().map_or(of.span, |outer| outer.span);
                (outermost, assembly.number, of.span, made)
            }
            None => (of.span, 0, of.span, made),
        }
    }
}

/// The label of something made for a block: `site policy`.
pub(super) fn made_label(expansion: &Expansion, maker: BlockId, what: &str) -> String {
    format!("{} {what}", expansion.blocks[maker.0 as usize].label)
}

/// A map of a document.
pub(super) fn map(entries: &[(&str, Value)]) -> Value {
    Value::Map(entries.iter().map(|(key, value)| ((*key).into(), value.clone())).collect())
}
