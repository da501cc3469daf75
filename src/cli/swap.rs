//! Changing several files of a directory as one.
//!
//! In: paths and their new bytes. Out: all of them changed, or none. Everything is first written beside, where a full disk does
//! no harm, then renamed into place; what a rename replaces is kept until the last has succeeded. Deliberately absent: which
//! files may be changed (`output`).

use super::terminal::Failure;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A file to change.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    /// Where it stands.
    pub path: PathBuf,
    /// What it will hold; `None` to remove it.
    pub bytes: Option<&'a [u8]>,
}

/// A change under way; what is left of it when dropped is cleared away.
#[derive(Debug)]
pub(super) struct Swap {
    /// Holds new files under their number, and replaced ones under `old` and their number.
    beside: PathBuf,
    /// Directories that were made, outermost first.
    made: Vec<PathBuf>,
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
    Swap::of(folder)?.carry_out(&[Turn { path: path.to_owned(), bytes: Some(text.as_bytes()) }])
}

impl Swap {
    /// Prepares to change files below a directory, which is made where it is missing.
    pub fn of(folder: &Path) -> Result<Swap, Failure> {
        let beside = folder.join(format!(".edgewise.new.{}", std::process::id()));
        let mut swap = Swap { beside: beside.clone(), made: Vec::new(), done: Vec::new(), succeeded: false };
        swap.make(&beside)?;
        Ok(swap)
    }

    /// Changes all files, or none.
    pub fn carry_out(mut self, turns: &[Turn]) -> Result<(), Failure> {
        for (at, turn) in turns.iter().enumerate() {
            if let Some(bytes) = turn.bytes {
                let new = self.beside.join(at.to_string());
                fs::write(&new, bytes).map_err(|error| Failure::of("write", &turn.path, &error))?;
            }
        }
        for (at, turn) in turns.iter().enumerate() {
            self.replace(at, turn)?;
        }
        self.succeeded = true;
        for folder in turns.iter().filter(|turn| turn.bytes.is_none()).filter_map(|turn| turn.path.parent()) {
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
        let kept = fs::hard_link(&turn.path, &old).or_else(|_| fs::copy(&turn.path, &old).map(|_| ()));
        let old = match kept {
            Ok(()) => Some(old),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(Failure::of("replace", &turn.path, &error)),
        };
        let new = self.beside.join(at.to_string());
        if let (Some(_), Ok(metadata)) = (turn.bytes, fs::metadata(&turn.path)) {
            // Where a file system knows no permissions, there are none to keep.
            let _ = fs::set_permissions(&new, metadata.permissions());
        }
        let changed = match turn.bytes {
            Some(_) => fs::rename(&new, &turn.path),
            None => fs::remove_file(&turn.path),
        };
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
