//! What a program declares.
//!
//! In: statements of all files of a module. Out: a `Program`. Names of one level are bound before any loop of that level is
//! gone through, so that order does not matter. Deliberately absent: what stands in the blocks' bodies.

use super::assemble::Component;
use super::evaluate::{Decision, decide, turns};
use super::named::named_parts;
use super::order::ordered;
use super::placed::{Place, loop_of};
use super::scope::{Binding, Meaning, Pending, ScopeId, Scopes};
use super::{Choices, FileTexts, Instance, Module, Output, Program, Source};
use super::{habit, misfit, remedy};
use crate::report::{Code, Reports, nearest};
use crate::schema::{self, Assembly, BlockId, Condition, KindId, Schema, Value, first_word, head_span, word_of};
use crate::source::{Name, Span};
use crate::syntax::{Statement, Word};
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::sync::Arc;

/// What becomes of components that nobody uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unused {
    /// They are named, with nothing declared of them.
    Left,
    /// Each is used once, for what is wrong in it.
    Tried,
}

/// Finds out what a program declares.
///
/// In `modules` each stands behind those it uses; the last is the program itself.
pub fn resolve<'t>(
    modules: &[Module<'t>],
    schema: &'t Schema,
    choices: &Choices,
    files: &'t FileTexts,
    unused: Unused,
    reports: &mut Reports,
) -> Program<'t> {
    let mut scopes = Scopes {
        schema,
        list: Vec::new(),
        instances: Vec::new(),
        parts: Default::default(),
        given: Default::default(),
        open: Default::default(),
        beyond: &[],
        files,
    };
    let library = scopes.inside(None);
    let files = modules.last().into_iter().flat_map(|own| &own.files);
    let docs = files.filter_map(|file| file.first()).next().and_then(|first| first.docs.clone());
    let program = Program {
        scopes,
        root: library,
        inputs: vec![],
        given: Default::default(),
        outputs: vec![],
        quotas: vec![],
        rules: vec![],
        allows: vec![],
        tests: vec![],
        unused: vec![],
        docs,
    };
    let mut declaring = Declaring {
        program,
        choices,
        reports,
        is_used: false,
        components: vec![],
        misnamed: vec![],
        used: Default::default(),
        own: None,
        tops: vec![],
        open: vec![],
        assemblies: 0,
        asked: vec![],
    };
    declaring.level(&schema.managed().iter().collect::<Vec<_>>(), library, &Place::default());
    let roots = declaring.modules(modules, library);
    declaring.program.root = roots.last().copied().unwrap_or(library);
    let left = declaring.unused();
    declaring.program.unused = left.iter().map(|component| component.statement.span).collect();
    if unused == Unused::Tried {
        left.into_iter().for_each(|component| declaring.try_out(component));
    }
    declaring.ask_all();
    declaring.unknown_choices(&roots);
    declaring.program
}

/// What the turns of a loop named: the name, a value for each key, and where the first stands.
type Gathered = (Name, Vec<(Arc<str>, Value)>, Span);

/// A name that a statement gave, and what it stands for.
pub(super) type Export = (Name, Value, Span);

type Exports = Vec<Export>;

pub(super) struct Declaring<'t, 'r> {
    pub program: Program<'t>,
    pub choices: &'r Choices,
    pub reports: &'r mut Reports,
    /// Whether the module is used by others: its outputs and tests are its own matter.
    pub is_used: bool,
    pub components: Vec<Component<'t>>,
    /// Components that no statement can use: their names are not theirs.
    pub misnamed: Vec<Component<'t>>,
    /// Those that were used, by where their names stand.
    pub used: FxHashSet<Span>,
    /// The scope of the program's own module.
    pub own: Option<ScopeId>,
    /// Statements that stand where only they may: `use` and `component`.
    pub tops: Vec<&'t Statement>,
    /// The components being gone through, the outermost first.
    pub open: Vec<Component<'t>>,
    /// How many uses of components there were so far.
    pub assemblies: u32,
    /// Parameters of components, to be worked out in the end.
    pub asked: Vec<(ScopeId, Word, Arc<Assembly>)>,
}

