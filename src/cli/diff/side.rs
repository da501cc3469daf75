//! Reading one side of a comparison.
//!
//! In: a path or a revision, with values for its parameters and inputs. Out: a model and where it came from, or findings.
//! Deliberately absent: comparing.

use super::git::{self, Revision};
use crate::cli::arguments::Program;
use crate::cli::program::{Findings, understood};
use crate::cli::read::{self, Text};
use crate::cli::terminal::Failure;
use crate::compile::{Library, Options};
use crate::diff::Origin;
use crate::import::{Document, Sort, Unseen, give, import, sort_of};
use crate::model::Model;
use crate::report::Reports;
use crate::schema::Target;
use crate::source::Sources;
use std::fs;
use std::path::{Path, PathBuf};

/// What is asked for, of one side.
pub(super) struct Wanted<'a> {
    /// A path, or `REVISION:PATH`.
    pub side: &'a str,
    pub set: Vec<(String, String)>,
    pub params: Vec<PathBuf>,
    pub inputs: Vec<(String, String)>,
    /// 0 for the old, 1 for the new.
    pub turn: usize,
}

/// One side, read.
pub(super) struct Read {
    /// What it is called.
    pub name: String,
    /// Its blocks.
    pub model: Model,
    /// Where they came from.
    pub origin: Origin,
    /// Every file they stand in.
    pub sources: Sources,
    /// What the side says and the model does not hold.
    pub unseen: Vec<Unseen>,
    /// The texts of an output, for a comparison of texts.
    pub texts: Vec<(String, String)>,
}

/// Why a side was not read.
pub(super) enum Unread {
    /// It has errors.
    Findings(Findings),
    /// It cannot be had.
    Failure(Failure),
}

impl From<Failure> for Unread {
    fn from(failure: Failure) -> Unread {
        Unread::Failure(failure)
    }
}

/// Reads a side.
pub(super) fn read(wanted: &Wanted, library: &Library) -> Result<Read, Unread> {
    let revision = match git::split(wanted.side) {
        Some((word, path)) => Some((word, git::revision(word, path, wanted.turn)?)),
        None => None,
    };
    let path = revision.as_ref().map_or_else(|| PathBuf::from(wanted.side), |(_, revision)| revision.path.clone());
    let mut read = match outputs(&path)? {
        Some(files) => documents(wanted, files, library)?,
        None => program(wanted, &path, library, &revision)?,
    };
    if let Some((word, revision)) = &revision {
        read.sources.rename(|name| git::shown(revision, word, name));
    }
    match give(&mut read.model, &wanted.inputs).first() {
        Some(name) => Err(Failure(format!("{} has no input `{name}`", wanted.side)).into()),
        None => Ok(read),
    }
}

fn program(wanted: &Wanted, path: &Path, library: &Library, revision: &Option<(&str, Revision)>) -> Result<Read, Unread> {
    let program = Program { path: path.to_owned(), set: wanted.set.clone(), params: wanted.params.clone(), level: Vec::new() };
    let (mut findings, model) = understood(&program, library, &[], false);
    let Some(model) = model else {
        if let Some((word, revision)) = revision {
            findings.sources.rename(|name| git::shown(revision, word, name));
        }
        return Err(Unread::Findings(findings));
    };
    Ok(Read {
        name: wanted.side.to_owned(),
        model,
        origin: Origin::Program,
        sources: findings.sources,
        unseen: Vec::new(),
        texts: Vec::new(),
    })
}

/// The JSON files of an output or a snapshot; `None` where the path is that of a program.
fn outputs(path: &Path) -> Result<Option<Vec<PathBuf>>, Failure> {
    if path.is_file() {
        let is_json = path.extension().is_some_and(|extension| extension == "json" || extension == "template");
        return Ok(is_json.then(|| vec![path.to_owned()]));
    }
    if !path.is_dir() {
        return Ok(None);
    }
    let listed = |folder: &Path| -> Result<Vec<PathBuf>, Failure> {
        let entries = fs::read_dir(folder).and_then(|entries| entries.collect::<std::io::Result<Vec<_>>>());
        let mut paths: Vec<PathBuf> =
            entries.map_err(|error| Failure::of("read", folder, &error))?.iter().map(|entry| entry.path()).collect();
        paths.sort();
        Ok(paths)
    };
    let here = listed(path)?;
    let ends = |path: &PathBuf, end: &str| path.to_string_lossy().ends_with(end);
    if here.iter().any(|path| ends(path, ".edge")) {
        return Ok(None);
    }
    let json = |paths: &[PathBuf]| -> Vec<PathBuf> {
        let wanted = |path: &&PathBuf| {
            path.is_file()
                && (ends(path, ".json") || ends(path, ".template"))
                && !ends(path, ".edgewise.json")
                && !ends(path, "inputs.json")
        };
        paths.iter().filter(wanted).cloned().collect()
    };
    let files = json(&here);
    if !files.is_empty() {
        return Ok(Some(files));
    }
    // The directory of a build: either target says the same.
    for folder in ["cloudformation", "terraform"] {
        let folder = path.join(folder);
        if folder.is_dir() {
            return Ok(Some(json(&listed(&folder)?)).filter(|files| !files.is_empty()));
        }
    }
    Ok(None)
}

fn documents(wanted: &Wanted, files: Vec<PathBuf>, library: &Library) -> Result<Read, Unread> {
    let mut reports = Reports::default();
    let texts: Vec<Text> = files.iter().filter_map(|file| read::read(file, &mut reports)).collect();
    if reports.has_errors() {
        return Err(Unread::Findings(Findings::unreadable(reports)));
    }
    let mut sources = library.sources.clone();
    let names: Vec<String> = texts.iter().map(Text::name).collect();
    let mut documents = Vec::with_capacity(texts.len());
    for (text, name) in texts.iter().zip(&names) {
        let tree: serde_json::Value = match serde_json::from_str(&text.text) {
            Ok(tree) => tree,
            Err(error) => return Err(Failure(format!("{name} is no JSON: {error}")).into()),
        };
        if sort_of(&tree).is_none() {
            continue;
        }
        let file = sources.add(name.as_str(), text.text.as_str());
        documents.push(Document { file, name, text: &text.text, tree });
    }
    if documents.is_empty() {
        let what = "holds no CloudFormation template, Terraform configuration or snapshot";
        return Err(Failure(format!("{} {what}", wanted.side)).into());
    }
    if let Some((name, _)) = wanted.set.first() {
        return Err(Failure(format!("{} is no program, and has no parameter `{name}` to set", wanted.side)).into());
    }
    let sort = |wanted: Sort| documents.iter().any(|document| sort_of(&document.tree) == Some(wanted));
    let origin = match (sort(Sort::Snapshot), sort(Sort::Template)) {
        (true, _) => Origin::Program,
        (false, true) => Origin::Output(Target::CloudFormation),
        (false, false) => Origin::Output(Target::Terraform),
    };
    let base = library.understand(&[], &Options::default()).model.unwrap_or_default();
    let imported = import(&documents, &library.schema, &base);
    let kept = documents.iter().map(|document| (document.name.to_owned(), document.text.to_owned())).collect();
    Ok(Read { name: wanted.side.to_owned(), model: imported.model, origin, sources, unseen: imported.unseen, texts: kept })
}
