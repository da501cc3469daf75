//! Programs that pass, with one constraint broken: each is refused for it.
//!
//! Mutants come from what the library declares: the form, bounds and words of each field that a program writes, fields that must be
//! given, cases that exclude each other, what a rule asks of a text or a number, and statements that can stand only once. Each constraint is
//! broken once, in the shortest program that has it. `unrefused.txt` lists those that nobody finds fault with; `BLESS=1` writes it.

mod broken;
mod rules;

use broken::{Broken, Source};
use edgewise::report::Level;
use edgewise::schema::Schema;
use edgewise::{Library, Options};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A program with a text in place of another, and what must be said of it.
struct Mutant {
    /// What is broken: `cache_policy.name: longer than its bound`.
    name: String,
    text: String,
    /// Codes, one of which it must be refused with; any error where there are none.
    wanted: Vec<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The programs that pass, the shortest first, each with its folder.
fn programs() -> Vec<(PathBuf, String)> {
    let listed = |folder: &str| {
        let entries = fs::read_dir(root().join(folder)).expect("the folder is part of the project");
        entries.map(|entry| entry.expect("it can be read").path()).collect::<Vec<_>>()
    };
    let accepted =
        listed("tests/accept").into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "edge"));
    let folders = listed("examples").into_iter().chain(listed("tests/emit")).map(|folder| folder.join("main.edge"));
    let all = accepted.chain(folders).filter_map(|path| Some((path.parent()?.to_owned(), fs::read_to_string(&path).ok()?)));
    let mut all: Vec<_> = all.collect();
    all.sort_by_key(|(folder, text)| (text.len(), folder.clone()));
    all
}

/// Runs a program, and hands it on with what is found.
fn understood<T>(library: &Library, folder: &Path, text: &str, then: impl FnOnce(edgewise::Understood) -> T) -> T {
    let read = |path: &str| -> Result<Arc<str>, Arc<str>> {
        fs::read_to_string(folder.join(path)).map(Arc::from).map_err(|_| "it was not found".into())
    };
    then(library.understand(&[("main.edge", text)], &Options { today: Some("2026-11-25"), read: &read, ..Options::default() }))
}

/// Whether a mutant is found fault with as it should be.
fn is_refused(library: &Library, folder: &Path, mutant: &Mutant) -> bool {
    understood(library, folder, &mutant.text, |understood| {
        understood.reports.iter().any(|report| match mutant.wanted.is_empty() {
            true => report.level == Level::Error,
            false => mutant.wanted.contains(&report.code),
        })
    })
}

#[test]
fn what_breaks_a_constraint_is_refused_for_it() {
    let library = Library::load();
    let (mut seen, mut unrefused): (BTreeSet<String>, BTreeSet<String>) = Default::default();
    let mut count: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (folder, text) in programs() {
        for mutant in mutants(&library, &folder, &text) {
            if !seen.insert(mutant.name.clone()) {
                continue;
            }
            let refused = is_refused(&library, &folder, &mutant);
            let class = if mutant.name.contains("asked for by") { "rules" } else { "schema" };
            let (all, kept) = count.entry(class).or_default();
            *all += 1;
            *kept += usize::from(refused);
            if !refused {
                unrefused.insert(mutant.name);
            }
        }
    }
    let list: String = unrefused.iter().flat_map(|name| [name.as_str(), "\n"]).collect();
    println!("refused, of all mutants: {count:?}");
    let place = root().join("tests/mutants/unrefused.txt");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&place, &list).expect("it can be written");
    }
    assert!(seen.len() >= 300, "{} mutants", seen.len());
    let known = fs::read_to_string(&place).unwrap_or_default();
    assert!(known == list, "{} mutants are not refused; BLESS=1 keeps the list:\n{list}", unrefused.len());
}

/// Every mutant of a program; none of one that needs more than this test gives it.
fn mutants(library: &Library, folder: &Path, text: &str) -> Vec<Mutant> {
    understood(library, folder, text, |understood| {
        let Some(model) = understood.model else { return Vec::new() };
        let schema: &Schema = &library.schema;
        let own: BTreeSet<&str> = understood.reports.iter().map(|report| report.code.as_str()).collect();
        let source = Source::new(text, &understood.sources, &model, schema);
        let mut all: Vec<Broken> = source.fields();
        all.extend(source.statements());
        all.extend(rules::all(&source));
        let mutant = |broken: Broken| Mutant { text: broken.applied(text), name: broken.name, wanted: broken.wanted };
        // A program that is found fault with for that anyhow would prove nothing.
        all.into_iter().map(mutant).filter(|mutant| mutant.wanted.iter().all(|code| !own.contains(code.as_str()))).collect()
    })
}
