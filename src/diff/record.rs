//! What differs in records: by zone, name and type, branch by branch.
//!
//! In: two sides. Out: changes; types of one name that change alike are one. Deliberately absent: what the change means to whoever
//! asks.

use super::pair::Both;
use super::part::{Found, Path, line, root};
use super::resource::{Change, Line, Verdict};
use super::side::Read;
use crate::model::{RecordView, absolute_name};
use crate::plan::{absolute, branch_identifiers};
use crate::resolve::shown;
use crate::schema::{Block, BlockId, CaseId, FieldId, Value};
use crate::source::{Name, Span};
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use std::borrow::Cow;
use std::sync::Arc;

/// One name and type of a zone. The zone is told by its block on the new side, or where it has none by that of the old.
type Key = ((bool, BlockId), Arc<str>, Name);

/// The record that answers it, and how the author spelled the type and name.
struct Set<'a> {
    /// With the names of other records in full.
    block: Cow<'a, Block>,
    name: Arc<str>,
}

type Sets<'a> = IndexMap<Key, Set<'a>, FxBuildHasher>;

/// Every change of records.
pub(super) fn changes(both: &Both) -> Vec<Change> {
    let Some(view) = both.records else { return Vec::new() };
    let [old, new] = apart(both, view);
    let old = sets(&both.old, old, view, |zone| both.pairs.get(&zone).map_or((true, zone), |paired| (false, *paired)));
    let new = sets(&both.new, new, view, |zone| (false, zone));
    let comparing = Comparing { both, view, shared: shared_fields(both, view) };
    let mut changes = Vec::new();
    let mut gone: Vec<(&Key, &Set)> = old.iter().filter(|(key, _)| !new.contains_key(*key)).collect();
    for (key, b) in &new {
        match old.get(key) {
            Some(a) => {
                let mut lines = Vec::new();
                comparing.sets(&a.block, &b.block, &mut Found::Lines(&mut lines));
                if !lines.is_empty() {
                    changes.push(comparing.change(
                        key,
                        &b.name,
                        Verdict::Changed,
                        (Some(a.block.span), Some(b.block.span)),
                        lines,
                    ));
                }
            }
            None => {
                let moved = gone
                    .iter()
                    .position(|(other, a)| other.0 == key.0 && other.2 == key.2 && comparing.is_same(&a.block, &b.block));
                let change = match moved {
                    Some(at) => {
                        let (_, a) = gone.remove(at);
                        let spans = (Some(a.block.span), Some(b.block.span));
                        let mut change = comparing.change(key, &b.name, Verdict::Moved, spans, Vec::new());
                        change.was = Some(a.name.to_string());
                        change
                    }
                    None => {
                        let lines = vec![comparing.whole(&b.block, false)];
                        comparing.change(key, &b.name, Verdict::Created, (None, Some(b.block.span)), lines)
                    }
                };
                changes.push(change);
            }
        }
    }
    for (key, a) in gone {
        let lines = vec![comparing.whole(&a.block, true)];
        changes.push(comparing.change(key, &a.name, Verdict::Deleted, (Some(a.block.span), None), lines));
    }
    joined(changes)
}

/// Changes of several types of one name that say the same are one.
fn joined(changes: Vec<Change>) -> Vec<Change> {
    let mut all: Vec<Change> = Vec::with_capacity(changes.len());
    for change in changes {
        let (kinds, name) = change.name.split_once(' ').unwrap_or(("", &change.name));
        let alike = all.iter_mut().rev().take(8).find(|other| {
            let (_, of_other) = other.name.split_once(", ").map_or_else(
                || other.name.split_once(' ').unwrap_or(("", &other.name)),
                |_| other.name.rsplit_once(' ').unwrap_or(("", &other.name)),
            );
            of_other == name
                && other.verdict == change.verdict
                && other.was == change.was
                && other.lines.len() == change.lines.len()
                && other.lines.iter().zip(&change.lines).all(|(a, b)| (&a.path, &a.old, &a.new) == (&b.path, &b.old, &b.new))
        });
        match alike {
            Some(other) => {
                let (before, _) = other.name.rsplit_once(' ').unwrap_or((&other.name, ""));
                other.name = format!("{before}, {kinds} {name}");
                other.count += 1;
            }
            None => all.push(change),
        }
    }
    all
}

