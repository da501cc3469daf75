//! Rules of the library and of the program, held against a model.
//!
//! In: a model. Out: a finding for each block that breaks a rule. A rule that asks for a value nobody knows yet stays silent.
//! Deliberately absent: rules `by law`, which need more than one block (`law`).

use super::finding::{deciding_item, finding};
use super::likeness::{Likeness, Likes, Trace};
use super::watch::Watch;
use super::{Memory, Model, Reader};
use crate::report::{Label, Report, Reports};
use crate::schema::{Block, Rule, Schema};
use crate::source::Name;

/// Checks every block of a program against the rules of its kind.
pub fn check(model: &Model, schema: &Schema, reports: &mut Reports) {
    Checker::new(schema, super::MANY).check(model, reports);
}

/// Holds blocks against the rules of their kinds, and remembers what is settled for all of an outline.
pub(crate) struct Checker<'a> {
    schema: &'a Schema,
    /// Models of so many blocks are asked which of them are alike.
    many: usize,
    watches: Vec<Option<Watch<'a>>>,
    likes: Likes,
}

impl<'a> Checker<'a> {
    /// Nothing is settled.
    pub fn new(schema: &'a Schema, many: usize) -> Checker<'a> {
        Checker { schema, many, watches: schema.kinds().map(|_| None).collect(), likes: Likes::default() }
    }

    /// Checks every block of a program.
    pub fn check(&mut self, model: &'a Model, reports: &mut Reports) {
        let memory = Memory::default();
        let reader = Reader::new(self.schema, &model.blocks).remembering(&memory);
        let likes = std::mem::take(&mut self.likes);
        let trace = (model.blocks.len() >= self.many).then(|| Trace::new(Likeness::new(reader, model.managed, likes), true));
        for (id, block) in model.own() {
            let watch = self.watches[block.kind.0 as usize].get_or_insert_with(|| {
                let kind = self.schema.kind(block.kind);
                let own = model.rules.iter().filter(|(of, _)| *of == block.kind).map(|(_, rule)| rule);
                Watch::new(kind, kind.rules.iter().filter(|rule| !rule.by_law).chain(own), self.schema)
            });
            watch.broken(id, &reader, trace.as_ref(), |rule| reports.push(found(rule, block, model, &reader)));
        }
        self.likes = trace.map(|trace| trace.likeness().take_likes()).unwrap_or_default();
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
