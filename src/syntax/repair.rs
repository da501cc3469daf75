//! Which brackets have no partner, and where the partner belongs.
//!
//! In: a text whose brackets do not match. Out: its faults, in order. Two readings are tried: by the brackets alone, and by the
//! indentation, for the lines inside a bracket stand deeper than the line that opens it. The one with fewer faults holds, and
//! the indentation where both have as many. Deliberately absent: reporting.

use super::marks::{Mark, Marks};
use super::scan::{DEEPEST, closer};

/// A bracket without partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// An opening bracket that nothing closes.
    Missing {
        /// Which.
        opener: u8,
        /// Where it stands.
        opened: usize,
        /// Where its partner belongs: after the last code before `before`.
        missed: usize,
        /// What stands here is no longer inside: a line end or another closing bracket.
        before: usize,
    },
    /// A closing bracket that closes nothing, and where it stands.
    Stray(u8, usize),
}

/// Finds the faults of a text.
pub(super) fn repair(text: &str) -> Vec<Fault> {
    let plain = Reading::of(text, Trust::Brackets);
    let indented = Reading::of(text, Trust::Indentation);
    if plain.len() < indented.len() { plain } else { indented }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Trust {
    Brackets,
    Indentation,
}

#[derive(Clone, Copy)]
struct Open {
    bracket: u8,
    at: usize,
    /// The start of its line, which tells lines apart.
    line: usize,
    indent: usize,
}

struct Reading<'a> {
    text: &'a str,
    trust: Trust,
    open: Vec<Open>,
    faults: Vec<Fault>,
    line: usize,
    indent: usize,
    /// The last line end that followed code: its newline, and where the code ends.
    last: (usize, usize),
}

impl Reading<'_> {
    fn of(text: &str, trust: Trust) -> Vec<Fault> {
        let mut reading = Reading { text, trust, open: vec![], faults: vec![], line: 0, indent: 0, last: (0, 0) };
        reading.begin_line(0);
        for mark in Marks::of(text) {
            match mark {
                Mark::Open(bracket, at) => {
                    if reading.open.len() == DEEPEST {
                        break;
                    }
                    reading.open.push(Open { bracket, at, line: reading.line, indent: reading.indent });
                }
                Mark::Close(bracket, at) => reading.close(bracket, at),
                Mark::Line(newline, code) => {
                    if code > reading.line {
                        reading.last = (newline, code);
                    }
                    reading.begin_line(newline + 1);
                }
                // What an endless block took cannot be told to be missing.
                Mark::Endless(_) => reading.open.clear(),
                Mark::Unclosed(..) | Mark::Equals | Mark::Comma(_) => {}
            }
        }
        let end = text.trim_end().len();
        while let Some(open) = reading.open.pop() {
            reading.missing(open, end, usize::MAX);
        }
        reading.faults
    }

    fn begin_line(&mut self, start: usize) {
        self.line = start;
        let rest = &self.text.as_bytes()[start..];
        self.indent = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let code = &rest[self.indent..];
        let blank = matches!(code.first(), None | Some(b'\r' | b'\n')) || code.starts_with(b"//");
        let closes = matches!(code.first(), Some(b'}' | b']' | b')'));
        if self.trust == Trust::Indentation && !blank && !closes {
            let (newline, code) = self.last;
            while let Some(open) = self.open.pop_if(|open| open.bracket != b'$' && open.indent >= self.indent) {
                self.missing(open, code, newline);
            }
        }
    }

    fn close(&mut self, bracket: u8, at: usize) {
        let first = self.text[self.line..at].trim_start().is_empty();
        if first && self.trust == Trust::Indentation {
            let (newline, code) = self.last;
            while let Some(open) = self.open.pop_if(|open| open.bracket != b'$' && open.indent > self.indent) {
                self.missing(open, code, newline);
            }
            if self.open.last().is_some_and(|open| open.indent < self.indent && open.line < self.line) {
                return self.faults.push(Fault::Stray(bracket, at));
            }
        }
        let partner = self.open.iter().rposition(|open| closer(open.bracket) == bracket);
        let reachable = partner.filter(|&partner| {
            let between = &self.open[partner + 1..];
            between.iter().all(|open| open.bracket != b'$') && (first || between.iter().all(|open| open.line == self.line))
        });
        let Some(partner) = reachable else {
            return self.faults.push(Fault::Stray(bracket, at));
        };
        while self.open.len() > partner + 1 {
            if let Some(open) = self.open.pop() {
                self.missing(open, at, at);
            }
        }
        self.open.pop();
    }

    fn missing(&mut self, open: Open, missed: usize, before: usize) {
        if open.bracket != b'$' {
            self.faults.push(Fault::Missing { opener: open.bracket, opened: open.at, missed: missed.max(open.at + 1), before });
        }
    }
}
