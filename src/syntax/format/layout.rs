//! Where each lexeme comes to stand.
//!
//! In: a page. Out: a column for each lexeme, and with them the text. Deliberately absent: breaking lines.

use super::align::{Columns, align};
use super::lines::{Line, Page};
use super::space::between;
use std::collections::HashMap;

/// How much deeper the inside of a bracket stands.
const STEP: usize = 2;

/// No line is wider, if it can be broken.
const WIDEST: usize = 140;

/// An open bracket, or the file.
#[derive(Clone, Debug)]
struct Bracket {
    /// Where the line that opens it begins.
    line: usize,
    /// Where the lines inside begin.
    inside: usize,
    /// Where a line begins that goes on with the statement before it.
    goes_on: usize,
    /// Whether statements stand in it.
    statements: bool,
}

/// A page with a place for everything.
pub(super) struct Layout<'p, 'a> {
    page: &'p Page<'a>,
    /// The columns of each line's lexemes, and one past its code.
    lines: Vec<(Vec<usize>, usize)>,
}

impl<'p, 'a> Layout<'p, 'a> {
    /// Lays a page out.
    pub(super) fn of(page: &'p Page<'a>) -> Layout<'p, 'a> {
        let paragraphs = Paragraphs::of(page);
        let mut open = vec![Bracket { line: 0, inside: 0, goes_on: 0, statements: true }];
        let mut columns = Columns::new();
        for (level, lines) in &paragraphs.list {
            align(lines.iter().map(|&line| (line, page.lines[line].lexemes.as_slice())), level * STEP, &mut columns);
        }
        let mut lines = Vec::with_capacity(page.lines.len());
        for (at, line) in page.lines.iter().enumerate() {
            let indent = indent(line, &mut open);
            if !paragraphs.holds[at] {
                align(std::iter::once((at, line.lexemes.as_slice())), indent, &mut columns);
            }
            lines.push(place(line, at, indent, &columns, &mut open));
        }
        Layout { page, lines }
    }

    /// The lines that are too wide, by their position.
    pub(super) fn wide_lines(&self) -> Vec<usize> {
        (0..self.lines.len()).filter(|&at| self.lines[at].1 > WIDEST).collect()
    }

    /// The text.
    pub(super) fn written(&self) -> String {
        let mut text = String::new();
        let mut before: Option<&Line<'_>> = None;
        for (line, (columns, _)) in self.page.lines.iter().zip(&self.lines) {
            let after_opening = before.is_some_and(|before| {
                before.lexemes.iter().rfind(|lexeme| !lexeme.is_comment()).is_some_and(|last| last.opens() && ends_code(before))
            });
            if line.apart && before.is_some() && !after_opening && !line.lexemes[0].closes() {
                text.push('\n');
            }
            let mut end = 0;
            for (lexeme, &column) in line.lexemes.iter().zip(columns) {
                text.extend(std::iter::repeat_n(' ', column.saturating_sub(end)));
                for (row, part) in lexeme.text.split('\n').enumerate() {
                    if row > 0 {
                        text.push('\n');
                    }
                    text.push_str(part.strip_suffix('\r').unwrap_or(part));
                }
                let (width, several) = lexeme.width();
                end = if several { width } else { column + width };
            }
            text.push('\n');
            before = Some(line);
        }
        text
    }
}

/// Whether the last lexeme that is code ends the line, but for a comment.
fn ends_code(line: &Line<'_>) -> bool {
    line.lexemes.last().is_some_and(|last| last.opens() || last.is_comment())
}

/// Where a line begins.
fn indent(line: &Line<'_>, open: &mut [Bracket]) -> usize {
    let first = &line.lexemes[0];
    let leading = line.lexemes.iter().take_while(|lexeme| lexeme.closes()).count();
    if leading > 0 {
        return open[open.len().saturating_sub(leading)].line;
    }
    let Some(bracket) = open.last_mut() else {
        return 0;
    };
    if first.begins {
        bracket.statements = true;
        bracket.goes_on = bracket.inside;
    }
    if bracket.statements && !first.begins && !first.is_comment() && first.text != "else" {
        bracket.goes_on
    } else {
        bracket.inside
    }
}

