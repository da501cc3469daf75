//! Golden cases: what each program becomes in both targets, byte for byte.
//!
//! `tests/emit/<case>/main.edge` has its answers beside it; an example's stand in `tests/examples/<name>/`. A case with a file
//! `targets` is built for the target named there. `BLESS=1 cargo test` rewrites the answers.

use edgewise::report::{Level, Style, render};
use edgewise::schema::Target;
use edgewise::{Library, Options};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs};

#[test]
fn every_case_is_emitted_as_its_answer_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let library = Library::load();
    let mut wrong = Vec::new();
    let mut cases = 0;
    for folder in folders(&root.join("tests/emit")) {
        let answers = folder.clone();
        hold(&library, &folder, &answers, &mut wrong);
        cases += 1;
    }
    for folder in folders(&root.join("examples")) {
        let answers = root.join("tests/examples").join(folder.file_name().expect("an example has a name"));
        hold(&library, &folder, &answers, &mut wrong);
        cases += 1;
    }
    assert!(cases > 20, "the cases were found");
    assert!(wrong.is_empty(), "{}\nBLESS=1 cargo test rewrites the answers", wrong.join("\n"));
}

/// Compiles twice, and holds the second output against the answers and against the first.
fn hold(library: &Library, folder: &Path, answers: &Path, wrong: &mut Vec<String>) {
    let first = emitted(library, folder, wrong);
    let second = emitted(library, folder, wrong);
    if first != second {
        wrong.push(format!("{}: two runs differ", folder.display()));
    }
    if env::var_os("BLESS").is_some() {
        return bless(answers, &second);
    }
    let known = answers_in(answers);
    for (name, text) in &second {
        match known.get(name) {
            None => wrong.push(format!("{}/{name}: no answer", answers.display())),
            Some(answer) if answer != text => {
                let difference = similar::TextDiff::from_lines(answer, text).unified_diff().to_string();
                let shown: Vec<&str> = difference.lines().take(40).collect();
                wrong.push(format!("{}/{name} differs:\n{}", answers.display(), shown.join("\n")));
            }
            Some(_) => {}
        }
    }
    for name in known.keys().filter(|name| !second.contains_key(*name)) {
        wrong.push(format!("{}/{name}: nothing emits it any more", answers.display()));
    }
}

/// The files of a case's outputs, by the names their answers have.
fn emitted(library: &Library, folder: &Path, wrong: &mut Vec<String>) -> BTreeMap<String, String> {
    let mut texts = Vec::new();
    for path in files(folder).into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "edge")) {
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        texts.push((name, fs::read_to_string(&path).expect("a case is UTF-8")));
    }
    let texts: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let read = |path: &str| -> Result<Arc<str>, Arc<str>> {
        fs::read_to_string(folder.join(path)).map(Arc::from).map_err(|error| error.to_string().into())
    };
    let only = fs::read_to_string(folder.join("targets")).unwrap_or_default();
    let targets: Vec<Target> = Target::ALL.into_iter().filter(|target| only.is_empty() || word(*target) == only.trim()).collect();
    let name = folder.file_name().expect("a case has a name").to_string_lossy();
    let options = Options { name: &name, targets: &targets, read: &read, ..Options::default() };
    let outcome = library.compile(&texts, &options);
    if outcome.reports.iter().any(|report| report.level == Level::Error) {
        wrong.push(format!("{}:\n{}", folder.display(), render(&outcome.reports, &outcome.sources, Style::Plain)));
    }
    let files = outcome.outputs.into_iter().flat_map(|(_, files)| files);
    files.map(|file| (answer_name(&file.path), String::from_utf8(file.bytes()).expect("an output is UTF-8"))).collect()
}

fn word(target: Target) -> &'static str {
    match target {
        Target::CloudFormation => "cloudformation",
        Target::Terraform => "terraform",
    }
}

/// `cloudformation/us-east-1.template.json` is answered by `cfn.us-east-1.json`.
fn answer_name(path: &str) -> String {
    let short = path.replace("cloudformation/", "cfn.").replace("terraform/", "tf.");
    short.replace("template.json", "json").replace("edgewise.tf.json", "json").replace(".tf.json", ".json").replace("..", ".")
}

fn answers_in(folder: &Path) -> BTreeMap<String, String> {
    let is_answer = |name: &str| name.ends_with(".json") && (name.starts_with("cfn.") || name.starts_with("tf."));
    let named = files(folder).into_iter().map(|path| (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), path));
    named.filter(|(name, _)| is_answer(name)).filter_map(|(name, path)| Some((name, fs::read_to_string(path).ok()?))).collect()
}

fn bless(answers: &Path, emitted: &BTreeMap<String, String>) {
    fs::create_dir_all(answers).expect("the answers have a folder");
    for name in answers_in(answers).keys().filter(|name| !emitted.contains_key(*name)) {
        fs::remove_file(answers.join(name)).expect("an old answer goes");
    }
    for (name, text) in emitted {
        fs::write(answers.join(name), text).expect("an answer is written");
    }
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    entries(folder).into_iter().filter(|path| path.is_dir()).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    entries(folder).into_iter().filter(|path| path.is_file()).collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path()).collect();
    entries.sort();
    entries
}
