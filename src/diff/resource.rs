//! Which resources are created, changed, replaced, deleted or moved.
//!
//! In: paired sides. Out: changes, in the order of the new side, then what is gone. Deliberately absent: what requests and answers
//! that moves.

use super::keyed::Own;
use super::pair::Both;
use super::part::{Fields, Found, has_resource, line, root};
use super::side::{Origin, Read};
use super::{record, replace, show};
use crate::schema::{Block, BlockId, Target, Value};
use crate::source::{Name, Span};

/// What becomes of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is new.
    Created,
    /// It stays and says something else.
    Changed,
    /// Another takes its place, because of a property that cannot be changed.
    Replaced,
    /// It is gone.
    Deleted,
    /// It says the same under another name.
    Moved,
}

impl Verdict {
    /// Its word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Created => "created",
            Verdict::Changed => "changed",
            Verdict::Replaced => "replaced",
            Verdict::Deleted => "deleted",
            Verdict::Moved => "moved",
        }
    }
}

/// What one resource goes through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it is: `distribution`, `record`.
    pub kind: Name,
    /// What it is called: `app`; a record by its types and name, `A, AAAA app.example.com`.
    pub name: String,
    /// What it was called, where it moved.
    pub was: Option<String>,
    /// What becomes of it.
    pub verdict: Verdict,
    /// Which properties make it be replaced, and by which target.
    pub replaced: Option<Replaced>,
    /// What it says otherwise, field by field.
    pub lines: Vec<Line>,
    /// Where it stands on the old side.
    pub old: Option<Span>,
    /// Where it stands on the new side.
    pub new: Option<Span>,
    /// How many resources of AWS it is: a record of two types is two.
    pub count: usize,
}

/// One field with another value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which: `behavior "/api/*".cache`.
    pub path: String,
    /// What it was; `None` where it was not there.
    pub old: Option<String>,
    /// What it is; `None` where it is gone.
    pub new: Option<String>,
    /// Where it stood.
    pub old_span: Span,
    /// Where it stands.
    pub new_span: Span,
}

/// The properties that cannot be changed in place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replaced {
    /// In CloudFormation: `Name`.
    pub cfn: Option<String>,
    /// In Terraform: `name`.
    pub tf: Option<String>,
}

/// Every change of every resource.
pub(super) fn changes(both: &Both) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut changed: Vec<(usize, BlockId, BlockId)> = Vec::new();
    let standing = both.both_standing();
    for (id, block) in both.new.model().own().filter(|(id, block)| is_told(both, &both.new, *id, block)) {
        match both.back.get(&id) {
            Some(old) => {
                let was = both.old.block(*old);
                let mut lines = Vec::new();
                both.differ(was, block, &root(), Fields::All, &mut Found::Lines(&mut lines));
                let moved = both.moved.contains(old);
                if !lines.is_empty() || moved {
                    let mut change = change(&both.new, block, if moved { Verdict::Moved } else { Verdict::Changed }, lines);
                    change.old = Some(was.span);
                    change.was = moved.then(|| was.label.to_string());
                    changed.push((changes.len(), *old, id));
                    changes.push(change);
                }
                parts(both, both.own_parts(*old, id, &block.label, &standing), &mut changes, &mut changed);
            }
            None if is_plain_origin(both, &both.new, id) => {}
            None => changes.push(change(&both.new, block, Verdict::Created, Vec::new())),
        }
    }
    replace::mark(both, &mut changes, &changed);
    for (id, block) in both.old.model().own().filter(|(id, block)| is_told(both, &both.old, *id, block)) {
        if !both.pairs.contains_key(&id) && !is_plain_origin(both, &both.old, id) {
            let mut change = change(&both.old, block, Verdict::Deleted, Vec::new());
            change.old = change.new.take();
            changes.push(change);
        }
    }
    changes.extend(record::changes(both));
    raw(both, &mut changes);
    outputs(both, &mut changes);
    changes
}

/// Parts of two blocks that are resources of their own: keys of a zone, logs of a distribution.
fn parts(both: &Both, all: Vec<Own>, changes: &mut Vec<Change>, changed: &mut Vec<(usize, BlockId, BlockId)>) {
    for own in all {
        let blocks = (own.old.map(|id| both.old.block(id)), own.new.map(|id| both.new.block(id)));
        let mut told = match blocks {
            (Some(a), Some(b)) => {
                let mut lines = Vec::new();
                both.differ(a, b, &root(), Fields::All, &mut Found::Lines(&mut lines));
                if lines.is_empty() {
                    continue;
                }
                change(&both.new, b, Verdict::Changed, lines)
            }
            (None, Some(b)) => change(&both.new, b, Verdict::Created, Vec::new()),
            (Some(a), None) => Change { new: None, ..change(&both.old, a, Verdict::Deleted, Vec::new()) },
            (None, None) => continue,
        };
        told.name = own.name;
        told.old = blocks.0.map(|block| block.span);
        if let (Some(a), Some(b)) = (own.old, own.new) {
            changed.push((changes.len(), a, b));
        }
        changes.push(told);
    }
}

