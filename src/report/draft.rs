//! A report in the making.
//!
//! In: a row of the table of codes, and the words of one case. Out: a `Report` with its slots filled. Deliberately absent:
//! wording; a label or note that only one case needs is the one thing said at the call.

use super::{Label, Report, Row};
use crate::source::Span;
use std::fmt::{Display, Write};

/// Bytes of a word that is said as a whole: more than any list of choices has.
const LONGEST_WORD: usize = 2_000;
/// Characters that are said of a longer one.
const SHOWN_OF_IT: usize = 200;

/// A report whose slots are not all filled yet. `Reports::push` takes it as it is.
#[derive(Clone, Debug)]
pub struct Draft {
    row: &'static Row,
    span: Option<Span>,
    words: Vec<String>,
    secondary: Vec<Label>,
    notes: Vec<String>,
    label: Option<String>,
    fix: Option<String>,
}

impl Draft {
    pub(super) fn new(row: &'static Row, span: Option<Span>) -> Draft {
        Draft { row, span, words: vec![], secondary: vec![], notes: vec![], label: None, fix: None }
    }

    /// Fills the next slot, `{0}` first; of what nobody reads to its end, the beginning.
    pub fn with(mut self, word: impl Display) -> Draft {
        let mut word = word.to_string();
        if word.len() > LONGEST_WORD {
            word = word.chars().take(SHOWN_OF_IT).chain(['…']).collect();
        }
        self.words.push(word);
        self
    }

    /// Says what to see under the carets, in place of the row's words.
    pub fn labelled(mut self, text: impl Display) -> Draft {
        self.label = Some(text.to_string());
        self
    }

    /// Shows the other half of a conflict, or the way that led here.
    pub fn beside(mut self, span: Span, text: impl Display) -> Draft {
        self.secondary.push(Label { span, text: text.to_string() });
        self
    }

    /// Adds a fact that helps to understand.
    pub fn note(mut self, text: impl Display) -> Draft {
        self.notes.push(text.to_string());
        self
    }

    /// Says what to do, in place of the row's words.
    pub fn fix(mut self, text: impl Display) -> Draft {
        self.fix = Some(text.to_string());
        self
    }

    /// Proposes the nearest word, where there is one: did you mean it?
    pub fn nearest(self, word: Option<&str>) -> Draft {
        match word {
            Some(word) => self.fix(format_args!("did you mean `{word}`?")),
            None => self,
        }
    }
}

impl From<Draft> for Report {
    fn from(draft: Draft) -> Report {
        let filled = |template| filled(template, &draft.words);
        let label = draft.label.clone().unwrap_or_else(|| filled(draft.row.label));
        let fix = draft.fix.clone().unwrap_or_else(|| filled(draft.row.fix));
        Report {
            code: draft.row.code.into(),
            level: draft.row.level,
            message: filled(draft.row.message),
            primary: draft.span.map(|span| Label { span, text: label }),
            secondary: draft.secondary,
            notes: draft.notes,
            fix: Some(fix).filter(|fix| !fix.is_empty()),
            ways: Vec::new(),
        }
    }
}

/// Puts words into the slots of a template; a slot without a word stays empty.
fn filled(template: &str, words: &[String]) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        let (before, slot) = rest.split_at(at);
        text.push_str(before);
        let number = slot.get(1..2).and_then(|digit| digit.parse::<usize>().ok()).filter(|_| slot.get(2..3) == Some("}"));
        match number {
            Some(number) => {
                let _ = write!(text, "{}", words.get(number).map_or("", String::as_str));
                rest = &slot[3..];
            }
            None => {
                text.push('{');
                rest = &slot[1..];
            }
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn a_word_that_looks_like_a_slot_stays_a_word() {
        assert_eq!(filled("`{1}` and `{0}` { }", &["{1}".into(), "b".into()]), "`b` and `{1}` { }");
    }
}
