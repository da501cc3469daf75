//! Where the fields of a kind stand in a target, arranged once into the tree of keys that lowering walks.
//!
//! In: a kind and a target. Out: a `Layout`; what stands below one key stands together, at the key's first appearance.
//! Deliberately absent: values.

use super::codec::{self, Reach, Spelling};
use crate::schema::{CaseId, Default, Derived, FieldId, Kind, KindId, Place, Schema, Shape, Target, Value};
use crate::source::Name;
use crate::syntax::{Expr, Form};
use std::cell::OnceCell;

/// Every kind's layout in both targets, each made when first asked for.
pub(crate) struct Layouts {
    made: Vec<[OnceCell<Vec<Node>>; 2]>,
}

/// A key of a target's object, or what is written there.
#[derive(Debug)]
pub(crate) enum Node {
    /// An object, and what stands in it.
    Object { key: &'static str, children: Vec<Node> },
    /// One value.
    Value { key: &'static str, leaf: Leaf },
    /// A field that writes keys of its own into the object at hand.
    Inline(Leaf),
    /// A list or map that several fields put entries into.
    Gathered { key: &'static str, list: bool, leaves: Vec<Leaf> },
}

/// A field or derived value in its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leaf {
    /// Which.
    pub source: Source,
    /// How it is spelled; `None` for the plain spelling of its shape.
    pub spelling: Option<&'static Spelling>,
    /// The case it belongs to.
    pub case: Option<CaseId>,
    /// Which of the codec's lists this is, where it has several.
    pub site: usize,
    /// An empty list or map says something, because the field's default is not empty.
    pub keeps_empty: bool,
    /// It is a single part, whose keys can stand beside those of other fields.
    pub part: bool,
    /// It may hold parts, which exist only sometimes where they have a condition.
    pub owns: bool,
    /// Whether its place is written only when a condition holds.
    pub asks: bool,
    /// Where all blocks have the same fields written: which of these it is.
    pub slot: Option<u16>,
    /// Where all blocks come to the same value: which of these it is.
    pub settled: Option<u16>,
    /// Which leaf of its outline it is.
    pub number: usize,
}

/// What stands in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A field.
    Field(FieldId),
    /// A derived value, by position in the kind.
    Derived(usize),
}

impl Layouts {
    /// None made yet.
    pub(crate) fn new(schema: &Schema) -> Layouts {
        Layouts { made: schema.kinds().map(|_| std::default::Default::default()).collect() }
    }

    /// A kind's layout.
    pub(crate) fn of(&self, schema: &Schema, kind: KindId, target: Target) -> &[Node] {
        let column = Target::ALL.iter().position(|known| *known == target).unwrap_or_default();
        self.made[kind.0 as usize][column].get_or_init(|| arrange(schema, schema.kind(kind), target))
    }
}

impl Leaf {
    /// What it holds.
    pub(crate) fn shape<'k>(&self, kind: &'k Kind) -> &'k Shape {
        match self.source {
            Source::Field(id) => &kind.field(id).shape,
            Source::Derived(at) => &kind.derived[at].shape,
        }
    }

    /// Where it stands.
    pub(crate) fn place<'k>(&self, kind: &'k Kind, target: Target) -> Option<&'k Place> {
        match self.source {
            Source::Field(id) => kind.field(id).place.of(target).as_ref(),
            Source::Derived(at) => kind.derived[at].place.of(target).as_ref(),
        }
    }

    /// Whether a value of it is written at all.
    pub(crate) fn speaks(&self, value: &Value) -> bool {
        match value {
            Value::None => self.spelling.is_some_and(|spelling| spelling.spells_none),
            Value::List(items) => !items.is_empty() || self.keeps_empty,
            Value::Map(entries) => !entries.is_empty() || self.keeps_empty,
            _ => true,
        }
    }

    /// When it is written.
    pub(crate) fn when<'k>(&self, kind: &'k Kind) -> Option<&'k Expr> {
        match self.source {
            Source::Field(id) => kind.field(id).when.as_ref(),
            Source::Derived(at) => kind.derived[at].when.as_ref(),
        }
    }
}

fn arrange(schema: &Schema, kind: &Kind, target: Target) -> Vec<Node> {
    let mut nodes = Vec::new();
    for (id, field) in kind.fields() {
        let Some(place) = field.place.of(target) else {
            continue;
        };
        let keeps_empty = match &field.default {
            Default::Constant(Value::List(items)) => !items.is_empty(),
            Default::Constant(Value::Map(entries)) => !entries.is_empty(),
            Default::Constant(Value::None) | Default::Absent | Default::Required => false,
            Default::Constant(_) | Default::Computed(_) | Default::Label | Default::Doc => true,
        };
        let leaf = Leaf {
            source: Source::Field(id),
            spelling: None,
            case: field.case,
            site: 0,
            keeps_empty,
            part: is_part(schema, &field.shape),
            owns: may_own(schema, &field.shape),
            asks: field.when.is_some(),
            slot: None,
            settled: None,
            number: 0,
        };
        put(&mut nodes, place, leaf, target);
    }
    for (at, derived) in kind.derived.iter().enumerate() {
        let Derived { case, place, shape, when, .. } = derived;
        let Some(place) = place.of(target) else {
            continue;
        };
        let leaf = Leaf {
            source: Source::Derived(at),
            spelling: None,
            case: *case,
            site: 0,
            keeps_empty: is_empty(&derived.value),
            part: false,
            owns: may_own(schema, shape),
            asks: when.is_some(),
            slot: None,
            settled: None,
            number: 0,
        };
        put(&mut nodes, place, leaf, target);
    }
    nodes
}

