//! Programs that must pass, and compile to both targets or to the one in `<name>.targets`. A program with expected warnings has
//! them beside it, `<name>.warnings`; notes do not count. The judges judge what they become.

#[path = "mutants/mod.rs"]
mod mutants;

use edgewise::report::{Level, Report, Style, render};
use edgewise::schema::Target;
use edgewise::{Found, Library, Missing, Options, Understood};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/accept")
}

#[test]
fn every_program_passes() {
    let library = Library::load();
    let read = |path: &str| -> Result<Arc<str>, Arc<str>> {
        fs::read_to_string(folder().join(path)).map(Arc::from).map_err(|error| error.to_string().into())
    };
    let options = Options { today: Some("2026-11-25"), read: &read, find: &module, ..Options::default() };
    let files =
        fs::read_dir(folder()).expect("the folder is part of the tests").map(|entry| entry.expect("it can be read").path());
    let mut files: Vec<PathBuf> = files.filter(|file| file.extension().is_some_and(|extension| extension == "edge")).collect();
    files.sort();
    assert!(!files.is_empty(), "there are programs");
    let mut wrong = String::new();
    for path in files {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("it can be read");
        let Understood { reports, sources, .. } = library.understand(&[(&name, &text)], &options);
        let found: Vec<Report> = reports.into_iter().filter(|report| report.level > Level::Note).collect();
        let said = render(&found, &sources, Style::Plain);
        let answer = path.with_extension("warnings");
        let wanted = fs::read_to_string(&answer).unwrap_or_default();
        if said == wanted && found.iter().all(|report| report.level < Level::Error) {
            wrong.push_str(&unlowered(&library, &path, &options));
            continue;
        }
        if std::env::var_os("BLESS").is_some() && answer.exists() {
            fs::write(&answer, &said).expect("it can be written");
        } else {
            wrong.push_str(&said);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// A directory beside the programs, as a module.
fn module(_: &str, path: &str) -> Result<Found, Missing> {
    let files =
        fs::read_dir(folder().join(path)).map_err(|error| Missing { reason: error.to_string().into(), known: Vec::new() })?;
    let files = files.map(|entry| entry.expect("it can be read").path());
    let files = files.map(|file| (file.display().to_string(), fs::read_to_string(&file).expect("it can be read")));
    Ok(Found { id: path.into(), files: files.collect() })
}

/// The errors of compiling a program.
fn unlowered(library: &Library, path: &Path, options: &Options) -> String {
    let only = fs::read_to_string(path.with_extension("targets")).unwrap_or_default();
    let targets: &[Target] = match only.trim() {
        "" => &Target::ALL,
        "cloudformation" => &[Target::CloudFormation],
        "terraform" => &[Target::Terraform],
        other => panic!("{} names no target: {other}", path.display()),
    };
    let text = fs::read_to_string(path).expect("it can be read");
    let outcome = library.compile(&[("main.edge", &text)], &Options { targets, ..*options });
    let errors: Vec<Report> = outcome.reports.into_iter().filter(|report| report.level == Level::Error).collect();
    let empty = outcome.outputs.len() != targets.len() || outcome.outputs.iter().any(|(_, files)| files.is_empty());
    match (errors.is_empty(), empty) {
        (true, true) => format!("{}: nothing came out of it\n", path.display()),
        _ => render(&errors, &outcome.sources, Style::Plain),
    }
}
