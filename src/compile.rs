//! The whole road, from texts to the files of both targets.
//!
//! In: the texts of a module, what is chosen for its parameters, the targets wanted. Out: findings, and what each target's files
//! hold. Deliberately absent: the world; a text that a program names with `file(…)` is asked of the caller.

mod choices;
mod modules;
mod parsed;

pub(crate) use modules::Pages;
pub(crate) use parsed::Parsed;

use crate::law::Settling;
use crate::model::{Loose, Model};
use crate::plan::Plan;
use crate::report::{Code, Report, Reports};
use crate::resolve::{Choices, FileTexts, Module, Program, Unused, is_found, led_by, resolve, wanted_files};
use crate::schema::{Block, Schema, Target};
use crate::source::{FileId, Name, Sources, Span};
use crate::syntax::Statement;
use crate::target::File;
use crate::{law, model, plan, stdlib, target};
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

/// A file of a program: the name it is shown under, and its text.
pub type Text<'a> = (&'a str, &'a str);

/// Takes each file of an output when it is written: what the program is called, the target, the file.
pub type Put<'a> = &'a mut dyn FnMut(&str, Target, File);

/// Finds the text of a file that a program names, by the path as written; or why it cannot be had.
pub type Read<'a> = &'a dyn Fn(&str) -> Result<Arc<str>, Arc<str>>;

/// Finds a directory that a module names with `use`: from what the module is known as, by the path as written.
pub type Find<'a> = &'a dyn Fn(&str, &str) -> Result<Found, Missing>;

/// A directory whose files are a module.
#[derive(Clone, Debug)]
pub struct Found {
    /// What it is known as, whoever names it. Before a `/` and the path of a `file(…)` in it, this is what `Read` is asked for.
    pub id: Arc<str>,
    /// Its files: the name each is shown under, and its text.
    pub files: Vec<(String, String)>,
}

/// Why there is no module.
#[derive(Clone, Debug)]
pub struct Missing {
    /// What is the matter.
    pub reason: Arc<str>,
    /// Those that there are instead, as they would be written.
    pub known: Vec<String>,
}

/// What is wanted of a run.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// What the program is called where it does not say.
    pub name: &'a str,
    /// What is built; the program is only checked where this is empty.
    pub targets: &'a [Target],
    /// Files of statements `name = value`, each a choice for a `param`; a later one wins.
    pub params: &'a [Text<'a>],
    /// Names and values from the command line; they win over files.
    pub set: &'a [(String, String)],
    /// What a dry run takes inputs for: names and values. A build leaves this empty, so that they stay inputs.
    pub inputs: &'a [(String, String)],
    /// Whether test blocks are read.
    pub tests: bool,
    /// The day, `2026-11-25`, that decides whether an `allow … until` still holds; all hold where nobody says.
    pub today: Option<&'a str>,
    /// Levels of codes, `error`, `warning`, `note` or `off`; they win over the project's.
    pub levels: &'a [(String, String)],
    /// Finds what `file(…)` names.
    pub read: Read<'a>,
    /// What the directory of the program is known as.
    pub home: &'a str,
    /// Finds what `use "…"` names.
    pub find: Find<'a>,
}

/// Where there are no directories.
pub(crate) fn nowhere(_: &str, _: &str) -> Result<Found, Missing> {
    Err(Missing { reason: "there are no directories here".into(), known: Vec::new() })
}

impl Default for Options<'_> {
    fn default() -> Self {
        let read = &|_: &str| Err("there are no files here".into());
        Options {
            name: "edgewise",
            targets: &[],
            params: &[],
            set: &[],
            inputs: &[],
            tests: false,
            today: None,
            levels: &[],
            read,
            home: "",
            find: &nowhere,
        }
    }
}

/// What a run comes to.
#[derive(Debug)]
pub struct Outcome {
    /// Findings, in source order.
    pub reports: Vec<Report>,
    /// Every file that findings speak of; the library's come first.
    pub sources: Sources,
    /// What the program is called.
    pub name: Arc<str>,
    /// What is created; `None` where any finding is an error.
    pub plan: Option<Plan>,
    /// The files of each target wanted, in that order, where they are kept; empty where any finding is an error.
    pub outputs: Vec<(Target, target::Files)>,
}

/// What a program means, before anything is made of it.
#[derive(Debug)]
pub struct Understood {
    /// Its blocks with their values; `None` where any finding is an error.
    pub model: Option<Model>,
    /// Findings, in source order.
    pub reports: Vec<Report>,
    /// Every file that findings speak of; the library's come first.
    pub sources: Sources,
}

/// The library, read once for any number of programs.
#[derive(Clone, Debug)]
pub struct Library {
    /// Its kinds, choices, facts and rules.
    pub schema: Schema,
    /// Its pages.
    pub sources: Sources,
}

impl Library {
    /// Reads the library that comes with the compiler.
    pub fn load() -> Library {
        let mut sources = Sources::default();
        let schema = stdlib::load(&mut sources);
        Library { schema, sources }
    }

