//! Reading what a program is made of.
//!
//! In: paths. Out: names and texts, or findings that say why there are none. Deliberately absent: what any text means.

use super::terminal::reason;
use crate::report::{Code, Draft, Reports, nearest};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file of a program has at most so many bytes: places in it are 32-bit numbers, and what it makes is larger than it.
const LARGEST_PROGRAM: u64 = 256 << 20;
/// A text that a program names has at most so many bytes. The largest that AWS takes anywhere is far below.
const LARGEST_TEXT: u64 = 10 << 20;
/// What a file of parameters is called; it belongs to no module.
pub(super) const PARAMS: &str = ".params.edge";

/// A file that was read: the name it is shown under, and its text.
#[derive(Debug)]
pub(super) struct Text {
    /// Its path, as given or below the directory given.
    pub path: PathBuf,
    /// What it holds, without a byte order mark.
    pub text: String,
}

impl Text {
    /// The name it is shown under.
    pub fn name(&self) -> String {
        shown(&self.path)
    }
}

/// A path as it is shown, `/` between its parts, without a leading `./`.
pub(super) fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
    match text.strip_prefix("./") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => text,
    }
}

/// The files of a module: those of a directory, in the order of their names, or the one named.
pub(super) fn module(path: &Path, reports: &mut Reports) -> Vec<Text> {
    if !path.is_dir() {
        return read(path, reports).into_iter().collect();
    }
    let Some(files) = edge_files(path, reports) else {
        return Vec::new();
    };
    let own: Vec<_> = files.iter().filter(|file| !file.to_string_lossy().ends_with(PARAMS)).collect();
    if own.is_empty() {
        reports.push(Code::EmptyModule.nowhere().with(shown(path)));
    }
    own.into_iter().filter_map(|file| read(file, reports)).collect()
}

/// The `.edge` files of a directory, in the order of their names; `None` where it cannot be read. Hidden files are an editor's.
pub(super) fn edge_files(path: &Path, reports: &mut Reports) -> Option<Vec<PathBuf>> {
    let entries = fs::read_dir(path).and_then(|entries| entries.collect::<io::Result<Vec<_>>>());
    let entries = match entries {
        Ok(entries) => entries,
        Err(error) => {
            reports.push(unreadable(path, &error));
            return None;
        }
    };
    let mut files = Vec::new();
    for file in entries.iter().map(|entry| entry.path()) {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') || fs::metadata(&file).is_ok_and(|file| !file.is_file()) {
            continue;
        }
        if name.ends_with(".edge") {
            files.push(if path == Path::new(".") { PathBuf::from(name) } else { file });
        } else if name.to_ascii_lowercase().ends_with(".edge") || name.to_ascii_lowercase().ends_with(".edge.txt") {
            reports.push(Code::IgnoredFile.nowhere().with(shown(&file)));
        }
    }
    files.sort();
    Some(files)
}

/// The text of a file of a program; or a finding.
pub(super) fn read(path: &Path, reports: &mut Reports) -> Option<Text> {
    match bytes(path, LARGEST_PROGRAM) {
        Ok(Bytes::All(bytes)) => match utf8(bytes) {
            Ok(text) => {
                return Some(Text { path: path.to_owned(), text });
            }
            Err(at) => reports.push(Code::NotUtf8.nowhere().with(shown(path)).with(at)),
        },
        Ok(Bytes::TooMany(count)) => reports.push(Code::TooLarge.nowhere().with(shown(path)).with(count.div_ceil(1 << 20))),
        Err(error) => reports.push(unreadable(path, &error)),
    }
    None
}

/// The text of a file that a program names; or why it cannot be had.
pub(super) fn named(path: &Path) -> Result<Arc<str>, Arc<str>> {
    match bytes(path, LARGEST_TEXT) {
        Ok(Bytes::All(bytes)) => match utf8(bytes) {
            Ok(text) => Ok(text.into()),
            Err(at) => Err(format!("it is not UTF-8, byte {at} begins no character").into()),
        },
        Ok(Bytes::TooMany(_)) => Err("it has more than 10 MB".into()),
        Err(error) => Err(reason(&error).into()),
    }
}

/// The text of bytes, without a byte order mark; or the first byte that begins no character.
pub(super) fn utf8(bytes: Vec<u8>) -> Result<String, usize> {
    let mut text = String::from_utf8(bytes).map_err(|error| error.utf8_error().valid_up_to())?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(text)
}

fn unreadable(path: &Path, error: &io::Error) -> Draft {
    let draft = Code::Unreadable.nowhere().with(shown(path)).with(reason(error));
    match beside(path).filter(|_| error.kind() == io::ErrorKind::NotFound) {
        Some(near) => draft.fix(format_args!("did you mean `{}`?", shown(&near))),
        None => draft,
    }
}

/// What lies beside a path that is not there and has nearly its name.
fn beside(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let there = fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()));
    let mut there: Vec<String> = there.collect();
    there.sort();
    Some(folder.join(nearest(&path.file_name()?.to_string_lossy(), there.iter().map(String::as_str))?))
}

/// What a file holds, or how much more than it may.
enum Bytes {
    All(Vec<u8>),
    TooMany(u64),
}

/// Reads a file no further than `most` bytes, whatever it says its length is.
fn bytes(path: &Path, most: u64) -> io::Result<Bytes> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory"));
    }
    if metadata.len() > most {
        return Ok(Bytes::TooMany(metadata.len()));
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
    file.take(most + 1).read_to_end(&mut bytes)?;
    Ok(if bytes.len() as u64 > most { Bytes::TooMany(bytes.len() as u64) } else { Bytes::All(bytes) })
}
