//! Strings: escapes, interpolation, and blocks of several lines.
//!
//! In: a string as matched. Out: a `Form::Text` or `Form::Template`. Deliberately absent: the expressions in `${…}`, which
//! `Reader` reads.
//!
//! A block `"""` begins after its first newline if nothing else stands on that line. The white space that all its lines
//! begin with is removed; a line of white space only is an empty line. If the closing quotes stand on their own line, the
//! text ends with a newline, else it does not. In a block a backslash is a backslash, so that code can be written as it is;
//! only `\$` and `\"` are escapes there.

use super::grammar::{Matched, Parts, Rule};
use super::read::Reader;
use super::tree::{Form, Piece};
use crate::report::Code;

/// A part of a string before its pieces are joined.
enum Part<'i> {
    /// As it stands in the file.
    Raw(&'i str),
    /// What an escape stands for.
    Letter(char),
    Value(Piece),
}

impl<'i> Reader<'i, '_> {
    /// A string of one line with escapes or `${…}`.
    pub(super) fn template(&mut self, matched: Matched<'i>) -> (Form, usize) {
        let (text, at) = (matched.as_str(), matched.as_span().start());
        let closed = text.len() > 1 && text.ends_with('"') && !ends_in_escape(&matched);
        if !closed {
            self.unclosed(&matched, "\"");
        }
        let (parts, height) = self.parts(matched, 1, at + text.len() - usize::from(closed));
        (joined(parts), height)
    }

    /// A string of several lines.
    pub(super) fn block(&mut self, matched: Matched<'i>) -> (Form, usize) {
        let (text, at) = (matched.as_str(), matched.as_span().start());
        let closed = text.len() >= 6 && text.ends_with("\"\"\"") && !ends_in_escape(&matched);
        if !closed {
            self.unclosed(&matched, "\"\"\"");
        }
        let (parts, height) = self.parts(matched, 3, at + text.len() - if closed { 3 } else { 0 });
        (joined(outdented(parts)), height)
    }

    fn unclosed(&mut self, matched: &Matched<'i>, quotes: &str) {
        let start = matched.as_span().start();
        let first_line = matched.as_str().lines().next().map_or(0, |line| line.trim_end().len());
        let span = self.span(start, start + first_line.max(1));
        self.reports.push(Code::UnclosedString.at(span).with(quotes));
    }

    fn parts(&mut self, matched: Matched<'i>, quotes: usize, end: usize) -> (Vec<Part<'i>>, usize) {
        let (input, start) = (matched.get_input(), matched.as_span().start());
        let (mut parts, mut height, mut at) = (vec![], 0, start + quotes);
        for part in Parts::of(matched) {
            let span = part.as_span();
            parts.push(Part::Raw(input.get(at..span.start()).unwrap_or_default()));
            at = span.end();
            parts.push(match part.as_rule() {
                Rule::hole => {
                    let (value, tall) = self.hole(part);
                    height = height.max(tall);
                    Part::Value(Piece::Value(value))
                }
                _ => self.escape(&part),
            });
        }
        parts.push(Part::Raw(input.get(at..end).unwrap_or_default()));
        (parts, height)
    }

    fn escape(&mut self, matched: &Matched<'i>) -> Part<'i> {
        let text = matched.as_str();
        let letter = match &text[1..] {
            "n" => Some('\n'),
            "t" => Some('\t'),
            "r" => Some('\r'),
            "\"" => Some('"'),
            "\\" => Some('\\'),
            "$" => Some('$'),
            other => other.strip_prefix("u{").and_then(|digits| digits.strip_suffix('}')).and_then(|digits| {
                let number = u32::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'));
                number.and_then(char::from_u32)
            }),
        };
        if letter.is_none() {
            let span = matched.as_span();
            self.reports.push(Code::BadEscape.at(self.span(span.start(), span.end())).with(text));
        }
        letter.map_or(Part::Raw(text), Part::Letter)
    }
}

/// Whether the last quote belongs to an escape.
fn ends_in_escape(matched: &Matched<'_>) -> bool {
    let last = matched.clone().into_inner().last();
    last.is_some_and(|last| last.as_span().end() == matched.as_span().end())
}

/// Puts neighbouring text together.
fn joined(parts: Vec<Part<'_>>) -> Form {
    let (mut pieces, mut text) = (vec![], String::new());
    for part in parts {
        match part {
            Part::Raw(raw) => text.push_str(raw),
            Part::Letter(letter) => text.push(letter),
            Part::Value(value) => {
                if !text.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut text).into()));
                }
                pieces.push(value);
            }
        }
    }
    if pieces.is_empty() {
        return Form::Text(text.into());
    }
    if !text.is_empty() {
        pieces.push(Piece::Text(text.into()));
    }
    Form::Template(pieces)
}

/// The parts of a block without its first newline, its common indent, and the white space before its closing quotes.
fn outdented(parts: Vec<Part<'_>>) -> Vec<Part<'_>> {
    let indent = common_indent(&parts);
    let last = parts.len() - 1;
    let mut out = Vec::with_capacity(parts.len());
    // Whether what comes next begins a line of its own; the line of the opening quotes is none.
    let mut begins = false;
    for (at, part) in parts.into_iter().enumerate() {
        let Part::Raw(raw) = part else {
            begins = false;
            out.push(part);
            continue;
        };
        for (row, line) in raw.split_inclusive('\n').enumerate() {
            let (text, ended) = line.strip_suffix('\n').map_or((line, false), |text| (text, true));
            let text = text.strip_suffix('\r').unwrap_or(text);
            let empty = text.trim().is_empty();
            let opening = (at, row) == (0, 0) && ended && empty;
            let closing = at == last && begins && !ended && empty;
            if !opening && !closing {
                out.push(Part::Raw(match (begins, empty && ended) {
                    (true, true) => "",
                    (true, false) => &text[indent.min(white(text))..],
                    (false, _) => text,
                }));
                out.extend(ended.then_some(Part::Letter('\n')));
            }
            begins = ended;
        }
    }
    out
}

/// How many bytes of white space every line that is not empty begins with.
fn common_indent(parts: &[Part<'_>]) -> usize {
    let (mut least, mut open) = (usize::MAX, None);
    for part in parts {
        let Part::Raw(raw) = part else {
            least = least.min(open.take().unwrap_or(usize::MAX));
            continue;
        };
        for (row, line) in raw.split('\n').enumerate() {
            if row > 0 {
                open = Some(0);
            }
            let Some(before) = open else { continue };
            let indent = before + white(line);
            open = Some(indent);
            if !line.trim().is_empty() {
                least = least.min(indent);
                open = None;
            }
        }
    }
    if least == usize::MAX { 0 } else { least }
}

fn white(line: &str) -> usize {
    line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}
