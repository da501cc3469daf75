//! What a program declares.
//!
//! In: statements of all files of a module. Out: a `Program`. Names of one level are bound before any loop of that level is
//! gone through, so that order does not matter. Deliberately absent: what stands in the blocks' bodies.

use super::evaluate::{Decision, decide, turns};
use super::fit::fit;
use super::misfit;
use super::named::named_parts;
use super::placed::{Place, loop_of};
use super::scope::{Binding, Meaning, ScopeId, Scopes};
use super::{FileTexts, Input, Instance, Output, Program, Source};
use crate::report::{Code, Reports, nearest};
use crate::schema::{
    self, BlockId, Condition, InputId, KindId, Schema, Shape, Unknown, Value, first_word, head_span, text_of, word_of,
};
use crate::source::{Name, Span};
use crate::syntax::{Expr, Form, Statement, Statements, Word};
use std::sync::Arc;

/// Values chosen for parameters: an expression, or text as the command line has it.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// Name, text, and the expression it reads as, if it does.
    pub values: Vec<(Name, Arc<str>, Option<Expr>)>,
}

/// Finds out what a program declares.
pub fn resolve<'t>(
    modules: &[&'t Statements],
    schema: &'t Schema,
    choices: &Choices,
    files: &'t FileTexts,
    reports: &mut Reports,
) -> Program<'t> {
    let mut scopes = Scopes {
        schema,
        list: Vec::new(),
        instances: Vec::new(),
        parts: Default::default(),
        open: Default::default(),
        beyond: &[],
        files,
    };
    let library = scopes.inside(None);
    let root = scopes.inside(Some(library));
    let docs = modules.iter().find_map(|module| module.first()).and_then(|first| first.docs.clone());
    let program = Program { scopes, root, inputs: vec![], outputs: vec![], quotas: vec![], rules: vec![], tests: vec![], docs };
    let mut declaring = Declaring { program, choices, reports };
    declaring.level(&schema.managed().iter().collect::<Vec<_>>(), library, &Place::default());
    let all: Vec<&'t Statement> = modules.iter().flat_map(|module| module.iter()).collect();
    declaring.level(&all, root, &Place::default());
    declaring.unknown_choices(root);
    declaring.program
}

/// What the turns of a loop named: the name, a value for each key, and where the first stands.
type Gathered = (Name, Vec<(Arc<str>, Value)>, Span);

type Exports = Vec<(Name, Value, Span)>;

struct Declaring<'t, 'r> {
    program: Program<'t>,
    choices: &'r Choices,
    reports: &'r mut Reports,
}

