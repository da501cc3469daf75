//! From a tree to text, without a source: what an import becomes.
//!
//! In: statements. Out: text that reads as if it had been written by hand, and is read back as the same statements. A statement
//! stands on a line; short bodies of plain fields stay on the line of their head; neighbouring fields and routes are lined
//! up; blocks are parted by an empty line. Deliberately absent: comments, which no tree has.

mod expr;

use super::tree::{Expr, Form, Statement, Statements, Target};
use expr::{Lines, Place, write};

/// Lines are kept within this many columns where they can be.
const WIDTH: usize = 100;

/// A short body has at most this many statements.
const SHORT: usize = 4;

/// Neighbours are lined up if none has to give way by more than this.
const FARTHEST: usize = 16;

/// The text of statements.
pub fn print(statements: &Statements) -> String {
    let mut text = String::new();
    body(statements, 0, &mut text);
    text
}

/// A statement of one line, or the text of one of several.
struct Row {
    /// Up to the mark by which it is lined up.
    left: String,
    /// The mark and what follows.
    right: String,
    /// What the mark is; rows of one mark are lined up.
    mark: Mark,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Value,
    Arrow,
    /// Not lined up: it has several lines, or neither mark.
    None,
}

/// Statements, each on lines of its own.
fn body(statements: &[Statement], depth: usize, text: &mut String) {
    let rows: Vec<_> = statements.iter().map(|statement| row(statement, depth)).collect();
    let mut at = 0;
    while at < rows.len() {
        let begins = at;
        at += 1;
        while at < rows.len()
            && rows[at].mark != Mark::None
            && rows[at].mark == rows[begins].mark
            && statements[at].docs.is_none()
            && (depth > 0 || are_alike(at, &rows, statements))
        {
            at += 1;
        }
        let widths = || rows[begins..at].iter().map(|row| row.left.chars().count());
        let (least, most) = (widths().min().unwrap_or(0), widths().max().unwrap_or(0));
        let column = if most - least <= FARTHEST { most } else { 0 };
        for place in begins..at {
            if depth == 0 && place > 0 && !are_alike(place, &rows, statements) {
                text.push('\n');
            }
            docs(&statements[place], depth, text);
            indent(depth, text);
            let Row { left, right, mark } = &rows[place];
            text.push_str(left);
            if *mark != Mark::None && !left.is_empty() {
                text.extend(std::iter::repeat_n(' ', column.saturating_sub(left.chars().count()) + 1));
            }
            text.push_str(right);
            text.push('\n');
        }
    }
}

/// Whether a statement may follow the one before without an empty line: both of one line, and begun by the same word.
fn are_alike(place: usize, rows: &[Row], statements: &[Statement]) -> bool {
    let flat = |row: &Row| !row.right.contains('\n');
    let word = |statement: &Statement| match statement.head.first().map(|first| &first.form) {
        Some(Form::Word(word)) => Some(*word),
        _ => None,
    };
    let (before, after) = (&statements[place - 1], &statements[place]);
    flat(&rows[place - 1]) && flat(&rows[place]) && after.docs.is_none() && word(before) == word(after)
}

fn docs(statement: &Statement, depth: usize, text: &mut String) {
    for line in statement.docs.iter().flat_map(|docs| docs.split('\n')) {
        indent(depth, text);
        text.push_str(if line.is_empty() { "///" } else { "/// " });
        text.push_str(line);
        text.push('\n');
    }
}

fn indent(depth: usize, text: &mut String) {
    text.extend(std::iter::repeat_n(' ', depth * 2));
}

fn row(statement: &Statement, depth: usize) -> Row {
    let mut left = head(statement);
    if let Some(ty) = &statement.ty {
        left.push_str(": ");
        write(ty, Place::Term, Lines::One, &mut left);
    }
    if let Some(from) = &statement.from {
        left.push_str(" from ");
        write(from, Place::Term, Lines::One, &mut left);
    }
    let mut right = String::new();
    if let Some(value) = &statement.value {
        right.push_str("= ");
        write(value, Place::Value, Lines::Several(depth), &mut right);
    }
    if let Some(targets) = &statement.targets {
        right.push_str(if right.is_empty() { "-> " } else { " -> " });
        for (at, Target { terms, .. }) in targets.iter().enumerate() {
            right.push_str(if at > 0 { ", " } else { "" });
            spaced(terms, &mut right);
        }
    }
    let mark = match (&statement.value, &statement.targets) {
        (Some(_), _) => Mark::Value,
        (None, Some(_)) => Mark::Arrow,
        (None, None) => Mark::None,
    };
    if let Some(inner) = &statement.body {
        let line = depth * 2 + left.chars().count() + right.chars().count();
        if !right.is_empty() || !left.is_empty() {
            right.push(' ');
        }
        braces(inner, depth, line, &mut right);
    }
    otherwise(statement, depth, &mut right);
    let mark = if right.contains('\n') && statement.body.is_some() { Mark::None } else { mark };
    if mark == Mark::None && !left.is_empty() && right.starts_with(['=', '-']) {
        left.push(' ');
    }
    Row { left, right, mark }
}

