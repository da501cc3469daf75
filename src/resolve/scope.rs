//! Names and what they stand for.
//!
//! In: declarations. Out: values, each `let` worked out when it is first asked for. Deliberately absent: which statements
//! declare what (`declare`).

use super::evaluate::{Names, evaluate, evaluate_named};
use super::fit::Kinds;
use super::modules::is_private;
use super::operate::unknown_truth;
use super::{Instance, misfit};
use crate::report::{Code, Reports};
use crate::schema::{BlockId, InputId, KindId, Schema, Shape, Unknown, Value};
use crate::source::{Name, Span};
use crate::syntax::Expr;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::cell::RefCell;

/// A scope, by its position among all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScopeId(pub u32);

/// What a name stands for.
#[derive(Clone, Debug)]
pub(super) enum Meaning<'t> {
    /// A value.
    Value(Value),
    /// An expression that is worked out when it is first asked for.
    Expr(Box<Pending<'t>>),
    /// An expression being worked out.
    Open,
}

impl<'t> Meaning<'t> {
    /// An expression's; few names have one.
    pub fn expr(pending: Pending<'t>) -> Meaning<'t> {
        Meaning::Expr(Box::new(pending))
    }
}

/// An expression that waits to be worked out.
#[derive(Clone, Debug)]
pub(super) struct Pending<'t> {
    pub expr: Cow<'t, Expr>,
    /// Where, if not in the scope of its name: what is given to a component.
    pub scope: Option<ScopeId>,
    /// What its value must fit.
    pub wanted: Option<Wanted>,
}

/// What the value of a parameter must fit.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub shape: Shape,
    /// Whether it may be absent.
    pub optional: bool,
    /// The parameter.
    pub name: Name,
    /// Where it is declared, if that is elsewhere than the value.
    pub declared: Option<Span>,
}

/// What a module sees beside its own names.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// The modules it uses.
    pub scopes: Vec<ScopeId>,
    /// What stands before the paths of `file(…)`.
    pub folder: std::sync::Arc<str>,
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
    /// Of a module's own scope.
    pub beside: Option<Box<Beside>>,
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
    /// The inputs that may not be absent.
    pub(super) given: FxHashSet<InputId>,
    /// The names being worked out, the outermost first.
    pub(super) open: RefCell<Vec<Name>>,
    /// Names that are declared where nobody looks now; they can be meant as well.
    pub(crate) beyond: &'t [Name],
    pub(super) files: &'t FxHashMap<std::sync::Arc<str>, Result<std::sync::Arc<str>, std::sync::Arc<str>>>,
}

impl<'t> Scopes<'t> {
    /// A new scope inside another.
    pub fn inside(&mut self, parent: Option<ScopeId>) -> ScopeId {
        self.list.push(Scope { parent, beside: None, names: RefCell::default() });
        ScopeId(self.list.len() as u32 - 1)
    }

    /// A new scope for a module.
    pub(super) fn module(&mut self, library: ScopeId, beside: Beside) -> ScopeId {
        let id = self.inside(Some(library));
        self.list[id.0 as usize].beside = Some(Box::new(beside));
        id
    }

    /// The names that a scope itself declares, in the order of their places.
    pub(super) fn own(&self, scope: ScopeId) -> Vec<(Name, Span)> {
        let names = self.list[scope.0 as usize].names.borrow();
        let mut names: Vec<(Name, Span)> = names.iter().map(|(name, binding)| (*name, binding.span)).collect();
        names.sort_by_key(|(_, span)| *span);
        names
    }

    /// The module that a scope lies in: its own scope, and what it sees.
    pub(super) fn module_of(&self, scope: ScopeId) -> Option<(ScopeId, &Beside)> {
        let mut at = Some(scope);
        while let Some(id) = at {
            let scope = &self.list[id.0 as usize];
            if let Some(beside) = &scope.beside {
                return Some((id, beside));
            }
            at = scope.parent;
        }
        None
    }

    /// The scopes where the names of a scope are looked for, in that order; and whether names of another module are.
    fn seen_from(&self, scope: ScopeId) -> impl Iterator<Item = (ScopeId, bool)> {
        let parent = |id: &ScopeId| self.list[id.0 as usize].parent;
        std::iter::successors(Some(scope), parent).flat_map(|id| {
            let beside = self.list[id.0 as usize].beside.iter().flat_map(|beside| &beside.scopes);
            std::iter::once((id, false)).chain(beside.map(|id| (*id, true)))
        })
    }

    /// Gives a name a value in a scope.
    pub fn bind(&mut self, scope: ScopeId, name: Name, span: Span, value: Value) {
        self.set(scope, name, Binding { meaning: Meaning::Value(value), span });
    }

