//! What blocks that are alike are found guilty of is what each is found guilty of by itself.
//!
//! Every program of the repository is held against the rules twice: by itself, and by a checker that remembers what was settled for all
//! others before it, many of which differ in the one thing that a rule is about.

use crate::compile::{Library, Options};
use crate::model::{Checker, Model};
use crate::report::Reports;
use std::fs;
use std::path::{Path, PathBuf};

/// Every program below a directory, each file for itself.
fn programs(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            programs(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "edge") {
            found.push(path);
        }
    }
}

#[test]
fn blocks_that_are_alike_break_what_each_breaks() {
    let library = Library::load();
    let mut paths = Vec::new();
    for folder in ["examples", "tests"] {
        programs(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut paths);
    }
    let models = paths.iter().filter_map(|path| {
        let text = fs::read_to_string(path).ok()?;
        let model = library.meaning(&[("main.edge", &text)], &Options::default()).model;
        // Rules and quotas of a program are its own.
        (model.rules.is_empty() && model.quotas.is_empty()).then_some((path, model))
    });
    let models: Vec<(&PathBuf, Model)> = models.collect();
    assert!(models.len() > 900, "{} programs", models.len());
    let mut remembers = Checker::new(&library.schema, 0);
    let mut broken = 0;
    for (path, model) in models.iter().chain(&models) {
        let (mut alone, mut together) = (Reports::default(), Reports::default());
        Checker::new(&library.schema, usize::MAX).check(model, &mut alone);
        remembers.check(model, &mut together);
        broken += alone.count();
        assert_eq!(format!("{together:#?}"), format!("{alone:#?}"), "{}", path.display());
    }
    assert!(broken > 900, "{broken} findings");
}
