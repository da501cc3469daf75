//! What a build would change in a directory, and changing it: whole or not at all.
//!
//! In: the files of some targets and a directory. Out: what is new, changed, gone or in the way; then the directory as it should
//! be. Deliberately absent: showing differences (`compare`).

use super::manifest::{self, Entry, Hash, Manifest};
use super::swap::{Swap, Turn};
use super::terminal::Failure;
use crate::schema::Target;
use crate::target::Files;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// May files of others be overwritten?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Overwrite {
    /// Only what Edgewise wrote.
    Own,
    /// All that is in the way.
    All,
}

/// What stands where a file goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum There {
    /// Nothing.
    Nothing,
    /// These bytes already.
    Same,
    /// What an earlier build wrote.
    Earlier(Vec<u8>),
    /// What an earlier build wrote and somebody edited.
    Edited(Vec<u8>),
    /// What Edgewise did not write.
    Foreign(Vec<u8>),
}

/// One file of an output.
#[derive(Clone, Debug)]
pub(super) struct Change {
    /// Its path below the directory.
    pub path: String,
    /// Its target.
    pub target: Target,
    /// What it should hold; `None` where it no longer belongs.
    pub bytes: Option<Vec<u8>>,
    /// What is there.
    pub there: There,
}

impl Change {
    /// Whether there is anything to do.
    pub fn differs(&self) -> bool {
        self.there != There::Same
    }
}

/// A directory, as it is and as it should be.
#[derive(Debug)]
pub(super) struct Output {
    folder: PathBuf,
    /// Files of the targets built, in the order they were made, then those that no longer belong.
    pub changes: Vec<Change>,
    built: Vec<Target>,
    earlier: Manifest,
    manifest: Option<Vec<u8>>,
}

impl Output {
    /// Looks at a directory.
    pub fn look(folder: &Path, outputs: Vec<(Target, Files)>) -> Result<Output, Failure> {
        let path = folder.join(manifest::NAME);
        let manifest = there(&path)?;
        let earlier = manifest.as_deref().map_or_else(|| Some(Manifest::default()), Manifest::read);
        let earlier = earlier.ok_or_else(|| {
            Failure(format!(
                "{} is no list of what this version of Edgewise wrote; remove it, or choose another --out",
                path.display()
            ))
        })?;
        let built: Vec<Target> = outputs.iter().map(|(target, _)| *target).collect();
        let mut changes = Vec::new();
        for (target, files) in outputs {
            for file in files {
                let there = match (there(&folder.join(&file.path))?, earlier.files.get(&file.path)) {
                    (None, _) => There::Nothing,
                    (Some(bytes), _) if bytes == file.bytes => There::Same,
                    (Some(bytes), Some(entry)) if entry.hash == Hash::of(&bytes) => There::Earlier(bytes),
                    (Some(bytes), Some(_)) => There::Edited(bytes),
                    (Some(bytes), None) => There::Foreign(bytes),
                };
                changes.push(Change { path: file.path, target, bytes: Some(file.bytes), there });
            }
        }
        for (path, entry) in earlier.files.iter().filter(|(_, entry)| built.contains(&entry.target)) {
            if changes.iter().any(|change| change.path == *path) {
                continue;
            }
            if let Some(bytes) = there(&folder.join(path))? {
                let there = if entry.hash == Hash::of(&bytes) { There::Earlier(bytes) } else { There::Edited(bytes) };
                changes.push(Change { path: path.clone(), target: entry.target, bytes: None, there });
            }
        }
        Ok(Output { folder: folder.to_owned(), changes, built, earlier, manifest })
    }

    /// Where a file goes.
    pub fn path(&self, change: &Change) -> PathBuf {
        self.folder.join(&change.path)
    }

    /// Makes the directory what it should be.
    pub fn write(&self, overwrite: Overwrite) -> Result<(), Failure> {
        if overwrite == Overwrite::Own {
            self.refuse()?;
        }
        let mut turns: Vec<Turn> = Vec::new();
        for change in self.changes.iter().filter(|change| change.differs()) {
            turns.push(Turn { path: self.path(change), bytes: change.bytes.as_deref() });
        }
        let manifest = self.manifest().write();
        if self.manifest.as_ref() != Some(&manifest) {
            turns.push(Turn { path: self.folder.join(manifest::NAME), bytes: Some(&manifest) });
        }
        if turns.is_empty() { Ok(()) } else { Swap::of(&self.folder)?.carry_out(&turns) }
    }

    /// Says what must not be overwritten, if anything.
    fn refuse(&self) -> Result<(), Failure> {
        let in_the_way = self.changes.iter().find_map(|change| match change.there {
            There::Edited(_) => Some((change, "was edited since Edgewise wrote it")),
            There::Foreign(_) => Some((change, "was not written by Edgewise")),
            There::Nothing | There::Same | There::Earlier(_) => None,
        });
        match in_the_way {
            Some((change, why)) => {
                let done = if change.bytes.is_some() { "overwritten" } else { "removed" };
                let path = self.path(change);
                Err(Failure(format!("{} {why}, and is not {done} without --force; nothing was written", path.display())))
            }
            None => Ok(()),
        }
    }

    /// The manifest of the directory as it should be; what belongs to targets not built stays.
    fn manifest(&self) -> Manifest {
        let mut manifest = self.earlier.clone();
        manifest.files.retain(|_, entry| !self.built.contains(&entry.target));
        for change in &self.changes {
            if let Some(bytes) = &change.bytes {
                manifest.files.insert(change.path.clone(), Entry { target: change.target, hash: Hash::of(bytes) });
            }
        }
        manifest
    }
}

/// The bytes of a file, if there is one.
fn there(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::of("read", path, &error)),
    }
}
