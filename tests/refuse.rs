//! What a program is refused for: each file of `tests/refuse/` is a program with its findings drawn below the lines they stand
//! on, carets for the place to change, dashes for the other half of a conflict.
//!
//! Each finding about AWS has the same program mended in `right/`, which passes. `BLESS=1` draws them anew. The file's name begins with the code it is about; findings of level note are drawn only where they
//! have that code.

use edgewise::report::{Code, Label, Level, Lines, Report};
use edgewise::source::FileId;
use edgewise::{Found, Library, Missing, Options};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Codes of the language that nothing can cause yet, and why.
const OUT_OF_REACH: &[(&str, &str)] = &[];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/refuse")
}

fn cases() -> Vec<PathBuf> {
    let files =
        fs::read_dir(folder()).expect("the folder is part of the tests").map(|entry| entry.expect("it can be read").path());
    let mut files: Vec<PathBuf> = files.filter(|file| file.extension().is_some_and(|extension| extension == "edge")).collect();
    files.sort();
    files
}

/// `R53-250` of `R53-250-two-primaries.edge`.
fn code_of(case: &Path) -> String {
    let name = case.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    name.splitn(3, '-').take(2).collect::<Vec<_>>().join("-")
}

fn findings(text: &str, library: &Library) -> (Vec<Report>, FileId) {
    let read = |path: &str| -> Result<Arc<str>, Arc<str>> {
        fs::read_to_string(folder().join(path)).map(Arc::from).map_err(|_| "it was not found".into())
    };
    let find = |from: &str, path: &str| module(from, path);
    let options = Options { today: Some("2026-11-25"), read: &read, find: &find, ..Options::default() };
    let reports = library.compile(&[("main.edge", text)], &options).reports;
    (reports, FileId(library.sources.iter().count() as u32))
}

/// The modules that cases use stand in folders beside them.
fn module(from: &str, path: &str) -> Result<Found, Missing> {
    let id = path.trim_start_matches("../").to_owned();
    let file = folder().join(&id).join("main.edge");
    let known = vec!["../circle".to_owned(), "../shared".to_owned()];
    match (from, fs::read_to_string(&file)) {
        (_, Ok(text)) => Ok(Found { id: id.as_str().into(), files: vec![(format!("{id}/main.edge"), text)] }),
        (_, Err(_)) => Err(Missing { reason: "it was not found".into(), known }),
    }
}

/// A line that draws a finding.
fn is_drawn(line: &str) -> bool {
    line.trim_start()
        .strip_prefix("//")
        .is_some_and(|rest| rest.trim_start().starts_with("^") || rest.trim_start().starts_with("--"))
}

fn plain(text: &str) -> String {
    text.lines().filter(|line| !is_drawn(line)).flat_map(|line| [line, "\n"]).collect()
}

/// The program with its findings drawn into it.
fn drawn(text: &str, (reports, file): (&[Report], FileId), code: &str) -> String {
    let lines = Lines::of(text);
    let mut below: Vec<Vec<String>> = vec![Vec::new(); lines.count() + 1];
    for report in reports.iter().filter(|report| report.level >= Level::Warning || report.code == code) {
        let Some(primary) = &report.primary else { panic!("{} has no place", report.code) };
        let words = format!("{} {}", report.code, report.message);
        // What is wrong with another module is drawn where that is used.
        match primary.span.file == file {
            true => draw(text, &lines, primary, '^', &words, &mut below),
            false => below[0].push(format!("// ^ elsewhere: {words}\n")),
        }
        for label in report.secondary.iter().chain(&report.ways).filter(|label| label.span.file == file) {
            draw(text, &lines, label, '-', &label.text, &mut below);
        }
    }
    let mut out = String::new();
    for (at, line) in text.lines().enumerate() {
        out.push_str(line);
        out.push('\n');
        below[at].iter().for_each(|mark| out.push_str(mark));
    }
    out
}

fn draw(text: &str, lines: &Lines, label: &Label, mark: char, words: &str, below: &mut [Vec<String>]) {
    let (line, column) = lines.place(label.span.start as usize);
    let end = lines.range(line - 1).map_or(text.len(), |range| range.end);
    let marked = &text[label.span.start as usize..(label.span.end as usize).min(end)];
    let wide = marked.trim_end_matches('\n').chars().count();
    // The two slashes take the room of the first two columns.
    let hidden = 2usize.saturating_sub(column - 1);
    let before = " ".repeat((column - 1).saturating_sub(2));
    let marks = mark.to_string().repeat(wide.saturating_sub(hidden).max(if mark == '-' { 2 } else { 1 }));
    let mark = format!("//{before}{marks} {words}").trim_end().to_owned() + "\n";
    if !below[line - 1].contains(&mark) {
        below[line - 1].push(mark);
    }
}

#[test]
fn every_case_is_refused_where_and_as_it_says() {
    let library = Library::load();
    let mut wrong = Vec::new();
    for case in cases() {
        let written = fs::read_to_string(&case).expect("it can be read");
        let text = plain(&written);
        let code = code_of(&case);
        let (reports, file) = findings(&text, &library);
        let answer = drawn(&text, (&reports, file), &code);
        if !reports.iter().any(|report| report.code == code) {
            wrong.push(format!("{}: is not refused for {code}", case.display()));
        }
        if answer == written {
            continue;
        }
        match std::env::var_os("BLESS") {
            Some(_) => fs::write(&case, answer).expect("it can be written"),
            None => wrong.push(format!("{}: now reads\n{answer}", case.display())),
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_case_about_aws_passes_once_it_is_mended() {
    let library = Library::load();
    let about_aws = cases().into_iter().filter(|case| !code_of(case).starts_with("EW-"));
    let mut wrong = Vec::new();
    for case in about_aws {
        let right = folder().join("right").join(case.file_name().unwrap_or_default());
        let Ok(text) = fs::read_to_string(&right) else {
            wrong.push(format!("{}: there is none", right.display()));
            continue;
        };
        let code = code_of(&case);
        let (reports, _) = findings(&text, &library);
        let bad = reports.iter().filter(|report| report.level == Level::Error || report.code == code);
        wrong.extend(bad.map(|report| format!("{}: {} {}", right.display(), report.code, report.message)));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_rule_and_every_code_of_names_and_kinds_has_a_case() {
    let schema = Library::load().schema;
    let known: BTreeSet<String> = cases().iter().map(|case| code_of(case)).collect();
    let rules = schema.kinds().flat_map(|(_, kind)| &kind.rules).map(|rule| rule.code.to_string());
    let own = Code::all().map(|code| code.row().code).filter(|code| code.starts_with("EW-2") || code.starts_with("EW-3"));
    let reachable = own.filter(|code| !OUT_OF_REACH.iter().any(|(known, _)| known == code)).map(str::to_owned);
    let missing: BTreeSet<String> = rules.chain(reachable).filter(|code| !known.contains(code)).collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
}
