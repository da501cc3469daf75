//! What test blocks say.
//!
//! In: the `test` statements of a program. Out: their lines, loops gone through and expressions worked out. Deliberately absent: what
//! a line asks for (`proof`).

use super::build::Builder;
use crate::report::Code;
use crate::resolve::{ScopeId, each_statement};
use crate::schema::{Value, head_span, text_of, word_of};
use crate::source::{Name, Span};
use crate::syntax::{Expr, Statement};
use std::sync::Arc;

/// A `test` block.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// What it is called.
    pub name: Arc<str>,
    /// Where its name stands.
    pub span: Span,
    /// What it says, in order.
    pub lines: Vec<Line>,
}

/// A statement of a test, or inside one.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What stands before its body.
    pub span: Span,
    /// What stands before the arrow or the equals sign.
    pub head: Vec<Term>,
    /// After `=`.
    pub value: Option<Term>,
    /// After `->`, one list of terms for each target; `None` where no arrow stands.
    pub targets: Option<Vec<Vec<Term>>>,
    /// Between braces.
    pub body: Option<Vec<Line>>,
}

/// A term of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Where it stands.
    pub span: Span,
    /// The word it is written as, if it is one.
    pub word: Option<Name>,
    /// What it is worth; a word that names nothing is worth itself.
    pub value: Value,
}

impl Builder<'_, '_, '_> {
    /// Reads a test block.
    pub(super) fn test(&mut self, statement: &Statement, scope: ScopeId) -> Option<Test> {
        let name = statement.head.get(1).and_then(text_of);
        let (Some(name), Some(body)) = (name, statement.body.as_deref()) else {
            self.reports.push(Code::WrongHead.at(head_span(statement)).with("test").with("test \"what holds\" { … }"));
            return None;
        };
        Some(Test { name, span: head_span(statement), lines: self.lines(body, scope) })
    }

    fn lines(&mut self, body: &[Statement], scope: ScopeId) -> Vec<Line> {
        let placed = each_statement(body, scope, &mut self.scopes, self.reports);
        placed.into_iter().map(|line| self.line(line.statement, line.scope)).collect()
    }

    fn line(&mut self, statement: &Statement, scope: ScopeId) -> Line {
        let targets = statement.targets.as_ref().map(|targets| {
            targets.iter().map(|target| target.terms.iter().map(|term| self.term(term, scope)).collect()).collect()
        });
        Line {
            span: head_span(statement),
            head: statement.head.iter().map(|term| self.term(term, scope)).collect(),
            value: statement.value.as_ref().map(|value| self.term(value, scope)),
            targets,
            body: statement.body.as_deref().map(|body| self.lines(body, scope)),
        }
    }

    fn term(&mut self, expr: &Expr, scope: ScopeId) -> Term {
        Term { span: expr.span, word: word_of(expr), value: self.scopes.evaluate(expr, scope, self.reports) }
    }
}
