//! What is said, and where: standard output, standard error, with or without colours.
//!
//! In: text, findings, JSON. Out: bytes on the two streams. A reader who went away is no failure; a full disk is. Deliberately
//! absent: wording.

use super::arguments::{Color, Format};
use crate::report::{Level, Report, Style, nearest, render};
use crate::source::Sources;
use indexmap::IndexMap;
use std::fmt::Display;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::Path;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing to change.
    Fine,
    /// Errors in the program, or differences.
    Findings,
    /// What was asked for cannot be had: a path that cannot be read.
    Misuse,
    /// Two sides differ.
    Changes,
}

impl Verdict {
    /// The exit code.
    pub fn code(self) -> u8 {
        match self {
            Verdict::Fine => 0,
            Verdict::Findings => 1,
            Verdict::Misuse => 2,
            Verdict::Changes => 3,
        }
    }
}

/// Why a command could not be carried out, as one line; a list of what can be had may follow it.
#[derive(Debug)]
pub(super) struct Failure(pub String);

impl Failure {
    /// A failure of the world outside: `cannot write out/x: no space left on device`.
    pub fn of(what: &str, path: &Path, error: &io::Error) -> Failure {
        Failure(format!("cannot {what} {}: {}", path.display(), reason(error)))
    }
}

/// What was perhaps meant, behind a line that says a word is not known.
pub(super) fn near<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, words).map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

/// What the operating system says, without its number.
pub(super) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

/// Of warnings and notes of one code, people are shown so many.
const MOST_ALIKE: usize = 20;

/// What becomes of notes about AWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Advice {
    /// They are read where somebody asks what there is to say about a program.
    Shown,
    /// Where somebody wants something else of it, they are in the count alone.
    Counted,
}

/// The two streams and how they are used.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terminal {
    /// For people or machines.
    pub format: Format,
    /// Whether nothing but errors is said.
    pub quiet: bool,
    color: Color,
}

impl Terminal {
    /// As the command line asks for.
    pub fn new(format: Format, color: Color, quiet: bool) -> Terminal {
        Terminal { format, quiet, color }
    }

    /// Whether findings go out as a document for machines.
    pub fn is_for_machines(&self) -> bool {
        match self.format {
            Format::Human | Format::Markdown | Format::Tree => false,
            Format::Json | Format::Sarif | Format::Junit | Format::Github => true,
        }
    }

    /// Whether a stream gets colours.
    pub fn style(&self, stream: &impl IsTerminal) -> Style {
        let set = |name| std::env::var_os(name).is_some_and(|value: std::ffi::OsString| !value.is_empty());
        let colours = match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => stream.is_terminal() && !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
        };
        if colours { Style::Colour } else { Style::Plain }
    }

    /// Writes what was asked for to standard output.
    pub fn print(&self, text: &str) -> Result<(), Failure> {
        let mut stream = io::stdout().lock();
        match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(Failure(format!("cannot write to standard output: {}", reason(&error))))
            }
            _ => Ok(()),
        }
    }

    /// Writes to standard output what a browser shows and nobody reads, unless a person looks at it there.
    pub fn print_page(&self, text: &str, what: &str, file: &str) -> Result<Verdict, Failure> {
        if io::stdout().is_terminal() {
            return Err(Failure(format!("{what} is nothing for a terminal; write it into a file with `--out {file}`")));
        }
        self.print(text).map(|()| Verdict::Fine)
    }

    /// Writes what goes with it to standard output: for people who did not ask for silence.
    pub fn mention(&self, text: &str) -> Result<(), Failure> {
        if self.quiet || self.is_for_machines() { Ok(()) } else { self.print(text) }
    }

    /// Shows findings and their count on standard error: for people.
    pub fn show(&self, reports: &[Report], sources: &Sources, advice: Advice) {
        let style = self.style(&io::stderr());
        let is_counted = |report: &&Report| advice == Advice::Counted && is_advice(report);
        let is_shown = |report: &&Report| if self.quiet { report.level == Level::Error } else { !is_counted(report) };
        let mut alike: IndexMap<&str, usize> = IndexMap::new();
        let mut shown: Vec<Report> = Vec::new();
        for report in reports.iter().filter(is_shown) {
            let is_one_more = report.level != Level::Error && {
                let count = alike.entry(report.code.as_str()).or_default();
                *count += 1;
                *count > MOST_ALIKE
            };
            if !is_one_more {
                shown.push(report.clone());
            }
        }
        let mut rendered = render(&shown, sources, style);
        for (code, count) in alike.iter().filter(|(_, count)| **count > MOST_ALIKE) {
            rendered.push_str(&format!("… and {} more of {code}; `--format json` lists them all\n\n", count - MOST_ALIKE));
        }
        if self.quiet {
            self.tell(&rendered);
        } else {
            let elsewhere =
                if reports.iter().any(|report| is_counted(&report)) { "; `edgewise check` shows them all" } else { "" };
            self.tell(&format!("{rendered}{}{elsewhere}\n", counted(reports)));
        }
    }

    /// Says why a command could not be carried out.
    pub fn fail(&self, failure: &Failure) {
        self.tell(&format!("error: {}\n", failure.0));
    }

    /// Where standard error cannot be written either, nobody is left to be told.
    pub fn tell(&self, text: &str) {
        let mut stream = io::stderr().lock();
        let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
    }
}

/// Whether a finding refuses nothing and doubts nothing: a note of a rule, not of the language about what this run does.
fn is_advice(report: &Report) -> bool {
    report.level == Level::Note && !report.code.as_str().starts_with("EW-")
}

/// `1 error, 2 warnings`
fn counted(reports: &[Report]) -> String {
    let levels = [(Level::Error, "error"), (Level::Warning, "warning"), (Level::Note, "note")];
    let count = |wanted: Level| reports.iter().filter(|report| report.level == wanted).count();
    let said: Vec<String> =
        levels.into_iter().filter(|(level, _)| count(*level) > 0).map(|(level, word)| several(count(level), word)).collect();
    if said.is_empty() { "no findings".to_owned() } else { said.join(", ") }
}

/// `1 file`, `2 files`
pub(super) fn several(count: usize, word: impl Display) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}