/// Whether a block is told of as a resource: it is created, or it is an origin, which others consist of.
fn is_told(both: &Both, side: &Read, id: BlockId, block: &Block) -> bool {
    let kind = side.reader.kind(block);
    let is_origin = both.origin.is_some_and(|view| view.kind == block.kind);
    // What only brings others along is told of between programs; outputs hold what it brought.
    let programs = [&both.old, &both.new].iter().all(|side| side.side.origin == Origin::Program);
    let brings = programs && !kind.makes.is_empty();
    !kind.is_part && !kind.is_raw() && !both.is_fixed(side, id) && (has_resource(kind) || is_origin || brings)
}

/// An origin that only says where it points to is told of by the behaviors that point to it.
fn is_plain_origin(both: &Both, side: &Read, id: BlockId) -> bool {
    both.through(side, id).is_some()
}

fn change(side: &Read, block: &Block, verdict: Verdict, lines: Vec<Line>) -> Change {
    Change {
        kind: side.reader.kind(block).name,
        name: block.label.to_string(),
        was: None,
        verdict,
        replaced: None,
        lines,
        old: None,
        new: Some(block.span),
        count: 1,
    }
}

/// Resources passed through as written.
fn raw(both: &Both, changes: &mut Vec<Change>) {
    let label = |side: &Read, id: BlockId| super::pair::plain(&side.block(id).label);
    let made = |side: &Read, raw: &crate::model::Raw, verdict: Verdict, lines: Vec<Line>| {
        let mut change = change(side, side.block(raw.block), verdict, lines);
        change.name = format!("{} {}", raw.resource, change.name);
        change.new = Some(raw.span);
        change
    };
    for new in &both.new.model().raw {
        let found = both
            .old
            .model()
            .raw
            .iter()
            .find(|old| old.resource == new.resource && label(&both.old, old.block) == label(&both.new, new.block));
        let Some(old) = found else {
            changes.push(made(&both.new, new, Verdict::Created, Vec::new()));
            continue;
        };
        let lines = members(both, &old.properties, &new.properties, (old.span, new.span));
        if !lines.is_empty() {
            let mut change = made(&both.new, new, Verdict::Changed, lines);
            change.old = Some(old.span);
            changes.push(change);
        }
    }
    for old in &both.old.model().raw {
        let is_there = both
            .new
            .model()
            .raw
            .iter()
            .any(|new| old.resource == new.resource && label(&both.old, old.block) == label(&both.new, new.block));
        let other = match both.new.side.origin {
            Origin::Output(target) => old.resource.starts_with("AWS::") != (target == Target::CloudFormation),
            Origin::Program => false,
        };
        if !is_there && !other {
            let mut change = made(&both.old, old, Verdict::Deleted, Vec::new());
            change.old = change.new.take();
            changes.push(change);
        }
    }
}

type Members = [(std::sync::Arc<str>, Value)];

fn members(both: &Both, old: &Members, new: &Members, spans: (Span, Span)) -> Vec<Line> {
    let get = |map: &Members, key: &str| map.iter().find(|(other, _)| **other == *key).map(|(_, value)| value.clone());
    let mut lines = Vec::new();
    for (key, _) in old.iter().chain(new.iter().filter(|(key, _)| get(old, key).is_none())) {
        let (a, b) = (get(old, key), get(new, key));
        let same = match (&a, &b) {
            (Some(a), Some(b)) => both.same(a, b),
            _ => false,
        };
        if !same {
            let shown = |side: &Read, value: Option<Value>| value.map(|value| show::show(side, &value));
            lines.push(line(&root(), key, shown(&both.old, a), shown(&both.new, b), spans));
        }
    }
    lines
}

/// What a program hands out; outputs of targets hold more and are not compared.
fn outputs(both: &Both, changes: &mut Vec<Change>) {
    if both.old.side.origin != Origin::Program || both.new.side.origin != Origin::Program {
        return;
    }
    let made = |name: Name, verdict: Verdict, old: Option<Span>, new: Option<Span>, lines: Vec<Line>| Change {
        kind: Name::of("output"),
        name: name.to_string(),
        was: None,
        verdict,
        replaced: None,
        lines,
        old,
        new,
        count: 0,
    };
    let (old, new) = (&both.old.model().outputs, &both.new.model().outputs);
    for b in new {
        match old.iter().find(|a| a.name == b.name) {
            None => changes.push(made(b.name, Verdict::Created, None, Some(b.span), Vec::new())),
            Some(a) if !both.same(&a.value, &b.value) => {
                let shown = (show::show(&both.old, &a.value), show::show(&both.new, &b.value));
                let lines = vec![line(&root(), "value", Some(shown.0), Some(shown.1), (a.span, b.span))];
                changes.push(made(b.name, Verdict::Changed, Some(a.span), Some(b.span), lines));
            }
            Some(_) => {}
        }
    }
    for a in old.iter().filter(|a| new.iter().all(|b| b.name != a.name)) {
        changes.push(made(a.name, Verdict::Deleted, Some(a.span), None, Vec::new()));
    }
}
