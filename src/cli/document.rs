//! What machines read: one JSON document a run.
//!
//! In: findings, and what a command adds. Out: the document of `docs/output.md`. Deliberately absent: the findings' own shape,
//! which `report` keeps.

use super::terminal::{Failure, Terminal};
use crate::report::{Report, to_json};
use crate::source::Sources;
use serde_json::{Map, Value};

/// A document with its members, in order.
pub(super) struct Document(Map<String, Value>);

impl Document {
    /// Findings and their counts.
    pub fn of(reports: &[Report], sources: &Sources) -> Document {
        match serde_json::from_str(&to_json(reports, sources)) {
            Ok(Value::Object(members)) => Document(members),
            _ => Document(Map::new()),
        }
    }

    /// Adds a member.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Document {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    /// Writes it to standard output.
    pub fn print(&self, terminal: &Terminal) -> Result<(), Failure> {
        let mut text = serde_json::to_string_pretty(&self.0).unwrap_or_default();
        text.push('\n');
        terminal.print(&text)
    }
}

/// Why a command could not be carried out.
pub(super) fn print_failure(failure: &Failure, terminal: &Terminal) -> Result<(), Failure> {
    Document::of(&[], &Sources::default()).with("failure", failure.0.as_str()).print(terminal)
}
