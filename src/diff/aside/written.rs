//! The statements of texts, told apart without reading them.
//!
//! In: texts. Out: which of their stretches are records, of which zone, and what else there is. `None` where a bracket or a quote lacks
//! its partner, or where a statement may make any records. Deliberately absent: what a record says (`graph`).

use super::lexemes::{Lexeme, lexemes};
use crate::model::{RecordView, ZoneView, holds_records};
use crate::schema::{Schema, Shape};
use crate::source::Name;
use crate::syntax::{Cut, cuts};
use rustc_hash::FxHashSet;
use std::ops::Range;

/// A file: the name it is shown under, and its text.
pub(super) type Text<'t> = (&'t str, &'t str);

/// Statements outside of all blocks that make no records.
const HARMLESS: [&str; 9] = ["existing", "let", "param", "input", "output", "test", "quota", "rule", "allow"];

/// Where one of these stands, a text does not say which records it means.
const VEILED: [&str; 6] = ["for", "if", "let", "file", "records_from", "use"];

/// The words that tell what a statement is.
pub(super) struct Words {
    types: FxHashSet<&'static str>,
    zone: &'static str,
}

impl Words {
    pub fn of(schema: &Schema) -> Option<Words> {
        let view = RecordView::of(schema)?;
        let Shape::List(item, _) = &schema.kind(view.kind).field(view.types).shape else { return None };
        let Shape::Choice(choice) = **item else { return None };
        let types = schema.choice(choice).words.iter().map(|word| word.word.as_str()).collect();
        Some(Words { types, zone: schema.kind(ZoneView::of(schema)?.kind).name.as_str() })
    }
}

/// What a side says, statement by statement.
#[derive(Default)]
pub(super) struct Written<'t> {
    /// All but records.
    pub fixed: Vec<Fixed<'t>>,
    pub records: Vec<Record<'t>>,
}

/// A statement, or the first or last line of one, that is no record.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) struct Fixed<'t> {
    pub text: &'t str,
    /// Whether it stands outside of all blocks.
    pub is_outer: bool,
    /// Whether records follow.
    pub holds_records: bool,
    pub label: Option<&'t str>,
    /// Where it is a zone, what that answers for.
    pub domain: Option<&'t str>,
}

pub(super) struct Record<'t> {
    pub zone: &'t str,
    pub text: &'t str,
    /// How many types it has.
    pub types: usize,
    pub file: usize,
    pub range: Range<usize>,
}

/// Tells the statements of files apart.
pub(super) fn written<'t>(files: &[Text<'t>], words: &Words, schema: &Schema) -> Option<Written<'t>> {
    let mut written = Written::default();
    for (file, &(_, text)) in files.iter().enumerate() {
        let mut steps = Steps { text, start: 0, cuts: cuts(text)?.into_iter() };
        while let Some((range, depth)) = steps.next(|depth| depth <= 1) {
            let (mut range, mut depth) = (range, depth);
            let Some(mut fixed) = outer(&text[range.clone()], words, schema)? else { continue };
            if depth == 1 && !fixed.holds_records {
                (range, depth) =
                    steps.next(|depth| depth == 0).map_or((range.clone(), 0), |(rest, _)| (range.start..rest.end, 0));
            }
            fixed.text = text[range].trim();
            written.fixed.push(fixed);
            while depth > 0 {
                let Some((range, behind)) = steps.next(|depth| depth <= 1) else { break };
                depth = behind;
                written.inner(file, range, text, &fixed, words)?;
            }
        }
    }
    Some(written)
}

impl<'t> Written<'t> {
    /// Takes in what stands in a block whose statements are records.
    fn inner(&mut self, file: usize, range: Range<usize>, text: &'t str, around: &Fixed<'t>, words: &Words) -> Option<()> {
        let text = text[range.clone()].trim();
        match lexemes(text).next() {
            None => {}
            Some(Some(Lexeme::Word(first))) if words.types.contains(first) => {
                self.records.push(Record { zone: around.label?, text, types: head(text).count(), file, range });
            }
            _ if lexemes(text).any(|lexeme| lexeme.is_none_or(is_veil)) => return None,
            _ => self.fixed.push(Fixed { text, ..Fixed::default() }),
        }
        Some(())
    }
}

/// Whether a lexeme is a word behind which any record may stand.
pub(super) fn is_veil(lexeme: Lexeme) -> bool {
    matches!(lexeme, Lexeme::Word(word) if VEILED.contains(&word))
}

/// The types of a record, which stand before its name.
pub(super) fn head(text: &str) -> impl Iterator<Item = &str> {
    lexemes(text).map_while(|lexeme| match lexeme {
        Some(Lexeme::Word(word)) => Some(word),
        _ => None,
    })
}

/// A file, statement by statement.
struct Steps<'t> {
    text: &'t str,
    start: usize,
    cuts: std::vec::IntoIter<Cut>,
}

impl Steps<'_> {
    /// The stretch up to the next place behind which so many bodies are open as is asked for, and how many that are.
    fn next(&mut self, ends: impl Fn(u8) -> bool) -> Option<(Range<usize>, u8)> {
        let start = self.start;
        for Cut { at, depth } in self.cuts.by_ref() {
            // Documentation belongs to what follows.
            let is_docs = || {
                self.text[start..at as usize].trim_end().lines().last().is_some_and(|line| line.trim_start().starts_with("///"))
            };
            if ends(depth) && !is_docs() {
                self.start = at as usize;
                return Some((start..self.start, depth));
            }
        }
        self.start = self.text.len();
        (start < self.start).then_some((start..self.start, 0))
    }
}

/// What stands outside of all blocks; `Some(None)` where that is nothing but comments.
#[allow(clippy::option_option)]
fn outer<'t>(text: &'t str, words: &Words, schema: &Schema) -> Option<Option<Fixed<'t>>> {
    let mut lexemes = lexemes(text);
    let first = match lexemes.next() {
        None => return Some(None),
        Some(Some(Lexeme::Word(first))) => first,
        Some(_) => return None,
    };
    let of_kind = if first == "existing" { word(lexemes.next())? } else { first };
    let kind = schema.kind_named(Name::of(of_kind));
    if kind.is_none() && !HARMLESS.contains(&first) {
        return None;
    }
    let label = lexemes.next().and_then(|lexeme| word(Some(lexeme)));
    let domain = match lexemes.next() {
        Some(Some(Lexeme::Text(domain))) if of_kind == words.zone => Some(domain),
        _ if of_kind == words.zone => return None,
        _ => None,
    };
    let holds_records = kind.is_some_and(|kind| holds_records(schema.kind(kind), schema));
    Some(Some(Fixed { text, is_outer: true, holds_records, label, domain }))
}

fn word(lexeme: Option<Option<Lexeme<'_>>>) -> Option<&str> {
    match lexeme {
        Some(Some(Lexeme::Word(word))) => Some(word),
        _ => None,
    }
}
