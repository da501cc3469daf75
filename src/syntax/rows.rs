//! Long bodies, read a piece at a time.
//!
//! In: a text. Out: its tree without what stands in bodies of many lines, and for each of these its statements, one after the other. A
//! zone of a hundred thousand records is many times as long as a tree as it is as a text, and nobody looks at two of its records at
//! once. Deliberately absent: texts that anything is wrong with, as far as that can be told without reading the bodies.

use super::parse::Making;
use super::scan::{Cut, Outline, Piece, outline};
use super::tree::{Statement, Statements};
use super::unclosed::closed;
use crate::report::Reports;
use crate::source::FileId;
use std::collections::VecDeque;
use std::ops::Range;

/// The statements of a long body.
pub(crate) struct Rows<'t> {
    making: Making<'t>,
    /// Those of the pieces read so far.
    ready: VecDeque<Statement>,
    reports: Reports,
    is_read: bool,
    /// Where the first of them begins.
    pub place: usize,
    /// About how many there are.
    pub count: usize,
}

impl Rows<'_> {
    /// Whether anything is wrong with those read so far.
    pub fn are_odd(&self) -> bool {
        self.reports.count() > 0
    }
}

impl Iterator for Rows<'_> {
    type Item = Statement;

    fn next(&mut self) -> Option<Statement> {
        loop {
            if let Some(statement) = self.ready.pop_front() {
                return Some(statement);
            }
            if self.is_read {
                return None;
            }
            self.is_read = !self.making.piece(&mut self.reports);
            self.ready.extend(self.making.bodies.finished(self.is_read));
        }
    }
}

/// Reads a file as `parse` does, but for its bodies of so many lines or more that are wanted: told are the word before each, which
/// begins the line of its `{`, and its text. They are left empty, and handed out in order, where nothing is wrong with the rest.
pub(crate) fn parse_apart<'t>(
    file: FileId,
    text: &'t str,
    reports: &mut Reports,
    long: usize,
    is_wanted: impl Fn(&str, &str) -> bool,
) -> (Statements, Vec<Rows<'t>>) {
    let before = reports.count();
    let whole = closed(file, text, reports);
    let outline = outline(file, &whole, reports);
    let is_sound = reports.count() == before && !outline.unbalanced;
    let is_wanted = |body: &Body| is_wanted(word(text, body.range.start), &text[body.range.clone()]);
    let bodies = long_bodies(text, &outline.ends, long).filter(|body| is_sound && is_wanted(body));
    let bodies: Vec<Body> = bodies.collect();
    match around(file, text, &outline, &bodies) {
        Some(statements) => (statements, bodies.iter().map(|body| rows(file, text, &outline, body)).collect()),
        None => (Making::of(file, &whole, outline).all(reports), Vec::new()),
    }
}

/// The tree of a text without some bodies; `None` where there are none, or something is wrong with the rest.
fn around(file: FileId, text: &str, outline: &Outline, bodies: &[Body]) -> Option<Statements> {
    bodies.first()?;
    let Outline { pieces, ends, .. } = outline;
    let starts = [(0, 0)].into_iter().chain(bodies.iter().map(|body| (body.range.end, body.ends.end)));
    let stops = bodies.iter().map(|body| (body.range.start, body.ends.start)).chain([(text.len(), ends.len())]);
    let mut rest = Outline::default();
    for ((start, from), (stop, to)) in starts.zip(stops) {
        rest.pieces.extend(within(pieces, &(start..stop)));
        rest.ends.extend_from_slice(&ends[from..to]);
    }
    let mut said = Reports::default();
    let statements = Making::of(file, text, rest).all(&mut said);
    (said.count() == 0).then_some(statements)
}

fn rows<'t>(file: FileId, text: &'t str, outline: &Outline, body: &Body) -> Rows<'t> {
    let (pieces, ends) = (within(&outline.pieces, &body.range), outline.ends[body.ends.clone()].to_vec());
    Rows {
        making: Making::of(file, text, Outline { pieces, ends, ..Outline::default() }),
        ready: VecDeque::new(),
        reports: Reports::default(),
        is_read: false,
        place: body.range.start,
        count: body.lines,
    }
}

/// A body whose braces stand on lines of their own.
struct Body {
    /// From its first line to behind its last.
    range: Range<usize>,
    /// Which ends of statements lie in it.
    ends: Range<usize>,
    /// How many statements it has.
    lines: usize,
}

