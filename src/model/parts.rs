//! Which list of parts a statement belongs to.
//!
//! In: a statement of a body. Out: the field, by the part's name or by the form of what the statement begins with. Deliberately absent:
//! parts that are the value of one field (`body`).

use super::build::Builder;
use crate::schema::{FieldId, KindId, Position, Schema, Shape, first_word, word_of};
use crate::syntax::{Expr, Form, Statement};

/// A list of parts, what they are, and how many terms stand before those of a part itself.
pub(super) type PartOf = (FieldId, KindId, usize);

impl Builder<'_, '_, '_> {
    /// The list of parts a statement belongs to, and where its own head terms begin. Where it begins with a word, that tells.
    pub(super) fn part_of(&mut self, of: KindId, statement: &Statement) -> Option<PartOf> {
        let Some(word) = first_word(statement) else { return self.list_of(of, statement) };
        let asked = (of, word, statement.targets.is_none() && statement.body.is_none());
        if let Some(known) = self.parts.get(&asked) {
            return *known;
        }
        let part = self.list_of(of, statement);
        self.parts.insert(asked, part);
        part
    }

    /// The same: by the part's name, else by its form.
    fn list_of(&self, of: KindId, statement: &Statement) -> Option<PartOf> {
        let kind = self.schema.kind(of);
        let lists = || kind.lists_of_blocks().filter(|(_, part)| self.schema.kind(*part).is_part);
        let word = first_word(statement);
        let by_name = lists().find(|(_, part)| Some(self.schema.kind(*part).name) == word);
        if let Some((field, part)) = by_name {
            return Some((field, part, 1));
        }
        if statement.targets.is_none() && statement.body.is_none() {
            return None;
        }
        let takes = |part: KindId| {
            let first = statement.head.first();
            let head = self.schema.kind(part).fields_at(Position::Head).next();
            match (head, first) {
                (Some((_, field)), Some(term)) => could_be(&field.shape, term, self.schema),
                (None, None) => true,
                _ => false,
            }
        };
        lists().find(|(_, part)| takes(*part)).map(|(field, part)| (field, part, 0))
    }
}

/// Whether a term could be the first head term of a part: what tells `A "x" -> y` from `"x" -> y`.
fn could_be(shape: &Shape, term: &Expr, schema: &Schema) -> bool {
    match (shape, &term.form) {
        (Shape::List(item, _), _) => could_be(item, term, schema),
        (Shape::Choice(choice), Form::Word(word)) => schema.choice(*choice).word(*word).is_some(),
        (Shape::Text(_) | Shape::Form(_), Form::Text(_) | Form::Template(_)) => true,
        (Shape::Int(_), Form::Number(_)) => true,
        (Shape::Either(shapes), _) => shapes.iter().any(|shape| could_be(shape, term, schema)),
        (Shape::Kind(_), Form::Word(_)) => true,
        (Shape::Call(name, _), Form::Call(function, _)) => word_of(function) == Some(*name),
        _ => false,
    }
}