/// `else { … }`, or `else if` where one `if` is all that stands in it.
fn otherwise(statement: &Statement, depth: usize, text: &mut String) {
    let Some(otherwise) = statement.otherwise.as_ref().filter(|_| statement.body.is_some()) else {
        return;
    };
    text.push_str(" else ");
    match otherwise.as_slice() {
        [only] if only.docs.is_none() && only.body.is_some() && begins_with_if(only) => {
            let row = row(only, depth);
            text.push_str(&row.left);
            text.push_str(&row.right);
        }
        _ => braces(otherwise, depth, WIDTH, text),
    }
}

fn begins_with_if(statement: &Statement) -> bool {
    let plain = statement.ty.is_none() && statement.value.is_none() && statement.targets.is_none();
    plain && matches!(statement.head.first().map(|first| &first.form), Some(Form::Word(word)) if *word == "if")
}

/// A body, on the line if it is short and of plain fields.
fn braces(statements: &[Statement], depth: usize, line: usize, text: &mut String) {
    if statements.is_empty() {
        return text.push_str("{}");
    }
    if let Some(short) = short(statements, depth).filter(|short| line + short.chars().count() + 5 <= WIDTH) {
        text.push_str("{ ");
        text.push_str(&short);
        return text.push_str(" }");
    }
    text.push_str("{\n");
    body(statements, depth + 1, text);
    indent(depth, text);
    text.push('}');
}

/// The statements on one line. A comma may follow a value only: after a target or a bare head it would add to them.
fn short(statements: &[Statement], depth: usize) -> Option<String> {
    let plain = |statement: &Statement| statement.docs.is_none() && statement.body.is_none();
    let ends = |statement: &Statement| statement.value.is_some() && statement.targets.is_none();
    let fits = statements.len() == 1 || statements.len() <= SHORT && statements.iter().all(ends);
    if !fits || !statements.iter().all(plain) {
        return None;
    }
    let rows = statements.iter().map(|statement| {
        let row = row(statement, depth);
        let gap = if row.mark == Mark::None || row.left.is_empty() { "" } else { " " };
        format!("{}{gap}{}", row.left, row.right)
    });
    let line = rows.collect::<Vec<_>>().join(", ");
    (!line.contains('\n')).then_some(line)
}

fn head(statement: &Statement) -> String {
    let mut text = String::new();
    let plain = statement.ty.is_none() && statement.value.is_none();
    let several = plain && (statement.targets.is_some() || statement.body.is_some());
    let is_for = matches!(statement.head.first().map(|first| &first.form), Some(Form::Word(word)) if *word == "for");
    for (at, term) in statement.head.iter().enumerate() {
        if let Some(before) = at.checked_sub(1).map(|before| &statement.head[before]) {
            let comma = several && (alike(before, term) || is_for && at == 2);
            text.push_str(if comma { ", " } else { " " });
        }
        write(term, Place::Term, Lines::One, &mut text);
    }
    text
}

/// Whether two terms of a head are several of one sort, `A, AAAA` or `403, 404`, which a comma shows.
fn alike(before: &Expr, after: &Expr) -> bool {
    match (&before.form, &after.form) {
        (Form::Word(before), Form::Word(after)) => is_loud(before) && is_loud(after),
        (Form::Number(_), Form::Number(_)) | (Form::Text(_), Form::Text(_)) => true,
        _ => false,
    }
}

fn is_loud(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn spaced(terms: &[Expr], text: &mut String) {
    for (at, term) in terms.iter().enumerate() {
        text.push_str(if at > 0 { " " } else { "" });
        write(term, Place::Term, Lines::One, text);
    }
}
