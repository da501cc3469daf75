//! What only a deployment knows.
//!
//! In: a statement `input name: type from source`. Out: an input; of a kind as its type, a block that is there already. Deliberately
//! absent: what a dry run takes an input for (`taken_over`).

use super::declare::{Declaring, Export};
use super::scope::{Meaning, ScopeId};
use super::{Input, Instance, Source, misfit, unknown_truth};
use crate::report::Code;
use crate::schema::{BlockId, InputId, Shape, Unknown, Value, text_of, word_of};
use crate::source::{Name, Span};
use crate::syntax::{Expr, Form, Statement};
use std::sync::Arc;

impl<'t> Declaring<'t, '_> {
    /// Declares an input; hands back its block, where it has one.
    pub(super) fn input(&mut self, statement: &'t Statement, scope: ScopeId) -> Option<Export> {
        let (word, ty) = self.typed(statement, "input name: type from source")?;
        let Some((shape, optional)) = ty else {
            self.bind(scope, word.name, word.span, Meaning::Value(unknown_truth()));
            return None;
        };
        let id = InputId(self.program.inputs.len() as u32);
        let default = statement.value.as_ref().and_then(|expr| {
            let value = self.program.scopes.evaluate(expr, scope, self.reports);
            misfit::fit_or_report(value, &shape, expr, &self.program.scopes, self.reports)
        });
        let from = statement.from.as_ref().and_then(|from| self.origin(from));
        let mut block = None;
        let given = self.taken_for(word, &shape, optional, scope);
        let mut value = given.clone().unwrap_or_else(|| Value::Unknown(Box::new(Unknown::Input(id))));
        if let Shape::Kind(kind) = shape {
            let id_of_block = BlockId(self.program.scopes.instances.len() as u32);
            let label = word.name.as_str().into();
            let source = Source::Input(id);
            let (span, condition, within, assembly) = (word.span, None, None, None);
            let instance = Instance { kind, label, span, source, scope, existing: true, condition, within, assembly };
            self.program.scopes.instances.push(instance);
            block = Some(id_of_block);
            value = Value::Block(id_of_block);
        }
        if !optional {
            self.program.scopes.given.insert(id);
        }
        let docs = statement.docs.clone();
        self.program.given.extend(given.map(|given| (id, given)));
        let (name, span) = (word.name, word.span);
        self.program.inputs.push(Input { name, span, docs, shape, optional, default, from, block });
        self.bind(scope, word.name, word.span, Meaning::Value(value.clone()));
        block.map(|_| (word.name, value, word.span))
    }

    /// `ssm("…")`, `export("…")`, `terraform("…")`.
    fn origin(&mut self, from: &Expr) -> Option<(Name, Arc<str>, Span)> {
        if let Form::Call(function, arguments) = &from.form
            && let (Some(word), [argument]) = (word_of(function), arguments.as_slice())
            && let ("ssm" | "export" | "terraform", Some(text)) = (word.as_str(), text_of(argument))
        {
            return Some((word, text, from.span));
        }
        self.reports.push(Code::WrongHead.at(from.span).with("from").with("ssm(\"…\"), export(\"…\") or terraform(\"…\")"));
        None
    }
}
