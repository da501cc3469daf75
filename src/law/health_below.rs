//! An alias to another record is well while something there is: so something there must be able to be ill.

use super::inspection::{Inspection, beside};
use super::names::Entry;
use crate::report::Reports;
use crate::schema::{Block, BlockId, Rule, Value};
use crate::source::{Name, Span};

/// What a block says of itself: whether Route 53 can tell its health.
const HAS_HEALTH: &str = "has_health";

/// Aliases whose health is asked for, where nobody knows any.
pub(super) fn none(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    each(inspection, &mut |entry, alias, name| {
        let (record, view) = (entry.record, inspection.record);
        let asked = alias.slot(view.evaluate_health).or(record.slot(view.evaluate_health));
        let is_asked = asked.is_some_and(|slot| slot.value == Value::Bool(true));
        let is_primary = asked.is_none() && alias.value(view.role) == Some(&Value::word("primary"));
        let has_check = alias.slot(view.health).or(record.slot(view.health)).is_some();
        if has_check || !(is_asked || is_primary) || is_judged(inspection, entry, name, &mut Vec::new()) {
            return;
        }
        say(inspection, rules, entry, place(inspection, alias), name, reports);
    });
}

/// Branches that stay whatever is the matter below them.
pub(super) fn ignored(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    each(inspection, &mut |entry, alias, name| {
        let view = inspection.record;
        let asked = alias.slot(view.evaluate_health).or(entry.record.slot(view.evaluate_health));
        let is_ignored = asked.is_some_and(|slot| slot.value == Value::Bool(false));
        let has_check = alias.slot(view.health).or(entry.record.slot(view.health)).is_some();
        if entry.form.branched && is_ignored && !has_check && is_judged(inspection, entry, name, &mut Vec::new()) {
            say(inspection, rules, entry, asked.map_or(alias.span, |slot| slot.span), name, reports);
        }
    });
}

fn say(inspection: &Inspection, rules: &[&Rule], entry: &Entry, place: Span, name: &str, reports: &mut Reports) {
    let first = inspection.names.at(entry.zone, name).first(|other| other.record_type == entry.record_type);
    for rule in rules {
        let report = inspection.found(rule, entry.record, place, &[("target", Value::text(name))]);
        reports.push(match first {
            Some(first) => beside(report, first.record.span, "what it points to"),
            None => report,
        });
    }
}

/// Hands out each record or branch of zones of the program that is an alias to another record, with the name of that.
fn each<'m>(inspection: &Inspection<'m>, found: &mut dyn FnMut(&Entry<'m>, &'m Block, &str)) {
    for entry in inspection.names.entries().filter(|entry| entry.form.points && !inspection.reader.block(entry.zone).existing) {
        for alias in std::iter::once(entry.record).chain(&entry.record.branches) {
            if let Some(name) = target(inspection, alias).and_then(record_name) {
                found(&entry, alias, name);
            }
        }
    }
}

/// Whether anything at a name can be ill, as far as anybody here can tell.
fn is_judged<'m>(inspection: &Inspection<'m>, entry: &Entry<'m>, name: &str, seen: &mut Vec<Span>) -> bool {
    inspection.names.at(entry.zone, name).filter(|other| other.record_type == entry.record_type).any(|other| {
        if seen.contains(&other.record.span) {
            return false;
        }
        seen.push(other.record.span);
        std::iter::once(other.record).chain(&other.record.branches).any(|block| {
            let has_check = block.slot(inspection.record.health).is_some();
            has_check
                || match target(inspection, block) {
                    Some(Value::Block(id)) => can_be_ill(inspection, *id, block),
                    Some(value @ Value::Unknown(_)) => !value.is_unknown() || other.form.points,
                    Some(value) => record_name(value).is_some_and(|name| is_judged(inspection, &other, name, seen)),
                    None => false,
                }
        })
    })
}

fn can_be_ill(inspection: &Inspection, target: BlockId, alias: &Block) -> bool {
    let is_off = alias.value(inspection.record.evaluate_health) == Some(&Value::Bool(false));
    let known = inspection.reader.member(&Value::Block(target), Name::of(HAS_HEALTH));
    !is_off && !matches!(known, None | Some(Value::Bool(false) | Value::None))
}

fn target<'b>(inspection: &Inspection, block: &'b Block) -> Option<&'b Value> {
    match block.value(inspection.record.values)? {
        Value::List(values) => values.first(),
        one => Some(one),
    }
}

fn record_name(value: &Value) -> Option<&str> {
    match value {
        Value::Call(word, arguments) if *word == "record" => arguments.first()?.as_text(),
        _ => None,
    }
}

fn place(inspection: &Inspection, alias: &Block) -> Span {
    let slot = alias.slot(inspection.record.evaluate_health).or(alias.slot(inspection.record.values));
    slot.map_or(alias.span, |slot| slot.span)
}
