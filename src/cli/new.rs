//! `edgewise new`: a project, begun from an example.
//!
//! In: a directory that is not there yet, or empty, and an example's name. Out: the example's files in it. Deliberately absent:
//! any program; they are those of `examples/`, as they were when the compiler was built.

use super::arguments::New;
use super::document::Document;
use super::read::shown;
use super::swap::write_all;
use super::terminal::{Failure, Terminal, Verdict, near};
use crate::source::Sources;
use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, Command, Error};
use serde_json::json;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::PathBuf;

/// Every file of `examples/`, by its path, in alphabetical order.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/examples.rs"));

/// The example that a project begins from where nobody says which.
pub(super) const FIRST: &str = "minimal";

/// A word that names an example, as the command line has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Example;

impl TypedValueParser for Example {
    type Value = String;

    fn parse_ref(&self, command: &Command, _: Option<&Arg>, word: &OsStr) -> Result<String, Error> {
        let word = word.to_string_lossy();
        if names().any(|name| name == word) {
            return Ok(word.into_owned());
        }
        let said = format!("there is no example `{word}`{}\n\n{}", near(&word, names()), list());
        Err(Error::raw(ErrorKind::InvalidValue, said).with_cmd(command))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(names().map(|name| PossibleValue::new(name).help(about(name)))))
    }
}

/// The names of the examples, in alphabetical order.
fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().filter_map(|(path, _)| split(path)).filter(|(_, path)| *path == "main.edge").map(|(example, _)| example)
}

/// What an example is, in a line: the first sentence of its first comment.
fn about(example: &str) -> &'static str {
    let main = FILES.iter().find(|(path, _)| split(path) == Some((example, "main.edge"))).map_or("", |(_, text)| text);
    let comment = main.lines().find(|line| line.starts_with("//")).map_or("", |line| line.trim_start_matches('/').trim());
    comment.split_once(". ").map_or(comment, |(sentence, _)| sentence).trim_end_matches('.')
}

/// The examples, a line each.
fn list() -> String {
    let widest = names().map(str::len).max().unwrap_or_default();
    let rows: String = names().map(|name| format!("  {name:widest$}  {}\n", about(name))).collect();
    format!("The examples:\n{rows}\nBegin from one: edgewise new NAME --example EXAMPLE\n")
}

/// The example a file belongs to, and its path there.
fn split(path: &str) -> Option<(&str, &str)> {
    path.strip_prefix("examples/")?.split_once('/')
}

/// Begins a project.
pub(super) fn new(new: &New, terminal: &Terminal) -> Result<Verdict, Failure> {
    let Some(path) = &new.path else {
        return Err(Failure(format!("nobody says which directory to make\n\n{}", list().trim_end())));
    };
    let entries = fs::read_dir(path).map(|mut entries| entries.next().is_some());
    match entries {
        Ok(true) => {
            return Err(Failure(format!(
                "{} is not empty, and nothing was written; name a directory that is not there yet",
                path.display()
            )));
        }
        Ok(false) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(Failure::of("write to", path, &error)),
    }
    let example = new.example.as_deref().unwrap_or(FIRST);
    let files = FILES.iter().filter_map(|(path, text)| Some((split(path)?, *text)));
    let files: Vec<(PathBuf, &[u8])> =
        files.filter(|((name, _), _)| *name == example).map(|((_, file), text)| (path.join(file), text.as_bytes())).collect();
    write_all(path, files.iter().cloned())?;
    let paths: Vec<String> = files.iter().map(|(path, _)| shown(path)).collect();
    if terminal.is_for_machines() {
        let files: Vec<_> = paths.iter().map(|path| json!({ "path": path, "state": "wrote" })).collect();
        Document::of(&[], &Sources::default()).with("files", files).print(terminal)?;
    }
    let wrote: String = paths.iter().map(|path| format!("wrote {path}\n")).collect();
    let others = if new.example.is_none() { "; `edgewise new` lists the other examples" } else { "" };
    terminal.mention(&format!("{wrote}next: edgewise check {}{others}\n", shown(path)))?;
    Ok(Verdict::Fine)
}
