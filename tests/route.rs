//! The dry run: programs whose tests say what AWS answers.
//!
//! Each file of `tests/route/`, each example, and each program of the language's own that has tests must hold every one of them.

#[path = "route/second/mod.rs"]
mod second;

use edgewise::proof::{Ending, Snapshots, prove};
use edgewise::report::{Reports, Style, render};
use edgewise::route::Router;
use edgewise::{Library, Options};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A program of the language's own that has functions.
const WITH_FUNCTIONS: &[&str] = if cfg!(feature = "functions") { &["functions"] } else { &[] };
/// Programs of the language's own; the others need files that are not there, or kinds that are not.
const PROGRAMS: [&str; 19] = [
    "active_active",
    "arc",
    "behaviors",
    "blue_green",
    "edge_lambda",
    "failover_origins",
    "health",
    "policies",
    "private_media",
    "private_zone",
    "resolver",
    "routing",
    "signed",
    "small_things",
    "spa",
    "staging",
    "tests",
    "waf_geo",
    "zone_records",
];

#[test]
fn every_program_answers_as_its_tests_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let library = Library::load();
    let (mut wrong, mut count) = (Vec::new(), 0);
    let written = entries(&root.join("tests/route")).into_iter().filter(|path| path.extension().is_some());
    for program in written.chain(entries(&root.join("examples"))) {
        count += holds(&library, &program, &mut wrong);
    }
    for program in PROGRAMS.iter().chain(WITH_FUNCTIONS) {
        count += holds(&library, &root.join(format!("tests/syntax/programs/{program}.edge")), &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 50, "the expectations were found: {count}");
}

/// Holds a program, a file or a folder, against its tests; counts the expectations.
fn holds(library: &Library, path: &Path, wrong: &mut Vec<String>) -> usize {
    let folder = if path.is_dir() { path } else { path.parent().expect("a file has a folder") };
    let files = if path.is_dir() { entries(path) } else { vec![path.to_owned()] };
    let files = files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "edge"));
    let texts: Vec<(String, String)> =
        files.map(|file| (file.display().to_string(), fs::read_to_string(file).expect("a program is UTF-8"))).collect();
    let texts: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/route/files");
    let read = |name: &str| -> Result<Arc<str>, Arc<str>> {
        let found = fs::read_to_string(folder.join(name)).or_else(|_| fs::read_to_string(beside.join(name)));
        found.map(Arc::from).map_err(|error| error.to_string().into())
    };
    let understood = library.understand(&texts, &Options { read: &read, tests: true, ..Options::default() });
    let Some(model) = understood.model else {
        wrong.push(format!("{}:\n{}", path.display(), render(&understood.reports, &understood.sources, Style::Plain)));
        return 0;
    };
    let router = Router::of(&model, &library.schema);
    let mut reports = Reports::default();
    let proof = prove((&model, &library.schema, &router), |_| true, Some(&Snapshots::default()), &mut reports);
    let expectations = proof.tests.iter().flat_map(|test| &test.expectations);
    if reports.count() > 0
        || expectations.clone().any(|expectation| matches!(expectation.ending, Ending::Fails(_) | Ending::Broken))
    {
        wrong.push(render(&reports.sorted(), &understood.sources, Style::Plain));
    }
    expectations.count()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path()).collect();
    entries.sort();
    entries
}
