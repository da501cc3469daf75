//! What a build would change in a directory, and changing it: whole or not at all.
//!
//! In: a directory, then the files of some targets, one after another; each is compared with what is there, or written beside it, and not
//! kept. Out: what is new, changed, gone or in the way; then the directory as it should be. Deliberately absent: how differences look
//! (`compare`), how files are put in place (`swap`).

use super::compare::difference;
use super::manifest::{self, Entry, Hash, Manifest};
use super::swap::Swap;
use super::terminal::Failure;
use crate::schema::Target;
use crate::target::File;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What is done with files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Work {
    /// They are compared with those that are there.
    Compare,
    /// They replace what Edgewise wrote.
    Write,
    /// They replace what is in the way.
    Overwrite,
}

/// What stands where a file goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum There {
    /// Nothing.
    Nothing,
    /// These bytes already.
    Same,
    /// What an earlier build wrote.
    Earlier,
    /// What an earlier build wrote and somebody edited.
    Edited,
    /// What Edgewise did not write.
    Foreign,
}

/// One file of an output.
#[derive(Clone, Debug)]
pub(super) struct Change {
    /// Its path below the directory.
    pub path: String,
    /// Its target.
    pub target: Target,
    /// What it should hold; `None` where it no longer belongs.
    pub wanted: Option<Wanted>,
    /// What is there.
    pub there: There,
    /// Where files are compared: in which lines they differ.
    pub lines: String,
}

/// What a file should hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    /// So many bytes.
    pub length: usize,
    hash: Hash,
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
    work: Work,
    built: Vec<Target>,
    /// Files of the targets built, in the order they were made, then those that no longer belong.
    pub changes: Vec<Change>,
    earlier: Manifest,
    manifest: Option<Vec<u8>>,
    /// New files, beside those they replace; there is one once anything differs.
    swap: Option<Swap>,
    failure: Option<Failure>,
}

impl Output {
    /// Looks at a directory that targets are built into.
    pub fn of(folder: PathBuf, built: &[Target], work: Work) -> Result<Output, Failure> {
        let path = folder.join(manifest::NAME);
        let manifest = there(&path)?;
        let earlier = manifest.as_deref().map_or_else(|| Some(Manifest::default()), Manifest::read);
        let earlier = earlier.ok_or_else(|| {
            Failure(format!(
                "{} is no list of what this version of Edgewise wrote; remove it, or choose another --out",
                path.display()
            ))
        })?;
        let (built, changes) = (built.to_vec(), Vec::new());
        Ok(Output { folder, work, built, changes, earlier, manifest, swap: None, failure: None })
    }

    /// Takes a file. What goes wrong is told by `finish`.
    pub fn take(&mut self, target: Target, file: &File) {
        if self.failure.is_none() {
            self.failure = self.taken(target, file).err();
        }
    }

    fn taken(&mut self, target: Target, file: &File) -> Result<(), Failure> {
        let path = &file.path;
        let old = there(&self.folder.join(path))?;
        let there = match (&old, self.earlier.files.get(path)) {
            (None, _) => There::Nothing,
            (Some(old), _) if file.holds(old) => There::Same,
            (Some(old), Some(entry)) if entry.hash == Hash::of(&[old]) => There::Earlier,
            (Some(_), Some(_)) => There::Edited,
            (Some(_), None) => There::Foreign,
        };
        let lines = match (&old, there, self.work) {
            (None, ..) | (_, There::Same, _) | (_, _, Work::Write | Work::Overwrite) => String::new(),
            (Some(old), ..) => difference(&String::from_utf8_lossy(old), &String::from_utf8_lossy(&file.bytes())),
        };
        let wanted = Some(Wanted { length: file.length(), hash: Hash::of(&file.pieces) });
        let change = Change { path: path.clone(), target, wanted, there, lines };
        if self.work != Work::Compare && change.differs() {
            let path = self.path(&change);
            self.swap()?.put(path, &file.pieces)?;
        }
        self.changes.push(change);
        Ok(())
    }

    /// All files are taken: looks for those that no longer belong, and makes the directory what it should be unless it is only compared.
    pub fn finish(&mut self) -> Result<(), Failure> {
        for (path, entry) in self.earlier.files.iter().filter(|(_, entry)| self.built.contains(&entry.target)) {
            if self.changes.iter().any(|change| change.path == *path) {
                continue;
            }
            if let Some(bytes) = there(&self.folder.join(path))? {
                let there = if entry.hash == Hash::of(&[&bytes]) { There::Earlier } else { There::Edited };
                let (path, target) = (path.clone(), entry.target);
                self.changes.push(Change { path, target, wanted: None, there, lines: String::new() });
            }
        }
        if self.work == Work::Write {
            self.refuse()?;
        }
        match self.failure.take() {
            Some(failure) => Err(failure),
            None if self.work == Work::Compare => Ok(()),
            None => self.write(),
        }
    }

    /// Where a file goes.
    pub fn path(&self, change: &Change) -> PathBuf {
        self.folder.join(&change.path)
    }

    fn swap(&mut self) -> Result<&mut Swap, Failure> {
        let swap = match self.swap.take() {
            Some(swap) => swap,
            None => Swap::of(&self.folder)?,
        };
        Ok(self.swap.insert(swap))
    }

    fn write(&mut self) -> Result<(), Failure> {
        let gone: Vec<PathBuf> =
            self.changes.iter().filter(|change| change.wanted.is_none()).map(|change| self.path(change)).collect();
        for path in gone {
            self.swap()?.remove(path);
        }
        let manifest = self.manifest().write();
        if self.manifest.as_ref() != Some(&manifest) {
            let path = self.folder.join(manifest::NAME);
            self.swap()?.put(path, [&manifest])?;
        }
        self.swap.take().map_or(Ok(()), Swap::carry_out)
    }

    /// Says what must not be overwritten, if anything.
    fn refuse(&self) -> Result<(), Failure> {
        let in_the_way = self.changes.iter().find_map(|change| match change.there {
            There::Edited => Some((change, "was edited since Edgewise wrote it")),
            There::Foreign => Some((change, "was not written by Edgewise")),
            There::Nothing | There::Same | There::Earlier => None,
        });
        match in_the_way {
            Some((change, why)) => {
                let done = if change.wanted.is_some() { "overwritten" } else { "removed" };
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
            if let Some(Wanted { hash, .. }) = change.wanted {
                manifest.files.insert(change.path.clone(), Entry { target: change.target, hash });
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
