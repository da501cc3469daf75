//! What to say about text that fits nowhere.
//!
//! In: the text. Out: a report that names its first character, and what to write. Deliberately absent: where it may stand.

use crate::report::{Code, Draft};
use crate::source::Span;

/// Characters that are often written here for something else: how to call them, and what to do.
const KNOWN: [(char, &str, &str); 18] = [
    ('\u{201C}', "a curly quote `“`", "write `\"`"),
    ('\u{201D}', "a curly quote `”`", "write `\"`"),
    ('\u{201E}', "a low quote `„`", "write `\"`"),
    ('\u{2018}', "a curly quote `‘`", "write `\"`"),
    ('\u{2019}', "a curly quote `’`", "write `\"`"),
    ('\u{00A0}', "a no-break space", "write an ordinary space"),
    ('\u{2013}', "a dash `–`", "write `-`"),
    ('\u{2014}', "a dash `—`", "write `-`"),
    ('\u{2192}', "`→`", "write `->`"),
    ('\u{FEFF}', "an invisible byte order mark", "remove it"),
    ('\u{200B}', "an invisible character", "remove it"),
    ('\'', "`'`", "strings are written with `\"`"),
    ('`', "a back-tick", "strings are written with `\"`"),
    (';', "`;`", "remove it: new lines and commas separate statements"),
    ('#', "`#`", "comments begin with `//`"),
    ('&', "`&`", "write `and`"),
    ('!', "`!`", "write `not`"),
    ('>', "`>`", "an arrow is written `->`"),
];

/// A report about the first character of a text, at most as wide as its first word.
pub(super) fn odd(span: Span, text: &str) -> Draft {
    let first = text.chars().next().unwrap_or(' ');
    let length = if first.is_ascii_punctuation() || first.is_control() || KNOWN.iter().any(|(known, ..)| *known == first) {
        first.len_utf8()
    } else {
        text.find(|letter: char| letter.is_whitespace() || letter.is_ascii_punctuation())
            .unwrap_or(text.len())
            .max(first.len_utf8())
    };
    let draft = Code::OddCharacter.at(Span { end: span.start + length as u32, ..span });
    if text.starts_with("/*") {
        return draft.with("`/*`").with("comments begin with `//`");
    }
    match KNOWN.iter().find(|(known, ..)| *known == first) {
        Some((_, name, fix)) => draft.with(name).with(fix),
        None if first.is_control() => draft.with(format_args!("the control character U+{:04X}", first as u32)).with("remove it"),
        None if first.is_ascii() => draft.with(format_args!("`{first}`")).with("remove it, or write a text in quotes"),
        None => {
            draft.with(format_args!("`{first}`")).with("names are written with a-z, 0-9, `_` and `-`; write a text in quotes")
        }
    }
}