    /// Compiles the files of one module.
    pub fn compile(&self, files: &[Text], options: &Options) -> Outcome {
        let mut outputs: Vec<(Target, target::Files)> = options.targets.iter().map(|target| (*target, Vec::new())).collect();
        let mut outcome = self.compile_to(files, options, &mut |_, of, file| {
            if let Some((_, files)) = outputs.iter_mut().find(|(target, _)| *target == of) {
                files.push(file);
            }
        });
        if outcome.plan.is_some() {
            outcome.outputs = outputs;
        }
        outcome
    }

    /// Compiles the files of one module, and keeps none of the files it writes: they are put where the caller wants them, whether or not
    /// an error is found later.
    pub fn compile_to(&self, files: &[Text], options: &Options, put: Put) -> Outcome {
        let Meaning { model, mut reports, sources } = self.meaning(files, options);
        let schema = &self.schema;
        let before = reports.count();
        let mut plan = (!reports.has_errors()).then(|| plan::plan(model, schema, options.name, &mut reports));
        let name = plan.as_ref().map_or_else(|| Arc::from(options.name), |plan| plan.name.clone());
        if let Some(plan) = &plan {
            target::write(plan, schema, options.targets, &mut reports, &mut |target, file| put(&name, target, file));
            led_to(reports.since(before), &plan.blocks);
        }
        if reports.has_errors() {
            plan = None;
        }
        Outcome { reports: reports.sorted(), sources, name, plan, outputs: Vec::new() }
    }

    /// Finds out what the files of one module mean: what a dry run, a picture or a comparison looks at.
    pub fn understand(&self, files: &[Text], options: &Options) -> Understood {
        self.understand_from(LONG, files, options)
    }

    /// The same, where bodies of so many lines are read line by line.
    pub(crate) fn understand_from(&self, long: usize, files: &[Text], options: &Options) -> Understood {
        let Meaning { model, reports, sources } = self.meaning_from(long, files, options);
        Understood { model: (!reports.has_errors()).then_some(model), reports: reports.sorted(), sources }
    }

    /// What files mean, whatever is wrong with them.
    pub(crate) fn meaning(&self, files: &[Text], options: &Options) -> Meaning {
        self.meaning_from(LONG, files, options)
    }

    /// The same, where bodies of so many lines are read line by line.
    pub(crate) fn meaning_from(&self, long: usize, files: &[Text], options: &Options) -> Meaning {
        let (schema, mut sources, mut reports) = (&self.schema, self.sources.clone(), Reports::default());
        let mut loose = Loose::default();
        let mut own = Vec::with_capacity(files.len());
        for (name, text) in files {
            own.push(Parsed::apart(sources.add(*name, *text), text, long, schema, &mut loose));
        }
        let choices = choices::choices(options, &mut sources, &mut reports);
        let mut add = |name: &str, text: &str| sources.add(name, text);
        let mut pages = Pages::read(own, options.home, options.find, &mut add, &mut reports);
        let texts = texts(&pages, options.read);
        let mut add = |name: &str, text: &str| sources.add(name, text);
        pages.take_over(&texts, &mut add, &mut reports);
        let given = Given { schema, choices: &choices, texts: &texts, beyond: &[], today: options.today, levels: options.levels };
        let model = given.understand(&mut pages, &mut loose, &mut reports, |_| ());
        if loose.are_odd() {
            // What is wrong with a text is told by all of its tree.
            return self.meaning_from(usize::MAX, files, options);
        }
        Meaning { model, reports, sources }
    }
}

/// What files mean, and what is wrong with them.
pub(crate) struct Meaning {
    /// Their blocks.
    pub model: Model,
    reports: Reports,
    sources: Sources,
}

/// Compiles the files of one module.
pub fn compile(files: &[Text], options: &Options) -> Outcome {
    Library::load().compile(files, options)
}

/// What the meaning of statements depends on besides them.
pub(crate) struct Given<'a> {
    pub schema: &'a Schema,
    pub choices: &'a Choices,
    pub texts: &'a FileTexts,
    /// Names of statements that are left out, for whoever is asked what was meant.
    pub beyond: &'a [Name],
    pub today: Option<&'a str>,
    /// Levels of codes that whoever checks has said.
    pub levels: &'a [(String, String)],
}

