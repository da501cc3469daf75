//! Where a file may be cut, and which brackets have no partner.
//!
//! In: a text. Out: pieces of a few thousand bytes, each a run of whole lines that no list, call, map or string crosses, though
//! a body may; and what of its brackets is missing or too many. Deliberately absent: the meaning of anything; that a `{` opens
//! a body, and not a map, is told by what stands before it.

use super::marks::{Mark, Marks};
use super::repair::{Fault, repair};
use crate::report::{Code, Reports};
use crate::source::{FileId, Span};
use std::ops::Range;

/// Brackets nest this deep and no deeper; so do operators, and the branches of an `if`.
pub(super) const DEEPEST: usize = 200;

/// A piece is cut at the first place after this many bytes.
const PIECE: usize = 16 * 1024;

/// A run of whole lines.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Its bytes.
    pub range: Range<usize>,
    /// How many bodies end before it without a `}` of their own.
    pub closes: usize,
}

/// A place behind a new line where one statement has ended and another may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// How many bytes stand before it.
    pub at: u32,
    /// How many bodies are open there.
    pub depth: u8,
}

/// A text cut up.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// In order; together the whole text, unless it nests too deeply.
    pub pieces: Vec<Piece>,
    /// Where closing brackets stand that close nothing; reported here.
    pub strays: Vec<usize>,
    /// Every place behind a new line where the text may be cut, in order; none where it is unbalanced.
    pub ends: Vec<Cut>,
    /// Whether any bracket lacks its partner.
    pub unbalanced: bool,
}

/// Where the statements of a text end; `None` where a bracket or a quote has no partner.
pub fn cuts(text: &str) -> Option<Vec<Cut>> {
    let mut cutter = Cutter::new(text, &[]);
    let is_whole = cutter.run() && cutter.too_deep.is_none() && !cutter.endless;
    is_whole.then_some(cutter.ends)
}

/// Cuts a text up, and reports brackets without partners.
pub(super) fn outline(file: FileId, text: &str, reports: &mut Reports) -> Outline {
    let mut cutter = Cutter::new(text, &[]);
    let balanced = cutter.run();
    if balanced {
        return cutter.finish(file, reports);
    }
    let faults = repair(text);
    for fault in &faults {
        report(fault, file, reports);
    }
    let mut cutter = Cutter::new(text, &faults);
    cutter.run();
    let strays = faults.iter().filter_map(|fault| if let Fault::Stray(_, at) = fault { Some(*at) } else { None }).collect();
    Outline { strays, ends: vec![], unbalanced: true, ..cutter.finish(file, reports) }
}

fn report(fault: &Fault, file: FileId, reports: &mut Reports) {
    match *fault {
        Fault::Missing { opener, opened, missed, .. } => {
            let closer = closer(opener) as char;
            let missed = Span::new(file, missed, missed);
            let beside = Span::new(file, opened, opened + 1);
            let draft = Code::UnclosedBracket.at(missed).with(opener as char).with(closer);
            reports.push(draft.beside(beside, format_args!("`{}` is opened here", opener as char)));
        }
        Fault::Stray(closer, at) => reports.push(Code::StrayCloser.at(Span::new(file, at, at + 1)).with(closer as char)),
    }
}

/// The bracket that closes one.
pub(super) fn closer(opener: u8) -> u8 {
    match opener {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}

/// What a bracket holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// Statements: the text may be cut here.
    Statements,
    /// Parts of one expression.
    Values,
}

struct Open {
    bracket: u8,
    holds: Holds,
    /// Whether the statement around it has had its `=`: then what it opens is part of a value.
    assigned: bool,
}

struct Cutter<'a> {
    text: &'a str,
    faults: &'a [Fault],
    open: Vec<Open>,
    assigned: bool,
    pieces: Vec<Piece>,
    ends: Vec<Cut>,
    /// Where the line begins.
    line: usize,
    /// Whether the last code before the line waits for more.
    continues: bool,
    start: usize,
    closes: usize,
    too_deep: Option<usize>,
    /// Whether a block takes the rest of the file.
    endless: bool,
}

