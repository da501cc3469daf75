//! The modules of a program, and what each can name of the others.
//!
//! In: modules, each with those it uses, which stand before it. Out: scopes with the names that a module declares, and those it
//! sees. A name that begins with `_` is seen in its own module only, and what a module sees of others it does not hand on.
//! Deliberately absent: finding modules, and what their statements mean.

use super::assemble::Component;
use super::declare::Declaring;
use super::placed::Place;
use super::scope::{Beside, ScopeId};
use crate::report::Code;
use crate::schema::{first_word, head_span, word_of};
use crate::source::{Name, Span};
use crate::syntax::{Statement, Statements, Word};
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
        roots
    }

    /// Takes a component in.
    fn component(&mut self, statement: &'t Statement, root: ScopeId) {
        self.tops.push(statement);
        let word = statement.head.get(1).and_then(|head| word_of(head).map(|name| Word { name, span: head.span }));
        let plain = statement.value.is_none() && statement.ty.is_none() && statement.targets.is_none();
        let (Some(Word { name, span }), Some(body), 2, true) = (word, &statement.body, statement.head.len(), plain) else {
            self.reports.push(Code::WrongHead.at(head_span(statement)).with("component").with("component name { … }"));
            return;
        };
        let schema = self.program.scopes.schema;
        if let Some(kind) = schema.kind_named(name) {
            let kind = schema.kind(kind);
            let first = "a kind of the library has this name";
            self.reports.push(Code::DeclaredTwice.at(span).with(name).beside(kind.span, first).fix("choose another name"));
            return;
        }
        if let Some(first) = self.components.iter().find(|known| known.root == root && known.name == name) {
            self.reports.push(Code::DeclaredTwice.at(span).with(name).beside(first.span, "declared here first"));
            return;
        }
        self.components.push(Component { name, span, statement, body, root });
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
