//! `edgewise fmt`: the one way programs are laid out.
//!
//! In: files, directories, or standard input. Out: the same programs, laid out. A file with a mistake in its form is
//! left as it is. Deliberately absent: the layout itself (`syntax::format`).

use super::arguments::Fmt;
use super::compare::difference;
use super::document::Document;
use super::read::{self, Text};
use super::swap;
use super::terminal::{Advice, Failure, Terminal, Verdict, reason, several};
use crate::report::{Code, Report, Reports};
use crate::source::Sources;
use crate::syntax;
use serde_json::json;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Formats files.
pub(super) fn fmt(fmt: &Fmt, terminal: &Terminal) -> Result<Verdict, Failure> {
    if fmt.paths.iter().any(|path| path == Path::new("-")) {
        return if fmt.paths.len() == 1 {
            stream(fmt.check, terminal)
        } else {
            Err(Failure("`-` is standard input, and stands alone".to_owned()))
        };
    }
    let mut reports = Reports::default();
    let mut files: Vec<PathBuf> = Vec::new();
    for path in &fmt.paths {
        match path.is_dir() {
            true => match read::edge_files(path, &mut reports) {
                Some(there) if there.is_empty() => reports.push(Code::EmptyModule.nowhere().with(read::shown(path))),
                there => files.extend(there.unwrap_or_default()),
            },
            false => files.push(path.clone()),
        }
    }
    let texts: Vec<Text> = files.iter().filter_map(|file| read::read(file, &mut reports)).collect();
    let misuses = [Code::Unreadable, Code::EmptyModule].map(|code| code.row().code);
    let readable = !reports.iter().any(|report| misuses.contains(&report.code.as_str()));
    let mut sources = Sources::default();
    let changed: Vec<(&Text, String)> = texts
        .iter()
        .filter_map(|text| Some((text, formatted(&text.name(), &text.text, &mut sources, &mut reports)?)))
        .filter(|(text, formatted)| text.text != *formatted)
        .collect();
    let broken = reports.has_errors();
    let reports = reports.sorted();
    if !terminal.is_for_machines() && !reports.is_empty() {
        terminal.show(&reports, &sources, Advice::Shown);
    }
    if fmt.check {
        show(&changed, terminal)?;
    } else {
        for (text, formatted) in &changed {
            write(&text.path, formatted)?;
        }
    }
    finish(&changed, texts.len(), fmt.check, (&reports, &sources), terminal)?;
    Ok(match (readable, broken || fmt.check && !changed.is_empty()) {
        (false, _) => Verdict::Misuse,
        (true, true) => Verdict::Findings,
        (true, false) => Verdict::Fine,
    })
}

/// A text laid out; `None` where its form has a mistake, which is reported.
fn formatted(name: &str, text: &str, sources: &mut Sources, reports: &mut Reports) -> Option<String> {
    let file = sources.add(name, text);
    let mut said = Reports::default();
    syntax::parse(file, text, &mut said);
    reports.extend(said);
    syntax::format(text)
}

/// Formats standard input to standard output. What cannot be formatted comes out as it went in, so that an editor loses nothing.
fn stream(check: bool, terminal: &Terminal) -> Result<Verdict, Failure> {
    let mut bytes = Vec::new();
    let read = io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|error| Failure(format!("cannot read standard input: {}", reason(&error))))?;
    let text = read::utf8(bytes).map_err(|at| Failure(format!("standard input is not UTF-8: byte {at} begins no character")))?;
    let (mut sources, mut reports) = (Sources::default(), Reports::default());
    let formatted = formatted("standard input", &text, &mut sources, &mut reports);
    let reports = reports.sorted();
    if !reports.is_empty() {
        terminal.show(&reports, &sources, Advice::Shown);
    }
    if !check {
        terminal.print(formatted.as_ref().unwrap_or(&text))?;
    }
    let is_current = formatted.is_some_and(|formatted| formatted == text);
    Ok(if reports.is_empty() && (!check || is_current) { Verdict::Fine } else { Verdict::Findings })
}

/// Shows what formatting would change.
fn show(changed: &[(&Text, String)], terminal: &Terminal) -> Result<(), Failure> {
    if terminal.is_for_machines() {
        return Ok(());
    }
    for (text, formatted) in changed {
        terminal.print(&format!("{}: not formatted\n", text.name()))?;
        terminal.mention(&difference(&text.text, formatted))?;
    }
    Ok(())
}

fn finish(
    changed: &[(&Text, String)],
    count: usize,
    check: bool,
    said: (&[Report], &Sources),
    terminal: &Terminal,
) -> Result<(), Failure> {
    if terminal.is_for_machines() {
        let state = if check { "not formatted" } else { "formatted" };
        let files: Vec<_> = changed.iter().map(|(text, _)| json!({ "path": text.name(), "state": state })).collect();
        return Document::of(said.0, said.1).with("files", files).print(terminal);
    }
    let done = if check { "not formatted" } else { "formatted" };
    let fix = if check && !changed.is_empty() { "; `edgewise fmt` without --check lays them out" } else { "" };
    terminal.mention(&format!("{}, {} {done}{fix}\n", several(count, "file"), changed.len()))
}

/// Replaces a file by its formatted text, whole or not at all, with the permissions it had.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let path = path.canonicalize().map_err(|error| Failure::of("write", path, &error))?;
    swap::write(&path, text)
}
