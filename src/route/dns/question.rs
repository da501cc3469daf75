//! What is asked: a name and a type.
//!
//! In: text. Out: a name in one spelling, or why it is none. Deliberately absent: zones.

use crate::model::folded;
use crate::source::Name;
use std::borrow::Cow;
use std::fmt;

/// A name and a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question<'n> {
    /// In small letters, without escapes, without a dot at the end.
    name: Cow<'n, str>,
    kind: Name,
}

/// Why a text is no name of the DNS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is nothing.
    Empty,
    /// Two dots in a row, or one at the beginning.
    EmptyLabel,
    /// A label of more than 63 bytes.
    LongLabel,
    /// More than 255 bytes.
    Long,
    /// A letter that is not ASCII, or a space.
    Letter(char),
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Empty => write!(out, "it is empty"),
            Fault::EmptyLabel => write!(out, "a label between its dots is empty"),
            Fault::LongLabel => write!(out, "a label has more than 63 bytes"),
            Fault::Long => write!(out, "it has more than 255 bytes"),
            Fault::Letter(letter) if letter.is_ascii() => write!(out, "{letter:?} stands in no name"),
            Fault::Letter(letter) => write!(out, "`{letter}` is not ASCII; such names are asked for in their xn-- form"),
        }
    }
}

impl<'n> Question<'n> {
    /// A question for a name that is one.
    pub fn of(name: &'n str, kind: Name) -> Question<'n> {
        Question { name: folded(name.strip_suffix('.').unwrap_or(name)), kind }
    }

    /// A question from somebody who may have mistyped.
    pub fn parse(text: &'n str, kind: Name) -> Result<Question<'n>, Fault> {
        if let Some(letter) = text.chars().find(|letter| !letter.is_ascii_graphic()) {
            return Err(Fault::Letter(letter));
        }
        let question = Question::of(text, kind);
        let fault = match &*question.name {
            "" => Some(Fault::Empty),
            name if name.len() > 255 => Some(Fault::Long),
            name if name.split('.').any(str::is_empty) => Some(Fault::EmptyLabel),
            name if name.split('.').any(|label| label.len() > 63) => Some(Fault::LongLabel),
            _ => None,
        };
        fault.map_or(Ok(question), Err)
    }

    /// The name, in small letters, without a dot at the end.
    #[inline]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The type.
    #[inline]
    pub fn kind(&self) -> Name {
        self.kind
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, Question};
    use crate::source::Name;

    #[test]
    fn a_name_has_one_spelling_or_is_none() {
        let parse = |text| Question::parse(text, Name::of("A")).map(|question| question.name().to_owned());
        assert_eq!(parse("WWW.Example.com."), Ok("www.example.com".to_owned()));
        assert_eq!(parse("a..b"), Err(Fault::EmptyLabel));
        assert_eq!(parse(""), Err(Fault::Empty));
        assert_eq!(parse("."), Err(Fault::Empty));
        assert_eq!(parse("münchen.de"), Err(Fault::Letter('ü')));
        let long = format!("{}.de", "x".repeat(64));
        assert_eq!(parse(&long), Err(Fault::LongLabel));
        assert_eq!(parse(&"x.".repeat(200)), Err(Fault::Long));
    }
}