/// Places the lexemes of a line that begins in a column.
fn place(line: &Line<'_>, at: usize, indent: usize, columns: &Columns, open: &mut Vec<Bracket>) -> (Vec<usize>, usize) {
    let mut placed = Vec::with_capacity(line.lexemes.len());
    let (mut end, mut code) = (indent, 0);
    for (position, lexeme) in line.lexemes.iter().enumerate() {
        let start = match position.checked_sub(1) {
            None => indent,
            Some(before) => columns.get(&(at, position)).copied().unwrap_or(end + between(&line.lexemes[before], lexeme)),
        };
        placed.push(start);
        let (width, several) = lexeme.width();
        end = if several { width } else { start + width };
        if lexeme.is_comment() {
            break;
        }
        code = end;
        let next = line.lexemes.get(position + 1).filter(|next| !next.is_comment());
        let under = |otherwise| {
            next.map_or(otherwise, |next| columns.get(&(at, position + 1)).copied().unwrap_or(end + between(lexeme, next)))
        };
        if lexeme.opens() {
            let inside = under(indent + STEP);
            open.push(Bracket { line: indent, inside, goes_on: inside, statements: next.is_some_and(|next| next.begins) });
        } else if lexeme.closes() && open.len() > 1 {
            open.pop();
        } else if let Some(bracket) = open.last_mut() {
            if lexeme.begins {
                bracket.statements = true;
                bracket.goes_on = bracket.inside;
            }
            if matches!(lexeme.text, "=" | "->" | ":") {
                bracket.goes_on = under(bracket.inside + STEP);
            }
        }
    }
    (placed, code)
}

/// Which lines are looked at together: those of one depth that no empty line parts.
struct Paragraphs {
    /// How deep the lines of each stand, in steps, and which they are.
    list: Vec<(usize, Vec<usize>)>,
    /// Whether a line is in one; else it begins a statement's second line, or stands under something.
    holds: Vec<bool>,
}

impl Paragraphs {
    fn of(page: &Page<'_>) -> Paragraphs {
        // For each open bracket, how deep the lines inside stand, unless under something, and whether they are statements.
        let mut open: Vec<(Option<usize>, bool)> = vec![(Some(0), true)];
        let mut current: HashMap<usize, usize> = HashMap::new();
        let mut paragraphs = Paragraphs { list: vec![], holds: Vec::with_capacity(page.lines.len()) };
        for (at, line) in page.lines.iter().enumerate() {
            let first = &line.lexemes[0];
            if line.apart {
                current.clear();
            }
            let leading = line.lexemes.iter().take_while(|lexeme| lexeme.closes()).count();
            let &(inside, statements) = &open[open.len().saturating_sub(leading + 1)];
            let goes_on = leading == 0 && statements && !first.begins && !first.is_comment() && first.text != "else";
            let level = inside.filter(|_| !goes_on);
            let row = level.filter(|_| leading == 0);
            if let Some(level) = row {
                let paragraph = *current.entry(level).or_insert_with(|| {
                    paragraphs.list.push((level, vec![]));
                    paragraphs.list.len() - 1
                });
                paragraphs.list[paragraph].1.push(at);
            }
            paragraphs.holds.push(row.is_some());
            for (position, lexeme) in line.lexemes.iter().enumerate() {
                if lexeme.begins
                    && let Some(bracket) = open.last_mut()
                {
                    bracket.1 = true;
                }
                if lexeme.opens() {
                    let last = line.lexemes.get(position + 1).is_none_or(|next| next.is_comment());
                    open.push((level.filter(|_| last).map(|level| level + 1), false));
                } else if lexeme.closes() && open.len() > 1 {
                    open.pop();
                }
            }
        }
        paragraphs
    }
}
