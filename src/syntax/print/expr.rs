//! Expressions as text, with parentheses where the tree could not be read back without them.
//!
//! In: an expression and where it stands. Out: its text; lists and maps that are too long take several lines. Deliberately
//! absent: statements.

use super::{WIDTH, indent};
use crate::syntax::read::COMPARISON;
use crate::syntax::tree::{Binary, Entry, Expr, Form, Piece, Unary};

/// Where an expression stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Behind `=` or between separators: it may begin with a map or with `if`.
    Value,
    /// In a head, a type, a target, a condition: there these are a body and a statement.
    Term,
    /// Before a bracket, a dot or a `?`.
    Before,
    /// Beside an operator that holds its operands this strongly.
    Beside(u8),
    /// Right of `in`, where a map may stand.
    In,
}

/// How an expression may be laid out.
#[derive(Clone, Copy)]
pub(super) enum Lines {
    /// On one line: in a head, in `${…}`.
    One,
    /// On several, if it is long; the line it begins on stands this many steps deep.
    Several(usize),
}

/// Writes an expression.
pub(super) fn write(expr: &Expr, place: Place, lines: Lines, text: &mut String) {
    if needs_parentheses(&expr.form, place) {
        text.push('(');
        form(&expr.form, lines, text);
        text.push(')');
    } else {
        form(&expr.form, lines, text);
    }
}

fn needs_parentheses(form: &Form, place: Place) -> bool {
    match (form, place) {
        (Form::Map(_), place) => !matches!(place, Place::Value | Place::In),
        (Form::If(_), place) => place != Place::Value,
        (Form::Binary(..) | Form::Unary(..) | Form::Number(_), Place::Before) => true,
        (Form::Unary(Unary::Not, _), Place::Beside(power)) => power >= COMPARISON,
        (Form::Unary(Unary::Not, _), Place::In) => true,
        (Form::Binary(operator, _), Place::Beside(power)) => operator.power() < power,
        (Form::Binary(operator, _), Place::In) => operator.power() <= COMPARISON,
        _ => false,
    }
}

fn form(form: &Form, lines: Lines, text: &mut String) {
    match form {
        Form::Word(word) => text.push_str(word),
        Form::Number(number) => text.push_str(&number.to_string()),
        Form::Text(content) => string(content, lines, text),
        Form::Template(pieces) => template(pieces, text),
        Form::Member(base, member) => {
            write(base, Place::Before, lines, text);
            text.push('.');
            text.push_str(&member.name);
        }
        Form::Index(base, key) => {
            write(base, Place::Before, lines, text);
            bracketed("[", std::iter::once(key.as_ref()), "]", lines, text);
        }
        Form::Call(function, arguments) => {
            write(function, Place::Before, lines, text);
            bracketed("(", arguments.iter(), ")", lines, text);
        }
        Form::List(items) => bracketed("[", items.iter(), "]", lines, text),
        Form::Map(entries) => map(entries, lines, text),
        Form::Each(each) => {
            text.push_str("[for ");
            let names: Vec<_> = each.names.iter().map(|word| word.name.as_str()).collect();
            text.push_str(&names.join(", "));
            text.push_str(" in ");
            write(&each.list, Place::Value, lines, text);
            text.push_str(": ");
            write(&each.value, Place::Value, lines, text);
            text.push(']');
        }
        Form::If(parts) => {
            let [condition, then, otherwise] = parts.as_ref();
            text.push_str("if ");
            write(condition, Place::Term, lines, text);
            text.push_str(" { ");
            write(then, Place::Value, lines, text);
            text.push_str(" } else ");
            if let Form::If(_) = otherwise.form {
                return self::form(&otherwise.form, lines, text);
            }
            text.push_str("{ ");
            write(otherwise, Place::Value, lines, text);
            text.push_str(" }");
        }
        Form::Unary(Unary::Not, operand) => {
            text.push_str("not ");
            match &operand.form {
                Form::Unary(Unary::Not, _) => write(operand, Place::Term, lines, text),
                _ => write(operand, Place::Beside(COMPARISON), lines, text),
            }
        }
        Form::Unary(Unary::Minus, operand) => {
            text.push('-');
            match &operand.form {
                Form::Unary(Unary::Minus, _) => write(operand, Place::Term, lines, text),
                _ => write(operand, Place::Before, lines, text),
            }
        }
        Form::Binary(operator, operands) => {
            let [left, right] = operands.as_ref();
            write(left, Place::Beside(operator.power()), lines, text);
            match operator {
                Binary::Range => text.push_str(".."),
                _ => {
                    text.push(' ');
                    text.push_str(operator.sign());
                    text.push(' ');
                }
            }
            let place = if *operator == Binary::In { Place::In } else { Place::Beside(operator.power() + 1) };
            write(right, place, lines, text);
        }
        Form::Optional(base) => {
            write(base, Place::Before, lines, text);
            text.push('?');
        }
        // What could not be read has no text; nothing is written where something was.
        Form::Broken => {}
    }
}

