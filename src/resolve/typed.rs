//! Statements that give a name to a value or a type.
//!
//! In: `let`, `output`, `quota`, `param`, `input`. Out: the name, with its value or type; what cannot be read is said, and the name
//! still means something. Deliberately absent: what becomes of it.

use super::declare::Declaring;
use super::habit;
use crate::report::{Code, nearest};
use crate::schema::{self, Shape, Value, first_word, word_of};
use crate::source::Name;
use crate::syntax::{Expr, Statement, Word};

impl<'t> Declaring<'t, '_> {
    /// The name and value of a `let`, `output` or `quota`.
    pub(super) fn named_value(&mut self, statement: &'t Statement, form: &str) -> Option<(Word, &'t Expr)> {
        let word = statement.head.get(1).and_then(|head| word_of(head).map(|name| Word { name, span: head.span }));
        match (word, &statement.value, statement.head.len()) {
            (Some(word), Some(value), 2) => Some((word, value)),
            _ => {
                self.wrong_head(statement, form);
                None
            }
        }
    }

    /// Says how a statement that names something is written.
    fn wrong_head(&mut self, statement: &Statement, form: &str) {
        let first = first_word(statement).map_or("", Name::as_str);
        let draft = Code::WrongHead.at(statement.span).with(first).with(form);
        let own = statement.head.get(1).and_then(word_of);
        self.reports.push(match (habit::quoted(statement, 1, form), own) {
            (Some(meant), _) => draft.fix(meant),
            (None, Some(own)) => draft.fix(format_args!("write `{}`", habit::named(form, &own))),
            (None, None) => draft,
        });
    }

    /// The name and type of a `param` or `input`; no type where it cannot be read, and its name still means something.
    pub(super) fn typed(&mut self, statement: &'t Statement, form: &str) -> Option<(Word, Option<(Shape, bool)>)> {
        let word = statement.head.get(1).and_then(|head| word_of(head).map(|name| Word { name, span: head.span }));
        let (Some(word), Some(ty), 2) = (word, &statement.ty, statement.head.len()) else {
            self.wrong_head(statement, form);
            return word.map(|word| (word, None));
        };
        let (shape, optional) = schema::shape_of(ty, self.program.scopes.schema, self.reports);
        let Shape::Exactly(Value::Word(unknown)) = &shape else {
            return Some((word, Some((shape, optional))));
        };
        let schema = self.program.scopes.schema;
        let known = schema.kinds().map(|(_, kind)| kind.name).chain(schema.choices().map(|choice| choice.name));
        let known: Vec<&str> = known.map(Name::as_str).chain(["text", "int", "bool", "duration", "domain_name"]).collect();
        self.reports.push(Code::UnknownType.at(ty.span).with(unknown).nearest(nearest(unknown, known)));
        Some((word, None))
    }
}
