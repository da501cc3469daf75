//! Findings as SARIF 2.1.0, the form that code scanning services take.
//!
//! In: findings, the sources they speak of, what the codes among them mean. Out: a log of one run. Columns count Unicode scalar
//! values; an end is exclusive. A finding without a place becomes a notification of the run: services refuse results without
//! one. Deliberately absent: fixes, which are words here and not edits.

use super::{Places, word};
use crate::report::{Label, Report};
use crate::source::Sources;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Where the form is defined.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// What is to be known of a code besides its findings.
#[derive(Clone, Debug, Default)]
pub struct Described {
    /// What the reference calls it.
    pub title: String,
    /// The page of `explain`.
    pub help: String,
}

/// The findings as one SARIF log. `describe` tells what a code means; `failure` is why a run came to no end.
pub fn to_sarif(
    reports: &[Report],
    sources: &Sources,
    describe: &dyn Fn(&str) -> Option<Described>,
    failure: Option<&str>,
) -> String {
    let mut known = Places::of(sources);
    let mut rules: Vec<Value> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for report in reports {
        places.entry(&report.code).or_insert_with(|| {
            rules.push(rule(report, describe(&report.code)));
            rules.len() - 1
        });
    }
    let (mut results, mut notifications) = (Vec::new(), Vec::new());
    for report in reports {
        match &report.primary {
            Some(primary) => results.push(result(report, primary, places[report.code.as_str()], &mut known)),
            None => notifications.push(json!({
                "level": word(report.level),
                "message": { "text": text(report) },
                "associatedRule": { "id": report.code, "index": places[report.code.as_str()] },
            })),
        }
    }
    notifications.extend(failure.map(|why| json!({ "level": "error", "message": { "text": why } })));
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Edgewise",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": failure.is_none(),
                "toolExecutionNotifications": notifications,
            }],
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&log).expect("a log of strings and numbers can always be written");
    text.push('\n');
    text
}

fn rule(report: &Report, described: Option<Described>) -> Value {
    let described = described.unwrap_or_default();
    let title = if described.title.is_empty() { &report.code } else { &described.title };
    let mut rule = json!({
        "id": report.code,
        "shortDescription": { "text": title },
        "defaultConfiguration": { "level": word(report.level) },
    });
    if !described.help.is_empty() {
        rule["help"] = json!({ "text": described.help });
    }
    rule
}

fn result(report: &Report, primary: &Label, rule: usize, known: &mut Places) -> Value {
    let mut result = json!({
        "ruleId": report.code,
        "ruleIndex": rule,
        "level": word(report.level),
        "message": { "text": text(report) },
        "locations": [{ "physicalLocation": location(primary, known) }],
        "partialFingerprints": { "edgewise/v1": fingerprint(report, known.sources) },
    });
    if !report.secondary.is_empty() {
        let related = |(at, label): (usize, &Label)| {
            let words = if label.text.is_empty() { "see also" } else { &label.text };
            json!({ "id": at + 1, "message": { "text": words }, "physicalLocation": location(label, known) })
        };
        result["relatedLocations"] = report.secondary.iter().enumerate().map(related).collect();
    }
    result
}

/// The message, and below it the notes and the fix.
fn text(report: &Report) -> String {
    let notes = report.notes.iter().map(|note| format!("\n{note}"));
    let fix = report.fix.iter().map(|fix| format!("\nfix: {fix}"));
    std::iter::once(report.message.clone()).chain(notes).chain(fix).collect()
}

fn location(label: &Label, known: &mut Places) -> Value {
    let stretch = known.stretch(label.span);
    json!({
        "artifactLocation": { "uri": uri(stretch.file) },
        "region": {
            "startLine": stretch.start.line, "startColumn": stretch.start.column,
            "endLine": stretch.end.line, "endColumn": stretch.end.column,
        },
    })
}

/// What a finding is known again by, the same while it only moves within its file: what was found, in what text, hashed by FNV-1a.
pub fn fingerprint(report: &Report, sources: &Sources) -> String {
    let span = report.primary.as_ref().map(|label| label.span);
    let (file, text) = span.map_or(("", ""), |span| (&*sources.file(span.file).name, sources.slice(span)));
    let bytes = [file, &report.code, &report.message, text].join("\u{0}").into_bytes();
    let hash =
        bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

/// A path as a reference of RFC 3986: relative where it is, `file:` where it begins at a root.
fn uri(path: &str) -> String {
    let mut text = String::from(if path.starts_with('/') { "file://" } else { "" });
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => text.push(char::from(byte)),
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn a_path_becomes_a_reference() {
        assert_eq!(uri("a b/ü.edge"), "a%20b/%C3%BC.edge");
        assert_eq!(uri("/srv/main.edge"), "file:///srv/main.edge");
    }
}
