//! What differs within two blocks that are each other's counterparts.
//!
//! In: two blocks. Out: lines, one for each field that differs; parts by what their heads say, so that a new one is one line.
//! Deliberately absent: records, whose branches have names of their own.

use super::pair::Both;
use super::resource::Line;
use super::show::{first_lines, is_secret, show, show_condition};
use super::side::Read;
use crate::schema::{Block, BlockId, Default, Field, FieldId, Kind, Position, Shape, Value};
use crate::source::Span;
use std::borrow::Cow;

/// The way to a field: `behavior "/api/*"`, `cache`.
pub(super) struct Path<'p> {
    pub before: Option<&'p Path<'p>>,
    pub piece: Cow<'p, str>,
}

impl Path<'_> {
    fn text(&self) -> String {
        match self.before {
            Some(before) if before.piece.is_empty() => self.piece.to_string(),
            Some(before) => format!("{}.{}", before.text(), self.piece),
            None => self.piece.to_string(),
        }
    }
}

/// What becomes of what differs: lines, or one answer.
pub(super) enum Found<'l> {
    Lines(&'l mut Vec<Line>),
    Any(bool),
}

impl Found<'_> {
    fn is_over(&self) -> bool {
        matches!(self, Found::Any(true))
    }

    /// Takes a line in.
    pub fn push(&mut self, line: impl FnOnce() -> Line) {
        match self {
            Found::Lines(lines) => lines.push(line()),
            Found::Any(any) => *any = true,
        }
    }
}

/// Which fields count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fields {
    /// All.
    All,
    /// Those that do not follow from the label.
    Unnamed,
}

