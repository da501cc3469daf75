//! What stands left and right of a statement's arrow.
//!
//! In: head terms and targets. Out: head, identity and target fields of a block, and the case a word chooses. Deliberately
//! absent: bodies.

use super::build::Builder;
use crate::report::Code;
use crate::resolve::ScopeId;
use crate::schema::{Block, CaseId, Default, FieldId, Kind, Position, Shape, Unknown, Value, word_of};
use crate::source::Name;
use crate::syntax::{Expr, Form, Statement, Target};

impl Builder<'_, '_, '_> {
    /// Reads the head terms from one on.
    pub(super) fn heads(&mut self, block: &mut Block, statement: &Statement, from: usize, scope: ScopeId) {
        let kind = self.schema.kind(block.kind);
        let mut rest = statement.head.get(from..).unwrap_or_default();
        if let Some(identity) = field_at(kind, Position::Identity, None)
            && let Some((term, after)) = rest.split_first()
            && matches!(term.form, Form::Text(_) | Form::Template(_))
        {
            self.head_value(block, identity, term, scope);
            rest = after;
        }
        rest = self.head_fields(block, None, false, rest, scope);
        rest = choose_case(block, kind, rest);
        if let Some(case) = block.case {
            rest = self.head_fields(block, Some(case), false, rest, scope);
        }
        self.unread(kind, statement, rest);
    }

    /// Reads what stands left of a branch's arrow.
    pub(super) fn branch_heads(&mut self, block: &mut Block, statement: &Statement, scope: ScopeId) {
        let kind = self.schema.kind(block.kind);
        let rest = self.head_fields(block, block.case, true, &statement.head, scope);
        self.unread(kind, statement, rest);
    }

    fn unread(&mut self, kind: &Kind, statement: &Statement, rest: &[Expr]) {
        if let Some(first) = rest.first() {
            let span = first.span.to(rest.last().map_or(first.span, |last| last.span));
            self.reports.push(Code::WrongHead.at(span).with(kind.name).with(form_of(kind, statement)));
        }
    }

    /// Gives terms to head fields in order; hands back the terms no field took.
    fn head_fields<'s>(
        &mut self,
        block: &mut Block,
        case: Option<CaseId>,
        on_branch: bool,
        terms: &'s [Expr],
        scope: ScopeId,
    ) -> &'s [Expr] {
        let kind = self.schema.kind(block.kind);
        let mut rest = terms;
        for (id, field) in kind.fields_at(Position::Head) {
            if field.case != case || field.on_branch != on_branch {
                continue;
            }
            let Some((first, after)) = rest.split_first() else {
                break;
            };
            if let Shape::List(item, _) = &field.shape {
                rest = self.head_list(block, id, item, rest, scope);
                continue;
            }
            let (value, after) = self.term_value(&field.shape, first, after, scope);
            let optional = !matches!(field.default, Default::Required);
            if optional && !self.fits(&value, &field.shape) {
                continue;
            }
            self.put(block, id, value, first, scope);
            rest = after;
        }
        rest
    }

    /// Gives a list field as many terms as fit it, and at least one.
    fn head_list<'s>(
        &mut self,
        block: &mut Block,
        field: FieldId,
        item: &Shape,
        terms: &'s [Expr],
        scope: ScopeId,
    ) -> &'s [Expr] {
        // Most have one item.
        let mut values = Vec::with_capacity(1);
        let mut rest = terms;
        while let Some((first, after)) = rest.split_first() {
            let value = self.scopes.evaluate(first, scope, self.reports);
            // A value known only when deployed fits everywhere; it is taken where nothing else is.
            if !self.fits(&value, item) || value.is_unknown() && !values.is_empty() {
                break;
            }
            values.push(value);
            rest = after;
        }
        let Some(first) = terms.first() else {
            return rest;
        };
        if values.is_empty() {
            let value = Value::List(vec![self.scopes.evaluate(first, scope, self.reports)]);
            self.put(block, field, value, first, scope);
            return &terms[1..];
        }
        let last = &terms[values.len() - 1];
        block.set(field, first.span.to(last.span), Value::List(values));
        rest
    }

    fn head_value(&mut self, block: &mut Block, field: FieldId, term: &Expr, scope: ScopeId) {
        let value = self.scopes.evaluate(term, scope, self.reports);
        self.put(block, field, value, term, scope);
    }

    /// The value of a term; `continent EU` and `record "www"` are a word with an argument where the shape knows them.
    fn term_value<'s>(&mut self, shape: &Shape, first: &Expr, after: &'s [Expr], scope: ScopeId) -> (Value, &'s [Expr]) {
        if let (Some(word), Some((argument, rest))) = (word_of(first), after.split_first())
            && takes_argument(shape, word)
        {
            let argument = self.scopes.evaluate(argument, scope, self.reports);
            return (Value::Call(word, [argument].into()), rest);
        }
        (self.scopes.evaluate(first, scope, self.reports), after)
    }

    /// Reads what stands right of the arrow.
    pub(super) fn targets(&mut self, block: &mut Block, statement: &Statement, scope: ScopeId) {
        let kind = self.schema.kind(block.kind);
        let mut fields = kind.fields_at(Position::Target).map(|(id, _)| id);
        let Some(targets) = statement.targets.as_deref() else {
            return;
        };
        match (fields.next(), fields.next(), targets) {
            (None, _, [first, ..]) => {
                let wants = "none: it has no arrow";
                self.reports.push(Code::WrongTargets.at(first.span).with(kind.name).with(count(targets.len())).with(wants));
            }
            (Some(field), None, targets) => self.one_field(block, field, targets, scope),
            (_, _, [target]) => self.terms_in_order(block, &target.terms, scope),
            (_, _, targets) => {
                let span = targets.first().map_or(statement.span, |first| first.span);
                self.reports.push(Code::WrongTargets.at(span).with(kind.name).with(count(targets.len())).with("one"));
            }
        }
    }

    /// All targets are the value of one field: one by itself where it fits, else a list.
    fn one_field(&mut self, block: &mut Block, field: FieldId, targets: &[Target], scope: ScopeId) {
        let shape = &self.schema.kind(block.kind).field(field).shape;
        let mut values = Vec::with_capacity(targets.len());
        for target in targets {
            let Some((first, after)) = target.terms.split_first() else {
                continue;
            };
            let (value, rest) = self.term_value(shape, first, after, scope);
            if let Some(extra) = rest.first() {
                let name = self.schema.kind(block.kind).name;
                self.reports.push(Code::WrongTargets.at(extra.span).with(name).with("one too many words").with("one"));
            }
            values.push(value);
        }
        let Some(expr) = targets.first().and_then(|target| target.terms.first()) else {
            return;
        };
        let value = match values.as_slice() {
            [one] if self.fits(one, shape) && !self.is_one_of_a_list(one, shape) => values.remove(0),
            [one] => {
                let one = one.clone();
                let list = Value::List(values);
                if self.fits(&list, shape) { list } else { one }
            }
            _ => return self.many_targets(block, field, values, targets, scope),
        };
        self.put(block, field, value, expr, scope);
    }

    /// Whether an unknown value is an item of the list that the shape wants, and not the list itself.
    fn is_one_of_a_list(&self, value: &Value, shape: &Shape) -> bool {
        let Value::Unknown(unknown) = value else {
            return false;
        };
        let is_list = match &**unknown {
            Unknown::Attribute(block, output) => {
                let kind = self.schema.kind(self.scopes.instance(*block).kind);
                kind.output_named(*output).is_some_and(|output| matches!(output.shape, Shape::List(..)))
            }
            Unknown::If(_, yes, _) => matches!(yes, Value::List(_)),
            _ => false,
        };
        matches!(shape, Shape::List(..)) && !is_list
    }

    fn many_targets(&mut self, block: &mut Block, field: FieldId, many: Vec<Value>, targets: &[Target], scope: ScopeId) {
        let shape = &self.schema.kind(block.kind).field(field).shape;
        let span = targets.iter().map(|target| target.span).reduce(|a, b| a.to(b)).unwrap_or(block.span);
        let list = Value::List(many);
        if self.fits(&list, shape) {
            self.items.insert(span, targets.iter().map(|target| target.span).collect());
            block.set(field, span, list);
            return;
        }
        if !takes_several(shape) {
            let name = self.schema.kind(block.kind).name;
            self.reports.push(Code::WrongTargets.at(span).with(name).with(count(targets.len())).with("one"));
            block.set(field, span, crate::resolve::unknown_truth());
            return;
        }
        let terms = targets.iter().filter_map(|target| target.terms.first().cloned()).collect();
        let written = Expr { span, form: Form::List(terms) };
        self.put(block, field, list, &written, scope);
    }

    /// `200 "/index.html"`: each term is the value of the next field that takes it.
    fn terms_in_order(&mut self, block: &mut Block, terms: &[Expr], scope: ScopeId) {
        let kind = self.schema.kind(block.kind);
        let mut fields = kind.fields_at(Position::Target);
        for term in terms {
            let value = self.scopes.evaluate(term, scope, self.reports);
            let field =
                fields.find(|(_, declared)| matches!(declared.default, Default::Required) || self.fits(&value, &declared.shape));
            match field {
                Some((field, _)) => self.put(block, field, value, term, scope),
                None => {
                    let given = crate::resolve::sort(&value);
                    self.reports.push(Code::WrongTargets.at(term.span).with(kind.name).with(given).with(form_of_targets(kind)));
                    return;
                }
            }
        }
    }
}

