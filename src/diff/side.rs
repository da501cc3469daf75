//! One side of a comparison.
//!
//! In: a model. Out: reading it. Deliberately absent: the other side.

use super::aside::Spared;
use crate::model::{Model, ProjectView, Reader};
use crate::schema::{Block, BlockId, Field, Position, Schema, Target, Value};
use std::borrow::Cow;

/// Where a model came from, which decides what it can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A program or a snapshot: it says everything.
    Program,
    /// An output: it says what has a place in that target.
    Output(Target),
}

/// A model, and where it came from.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// Its blocks.
    pub model: &'a Model,
    /// Where it came from.
    pub origin: Origin,
    /// Records that are the same on both sides and that the model leaves out.
    pub spared: Option<&'a Spared>,
}

impl<'a> Side<'a> {
    /// A model that came from somewhere.
    pub fn of(model: &'a Model, origin: Origin) -> Side<'a> {
        Side { model, origin, spared: None }
    }

    /// The same, without some records.
    pub fn sparing(self, spared: &'a Spared) -> Side<'a> {
        Side { spared: Some(spared), ..self }
    }
}

/// A side that is read with a schema.
#[derive(Clone, Copy)]
pub(super) struct Read<'a> {
    pub side: Side<'a>,
    pub reader: Reader<'a>,
}

impl<'a> Read<'a> {
    pub fn new(side: Side<'a>, schema: &'a Schema) -> Read<'a> {
        Read { side, reader: Reader::new(schema, &side.model.blocks) }
    }

    pub fn model(&self) -> &'a Model {
        self.side.model
    }

    pub fn block(&self, id: BlockId) -> &'a Block {
        self.side.model.block(id)
    }

    pub fn is_managed(&self, id: BlockId) -> bool {
        (id.0 as usize) < self.side.model.managed
    }

    /// Whether this side can say what a field of a resource holds.
    pub fn can_say(&self, field: &Field) -> bool {
        match self.side.origin {
            Origin::Program => true,
            Origin::Output(target) => {
                field.place.of(target).is_some() || matches!(field.position, Position::Target | Position::Head)
            }
        }
    }

    /// What a block that exists already, or one of the library's, is known by outside the program.
    pub fn identity(&self, id: BlockId) -> Option<Cow<'a, str>> {
        let block = self.block(id);
        let text = |value: Value| match value {
            Value::Text(text) => Some(Cow::Owned(text.to_string())),
            _ => None,
        };
        let kind = self.reader.kind(block);
        let by_output = self.reader.reference(id).and_then(|output| self.reader.output(id, output)).and_then(text);
        by_output.or_else(|| {
            let (field, _) = kind.fields_at(Position::Identity).next()?;
            block.value(field).cloned().and_then(text)
        })
    }

    /// The tags that the project gives to everything.
    pub fn project_tags(&self) -> Vec<(std::sync::Arc<str>, Value)> {
        let Some(view) = ProjectView::of(self.reader.schema) else { return Vec::new() };
        let project = self.model().own().find(|(_, block)| block.kind == view.kind);
        match project.and_then(|(_, block)| block.value(view.tags)) {
            Some(Value::Map(tags)) => tags.to_vec(),
            _ => Vec::new(),
        }
    }
}
