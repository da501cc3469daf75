//! Reports for machines.
//!
//! In: findings and the sources they speak of. Out: one JSON document of version 1. Deliberately absent: what commands add.
//!
//! ```json
//! { "version": 1,
//!   "reports": [{ "code": "EW-104", "level": "error", "message": "…", "file": "main.edge",
//!                 "start": { "line": 3, "column": 7, "byte": 41 }, "end": { … }, "text": "…",
//!                 "labels": [{ "file": "…", "start": { … }, "end": { … }, "text": "…" }], "notes": ["…"], "fix": "…" }],
//!   "counts": { "errors": 1, "warnings": 0, "notes": 0 } }
//! ```
//!
//! Lines and columns count from 1, columns in Unicode scalar values, bytes from 0; an end is exclusive. `file`, `start`,
//! `end` and `fix` are null where a finding has none. Later versions of the document may add members, never change these.

use super::{Places, Stretch, word};
use crate::report::{Label, Level, Report};
use crate::source::Sources;
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    reports: Vec<Entry<'a>>,
    counts: Counts,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'a str,
    level: &'a str,
    message: &'a str,
    #[serde(flatten)]
    place: Option<Stretch<'a>>,
    #[serde(flatten)]
    no_place: Option<NoStretch>,
    text: &'a str,
    labels: Vec<Beside<'a>>,
    notes: &'a [String],
    fix: Option<&'a str>,
}

#[derive(Default, Serialize)]
struct NoStretch {
    file: Option<()>,
    start: Option<()>,
    end: Option<()>,
}

#[derive(Serialize)]
struct Beside<'a> {
    #[serde(flatten)]
    place: Stretch<'a>,
    text: &'a str,
}

#[derive(Serialize)]
struct Counts {
    errors: usize,
    warnings: usize,
    notes: usize,
}

/// The findings as one JSON document, in the order given.
pub fn to_json(reports: &[Report], sources: &Sources) -> String {
    let mut places = Places::of(sources);
    let count = |level| reports.iter().filter(|report| report.level == level).count();
    let document = Document {
        version: 1,
        reports: reports.iter().map(|report| entry(report, &mut places)).collect(),
        counts: Counts { errors: count(Level::Error), warnings: count(Level::Warning), notes: count(Level::Note) },
    };
    let mut text = serde_json::to_string_pretty(&document).expect("a document of strings and numbers can always be written");
    text.push('\n');
    text
}

fn entry<'a>(report: &'a Report, places: &mut Places<'a>) -> Entry<'a> {
    let place = report.primary.as_ref().map(|label| places.stretch(label.span));
    let beside = |label: &'a Label| Beside { place: places.stretch(label.span), text: &label.text };
    Entry {
        code: &report.code,
        level: word(report.level),
        message: &report.message,
        no_place: place.is_none().then(NoStretch::default),
        place,
        text: report.primary.as_ref().map_or("", |label| &label.text),
        labels: report.secondary.iter().chain(&report.ways).map(beside).collect(),
        notes: &report.notes,
        fix: report.fix.as_deref(),
    }
}
