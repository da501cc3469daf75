//! What a picture shows of a model.
//!
//! In: a model. Out: its graph. Records lead to blocks, to other records or to plain values; distributions to behaviors, these to
//! origins, these to what is behind them; health checks guard records and each other. Deliberately absent: where boxes stand.

use super::{Edge, Graph, Means, Node, Sort};
use crate::model::{
    BehaviorView, DistributionView, ErrorView, HealthCheckView, Model, OriginView, Reader, RecordView, ZoneView, absolute_name,
};
use crate::resolve::shown;
use crate::schema::{Block, BlockId, FieldId, KindId, Position, Schema, Value};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// How many values of one answer are named.
const VALUES_SHOWN: usize = 3;

/// The graph of a program.
pub fn graph(model: &Model, schema: &Schema) -> Graph {
    let Some(views) = Views::of(schema) else { return Graph::default() };
    let reader = Reader::new(schema, &model.blocks);
    let mut collector = Collector { reader, views, graph: Graph::default(), boxes: FxHashMap::default() };
    let of = |kind: KindId| model.own().filter(move |(_, block)| block.kind == kind);
    for (id, check) in of(views.health.kind) {
        collector.check(id, check);
    }
    let named: Vec<_> = of(views.record.kind).filter_map(|(_, record)| Some((collector.named(record)?, record))).collect();
    for (at, record) in named {
        collector.record(at, record);
    }
    for (id, _) in of(views.distribution.kind) {
        collector.block(id);
    }
    collector.graph
}

/// The kinds that a picture tells apart.
#[derive(Clone, Copy)]
struct Views {
    record: RecordView,
    zone: ZoneView,
    distribution: DistributionView,
    behavior: BehaviorView,
    error: ErrorView,
    origin: OriginView,
    health: HealthCheckView,
}

impl Views {
    fn of(schema: &Schema) -> Option<Views> {
        Some(Views {
            record: RecordView::of(schema)?,
            zone: ZoneView::of(schema)?,
            distribution: DistributionView::of(schema)?,
            behavior: BehaviorView::of(schema)?,
            error: ErrorView::of(schema)?,
            origin: OriginView::of(schema)?,
            health: HealthCheckView::of(schema)?,
        })
    }
}

/// What tells a box from all others.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Key {
    /// A block of the program.
    Block(BlockId),
    /// A name of a zone.
    Name(BlockId, Arc<str>),
    /// A record, which may share its name with others of another type.
    Record(BlockId, Arc<str>, String),
    /// Plain values.
    Values(String),
}

struct Collector<'m> {
    reader: Reader<'m>,
    views: Views,
    graph: Graph,
    boxes: FxHashMap<Key, usize>,
}

impl<'m> Collector<'m> {
    /// The box of a key, and whether it was made just now.
    fn node(&mut self, key: Key, node: impl FnOnce() -> Node) -> (usize, bool) {
        if let Some(at) = self.boxes.get(&key) {
            return (*at, false);
        }
        let at = self.graph.nodes.len();
        self.graph.nodes.push(node());
        self.boxes.insert(key, at);
        (at, true)
    }

    fn edge(&mut self, from: usize, to: usize, label: &str, means: Means) {
        self.graph.edges.push(Edge { from, to, label: label.to_owned(), means });
    }

    fn value(&self, block: &Block, field: FieldId) -> Value {
        self.reader.value(block, field).into_owned()
    }

    /// A health check and those it counts.
    fn check(&mut self, id: BlockId, check: &'m Block) -> usize {
        let view = self.views.health;
        let looks_at = [view.url, view.tcp, view.alarm, view.routing_control].into_iter().find_map(|field| check.value(field));
        let all = [(view.all_of, "all of"), (view.any_of, "any of")];
        let counts = all.iter().find(|(field, _)| check.slot(*field).is_some()).map(|(_, words)| (*words).to_owned());
        let at_least = check.value(view.at_least).map(|count| format!("at least {} of", shown(count)));
        let lines = looks_at.map(|value| self.words(value)).or(counts).or(at_least).into_iter().collect();
        let (at, is_new) = self.node(Key::Block(id), || Node { sort: Sort::Health, title: check.label.to_string(), lines });
        let children = [view.all_of, view.any_of, view.of].into_iter().filter_map(|field| check.value(field));
        for child in children.filter(|_| is_new).flat_map(blocks_of) {
            let child = self.block(child);
            self.edge(child, at, "", Means::Guards);
        }
        at
    }

