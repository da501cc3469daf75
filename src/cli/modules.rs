//! The directories that modules name with `use`.
//!
//! In: a module's directory and a path as written in it. Out: the files there; or why there are none, and which directories
//! beside it hold modules. Deliberately absent: what the files mean.

use super::read::{self, shown};
use super::terminal::reason;
use crate::compile::{Found, Missing};
use crate::report::{Code, Reports};
use std::fs;
use std::path::{Component, Path, PathBuf};

/// What a directory is known as, by whatever path it is named.
pub(super) fn home(folder: &Path) -> String {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    folder.canonicalize().map_or_else(|_| shown(folder), |full| shown(&full))
}

/// Finds the module of a path, as written in the module of a directory.
pub(super) fn find(from: &str, path: &str) -> Result<Found, Missing> {
    let missing = |reason: String| Missing { reason: reason.into(), known: beside(Path::new(from), path) };
    if path.is_empty() {
        return Err(missing("no directory is named".to_owned()));
    }
    let full = Path::new(from).join(path).canonicalize().map_err(|error| missing(reason(&error)))?;
    if !full.is_dir() {
        let known = path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
        return Err(Missing { reason: "it is a file, and a directory is a module".into(), known: known.into_iter().collect() });
    }
    let mut reports = Reports::default();
    let texts = read::module(&full, &mut reports);
    if let Some(report) = reports.iter().find(|report| report.level == crate::report::Level::Error) {
        let is_empty = report.code == Code::EmptyModule.row().code;
        return Err(missing(if is_empty { "it holds no `.edge` file".to_owned() } else { report.message.clone() }));
    }
    let here = std::env::current_dir().ok().and_then(|here| here.canonicalize().ok()).unwrap_or_default();
    let files = texts.into_iter().map(|text| (shown(&from_here(&text.path, &here)), text.text)).collect();
    Ok(Found { id: shown(&full).into(), files })
}

/// The way to a path from a directory, both canonical; the path itself where they have nothing in common.
fn from_here(path: &Path, here: &Path) -> PathBuf {
    let common = path.components().zip(here.components()).take_while(|(one, other)| one == other).count();
    let is_root = |part: &Component| matches!(part, Component::RootDir | Component::Prefix(_));
    if path.components().take(common).all(|part| is_root(&part)) {
        return path.to_owned();
    }
    let up = here.components().skip(common).map(|_| Component::ParentDir);
    up.chain(path.components().skip(common)).collect()
}

/// The modules in the directory that a path should be in, as they would be written.
fn beside(from: &Path, path: &str) -> Vec<String> {
    let (before, _) = path.trim_end_matches('/').rsplit_once('/').unwrap_or(("", path));
    let Ok(entries) = fs::read_dir(from.join(before)) else {
        return Vec::new();
    };
    let is_module = |folder: &Path| {
        let files = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        files.into_iter().any(|file| file.path().extension().is_some_and(|extension| extension == "edge"))
    };
    let is_own = |folder: &Path| folder.canonicalize().is_ok_and(|full| full == from);
    let folders = entries.filter_map(Result::ok).map(|entry| entry.path()).filter(|path| is_module(path) && !is_own(path));
    let written = |folder: PathBuf| {
        let name = folder.file_name()?.to_string_lossy().into_owned();
        Some(if before.is_empty() { name } else { format!("{before}/{name}") })
    };
    let mut known: Vec<String> = folders.filter_map(written).collect();
    known.sort();
    if known.is_empty() && !before.starts_with("..") {
        beside(from, &format!("../{}", path.trim_start_matches("./")))
    } else {
        known
    }
}
