//! What machines read: one document a run, in the form that was asked for.
//!
//! In: findings, and what a command adds. Out: the document of `docs/output.md`. Deliberately absent: the shapes of findings,
//! which `report` keeps.

use super::arguments::Format;
use super::explain;
use super::terminal::{Failure, Terminal};
use crate::report::{Annotation, Case, Ending, Level, Report, Suite, findings_as_suites, to_github, to_json, to_junit, to_sarif};
use crate::source::Sources;
use serde_json::{Map, Value};

/// Findings, and the members that a command adds to them in JSON.
pub(super) struct Document {
    reports: Vec<Report>,
    sources: Sources,
    members: Map<String, Value>,
    failure: Option<String>,
}

impl Document {
    /// Findings and their counts.
    pub fn of(reports: &[Report], sources: &Sources) -> Document {
        Document { reports: reports.to_vec(), sources: sources.clone(), members: Map::new(), failure: None }
    }

    /// Adds a member.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Document {
        self.members.insert(name.to_owned(), value.into());
        self
    }

    /// Writes it to standard output, in the form that was asked for.
    pub fn print(self, terminal: &Terminal) -> Result<(), Failure> {
        let text = match terminal.format {
            Format::Human | Format::Markdown | Format::Tree | Format::Json => self.json(),
            Format::Sarif => {
                let describe = explain::describer(&self.reports);
                to_sarif(&self.reports, &self.sources, &describe, self.failure.as_deref())
            }
            Format::Junit => self.junit(),
            Format::Github => self.github(),
        };
        terminal.print(&text)
    }

    fn json(self) -> String {
        let mut members = match serde_json::from_str(&to_json(&self.reports, &self.sources)) {
            Ok(Value::Object(members)) => members,
            _ => Map::new(),
        };
        members.extend(self.members);
        members.extend(self.failure.map(|why| ("failure".to_owned(), Value::String(why))));
        let mut text = serde_json::to_string_pretty(&members).unwrap_or_default();
        text.push('\n');
        text
    }

    fn junit(&self) -> String {
        let failure = |why: &String| {
            let case = Case { name: "the command".to_owned(), line: None, ending: Ending::Broken(why.clone()) };
            vec![Suite { name: "edgewise".to_owned(), cases: vec![case] }]
        };
        to_junit(&self.failure.as_ref().map_or_else(|| findings_as_suites(&self.reports, &self.sources), failure))
    }

    fn github(&self) -> String {
        let failure = self.failure.iter().map(|why| Annotation {
            level: Level::Error,
            span: None,
            title: "edgewise".to_owned(),
            text: why.clone(),
        });
        to_github(self.reports.iter().map(Annotation::from).chain(failure), &self.sources)
    }
}

/// Why a command could not be carried out.
pub(super) fn print_failure(failure: &Failure, terminal: &Terminal) -> Result<(), Failure> {
    let mut document = Document::of(&[], &Sources::default());
    document.failure = Some(failure.0.clone());
    document.print(terminal)
}
