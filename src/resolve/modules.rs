//! The modules of a program, and what each can name of the others.
//!
//! In: modules, each with those it uses, which stand before it. Out: scopes with the names that a module declares, and those it
//! sees. A name that begins with `_` is seen in its own module only, and what a module sees of others it does not hand on.
//! Deliberately absent: finding modules, and what their statements mean.

use super::assemble::Component;
use super::declare::Declaring;
use super::habit;
use super::placed::Place;
use super::scope::{Beside, ScopeId};
use crate::report::Code;
use crate::schema::{first_word, head_span, text_of, word_of};
use crate::source::{Name, Span};
use crate::syntax::{Form, Statement, Statements, Word};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The files of one directory, or one module of the library.
#[derive(Clone, Debug, Default)]
pub struct Module<'t> {
    /// Statements of each of its files.
    pub files: Vec<&'t Statements>,
    /// The modules it uses, by position among all, with the place that says so; they stand before it.
    pub uses: Vec<(usize, Span)>,
    /// What stands before the paths in its `file(…)`, where the texts of files are looked up.
    pub folder: Arc<str>,
}

/// Whether a name is for its own module only.
pub(super) fn is_private(name: Name) -> bool {
    name.starts_with('_')
}

impl<'t> Declaring<'t, '_> {
    /// Declares what all modules hold; hands back the scope of each.
    pub(super) fn modules(&mut self, modules: &[Module<'t>], library: ScopeId) -> Vec<ScopeId> {
        let mut roots = Vec::with_capacity(modules.len());
        for (at, module) in modules.iter().enumerate() {
            self.is_used = at + 1 < modules.len();
            let sees: Vec<(ScopeId, Span)> =
                module.uses.iter().filter_map(|(of, span)| Some((*roots.get(*of)?, *span))).collect();
            let scopes = sees.iter().map(|(scope, _)| *scope).collect();
            let root = self.program.scopes.module(library, Beside { scopes, folder: module.folder.clone() });
            let all: Vec<&'t Statement> = module.files.iter().flat_map(|file| file.iter()).collect();
            for statement in &all {
                match first_word(statement).map(Name::as_str) {
                    Some("component") => self.component(statement, root),
                    Some("use") => self.tops.push(statement),
                    _ => {}
                }
            }
            self.level(&all, root, &Place::default());
            self.compare(root, &sees);
            roots.push(root);
        }
        self.own = roots.last().copied();
        roots
    }

    /// Takes a component in.
    fn component(&mut self, statement: &'t Statement, root: ScopeId) {
        self.tops.push(statement);
        let word = statement.head.get(1).and_then(|head| word_of(head).map(|name| Word { name, span: head.span }));
        let plain = statement.value.is_none() && statement.ty.is_none() && statement.targets.is_none();
        let (Some(Word { name, span }), Some(body), 2, true) = (word, &statement.body, statement.head.len(), plain) else {
            self.misnamed(statement, root);
            return;
        };
        let component = Component { name, span, statement, body, root };
        let schema = self.program.scopes.schema;
        if let Some(kind) = schema.kind_named(name) {
            let kind = schema.kind(kind);
            let first = "a kind of the library has this name";
            self.reports.push(Code::DeclaredTwice.at(span).with(name).beside(kind.span, first).fix("choose another name"));
            self.misnamed.push(component);
            return;
        }
        if let Some(first) = self.components.iter().find(|known| known.root == root && known.name == name) {
            self.reports.push(Code::DeclaredTwice.at(span).with(name).beside(first.span, "declared here first"));
            self.misnamed.push(component);
            return;
        }
        self.components.push(component);
    }

    /// Takes a component in whose head does not fit: by the name it seems to have, so that what uses it means something.
    fn misnamed(&mut self, statement: &'t Statement, root: ScopeId) {
        let head = statement.head.get(1);
        let draft = Code::WrongHead.at(head_span(statement)).with("component").with("component name { … }");
        let called = head.and_then(|head| match &head.form {
            Form::Call(name, _) => word_of(name),
            _ => word_of(head),
        });
        self.reports.push(match (habit::quoted(statement, 1, "component name { … }"), called) {
            (Some(meant), _) => draft.fix(meant),
            (None, Some(name)) => draft.fix(format_args!("write `component {name} {{ param … }}`: parameters stand in the body")),
            (None, None) => draft,
        });
        let Some(body) = &statement.body else { return };
        let named = called.or_else(|| head.and_then(text_of).map(|text| Name::of(&text)));
        let component = |name| Component { name, span: head_span(statement), statement, body, root };
        let is_free = |name: &Name| {
            let is_known = self.components.iter().any(|known| known.root == root && known.name == *name);
            !is_known && self.program.scopes.schema.kind_named(*name).is_none()
        };
        match named.filter(is_free) {
            Some(name) => self.components.push(component(name)),
            None => self.misnamed.push(component(Name::of("component"))),
        }
    }

    /// Two things that a module can name have two names.
    fn compare(&mut self, root: ScopeId, sees: &[(ScopeId, Span)]) {
        if sees.is_empty() {
            return;
        }
        let mut seen: FxHashMap<Name, Span> = self.program.scopes.own(root).into_iter().collect();
        let mut components: FxHashMap<Name, Span> = self.components_of(root).into_iter().collect();
        for (scope, place) in sees {
            let public = |names: Vec<(Name, Span)>| names.into_iter().filter(|(name, _)| !is_private(*name)).collect::<Vec<_>>();
            let names = public(self.program.scopes.own(*scope));
            let more = public(self.components_of(*scope));
            for (known, names) in [(&mut seen, names), (&mut components, more)] {
                for (name, span) in names {
                    let first = *known.entry(name).or_insert(span);
                    if first != span {
                        let draft = Code::DeclaredTwice.at(first).with(name).labelled("declared here");
                        self.reports.push(draft.beside(span, "and here").beside(*place, "in a module that is used here"));
                    }
                }
            }
        }
    }

    fn components_of(&self, root: ScopeId) -> Vec<(Name, Span)> {
        self.components.iter().filter(|known| known.root == root).map(|known| (known.name, known.span)).collect()
    }
}
