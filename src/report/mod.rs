//! What is said to the user: what went wrong, where, why, and what to do.
//!
//! In: findings of any stage. Out: `Reports`, in source order, rendered for people or machines. Deliberately absent: printing.

mod codes;
mod draft;
mod formats;
mod lines;
mod nearest;
mod places;
mod render;

pub use codes::{Code, Row};
pub use draft::Draft;
pub use formats::{
    Annotation, Case, Described, Ending, Suite, findings_as_suites, fingerprint, to_github, to_json, to_junit, to_sarif,
};
pub use lines::Lines;
pub use nearest::nearest;
pub use places::Places;
pub use render::{Style, render};

use crate::source::Span;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// Advice or a note; never fails a run.
    Note,
    /// Accepted by AWS, but likely wrong, insecure, costly or fragile.
    Warning,
    /// AWS refuses it for everybody, or the program has no meaning.
    Error,
}

/// A stretch of source with a few words about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What to see there; may be empty on the primary label.
    pub text: String,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// `EW-104`, `CF-274`, `R53-031`, or an organisation's own.
    pub code: String,
    /// How bad it is.
    pub level: Level,
    /// One line, lower case, no full stop, user's words in back-ticks.
    pub message: String,
    /// The text to change; `None` where a finding has no place (a missing file, say).
    pub primary: Option<Label>,
    /// The other half of a conflict, and the way that led here.
    pub secondary: Vec<Label>,
    /// Facts that help to understand.
    pub notes: Vec<String>,
    /// What to do, as an action.
    pub fix: Option<String>,
    /// The uses of components that led here, the innermost first.
    pub ways: Vec<Label>,
}

impl Report {
    /// Notes that a use of a component led here, unless it is known already.
    pub fn led_by(&mut self, way: &Label) {
        if !self.ways.contains(way) {
            self.ways.push(way.clone());
        }
    }
}

/// The findings of a run.
#[derive(Clone, Debug, Default)]
pub struct Reports {
    list: Vec<Report>,
}

impl Reports {
    /// Takes a finding in.
    pub fn push(&mut self, report: impl Into<Report>) {
        self.list.push(report.into());
    }

    /// Puts findings in source order, drops exact repetitions, and hands them out. What several uses of a component lead to is one
    /// finding that names them all.
    pub fn sorted(mut self) -> Vec<Report> {
        self.list.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| (&a.code, &a.message).cmp(&(&b.code, &b.message))));
        self.list.dedup_by(is_same);
        self.list
    }

    /// Everything found from the `first` on, for whoever knows more of it.
    pub fn since(&mut self, first: usize) -> &mut [Report] {
        self.list.get_mut(first..).unwrap_or_default()
    }

    /// The findings so far, in the order they were made.
    pub fn iter(&self) -> impl Iterator<Item = &Report> {
        self.list.iter()
    }

    /// How many there are so far.
    pub fn count(&self) -> usize {
        self.list.len()
    }

    /// Whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|report| report.level == Level::Error)
    }

    /// Takes all findings of another run of a stage.
    pub fn extend(&mut self, other: Reports) {
        self.list.extend(other.list);
    }
}

fn place(report: &Report) -> Option<Span> {
    report.primary.as_ref().map(|label| label.span)
}

/// Whether a finding repeats another; the uses of components that led to it are then put with those of the other.
fn is_same(later: &mut Report, first: &mut Report) -> bool {
    let ways = [std::mem::take(&mut later.ways), std::mem::take(&mut first.ways)];
    let same = later == first;
    let [later_ways, first_ways] = ways;
    first.ways = first_ways;
    if same {
        later_ways.iter().for_each(|way| first.led_by(way));
    } else {
        later.ways = later_ways;
    }
    same
}
