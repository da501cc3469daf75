//! Reading one side of a comparison.
//!
//! In: a path or a revision, with values for its parameters and inputs. Out: a model and where it came from, or findings. Two large
//! programs that differ in a few records are read in part. Deliberately absent: comparing.

use super::git::{self, Revision};
use crate::cli::arguments::Program;
use crate::cli::program::{Findings, Texts, understood};
use crate::cli::read::{self, Text};
use crate::cli::terminal::Failure;
use crate::compile::{Library, Options, Understood};
use crate::diff::{Aside, Origin, Spared, aside};
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

/// A side that was found.
pub(super) struct Place<'a> {
    wanted: &'a Wanted<'a>,
    revision: Option<(&'a str, Revision)>,
    path: PathBuf,
    /// The files of an output or a snapshot; `None` where it is a program.
    outputs: Option<Vec<PathBuf>>,
}

impl<'a> Place<'a> {
    /// Finds a side.
    pub fn of(wanted: &'a Wanted<'a>) -> Result<Place<'a>, Failure> {
        let revision = match git::split(wanted.side) {
            Some((word, path)) => Some((word, git::revision(word, path, wanted.turn)?)),
            None => None,
        };
        let path = revision.as_ref().map_or_else(|| PathBuf::from(wanted.side), |(_, revision)| revision.path.clone());
        let outputs = outputs(&path)?;
        Ok(Place { wanted, revision, path, outputs })
    }

    /// Names files as they are called in a revision.
    fn rename(&self, sources: &mut Sources) {
        if let Some((word, revision)) = &self.revision {
            sources.rename(|name| git::shown(revision, word, name));
        }
    }

    fn program(&self) -> Program {
        let Wanted { set, params, .. } = self.wanted;
        Program { path: self.path.clone(), set: set.clone(), params: params.clone(), level: Vec::new() }
    }

    fn read_of(&self, model: Model, sources: Sources) -> Read {
        let name = self.wanted.side.to_owned();
        Read { name, model, origin: Origin::Program, sources, unseen: Vec::new(), texts: Vec::new() }
    }

    /// Reads the side.
    pub fn read(&self, library: &Library) -> Result<Read, Unread> {
        let mut read = match &self.outputs {
            Some(files) => documents(self.wanted, files, library)?,
            None => {
                let (mut findings, model) = understood(&self.program(), library, &[], false);
                let Some(model) = model else {
                    self.rename(&mut findings.sources);
                    return Err(Unread::Findings(findings));
                };
                self.read_of(model, findings.sources)
            }
        };
        self.rename(&mut read.sources);
        match give(&mut read.model, &self.wanted.inputs).first() {
            Some(name) => Err(Failure(format!("{} has no input `{name}`", self.wanted.side)).into()),
            None => Ok(read),
        }
    }
}

/// Less text than this is read in no time.
const LARGE: usize = 1024 * 1024;

/// Two large programs without the records that a change between them cannot touch, and how many those are. `None` where they are not
/// such programs, or where what is left of either has an error.
pub(super) fn parts(places: &[Place; 2], library: &Library) -> Option<([Read; 2], Spared)> {
    let says_nothing = |wanted: &Wanted| wanted.set.is_empty() && wanted.params.is_empty() && wanted.inputs.is_empty();
    let is_program = |place: &Place| says_nothing(place.wanted) && place.outputs.is_none();
    if !places.iter().all(is_program) {
        return None;
    }
    let programs = places.each_ref().map(Place::program);
    let [old, new] = programs.each_ref().map(Texts::of);
    let (old, new) = (old.ok()?, new.ok()?);
    if old.size() < LARGE {
        return None;
    }
    old.with(&[], |old_files, old_options| {
        new.with(&[], |new_files, new_options| {
            let Aside { texts, spared } = aside(old_files, new_files, &library.schema, |aside, records| aside * 2 >= records)?;
            let read = |at: usize, files: &[(&str, &str)], options: &Options| {
                let left: Vec<_> = files.iter().zip(&texts[at]).map(|((name, _), text)| (*name, text.as_str())).collect();
                let Understood { model, mut sources, .. } = library.understand(&left, options);
                places[at].rename(&mut sources);
                Some(places[at].read_of(model?, sources))
            };
            Some(([read(0, old_files, old_options)?, read(1, new_files, new_options)?], spared))
        })
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

fn documents(wanted: &Wanted, files: &[PathBuf], library: &Library) -> Result<Read, Unread> {
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