impl Both<'_> {
    /// Whether two blocks say the same but for their labels.
    pub fn says_the_same(&self, a: BlockId, b: BlockId) -> bool {
        let (block_a, block_b) = (self.old.block(a), self.new.block(b));
        // Two blocks that say nothing are not one for that.
        if block_a.existing || block_a.slots.is_empty() && block_a.branches.is_empty() {
            return false;
        }
        let mut found = Found::Any(false);
        self.differ(block_a, block_b, &root(), Fields::Unnamed, &mut found);
        !found.is_over()
    }

    /// Whether two parts say the same.
    pub fn same_part(&self, a: &Block, b: &Block) -> bool {
        let mut found = Found::Any(false);
        self.differ(a, b, &root(), Fields::All, &mut found);
        !found.is_over()
    }

    /// Finds what differs in two blocks.
    pub fn differ(&self, a: &Block, b: &Block, path: &Path, fields: Fields, found: &mut Found) {
        if self.tags[0] == self.tags[1] && self.are_twins(a, b) {
            return;
        }
        let kind = self.schema.kind(a.kind);
        if a.case != b.case {
            let word = |block: &Block| block.case.map(|case| kind.case(case).name.to_string());
            found.push(|| line(path, "form", word(a), word(b), (a.span, b.span)));
        }
        for (id, field) in kind.fields() {
            if found.is_over() {
                return;
            }
            if self.counts(kind, field, fields) {
                self.field((a, b), id, field, path, found);
            }
        }
        self.branches(a, b, path, fields, found);
        self.rest(a, b, path, found);
    }

    fn counts(&self, kind: &Kind, field: &Field, fields: Fields) -> bool {
        if field.position == Position::Parent || field.on_branch && field.case.is_some() {
            return false;
        }
        // Outputs hold what follows from what an author wrote.
        let both_say = self.old.can_say(field) && self.new.can_say(field);
        let follows =
            |side: &Read| side.side.origin != super::side::Origin::Program && matches!(field.default, Default::Computed(_));
        if field.position == Position::Filled {
            return kind.is_part && has_resource(kind) && both_say && (follows(&self.old) || follows(&self.new));
        }
        if fields == Fields::Unnamed && matches!(field.default, Default::Label) {
            return false;
        }
        // Only what describes something else has fields without a place that both outputs show another way.
        let described = !has_resource(kind);
        described || both_say
    }

    /// Finds whether a field differs.
    pub fn field(&self, (a, b): (&Block, &Block), id: FieldId, field: &Field, path: &Path, found: &mut Found) {
        let fits = |block: &Block| field.case.is_none() || field.case == block.case;
        // Fields of one name in two cases are one, which is told of once.
        let twin = |block: &Block| {
            let mut fields = self.schema.kind(block.kind).fields();
            if fits(block) {
                Some(id)
            } else {
                fields.find(|(_, other)| other.case == block.case && other.name == field.name).map(|(id, _)| id)
            }
        };
        let (of_old, of_new) = (twin(a), twin(b));
        if !fits(a) && (of_old.is_some() || !fits(b)) {
            return;
        }
        let old = of_old.map_or(Cow::Owned(Value::None), |id| self.old.reader.value(a, id));
        let new = of_new.map_or(Cow::Owned(Value::None), |id| self.new.reader.value(b, id));
        if let Some(part) = part_of(&field.shape).filter(|part| self.schema.kind(*part).is_part) {
            // Records and what else is told of by itself.
            if self.is_own(part) || self.records.is_some_and(|records| records.kind == part) {
                return;
            }
            let spans = (span_of(a, id), span_of(b, id));
            return self.parts((&old, &new), field, spans, path, found);
        }
        if self.is_nearest(&old, &new) {
            return;
        }
        let (old, new) = if field.name == "tags" { (self.tagged(&old, 0), self.tagged(&new, 1)) } else { (old, new) };
        if self.same(&old, &new) {
            return;
        }
        let spans = (span_of(a, id), span_of(b, id));
        match (&*old, &*new) {
            (Value::Map(_), Value::Map(_)) => self.map((&old, &new), field, spans, path, found),
            (Value::Text(one), Value::Text(other)) if one.contains('\n') || other.contains('\n') => {
                let (one, other) = first_lines(one, other);
                found.push(|| line(path, &field.name, Some(one), Some(other), spans));
            }
            _ => found.push(|| {
                let (mut shown_old, mut shown_new) = (self.written(&self.old, &old, field), self.written(&self.new, &new, field));
                if shown_old == shown_new {
                    shown_old = shown_old.map(|text| text + &self.known_as(&self.old, &old));
                    shown_new = shown_new.map(|text| text + &self.known_as(&self.new, &new));
                }
                line(path, &field.name, shown_old, shown_new, spans)
            }),
        }
    }

    /// An output says which region is nearest, a program that it be the nearest: neither contradicts the other.
    pub fn is_nearest(&self, old: &Value, new: &Value) -> bool {
        let nearest = |value: &Value| matches!(value, Value::Word(word) if *word == "nearest");
        let output = |side: &Read| side.side.origin != super::side::Origin::Program;
        nearest(old) && output(&self.new) && *new != Value::None || nearest(new) && output(&self.old) && *old != Value::None
    }

    /// A block's own tags with those of its project.
    fn tagged<'v>(&self, own: &Cow<'v, Value>, side: usize) -> Cow<'v, Value> {
        let mut all = match &**own {
            Value::Map(own) => own.to_vec(),
            _ => Vec::new(),
        };
        let missing: Vec<_> =
            self.tags[side].iter().filter(|(key, _)| all.iter().all(|(known, _)| known != key)).cloned().collect();
        all.extend(missing);
        Cow::Owned(Value::Map(all.into()))
    }

    fn written(&self, side: &Read, value: &Value, field: &Field) -> Option<String> {
        match value {
            Value::None => None,
            _ if is_secret(&field.shape) => Some("(secret)".to_owned()),
            value => Some(show(side, value)),
        }
    }

    /// What tells two blocks of one label apart.
    fn known_as(&self, side: &Read, value: &Value) -> String {
        match value {
            Value::Block(id) => side.identity(*id).map_or(String::new(), |identity| format!(" ({identity})")),
            Value::List(items) => items.iter().map(|item| self.known_as(side, item)).collect(),
            _ => String::new(),
        }
    }

    fn map(&self, (old, new): (&Value, &Value), field: &Field, spans: (Span, Span), path: &Path, found: &mut Found) {
        let (Value::Map(old), Value::Map(new)) = (old, new) else { return };
        let below = Path { before: Some(path), piece: Cow::Borrowed(field.name.as_str()) };
        let get = |map: &[(std::sync::Arc<str>, Value)], key: &str| {
            map.iter().find(|(other, _)| **other == *key).map(|(_, value)| value.clone())
        };
        let keys = old.iter().chain(new.iter().filter(|(key, _)| get(old, key).is_none())).map(|(key, _)| key);
        for key in keys {
            let (a, b) = (get(old, key).unwrap_or(Value::None), get(new, key).unwrap_or(Value::None));
            if !self.same(&a, &b) {
                found.push(|| {
                    let (a, b) = (self.written(&self.old, &a, field), self.written(&self.new, &b, field));
                    line(&below, &format!("{key:?}"), a, b, spans)
                });
            }
        }
    }

    /// What a new part says, in a few words: where it leads.
    pub fn summary(&self, side: &Read, block: &Block) -> String {
        let kind = side.reader.kind(block);
        let target = kind.fields().find(|(_, field)| field.position == Position::Target);
        let target = target.map(|(id, _)| side.reader.value(block, id)).filter(|value| **value != Value::None);
        let mut text = target.map_or_else(String::new, |value| format!("-> {}", show(side, &value)));
        for slot in &block.slots {
            let field = kind.field(slot.field);
            if field.position == Position::Named
                && !is_secret(&field.shape)
                && part_of(&field.shape).is_none_or(|part| !self.schema.kind(part).is_part)
            {
                let between = if text.is_empty() { "" } else { ", " };
                text.push_str(&format!("{between}{} = {}", field.name, show(side, &slot.value)));
            }
        }
        if text.is_empty() { "by default".to_owned() } else { text.chars().take(160).collect() }
    }

    fn branches(&self, a: &Block, b: &Block, path: &Path, fields: Fields, found: &mut Found) {
        for (at, one) in a.branches.iter().enumerate() {
            let below = Path { before: Some(path), piece: Cow::Borrowed(&one.label) };
            match twin(&a.branches, at, &b.branches) {
                Some(other) => self.branch((one, other), &below, fields, found),
                None => found.push(|| line(path, &one.label, Some(self.summary(&self.old, one)), None, (one.span, b.span))),
            }
        }
        for (_, other) in b.branches.iter().enumerate().filter(|(at, _)| twin(&b.branches, *at, &a.branches).is_none()) {
            found.push(|| line(path, &other.label, None, Some(self.summary(&self.new, other)), (a.span, other.span)));
        }
    }

    /// Two branches of one decision.
    pub fn branch(&self, (a, b): (&Block, &Block), path: &Path, _: Fields, found: &mut Found) {
        let kind = self.schema.kind(a.kind);
        for (id, field) in kind.fields().filter(|(id, field)| field.on_branch || a.slot(*id).is_some() || b.slot(*id).is_some()) {
            if !matches!(field.position, Position::Parent | Position::Filled) && field.name != "set_identifier" {
                self.field((a, b), id, field, path, found);
            }
        }
        self.rest(a, b, path, found);
    }

    /// Finds what differs beside the fields.
    pub fn rest(&self, a: &Block, b: &Block, path: &Path, found: &mut Found) {
        let same = match (&a.condition, &b.condition) {
            (None, None) => true,
            (Some(a), Some(b)) => self.same_condition(a, b),
            _ => false,
        };
        if !same {
            let (old, new) = (
                a.condition.as_ref().map(|condition| show_condition(&self.old, condition)),
                b.condition.as_ref().map(|condition| show_condition(&self.new, condition)),
            );
            found.push(|| line(path, "exists if", old, new, (a.span, b.span)));
        }
        let key = |one: &crate::schema::Override| format!("overrides {} {}", one.target, one.path.join("."));
        for one in &a.overrides {
            let other = b.overrides.iter().find(|other| key(other) == key(one));
            if other.is_none_or(|other| !self.same(&one.value, &other.value)) {
                let new = other.map(|other| show(&self.new, &other.value));
                found.push(|| {
                    line(
                        path,
                        &key(one),
                        Some(show(&self.old, &one.value)),
                        new,
                        (one.span, other.map_or(b.span, |other| other.span)),
                    )
                });
            }
        }
        for other in b.overrides.iter().filter(|other| a.overrides.iter().all(|one| key(one) != key(other))) {
            found.push(|| line(path, &key(other), None, Some(show(&self.new, &other.value)), (a.span, other.span)));
        }
    }
}