/// The records of both sides without those that stand in the same place and are twins: most of a large zone of which little changes.
fn apart<'a>(both: &Both<'a>, view: RecordView) -> [Vec<&'a Block>; 2] {
    let records = |side: &Read<'a>| -> Vec<&'a Block> {
        side.model().own().filter(|(_, block)| block.kind == view.kind).map(|(_, block)| block).collect()
    };
    let [mut old, mut new] = [records(&both.old), records(&both.new)];
    let are_twins = |(a, b): &(&&Block, &&Block)| both.are_twins(a, b);
    if old.len() == new.len() {
        let others = old.iter().copied().zip(new.iter().copied()).filter(|(a, b)| !both.are_twins(a, b));
        let (old, new) = others.unzip();
        return [old, new];
    }
    let before = old.iter().zip(&new).take_while(are_twins).count();
    let behind = old[before..].iter().rev().zip(new[before..].iter().rev()).take_while(are_twins).count();
    for records in [&mut old, &mut new] {
        records.truncate(records.len() - behind);
        records.drain(..before);
    }
    [old, new]
}

fn sets<'a>(
    side: &Read<'a>,
    records: Vec<&'a Block>,
    view: RecordView,
    zone_of: impl Fn(BlockId) -> (bool, BlockId),
) -> Sets<'a> {
    let mut sets = Sets::default();
    let mut domains: rustc_hash::FxHashMap<BlockId, Option<String>> = Default::default();
    let domain_word = Name::of("domain_name");
    for block in records {
        let Some(Value::Block(zone)) = block.value(view.zone) else { continue };
        let domain = domains
            .entry(*zone)
            .or_insert_with(|| side.reader.named(side.block(*zone), domain_word).as_text().map(|text| text.to_ascii_lowercase()));
        let name: Arc<str> = match (block.value(view.name), &*domain) {
            (Some(Value::Text(name)), Some(domain)) => lowered(absolute_name(name, domain)),
            (Some(Value::Text(name)), None) => lowered(name.trim_end_matches('.').into()),
            (Some(other), domain) => {
                let domain = domain.as_deref().map_or(Value::None, Value::text);
                let name = super::show::plain(side, &absolute(Some(other), &domain)).to_ascii_lowercase();
                // Names of inputs have the casing of their target.
                name.trim_matches(['"', '.']).replace('_', "").into()
            }
            (None, _) => continue,
        };
        let Some(Value::List(types)) = block.value(view.types) else { continue };
        let block = named_in_full(block, view, domain.as_deref());
        for kind in types {
            let Value::Word(kind) = kind else { continue };
            sets.insert((zone_of(*zone), name.clone(), *kind), Set { block: block.clone(), name: name.clone() });
        }
    }
    sets
}

/// A record whose aliases to other records of the zone name them in full.
fn named_in_full<'a>(block: &'a Block, view: RecordView, domain: Option<&str>) -> Cow<'a, Block> {
    fn names_record(value: &Value) -> bool {
        match value {
            Value::List(items) => items.first().is_some_and(names_record),
            Value::Call(word, _) => *word == "record",
            _ => false,
        }
    }
    fn fill(value: &mut Value, domain: &str) {
        match value {
            Value::List(items) => items.iter_mut().for_each(|item| fill(item, domain)),
            Value::Call(word, arguments) if *word == "record" => {
                for argument in arguments {
                    if let Value::Text(name) = argument {
                        *argument = Value::text(&absolute_name(name, domain).to_ascii_lowercase());
                    }
                }
            }
            _ => {}
        }
    }
    let says = |block: &Block| block.value(view.values).is_some_and(names_record);
    let Some(domain) = domain.filter(|_| says(block) || block.branches.iter().any(says)) else { return Cow::Borrowed(block) };
    let mut block = block.clone();
    for block in std::iter::once(&mut block.slots).chain(block.branches.iter_mut().map(|branch| &mut branch.slots)) {
        block.iter_mut().filter(|slot| slot.field == view.values).for_each(|slot| fill(&mut slot.value, domain));
    }
    Cow::Owned(block)
}

