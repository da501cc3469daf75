//! Strings: escapes, interpolation, and blocks of several lines.
//!
//! In: a string as matched. Out: a `Form::Text` or `Form::Template`. Deliberately absent: the expressions in `${…}`, which
//! `Reader` reads.
//!
//! A block `"""` begins after its first newline if nothing else stands on that line. The white space that all its lines
//! begin with is removed; a line of white space only is an empty line. If the closing quotes stand on their own line, the
//! text ends with a newline, else it does not. In a block a backslash is a backslash, so that code can be written as it is;
//! only `\$` and `\"` are escapes there.

use super::grammar::{Node, Parts, Rule};
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
    /// A string of one line.
    pub(super) fn string(&mut self, node: Node, parts: Parts<'_>) -> (Form, usize) {
        let text = self.text(node);
        if parts.of(node).peek().is_none() && text.len() > 1 && text.ends_with('"') {
            return (Form::Text(text[1..text.len() - 1].into()), 0);
        }
        let (parts, height) = self.parts(node, parts, "\"");
        (joined(parts), height)
    }

    /// A string of several lines.
    pub(super) fn block(&mut self, node: Node, parts: Parts<'_>) -> (Form, usize) {
        let (parts, height) = self.parts(node, parts, "\"\"\"");
        (joined(outdented(parts)), height)
    }

    fn parts(&mut self, node: Node, parts: Parts<'_>, quotes: &str) -> (Vec<Part<'i>>, usize) {
        let (mut list, mut height) = (vec![], 0);
        let mut at = node.start + quotes.len() as u32;
        for part in parts.of(node) {
            list.push(Part::Raw(self.slice(self.span(at, part.start))));
            at = part.end;
            list.push(if part.rule == Rule::hole {
                let (value, tall) = self.hole(part, parts);
                height = height.max(tall);
                Part::Value(Piece::Value(value))
            } else {
                self.escape(part)
            });
        }
        let rest = self.slice(self.span(at.min(node.end), node.end));
        // What is not closed was reported by `unclosed`.
        list.push(Part::Raw(rest.strip_suffix(quotes).unwrap_or(rest)));
        (list, height)
    }

    fn escape(&mut self, node: Node) -> Part<'i> {
        let text = self.text(node);
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
            self.reports.push(Code::BadEscape.at(self.span_of(node)).with(text));
        }
        letter.map_or(Part::Raw(text), Part::Letter)
    }
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
