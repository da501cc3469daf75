//! The library loads without a complaint, and as it is written.

use edgewise::report::{Reports, Style, render};
use edgewise::schema::{self, PAGES};
use edgewise::source::{FileId, Sources};
use edgewise::syntax::{Statements, pack, parse, unpack};
use std::fs;
use std::path::Path;

#[test]
fn the_library_has_no_mistake() {
    let mut sources = Sources::default();
    let mut reports = Reports::default();
    let schema = schema::load(&mut sources, &mut reports);
    assert!(schema.kinds().count() > 10, "the pages of stdlib/aws are there");
    let reports = reports.sorted();
    assert!(reports.is_empty(), "{}", render(&reports, &sources, Style::Plain));
}

#[test]
fn what_is_packed_is_unpacked_the_same() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/syntax/programs");
    let programs = fs::read_dir(folder).expect("the folder is part of the tests").map(|entry| entry.unwrap().path());
    let programs = programs.map(|path| fs::read_to_string(path).unwrap());
    let texts: Vec<String> = PAGES.iter().map(|(_, text)| (*text).to_owned()).chain(programs).collect();
    assert!(texts.len() > 60, "the pages and programs are there");
    // Files are numbered from elsewhere than where pages stand, as they are in a run with files before them.
    let files: Vec<FileId> = (0..texts.len()).map(|at| FileId(at as u32 + 7)).collect();
    let parsed: Vec<Statements> =
        files.iter().zip(&texts).map(|(file, text)| parse(*file, text, &mut Reports::default())).collect();
    let unpacked = unpack(pack(&parsed).leak(), &files);
    for (parsed, unpacked) in parsed.iter().zip(&unpacked) {
        assert_eq!(parsed, unpacked);
    }
    assert_eq!(parsed.len(), unpacked.len());
}
