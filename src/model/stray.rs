//! What has no place between the braces where it stands.
//!
//! In: a statement that its block has no use for. Out: a report that says what would fit: the field
//! that is written to a property of that name, else the nearest word. Deliberately absent: what fits (`body`).

use super::build::Builder;
use crate::report::{Code, Draft, nearest};
use crate::resolve::{Habit, instead_of};
use crate::schema::{Block, CaseId, Field, Kind, Position, Shape, Target, camel, first_word, head_span, snake};
use crate::source::{Name, Span};
use crate::syntax::Statement;

impl Builder<'_, '_, '_> {
    /// A field that its kind, or the case that the block is, does not have.
    pub(super) fn unknown_field(&mut self, block: &Block, kind: &Kind, word: Name, span: Span) {
        if kind.field_named(word).is_some() {
            let other = kind.fields().find(|(_, field)| field.name == word).and_then(|(_, field)| field.case);
            let by_field = other.is_some_and(|case| kind.case(case).chosen_by.is_some());
            let chooses = other.and_then(|case| kind.case(case).chosen_by).is_some_and(|field| kind.field(field).name == word);
            if by_field && (chooses || block.case.is_none()) {
                // Which case it is has been found fault with already.
                return;
            }
            let case = other.map_or("another case", |case| kind.case(case).name.as_str());
            self.reports.push(Code::MisplacedField.at(span).with(word).with(format!("it belongs to `{case}`")));
            return;
        }
        self.reports.push(no_such_field(kind, block.case, word, span));
    }

    /// A statement that is none of a field, a part, a branch or a setting.
    pub(super) fn misplaced(&mut self, block: &Block, kind: &Kind, statement: &Statement) {
        let span = head_span(statement);
        match first_word(statement) {
            Some(word) if statement.value.is_none() && kind.field_in(word, block.case).is_some() => {
                let draft = Code::FieldWithoutSign.at(statement.head[0].span).with(word);
                self.reports.push(draft.with(if statement.body.is_some() { "{ … }" } else { "…" }));
            }
            Some(word) if statement.targets.is_none() && statement.head.len() == 1 => {
                self.unknown_field(block, kind, word, span);
            }
            word => {
                let word = word.map_or("this", Name::as_str);
                let parts: Vec<&str> = kind
                    .fields()
                    .filter_map(|(_, field)| match &field.shape {
                        Shape::List(item, _) => match **item {
                            Shape::Kind(part) if self.schema.kind(part).is_part => Some(self.schema.kind(part).name.as_str()),
                            _ => None,
                        },
                        Shape::Kind(part) if self.schema.kind(*part).is_part => Some(field.name.as_str()),
                        _ => None,
                    })
                    .collect();
                let draft = Code::MisplacedStatement.at(span).with(word).with(kind.name).with(parts.join(", "));
                let draft = if parts.is_empty() { draft.fix("move it out, or remove it") } else { draft };
                self.reports.push(draft.nearest(nearest(word, parts)));
            }
        }
    }
}

/// Says that there is no such field.
fn no_such_field(kind: &Kind, case: Option<CaseId>, word: Name, span: Span) -> Draft {
    let is_written = |field: &&Field| !matches!(field.position, Position::Parent | Position::Filled);
    let known: Vec<&Field> =
        kind.fields.iter().filter(is_written).filter(|field| field.case.is_none() || field.case == case).collect();
    let draft = Code::UnknownField.at(span).with(kind.name).with(word);
    match (known.iter().find(|field| becomes(field, &word)), instead_of(&word, Habit::Field)) {
        (Some(field), _) => draft.fix(format_args!("write `{}`, which becomes that property", field.name)),
        (None, Some(instead)) => draft.fix(instead),
        (None, None) => draft.nearest(nearest(&word, known.iter().map(|field| field.name.as_str()))),
    }
}

/// Whether a field becomes a property of this name, in either target and either casing: `domains` becomes `aliases`.
fn becomes(field: &Field, word: &str) -> bool {
    let (upper, lower) = (camel(word).to_lowercase(), snake(word));
    let mut properties = Target::ALL.iter().filter_map(|target| field.place.of(*target).as_ref()?.path.last());
    properties.any(|last| *last.as_str() == *lower || last.as_str().to_lowercase() == upper)
}
