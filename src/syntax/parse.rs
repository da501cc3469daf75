//! From text to statements.
//!
//! In: the text of a file. Out: its statements, whatever is wrong with it, and a report for each mistake. A piece at a time is
//! matched by the grammar; a stack of open bodies puts the statements together. Deliberately absent: recursion over bodies.

use super::bodies::{Bodies, Destination, is_if};
use super::brackets::brief;
use super::grammar::{Node, Nodes, Parts, Rule};
use super::odd::odd;
use super::read::Reader;
use super::scan::{DEEPEST, Outline, outline};
use super::tree::Statements;
use super::unclosed::closed;
use crate::report::{Code, Reports};
use crate::source::{FileId, Span};

/// Reads a file. What is wrong with it is reported, and left out of the statements or put in as `Form::Broken`.
pub fn parse(file: FileId, text: &str, reports: &mut Reports) -> Statements {
    let text = &*closed(file, text, reports);
    Making::of(file, text, outline(file, text, reports)).all(reports)
}

/// Reads a file as `parse` does, and has the grammar match all of it, as if no line resembled another.
pub fn parse_each(file: FileId, text: &str, reports: &mut Reports) -> Statements {
    let text = &*closed(file, text, reports);
    let outline = Outline { ends: Vec::new(), ..outline(file, text, reports) };
    Making::of(file, text, outline).all(reports)
}

/// A tree in the making.
pub(super) struct Making<'t> {
    file: FileId,
    text: &'t str,
    outline: Outline,
    /// How many pieces are read.
    read: usize,
    /// How many ends of statements lie before the next.
    ends: usize,
    pub(super) bodies: Bodies,
    nodes: Nodes,
}

impl<'t> Making<'t> {
    /// None of it is read yet.
    pub(super) fn of(file: FileId, text: &'t str, outline: Outline) -> Making<'t> {
        Making { file, text, outline, read: 0, ends: 0, bodies: Bodies::of(text.len()), nodes: Nodes::default() }
    }

    /// All of it.
    pub(super) fn all(mut self, reports: &mut Reports) -> Statements {
        while self.piece(reports) {}
        self.bodies.finish()
    }

    /// Reads the next piece, if there is one.
    pub(super) fn piece(&mut self, reports: &mut Reports) -> bool {
        let Making { file, text, ref outline, ref mut bodies, .. } = *self;
        let Some(piece) = outline.pieces.get(self.read) else { return false };
        self.read += 1;
        for _ in 0..piece.closes {
            bodies.close(None);
        }
        let input = &text[piece.range.clone()];
        let rest = &outline.ends[self.ends..];
        let before = rest.partition_point(|end| end.at as usize <= piece.range.start);
        let rest = &rest[before..];
        let inside = rest.partition_point(|end| end.at as usize <= piece.range.end);
        self.ends += before + inside;
        let ends = rest[..inside].iter().map(|end| end.at as usize - piece.range.start);
        let base = piece.range.start as u32;
        let reader = Reader { file, base, input, reports, unbalanced: outline.unbalanced, said: 0, too_deep: false };
        Assembler { text, reader, bodies, outline }.piece(self.nodes.matching(input, ends));
        true
    }
}

/// Puts the items of a piece where they belong.
struct Assembler<'a, 'r> {
    text: &'a str,
    reader: Reader<'a, 'r>,
    bodies: &'a mut Bodies,
    outline: &'a Outline,
}

impl<'i> Assembler<'i, '_> {
    fn piece(&mut self, mut parts: Parts<'_>) {
        while let Some(item) = parts.next() {
            let span = self.reader.span_of(item);
            match item.rule {
                Rule::statement => self.statement(item, parts),
                Rule::close => self.close(span),
                Rule::docs => self.docs(self.reader.text(item), span),
                Rule::open => self.loose(span),
                _ => self.stray(self.reader.text(item), span),
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

    fn statement(&mut self, item: Node, parts: Parts<'_>) {
        let span = self.reader.span_of(item);
        let separate = self.is_separate(span.start);
        let text = self.reader.text(item);
        if is_else(text) {
            return self.otherwise(item, parts);
        }
        let muted = self.bodies.level().muted;
        if !separate && !muted && !text.starts_with(['=', ':']) {
            let word = text.split([' ', '\t', '\n', '{']).next().unwrap_or(text);
            self.reader
                .reports
                .push(Code::NotSeparated.at(Span { end: span.start + word.len() as u32, ..span }).with(brief(word)));
        }
        let before = self.reader.reports.count();
        let written = self.reader.statement(item, parts, muted);
        let level = self.bodies.level();
        (level.after_if, level.dropped) = (false, false);
        level.last = Some(written.end as usize);
        level.muted = muted || !separate || before < self.reader.reports.count();
        let none = written.statements.is_empty();
        for statement in written.statements {
            self.bodies.add(statement);
        }
        if written.opens {
            self.bodies.open(if none { Destination::Nowhere } else { Destination::Body });
        }
    }

    /// `else { …`, or `else if c { …`, which is an `if` of its own behind the `else`.
    fn otherwise(&mut self, item: Node, parts: Parts<'_>) {
        let mut written = self.reader.statement(item, parts, false);
        let level = self.bodies.level();
        level.last = Some(written.end as usize);
        let belongs = std::mem::take(&mut level.after_if);
        let dropped = level.dropped;
        let Some(mut statement) = written.statements.pop() else {
            return;
        };
        let word = statement.head.remove(0);
        if belongs && statement.head.is_empty() && written.opens {
            return self.bodies.open(Destination::Otherwise);
        }
        if let Some(first) = statement.head.first() {
            statement.span.start = first.span.start;
        }
        if dropped {
            // The `if` that it belongs to was reported.
        } else if !belongs {
            self.reader.reports.push(Code::StrayElse.at(word.span));
            self.bodies.level().dropped = true;
        } else if !is_if(&statement) || !written.opens {
            self.bodies.level().dropped = true;
            self.reader.reports.push(Code::MissingBody.at(word.span).with("else").with("`{ … }`, or `if` and a condition"));
        } else if self.bodies.chain() >= DEEPEST {
            self.reader.reports.push(Code::TooDeep.at(statement.span).with(DEEPEST).labelled("too many `else if`"));
            self.bodies.level().dropped = true;
        } else {
            self.bodies.chain_on(statement);
            return self.bodies.open(Destination::Body);
        }
        if written.opens {
            self.bodies.open(Destination::Nowhere);
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

/// Whether a statement begins with `else` and is not a field of that name.
fn is_else(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("else") else {
        return false;
    };
    let next = rest.trim_start_matches([' ', '\t']);
    rest.is_empty() || next.starts_with('{') || next.len() < rest.len() && !next.starts_with(['=', ':', '-'])
}
