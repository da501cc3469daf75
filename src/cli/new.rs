//! `edgewise new`: a project, begun from an example.
//!
//! In: a directory that is not there yet, or empty, and an example's name. Out: the example's files in it. Deliberately absent:
//! any program; they are those of `examples/`, as they were when the compiler was built.

use super::arguments::New;
use super::document::Document;
use super::read::shown;
use super::swap::{Swap, Turn};
use super::terminal::{Failure, Terminal, Verdict};
use crate::source::Sources;
use serde_json::json;
use std::fs;
use std::io;

/// Every file of `examples/`, by its path, in alphabetical order.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/examples.rs"));

/// The names of the examples, in alphabetical order.
pub(super) fn names() -> Vec<&'static str> {
    let mut names: Vec<&str> = FILES.iter().filter_map(|(path, _)| split(path)).map(|(example, _)| example).collect();
    names.dedup();
    names
}

/// The example a file belongs to, and its path there.
fn split(path: &str) -> Option<(&str, &str)> {
    path.strip_prefix("examples/")?.split_once('/')
}

/// Begins a project.
pub(super) fn new(new: &New, terminal: &Terminal) -> Result<Verdict, Failure> {
    let entries = fs::read_dir(&new.path).map(|mut entries| entries.next().is_some());
    match entries {
        Ok(true) => {
            return Err(Failure(format!("{} is not empty; nothing was written", new.path.display())));
        }
        Ok(false) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(Failure::of("write to", &new.path, &error)),
    }
    let files = FILES.iter().filter_map(|(path, text)| Some((split(path)?, *text)));
    let turns: Vec<Turn> = files
        .filter(|((example, _), _)| *example == new.example)
        .map(|((_, path), text)| Turn { path: new.path.join(path), bytes: Some(text.as_bytes()) })
        .collect();
    Swap::of(&new.path)?.carry_out(&turns)?;
    let paths: Vec<String> = turns.iter().map(|turn| shown(&turn.path)).collect();
    if terminal.is_for_machines() {
        let files: Vec<_> = paths.iter().map(|path| json!({ "path": path, "state": "wrote" })).collect();
        Document::of(&[], &Sources::default()).with("files", files).print(terminal)?;
    }
    let wrote: String = paths.iter().map(|path| format!("wrote {path}\n")).collect();
    terminal.mention(&format!("{wrote}next: edgewise check {}\n", shown(&new.path)))?;
    Ok(Verdict::Fine)
}