    /// The box of a record.
    fn named(&mut self, record: &'m Block) -> Option<usize> {
        let view = self.views.record;
        let Some(Value::Block(zone)) = record.value(view.zone) else { return None };
        let types = record.value(view.types).map(|types| self.words(types)).unwrap_or_default();
        let (name, is_known) = self.name(*zone, record.value(view.name), &record.label);
        let policy = record.case.map(|case| self.reader.kind(record).case(case).name).filter(|policy| *policy != "simple");
        let line = policy.map_or(types.clone(), |policy| format!("{types} · {policy}"));
        let node = || Node { sort: Sort::Record, title: name.to_string(), lines: vec![line] };
        let (at, _) = self.node(Key::Record(*zone, name.clone(), types), node);
        if is_known {
            self.boxes.entry(Key::Name(*zone, name)).or_insert(at);
        }
        Some(at)
    }

    /// Where each branch of a record leads.
    fn record(&mut self, at: usize, record: &'m Block) {
        let view = self.views.record;
        let Some(Value::Block(zone)) = record.value(view.zone) else { return };
        let branches = if record.branches.is_empty() { std::slice::from_ref(record) } else { &record.branches };
        for branch in branches {
            let when = if record.branches.is_empty() { String::new() } else { self.left_of_arrow(branch) };
            let well = branch.value(view.health).map(|health| format!("while {}", self.words(health)));
            let label = [Some(when).filter(|when| !when.is_empty()), well].into_iter().flatten().collect::<Vec<_>>().join(", ");
            for to in self.answers(branch, *zone) {
                self.edge(at, to, &label, Means::Leads);
            }
            for check in branch.value(view.health).into_iter().flat_map(blocks_of) {
                let check = self.block(check);
                self.edge(check, at, "", Means::Guards);
            }
        }
    }

    /// What stands left of a branch's arrow.
    fn left_of_arrow(&self, branch: &Block) -> String {
        let heads = self
            .reader
            .kind(branch)
            .fields()
            .filter(|(_, field)| field.on_branch && field.position == Position::Head && field.case == branch.case);
        heads.filter_map(|(id, _)| branch.value(id)).map(|value| self.words(value)).collect::<Vec<_>>().join(" ")
    }

    /// The absolute name of a record, and whether all of it is known.
    fn name(&self, zone: BlockId, name: Option<&Value>, label: &str) -> (Arc<str>, bool) {
        let domain = self.value(self.reader.block(zone), self.views.zone.domain_name);
        match (name, &domain) {
            (Some(Value::Text(name)), Value::Text(domain)) => (absolute_name(name, domain), true),
            (Some(value), _) => (self.words(value).into(), false),
            (None, _) => (label.into(), false),
        }
    }

    /// The boxes that a record or branch leads to.
    fn answers(&mut self, branch: &'m Block, zone: BlockId) -> Vec<usize> {
        let Some(values) = branch.value(self.views.record.values) else { return Vec::new() };
        let blocks: Vec<BlockId> = blocks_of(values).collect();
        if !blocks.is_empty() {
            return blocks.into_iter().map(|block| self.block(block)).collect();
        }
        let first = match values {
            Value::List(values) => values.first(),
            one => Some(one),
        };
        if let Some(Value::Call(word, arguments)) = first
            && *word == "record"
        {
            let (name, _) = self.name(zone, arguments.first(), "");
            let node = || Node { sort: Sort::Record, title: name.to_string(), lines: Vec::new() };
            return vec![self.node(Key::Name(zone, name.clone()), node).0];
        }
        let values = match values {
            Value::List(values) => values.as_slice(),
            one => std::slice::from_ref(one),
        };
        let mut lines: Vec<String> = values.iter().take(VALUES_SHOWN).map(|value| clipped(&self.words(value))).collect();
        if values.len() > VALUES_SHOWN {
            lines.push(format!("and {} more", values.len() - VALUES_SHOWN));
        }
        let key = values.iter().map(|value| self.words(value)).collect::<Vec<_>>().join("\n");
        let node = || Node { sort: Sort::Answer, title: lines.remove(0), lines };
        vec![self.node(Key::Values(key), node).0]
    }

    /// The box of a block, with all it leads to.
    fn block(&mut self, id: BlockId) -> usize {
        let block = self.reader.block(id);
        let views = self.views;
        match block.kind {
            kind if kind == views.health.kind => self.check(id, block),
            kind if kind == views.distribution.kind => self.distribution(id, block),
            kind if kind == views.origin.kind => self.origin(id, block),
            _ => {
                let kind = self.reader.kind(block).name.as_str().replace('_', " ");
                let node = || Node { sort: Sort::Answer, title: block.label.to_string(), lines: vec![kind] };
                self.node(Key::Block(id), node).0
            }
        }
    }