    /// Gives a name an expression in a scope; it is kept, since the statement may be gone when it is asked for.
    pub fn bind_expr(&mut self, scope: ScopeId, name: Name, span: Span, expr: &Expr) {
        let pending = Pending { expr: Cow::Owned(expr.clone()), scope: None, wanted: None };
        self.set(scope, name, Binding { meaning: Meaning::expr(pending), span });
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

    /// The value of what can only be named, in a scope.
    pub fn evaluate_named(&self, expr: &Expr, scope: ScopeId, reports: &mut Reports) -> Value {
        evaluate_named(expr, &self.view(scope), reports)
    }

    /// Works out what a name stands for, for its findings.
    pub(super) fn ask(&self, scope: ScopeId, name: Name, span: Span, reports: &mut Reports) -> Option<Value> {
        self.view(scope).name(name, span, reports)
    }

    /// Every name that can be seen from a scope, for "did you mean".
    pub fn visible(&self, scope: ScopeId) -> Vec<Name> {
        let mut names = self.beyond.to_vec();
        for (scope, is_beside) in self.seen_from(scope) {
            let own = self.list[scope.0 as usize].names.borrow();
            names.extend(own.keys().copied().filter(|name| !is_beside || !is_private(*name)));
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
        for (id, is_beside) in self.scopes.seen_from(self.scope) {
            let meaning =
                self.scopes.list[id.0 as usize].names.borrow().get(&name).map(|binding| (binding.meaning.clone(), binding.span));
            if let Some((_, declared)) = meaning
                && is_beside
                && is_private(name)
            {
                reports.push(Code::PrivateName.at(span).with(name).beside(declared, "declared for its own module only"));
                return Some(unknown_truth());
            }
            match meaning.map(|(meaning, _)| meaning) {
                Some(Meaning::Value(value)) => return Some(value),
                Some(Meaning::Open) => {
                    let open = self.scopes.open.borrow();
                    let circle = open.iter().skip_while(|open| **open != name).chain([&name]);
                    let circle = circle.map(|name| name.as_str()).collect::<Vec<_>>().join(" → ");
                    reports.push(Code::Cycle.at(span).with(name).with(circle));
                    return Some(unknown_truth());
                }
                Some(Meaning::Expr(pending)) => return Some(self.work_out(id, name, *pending, reports)),
                None => {}
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

    fn visible(&self) -> Vec<Name> {
        self.scopes.visible(self.scope)
    }

    fn is_given(&self, input: InputId) -> bool {
        self.scopes.given.contains(&input)
    }

    fn members(&self, of: &Value) -> Vec<&'static str> {
        let Value::Block(block) = of else { return Vec::new() };
        let kind = self.scopes.schema.kind(self.scopes.kind_of(*block));
        let outputs = kind.outputs.iter().map(|output| output.name);
        let mut names: Vec<&str> = Vec::new();
        for name in outputs.chain(kind.fields.iter().map(|field| field.name)).map(Name::as_str) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    fn call(&self, function: Name, arguments: &[Value], span: Span, reports: &mut Reports) -> Option<Value> {
        match (function.as_str(), arguments) {
            ("file", [Value::Text(path)]) => Some(self.file(path, span, reports)),
            _ => super::place_facts(function, arguments, self.scopes.schema),
        }
    }
}

impl<'a, 't> View<'a, 't> {
    /// All scopes.
    pub(super) fn scopes(&self) -> &'a Scopes<'t> {
        self.scopes
    }

    /// Works a `let` out once; while it is open, asking for it again is a cycle.
    fn work_out(&self, scope: ScopeId, name: Name, pending: Pending, reports: &mut Reports) -> Value {
        let Pending { expr, scope: given_in, wanted } = pending;
        let names = &self.scopes.list[scope.0 as usize].names;
        if let Some(binding) = names.borrow_mut().get_mut(&name) {
            binding.meaning = Meaning::Open;
        }
        self.scopes.open.borrow_mut().push(name);
        let mut value = evaluate(&expr, &self.scopes.view(given_in.unwrap_or(scope)), reports);
        self.scopes.open.borrow_mut().pop();
        if let Some(wanted) = wanted.filter(|wanted| !wanted.optional || value != Value::None) {
            value = misfit::fit_wanted(value, &wanted, &expr, &self.scopes.view(given_in.unwrap_or(scope)), reports);
        }
        if let Some(binding) = names.borrow_mut().get_mut(&name) {
            binding.meaning = Meaning::Value(value.clone());
        }
        value
    }

    fn file(&self, path: &std::sync::Arc<str>, span: Span, reports: &mut Reports) -> Value {
        let folder = self.scopes.module_of(self.scope).map_or("", |(_, beside)| &*beside.folder);
        let key: Cow<str> = if folder.is_empty() { (&**path).into() } else { format!("{folder}/{path}").into() };
        match self.scopes.files.get(&*key) {
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
