//! What is chosen for parameters when compiling.
//!
//! In: parameters of modules, and choices from files and the command line. Out: names with their values. Deliberately absent: the
//! parameters of components, which only a use of one gives (`assemble`).

use super::declare::Declaring;
use super::fit::fit;
use super::misfit;
use super::operate::unknown_truth;
use super::scope::{Meaning, Pending, ScopeId, Wanted};
use crate::report::{Code, Reports, nearest};
use crate::schema::{Shape, Value};
use crate::source::{Name, Span};
use crate::syntax::{Expr, Statement, Word};
use std::borrow::Cow;
use std::sync::Arc;

/// Values chosen for parameters; a later one wins.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// Each of them.
    pub values: Vec<Choice>,
    /// The same for inputs, which a dry run takes for known.
    pub inputs: Vec<Choice>,
    /// Whether test blocks are asked for.
    pub tests: bool,
}

/// A value chosen for a parameter.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The parameter.
    pub name: Name,
    /// The value, as written.
    pub text: Arc<str>,
    /// The expression it reads as, if it does.
    pub expr: Option<Expr>,
    /// Where it stands, if in a file.
    pub place: Option<Span>,
}

impl<'t> Declaring<'t, '_> {
    /// Declares a parameter of a module.
    pub(super) fn param(&mut self, statement: &'t Statement, scope: ScopeId) {
        let Some((word, ty)) = self.typed(statement, "param name: type = default") else {
            return;
        };
        let Some((shape, optional)) = ty else {
            return self.bind(scope, word.name, word.span, Meaning::Value(unknown_truth()));
        };
        let wanted = Wanted { shape, optional, name: word.name, declared: None };
        let chosen = self.choices.values.iter().rev().find(|choice| choice.name == word.name);
        let meaning = match (chosen, &statement.value) {
            (Some(choice), _) => Meaning::Value(self.chosen(word, &wanted, choice, scope)),
            (None, Some(default)) => Meaning::expr(Pending { expr: Cow::Borrowed(default), scope: None, wanted: Some(wanted) }),
            (None, None) if optional => Meaning::Value(Value::None),
            (None, None) => {
                self.reports.push(Code::UnsetParam.at(word.span).with(word.name));
                Meaning::Value(Value::None)
            }
        };
        self.bind(scope, word.name, word.span, meaning);
    }

    /// What a dry run takes an input for; a reference is known by its name.
    pub(super) fn taken_for(&mut self, word: Word, shape: &Shape, optional: bool, scope: ScopeId) -> Option<Value> {
        let choice = self.choices.inputs.iter().rev().find(|choice| choice.name == word.name)?;
        let wanted = Wanted { shape: shape.clone(), optional, name: word.name, declared: None };
        Some(match shape {
            Shape::Kind(_) => Value::Text(choice.text.clone()),
            _ => self.chosen(word, &wanted, choice, scope),
        })
    }

    /// The value chosen for a parameter: what it reads as, or, where a text is wanted, the text itself.
    fn chosen(&mut self, word: Word, wanted: &Wanted, choice: &Choice, scope: ScopeId) -> Value {
        let Choice { text, expr, place, .. } = choice;
        let (scopes, shape) = (&self.program.scopes, &wanted.shape);
        let read = expr.as_ref().map(|expr| scopes.evaluate(expr, scope, &mut Reports::default()));
        if wanted.optional && read == Some(Value::None) {
            return Value::None;
        }
        let fitted = |value: Value| fit(&value, shape, scopes.schema, scopes).ok().map(|fitted| fitted.unwrap_or(value));
        // In a file a text has its quotes.
        let bare = || Some(Value::Text(text.clone())).filter(|_| place.is_none());
        read.and_then(fitted).or_else(|| fitted(bare()?)).unwrap_or_else(|| {
            let wants = misfit::described(shape, scopes.schema);
            let draft = |span| Code::BadParam.at(span).with(word.name).with(text).with(wants);
            self.reports.push(match place {
                Some(place) => draft(*place).labelled("given here").beside(word.span, "its type is declared here"),
                None => draft(word.span),
            });
            unknown_truth()
        })
    }

    /// Reports choices that no parameter of any module takes.
    pub(super) fn unknown_choices(&mut self, modules: &[ScopeId]) {
        for Choice { name, place, .. } in &self.choices.values {
            if modules.iter().all(|module| self.program.scopes.declared(*module, *name).is_none()) {
                let known: Vec<Name> = modules.iter().flat_map(|module| self.program.scopes.visible(*module)).collect();
                let near = nearest(name, known.iter().map(|name| name.as_str()));
                let draft = place.map_or_else(|| Code::UnknownParam.nowhere(), |place| Code::UnknownParam.at(place));
                self.reports.push(draft.with(name).nearest(near));
            }
        }
    }
}
