//! A text as lines of lexemes.
//!
//! In: a text without mistakes, and its statements. Out: a `Page`. Deliberately absent: where anything is to stand.

use crate::report::Reports;
use crate::source::FileId;
use crate::syntax::grammar::lexemes;
use crate::syntax::scan::outline;
use crate::syntax::tree::{Statement, Statements};
use std::collections::HashSet;

/// The smallest stretch of text that is never broken: a word, a string, a sign, a comment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lexeme<'a> {
    pub(super) text: &'a str,
    /// How many columns of white space stand before it on its line.
    pub(super) gap: usize,
    /// The column it stands in.
    pub(super) column: usize,
    /// Whether a statement begins with it.
    pub(super) begins: bool,
}

impl Lexeme<'_> {
    pub(super) fn is_comment(&self) -> bool {
        self.text.starts_with("//")
    }

    pub(super) fn opens(&self) -> bool {
        matches!(self.text, "{" | "[" | "(")
    }

    pub(super) fn closes(&self) -> bool {
        matches!(self.text, "}" | "]" | ")")
    }

    /// How many columns of its last line it takes, and whether it has several lines.
    pub(super) fn width(&self) -> (usize, bool) {
        match self.text.rsplit_once('\n') {
            Some((_, last)) => (last.chars().count(), true),
            None => (self.text.chars().count(), false),
        }
    }
}

/// A line with something on it.
#[derive(Clone, Debug, Default)]
pub(super) struct Line<'a> {
    pub(super) lexemes: Vec<Lexeme<'a>>,
    /// Whether an empty line stands before it.
    pub(super) apart: bool,
}

/// All lines that are not empty.
#[derive(Clone, Debug, Default)]
pub(super) struct Page<'a> {
    pub(super) lines: Vec<Line<'a>>,
}

impl<'a> Page<'a> {
    /// Reads a text whose statements are known.
    pub(super) fn of(text: &'a str, statements: &Statements) -> Page<'a> {
        let mut begins = HashSet::new();
        collect(statements, &mut begins);
        let mut page = Page::default();
        let mut line = Line::default();
        // Where the last lexeme ended, where its line begins, and how many lines ended since.
        let (mut last, mut start, mut newlines) = (0, 0, 0);
        for piece in outline(FileId(0), text, &mut Reports::default()).pieces {
            last = last.max(piece.range.start);
            start = if page.lines.is_empty() && line.lexemes.is_empty() { start.max(piece.range.start) } else { start };
            for range in lexemes(&text[piece.range.clone()]) {
                let (from, to) = (piece.range.start + range.start, piece.range.start + range.end);
                let lexeme = &text[from..to];
                if lexeme == "\n" {
                    newlines += 1;
                    if !line.lexemes.is_empty() {
                        page.lines.push(std::mem::take(&mut line));
                    }
                    (last, start) = (to, to);
                    continue;
                }
                if line.lexemes.is_empty() {
                    line.apart = newlines > 1 && !page.lines.is_empty();
                    newlines = 0;
                }
                let lexeme = if lexeme.starts_with("//") { lexeme.trim_end() } else { lexeme };
                let column = text[start..from].chars().count();
                let gap = text[last..from].chars().count();
                line.lexemes.push(Lexeme { text: lexeme, gap, column, begins: begins.contains(&(from as u32)) });
                last = to;
                if let Some(newline) = lexeme.rfind('\n') {
                    start = from + newline + 1;
                }
            }
        }
        if !line.lexemes.is_empty() {
            page.lines.push(line);
        }
        page
    }
}

fn collect(statements: &[Statement], begins: &mut HashSet<u32>) {
    for statement in statements {
        begins.insert(statement.span.start);
        for body in [&statement.body, &statement.otherwise].into_iter().flatten() {
            collect(body, begins);
        }
    }
}
