//! How programs are read: every program of the reference, every mistake, and laws for all texts.

use edgewise::report::{Reports, Style, render};
use edgewise::source::Sources;
use edgewise::syntax::{Statements, parse};
use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/syntax").join(folder);
    let mut files: Vec<_> = fs::read_dir(folder).expect("the folder is part of the tests").map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "edge"));
    files.sort();
    files
}

fn read(name: &str, text: &str) -> (Statements, String) {
    let mut sources = Sources::default();
    let file = sources.add(name, text);
    let mut reports = Reports::default();
    let tree = parse(file, text, &mut reports);
    (tree, render(&reports.sorted(), &sources, Style::Plain))
}

#[test]
fn every_program_is_read_without_a_report() {
    for file in files("programs") {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let (tree, said) = read(&name, &fs::read_to_string(&file).unwrap());
        assert_eq!(said, "", "{name}");
        assert!(!tree.is_empty(), "{name}");
    }
}