/// The branch of the other side with the same label; of several with one label, as many from the first.
fn twin<'b>(of: &[Block], at: usize, others: &'b [Block]) -> Option<&'b Block> {
    let label = &of[at].label;
    let before = of[..at].iter().filter(|one| one.label == *label).count();
    others.iter().filter(|other| other.label == *label).nth(before)
}

/// Whether blocks of a kind are resources in any target.
pub(super) fn has_resource(kind: &Kind) -> bool {
    kind.resource.cfn.is_some() || kind.resource.tf.is_some()
}

/// The kind of a part, of a list of them, or of one of several things.
pub(super) fn part_of(shape: &Shape) -> Option<crate::schema::KindId> {
    match shape {
        Shape::Kind(kind) => Some(*kind),
        Shape::List(inner, _) => part_of(inner),
        _ => None,
    }
}

pub(super) fn root() -> Path<'static> {
    Path { before: None, piece: Cow::Borrowed("") }
}

fn span_of(block: &Block, field: FieldId) -> Span {
    block.slot(field).map_or(block.span, |slot| slot.span)
}

pub(super) fn line(path: &Path, name: &str, old: Option<String>, new: Option<String>, spans: (Span, Span)) -> Line {
    let path = Path { before: Some(path), piece: Cow::Borrowed(name) };
    Line { path: path.text(), old, new, old_span: spans.0, new_span: spans.1 }
}
