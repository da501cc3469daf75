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
        let Mark::Unclosed(start, end) = mark else {
            continue;
        };
        let shown = text[start..end].trim_end().len();
        reports.push(Code::UnclosedString.at(Span::new(file, start, start + shown)).with('"'));
        let string = &mut bytes.get_or_insert_with(|| text.as_bytes().to_vec())[start..end];
        // A lone quote becomes a word: there is no room for two.
        if string.len() == 1 {
            string[0] = b'_';
            continue;
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
    match bytes.map(String::from_utf8) {
        Some(Ok(patched)) => Cow::Owned(patched),
        _ => Cow::Borrowed(text),
    }
}