fn lowered(name: Arc<str>) -> Arc<str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) { name.to_ascii_lowercase().into() } else { name }
}

/// Fields that stand on the record, or on a branch as well.
fn shared_fields(both: &Both, view: RecordView) -> Vec<FieldId> {
    let kind = both.schema.kind(view.kind);
    let apart = [view.zone, view.types, view.name, view.set_identifier, view.evaluate_health, view.alias, view.ttl];
    let wanted = |id: &FieldId| !apart.contains(id);
    let fields = kind.fields().filter(|(_, field)| field.case.is_none() && both.old.can_say(field) && both.new.can_say(field));
    fields.map(|(id, _)| id).filter(wanted).collect()
}

struct Comparing<'b, 'a> {
    both: &'b Both<'a>,
    view: RecordView,
    shared: Vec<FieldId>,
}

impl Comparing<'_, '_> {
    fn change(&self, key: &Key, name: &str, verdict: Verdict, spans: (Option<Span>, Option<Span>), lines: Vec<Line>) -> Change {
        Change {
            kind: Name::of("record"),
            name: format!("{} {name}", key.2),
            was: None,
            verdict,
            replaced: None,
            lines,
            old: spans.0,
            new: spans.1,
            count: 1,
        }
    }

    fn is_same(&self, a: &Block, b: &Block) -> bool {
        let mut found = Found::Any(false);
        self.sets(a, b, &mut found);
        matches!(found, Found::Any(false))
    }

    /// Everything a record says, as one line.
    fn whole(&self, block: &Block, is_old: bool) -> Line {
        let side = if is_old { &self.both.old } else { &self.both.new };
        let text = match self.policy(block) {
            None => self.both.summary(side, block),
            Some(case) => {
                let branches: Vec<String> =
                    block.branches.iter().map(|branch| format!("{} {}", branch.label, self.both.summary(side, branch))).collect();
                format!("{} {}", self.both.schema.kind(block.kind).case(case).name, branches.join("; "))
            }
        };
        let (old, new) = if is_old { (Some(text), None) } else { (None, Some(text)) };
        Line { path: "answer".to_owned(), old, new, old_span: block.span, new_span: block.span }
    }

    /// The policy of a record; none where it is simple.
    fn policy(&self, block: &Block) -> Option<CaseId> {
        block.case.filter(|case| *case != self.view.simple)
    }

    fn sets(&self, a: &Block, b: &Block, found: &mut Found) {
        // Of two that are written alike, only what others say for them can differ.
        if self.both.is_written_alike(a, b) {
            self.stay(a, b, found);
            for (one, other) in std::iter::once((a, b)).chain(a.branches.iter().zip(&b.branches)) {
                self.health(one, other, &root(), found);
            }
            return;
        }
        let kind = self.both.schema.kind(a.kind);
        let (policy_a, policy_b) = (self.policy(a), self.policy(b));
        if policy_a != policy_b {
            let word = |case: Option<CaseId>| Some(case.map_or("simple", |case| kind.case(case).name.as_str()).to_owned());
            push(found, || line(&root(), "policy", word(policy_a), word(policy_b), (a.span, b.span)));
        }
        for id in &self.shared {
            self.both.field((a, b), *id, kind.field(*id), &root(), found);
        }
        if policy_a.is_some() && policy_a == policy_b {
            let own = kind.fields().filter(|(_, field)| field.case == policy_a && !field.on_branch);
            own.for_each(|(id, field)| self.both.field((a, b), id, field, &root(), found));
        }
        self.stay(a, b, found);
        self.health(a, b, &root(), found);
        if policy_a.is_some() || policy_b.is_some() {
            self.branches(a, b, found);
        }
        self.both.rest(a, b, &root(), found);
    }

