//! The words and strings of a statement, without its structure.
//!
//! In: a text. Out: its lexemes in order, comments left out. What has a `${…}`, or a letter as a number, says more than it shows; there
//! the last lexeme is `None`. Deliberately absent: what belongs to what.

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lexeme<'t> {
    /// A name or a number, with what dots and dashes join to it.
    Word(&'t str),
    /// What stands between quotes, escapes as written.
    Text(&'t str),
    /// Any other letter.
    Sign(u8),
}

/// Goes through a text.
pub(super) fn lexemes(text: &str) -> impl Iterator<Item = Option<Lexeme<'_>>> {
    let (mut at, mut ended) = (0, false);
    std::iter::from_fn(move || {
        while !ended {
            let byte = *text.as_bytes().get(at)?;
            let rest = &text[at..];
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | b',' => at += 1,
                b'/' if rest.starts_with("//") => at += rest.find('\n').unwrap_or(rest.len()),
                _ => {
                    let lexeme = lexeme(rest, byte);
                    at += lexeme.map_or(0, |(_, length)| length);
                    ended = lexeme.is_none();
                    return Some(lexeme.map(|(lexeme, _)| lexeme));
                }
            }
        }
        None
    })
}

/// The first lexeme of a text, and its length.
fn lexeme(text: &str, first: u8) -> Option<(Lexeme<'_>, usize)> {
    match first {
        b'"' if text.starts_with("\"\"\"") => {
            let inner = &text[3..];
            let inner = &inner[..inner.find("\"\"\"")?];
            tells_all(inner).then_some((Lexeme::Text(inner), inner.len() + 6))
        }
        b'"' => {
            let mut escaped = false;
            let closes = |letter: char| {
                let is_escaped = escaped;
                escaped = letter == '\\' && !is_escaped;
                letter == '"' && !is_escaped || letter == '\n'
            };
            let inner = &text[1..];
            let end = inner.find(closes).filter(|end| inner[*end..].starts_with('"'))?;
            tells_all(&inner[..end]).then_some((Lexeme::Text(&inner[..end]), end + 2))
        }
        _ if is_part(first) => {
            let bytes = text.as_bytes();
            let goes_on = |at: usize| {
                let joins = matches!(bytes[at], b'-' | b'.' | b':') && bytes.get(at + 1).is_some_and(|next| is_part(*next));
                is_part(bytes[at]) || joins
            };
            let end = (0..bytes.len()).find(|at| !goes_on(*at)).unwrap_or(bytes.len());
            Some((Lexeme::Word(&text[..end]), end))
        }
        _ => first.is_ascii().then_some((Lexeme::Sign(first), 1)),
    }
}

/// Whether a string says what it shows.
fn tells_all(inner: &str) -> bool {
    !inner.contains("${") && !inner.contains("\\u")
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
