//! Programs that must pass. A program with expected warnings has them beside it, `<name>.warnings`; notes do not count.

use edgewise::report::{Level, Report, Reports, Style, render};
use edgewise::resolve::{Choices, FileTexts, resolve, wanted_files};
use edgewise::source::Sources;
use edgewise::{law, model, stdlib, syntax};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/accept")
}

#[test]
fn every_program_passes() {
    let mut sources = Sources::default();
    let library = stdlib::load(&mut sources);
    let files =
        fs::read_dir(folder()).expect("the folder is part of the tests").map(|entry| entry.expect("it can be read").path());
    let mut files: Vec<PathBuf> = files.filter(|file| file.extension().is_some_and(|extension| extension == "edge")).collect();
    files.sort();
    assert!(!files.is_empty(), "there are programs");
    let mut wrong = String::new();
    for path in files {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("it can be read");
        let file = sources.add(name.as_str(), text.as_str());
        let mut reports = Reports::default();
        let tree = syntax::parse(file, &text, &mut reports);
        let mut beside = FileTexts::default();
        for (wanted, _) in wanted_files(&tree) {
            if let Ok(text) = fs::read_to_string(folder().join(&*wanted)) {
                beside.insert(wanted, Ok(Arc::from(text)));
            }
        }
        let program = resolve(&[&tree], &library, &Choices::default(), &beside, &mut reports);
        let model = model::build(program, &library, &mut reports);
        model::check(&model, &library, &mut reports);
        law::check(&model, &library, &mut reports);
        let reports = law::settle(&model, &library, Some("2026-11-25"), reports).sorted();
        let found: Vec<Report> = reports.into_iter().filter(|report| report.level > Level::Note).collect();
        let said = render(&found, &sources, Style::Plain);
        let answer = path.with_extension("warnings");
        let wanted = fs::read_to_string(&answer).unwrap_or_default();
        if said == wanted && found.iter().all(|report| report.level < Level::Error) {
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