    fn distribution(&mut self, id: BlockId, block: &'m Block) -> usize {
        let view = self.views.distribution;
        let mut lines: Vec<String> = match block.value(view.domains) {
            Some(Value::List(domains)) => domains.iter().map(|domain| self.words(domain)).collect(),
            _ => Vec::new(),
        };
        for error in block.value(view.errors).into_iter().flat_map(blocks_of) {
            lines.push(self.error(self.reader.block(error)));
        }
        let (at, is_new) = self.node(Key::Block(id), || Node { sort: Sort::Distribution, title: block.label.to_string(), lines });
        if !is_new {
            return at;
        }
        let behaviors = [view.behaviors, view.default].into_iter().filter_map(|field| block.value(field)).flat_map(blocks_of);
        for (turn, id) in behaviors.enumerate() {
            let behavior = self.behavior(id, self.reader.block(id));
            self.edge(at, behavior, &(turn + 1).to_string(), Means::Leads);
        }
        at
    }

    /// `403, 404 → 200 /index.html`
    fn error(&self, error: &Block) -> String {
        let view = self.views.error;
        let word = |field| error.value(field).map(|value| self.words(value));
        let becomes: Vec<String> = [view.status, view.page].into_iter().filter_map(word).collect();
        format!("{} → {}", word(view.codes).unwrap_or_default(), becomes.join(" "))
    }

    fn behavior(&mut self, id: BlockId, block: &'m Block) -> usize {
        let view = self.views.behavior;
        let title = block.value(view.path).map_or_else(|| "default".to_owned(), |path| self.words(path));
        let mut lines = Vec::new();
        for (field, word) in [(view.cache, "cache"), (view.headers, "headers")] {
            match self.value(block, field) {
                Value::None => {}
                policy => lines.push(format!("{word} {}", self.words(&policy))),
            }
        }
        let events = [
            (view.viewer_request, "viewer request"),
            (view.origin_request, "origin request"),
            (view.origin_response, "origin response"),
            (view.viewer_response, "viewer response"),
        ];
        let runs = events.iter().filter_map(|(field, event)| Some((block.value(*field)?, event)));
        lines.extend(runs.map(|(function, event)| format!("{event}: {}", self.words(function))));
        let (at, is_new) = self.node(Key::Block(id), || Node { sort: Sort::Behavior, title, lines });
        if is_new && let Some(Value::Block(origin)) = block.value(view.origin) {
            let origin = self.block(*origin);
            self.edge(at, origin, "", Means::Leads);
        }
        at
    }

    fn origin(&mut self, id: BlockId, block: &'m Block) -> usize {
        let view = self.views.origin;
        let fails_over = block.case == Some(view.failover);
        let host = block.value(view.from).filter(|from| !matches!(from, Value::Block(_))).map(|host| self.words(host));
        let on = fails_over.then(|| format!("failover on {}", self.words(&self.value(block, view.on))));
        let shield = block.value(view.shield).map(|shield| format!("shield {}", self.words(shield)));
        let lines = [host, on, shield].into_iter().flatten().collect();
        let (at, is_new) = self.node(Key::Block(id), || Node { sort: Sort::Origin, title: block.label.to_string(), lines });
        if !is_new {
            return at;
        }
        if let Some(Value::Block(behind)) = block.value(view.from) {
            let behind = self.block(*behind);
            self.edge(at, behind, "", Means::Leads);
        }
        for branch in &block.branches {
            if let Some(Value::Block(member)) = branch.value(view.from) {
                let member = self.block(*member);
                let role = self.left_of_arrow(branch);
                self.edge(at, member, &role, Means::Leads);
            }
        }
        at
    }

    /// A value in few words: blocks by their labels, lists without brackets.
    fn words(&self, value: &Value) -> String {
        match value {
            Value::Block(id) => self.reader.block(*id).label.to_string(),
            Value::List(values) => values.iter().map(|value| self.words(value)).collect::<Vec<_>>().join(", "),
            Value::Call(word, arguments) => match arguments.as_slice() {
                [Value::Word(argument)] => format!("{word} {argument}"),
                _ => shown(value),
            },
            other => shown(other),
        }
    }
}

/// The blocks that a value holds.
fn blocks_of(value: &Value) -> impl Iterator<Item = BlockId> + use<> {
    let blocks: Vec<BlockId> = match value {
        Value::Block(id) => vec![*id],
        Value::List(values) => {
            values.iter().filter_map(|value| if let Value::Block(id) = value { Some(*id) } else { None }).collect()
        }
        _ => Vec::new(),
    };
    blocks.into_iter()
}

/// A long text, cut.
fn clipped(text: &str) -> String {
    const MOST: usize = 44;
    if text.chars().count() <= MOST { text.to_owned() } else { text.chars().take(MOST - 1).chain(['…']).collect() }
}
