//! Rules of the library and of the program, held against a model.
//!
//! In: a model. Out: a finding for each block that breaks a rule. A rule that asks for a value nobody knows yet stays silent.
//! Deliberately absent: rules `by law`, which need more than one block (`law`).

use super::finding::{deciding_item, finding};
use super::watch::Watch;
use super::{Model, Reader};
use crate::report::{Label, Report, Reports};
use crate::schema::{Block, Rule, Schema};
use crate::source::Name;

/// Checks every block of a program against the rules of its kind.
pub fn check(model: &Model, schema: &Schema, reports: &mut Reports) {
    let reader = Reader { schema, blocks: &model.blocks };
    let mut watches: Vec<Option<Watch>> = schema.kinds().map(|_| None).collect();
    for (_, block) in model.own() {
        let watch = watches[block.kind.0 as usize].get_or_insert_with(|| {
            let kind = schema.kind(block.kind);
            let own = model.rules.iter().filter(|(of, _)| *of == block.kind).map(|(_, rule)| rule);
            Watch::new(kind, kind.rules.iter().filter(|rule| !rule.by_law).chain(own), schema)
        });
        watch.broken(block, &reader, |rule| reports.push(found(rule, block, model, &reader)));
    }
}

/// A finding, on the one item of a list that is the reason, where there is one: its words may speak of `item`.
fn found(rule: &Rule, block: &Block, model: &Model, reader: &Reader) -> Report {
    match deciding_item(rule, block, reader) {
        None => finding(rule, block, reader, &[]),
        Some((slot, at, item)) => {
            let mut report = finding(rule, block, reader, &[(Name::of("item"), item)]);
            report.primary = Some(Label { span: model.item_span(slot, at), text: String::new() });
            report
        }
    }
}