/// The bodies of a file's own statements that have many lines.
fn long_bodies(text: &str, ends: &[Cut], long: usize) -> impl Iterator<Item = Body> {
    // The end of the statements in each body is behind it, or the end of the file.
    ends.chunk_by(|end, _| end.depth > 0)
        .scan(0, |at, inside| {
            let from = *at;
            *at += inside.len();
            Some((from, inside))
        })
        .filter_map(move |(from, inside)| {
            let lines = inside.iter().filter(|end| end.depth == 1).count();
            let (first, last) = (inside.first()?, inside.iter().rposition(|end| end.depth == 1)?);
            let range = first.at as usize..inside[last].at as usize;
            let is_apart = text[..range.start].trim_end().ends_with('{') && text[range.end..].trim_start().starts_with('}');
            (lines > long && first.depth == 1 && is_apart).then_some(Body {
                range,
                ends: from + 1..from + last + 1,
                lines: lines - 1,
            })
        })
}

/// The word that the line before a place begins with.
fn word(text: &str, place: usize) -> &str {
    let line = text[..place].trim_end();
    let line = &line[line.rfind('\n').map_or(0, |newline| newline + 1)..];
    line.split_whitespace().next().unwrap_or_default()
}

/// The pieces of a text that lie in a part of it, as far as they do.
fn within(pieces: &[Piece], part: &Range<usize>) -> Vec<Piece> {
    let cut = |piece: &Piece| piece.range.start.max(part.start)..piece.range.end.min(part.end);
    pieces.iter().map(cut).filter(|range| !range.is_empty()).map(|range| Piece { range, closes: 0 }).collect()
}

#[cfg(test)]
mod tests {
    use super::parse_apart;
    use crate::report::Reports;
    use crate::source::FileId;
    use crate::syntax::parse;

    /// Both trees of a text, where all bodies of one line or more are read apart, and how many these are.
    fn read(text: &str) -> usize {
        let (mut apart, mut whole) = (Reports::default(), Reports::default());
        let (mut statements, rows) = parse_apart(FileId::default(), text, &mut apart, 1, |word, _| word == "zone");
        let count = rows.len();
        for rows in rows {
            let at = statements.iter().rposition(|statement| (statement.span.start as usize) < rows.place);
            let statement = &mut statements[at.expect("a body belongs to a statement")];
            assert_eq!(statement.body.replace(rows.collect()), Some(Vec::new()), "{text}");
        }
        assert_eq!(statements, parse(FileId::default(), text, &mut whole), "{text}");
        assert_eq!(apart.count(), whole.count(), "{text}");
        count
    }

    #[test]
    fn bodies_that_are_read_apart_are_those_of_the_tree() {
        let long: String =
            (0..3_000).map(|at| format!("  /// {at}\n  A \"w{at}\" weighted {{\n    1 -> \"a\"\n  }}\n")).collect();
        let zone = |body: &str| format!("let a = 1\nzone x \"x\" {{\n{body}}}\nbucket b {{}}\n");
        assert_eq!(read(&zone("")), 0);
        assert_eq!(read(&zone("  A \"a\" -> \"b\"\n")), 1);
        assert_eq!(read(&zone("  // nothing\n\n  a = {\n    b = 1\n  }\n  if x {\n    c = 1\n  } else {\n    d = 1\n  }\n")), 1);
        assert_eq!(read(&zone(&long)), 1);
        assert_eq!(read(&(zone(&long) + &zone(&long))), 2);
        assert_eq!(read(&zone(&long).replace("}\nbucket b {}\n", "}")), 1);
        // What stands beside a brace, or is no zone, is left in the tree.
        assert_eq!(read("zone x \"x\" { a = 1\n  b = 2\n}\n"), 0);
        assert_eq!(read("zone x \"x\" {\n  a = 1\n  b = 2 }\n"), 0);
        assert_eq!(read("for y in z {\n  zone x \"x\" {\n    a = 1\n  }\n}\n"), 0);
        assert_eq!(read(&zone("  a = 1\n").replace("let a = 1", "let a =")), 0);
        assert_eq!(read(&zone("  a = (1\n")), 0);
        assert_eq!(read(&zone("  a = \"1\n")), 0);
    }
}
