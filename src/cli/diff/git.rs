//! Revisions of a git repository as sides.
//!
//! In: `HEAD~1:infra`. Out: the files of that revision in a directory of their own, which is removed at the end; or one line that
//! says why not. Deliberately absent: any knowledge of git's own files; `git` is asked.

use crate::cli::terminal::{Failure, reason};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The files of a revision, for as long as this lives.
pub(super) struct Revision {
    folder: PathBuf,
    /// Where the path asked for stands.
    pub path: PathBuf,
}

impl Drop for Revision {
    fn drop(&mut self) {
        // What cannot be removed is left to whoever cleans temporary files.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The revision and path of `REVISION:PATH`; `None` where it is a plain path.
pub(super) fn split(side: &str) -> Option<(&str, &str)> {
    if Path::new(side).exists() {
        return None;
    }
    let (revision, path) = side.split_once(':')?;
    // `C:\infra` is a path, whether it exists or not.
    let is_drive = revision.len() == 1 && path.starts_with(['\\', '/']);
    (!revision.is_empty() && !is_drive).then_some((revision, path))
}

/// Writes the files of a revision into a directory of their own.
pub(super) fn revision(revision: &str, path: &str, turn: usize) -> Result<Revision, Failure> {
    let top = git(&["rev-parse", "--show-toplevel"], None)?;
    if !top.status.success() {
        return Err(Failure(format!("`{revision}` is no revision: this directory is in no git repository")));
    }
    let found = git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{revision}^{{commit}}")], None)?;
    if !found.status.success() {
        return Err(Failure(format!("`{revision}` is no revision of this git repository")));
    }
    let commit = String::from_utf8_lossy(&found.stdout).trim().to_owned();
    let top = PathBuf::from(String::from_utf8_lossy(&top.stdout).trim().to_owned());
    let prefix = git(&["rev-parse", "--show-prefix"], None)?;
    let prefix = String::from_utf8_lossy(&prefix.stdout).trim().to_owned();
    // Like git itself: a path that begins with a dot, or none, is below where one stands, any other below the top.
    let inside = if path.is_empty() || path.starts_with('.') { clean(&format!("{prefix}{path}")) } else { clean(path) };
    let Some(inside) = inside else {
        return Err(Failure(format!("`{path}` leaves the git repository")));
    };

    let folder = std::env::temp_dir().join(format!("edgewise-diff-{}-{turn}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|error| Failure::of("write", &folder, &error))?;
    let revision_of = Revision { path: folder.join("files").join(&inside), folder };
    let index = revision_of.folder.join("index");
    let files = format!("{}/", revision_of.folder.join("files").display());
    for arguments in [&["read-tree", commit.as_str()] as &[&str], &["checkout-index", "--all", "--force", "--prefix", &files]] {
        let done = git(arguments, Some((&index, &top)))?;
        if !done.status.success() {
            let said = String::from_utf8_lossy(&done.stderr).trim().lines().next().unwrap_or_default().to_owned();
            return Err(Failure(format!("git cannot read `{revision}`: {said}")));
        }
    }
    if !revision_of.path.exists() {
        return Err(Failure(format!("`{revision}` has no `{inside}`")));
    }
    Ok(revision_of)
}

/// What a path below the files of revisions is called: `HEAD~1:main.edge`.
pub(super) fn shown(revision: &Revision, word: &str, name: &str) -> String {
    let files = revision.folder.join("files");
    let before = crate::cli::read::shown(&files);
    match name.strip_prefix(&before) {
        Some(rest) => format!("{word}:{}", rest.trim_start_matches('/')),
        None => name.to_owned(),
    }
}

/// A path without `.` and `..`; `None` where it leads above its beginning.
fn clean(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn git(arguments: &[&str], index: Option<(&Path, &Path)>) -> Result<Output, Failure> {
    let mut command = Command::new("git");
    command.args(arguments).env("LC_ALL", "C");
    if let Some((index, top)) = index {
        command.env("GIT_INDEX_FILE", index).current_dir(top);
    }
    command.output().map_err(|error| Failure(format!("cannot run git: {}", reason(&error))))
}

#[cfg(test)]
mod tests {
    use super::{clean, split};

    #[test]
    fn a_revision_is_told_from_a_path() {
        assert_eq!(split("HEAD~1:infra"), Some(("HEAD~1", "infra")));
        assert_eq!(split("main:"), Some(("main", "")));
        assert_eq!(split("C:\\infra"), None);
        assert_eq!(split("src"), None);
        assert_eq!(clean("a/./b/../c").as_deref(), Some("a/c"));
        assert_eq!(clean("../a"), None);
    }
}