/// Expressions between brackets, on one line if they fit.
fn bracketed<'e>(open: &str, items: impl Iterator<Item = &'e Expr> + Clone, close: &str, lines: Lines, text: &mut String) {
    let begun = text.len();
    text.push_str(open);
    for (at, item) in items.clone().enumerate() {
        text.push_str(if at > 0 { ", " } else { "" });
        write(item, Place::Value, lines, text);
    }
    text.push_str(close);
    let Some(depth) = too_long(&text[begun..], lines).filter(|_| items.clone().count() > 1) else {
        return;
    };
    text.truncate(begun);
    text.push_str(open);
    text.push('\n');
    for item in items {
        indent(depth + 1, text);
        write(item, Place::Value, Lines::Several(depth + 1), text);
        text.push_str(",\n");
    }
    indent(depth, text);
    text.push_str(close);
}

/// How deep the line stands, if what was written is too long for one line and may take several.
fn too_long(written: &str, lines: Lines) -> Option<usize> {
    match lines {
        Lines::Several(depth) if written.len() + depth * 2 > WIDTH || written.contains('\n') => Some(depth),
        Lines::Several(_) | Lines::One => None,
    }
}

fn map(entries: &[Entry], lines: Lines, text: &mut String) {
    if entries.is_empty() {
        return text.push_str("{}");
    }
    let begun = text.len();
    text.push_str("{ ");
    for (at, entry) in entries.iter().enumerate() {
        text.push_str(if at > 0 { ", " } else { "" });
        self::entry(entry, lines, text);
    }
    text.push_str(" }");
    let Some(depth) = too_long(&text[begun..], lines) else {
        return;
    };
    text.truncate(begun);
    text.push_str("{\n");
    for entry in entries {
        indent(depth + 1, text);
        self::entry(entry, Lines::Several(depth + 1), text);
        text.push('\n');
    }
    indent(depth, text);
    text.push('}');
}

fn entry(entry: &Entry, lines: Lines, text: &mut String) {
    write(&entry.key, Place::Before, Lines::One, text);
    text.push_str(" = ");
    write(&entry.value, Place::Value, lines, text);
}

/// A string; a text of several lines as a block, if it can be read back from one.
fn string(content: &str, lines: Lines, text: &mut String) {
    match lines {
        Lines::Several(depth) if fits_block(content) => block(content, depth, text),
        Lines::Several(_) | Lines::One => {
            text.push('"');
            escaped(content, text);
            text.push('"');
        }
    }
}

fn block(content: &str, depth: usize, text: &mut String) {
    text.push_str("\"\"\"\n");
    for line in content.lines() {
        if !line.is_empty() {
            indent(depth + 1, text);
        }
        let mut before = ' ';
        for (at, letter) in line.char_indices() {
            // A `$` that would begin `${`, or seem to be escaped by the backslash before it.
            if letter == '$' && (before == '\\' || line[at..].starts_with("${")) {
                text.push('\\');
            }
            text.push(letter);
            before = letter;
        }
        text.push('\n');
    }
    indent(depth + 1, text);
    text.push_str("\"\"\"");
}

/// Whether a text survives being a block: whole lines, one of them not indented, and nothing that a block cannot hold.
fn fits_block(content: &str) -> bool {
    let indented = |line: &str| line.is_empty() || line.starts_with([' ', '\t']);
    content.ends_with('\n')
        && !content.lines().all(indented)
        && content.lines().all(|line| line.is_empty() || !line.trim().is_empty())
        && !content.contains(|letter: char| letter.is_control() && letter != '\n')
        && !content.contains("\\\"")
        && !content.contains("\"\"\"")
}

fn template(pieces: &[Piece], text: &mut String) {
    text.push('"');
    for piece in pieces {
        match piece {
            Piece::Text(content) => {
                escaped(content, text);
                if content.ends_with('$') {
                    text.pop();
                    text.push_str("\\$");
                }
            }
            Piece::Value(value) => {
                text.push_str("${");
                write(value, Place::Value, Lines::One, text);
                text.push('}');
            }
        }
    }
    text.push('"');
}

fn escaped(content: &str, text: &mut String) {
    let mut letters = content.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            '\r' => text.push_str("\\r"),
            '$' if letters.peek() == Some(&'{') => text.push_str("\\$"),
            letter if letter.is_control() => text.push_str(&format!("\\u{{{:X}}}", letter as u32)),
            letter => text.push(letter),
        }
    }
}
