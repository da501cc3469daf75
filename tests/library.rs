//! The library is, at every start, what its pages say.

use edgewise::report::Reports;
use edgewise::schema::{self, Schema};
use edgewise::source::{FileId, Sources};
use edgewise::stdlib::{self, PAGES};
use edgewise::syntax::{Statements, pack, parse, unpack};
use std::fs;
use std::path::Path;

#[test]
fn what_is_loaded_is_what_the_pages_say() {
    let (mut sources, mut reports) = (Sources::default(), Reports::default());
    // A file before the pages moves them from where they stood in the build.
    sources.add("before.edge", "");
    let loaded = stdlib::load(&mut sources);
    let mut statements = Statements::new();
    for (file, page) in sources.iter().skip(1) {
        statements.extend(parse(file, &page.text, &mut reports));
    }
    let read = schema::read(statements, &mut reports);
    assert!(loaded.kinds().count() > 10, "the pages of stdlib/aws are there");
    assert_eq!(said(&loaded), said(&read));
    assert!(loaded.kinds().all(|(id, kind)| loaded.kind_named(kind.name) == Some(id)));
    assert!(loaded.facts().all(|fact| loaded.fact(fact.name).is_some_and(|found| found.span == fact.span)));
    assert_eq!(reports.count(), 0);
}

/// All that a schema holds.
fn said(schema: &Schema) -> String {
    let kinds: Vec<_> = schema.kinds().collect();
    let (choices, facts): (Vec<_>, Vec<_>) = (schema.choices().collect(), schema.facts().collect());
    format!("{kinds:#?}\n{choices:#?}\n{facts:#?}\n{:#?}", schema.managed())
}

#[test]
fn what_is_packed_is_unpacked_the_same() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/syntax/programs");
    let programs = fs::read_dir(folder).expect("the folder is part of the tests").map(|entry| entry.unwrap().path());
    let programs = programs.map(|path| fs::read_to_string(path).unwrap());
    let texts: Vec<String> = PAGES.iter().map(|(_, text)| (*text).to_owned()).chain(programs).collect();
    assert!(texts.len() > 60, "the pages and programs are there");
    let parsed = |first: u32| -> Vec<Statements> {
        let files = (first..).map(FileId);
        files.zip(&texts).map(|(file, text)| parse(file, text, &mut Reports::default())).collect()
    };
    let files: Vec<FileId> = (7..).map(FileId).take(texts.len()).collect();
    assert_eq!(unpack::<Vec<Statements>>(pack(&parsed(0)).leak(), &files), parsed(7));
}
