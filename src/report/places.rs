//! Where spans stand, for whoever asks often.
//!
//! In: sources and spans. Out: lines, read once for each file. Deliberately absent: what is said of a place.

use super::Lines;
use crate::source::{FileId, Sources, Span};
use std::collections::HashMap;

/// The sources, and the lines of those that were asked for.
pub struct Places<'a> {
    pub(super) sources: &'a Sources,
    lines: HashMap<FileId, Lines<'a>>,
}

impl<'a> Places<'a> {
    /// Nothing is read yet.
    pub fn of(sources: &'a Sources) -> Places<'a> {
        Places { sources, lines: HashMap::new() }
    }

    /// The name and the lines of a file.
    pub fn file(&mut self, id: FileId) -> (&'a str, &Lines<'a>) {
        let file = self.sources.file(id);
        (&file.name, self.lines.entry(id).or_insert_with(|| Lines::of(&file.text)))
    }

    /// The file and the line, from 1, that a span begins at.
    pub fn line(&mut self, span: Span) -> (&'a str, usize) {
        let (name, lines) = self.file(span.file);
        (name, lines.place(span.start as usize).0)
    }

    /// `main.edge:12`
    pub fn shown(&mut self, span: Span) -> String {
        let (name, line) = self.line(span);
        format!("{name}:{line}")
    }
}
