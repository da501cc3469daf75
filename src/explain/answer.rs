//! The answers of `stdlib/answers.edge`, and which of them a text holds.
//!
//! In: the page; a text. Out: answers in the order the text gives them. A phrase decides: of two that overlap, the longer. Only where there
//! is none does a code that AWS gives decide. Deliberately absent: the plain form of texts (`plain`).

use super::plain::plain;
use crate::report::Reports;
use crate::schema::{first_word, setting, text_of, word_of};
use crate::source::{Name, Sources};
use crate::syntax::{Form, Statement, parse};
use std::ops::Range;
use std::sync::Arc;

const PAGE: (&str, &str) = ("stdlib/answers.edge", include_str!("../../stdlib/answers.edge"));

/// What `…` in a phrase may stand for, in bytes.
const FARTHEST: usize = 400;

/// One way AWS refuses.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The codes AWS gives it: `InvalidViewerCertificate`.
    pub codes: Vec<Name>,
    /// What its text says, in plain form: pieces in this order.
    phrases: Vec<Vec<String>>,
    /// Why.
    pub cause: Arc<str>,
    /// What to do.
    pub fix: Arc<str>,
    /// The rules that find it before a deployment.
    pub rules: Vec<Name>,
    /// Why no rule does.
    pub here: Option<Arc<str>>,
    /// Whether it says too little to stand beside others.
    is_vague: bool,
}

/// Every way there is.
#[derive(Clone, Debug, Default)]
pub struct Answers(Vec<Answer>);

impl Answers {
    /// Reads the page; what is wrong with it is reported as in any page.
    pub fn load(reports: &mut Reports) -> Answers {
        let file = Sources::default().add(PAGE.0, PAGE.1);
        Answers(parse(file, PAGE.1, reports).iter().filter_map(Answer::of).collect())
    }

    /// All of them, in the order of the page.
    pub fn all(&self) -> impl Iterator<Item = &Answer> {
        self.0.iter()
    }

    /// Those that fit a text.
    pub fn to(&self, text: &str) -> Vec<&Answer> {
        let shown = plain(text);
        let mut held: Vec<(Range<usize>, usize, &Answer)> = Vec::new();
        for answer in &self.0 {
            held.extend(
                answer.phrases.iter().filter_map(|phrase| place(phrase, &shown)).map(|(range, length)| (range, length, answer)),
            );
        }
        let all = held.clone();
        let is_part = |(range, length, _): &(Range<usize>, usize, &Answer)| {
            all.iter().any(|(other, longer, _)| other.start < range.end && range.start < other.end && longer > length)
        };
        held.retain(|hold| !is_part(hold));
        held.sort_by_key(|(range, ..)| range.start);
        let mut answers: Vec<&Answer> = Vec::new();
        for (.., answer) in held {
            if !answers.iter().any(|known| std::ptr::eq(*known, answer)) {
                answers.push(answer);
            }
        }
        if answers.is_empty() {
            answers.extend(self.0.iter().filter(|answer| answer.codes.iter().any(|code| has_word(text, code.as_str()))));
        }
        if answers.iter().any(|answer| !answer.is_vague) {
            answers.retain(|answer| !answer.is_vague);
        }
        answers
    }
}

impl Answer {
    /// `answer Code, "phrase" { cause = … fix = … rules = […] here = … }`
    fn of(statement: &Statement) -> Option<Answer> {
        if first_word(statement)?.as_str() != "answer" {
            return None;
        }
        let body = statement.body.as_deref().unwrap_or_default();
        let said = |name: &str| setting(body, name).and_then(text_of);
        let rules = match setting(body, "rules").map(|rules| &rules.form) {
            Some(Form::List(rules)) => rules.iter().filter_map(word_of).collect(),
            _ => Vec::new(),
        };
        let phrase = |text: Arc<str>| {
            text.split('…').map(|piece| plain(piece).trim().to_owned()).filter(|piece| !piece.is_empty()).collect()
        };
        Some(Answer {
            codes: statement.head.iter().skip(1).filter_map(word_of).collect(),
            phrases: statement.head.iter().skip(1).filter_map(text_of).map(phrase).collect(),
            cause: said("cause")?,
            fix: said("fix")?,
            rules,
            here: said("here"),
            is_vague: setting(body, "vague").is_some(),
        })
    }
}

/// Where the pieces of a phrase stand, one soon after the other, and how long they are.
fn place(phrase: &[String], text: &str) -> Option<(Range<usize>, usize)> {
    let (first, rest) = phrase.split_first()?;
    text.match_indices(first.as_str()).find_map(|(start, _)| {
        let mut end = start + first.len();
        for piece in rest {
            let at = text[end..].find(piece.as_str()).filter(|at| *at <= FARTHEST)?;
            end += at + piece.len();
        }
        Some((start..end, phrase.iter().map(String::len).sum()))
    })
}

/// Whether a word stands in a text by itself.
fn has_word(text: &str, word: &str) -> bool {
    let is_letter = |letter: char| letter.is_ascii_alphanumeric();
    text.match_indices(word).any(|(at, _)| !text[..at].ends_with(is_letter) && !text[at + word.len()..].starts_with(is_letter))
}
