//! One file, read.
//!
//! In: its text. Out: its tree, and what is wrong with it; bodies of many lines can be left for later. Deliberately absent: what its
//! statements mean.

use crate::model::Loose;
use crate::report::Reports;
use crate::schema::Schema;
use crate::source::{FileId, Sources};
use crate::syntax::{Statements, parse, parse_apart};

/// One file of the program, read.
pub(crate) struct Parsed {
    pub file: FileId,
    pub statements: Statements,
    /// What is wrong with it, until that is put with the rest.
    pub reports: Reports,
    /// Whether it may name a file: without the word, no statement need be looked at.
    pub names_files: bool,
}

impl Parsed {
    pub fn of(name: &str, text: &str, sources: &mut Sources) -> Parsed {
        Parsed::read(sources.add(name, text), text)
    }

    pub fn read(file: FileId, text: &str) -> Parsed {
        let mut reports = Reports::default();
        let statements = parse(file, text, &mut reports);
        Parsed { file, statements, reports, names_files: names_files(text) }
    }

    /// Reads a file, but for the bodies of so many lines or more that can be read once, line by line.
    pub fn apart<'t>(file: FileId, text: &'t str, long: usize, schema: &Schema, loose: &mut Loose<'t>) -> Parsed {
        let (mut reports, names_files) = (Reports::default(), names_files(text));
        let is_wanted = |word: &str, body: &str| !names_files && Loose::can_be(word, body, schema);
        let (statements, rows) = parse_apart(file, text, &mut reports, long, is_wanted);
        rows.into_iter().for_each(|rows| loose.add(rows, &statements));
        Parsed { file, statements, reports, names_files }
    }
}

/// Whether a text may name a file.
fn names_files(text: &str) -> bool {
    ["file", "records_from"].iter().any(|word| text.contains(word))
}