fn takes_several(shape: &Shape) -> bool {
    match shape {
        Shape::List(..) | Shape::Any => true,
        Shape::Either(shapes) => shapes.iter().any(takes_several),
        _ => false,
    }
}

fn takes_argument(shape: &Shape, word: Name) -> bool {
    match shape {
        Shape::Call(name, _) => *name == word,
        Shape::Either(shapes) => shapes.iter().any(|shape| takes_argument(shape, word)),
        Shape::List(item, _) => takes_argument(item, word),
        _ => false,
    }
}

/// A word that names a case chooses it; without one, a case that has nothing of its own holds.
fn choose_case<'t>(block: &mut Block, kind: &Kind, terms: &'t [Expr]) -> &'t [Expr] {
    let by_word = !kind.cases.is_empty() && kind.cases.iter().all(|case| case.chosen_by.is_none());
    if !by_word {
        return terms;
    }
    if let Some((first, after)) = terms.split_first()
        && let Some(case) = word_of(first).and_then(|word| kind.case_named(word))
    {
        block.case = Some(case);
        return after;
    }
    let plain = kind.cases.iter().position(|case| !case.has_branches);
    block.case = plain.map(|at| CaseId(at as u16));
    terms
}

fn field_at(kind: &Kind, position: Position, case: Option<CaseId>) -> Option<FieldId> {
    kind.fields_at(position).find(|(_, field)| field.case == case).map(|(id, _)| id)
}

fn count(targets: usize) -> String {
    if targets == 1 { "one target".to_owned() } else { format!("{targets} targets") }
}

/// How a block of this kind is written, for who wrote it otherwise.
fn form_of(kind: &Kind, statement: &Statement) -> String {
    let mut words = Vec::new();
    if !kind.is_part || statement.head.first().and_then(word_of) == Some(kind.name) {
        words.push(kind.name.to_string());
    }
    if kind.is_labelled {
        words.push("name".to_owned());
    }
    let written = |position| kind.fields_at(position).filter(|(_, field)| !field.on_branch && field.case.is_none());
    words.extend(written(Position::Identity).map(|(_, field)| format!("\"{}\"", field.name)));
    words.extend(written(Position::Head).map(|(_, field)| field.name.to_string()));
    if written(Position::Target).next().is_some() {
        words.push("->".to_owned());
        words.extend(written(Position::Target).map(|(_, field)| field.name.to_string()));
    }
    words.join(" ")
}

fn form_of_targets(kind: &Kind) -> String {
    let names = kind.fields_at(Position::Target).map(|(_, field)| field.name.as_str());
    names.collect::<Vec<_>>().join(", then ")
}
