//! `edgewise check`, with or without the findings that were there before.
//!
//! In: a program, and a file of old findings. Out: the findings that are new. A finding is known again by its code, its words and the text
//! it stands on, wherever in its file that moved to. Findings of the language itself are never old: the program would have no
//! meaning. Deliberately absent: what is found.

use super::arguments::Program;
use super::program::{Compiled, Findings};
use super::read::shown;
use super::swap;
use super::terminal::{Advice, Failure, Terminal, Verdict, several};
use crate::report::{Report, fingerprint};
use clap::Args;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const VERSION: u64 = 1;

/// What to check, and what to pass over.
#[derive(Args, Debug)]
pub(super) struct Check {
    #[command(flatten)]
    pub program: Program,

    /// Pass over the findings that this file lists
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,

    /// Write the findings there are now into the file of --baseline
    #[arg(long, requires = "baseline")]
    pub write_baseline: bool,
}

/// `CODE=LEVEL`, of a code about AWS or of an organisation's own.
pub(super) fn level(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((code, _)) if code.starts_with("EW-") => Err("findings of the language keep their levels".to_owned()),
        Some((code, word @ ("error" | "warning" | "note" | "off"))) if !code.is_empty() => Ok((code.to_owned(), word.to_owned())),
        _ => Err("write it as CODE=LEVEL, with error, warning, note or off".to_owned()),
    }
}

/// Says what is wrong with a program.
pub(super) fn check(check: &Check, terminal: &Terminal) -> Result<Verdict, Failure> {
    let Compiled { mut findings, .. } = Compiled::of(&check.program, &[], &mut |_, _, _| ());
    let mut written = None;
    if let Some(file) = &check.baseline {
        let old = if check.write_baseline { Some(write(file, &findings)?) } else { None };
        let mut old = old.map_or_else(|| read(file), Ok)?;
        findings.reports.retain(|report| !old.passes(report, &findings.sources));
        written = Some((file, old));
    }
    findings.show(terminal, Advice::Shown);
    if terminal.is_for_machines() {
        findings.document().print(terminal)?;
    }
    if let Some((file, old)) = written {
        let (passed, left) = (several(old.passed, "finding"), old.left());
        let gone = if left > 0 {
            format!("; {} in it no longer there, and --write-baseline takes them out", several(left, "finding"))
        } else {
            String::new()
        };
        terminal.mention(&format!("passed over {passed} of {}{gone}\n", shown(file)))?;
    }
    Ok(findings.verdict())
}

/// Findings to pass over, and how often.
#[derive(Default)]
struct Baseline {
    known: BTreeMap<String, usize>,
    passed: usize,
}

impl Baseline {
    /// Whether a finding is an old one; each is as often as it is listed.
    fn passes(&mut self, report: &Report, sources: &crate::source::Sources) -> bool {
        let left = is_about_aws(report).then(|| self.known.get_mut(&fingerprint(report, sources))).flatten();
        let Some(left) = left.filter(|left| **left > 0) else { return false };
        *left -= 1;
        self.passed += 1;
        true
    }

    fn left(&self) -> usize {
        self.known.values().sum()
    }
}

fn is_about_aws(report: &Report) -> bool {
    !report.code.starts_with("EW-")
}

fn read(file: &Path) -> Result<Baseline, Failure> {
    let text = fs::read(file).map_err(|error| Failure::of("read", file, &error))?;
    let document: Value = serde_json::from_slice(&text).unwrap_or_default();
    let findings = document.get("findings").and_then(Value::as_array).filter(|_| document["version"] == VERSION);
    let Some(findings) = findings else {
        return Err(Failure(format!("{} is no baseline; --write-baseline writes one", shown(file))));
    };
    let mut baseline = Baseline::default();
    for mark in findings.iter().filter_map(|finding| finding.get("fingerprint")?.as_str()) {
        *baseline.known.entry(mark.to_owned()).or_default() += 1;
    }
    Ok(baseline)
}

/// Writes the findings down in the order of their places, so that a difference of two baselines can be read.
fn write(file: &Path, findings: &Findings) -> Result<Baseline, Failure> {
    let mut baseline = Baseline::default();
    let mut list = Vec::new();
    for report in findings.reports.iter().filter(|report| is_about_aws(report)) {
        let mark = fingerprint(report, &findings.sources);
        let place = report.primary.as_ref().map(|label| findings.sources.file(label.span.file).name.to_string());
        list.push(json!({ "code": report.code, "file": place, "message": report.message, "fingerprint": mark }));
        *baseline.known.entry(mark).or_default() += 1;
    }
    let mut text = serde_json::to_string_pretty(&json!({ "version": VERSION, "findings": list })).unwrap_or_default();
    text.push('\n');
    swap::write(file, &text)?;
    Ok(baseline)
}
