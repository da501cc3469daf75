//! Uses of components: what each makes.
//!
//! In: a component and a statement that uses it. Out: the blocks that the component's statements declare, each named after the
//! use, and a name for what the component hands out. All else that it declares is its own. What is given to a parameter is
//! worked out where it is written. No component holds itself, so that this ends. Deliberately absent: what blocks hold.

use super::declare::{Declaring, Export};
use super::modules::is_private;
use super::placed::{Place, each_statement};
use super::scope::{Binding, Meaning, Pending, ScopeId, Wanted};
use super::unknown_truth;
use crate::report::{Code, Label, nearest};
use crate::schema::{Assembly, Value, first_word, head_span, word_of};
use crate::source::{Name, Span};
use crate::syntax::{Form, Statement, Statements, Word};
use std::borrow::Cow;
use std::sync::Arc;

/// Components hold components no deeper than this.
const DEEPEST: usize = 32;
/// A program uses components no more often than this; it stands against a few lines that would make millions of blocks.
const MOST: u32 = 20_000;

/// A component as declared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Component<'t> {
    pub name: Name,
    pub span: Span,
    pub statement: &'t Statement,
    pub body: &'t Statements,
    /// The scope of its module.
    pub root: ScopeId,
}

/// A parameter of a component.
pub(super) struct Param<'t> {
    pub word: Word,
    pub statement: &'t Statement,
    /// Its type; absent where that cannot be read.
    pub wanted: Option<Wanted>,
}

