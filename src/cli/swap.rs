//! Changing several files of a directory as one.
//!
//! In: paths and their new bytes, one after another. Out: all of them changed, or none. Everything is first written beside, where a full
//! disk does no harm, then renamed into place; what a rename replaces is kept until the last has succeeded. Deliberately absent:
//! which files may be changed (`output`).

use super::terminal::Failure;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file to change.
#[derive(Debug)]
struct Turn {
    path: PathBuf,
    /// Whether it is removed; else what it will hold stands beside.
    goes: bool,
}

/// A change under way; what is left of it when dropped is cleared away.
#[derive(Debug)]
pub(super) struct Swap {
    /// Holds new files under their number, and replaced ones under `old` and their number.
    beside: PathBuf,
    /// Directories that were made, outermost first.
    made: Vec<PathBuf>,
    /// What is to be done.
    turns: Vec<Turn>,
    /// Files that were changed, to be undone from the last.
    done: Vec<Done>,
    succeeded: bool,
}

/// A file that was changed, and where what it held is kept.
#[derive(Debug)]
struct Done {
    path: PathBuf,
    old: Option<PathBuf>,
}

/// Writes one file, whole or not at all.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    write_all(folder, [(path.to_owned(), text.as_bytes())])
}

/// Writes files below a directory: all of them, or none.
pub(super) fn write_all<'a>(folder: &Path, files: impl IntoIterator<Item = (PathBuf, &'a [u8])>) -> Result<(), Failure> {
    let mut swap = Swap::of(folder)?;
    files.into_iter().try_for_each(|(path, bytes)| swap.put(path, [bytes]))?;
    swap.carry_out()
}

impl Swap {
    /// Prepares to change files below a directory, which is made where it is missing.
    pub fn of(folder: &Path) -> Result<Swap, Failure> {
        let beside = folder.join(format!(".edgewise.new.{}", std::process::id()));
        let mut swap = Swap { beside: beside.clone(), made: Vec::new(), turns: Vec::new(), done: Vec::new(), succeeded: false };
        swap.make(&beside)?;
        Ok(swap)
    }

    /// Writes beside what a file will hold, one piece behind the other.
    pub fn put(&mut self, path: PathBuf, pieces: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Result<(), Failure> {
        let new = self.beside.join(self.turns.len().to_string());
        let write = |mut file: File| pieces.into_iter().try_for_each(|piece| file.write_all(piece.as_ref()));
        File::create(&new).and_then(write).map_err(|error| Failure::of("write", &path, &error))?;
        self.turns.push(Turn { path, goes: false });
        Ok(())
    }

    /// Takes in that a file will be removed.
    pub fn remove(&mut self, path: PathBuf) {
        self.turns.push(Turn { path, goes: true });
    }

    /// Changes all files, or none.
    pub fn carry_out(mut self) -> Result<(), Failure> {
        let turns = std::mem::take(&mut self.turns);
        for (at, turn) in turns.iter().enumerate() {
            self.replace(at, turn)?;
        }
        self.succeeded = true;
        for folder in turns.iter().filter(|turn| turn.goes).filter_map(|turn| turn.path.parent()) {
            // Others may have files there; then it stays.
            let _ = fs::remove_dir(folder);
        }
        Ok(())
    }

    /// Puts one file in place; whoever reads it meanwhile sees the old one or the new one.
    fn replace(&mut self, at: usize, turn: &Turn) -> Result<(), Failure> {
        if let Some(folder) = turn.path.parent() {
            self.make(folder)?;
        }
        let old = self.beside.join(format!("old{at}"));
        let kept = fs::hard_link(&turn.path, &old).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => Err(error),
            _ => fs::copy(&turn.path, &old).map(|_| ()),
        });
        let old = match kept {
            Ok(()) => Some(old),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(Failure::of("replace", &turn.path, &error)),
        };
        let new = self.beside.join(at.to_string());
        let permissions = old.as_ref().filter(|_| !turn.goes).and_then(|_| Some(fs::metadata(&turn.path).ok()?.permissions()));
        if let Some(permissions) = permissions {
            // Where a file system knows no permissions, there are none to keep.
            let _ = fs::set_permissions(&new, permissions);
        }
        let changed = if turn.goes { fs::remove_file(&turn.path) } else { fs::rename(&new, &turn.path) };
        changed.map_err(|error| Failure::of("write", &turn.path, &error))?;
        self.done.push(Done { path: turn.path.clone(), old });
        Ok(())
    }

    /// Makes a directory and those around it, and remembers which were missing.
    fn make(&mut self, folder: &Path) -> Result<(), Failure> {
        let missing: Vec<&Path> =
            folder.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists()).collect();
        for folder in missing.into_iter().rev() {
            match fs::create_dir(folder) {
                Ok(()) => self.made.push(folder.to_owned()),
                // Another run was faster.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
                Err(error) => return Err(Failure::of("make", folder, &error)),
            }
        }
        Ok(())
    }
}

impl Drop for Swap {
    fn drop(&mut self) {
        if !self.succeeded {
            for Done { path, old } in self.done.iter().rev() {
                let _ = match old {
                    Some(old) => fs::rename(old, path),
                    None => fs::remove_file(path),
                };
            }
        }
        let _ = fs::remove_dir_all(&self.beside);
        if !self.succeeded {
            for folder in self.made.iter().rev() {
                let _ = fs::remove_dir(folder);
            }
        }
    }
}
