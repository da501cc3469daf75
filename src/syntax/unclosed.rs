//! Strings of one line that nothing closes.
//!
//! In: a text. Out: the text with each such string closed at the end of its line, byte for byte as long, so that the rest of
//! the file is read as its author meant it. A block that nothing
//! closes ends with the file. Deliberately absent: brackets.

use super::marks::{Mark, Marks};
use crate::report::{Code, Reports};
use crate::source::{FileId, Span};
use std::borrow::Cow;

/// Closes what is open, and reports it.
pub(super) fn closed<'a>(file: FileId, text: &'a str, reports: &mut Reports) -> Cow<'a, str> {
    let mut bytes: Option<Vec<u8>> = None;
    for mark in Marks::of(text) {
        match mark {
            Mark::Unclosed(start, end) => {
                // Where the line ends with a brace, the quote was forgotten before it.
                let line = text[start..end].trim_end();
                let shown =
                    line.strip_suffix('{').map(str::trim_end).filter(|string| string.len() + 1 < line.len()).unwrap_or(line);
                let string = Span::new(file, start, start + shown.len());
                reports.push(Code::UnclosedString.at(string).with('"'));
                let room = if shown.len() < line.len() { shown.len() + 1 } else { end - start };
                close(&mut bytes.get_or_insert_with(|| text.as_bytes().to_vec())[start..start + room]);
            }
            Mark::Endless(start) => reports.push(Code::UnclosedString.at(Span::new(file, start, start + 3)).with("\"\"\"")),
            Mark::Open(..) | Mark::Close(..) | Mark::Line(..) | Mark::Equals | Mark::Comma(_) => {}
        }
    }
    match bytes.map(String::from_utf8) {
        Some(Ok(patched)) => Cow::Owned(patched),
        _ => Cow::Borrowed(text),
    }
}

/// Closes a string within its own bytes.
fn close(string: &mut [u8]) {
    // A lone quote becomes a word: there is no room for two.
    if string.len() == 1 {
        string[0] = b'_';
        return;
    }
    let last = string.len() - 1;
    for byte in &mut string[1..last] {
        if matches!(byte, b'"' | b'\\' | b'$') {
            *byte = b'_';
        }
    }
    // The character that gives way may be of several bytes.
    let first = string.iter().rposition(|byte| byte & 0xC0 != 0x80).unwrap_or(last);
    string[first..last].fill(b'_');
    string[last] = b'"';
}
