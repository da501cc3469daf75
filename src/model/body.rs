//! What stands between a block's braces.
//!
//! In: statements. Out: fields, parts, branches, overrides and accepted findings of a block. Deliberately absent: values.

use super::Allow;
use super::build::Builder;
use crate::report::Code;
use crate::resolve::{Placed, ScopeId, each_statement};
use crate::schema::{
    Block, BlockId, CaseId, FieldId, Kind, KindId, Override, Position, Shape, Value, first_word, head_span, text_of, word_of,
};
use crate::source::{Name, Span};
use crate::syntax::{Expr, Form, Number, Piece, Rows, Statement};
use std::sync::Arc;

/// What is known of a body while it is read.
struct Read {
    /// How many findings were accepted before it.
    first_allow: usize,
    /// Lists of parts so far: the field, where its first stands, the parts.
    lists: Vec<(FieldId, Span, Vec<Value>)>,
}

/// Bodies of more statements than this get room for a block each, at once, and for those that a plan makes of some; else a hundred
/// thousand blocks are moved. Room that is not used costs nothing.
const SEVERAL: usize = 16;

impl Builder<'_, '_, '_> {
    /// Reads a body into its block.
    pub(super) fn body(&mut self, block: &mut Block, id: BlockId, body: &[Statement], scope: ScopeId) {
        let placed = each_statement(body, scope, &mut self.scopes, self.reports);
        self.case_by_field(block, self.schema.kind(block.kind), &placed);
        let mut read = self.begin(placed.len());
        for line in placed {
            self.one(block, id, &line, &mut read);
        }
        self.end(block, body.last().map(|last| last.span), read);
    }

    /// Reads a body that is no part of a tree, and lets go of each line once it is read.
    pub(super) fn rows(&mut self, block: &mut Block, id: BlockId, mut rows: Rows, scope: ScopeId) {
        let mut read = self.begin(rows.count);
        let mut last = None;
        for statement in rows.by_ref() {
            last = Some(statement.span);
            match first_word(&statement).map(Name::as_str) {
                Some("for" | "if") => {
                    let placed = each_statement(std::slice::from_ref(&statement), scope, &mut self.scopes, self.reports);
                    placed.iter().for_each(|line| self.one(block, id, line, &mut read));
                }
                _ => self.one(block, id, &Placed { statement: &statement, scope, key: None, condition: None }, &mut read),
            }
        }
        if rows.are_odd() {
            self.loose.spoil();
        }
        self.end(block, last, read);
    }

    /// Makes room for a body.
    fn begin(&mut self, lines: usize) -> Read {
        if lines > SEVERAL {
            self.blocks.reserve_exact(lines + lines / 4);
        }
        Read { first_allow: self.allows.len(), lists: Vec::new() }
    }

    /// Reads one line of a body.
    fn one(&mut self, block: &mut Block, id: BlockId, line: &Placed, read: &mut Read) {
        let (kind, statement) = (self.schema.kind(block.kind), line.statement);
        if let Some(field) = self.single(block, kind, id, line) {
            if let Some((field, value)) = field {
                block.set(field, head_span(statement), value);
            }
            return;
        }
        if has_branches(block, kind) && statement.targets.is_some() {
            return self.branch(block, id, line);
        }
        let Some((field, part, from)) = self.part_of(block.kind, statement) else {
            return self.misplaced(block, kind, statement);
        };
        let named = self.schema.kind(part).is_labelled;
        let part_id = match self.named_part(id, statement).filter(|_| named) {
            Some(known) => known,
            None => self.part(part, id, line, from + usize::from(named)),
        };
        let resource = &self.schema.kind(part).resource;
        if named || resource.cfn.is_none() || resource.tf.is_none() {
            match read.lists.iter_mut().find(|(known, ..)| *known == field) {
                Some((_, _, items)) => items.push(Value::Block(part_id)),
                None => read.lists.push((field, head_span(statement), vec![Value::Block(part_id)])),
            }
        }
    }

    /// Puts in what all lines of a body came to.
    fn end(&mut self, block: &mut Block, last: Option<Span>, read: Read) {
        if let Some(last) = last.filter(|last| last.file == block.span.file) {
            let own = self.allows[read.first_allow..].iter_mut().filter(|allow| allow.block == block.span);
            own.for_each(|allow| allow.block = block.span.to(last));
        }
        for (field, span, items) in read.lists {
            block.set(field, span, Value::List(items));
        }
    }

    /// The part of a block that a statement gave a name, where it stands in no loop.
    fn named_part(&self, id: BlockId, statement: &Statement) -> Option<BlockId> {
        let name = statement.head.get(1).and_then(word_of)?;
        self.scopes.parts.get(&(id, name)).copied()
    }

    /// Where the first field of a case chooses it, finds that field.
    fn case_by_field(&mut self, block: &mut Block, kind: &Kind, placed: &[Placed<'_>]) {
        let choosers: Vec<(CaseId, Name)> = kind
            .cases
            .iter()
            .enumerate()
            .filter_map(|(at, case)| Some((CaseId(at as u16), kind.field(case.chosen_by?).name)))
            .collect();
        if choosers.is_empty() || block.existing {
            return;
        }
        let mut chosen: Option<(Name, Span)> = None;
        for line in placed {
            let word = Some(line.statement)
                .filter(|statement| statement.value.is_some() || statement.body.is_some())
                .and_then(first_word);
            let Some((case, name)) = choosers.iter().find(|(_, name)| Some(*name) == word).copied() else {
                continue;
            };
            let span = head_span(line.statement);
            match chosen {
                Some((first, place)) if first != name => {
                    self.reports.push(Code::TwoCases.at(span).with(first).with(name).beside(place, "given here"));
                }
                _ => {
                    block.case = Some(case);
                    chosen = Some((name, span));
                }
            }
        }
        if chosen.is_none() {
            let names = choosers.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ");
            self.reports.push(Code::UnknownCase.at(block.span).with(&block.label).with(names));
        }
    }

    /// A statement about one field or setting. `None`: it is something else. `Some(None)`: done.
    #[allow(clippy::option_option)]
    fn single(&mut self, block: &mut Block, kind: &Kind, id: BlockId, line: &Placed<'_>) -> Option<Option<(FieldId, Value)>> {
        let statement = line.statement;
        let word = first_word(statement)?;
        if let ([head], Some(value)) = (statement.head.as_slice(), &statement.value) {
            match kind.field_in(word, block.case) {
                _ if word == "id" && !block.existing => block.keep_id = text_of(value),
                Some(field) => self.assign(block, field, head.span, value, line.scope),
                None => self.unknown_field(block, kind, word, head.span),
            }
            return Some(None);
        }
        match word.as_str() {
            "overrides" if statement.body.is_some() => {
                self.overrides(block, statement, line.scope);
                return Some(None);
            }
            "allow" if statement.targets.is_none() && statement.body.is_none() => {
                self.allow(block.span, statement);
                return Some(None);
            }
            _ => {}
        }
        let field = kind.field_in(word, block.case).filter(|_| statement.head.len() == 1)?;
        let Shape::Kind(part) = kind.field(field).shape else {
            return None;
        };
        if !self.schema.kind(part).is_part {
            return None;
        }
        self.warn_of_legacy(kind, field, head_span(statement));
        if let Some(first) = block.slot(field) {
            let span = head_span(statement);
            self.reports.push(Code::FieldTwice.at(span).with(word).beside(first.span, "given here first"));
            return Some(None);
        }
        let part = self.part(part, id, line, 1);
        Some(Some((field, Value::Block(part))))
    }

    /// Reads a block inside another.
    fn part(&mut self, part: KindId, parent: BlockId, line: &Placed<'_>, from: usize) -> BlockId {
        let statement = line.statement;
        let span = head_span(statement);
        let id = self.reserve(part, span);
        let mut block = Block::new(part, label_of(statement, from, line.key.as_deref(), &mut self.scratch), span);
        block.docs = statement.docs.clone();
        block.parent = Some(parent);
        block.condition = line.condition.clone();
        self.fill(&mut block, id, statement, from, line.scope);
        self.place_part(id, block);
        id
    }

    /// `90 -> prod_alb { health = prod }`
    fn branch(&mut self, block: &mut Block, id: BlockId, line: &Placed<'_>) {
        let statement = line.statement;
        let label = label_of(statement, 0, line.key.as_deref(), &mut self.scratch);
        let mut branch = Block::new(block.kind, label, statement.span);
        branch.case = block.case;
        branch.docs = statement.docs.clone();
        branch.condition = line.condition.clone();
        self.branch_heads(&mut branch, statement, line.scope);
        if !self.decision(&mut branch, block, id, line) {
            self.targets(&mut branch, statement, line.scope);
            if let Some(body) = &statement.body {
                self.body(&mut branch, id, body, line.scope);
            }
        }
        self.missing(&branch, statement, true);
        block.branches.push(branch);
    }

    /// `continent EU -> latency { … }`: the branch holds the next decision, a record of its own under the branch's label.
    fn decision(&mut self, branch: &mut Block, outer: &Block, id: BlockId, line: &Placed<'_>) -> bool {
        let kind = self.schema.kind(outer.kind);
        let Some([target]) = line.statement.targets.as_deref() else {
            return false;
        };
        let [term] = target.terms.as_slice() else {
            return false;
        };
        let Some(case) = word_of(term).and_then(|word| kind.case_named(word)) else {
            return false;
        };
        let (Some(body), Some(name)) = (&line.statement.body, name_field(kind)) else {
            return false;
        };
        let Some(target_field) = kind.fields_at(Position::Target).next().map(|(id, _)| id) else {
            return false;
        };
        let (Some(parent), Some(outer_name)) = (outer.parent, outer.value(name).and_then(Value::as_text)) else {
            return false;
        };
        let inner_name = format!("{}.{outer_name}", inner_label(&branch.label));
        let inner_id = self.reserve(outer.kind, target.span);
        let mut inner = Block::new(outer.kind, inner_name.as_str(), target.span);
        inner.parent = Some(parent);
        inner.case = Some(case);
        for slot in &outer.slots {
            if kind.field(slot.field).position == Position::Head && slot.field != name {
                inner.set(slot.field, slot.span, slot.value.clone());
            }
        }
        inner.set(name, term.span, Value::text(&inner_name));
        self.body(&mut inner, inner_id, body, line.scope);
        self.parent(&mut inner);
        self.place_part(inner_id, inner);
        let _ = id;
        branch.set(target_field, term.span, Value::Call(Name::of("record"), [Value::text(&inner_name)].into()));
        true
    }

    fn overrides(&mut self, block: &mut Block, statement: &Statement, scope: ScopeId) {
        let target = statement.head.get(1).and_then(word_of).filter(|word| *word == "cfn" || *word == "tf");
        let Some(target) = target else {
            self.reports.push(
                Code::WrongHead.at(head_span(statement)).with("overrides").with("overrides cfn { … } or overrides tf { … }"),
            );
            return;
        };
        let body = statement.body.as_deref().unwrap_or_default();
        for line in each_statement(body, scope, &mut self.scopes, self.reports) {
            let ([key], Some(value)) = (line.statement.head.as_slice(), &line.statement.value) else {
                self.reports.push(Code::MisplacedStatement.at(head_span(line.statement)).with("this").with("overrides"));
                continue;
            };
            let path = self.key(key, line.scope);
            self.reports.push(Code::RawProperty.at(key.span).with(&path));
            let value = self.scopes.evaluate(value, line.scope, self.reports);
            block.overrides.push(Override { target, path: path.split('.').map(Arc::from).collect(), value, span: key.span });
        }
    }

    /// `allow CODE "reason" until 2027-03-01`
    pub(super) fn allow(&mut self, block: Span, statement: &Statement) {
        let (code, reason) = (statement.head.get(1).and_then(word_of), statement.head.get(2).and_then(text_of));
        let until = statement.head.get(4).and_then(|expr| match &expr.form {
            Form::Number(Number::Time(time)) => Some(time.clone()),
            _ => None,
        });
        match (code, reason) {
            (Some(code), Some(reason)) => {
                self.allows.push(Allow { block, code, reason, until, span: head_span(statement) });
            }
            _ => {
                let form = "allow CODE \"reason\" until 2027-03-01";
                self.reports.push(Code::WrongHead.at(head_span(statement)).with("allow").with(form));
            }
        }
    }
}

