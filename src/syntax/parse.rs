//! From text to statements.
//!
//! In: the text of a file. Out: its statements, whatever is wrong with it, and a report for each mistake. A piece at a time is
//! matched by the grammar; a stack of open bodies puts the statements together. Deliberately absent: recursion over bodies.

use super::bodies::{Bodies, Destination, is_if};
use super::brackets::brief;
use super::grammar::{Grammar, Matched, Parts, Rule};
use super::odd::odd;
use super::read::Reader;
use super::scan::{DEEPEST, Outline, outline};
use super::tree::Statements;
use crate::report::{Code, Reports};
use crate::source::{FileId, Span};
use pest::Parser;

/// Reads a file. What is wrong with it is reported, and left out of the statements or put in as `Form::Broken`.
pub fn parse(file: FileId, text: &str, reports: &mut Reports) -> Statements {
    let outline = outline(file, text, reports);
    let mut bodies = Bodies::default();
    for piece in &outline.pieces {
        for _ in 0..piece.closes {
            bodies.close(None);
        }
        let input = &text[piece.range.clone()];
        // The rule `stray` takes what no other takes, so that there is always a match.
        let Some(matched) = Grammar::parse(Rule::piece, input).ok().and_then(|mut pairs| pairs.next()) else { continue };
        let reader = Reader { file, base: piece.range.start, input, reports, unbalanced: outline.unbalanced };
        Assembler { text, reader, bodies: &mut bodies, outline: &outline }.piece(matched);
    }
    bodies.finish()
}

/// Puts the items of a piece where they belong.
struct Assembler<'a, 'r> {
    text: &'a str,
    reader: Reader<'a, 'r>,
    bodies: &'a mut Bodies,
    outline: &'a Outline,
}

impl<'i> Assembler<'i, '_> {
    fn piece(&mut self, matched: Matched<'i>) {
        for item in Parts::of(matched) {
            let span = self.reader.span_of(&item);
            match item.as_rule() {
                Rule::statement => self.statement(item, span),
                Rule::close => self.close(span),
                Rule::docs => self.docs(item.as_str(), span),
                Rule::otherwise => self.otherwise(item, span),
                Rule::open => self.loose(span),
                _ => self.stray(item.as_str(), span),
            }
        }
    }

    /// Whether a new line or comma stands between the last item and a place; forgets what was muted if so.
    fn is_separate(&mut self, start: u32) -> bool {
        let level = self.bodies.level();
        let between = level.last.map(|last| self.text.get(last..start as usize).unwrap_or("\n"));
        let separate = between.is_none_or(|between| between.contains(['\n', ',']));
        level.muted &= !separate;
        separate
    }

    fn statement(&mut self, item: Matched<'i>, span: Span) {
        let separate = self.is_separate(span.start);
        let muted = self.bodies.level().muted;
        if !separate && !muted {
            let words = brief(item.as_str());
            let word = words.split([' ', '\t']).next().unwrap_or(words);
            let place = Span { end: span.start + word.len() as u32, ..span };
            let starts_bare = matches!(item.as_str().as_bytes(), [b'=' | b':', ..]);
            if !starts_bare {
                self.reader.reports.push(Code::NotSeparated.at(place).with(word));
            }
        }
        let written = self.reader.statement(item, muted);
        let level = self.bodies.level();
        level.after_if = false;
        level.last = Some(written.end);
        level.muted |= !separate;
        let none = written.statements.is_empty();
        for statement in written.statements {
            if self.bodies.level().else_if && self.bodies.chain() >= DEEPEST {
                self.reader.reports.push(Code::TooDeep.at(statement.span).with(DEEPEST).labelled("too many `else if`"));
                self.bodies.level().else_if = false;
            }
            if self.bodies.level().else_if && !is_if(&statement) {
                self.reader.reports.push(Code::MissingBody.at(statement.span).with("else").with("`{ … }`, or `if` with a condition"));
                self.bodies.level().else_if = false;
            }
            self.bodies.add(statement);
        }
        if written.opens {
            self.bodies.open(if none { Destination::Nowhere } else { Destination::Body });
        }
    }

    fn close(&mut self, span: Span) {
        if self.outline.strays.binary_search(&(span.start as usize)).is_err()
            && !self.bodies.close(Some(span.end as usize))
            && !self.outline.unbalanced
        {
            self.reader.reports.push(Code::StrayCloser.at(span).with('}'));
        }
    }

    /// A `///` line documents what follows, unless it stands behind something.
    fn docs(&mut self, text: &str, span: Span) {
        if self.is_separate(span.start) {
            let line = &text[3..];
            self.bodies.document(line.strip_prefix(' ').unwrap_or(line).trim_end());
        }
    }

    fn otherwise(&mut self, item: Matched<'i>, span: Span) {
        let opens = Parts::of(item).accept(Rule::open).is_some();
        let level = self.bodies.level();
        level.last = Some(span.end as usize);
        if std::mem::take(&mut level.after_if) {
            level.else_if = !opens;
            level.muted = !opens;
        } else {
            self.reader.reports.push(Code::StrayElse.at(Span { end: span.start + 4, ..span }));
            self.bodies.level().muted = true;
        }
        if opens {
            let reported = self.bodies.level().muted;
            self.bodies.open(if reported { Destination::Nowhere } else { Destination::Otherwise });
        }
    }

    /// A brace that does not end the line of a head.
    fn loose(&mut self, span: Span) {
        let separate = self.is_separate(span.start);
        let belongs = self.bodies.wants_body();
        if !self.bodies.level().muted || separate {
            self.reader.reports.push(Code::LooseBody.at(span));
        }
        self.bodies.level().last = Some(span.end as usize);
        self.bodies.open(if belongs { Destination::Body } else { Destination::Nowhere });
    }

    fn stray(&mut self, text: &str, span: Span) {
        self.is_separate(span.start);
        let level = self.bodies.level();
        let known = std::mem::replace(&mut level.muted, true) || self.outline.unbalanced && text.starts_with([')', ']']);
        level.last = Some(span.end as usize);
        if !known {
            self.reader.reports.push(odd(span, text));
        }
    }
}
