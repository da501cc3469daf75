//! Findings for machines, in the shapes that machines read.
//!
//! In: findings and the sources they speak of. Out: one text in one form. Deliberately absent: forms for people (`render`), and
//! where a text goes.

mod github;
mod json;
mod junit;
mod sarif;

pub use github::{Annotation, to_github};
pub use json::to_json;
pub use junit::{Case, Ending, Suite, findings_as_suites, to_junit};
pub use sarif::{Described, fingerprint, to_sarif};

use super::{Level, Places};
use crate::source::Span;
use serde::Serialize;

/// Line and column of a byte, both from 1, columns in Unicode scalar values.
#[derive(Serialize)]
struct Place {
    line: usize,
    column: usize,
    byte: u32,
}

/// A stretch of a file, as machines name it; the end is exclusive.
#[derive(Serialize)]
struct Stretch<'a> {
    file: &'a str,
    start: Place,
    end: Place,
}

impl<'a> Places<'a> {
    /// The stretch that a span covers.
    fn stretch(&mut self, span: Span) -> Stretch<'a> {
        let (file, lines) = self.file(span.file);
        let place = |byte: u32| {
            let (line, column) = lines.place(byte as usize);
            Place { line, column, byte }
        };
        Stretch { file, start: place(span.start), end: place(span.end) }
    }
}

/// A level in a word.
fn word(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    }
}
