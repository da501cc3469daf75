//! Reports for people.
//!
//! In: findings and the sources they speak of. Out: text with the lines in question, carets and labels. Deliberately
//! absent: whether a terminal takes colour, which `cli` knows.

use super::{Level, Lines, Report};
use crate::source::{FileId, Sources};
use codespan_reporting::diagnostic::{Diagnostic, Label as Mark, Severity};
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::{self, Chars, Config, DisplayStyle, Styles, StylesWriter, termcolor};
use std::cell::OnceCell;
use std::ops::Range;

/// Whether what is rendered may hold colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Letters only, the same on every terminal and in every file.
    Plain,
    /// With ANSI colours.
    Colour,
}

/// The findings as text, in the order given, an empty line after each.
pub fn render(reports: &[Report], sources: &Sources, style: Style) -> String {
    let shown = Shown::of(sources);
    let mut text = String::new();
    for report in reports {
        let display_style = if shown.has_a_huge_line(report) { DisplayStyle::Medium } else { DisplayStyle::Rich };
        let config = Config { display_style, tab_width: 2, chars: Chars::box_drawing(), ..Config::default() };
        let diagnostic = diagnostic(report);
        let written = match style {
            Style::Plain => term::emit_to_string(&mut text, &config, &shown, &diagnostic),
            Style::Colour => emit_coloured(&mut text, &config, &shown, &diagnostic),
        };
        if written.is_err() {
            text.push_str(&format!("{}: {}\n", report.code, report.message));
        }
    }
    text
}

/// Lines longer than this are not shown: they would fill the terminal and hide the message.
const LONGEST_SHOWN_LINE: usize = 400;

/// Of many uses of components that lead to one finding, so many are shown.
const MOST_WAYS: usize = 4;

fn diagnostic(report: &Report) -> Diagnostic<FileId> {
    let severity = match report.level {
        Level::Error => Severity::Error,
        Level::Warning => Severity::Warning,
        Level::Note => Severity::Note,
    };
    let primary = report.primary.iter().map(|label| {
        Mark::primary(label.span.file, label.span.start as usize..label.span.end as usize).with_message(&label.text)
    });
    let secondary = report.secondary.iter().chain(report.ways.iter().take(MOST_WAYS)).map(|label| {
        Mark::secondary(label.span.file, label.span.start as usize..label.span.end as usize).with_message(&label.text)
    });
    let more = report.ways.len().checked_sub(MOST_WAYS + 1);
    let more = more.map(|more| format!("and {} more uses of components lead here", more + 1));
    let fix = report.fix.iter().map(|fix| format!("fix: {fix}"));
    Diagnostic::new(severity)
        .with_code(&report.code)
        .with_message(&report.message)
        .with_labels(primary.chain(secondary).collect())
        .with_notes(report.notes.iter().cloned().chain(more).chain(fix).collect())
}

fn emit_coloured(text: &mut String, config: &Config, shown: &Shown, diagnostic: &Diagnostic<FileId>) -> Result<(), Error> {
    let styles = Styles::default();
    let mut bytes = termcolor::Ansi::new(Vec::new());
    term::emit_to_write_style(&mut StylesWriter::new(&mut bytes, &styles), config, shown, diagnostic)?;
    text.push_str(&String::from_utf8_lossy(&bytes.into_inner()));
    Ok(())
}

/// The sources as codespan wants to see them; lines are counted when first asked for.
struct Shown<'a> {
    sources: &'a Sources,
    lines: Vec<OnceCell<Lines<'a>>>,
}

impl<'a> Shown<'a> {
    fn of(sources: &'a Sources) -> Shown<'a> {
        Shown { sources, lines: sources.iter().map(|_| OnceCell::new()).collect() }
    }

    fn lines(&self, id: FileId) -> Result<&Lines<'a>, Error> {
        let cell = self.lines.get(id.0 as usize).ok_or(Error::FileMissing)?;
        Ok(cell.get_or_init(|| Lines::of(self.sources.text(id))))
    }

    fn has_a_huge_line(&self, report: &Report) -> bool {
        report.primary.iter().chain(&report.secondary).chain(&report.ways).any(|label| {
            let Ok(lines) = self.lines(label.span.file) else {
                return false;
            };
            let length = |byte: u32| lines.range(lines.index(byte as usize)).map_or(0, |range| range.len());
            length(label.span.start).max(length(label.span.end)) > LONGEST_SHOWN_LINE
        })
    }
}

impl<'a> Files<'a> for Shown<'_> {
    type FileId = FileId;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: FileId) -> Result<&'a str, Error> {
        self.lines(id).map(|_| &*self.sources.file(id).name)
    }

    fn source(&'a self, id: FileId) -> Result<&'a str, Error> {
        self.lines(id).map(|_| self.sources.text(id))
    }

    fn line_index(&'a self, id: FileId, byte: usize) -> Result<usize, Error> {
        Ok(self.lines(id)?.index(byte))
    }

    fn line_range(&'a self, id: FileId, line: usize) -> Result<Range<usize>, Error> {
        let lines = self.lines(id)?;
        lines.range(line).ok_or(Error::LineTooLarge { given: line, max: lines.count() - 1 })
    }
}
