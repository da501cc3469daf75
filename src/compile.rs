//! The whole road, from texts to the files of both targets.
//!
//! In: the texts of a module, what is chosen for its parameters, the targets wanted. Out: findings, and what each target's files
//! hold. Deliberately absent: the world; a text that a program names with `file(…)` is asked of the caller.

use crate::report::{Code, Report, Reports};
use crate::resolve::{Choices, FileTexts, resolve, wanted_files};
use crate::schema::{self, Schema, Target, first_word, head_span, word_of};
use crate::source::{FileId, Name, Sources};
use crate::syntax::{Statement, Statements, parse};
use crate::{model, plan, target};
use std::sync::Arc;

/// A file of a program: the name it is shown under, and its text.
pub type Text<'a> = (&'a str, &'a str);

/// Finds the text of a file that a program names, by the path as written; or why it cannot be had.
pub type Read<'a> = &'a dyn Fn(&str) -> Result<Arc<str>, Arc<str>>;

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
    /// Finds what `file(…)` names.
    pub read: Read<'a>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Options { name: "edgewise", targets: &[], params: &[], set: &[], read: &|_| Err("there are no files here".into()) }
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
    /// The files of each target wanted, in that order; empty where any finding is an error.
    pub outputs: Vec<(Target, target::Files)>,
}

/// The library, read once for any number of programs.
#[derive(Clone, Debug)]
pub struct Library {
    /// Its kinds, choices, facts and rules.
    pub schema: Schema,
    /// Its pages.
    pub sources: Sources,
    /// What is wrong with them: nothing, or the build is broken.
    pub reports: Reports,
}

impl Library {
    /// Reads the library that comes with the compiler.
    pub fn load() -> Library {
        let (mut sources, mut reports) = (Sources::default(), Reports::default());
        let schema = schema::load(&mut sources, &mut reports);
        Library { schema, sources, reports }
    }

    /// Compiles the files of one module.
    pub fn compile(self, files: &[Text], options: &Options) -> Outcome {
        let Library { schema, mut sources, mut reports } = self;
        let parsed: Vec<Parsed> = files.iter().map(|(name, text)| Parsed::of(name, text, &mut sources)).collect();
        let choices = choices(options, &mut sources, &mut reports);
        let texts = texts(&parsed, options.read);
        let modules: Vec<&Statements> = parsed.iter().map(|parsed| &parsed.statements).collect();

        let mut meant = Reports::default();
        let program = resolve(&modules, &schema, &choices, &texts, &mut meant);
        let model = model::build(program, &schema, &mut meant);
        model::check(&model, &schema, &mut meant);
        merge(&mut reports, parsed, meant);

        let (mut name, mut outputs) = (Arc::from(options.name), Vec::new());
        if !reports.has_errors() {
            let plan = plan::plan(model, &schema, options.name, &mut reports);
            name = plan.name.clone();
            for target in options.targets {
                outputs.push((*target, target::write(&plan, &schema, *target, &mut reports)));
            }
        }
        if reports.has_errors() {
            outputs.clear();
        }
        Outcome { reports: reports.sorted(), sources, name, outputs }
    }
}

/// Compiles the files of one module.
pub fn compile(files: &[Text], options: &Options) -> Outcome {
    Library::load().compile(files, options)
}

/// One file of the program, read.
struct Parsed {
    file: FileId,
    statements: Statements,
    reports: Reports,
}

impl Parsed {
    fn of(name: &str, text: &str, sources: &mut Sources) -> Parsed {
        let mut reports = Reports::default();
        let file = sources.add(name, text);
        let statements = parse(file, text, &mut reports);
        Parsed { file, statements, reports }
    }
}

/// Puts the findings together. Where a bracket is missing, what the rest of its file seems to mean is left unsaid: it follows
/// from a guess.
fn merge(reports: &mut Reports, parsed: Vec<Parsed>, meant: Reports) {
    let is_guessed = |report: &Report| [Code::UnclosedBracket, Code::StrayCloser].iter().any(|code| code.row().code == report.code);
    let mut guessed: Vec<FileId> = Vec::new();
    for Parsed { file, reports: said, .. } in parsed {
        if said.iter().any(is_guessed) {
            guessed.push(file);
        }
        reports.extend(said);
    }
    for report in meant.sorted() {
        if !report.primary.as_ref().is_some_and(|label| guessed.contains(&label.span.file)) {
            reports.push(report);
        }
    }
}

/// What is chosen for parameters: by files, then by the command line.
fn choices(options: &Options, sources: &mut Sources, reports: &mut Reports) -> Choices {
    let mut choices = Choices::default();
    for (name, text) in options.params {
        let Parsed { statements, reports: said, .. } = Parsed::of(name, text, sources);
        reports.extend(said);
        for statement in statements {
            match choice(statement) {
                Ok((name, value)) => {
                    let text = sources.slice(value.span).into();
                    choices.values.push((name, text, Some(value)));
                }
                Err(statement) => {
                    let word = first_word(&statement).map_or("this", Name::as_str);
                    let draft = Code::MisplacedStatement.at(head_span(&statement)).with(word).with("a file of parameters");
                    reports.push(draft.fix("write `name = value`"));
                }
            }
        }
    }
    for (name, value) in options.set {
        let Parsed { statements, reports: said, .. } = Parsed::of("the command line", &format!("{name} = {value}"), sources);
        let read = <[Statement; 1]>::try_from(statements).ok().filter(|_| said.count() == 0);
        let expr = read.and_then(|[statement]| choice(statement).ok()).map(|(_, value)| value);
        choices.values.push((Name::of(name), value.as_str().into(), expr));
    }
    choices
}

/// `name = value`, and nothing else.
fn choice(statement: Statement) -> Result<(Name, crate::syntax::Expr), Statement> {
    let name = match statement.head.as_slice() {
        [head] => word_of(head),
        _ => None,
    };
    let plain = statement.ty.is_none() && statement.targets.is_none() && statement.body.is_none();
    match (name, statement.value) {
        (Some(name), Some(value)) if plain => Ok((name, value)),
        (_, value) => Err(Statement { value, ..statement }),
    }
}

/// The texts that a program names.
fn texts(parsed: &[Parsed], read: Read) -> FileTexts {
    let mut texts = FileTexts::default();
    for (path, _) in parsed.iter().flat_map(|parsed| wanted_files(&parsed.statements)) {
        texts.entry(path.clone()).or_insert_with(|| read(&path));
    }
    texts
}