impl<'t> Declaring<'t, '_> {
    /// Declares the statements of one level; hands back the blocks it named.
    pub(super) fn level(&mut self, statements: &[&'t Statement], scope: ScopeId, place: &Place) -> Exports {
        let mut exports = Exports::new();
        let is_late = |statement: &Statement| match first_word(statement).map(Name::as_str) {
            Some("for" | "if") if statement.body.is_some() => true,
            _ => self.used_by(statement, scope).is_some(),
        };
        let late = ordered(statements, is_late);
        let plain: Vec<&'t Statement> = statements.iter().copied().filter(|statement| !is_late(statement)).collect();
        for statement in plain {
            exports.extend(self.declare(statement, scope, place));
        }
        for statement in late {
            match (first_word(statement).map(Name::as_str), self.used_by(statement, scope)) {
                (_, Some(component)) => exports.extend(self.assemble(component, statement, scope, place)),
                (Some("for"), None) => exports.extend(self.repeat(statement, scope, place)),
                (_, None) => exports.extend(self.decide(statement, scope, place)),
            }
        }
        exports
    }

    /// Gives a name a meaning, once.
    pub(super) fn bind(&mut self, scope: ScopeId, name: Name, span: Span, meaning: Meaning<'t>) {
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
            let inner_place = Place { key: format!("{}[{key}]", place.key), ..place.clone() };
            for (name, value, span) in self.level(&body, inner, &inner_place) {
                match gathered.iter_mut().find(|(known, ..)| *known == name) {
                    Some((_, entries, _)) => entries.push((key.clone(), value)),
                    None => gathered.push((name, vec![(key.clone(), value)], span)),
                }
            }
        }
        let mut exports = Exports::new();
        for (name, entries, span) in gathered {
            let value = Value::Map(entries.into());
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
    fn declare(&mut self, statement: &'t Statement, scope: ScopeId, place: &Place) -> Option<Export> {
        let Some(word) = first_word(statement) else {
            self.reports.push(misfit::nameless(statement));
            return None;
        };
        if let Some(component) = self.open.last()
            && is_of_modules(word)
        {
            let draft = Code::MisplacedStatement.at(head_span(statement)).with(word).with(component.name);
            self.reports.push(draft.fix("write it outside of all blocks"));
            return None;
        }
        match word.as_str() {
            "param" => self.param(statement, scope),
            "input" => return self.input(statement, scope),
            "let" => {
                if let Some((name, value)) = self.named_value(statement, "let name = value") {
                    let meaning = Meaning::expr(Pending { expr: Cow::Borrowed(value), scope: None, wanted: None });
                    self.bind(scope, name.name, name.span, meaning);
                }
            }
            "output" if self.is_used => {}
            "output" => {
                if let Some((name, value)) = self.named_value(statement, "output name = value") {
                    let docs = statement.docs.as_ref();
                    self.program.outputs.push(Output { name: name.name, span: name.span, docs, value, scope });
                }
            }
            "quota" => self.quota(statement, scope),
            "rule" => self.rule(statement),
            "test" if self.choices.tests && !self.is_used => self.program.tests.push((statement, scope)),
            "test" => {}
            "use" | "component" if self.tops.iter().any(|top| std::ptr::eq(*top, statement)) => {}
            "use" | "component" => {
                let draft = Code::MisplacedStatement.at(head_span(statement)).with(word).with("a loop or condition");
                self.reports.push(draft.fix("write it outside of all blocks"));
            }
            "existing" => return self.block(statement, 1, scope, place),
            _ => return self.block(statement, 0, scope, place),
        }
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

    fn block(&mut self, statement: &'t Statement, at: usize, scope: ScopeId, place: &Place) -> Option<Export> {
        let head = statement.head.get(at);
        let Some(word) = head.and_then(word_of) else {
            self.reports.push(misfit::nameless(statement));
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
        let kinds = schema.kinds().filter(|(_, kind)| kind.stands_alone()).map(|(_, kind)| kind.name.as_str());
        let known = kinds.chain(STATEMENTS).chain(self.components.iter().map(|component| component.name.as_str()));
        let draft = Code::UnknownKind.at(span).with(word);
        self.reports.push(match habit::instead_of_statement(&word, statement, schema) {
            Some(instead) => draft.fix(instead),
            None => draft.nearest(nearest(&word, known)),
        });
    }

    fn instance(&mut self, statement: &'t Statement, kind: KindId, at: usize, scope: ScopeId, place: &Place) -> Option<Export> {
        let described = self.program.scopes.schema.kind(kind);
        let label_at = if described.is_raw() { at + 2 } else { at + 1 };
        let label = statement.head.get(label_at).and_then(|head| word_of(head).map(|name| Word { name, span: head.span }));
        let word = label.filter(|_| described.is_labelled);
        if described.is_labelled && word.is_none() {
            let form = remedy::head_of(described);
            let draft = Code::WrongHead.at(head_span(statement)).with(described.name).with(&form);
            let schema = self.program.scopes.schema;
            let meant = if described.is_raw() {
                habit::instead_of_resource(statement, schema)
            } else {
                habit::quoted(statement, label_at, &form)
            };
            self.reports.push(match meant {
                Some(meant) => draft.fix(meant),
                None => draft,
            });
            return None;
        }
        let id = BlockId(self.program.scopes.instances.len() as u32);
        let name = word.map_or("", |word| word.name.as_str());
        self.program.scopes.instances.push(Instance {
            kind,
            label: place.label(name),
            span: word.map_or_else(|| head_span(statement), |word| word.span),
            source: Source::Statement(statement),
            scope,
            existing: at == 1,
            condition: place.condition.clone(),
            within: None,
            assembly: place.assembly.clone(),
        });
        named_parts(&mut self.program.scopes, statement, id, self.reports);
        let word = word?;
        self.bind(scope, word.name, word.span, Meaning::Value(Value::Block(id)));
        Some((word.name, Value::Block(id), word.span))
    }
}

/// Whether a statement belongs to a module as a whole, and to no component.
fn is_of_modules(word: Name) -> bool {
    matches!(word.as_str(), "input" | "quota" | "rule" | "test" | "use" | "component")
}