impl<'t> Declaring<'t, '_> {
    /// Declares the statements of one level; hands back the blocks it named.
    fn level(&mut self, statements: &[&'t Statement], scope: ScopeId, place: &Place) -> Exports {
        let mut exports = Exports::new();
        for &statement in statements {
            if !matches!(first_word(statement).map(Name::as_str), Some("for" | "if")) || statement.body.is_none() {
                exports.extend(self.declare(statement, scope, place));
            }
        }
        for &statement in statements {
            match first_word(statement).map(Name::as_str) {
                Some("for") if statement.body.is_some() => exports.extend(self.repeat(statement, scope, place)),
                Some("if") if statement.body.is_some() => exports.extend(self.decide(statement, scope, place)),
                _ => {}
            }
        }
        exports
    }

    /// Gives a name a meaning, once.
    fn bind(&mut self, scope: ScopeId, name: Name, span: Span, meaning: Meaning<'t>) {
        match self.program.scopes.declared(scope, name) {
            Some(first) => {
                self.reports.push(Code::DeclaredTwice.at(span).with(name).beside(first, "declared here first"));
            }
            None => self.program.scopes.set(scope, name, Binding { meaning, span }),
        }
    }

    fn repeat(&mut self, statement: &'t Statement, scope: ScopeId, place: &Place) -> Exports {
        let Some((names, list)) = loop_of(statement) else {
            self.reports.push(Code::WrongHead.at(head_span(statement)).with("for").with("for name in list { … }"));
            return Exports::new();
        };
        let value = self.program.scopes.evaluate(list, scope, self.reports);
        let body: Vec<&'t Statement> = statement.body.iter().flatten().collect();
        let mut gathered: Vec<Gathered> = Vec::new();
        for turn in turns(&value, list.span, self.reports) {
            let inner = self.program.scopes.inside(Some(scope));
            let key = turn.key.clone();
            for (name, value) in turn.bind(&names) {
                self.program.scopes.bind(inner, name, statement.span, value);
            }
            let inner_place = Place { key: format!("{}[{key}]", place.key), condition: place.condition.clone() };
            for (name, value, span) in self.level(&body, inner, &inner_place) {
                match gathered.iter_mut().find(|(known, ..)| *known == name) {
                    Some((_, entries, _)) => entries.push((key.clone(), value)),
                    None => gathered.push((name, vec![(key.clone(), value)], span)),
                }
            }
        }
        let mut exports = Exports::new();
        for (name, entries, span) in gathered {
            let value = Value::Map(entries);
            self.bind(scope, name, span, Meaning::Value(value.clone()));
            exports.push((name, value, span));
        }
        exports
    }

    fn decide(&mut self, statement: &'t Statement, scope: ScopeId, place: &Place) -> Exports {
        let Some(condition) = statement.head.get(1) else {
            self.reports.push(Code::WrongHead.at(head_span(statement)).with("if").with("if condition { … }"));
            return Exports::new();
        };
        let yes: Vec<&'t Statement> = statement.body.iter().flatten().collect();
        let no: Vec<&'t Statement> = statement.otherwise.iter().flatten().collect();
        let decision = decide(condition, &self.program.scopes.view(scope), self.reports);
        match decision {
            Decision::Known(true) => self.level(&yes, scope, place),
            Decision::Known(false) => self.level(&no, scope, place),
            Decision::Later(condition) => {
                let mut exports = self.level(&yes, scope, &place.under(condition.clone()));
                exports.extend(self.level(&no, scope, &place.under(Condition::Not(Box::new(condition)))));
                exports
            }
        }
    }

    /// Declares one statement; hands back the block it named, if it did.
    fn declare(&mut self, statement: &'t Statement, scope: ScopeId, place: &Place) -> Option<(Name, Value, Span)> {
        let Some(word) = first_word(statement) else {
            self.reports.push(Code::MisplacedStatement.at(head_span(statement)).with("this").with("a module"));
            return None;
        };
        match word.as_str() {
            "param" => self.param(statement, scope),
            "input" => return self.input(statement, scope),
            "let" => {
                if let Some((name, value)) = self.named_value(statement, "let name = value") {
                    self.bind(scope, name.name, name.span, Meaning::Expr(value, None));
                }
            }
            "output" => {
                if let Some((name, value)) = self.named_value(statement, "output name = value") {
                    let docs = statement.docs.as_ref();
                    self.program.outputs.push(Output { name: name.name, span: name.span, docs, value, scope });
                }
            }
            "quota" => self.quota(statement, scope),
            "rule" => self.rule(statement),
            "test" => self.program.tests.push((statement, scope)),
            "use" | "component" => {
                self.reports.push(Code::NotYet.at(head_span(statement)).with(word));
            }
            "existing" => return self.block(statement, 1, scope, place),
            _ => return self.block(statement, 0, scope, place),
        }
        None
    }

    fn named_value(&mut self, statement: &'t Statement, form: &str) -> Option<(Word, &'t Expr)> {
        let word = statement.head.get(1).and_then(|head| word_of(head).map(|name| Word { name, span: head.span }));
        match (word, &statement.value, statement.head.len()) {
            (Some(word), Some(value), 2) => Some((word, value)),
            _ => {
                let first = first_word(statement).map_or("", Name::as_str);
                self.reports.push(Code::WrongHead.at(statement.span).with(first).with(form));
                None
            }
        }
    }

    /// The name and type of a `param` or `input`.
    fn typed(&mut self, statement: &'t Statement, form: &str) -> Option<(Word, Shape, bool)> {
        let word = statement.head.get(1).and_then(|head| word_of(head).map(|name| Word { name, span: head.span }));
        match (word, &statement.ty, statement.head.len()) {
            (Some(word), Some(ty), 2) => {
                let (shape, optional) = schema::shape_of(ty, self.program.scopes.schema, self.reports);
                if let Shape::Exactly(Value::Word(unknown)) = &shape {
                    let schema = self.program.scopes.schema;
                    let known = schema.kinds().map(|(_, kind)| kind.name).chain(schema.choices().map(|choice| choice.name));
                    let known: Vec<&str> =
                        known.map(Name::as_str).chain(["text", "int", "bool", "duration", "domain_name"]).collect();
                    self.reports.push(Code::UnknownType.at(ty.span).with(unknown).nearest(nearest(unknown, known)));
                }
                Some((word, shape, optional))
            }
            _ => {
                let first = first_word(statement).map_or("", Name::as_str);
                self.reports.push(Code::WrongHead.at(statement.span).with(first).with(form));
                None
            }
        }
    }

    fn param(&mut self, statement: &'t Statement, scope: ScopeId) {
        let Some((word, shape, optional)) = self.typed(statement, "param name: type = default") else {
            return;
        };
        let chosen = self.choices.values.iter().rev().find(|(name, ..)| *name == word.name);
        let meaning = match (chosen, &statement.value) {
            (Some((_, text, expr)), _) => Meaning::Value(self.chosen(word, &shape, text, expr.as_ref(), scope)),
            (None, Some(default)) => Meaning::Expr(default, Some(shape)),
            (None, None) if optional => Meaning::Value(Value::None),
            (None, None) => {
                self.reports.push(Code::UnsetParam.at(word.span).with(word.name));
                Meaning::Value(Value::None)
            }
        };
        self.bind(scope, word.name, word.span, meaning);
    }

    /// The value of a parameter from the command line: what it reads as, or, where a text is wanted, the text itself.
    fn chosen(&mut self, word: Word, shape: &Shape, text: &Arc<str>, expr: Option<&Expr>, scope: ScopeId) -> Value {
        let scopes = &self.program.scopes;
        let read = expr.map(|expr| scopes.evaluate(expr, scope, &mut Reports::default()));
        let fitted = read.and_then(|value| fit(value, shape, scopes.schema, scopes).ok());
        fitted.or_else(|| fit(Value::Text(text.clone()), shape, scopes.schema, scopes).ok()).unwrap_or_else(|| {
            let wants = misfit::described(shape, scopes.schema);
            self.reports.push(Code::BadParam.at(word.span).with(word.name).with(text).with(wants));
            Value::None
        })
    }

    fn unknown_choices(&mut self, scope: ScopeId) {
        for (name, ..) in &self.choices.values {
            if self.program.scopes.declared(scope, *name).is_none() {
                let known = self.program.scopes.visible(scope);
                let near = nearest(name, known.iter().map(|name| name.as_str()));
                self.reports.push(Code::UnknownParam.nowhere().with(name).nearest(near));
            }
        }
    }

    fn input(&mut self, statement: &'t Statement, scope: ScopeId) -> Option<(Name, Value, Span)> {
        let (word, shape, optional) = self.typed(statement, "input name: type from source")?;
        let id = InputId(self.program.inputs.len() as u32);
        let default = statement.value.as_ref().and_then(|expr| {
            let value = self.program.scopes.evaluate(expr, scope, self.reports);
            misfit::fit_or_report(value, &shape, expr, &self.program.scopes, self.reports)
        });
        let from = statement.from.as_ref().and_then(|from| self.origin(from));
        let mut block = None;
        let mut value = Value::Unknown(Box::new(Unknown::Input(id)));
        if let Shape::Kind(kind) = shape {
            let id_of_block = BlockId(self.program.scopes.instances.len() as u32);
            let label = word.name.as_str().into();
            let source = Source::Input(id);
            let instance =
                Instance { kind, label, span: word.span, source, scope, existing: true, condition: None, within: None };
            self.program.scopes.instances.push(instance);
            block = Some(id_of_block);
            value = Value::Block(id_of_block);
        }
        let docs = statement.docs.clone();
        self.program.inputs.push(Input { name: word.name, span: word.span, docs, shape, optional, default, from, block });
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

    fn quota(&mut self, statement: &'t Statement, scope: ScopeId) {
        let Some((word, value)) = self.named_value(statement, "quota name = number") else {
            return;
        };
        let value_span = value.span;
        let value = self.program.scopes.evaluate(value, scope, self.reports);
        let schema = self.program.scopes.schema;
        if schema.fact(word.name).is_none_or(|fact| fact.sort != "quota") {
            let known = schema.facts().filter(|fact| fact.sort == "quota").map(|fact| fact.name.as_str());
            self.reports.push(Code::UnknownQuota.at(word.span).with(word.name).nearest(nearest(&word.name, known)));
        }
        self.program.quotas.push((word.name, value, value_span));
    }

    /// `rule ORG-001 public_has_waf for distribution { … }`
    fn rule(&mut self, statement: &'t Statement) {
        let kind = statement.head.get(4).and_then(word_of).and_then(|name| self.program.scopes.schema.kind_named(name));
        let Some(kind) = kind else {
            self.reports.push(Code::WrongHead.at(head_span(statement)).with("rule").with("rule CODE name for kind { … }"));
            return;
        };
        if let Some(rule) = schema::rule(statement, self.reports) {
            self.program.rules.push((kind, rule));
        }
    }

    fn block(&mut self, statement: &'t Statement, at: usize, scope: ScopeId, place: &Place) -> Option<(Name, Value, Span)> {
        let head = statement.head.get(at);
        let Some(word) = head.and_then(word_of) else {
            self.reports.push(Code::MisplacedStatement.at(head_span(statement)).with("this").with("a module"));
            return None;
        };
        let schema = self.program.scopes.schema;
        let kind = schema.kind_named(word).filter(|kind| schema.kind(*kind).stands_alone());
        let Some(kind) = kind else {
            self.unknown_kind(statement, word, head.map_or(statement.span, |head| head.span));
            return None;
        };
        self.instance(statement, kind, at, scope, place)
    }

    fn unknown_kind(&mut self, statement: &Statement, word: Name, span: Span) {
        if statement.value.is_some() && statement.head.len() == 1 {
            self.reports.push(Code::MisplacedStatement.at(span).with(word).with("a module").fix(format_args!("let {word} = …")));
            return;
        }
        let schema = self.program.scopes.schema;
        const STATEMENTS: [&str; 12] =
            ["param", "input", "let", "output", "for", "if", "component", "use", "test", "rule", "quota", "existing"];
        let known = schema.kinds().filter(|(_, kind)| kind.stands_alone()).map(|(_, kind)| kind.name.as_str()).chain(STATEMENTS);
        self.reports.push(Code::UnknownKind.at(span).with(word).nearest(nearest(&word, known)));
    }

    fn instance(
        &mut self,
        statement: &'t Statement,
        kind: KindId,
        at: usize,
        scope: ScopeId,
        place: &Place,
    ) -> Option<(Name, Value, Span)> {
        let labelled = self.program.scopes.schema.kind(kind).is_labelled;
        let raw = self.program.scopes.schema.kind(kind).is_raw();
        let label_at = if raw { at + 2 } else { at + 1 };
        let label = statement.head.get(label_at).and_then(|head| word_of(head).map(|name| Word { name, span: head.span }));
        let word = match label {
            Some(word) if labelled => Some(word),
            None if labelled => {
                let kind = self.program.scopes.schema.kind(kind).name;
                self.reports.push(Code::WrongHead.at(head_span(statement)).with(kind).with(format_args!("{kind} name {{ … }}")));
                return None;
            }
            _ => None,
        };
        let id = BlockId(self.program.scopes.instances.len() as u32);
        let name = word.map_or("", |word| word.name.as_str());
        self.program.scopes.instances.push(Instance {
            kind,
            label: format!("{name}{}", place.key).into(),
            span: word.map_or_else(|| head_span(statement), |word| word.span),
            source: Source::Statement(statement),
            scope,
            existing: at == 1,
            condition: place.condition.clone(),
            within: None,
        });
        named_parts(&mut self.program.scopes, statement, id, self.reports);
        let word = word?;
        self.bind(scope, word.name, word.span, Meaning::Value(Value::Block(id)));
        Some((word.name, Value::Block(id), word.span))
    }
}
