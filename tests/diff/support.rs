//! Programs of this repository, and what becomes of them.

use edgewise::diff::Difference;
use edgewise::import::{Document, Imported};
use edgewise::model::Model;
use edgewise::schema::Target;
use edgewise::source::Sources;
use edgewise::{Library, Options};
use std::fs;
use std::path::{Path, PathBuf};

/// Every folder with a program that compiles.
pub fn programs() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = Vec::new();
    for parent in ["examples", "tests/emit", "tests/accept"] {
        for entry in fs::read_dir(root.join(parent)).unwrap() {
            let path = entry.unwrap().path();
            if path.join("main.edge").exists() {
                folders.push(path);
            }
        }
    }
    folders.sort();
    folders
}

/// The targets that a program is built for.
pub fn given(folder: &Path) -> Vec<Target> {
    let words = fs::read_to_string(folder.join("targets")).unwrap_or_default();
    let of = |word: &str| match word {
        "cloudformation" => Some(Target::CloudFormation),
        "terraform" => Some(Target::Terraform),
        _ => None,
    };
    let named: Vec<Target> = words.split_whitespace().filter_map(of).collect();
    if named.is_empty() { Target::ALL.to_vec() } else { named }
}

/// The texts of a program.
pub fn texts(folder: &Path) -> Vec<(String, String)> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "edge"));
    paths.sort();
    let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

/// What a program means.
pub fn understand(library: &Library, folder: &Path) -> Model {
    understand_texts(library, folder, &texts(folder))
}

/// What the texts of a program mean, in whatever form they are.
pub fn understand_texts(library: &Library, folder: &Path, texts: &[(String, String)]) -> Model {
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let read = |path: &str| fs::read_to_string(folder.join(path)).map(Into::into).map_err(|_| "unreadable".into());
    let understood = library.understand(&files, &Options { read: &read, ..Options::default() });
    understood.model.unwrap_or_else(|| panic!("{}: {:?}", folder.display(), understood.reports))
}

/// What a program is compiled to.
pub fn outputs(library: &Library, folder: &Path, target: Target) -> Vec<(String, String)> {
    let texts = texts(folder);
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let read = |path: &str| fs::read_to_string(folder.join(path)).map(Into::into).map_err(|_| "unreadable".into());
    let outcome = library.compile(&files, &Options { read: &read, targets: &[target], ..Options::default() });
    let (_, files) = outcome.outputs.into_iter().next().unwrap_or_else(|| panic!("{}: {:?}", folder.display(), outcome.reports));
    files.into_iter().map(|file| (file.path.clone(), String::from_utf8(file.bytes()).unwrap())).collect()
}

/// What documents hold.
pub fn import(library: &Library, texts: &[(&str, &str)]) -> Imported {
    let mut sources = Sources::default();
    let documents: Vec<Document> = texts
        .iter()
        .map(|(name, text)| Document { file: sources.add(*name, *text), name, text, tree: serde_json::from_str(text).unwrap() })
        .collect();
    let base = library.understand(&[], &Options::default()).model.unwrap();
    edgewise::import::import(&documents, &library.schema, &base)
}

/// A difference in short.
pub fn said(difference: &Difference) -> String {
    let mut text = String::new();
    for change in &difference.resources {
        text += &format!("{} {} {} {:?}\n", change.verdict.word(), change.kind, change.name, change.was);
        for line in &change.lines {
            text += &format!("    {}: {:?} -> {:?}\n", line.path, line.old, line.new);
        }
    }
    for one in &difference.answers.list {
        text += &format!("{:?} {:?} exhaustive {}\n", one.names, one.kinds, one.is_exhaustive);
        for row in &one.rows {
            text += &format!("    {} {:?}: {:?} -> {:?}\n", row.viewers.text, row.when, row.old, row.new);
        }
    }
    for request in &difference.requests {
        text += &format!("{:?} {:?} exhaustive {}\n", request.hosts, request.distributions, request.is_exhaustive);
        for row in &request.rows {
            text += &format!("    {} {:?} {:?} {:?}\n", row.paths, row.methods, row.protocols, row.countries);
            text += &format!("      {} | {} | {} | {:?}\n", row.old, row.new, row.witness, row.marks);
            for aspect in &row.aspects {
                text += &format!("      {}: {:?} -> {:?}\n", aspect.what, aspect.old, aspect.new);
            }
        }
    }
    text
}
