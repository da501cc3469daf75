//! What all ways of saying a difference have in common: places and counts.
//!
//! In: spans and sources. Out: `main.edge:12`. Deliberately absent: layout.

use super::side::Read;
use crate::diff::{Change, Moved, Request, Stale, Verdict};
use crate::report::Lines;
use crate::source::Span;

/// Where something stands: `main.edge:12`; empty where nobody knows.
pub(super) fn place(side: &Read, span: Span) -> String {
    let Some((_, file)) = side.sources.iter().find(|(id, _)| *id == span.file) else { return String::new() };
    if span == Span::default() {
        return String::new();
    }
    if span.end == 0 {
        return file.name.to_string();
    }
    format!("{}:{}", file.name, line_of(&file.text, span.start as usize))
}

/// The line of a byte, from 1. Places are few beside the lines of large programs, so no index is made; counted in pieces whose count
/// fits a byte, of which a processor adds many at once.
fn line_of(text: &str, byte: usize) -> usize {
    let count = |piece: &[u8]| piece.iter().map(|byte| u8::from(*byte == b'\n')).sum::<u8>();
    match text.get(..byte) {
        Some(before) => before.as_bytes().chunks(255).map(|piece| usize::from(count(piece))).sum::<usize>() + 1,
        None => Lines::of(text).place(byte).0,
    }
}

/// The sign of a change.
pub(super) fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Created => "+",
        Verdict::Changed => "~",
        Verdict::Replaced => "±",
        Verdict::Deleted => "-",
        Verdict::Moved => ">",
    }
}

/// `2 created, 1 replaced`
pub(super) fn counted(changes: &[Change]) -> String {
    let all = [Verdict::Created, Verdict::Changed, Verdict::Replaced, Verdict::Moved, Verdict::Deleted];
    let count = |verdict: Verdict| {
        changes.iter().filter(|change| change.verdict == verdict).map(|change| change.count.max(1)).sum::<usize>()
    };
    let said: Vec<String> = all
        .into_iter()
        .filter(|verdict| count(*verdict) > 0)
        .map(|verdict| format!("{} {}", count(verdict), verdict.word()))
        .collect();
    if said.is_empty() { "no resource changes".to_owned() } else { said.join(", ") }
}

/// What a change is called: `cache_policy html`, with what it was called.
pub(super) fn title(change: &Change) -> String {
    match &change.was {
        Some(was) => format!("{} {} (was {was})", change.kind, change.name),
        None => format!("{} {}", change.kind, change.name),
    }
}

/// Which requests a row is about: `"/api/*", GET and HEAD over https, from DE`.
pub(super) fn region(row: &Moved) -> String {
    let mut text = row.paths.clone();
    if !row.methods.is_empty() {
        let words: Vec<&str> = row.methods.iter().map(|method| method.word()).collect();
        text.push_str(&format!(", {}", words.join(" ")));
    }
    if let [protocol] = row.protocols.as_slice() {
        text.push_str(&format!(" over {}", protocol.word()));
    }
    if let Some(countries) = &row.countries {
        text.push_str(&format!(", from {countries}"));
    }
    text
}

/// Who answers to some hosts: `app.example.com, from old to new`.
pub(super) fn hosts(request: &Request) -> String {
    let hosts = request.hosts.join(", ");
    match &request.distributions {
        [Some(old), Some(new)] if old != new && !same_label(old, new) => format!("{hosts} ({old} → {new})"),
        [Some(_), None] => format!("{hosts} (no longer answered)"),
        [None, Some(new)] => format!("{hosts} (new, {new})"),
        _ => hosts,
    }
}

/// Labels of one thing in the casing of two targets.
fn same_label(a: &str, b: &str) -> bool {
    let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    plain(a) == plain(b)
}

/// What an invalidation costs.
pub(super) fn price(stale: &Stale) -> String {
    let usd = format!("{}.{:03} USD", stale.price / 1000, stale.price % 1000);
    format!("{usd}, or nothing within the month's first {} paths", stale.free)
}

/// What an invalidation removes beside what is wrong.
pub(super) fn breadth(stale: &Stale) -> &'static str {
    match (stale.is_anywhere, stale.is_wider) {
        (true, _) => "; a function may have led requests to any other path",
        (false, true) => "; no narrower patterns hold them, these hold others too",
        (false, false) => "",
    }
}

/// Why a resource is replaced.
pub(super) fn because(change: &Change) -> Option<String> {
    let replaced = change.replaced.as_ref()?;
    let said: Vec<String> = [("CloudFormation", &replaced.cfn), ("Terraform", &replaced.tf)]
        .into_iter()
        .filter_map(|(target, path)| path.as_ref().map(|path| format!("{path} in {target}")))
        .collect();
    Some(format!("replaced, because {} cannot change in place", said.join(" and ")))
}

/// `old → new`, where either may be absent.
pub(super) fn arrow(old: Option<&str>, new: Option<&str>) -> String {
    match (old, new) {
        (Some(old), Some(new)) => format!("{old} → {new}"),
        (Some(old), None) => format!("gone: {old}"),
        (None, Some(new)) => format!("new: {new}"),
        (None, None) => String::new(),
    }
}