/// Whether a derived value is an empty list or map by its very form, which is written because the target wants it.
fn is_empty(value: &Expr) -> bool {
    match &value.form {
        Form::List(items) => items.is_empty(),
        Form::Map(entries) => entries.is_empty(),
        _ => false,
    }
}

/// Puts a leaf, or the leaves its codec wants, where they belong.
fn put(nodes: &mut Vec<Node>, place: &Place, leaf: Leaf, target: Target) {
    let spelling = place.codec.as_ref().and_then(|codec| codec::named(codec.name));
    let leaf = Leaf { spelling, ..leaf };
    let (parents, last) = match place.path.split_last() {
        Some((last, parents)) => (parents, Some(last.as_str())),
        None => (&[] as &[Name], None),
    };
    match (spelling.map_or(Reach::Value, |spelling| spelling.reach), last) {
        (Reach::Value, Some(key)) => {
            let children = below(nodes, parents);
            let shares = |node: &Node| matches!(node, Node::Object { key: known, .. } if *known == key);
            if leaf.part && children.iter().any(shares) {
                below(children, &place.path[parents.len()..]).push(Node::Inline(leaf));
            } else {
                children.push(Node::Value { key, leaf });
            }
        }
        (Reach::Value | Reach::Inside, None) => nodes.push(Node::Inline(leaf)),
        (Reach::Inside, Some(_)) => below(nodes, &place.path).push(Node::Inline(leaf)),
        (Reach::Beside, _) => below(nodes, parents).push(Node::Inline(leaf)),
        (Reach::Entries, Some(key)) => gather(below(nodes, parents), key, target == Target::CloudFormation, leaf),
        (Reach::Entry, Some(_)) => {
            if let Some((list, above)) = parents.split_last() {
                gather(below(nodes, above), list.as_str(), target == Target::CloudFormation, leaf);
            }
        }
        (Reach::Entries | Reach::Entry, None) => {}
        (Reach::Lists(lists), _) => {
            let children = below(nodes, parents);
            for (site, key) in lists(target).iter().enumerate() {
                gather(children, key, true, Leaf { site, ..leaf });
            }
        }
    }
}

/// Entries that a codec names stand before those that take what is left.
fn gather(children: &mut Vec<Node>, wanted: &'static str, list: bool, leaf: Leaf) {
    let takes_all = |leaf: &Leaf| leaf.spelling.is_some_and(|spelling| spelling.takes_rest);
    for node in children.iter_mut() {
        if let Node::Gathered { key, leaves, .. } = node
            && *key == wanted
        {
            let at = if takes_all(&leaf) { leaves.len() } else { leaves.iter().position(takes_all).unwrap_or(leaves.len()) };
            leaves.insert(at, leaf);
            return;
        }
    }
    children.push(Node::Gathered { key: wanted, list, leaves: vec![leaf] });
}

/// The children of the object at a path, made where missing.
fn below<'n>(nodes: &'n mut Vec<Node>, path: &[Name]) -> &'n mut Vec<Node> {
    let Some((first, rest)) = path.split_first() else {
        return nodes;
    };
    let wanted = first.as_str();
    let known = nodes.iter().position(|node| match node {
        Node::Object { key, .. } => *key == wanted,
        Node::Value { key, leaf } => *key == wanted && leaf.part,
        Node::Inline(_) | Node::Gathered { .. } => false,
    });
    let at = known.unwrap_or(nodes.len());
    match nodes.get(at) {
        None => nodes.push(Node::Object { key: wanted, children: Vec::new() }),
        Some(Node::Value { leaf, .. }) => nodes[at] = Node::Object { key: wanted, children: vec![Node::Inline(*leaf)] },
        Some(_) => {}
    }
    match &mut nodes[at] {
        Node::Object { children, .. } => below(children, rest),
        Node::Value { .. } | Node::Inline(_) | Node::Gathered { .. } => {
            unreachable!("the position is that of an object")
        }
    }
}

fn is_part(schema: &Schema, shape: &Shape) -> bool {
    matches!(shape, Shape::Kind(id) if schema.kind(*id).is_part)
}

/// Whether a value of a shape can be a part or a list of parts.
fn may_own(schema: &Schema, shape: &Shape) -> bool {
    match shape {
        Shape::Any => true,
        Shape::List(item, _) => may_own(schema, item),
        Shape::Either(arms) => arms.iter().any(|arm| may_own(schema, arm)),
        shape => is_part(schema, shape),
    }
}
