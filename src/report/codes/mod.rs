//! What the language itself can find fault with: one row per code, and all of their wording.
//!
//! In: a place and the words that fill a row's slots. Out: a `Report`. Deliberately absent: what AWS refuses, which is said
//! by the rules of the library. Rows stand by their hundred: files and command line, syntax, names and values, kinds,
//! targets, defects of the library. To add a finding, add a row; `Code::all` and `explain` find it there.

mod cost;
mod files;
mod kinds;
mod library;
mod names;
mod proof;
mod syntax;
mod targets;

use super::{Draft, Level};
use crate::source::Span;

/// Everything there is to say about one kind of mistake.
#[derive(Debug)]
pub struct Row {
    /// `EW-104`.
    pub code: &'static str,
    /// How bad it is.
    pub level: Level,
    /// What the reference calls it.
    pub title: &'static str,
    /// The one line of a report; `{0}`, `{1}` … are filled in the order of `Draft::with`.
    pub message: &'static str,
    /// What stands under the carets; slots as in `message`; may be empty.
    pub label: &'static str,
    /// What to do; slots as in `message`; empty where the case decides.
    pub fix: &'static str,
    /// A paragraph for who asks `explain`.
    pub meaning: &'static str,
    /// A program that has the mistake.
    pub wrong: &'static str,
    /// The same program without it.
    pub right: &'static str,
}

/// One kind of mistake in a program, by its name here.
#[derive(Clone, Copy, Debug)]
pub struct Code(&'static Row);

impl Code {
    /// Begins a report about a stretch of source.
    pub fn at(self, span: Span) -> Draft {
        Draft::new(self.0, Some(span))
    }

    /// Begins a report that has no place in any source: about the command line or a missing file.
    pub fn nowhere(self) -> Draft {
        Draft::new(self.0, None)
    }

    /// Everything there is to say about it.
    pub fn row(self) -> &'static Row {
        self.0
    }

    /// Every code of the language, in the order of their numbers.
    pub fn all() -> impl Iterator<Item = Code> {
        [files::ALL, syntax::ALL, names::ALL, kinds::ALL, targets::ALL, library::ALL, proof::ALL, cost::ALL]
            .into_iter()
            .flatten()
            .copied()
    }

    /// The code of a number, `EW-104`.
    pub fn named(number: &str) -> Option<Code> {
        Code::all().find(|code| code.0.code == number)
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Code) -> bool {
        self.0.code == other.0.code
    }
}

impl Eq for Code {}

/// Writes rows down once each: the name they have in Rust, then what is said.
macro_rules! codes {
    ($($name:ident = $code:literal, $level:ident, $title:literal {
        message $message:literal
        label $label:literal
        fix $fix:literal
        means $meaning:literal
        wrong $wrong:literal
        right $right:literal
    })*) => {
        #[allow(non_upper_case_globals)]
        impl super::Code {
            $(
                #[doc = concat!($code, ": ", $title, ".")]
                pub const $name: super::Code = super::Code(&super::Row {
                    code: $code,
                    level: crate::report::Level::$level,
                    title: $title,
                    message: $message,
                    label: $label,
                    fix: $fix,
                    meaning: $meaning,
                    wrong: $wrong,
                    right: $right,
                });
            )*
        }
        pub(super) const ALL: &[super::Code] = &[$(super::Code::$name),*];
    };
}
use codes;

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn numbers_ascend_and_no_row_is_half_written() {
        let rows: Vec<_> = Code::all().map(Code::row).collect();
        for pair in rows.windows(2) {
            assert!(pair[0].code < pair[1].code, "{} stands before {}", pair[0].code, pair[1].code);
        }
        for row in rows {
            assert!(!row.title.is_empty() && !row.message.is_empty() && !row.meaning.is_empty(), "{}", row.code);
            assert!(!row.message.ends_with('.'), "{}: a message has no full stop", row.code);
        }
    }
}
