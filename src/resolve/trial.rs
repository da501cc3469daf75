//! Components that nobody uses, tried out.
//!
//! In: a program. Out: for each of its own components that it does not use, one use with all that only a deployment would know, so
//! that what is wrong in the component is found before somebody needs it. The program that comes of it is looked at for that,
//! and thrown away. Deliberately absent: what only a real use decides (`is_found`).

use super::assemble::Component;
use super::declare::Declaring;
use super::placed::Place;
use super::scope::{Binding, Meaning, Pending, Wanted};
use super::unknown_truth;
use crate::report::{Code, Report};
use crate::schema::{Assembly, Value};
use crate::source::Span;
use std::borrow::Cow;
use std::sync::Arc;

/// Findings about values, which a use with other values may not have.
const OF_VALUES: [Code; 7] = [
    Code::UnknownMember,
    Code::UnknownIndex,
    Code::BadOperands,
    Code::Overflow,
    Code::UnknownYet,
    Code::NothingToLoop,
    Code::NotACondition,
];

/// Whether a finding of a trial holds for every use.
pub(crate) fn is_found(report: &Report, tried: &[Span]) -> bool {
    let is_within = |place: Span| tried.iter().any(|span| span.holds(place));
    report.code.starts_with("EW-")
        && OF_VALUES.iter().all(|code| code.row().code != report.code)
        && report.primary.as_ref().is_some_and(|label| is_within(label.span))
}

impl<'t> Declaring<'t, '_> {
    /// The components of the program itself that nothing has used.
    pub(super) fn unused(&self) -> Vec<Component<'t>> {
        let own = self.components.iter().chain(&self.misnamed).filter(|component| Some(component.root) == self.own);
        own.filter(|component| !self.used.contains(&component.span)).copied().collect()
    }

    /// Uses a component once.
    pub(super) fn try_out(&mut self, component: Component<'t>) {
        let Component { name, statement, .. } = component;
        let assembly = Arc::new(Assembly {
            label: name.as_str().into(),
            component: name,
            span: component.span,
            statement: statement.span,
            body: statement.span,
            number: self.assemblies + 1,
            outer: None,
        });
        self.assemblies += 1;
        self.used.insert(component.span);
        let inner = self.program.scopes.inside(Some(component.root));
        for param in self.params(component) {
            let declared = &param.statement.value;
            let meaning = match (&param.wanted, declared) {
                (Some(Wanted { optional: true, .. }), None) => Meaning::Value(Value::None),
                (Some(_), None) => {
                    self.input(param.statement, inner);
                    continue;
                }
                (Some(wanted), Some(expr)) => {
                    Meaning::expr(Pending { expr: Cow::Borrowed(expr), scope: None, wanted: Some(wanted.clone()) })
                }
                (None, _) => Meaning::Value(unknown_truth()),
            };
            self.program.scopes.set(inner, param.word.name, Binding { meaning, span: param.word.span });
        }
        let place = Place { key: String::new(), condition: None, assembly: Some(assembly) };
        self.open.push(component);
        self.fill(component, inner, &place);
        self.open.pop();
    }
}
