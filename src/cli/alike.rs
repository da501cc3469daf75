//! What blocks that are alike are found guilty of, and become, is what each is found guilty of and becomes by itself.
//!
//! Every program of the repository is held against the rules twice: by itself, and by a checker that remembers what was settled for all
//! others before it, many of which differ in the one thing that a rule is about. And each is written twice, once with what is settled
//! for blocks that are alike.

use crate::compile::{Library, Options};
use crate::model::{Checker, Model};
use crate::plan;
use crate::report::Reports;
use crate::schema::Target;
use crate::target::{self, File};
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

/// The text of each program of the repository.
fn texts() -> impl Iterator<Item = (PathBuf, String)> {
    let mut paths = Vec::new();
    for folder in ["examples", "tests"] {
        programs(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut paths);
    }
    paths.into_iter().filter_map(|path| fs::read_to_string(&path).ok().map(|text| (path, text)))
}

/// The models of all programs of the repository that have no rules and quotas of their own.
fn models(library: &Library) -> Vec<(PathBuf, Model)> {
    let models = texts().filter_map(|(path, text)| {
        let model = library.meaning(&[("main.edge", &text)], &Options::default()).model;
        (model.rules.is_empty() && model.quotas.is_empty()).then_some((path, model))
    });
    let models: Vec<(PathBuf, Model)> = models.collect();
    assert!(models.len() > 900, "{} programs", models.len());
    models
}

#[test]
fn bodies_that_are_read_line_by_line_mean_what_they_mean_in_a_tree() {
    let library = Library::load();
    let (mut understood, mut refused) = (0, 0);
    // Nobody reads the body of a statement whose head is wrong, and yet it is told what is wrong in it.
    let unread = "zone \"example.com\" {\n  A \"a\" -> \"192.0.2.1\"\n  ttl = = 5\n}\n".to_owned();
    for (path, text) in texts().chain([(PathBuf::from("unread"), unread)]) {
        let inputs = [("stage".to_owned(), "\"live\"".to_owned())];
        let options = Options { inputs: &inputs, tests: true, ..Options::default() };
        let [line_by_line, in_a_tree] = [1, usize::MAX].map(|long| {
            let said = library.understand_from(long, &[("main.edge", &text)], &options);
            (format!("{:#?}", said.model), format!("{:#?}", said.reports))
        });
        assert!(line_by_line == in_a_tree, "{}", path.display());
        match in_a_tree.0.as_str() {
            "None" => refused += 1,
            _ => understood += 1,
        }
    }
    assert!(understood > 300 && refused > 300, "{understood} understood, {refused} refused");
}

#[test]
fn blocks_that_are_alike_break_what_each_breaks() {
    let library = Library::load();
    let models = models(&library);
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

#[test]
fn blocks_that_are_alike_become_what_each_becomes() {
    let library = Library::load();
    let mut bytes = 0;
    for (path, model) in models(&library) {
        let plan = plan::plan(model, &library.schema, "edgewise", &mut Reports::default());
        let [together, alone] = [0, usize::MAX].map(|many| {
            let (mut reports, mut files) = (Reports::default(), Vec::new());
            let mut put = |target: Target, file: File| files.push((target, file.path.clone(), file.bytes()));
            target::write_from(many, &plan, &library.schema, &Target::ALL, &mut reports, &mut put);
            (files, format!("{reports:#?}"))
        });
        bytes += together.0.iter().map(|(.., bytes)| bytes.len()).sum::<usize>();
        assert!(together == alone, "{}", path.display());
    }
    assert!(bytes > 1_000_000, "{bytes} bytes");
}
