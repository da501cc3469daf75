//! Rules of the library and of the program, held against a model.
//!
//! In: a model. Out: a finding for each block that breaks a rule. A rule that asks for a value nobody knows yet stays silent.
//! Deliberately absent: rules `by law`, which need more than one block (`law`).

use super::{Model, Reader};
use crate::report::{Label, Report, Reports};
use crate::resolve::shown;
use crate::schema::{Block, FieldId, Kind, Rule, Schema, Value};
use crate::source::Name;
use crate::syntax::{Expr, Form, Piece};

/// Checks every block of a program against the rules of its kind.
pub fn check(model: &Model, schema: &Schema, reports: &mut Reports) {
    let reader = Reader { schema, blocks: &model.blocks };
    let watched: Vec<Vec<Watched>> = schema
        .kinds()
        .map(|(id, kind)| {
            let own = model.rules.iter().filter(|(of, _)| *of == id).map(|(_, rule)| rule);
            kind.rules.iter().filter(|rule| !rule.by_law).chain(own).map(|rule| Watched::new(rule, kind)).collect()
        })
        .collect();
    for (_, block) in model.own() {
        for watched in &watched[block.kind.0 as usize] {
            watched.hold(block, &reader, reports);
        }
    }
}

/// A rule, and the fields it reads: where a block writes none of them, its defaults decide, and defaults keep the rules.
struct Watched<'a> {
    rule: &'a Rule,
    fields: Vec<FieldId>,
}

impl<'a> Watched<'a> {
    fn new(rule: &'a Rule, kind: &Kind) -> Watched<'a> {
        let mut words = Vec::new();
        for expr in rule.when.iter().chain(&rule.require) {
            words_of(expr, &mut words);
        }
        let reads = |name: Name| words.contains(&name);
        let mut fields: Vec<FieldId> = kind.fields().filter(|(_, field)| reads(field.name)).map(|(id, _)| id).collect();
        for derived in kind.derived.iter().filter(|derived| reads(derived.name)) {
            let mut inner = Vec::new();
            words_of(&derived.value, &mut inner);
            fields.extend(kind.fields().filter(|(_, field)| inner.contains(&field.name)).map(|(id, _)| id));
        }
        let says_nothing = fields.is_empty() || words.iter().any(|word| *word == "case" || *word == "label" || *word == "parent");
        Watched { rule, fields: if says_nothing { Vec::new() } else { fields } }
    }

    fn hold(&self, block: &Block, reader: &Reader, reports: &mut Reports) {
        let touched = self.fields.is_empty() || block.slots.iter().any(|slot| self.fields.contains(&slot.field)) || !block.branches.is_empty();
        let absent_matters = self.rule.when.iter().chain(&self.rule.require).any(mentions_none);
        if !touched && !absent_matters {
            return;
        }
        let applies = self.rule.when.iter().all(|when| reader.compute(block, when) == Value::Bool(true));
        let broken = |require: &Expr| reader.compute(block, require) == Value::Bool(false);
        if applies && self.rule.require.as_ref().is_none_or(broken) {
            reports.push(finding(self.rule, block, reader));
        }
    }
}

/// A finding of a rule about a block, in the rule's own words.
fn finding(rule: &Rule, block: &Block, reader: &Reader) -> Report {
    let kind = reader.kind(block);
    let slot = rule.at.and_then(|name| kind.field_in(name, block.case)).and_then(|field| block.slot(field));
    let said = |expr: &Option<Expr>| expr.as_ref().map(|expr| shown(&reader.compute(block, expr)));
    Report {
        code: rule.code.to_string(),
        level: rule.level,
        message: said(&rule.say).unwrap_or_default(),
        primary: Some(Label { span: slot.map_or(block.span, |slot| slot.span), text: String::new() }),
        secondary: Vec::new(),
        notes: rule.source.iter().map(|source| format!("source: {source}")).collect(),
        fix: said(&rule.fix),
    }
}

fn mentions_none(expr: &Expr) -> bool {
    let mut words = Vec::new();
    words_of(expr, &mut words);
    words.iter().any(|word| *word == "none")
}

/// Every word an expression reads.
fn words_of(expr: &Expr, words: &mut Vec<Name>) {
    match &expr.form {
        Form::Word(word) => words.push(*word),
        Form::Template(pieces) => pieces.iter().for_each(|piece| match piece {
            Piece::Value(inner) => words_of(inner, words),
            Piece::Text(_) => {}
        }),
        Form::Member(of, _) | Form::Unary(_, of) | Form::Optional(of) => words_of(of, words),
        Form::Index(of, key) => {
            words_of(of, words);
            words_of(key, words);
        }
        Form::Call(_, items) | Form::List(items) => items.iter().for_each(|item| words_of(item, words)),
        Form::Map(entries) => entries.iter().for_each(|entry| words_of(&entry.value, words)),
        Form::Each(each) => {
            words_of(&each.list, words);
            words_of(&each.value, words);
        }
        Form::If(parts) => parts.iter().for_each(|part| words_of(part, words)),
        Form::Binary(_, sides) => sides.iter().for_each(|side| words_of(side, words)),
        Form::Number(_) | Form::Text(_) | Form::Broken => {}
    }
}
