//! The file of a program's snapshots.
//!
//! In: `snapshots.json` in the program's directory, or `NAME.snapshots.json` beside `NAME.edge`. Out: its lines; the file as it should be.
//! Deliberately absent: taking and comparing snapshots (`proof`).

use super::read::shown;
use super::swap::Swap;
use super::terminal::Failure;
use crate::proof::Snapshots;
use serde_json::{Value, json};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

const VERSION: u64 = 1;

/// Where the snapshots of a program are kept.
fn file_of(program: &Path) -> PathBuf {
    if program.is_dir() { program.join("snapshots.json") } else { program.with_extension("snapshots.json") }
}

/// The snapshots that are known of a program; none where there is no file.
pub(super) fn known(program: &Path) -> Result<Snapshots, Failure> {
    let path = file_of(program);
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Snapshots::default()),
        Err(error) => return Err(Failure::of("read", &path, &error)),
    };
    let document: Option<Value> = serde_json::from_slice(&text).ok();
    let document = document.filter(|document| document["version"] == VERSION);
    let tests = document.and_then(|document| serde_json::from_value(document["tests"].clone()).ok());
    let why = "is no file of snapshots of this version; `edgewise test --update` after removing it takes them anew";
    tests.ok_or_else(|| Failure(format!("{} {why}", shown(&path))))
}

/// Writes the snapshots of a program, where they differ from those that are known; without any, there is no file. Says what was done.
pub(super) fn update(program: &Path, known: &Snapshots, taken: &Snapshots) -> Result<Option<String>, Failure> {
    if known == taken {
        return Ok(None);
    }
    let path = file_of(program);
    let text = serde_json::to_vec_pretty(&json!({ "version": VERSION, "tests": taken })).map(|mut text| {
        text.push(b'\n');
        text
    });
    let text = text.map_err(|error| Failure(format!("cannot write {}: {error}", shown(&path))))?;
    let bytes = (!taken.is_empty()).then_some(text.as_slice());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut swap = Swap::of(folder)?;
    match bytes {
        Some(bytes) => swap.put(path.clone(), [bytes])?,
        None => swap.remove(path.clone()),
    }
    swap.carry_out()?;
    Ok(Some(format!("{} {}\n", if bytes.is_some() { "wrote" } else { "removed" }, shown(&path))))
}
