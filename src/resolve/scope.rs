//! Names and what they stand for.
//!
//! In: declarations. Out: values, each `let` worked out when it is first asked for. Deliberately absent: which statements
//! declare what (`declare`).

use super::evaluate::{Names, evaluate};
use super::fit::Kinds;
use super::operate::unknown_truth;
use super::{Instance, misfit};
use crate::report::{Code, Reports};
use crate::schema::{BlockId, KindId, Schema, Shape, Unknown, Value};
use crate::source::{Name, Span};
use crate::syntax::Expr;
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// A scope, by its position among all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScopeId(pub u32);

/// What a name stands for.
#[derive(Clone, Debug)]
pub(super) enum Meaning<'t> {
    /// A value.
    Value(Value),
    /// An expression of this scope, and the shape its value must fit.
    Expr(&'t Expr, Option<Shape>),
    /// An expression being worked out.
    Open,
}

/// A name's meaning and where it was declared.
#[derive(Clone, Debug)]
pub(super) struct Binding<'t> {
    pub meaning: Meaning<'t>,
    pub span: Span,
}

#[derive(Debug, Default)]
pub(super) struct Scope<'t> {
    pub parent: Option<ScopeId>,
    pub names: RefCell<FxHashMap<Name, Binding<'t>>>,
}

/// All scopes of a program, and what is needed to work out names in them.
#[derive(Debug)]
pub struct Scopes<'t> {
    pub(super) schema: &'t Schema,
    pub(super) list: Vec<Scope<'t>>,
    pub(super) instances: Vec<Instance<'t>>,
    /// Parts with a name, by the block they stand in.
    pub(crate) parts: FxHashMap<(BlockId, Name), BlockId>,
    /// The names being worked out, the outermost first.
    pub(super) open: RefCell<Vec<Name>>,
    /// Names that are declared where nobody looks now; they can be meant as well.
    pub(crate) beyond: &'t [Name],
    pub(super) files: &'t FxHashMap<std::sync::Arc<str>, Result<std::sync::Arc<str>, std::sync::Arc<str>>>,
}

impl<'t> Scopes<'t> {
    /// A new scope inside another.
    pub fn inside(&mut self, parent: Option<ScopeId>) -> ScopeId {
        self.list.push(Scope { parent, names: RefCell::default() });
        ScopeId(self.list.len() as u32 - 1)
    }

    /// Gives a name a value in a scope.
    pub fn bind(&mut self, scope: ScopeId, name: Name, span: Span, value: Value) {
        self.set(scope, name, Binding { meaning: Meaning::Value(value), span });
    }

    /// Gives a name an expression in a scope.
    pub fn bind_expr(&mut self, scope: ScopeId, name: Name, span: Span, expr: &'t Expr) {
        self.set(scope, name, Binding { meaning: Meaning::Expr(expr, None), span });
    }

    pub(super) fn set(&mut self, scope: ScopeId, name: Name, binding: Binding<'t>) {
        self.list[scope.0 as usize].names.get_mut().insert(name, binding);
    }

    /// Where a name of this scope itself was declared.
    pub(super) fn declared(&self, scope: ScopeId, name: Name) -> Option<Span> {
        self.list[scope.0 as usize].names.borrow().get(&name).map(|binding| binding.span)
    }

    /// Looks at a program from within a scope.
    pub fn view(&self, scope: ScopeId) -> View<'_, 't> {
        View { scopes: self, scope }
    }

    /// The value of an expression in a scope.
    pub fn evaluate(&self, expr: &Expr, scope: ScopeId, reports: &mut Reports) -> Value {
        evaluate(expr, &self.view(scope), reports)
    }

    /// Every name that can be seen from a scope, for "did you mean".
    pub fn visible(&self, scope: ScopeId) -> Vec<Name> {
        let mut names = self.beyond.to_vec();
        let mut at = Some(scope);
        while let Some(scope) = at {
            let scope = &self.list[scope.0 as usize];
            names.extend(scope.names.borrow().keys().copied());
            at = scope.parent;
        }
        names.sort();
        names.dedup();
        names
    }

    /// Every block, before its fields are read.
    pub fn instances(&self) -> &[Instance<'t>] {
        &self.instances
    }

    /// The instance of a block.
    pub fn instance(&self, block: BlockId) -> &Instance<'t> {
        &self.instances[block.0 as usize]
    }
}

