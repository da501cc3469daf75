//! Loops and conditions gone through: which statements a body comes to.
//!
//! In: the statements of a body. Out: each that remains, with the scope, key and condition it stands in. Deliberately absent:
//! what the statements mean.

use super::evaluate::{Decision, decide, turns};
use super::scope::{ScopeId, Scopes};
use crate::report::{Code, Reports};
use crate::schema::{Assembly, Condition, first_word, head_span, word_of};
use crate::source::Name;
use crate::syntax::{Binary, Expr, Form, Statement, Word};
use std::sync::Arc;

/// A statement of a body, with what the loops and conditions around it said.
#[derive(Clone, Debug)]
pub struct Placed<'s> {
    /// The statement.
    pub statement: &'s Statement,
    /// Where its expressions are worked out.
    pub scope: ScopeId,
    /// The keys of the loops around it within the body: `[eu-west-1]`.
    pub key: Option<Arc<str>>,
    /// Exists only where this holds.
    pub condition: Option<Box<Condition>>,
}

/// The statements of a body, loops and conditions gone through.
pub fn each_statement<'s>(body: &'s [Statement], scope: ScopeId, scopes: &mut Scopes, reports: &mut Reports) -> Vec<Placed<'s>> {
    let mut placed = Vec::with_capacity(body.len());
    gather(body, scope, &Place::default(), scopes, reports, &mut placed);
    placed
}

fn gather<'s>(
    body: &'s [Statement],
    scope: ScopeId,
    place: &Place,
    scopes: &mut Scopes,
    reports: &mut Reports,
    placed: &mut Vec<Placed<'s>>,
) {
    for statement in body {
        match first_word(statement).map(Name::as_str) {
            Some("let") if statement.head.len() == 2 => {
                if let (Some(name), Some(value)) = (statement.head.get(1).and_then(word_of), &statement.value) {
                    scopes.bind_expr(scope, name, head_span(statement), value);
                }
            }
            Some("for") if statement.body.is_some() => {
                let Some((names, list)) = loop_of(statement) else {
                    reports.push(Code::WrongHead.at(head_span(statement)).with("for").with("for name in list { … }"));
                    continue;
                };
                let value = scopes.evaluate(list, scope, reports);
                for turn in turns(&value, list.span, reports) {
                    let inner = scopes.inside(Some(scope));
                    let key = format!("{}[{}]", place.key, turn.key);
                    for (name, value) in turn.bind(&names) {
                        scopes.bind(inner, name, statement.span, value);
                    }
                    let inner_place = Place { key, ..place.clone() };
                    gather(statement.body.as_deref().unwrap_or_default(), inner, &inner_place, scopes, reports, placed);
                }
            }
            Some("if") if statement.body.is_some() => {
                let Some(condition) = statement.head.get(1) else {
                    continue;
                };
                let yes = statement.body.as_deref().unwrap_or_default();
                let no = statement.otherwise.as_deref().unwrap_or_default();
                match decide(condition, &scopes.view(scope), reports) {
                    Decision::Known(truth) => gather(if truth { yes } else { no }, scope, place, scopes, reports, placed),
                    Decision::Later(condition) => {
                        gather(yes, scope, &place.under(condition.clone()), scopes, reports, placed);
                        gather(no, scope, &place.under(Condition::Not(Box::new(condition))), scopes, reports, placed);
                    }
                }
            }
            _ => placed.push(Placed {
                statement,
                scope,
                key: (!place.key.is_empty()).then(|| place.key.as_str().into()),
                condition: place.condition.clone(),
            }),
        }
    }
}

/// Where in loops and conditions a statement stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    /// `[eu-west-1]` for each loop around it.
    pub key: String,
    pub condition: Option<Box<Condition>>,
    /// The use of a component that goes on.
    pub assembly: Option<Arc<Assembly>>,
}

impl Place {
    /// The same place under one more condition.
    pub fn under(&self, condition: Condition) -> Place {
        let condition = match &self.condition {
            Some(outer) => Condition::And(vec![(**outer).clone(), condition]),
            None => condition,
        };
        Place { condition: Some(Box::new(condition)), ..self.clone() }
    }
}

impl Place {
    /// The label of what is named here: with the use of a component before it, and the keys of loops behind it.
    pub fn label(&self, name: &str) -> Arc<str> {
        match &self.assembly {
            Some(assembly) => format!("{}.{name}{}", assembly.label, self.key).into(),
            None => format!("{name}{}", self.key).into(),
        }
    }
}

/// The names and the list of `for a, b in list`.
pub(super) fn loop_of(statement: &Statement) -> Option<(Vec<Word>, &Expr)> {
    let (last, before) = statement.head.get(1..)?.split_last()?;
    let Form::Binary(Binary::In, sides) = &last.form else {
        return None;
    };
    let word = |expr: &Expr| word_of(expr).map(|name| Word { name, span: expr.span });
    let mut names: Vec<Word> = before.iter().map(word).collect::<Option<_>>()?;
    names.push(word(&sides[0])?);
    (names.len() <= 2).then_some((names, &sides[1]))
}