    /// How long an answer stays; an alias has no say in it.
    fn stay(&self, a: &Block, b: &Block, found: &mut Found) {
        let id = self.view.ttl;
        let says = |side: &Read, block: &Block| match self.has_values(block) {
            true => side.reader.value(block, id).into_owned(),
            false => Value::None,
        };
        let (old, new) = (says(&self.both.old, a), says(&self.both.new, b));
        if old == new || old == Value::None || new == Value::None {
            return;
        }
        let spans = (a.slot(id).map_or(a.span, |slot| slot.span), b.slot(id).map_or(b.span, |slot| slot.span));
        push(found, || line(&root(), "ttl", Some(shown(&old)), Some(shown(&new)), spans));
    }

    /// Whether any answer of a record is values, not an alias.
    fn has_values(&self, block: &Block) -> bool {
        let plain = |block: &Block| block.value(self.view.values).is_some_and(|values| !is_alias(values));
        plain(block) || block.branches.iter().any(plain)
    }

    /// Whether an alias is as ill as its target.
    fn health(&self, a: &Block, b: &Block, path: &Path, found: &mut Found) {
        let evaluates = |side: &Read, block: &Block| {
            let target = block.value(self.view.values).filter(|values| is_alias(values))?;
            Some(match block.value(self.view.evaluate_health) {
                Some(Value::Bool(written)) => *written,
                _ => match target {
                    Value::List(items) => match items.first() {
                        Some(block @ Value::Block(_)) => {
                            side.reader.member(block, Name::of("has_health")) == Some(Value::Bool(true))
                        }
                        _ => true,
                    },
                    _ => true,
                },
            })
        };
        let (old, new) = (evaluates(&self.both.old, a), evaluates(&self.both.new, b));
        if let (Some(old), Some(new)) = (old, new)
            && old != new
        {
            push(found, || line(path, "evaluate_health", Some(old.to_string()), Some(new.to_string()), (a.span, b.span)));
        }
    }

    fn branches(&self, a: &Block, b: &Block, found: &mut Found) {
        let kind = self.both.schema.kind(a.kind);
        let names = |side: &Read, block: &Block| branch_identifiers(block, self.view, &side.reader);
        let (names_a, names_b) = (names(&self.both.old, a), names(&self.both.new, b));
        let top = root();
        let mut met = vec![false; b.branches.len()];
        for (name, one) in names_a.iter().zip(&a.branches) {
            let below = Path { before: Some(&top), piece: Cow::Borrowed(name) };
            match names_b.iter().position(|other| other == name) {
                Some(at) => {
                    let other = &b.branches[at];
                    met[at] = true;
                    let same =
                        |field: &crate::schema::Field| field.case.is_none() || field.case == one.case && one.case == other.case;
                    let apart = [self.view.evaluate_health, self.view.set_identifier, self.view.alias];
                    for (id, field) in kind.fields().filter(|(id, field)| field.on_branch && same(field) && !apart.contains(id)) {
                        self.both.field((one, other), id, field, &below, found);
                    }
                    self.health(one, other, &below, found);
                    self.both.rest(one, other, &below, found);
                }
                None => push(found, || line(&top, name, Some(self.both.summary(&self.both.old, one)), None, (one.span, b.span))),
            }
        }
        for ((name, other), _) in names_b.iter().zip(&b.branches).zip(met).filter(|(_, met)| !met) {
            push(found, || line(&top, name, None, Some(self.both.summary(&self.both.new, other)), (a.span, other.span)));
        }
    }
}

fn push(found: &mut Found, line: impl FnOnce() -> Line) {
    match found {
        Found::Lines(lines) => lines.push(line()),
        Found::Any(any) => *any = true,
    }
}

/// Whether what a record holds is a block or another record.
pub(super) fn is_alias(values: &Value) -> bool {
    match values {
        Value::List(items) => items.first().is_some_and(is_alias),
        Value::Block(_) => true,
        Value::Call(word, _) => *word == "record" || *word == "alias",
        _ => false,
    }
}