fn has_branches(block: &Block, kind: &Kind) -> bool {
    block.case.is_some_and(|case| kind.case(case).has_branches)
}

/// The head field that names a record: its last that takes a text.
fn name_field(kind: &Kind) -> Option<FieldId> {
    let named = kind.fields_at(Position::Head).filter(|(_, field)| field.case.is_none());
    named.filter(|(_, field)| matches!(field.shape, Shape::Form(_) | Shape::Text(_))).map(|(id, _)| id).last()
}

/// A branch's label as a DNS label: `continent EU` becomes `eu`.
fn inner_label(label: &str) -> String {
    label.rsplit(' ').next().unwrap_or(label).to_ascii_lowercase()
}

/// A text with names in it, as a label: `${stage}.app` is `stage.app`.
fn written(pieces: &[Piece]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => text.to_string(),
        Piece::Value(expr) => match &expr.form {
            Form::Word(word) => word.to_string(),
            Form::Member(_, word) => word.name.to_string(),
            _ => String::new(),
        },
    };
    pieces.iter().map(piece).collect()
}

/// How a part is called in reports and names: its head as written, and the key of its loop.
fn label_of(statement: &Statement, from: usize, key: Option<&str>, label: &mut String) -> Arc<str> {
    let terms = statement.head.get(from..).unwrap_or_default();
    if let ([Expr { form: Form::Text(text), .. }], None) = (terms, key) {
        return text.clone();
    }
    label.clear();
    for term in terms {
        let word = match &term.form {
            Form::Word(word) => word.as_str(),
            Form::Text(text) => text,
            Form::Number(number) => &crate::resolve::shown(&Value::from(number)),
            Form::Template(pieces) => &written(pieces),
            _ => continue,
        };
        if !label.is_empty() {
            label.push(' ');
        }
        label.push_str(word);
    }
    label.push_str(key.unwrap_or_default());
    label.as_str().into()
}