impl<'a> Cutter<'a> {
    fn new(text: &'a str, faults: &'a [Fault]) -> Cutter<'a> {
        let pieces = Vec::with_capacity(text.len() / PIECE + 1);
        // A byte order mark belongs to no piece.
        let start = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
        Cutter {
            text,
            faults,
            open: vec![],
            assigned: false,
            pieces,
            ends: vec![],
            line: start,
            continues: false,
            start,
            closes: 0,
            too_deep: None,
            endless: false,
        }
    }

    /// Goes through the text; false as soon as a bracket has no partner.
    fn run(&mut self) -> bool {
        for mark in Marks::of(self.text) {
            match mark {
                Mark::Open(bracket, at) => {
                    if self.open.len() == DEEPEST {
                        self.too_deep = Some(at);
                        return true;
                    }
                    self.open(bracket, at);
                }
                Mark::Close(bracket, at) => {
                    self.missing_before(at);
                    let stray = matches!(self.faults.first(), Some(Fault::Stray(_, place)) if *place == at);
                    if stray {
                        self.faults = &self.faults[1..];
                    } else if !self.close(bracket, at) {
                        return false;
                    }
                }
                Mark::Line(newline, code) => self.line(newline, code),
                Mark::Unclosed(..) => {}
                Mark::Endless(_) => {
                    self.open.clear();
                    self.endless = true;
                }
                Mark::Equals => self.assigned = true,
                Mark::Comma(at) => self.comma(at),
            }
        }
        self.missing_before(usize::MAX);
        self.open.iter().all(|open| open.bracket == b'$')
    }

    fn among_statements(&self) -> bool {
        self.open.last().is_none_or(|open| open.holds == Holds::Statements)
    }

    fn open(&mut self, bracket: u8, at: usize) {
        let holds = if bracket == b'{' && !self.assigned && self.among_statements() && !wants_operand(&self.text[..at]) {
            Holds::Statements
        } else {
            Holds::Values
        };
        self.open.push(Open { bracket, holds, assigned: self.assigned });
        self.assigned = false;
    }

    fn close(&mut self, bracket: u8, at: usize) -> bool {
        let Some(open) = self.open.pop().filter(|open| closer(open.bracket) == bracket) else {
            return false;
        };
        self.assigned = open.assigned;
        if open.holds == Holds::Statements && self.is_long(at) {
            self.cut(at + 1);
        }
        true
    }

    /// After a value a comma ends the statement; elsewhere it may add a term or a target.
    fn comma(&mut self, at: usize) {
        if self.assigned && self.among_statements() {
            self.assigned = false;
            if self.is_long(at) {
                self.cut(at + 1);
            }
        }
    }

    fn is_long(&self, last: usize) -> bool {
        last + 1 - self.start >= PIECE
    }

    /// Closes what the text forgets to close before a place.
    fn missing_before(&mut self, place: usize) -> bool {
        let mut any = false;
        while let Some(Fault::Missing { before, .. }) = self.faults.first()
            && *before <= place
        {
            self.faults = &self.faults[1..];
            if let Some(open) = self.open.pop() {
                self.closes += usize::from(open.holds == Holds::Statements);
                self.assigned = open.assigned;
            }
            any = true;
        }
        any
    }

    fn line(&mut self, newline: usize, code: usize) {
        let forced = self.missing_before(newline);
        let long = self.is_long(newline);
        let (line, is_open) = (std::mem::replace(&mut self.line, newline + 1), self.continues);
        // What waits for more goes on waiting over lines without code.
        self.continues = if code > line { continues(&self.text[..code]) } else { is_open };
        let ends = self.among_statements() && !self.continues;
        if ends && !(self.assigned && follows(&self.text[newline + 1..], "else")) {
            self.assigned = false;
            self.ends.push(Cut { at: newline as u32 + 1, depth: self.open.len() as u8 });
            if long {
                self.cut(newline + 1);
            }
        }
        if forced {
            self.assigned = false;
            self.cut(newline + 1);
        }
    }

    fn cut(&mut self, end: usize) {
        if end > self.start {
            self.pieces.push(Piece { range: self.start..end, closes: std::mem::take(&mut self.closes) });
            self.start = end;
        }
    }

    fn finish(mut self, file: FileId, reports: &mut Reports) -> Outline {
        let end = match self.too_deep {
            Some(at) => {
                reports.push(Code::TooDeep.at(Span::new(file, at, at + 1)).with(DEEPEST));
                self.text[..at].rfind('\n').map_or(0, |newline| newline + 1).max(self.start)
            }
            None => self.text.len(),
        };
        self.cut(end);
        let unbalanced = self.too_deep.is_some() || self.endless;
        let ends = if unbalanced { vec![] } else { self.ends };
        Outline { pieces: self.pieces, strays: vec![], ends, unbalanced }
    }
}

/// Whether a statement goes on after this text, which ends with code.
fn continues(before: &str) -> bool {
    matches!(before.as_bytes().last(), Some(b'=' | b',' | b'>' | b'|' | b'+' | b'-' | b'*' | b'/' | b'<' | b':' | b'.'))
        || ["and", "or", "in", "not", "from"].iter().any(|word| ends_with_word(before, word))
}

/// Whether a `{` after this text stands where a value does.
fn wants_operand(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '\t', '\r']);
    match before.as_bytes() {
        [.., b'-', b'>'] => false,
        [.., b'=' | b'|' | b'+' | b'*' | b'/' | b'<' | b'>'] => true,
        _ => ["and", "or", "in", "not"].iter().any(|word| ends_with_word(before, word)),
    }
}

fn ends_with_word(before: &str, word: &str) -> bool {
    before
        .strip_suffix(word)
        .is_some_and(|rest| !rest.ends_with(|last: char| last.is_alphanumeric() || matches!(last, '_' | '-' | '.')))
}

/// Whether the next word of a text is this one.
fn follows(text: &str, word: &str) -> bool {
    text.trim_start()
        .strip_prefix(word)
        .is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || matches!(next, '_' | '-')))
}