impl Kinds for Scopes<'_> {
    fn kind_of(&self, block: BlockId) -> KindId {
        self.instances[block.0 as usize].kind
    }
}

/// A program seen from within a scope.
#[derive(Clone, Copy)]
pub struct View<'a, 't> {
    scopes: &'a Scopes<'t>,
    scope: ScopeId,
}

impl Names for View<'_, '_> {
    fn name(&self, name: Name, span: Span, reports: &mut Reports) -> Option<Value> {
        let mut at = Some(self.scope);
        while let Some(id) = at {
            let scope = &self.scopes.list[id.0 as usize];
            let meaning = scope.names.borrow().get(&name).map(|binding| binding.meaning.clone());
            match meaning {
                Some(Meaning::Value(value)) => return Some(value),
                Some(Meaning::Open) => {
                    let open = self.scopes.open.borrow();
                    let circle = open.iter().skip_while(|open| **open != name).chain([&name]);
                    let circle = circle.map(|name| name.as_str()).collect::<Vec<_>>().join(" → ");
                    reports.push(Code::Cycle.at(span).with(name).with(circle));
                    return Some(unknown_truth());
                }
                Some(Meaning::Expr(expr, shape)) => {
                    return Some(self.work_out(id, name, expr, shape, reports));
                }
                None => at = scope.parent,
            }
        }
        self.scopes.schema.fact(name).map(|fact| fact.value.clone())
    }

    fn member(&self, of: &Value, member: Name) -> Option<Value> {
        match of {
            Value::Block(block) => {
                let kind = self.scopes.schema.kind(self.scopes.kind_of(*block));
                let known = kind.output_named(member).is_some() || kind.field_named(member).is_some() || kind.is_raw();
                let part = || self.scopes.parts.get(&(*block, member)).map(|part| Value::Block(*part));
                if known { Some(Value::attribute(*block, member)) } else { part() }
            }
            Value::Unknown(unknown) => match &**unknown {
                Unknown::Attribute(block, _) => self.member(&Value::Block(*block), member),
                _ => None,
            },
            _ => None,
        }
    }

    fn members(&self, of: &Value) -> Vec<&'static str> {
        let Value::Block(block) = of else { return Vec::new() };
        let kind = self.scopes.schema.kind(self.scopes.kind_of(*block));
        let outputs = kind.outputs.iter().map(|output| output.name);
        outputs.chain(kind.fields.iter().map(|field| field.name)).map(Name::as_str).collect()
    }

    fn call(&self, function: Name, arguments: &[Value], span: Span, reports: &mut Reports) -> Option<Value> {
        match (function.as_str(), arguments) {
            ("file", [Value::Text(path)]) => Some(self.file(path, span, reports)),
            _ => super::place_facts(function, arguments, self.scopes.schema),
        }
    }
}

impl View<'_, '_> {
    /// Works a `let` out once; while it is open, asking for it again is a cycle.
    fn work_out(&self, scope: ScopeId, name: Name, expr: &Expr, shape: Option<Shape>, reports: &mut Reports) -> Value {
        let names = &self.scopes.list[scope.0 as usize].names;
        if let Some(binding) = names.borrow_mut().get_mut(&name) {
            binding.meaning = Meaning::Open;
        }
        self.scopes.open.borrow_mut().push(name);
        let mut value = evaluate(expr, &self.scopes.view(scope), reports);
        self.scopes.open.borrow_mut().pop();
        if let Some(shape) = shape {
            value = misfit::fit_or_report(value, &shape, expr, self.scopes, reports).unwrap_or(Value::None);
        }
        if let Some(binding) = names.borrow_mut().get_mut(&name) {
            binding.meaning = Meaning::Value(value.clone());
        }
        value
    }

    fn file(&self, path: &std::sync::Arc<str>, span: Span, reports: &mut Reports) -> Value {
        match self.scopes.files.get(path) {
            Some(Ok(text)) => Value::Text(text.clone()),
            Some(Err(reason)) => {
                reports.push(Code::Unreadable.at(span).with(path).with(reason));
                unknown_truth()
            }
            None => {
                reports.push(Code::Unreadable.at(span).with(path).with("it was not found"));
                unknown_truth()
            }
        }
    }
}