impl<'t> Declaring<'t, '_> {
    /// The component that a name means in a scope: one of its module, or of those it uses.
    pub(super) fn component_named(&self, name: Name, scope: ScopeId) -> Option<Component<'t>> {
        let (root, beside) = self.program.scopes.module_of(scope)?;
        let of = |root: ScopeId| self.components.iter().find(|known| known.root == root && known.name == name).copied();
        of(root).or_else(|| beside.scopes.iter().filter(|_| !is_private(name)).find_map(|root| of(*root)))
    }

    /// The component that a statement uses.
    pub(super) fn used_by(&self, statement: &Statement, scope: ScopeId) -> Option<Component<'t>> {
        let word = first_word(statement).filter(|_| !self.components.is_empty())?;
        let is_value = statement.value.is_some() || statement.ty.is_some();
        self.component_named(word, scope).filter(|_| !is_value)
    }

    /// Makes what a component makes; hands back the name for what it hands out.
    pub(super) fn assemble(
        &mut self,
        component: Component<'t>,
        statement: &'t Statement,
        scope: ScopeId,
        place: &Place,
    ) -> Option<Export> {
        let Component { name, .. } = component;
        let word = statement.head.get(1).and_then(|head| word_of(head).map(|name| Word { name, span: head.span }));
        let plain = statement.targets.is_none() && statement.otherwise.is_none() && statement.head.len() == 2;
        let Some(word) = word.filter(|_| plain) else {
            let form = format!("{name} name {{ … }}");
            self.reports.push(Code::WrongHead.at(head_span(statement)).with(name).with(form));
            return None;
        };
        let assembly = Arc::new(Assembly {
            label: place.label(&word.name),
            component: name,
            span: word.span,
            statement: statement.span,
            body: component.statement.span,
            number: self.assemblies + 1,
            outer: place.assembly.clone(),
        });
        let entries = if self.may_go_on(&component, &assembly, statement) {
            self.open.push(component);
            let entries = self.contents(component, statement, scope, place, &assembly);
            self.open.pop();
            Value::Map(entries.into())
        } else {
            unknown_truth()
        };
        self.bind(scope, word.name, word.span, Meaning::Value(entries.clone()));
        Some((word.name, entries, word.span))
    }

    /// Whether a use of a component ends.
    fn may_go_on(&mut self, component: &Component<'t>, assembly: &Assembly, statement: &Statement) -> bool {
        self.assemblies += 1;
        self.used.insert(component.span);
        let span = head_span(statement);
        if let Some(from) = self.open.iter().position(|open| open.span == component.span) {
            let names = self.open[from..].iter().chain([component]).map(|open| open.name.as_str());
            let circle = names.collect::<Vec<_>>().join(" → ");
            let draft = Code::ComponentCycle.at(span).with(component.name).with(circle);
            self.reports.push(draft.beside(component.span, "declared here"));
            return false;
        }
        if self.open.len() >= DEEPEST || self.assemblies == MOST {
            let (what, most) = if self.assemblies == MOST {
                ("uses of components", MOST as usize)
            } else {
                ("components within each other", DEEPEST)
            };
            let draft = Code::TooManyUses.at(span).with(most).with(what);
            self.reports.push(draft.beside(assembly.chain().last().map_or(span, |outer| outer.span), "begun here"));
        }
        self.open.len() < DEEPEST && self.assemblies < MOST
    }

    fn contents(
        &mut self,
        component: Component<'t>,
        statement: &'t Statement,
        scope: ScopeId,
        place: &Place,
        assembly: &Arc<Assembly>,
    ) -> Vec<(Arc<str>, Value)> {
        let inner = self.program.scopes.inside(Some(component.root));
        self.give(component, statement, scope, inner, assembly);
        let before = self.reports.count();
        let place = Place { key: String::new(), condition: place.condition.clone(), assembly: Some(assembly.clone()) };
        let entries = self.fill(component, inner, &place);
        self.led_by(before, assembly);
        entries
    }

    /// Declares what stands in a component; hands back what it hands out.
    pub(super) fn fill(&mut self, component: Component<'t>, inner: ScopeId, place: &Place) -> Vec<(Arc<str>, Value)> {
        let is = |statement: &Statement, word: &str| first_word(statement).is_some_and(|first| first == word);
        let made: Vec<&'t Statement> =
            component.body.iter().filter(|inner| !is(inner, "param") && !is(inner, "output")).collect();
        self.level(&made, inner, place);
        let mut entries: Vec<(Arc<str>, Value)> = Vec::new();
        for output in component.body.iter().filter(|inner| is(inner, "output")) {
            let Some((word, value)) = self.named_value(output, "output name = value") else { continue };
            let value = self.program.scopes.evaluate_named(value, inner, self.reports);
            match entries.iter().any(|(known, _)| **known == *word.name.as_str()) {
                true => self.reports.push(Code::DeclaredTwice.at(word.span).with(word.name)),
                false => entries.push((word.name.as_str().into(), value)),
            }
        }
        entries
    }

    /// Says of findings which use of a component led to them; of those that stand in the use itself, nobody asks.
    pub(super) fn led_by(&mut self, before: usize, assembly: &Assembly) {
        led_by(self.reports.since(before), assembly);
    }

    /// The parameters of a component.
    pub(super) fn params(&mut self, component: Component<'t>) -> Vec<Param<'t>> {
        let mut params: Vec<Param<'t>> = Vec::new();
        // In the head they are out of place, and are meant all the same.
        if let Some(Form::Call(_, arguments)) = component.statement.head.get(1).map(|head| &head.form) {
            let words = arguments.iter().filter_map(|argument| word_of(argument).map(|name| Word { name, span: argument.span }));
            params.extend(words.map(|word| Param { word, statement: component.statement, wanted: None }));
        }
        for statement in component.body.iter().filter(|inner| first_word(inner).is_some_and(|word| word == "param")) {
            let Some((word, ty)) = self.typed(statement, "param name: type = default") else { continue };
            if let Some(first) = params.iter().find(|param| param.word.name == word.name) {
                let draft = Code::DeclaredTwice.at(word.span).with(word.name);
                self.reports.push(draft.beside(first.word.span, "declared here first"));
                continue;
            }
            let wanted = ty.map(|(shape, optional)| Wanted { shape, optional, name: word.name, declared: None });
            params.push(Param { word, statement, wanted });
        }
        params
    }

    /// Gives the parameters of a component what its use says, or their defaults.
    fn give(
        &mut self,
        component: Component<'t>,
        statement: &'t Statement,
        scope: ScopeId,
        inner: ScopeId,
        assembly: &Arc<Assembly>,
    ) {
        let params = self.params(component);
        let given = self.given(component, &params, statement, scope);
        for Param { word, statement: declared, wanted } in params {
            let meaning = match (given.iter().find(|(name, ..)| *name == word.name), &declared.value, wanted) {
                (Some((_, expr, scope)), _, wanted) => {
                    let wanted = wanted.map(|wanted| Wanted { declared: Some(word.span), ..wanted });
                    Meaning::expr(Pending { expr: Cow::Borrowed(*expr), scope: Some(*scope), wanted })
                }
                (None, Some(default), wanted) => Meaning::expr(Pending { expr: Cow::Borrowed(default), scope: None, wanted }),
                (None, None, None) => Meaning::Value(unknown_truth()),
                (None, None, Some(wanted)) if wanted.optional => Meaning::Value(Value::None),
                (None, None, Some(wanted)) => {
                    let wants = super::described(&wanted.shape, self.program.scopes.schema);
                    let draft = Code::MissingArgument.at(head_span(statement)).with(&assembly.label).with(word.name);
                    let draft = draft.with(component.name).beside(word.span, "declared here, without a default");
                    self.reports.push(draft.fix(format_args!("add `{} = …`: {wants}", word.name)));
                    Meaning::Value(unknown_truth())
                }
            };
            self.program.scopes.set(inner, word.name, Binding { meaning, span: word.span });
            self.asked.push((inner, word, assembly.clone()));
        }
    }

    /// What the body of a use gives to parameters, each with the scope it is worked out in.
    fn given(
        &mut self,
        component: Component<'t>,
        params: &[Param<'t>],
        statement: &'t Statement,
        scope: ScopeId,
    ) -> Vec<(Name, &'t crate::syntax::Expr, ScopeId)> {
        let own = self.program.scopes.inside(Some(scope));
        let body = statement.body.as_deref().unwrap_or_default();
        let mut given: Vec<(Name, &'t crate::syntax::Expr, ScopeId)> = Vec::new();
        let mut places: Vec<(Name, Span)> = Vec::new();
        for line in each_statement(body, own, &mut self.program.scopes, self.reports) {
            let span = head_span(line.statement);
            let word = first_word(line.statement);
            let (Some(name), Some(value), 1) = (word, &line.statement.value, line.statement.head.len()) else {
                if word.is_some_and(|word| word == "allow") {
                    self.allow(line.statement, statement);
                    continue;
                }
                let is_param = |word: &Name| params.iter().any(|param| param.word.name == *word);
                if let (Some(name), [head, value]) = (word.filter(is_param), line.statement.head.as_slice()) {
                    self.reports.push(Code::FieldWithoutSign.at(head.span).with(name).with("…"));
                    places.push((name, span));
                    given.push((name, value, line.scope));
                    continue;
                }
                let word = word.map_or("this", Name::as_str);
                let draft = Code::MisplacedStatement.at(span).with(word).with(component.name);
                self.reports.push(draft.fix("write `name = value`"));
                continue;
            };
            if line.condition.is_some() {
                self.reports.push(Code::UnknownYet.at(span).with("whether a parameter is given").with(name));
            }
            if let Some((_, first)) = places.iter().find(|(known, _)| *known == name) {
                self.reports.push(Code::FieldTwice.at(span).with(name).beside(*first, "given here first"));
            } else if params.iter().any(|param| param.word.name == name) {
                places.push((name, span));
                given.push((name, value, line.scope));
            } else {
                let known: Vec<&str> = params.iter().map(|param| param.word.name.as_str()).collect();
                let draft = Code::UnknownArgument.at(span).with(component.name).with(name).with(listed(&known));
                let near = nearest(&name, known.iter().copied());
                let draft = draft.beside(component.span, "declared here").nearest(near);
                let is_none = known.is_empty();
                self.reports.push(if is_none {
                    draft.fix(format_args!("leave it out, or declare `param {name}: type`"))
                } else {
                    draft
                });
            }
        }
        given
    }

    /// `allow CODE "reason" until DATE` in a use of a component: for all that it makes.
    fn allow(&mut self, line: &'t Statement, statement: &Statement) {
        self.program.allows.push((line, statement.span));
    }

    /// Works out what parameters were given and nobody asked for, so that what is wrong with them is said.
    pub(super) fn ask_all(&mut self) {
        for (scope, word, assembly) in std::mem::take(&mut self.asked) {
            let before = self.reports.count();
            let _ = self.program.scopes.ask(scope, word.name, word.span, self.reports);
            self.led_by(before, &assembly);
        }
    }
}

fn listed(names: &[&str]) -> String {
    if names.is_empty() { "no parameters".to_owned() } else { names.join(", ") }
}

/// Says of findings which use of a component led to them; what stands in the use itself needs no such word.
pub(crate) fn led_by(reports: &mut [crate::report::Report], assembly: &Assembly) {
    let ways: Vec<Label> = assembly.ways().collect();
    for report in reports {
        let Some(place) = report.primary.as_ref().map(|label| label.span) else { continue };
        let holder = assembly.chain().position(|outer| outer.statement.holds(place));
        ways.iter().skip(holder.map_or(0, |at| at + 1)).for_each(|way| report.led_by(way));
    }
}
