//! How much white space belongs between two lexemes of a line.
//!
//! In: the two. Out: no space or one. Deliberately absent: alignment.

use super::lines::Lexeme;

/// The columns between two neighbours.
pub(super) fn between(before: &Lexeme<'_>, after: &Lexeme<'_>) -> usize {
    let tight = match (before.text, after.text) {
        _ if after.is_comment() => false,
        ("(" | "[", _) | (_, ")" | "]" | "," | ":" | "?") | ("..", _) | (_, "..") | ("{", "}") => true,
        // A `-` right before its operand, and what stands right behind its own: a member, arguments, an index.
        ("-", _) => after.gap == 0,
        (",", _) => false,
        (_, "(" | "[") => after.gap == 0 && is_operand(before.text),
        (_, member) => member.starts_with('.') && after.gap == 0,
    };
    usize::from(!tight)
}

fn is_operand(text: &str) -> bool {
    let last = text.as_bytes().last();
    last.is_some_and(|last| last.is_ascii_alphanumeric() || matches!(last, b'_' | b'"' | b')' | b']' | b'}' | b'?' | b'%'))
}
