//! Names that hold in a part of an expression: those of a loop, those that a law found.
//!
//! In: a scope, and names with their values. Out: a scope in which they come first. Deliberately absent: where they are from.

use super::evaluate::Names;
use crate::report::Reports;
use crate::schema::{InputId, Value};
use crate::source::{Name, Span};
use crate::syntax::{Expr, Form};

/// A scope with some names put before another's.
pub struct Within<'a> {
    /// Asked when `names` has no answer.
    pub outer: &'a dyn Names,
    /// Names and their values.
    pub names: Vec<(Name, Value)>,
}

impl Names for Within<'_> {
    fn name(&self, name: Name, span: Span, reports: &mut Reports) -> Option<Value> {
        let own = self.names.iter().rev().find(|(known, _)| *known == name);
        own.map(|(_, value)| value.clone()).or_else(|| self.outer.name(name, span, reports))
    }

    fn member(&self, of: &Value, member: Name) -> Option<Value> {
        self.outer.member(of, member)
    }

    fn has_member(&self, of: &Value, member: Name) -> bool {
        self.outer.has_member(of, member)
    }

    fn visible(&self) -> Vec<Name> {
        self.names.iter().map(|(name, _)| *name).chain(self.outer.visible()).collect()
    }

    fn is_given(&self, input: InputId) -> bool {
        self.outer.is_given(input)
    }

    fn length(&self, list: &Expr) -> Option<i64> {
        let is_own = matches!(list.form, Form::Word(word) if self.names.iter().any(|(name, _)| *name == word));
        if is_own { None } else { self.outer.length(list) }
    }

    fn compared(&self, one: &Value, other: &Value) {
        self.outer.compared(one, other);
    }

    fn call(&self, function: Name, arguments: &[Value], span: Span, reports: &mut Reports) -> Option<Value> {
        self.outer.call(function, arguments, span, reports)
    }
}