impl Given<'_> {
    /// Finds out what the files of a module mean, and everything that is wrong with them up to the laws. What they declare is
    /// shown on the way.
    pub fn understand(&self, pages: &mut Pages, loose: &mut Loose, reports: &mut Reports, show: impl FnOnce(&Program)) -> Model {
        let schema = self.schema;
        let modules = pages.modules();
        let mut meant = Reports::default();
        let mut program = resolve(&modules, schema, self.choices, self.texts, Unused::Left, &mut meant);
        program.scopes.beyond = self.beyond;
        show(&program);
        let unused = std::mem::take(&mut program.unused);
        let model = model::build(program, loose, schema, &mut meant);
        let raised = (!model.quotas.is_empty()).then(|| schema.raised(&model.quotas));
        let held = raised.as_ref().unwrap_or(schema);
        if !unused.is_empty() {
            self.try_out(&modules, &unused, &mut meant);
        }
        check(&model, held, &mut meant);
        merge(reports, pages, law::settle(&model, schema, &Settling { today: self.today, levels: self.levels }, meant));
        model
    }

    /// Finds what is wrong in components that nobody uses.
    fn try_out(&self, modules: &[Module], unused: &[Span], reports: &mut Reports) {
        let mut said = Reports::default();
        let mut program = resolve(modules, self.schema, self.choices, self.texts, Unused::Tried, &mut said);
        program.scopes.beyond = self.beyond;
        model::build(program, &mut Loose::default(), self.schema, &mut said);
        said.iter().filter(|report| is_found(report, unused)).for_each(|report| reports.push(report.clone()));
    }
}

/// Bodies of so many lines are read line by line.
const LONG: usize = 500;

/// Programs of so many blocks are held against rules and laws at once.
const LARGE: usize = 20_000;

/// Holds a model against the rules of its kinds, and against the laws.
fn check(model: &Model, schema: &Schema, reports: &mut Reports) {
    if model.blocks.len() < LARGE {
        model::check(model, schema, reports);
        law::check(model, schema, reports);
        return;
    }
    let mut found = Reports::default();
    thread::scope(|scope| {
        let broken = scope.spawn(|| {
            let mut broken = Reports::default();
            model::check(model, schema, &mut broken);
            broken
        });
        law::check(model, schema, &mut found);
        reports.extend(broken.join().unwrap_or_else(|panic| resume_unwind(panic)));
    });
    reports.extend(found);
}

/// Says of findings in a component which of its uses led to them.
fn led_to(reports: &mut [Report], blocks: &[Block]) {
    // Most programs have few, or none, beside all their blocks.
    let assembled: Vec<_> = blocks.iter().filter_map(|block| Some((block.span, block.assembly.as_deref()?))).collect();
    for report in reports {
        let Some(place) = report.primary.as_ref().map(|label| label.span) else { continue };
        for (_, assembly) in assembled.iter().filter(|(span, assembly)| span.holds(place) && assembly.body.holds(place)) {
            led_by(std::slice::from_mut(report), assembly);
        }
    }
}

/// Puts the findings together. Where a bracket is missing, what its file seems to mean follows from a guess, and what other files
/// miss may be declared there: neither is said. Of a statement that cannot be read, nothing is said that AWS would say.
fn merge(reports: &mut Reports, pages: &mut Pages, meant: Reports) {
    let is_any = |report: &Report, codes: [Code; 2]| codes.iter().any(|code| code.row().code == report.code);
    let (mut guessed, mut unread): (Vec<FileId>, Vec<Span>) = (Vec::new(), Vec::new());
    for Parsed { file, reports: said, statements, .. } in pages.all() {
        let said = std::mem::take(said);
        if said.iter().any(|report| is_any(report, [Code::UnclosedBracket, Code::StrayCloser])) {
            guessed.push(*file);
        }
        let odd = said.iter().filter_map(|report| report.primary.as_ref());
        unread.extend(odd.filter_map(|label| spoilt(statements, label.span)));
        reports.extend(said);
    }
    for report in meant.sorted() {
        let in_guessed = report.primary.as_ref().is_some_and(|label| guessed.contains(&label.span.file));
        let may_be_there = !guessed.is_empty() && is_any(&report, [Code::UnknownName, Code::UnknownWord]);
        let is_unread = |place: Span| unread.iter().any(|span| span.holds(place));
        let follows = !report.code.starts_with("EW-") && report.primary.as_ref().is_some_and(|label| is_unread(label.span));
        if !in_guessed && !may_be_there && !follows {
            reports.push(report);
        }
    }
}

/// The statement, the innermost, that a piece which cannot be read belongs to.
fn spoilt(statements: &[Statement], odd: Span) -> Option<Span> {
    let last = statements.iter().rfind(|statement| statement.span.start <= odd.start)?;
    let inner = last.body.as_deref().and_then(|body| spoilt(body, odd));
    Some(inner.unwrap_or(last.span))
}

/// What a text is asked for by: its path, behind what the module is known as.
pub(crate) fn text_key(folder: &str, path: &str) -> Arc<str> {
    if folder.is_empty() { path.into() } else { format!("{folder}/{path}").into() }
}

/// The texts that a program and the modules it uses name.
pub(crate) fn texts(pages: &Pages, read: Read) -> FileTexts {
    let mut texts = FileTexts::default();
    let used = pages.used.iter().map(|used| (&used.parsed, &*used.folder));
    for (parsed, folder) in used.chain([(&pages.own, "")]) {
        let named = parsed.iter().filter(|parsed| parsed.names_files).flat_map(|parsed| wanted_files(&parsed.statements));
        for (path, _) in named {
            let key = text_key(folder, &path);
            texts.entry(key.clone()).or_insert_with(|| read(&key));
        }
    }
    texts
}
