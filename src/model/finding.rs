//! What a broken rule says, and where.
//!
//! In: a rule, the block that breaks it, and names that only a law knows. Out: a report in the rule's own words, on the text to
//! change: the field the rule names; the branch its condition fails on; the one field it looks at that is written; else the
//! block. Deliberately absent: whether it is broken (`check`, and the laws).

use super::Reader;
use super::reads::{Reads, bit};
use super::watch::split;
use crate::report::{Label, Report};
use crate::resolve::shown;
use crate::schema::{Block, Position, Rule, Slot, Value, word_of};
use crate::source::{Name, Span};
use crate::syntax::{Expr, Form};

/// A finding of a rule about a block.
pub fn finding(rule: &Rule, block: &Block, reader: &Reader, names: &[(Name, Value)]) -> Report {
    let said = |expr: &Expr| shown(&reader.compute_within(block, names, expr));
    Report {
        code: rule.code.to_string(),
        level: rule.level,
        message: rule.say.as_ref().map(said).unwrap_or_default(),
        primary: Some(Label { span: place(rule, block, reader), text: String::new() }),
        secondary: Vec::new(),
        notes: rule.source.iter().map(|source| format!("source: {source}")).collect(),
        fix: rule.fix.as_ref().map(said),
        ways: block.assembly.iter().flat_map(|assembly| assembly.ways()).collect(),
    }
}

fn place(rule: &Rule, block: &Block, reader: &Reader) -> Span {
    let field = rule.at.and_then(|name| reader.kind(block).field_in(name, block.case));
    if let Some(slot) = field.and_then(|field| block.slot(field)) {
        return slot.span;
    }
    if let Some((branch, test)) = failing_branch(rule, block, reader) {
        match field {
            Some(field) => return branch.slot(field).map_or(block.span, |slot| slot.span),
            None => return only_written(branch, &[test], reader).map_or(branch.span, |slot| slot.span),
        }
    }
    let exprs: Vec<&Expr> = rule.when.iter().chain(&rule.require).collect();
    let only = only_written(block, &exprs, reader).filter(|_| field.is_none());
    only.map_or(block.span, |slot| slot.span)
}

/// The branch that decides a rule, and the test it meets or fails: of the last condition about branches.
fn failing_branch<'b, 'r>(rule: &'r Rule, block: &'b Block, reader: &Reader) -> Option<(&'b Block, &'r Expr)> {
    let mut terms = Vec::new();
    rule.when.iter().for_each(|when| split(when, true, &mut terms));
    rule.require.iter().for_each(|require| split(require, false, &mut terms));
    terms.into_iter().rev().find_map(|(expr, wanted)| {
        let (list, test) = quantified(expr, wanted)?;
        let one_is_enough = list == "branches";
        let truth = Value::Bool(wanted);
        let decides = |branch: &&Block| reader.compute_within(block, &reader.seen_of(branch), test) == truth;
        block.branches.iter().filter(|_| one_is_enough).find(decides).map(|branch| (branch, test))
    })
}

/// The item of a rule's own field that decides it, with the slot it stands in and its position: of the last condition about that field.
pub(super) fn deciding_item<'b>(rule: &Rule, block: &'b Block, reader: &Reader) -> Option<(&'b Slot, usize, Value)> {
    let name = rule.at?;
    let slot = block.slot(reader.kind(block).field_in(name, block.case)?)?;
    let items: Vec<Value> = match &slot.value {
        Value::List(items) => items.clone(),
        Value::Map(entries) => entries.iter().map(|(key, _)| Value::Text(key.clone())).collect(),
        _ => return None,
    };
    let mut terms = Vec::new();
    rule.when.iter().for_each(|when| split(when, true, &mut terms));
    rule.require.iter().for_each(|require| split(require, false, &mut terms));
    terms.into_iter().rev().find_map(|(expr, wanted)| {
        let (list, test) = quantified(expr, wanted)?;
        let decides = |item: &Value| reader.compute_of(block, item, test) == Value::Bool(wanted);
        let at = items.iter().position(decides).filter(|_| list == name)?;
        Some((slot, at, items[at].clone()))
    })
}

/// The list and the test of `any` that holds, or of `all` that does not: one item is the reason.
fn quantified(expr: &Expr, wanted: bool) -> Option<(Name, &Expr)> {
    let Form::Call(function, arguments) = &expr.form else { return None };
    let [list, test] = arguments.as_slice() else { return None };
    let decisive = match word_of(function)?.as_str() {
        "any" => wanted,
        "all" => !wanted,
        _ => return None,
    };
    Some((word_of(list)?, test)).filter(|_| decisive)
}

/// The one field that conditions look at and that is written.
fn only_written<'b>(block: &'b Block, exprs: &[&Expr], reader: &Reader) -> Option<&'b Slot> {
    let kind = reader.kind(block);
    let reads = exprs.iter().fold(0, |all, expr| all | Reads::of(expr, kind).all());
    let mut written =
        block.slots.iter().filter(|slot| reads & bit(slot.field) != 0 && kind.field(slot.field).position != Position::Parent);
    let first = written.next();
    first.filter(|_| written.next().is_none())
}
