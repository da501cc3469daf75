//! What texts of one sort have in common.
//!
//! In: texts, one after the other. Out: for each, an earlier one that begins and ends alike, and how far: a hundred thousand records
//! differ in a few dozen bytes each. Deliberately absent: what stands in a text.

use rustc_hash::{FxBuildHasher, FxHashMap};
use std::hash::BuildHasher;

/// Texts that others are compared with, by how they end.
#[derive(Default)]
pub(crate) struct Firsts {
    known: FxHashMap<u64, First>,
}

struct First {
    number: u32,
    text: Vec<u8>,
}

/// How much of a text is that of an earlier one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shared {
    /// The earlier one.
    pub number: u32,
    /// So many bytes at its beginning.
    pub before: u16,
    /// And so many at its end.
    pub behind: u16,
}

/// So many bytes at its end tell a text's sort.
const END: usize = 40;
/// So many sorts are told apart.
const MOST: usize = 64;

impl Firsts {
    /// What a text has in common with an earlier one, where that is most of it; else others are compared with this one.
    pub(crate) fn compare(&mut self, number: u32, text: &[u8]) -> Option<Shared> {
        let ending = text.get(text.len().checked_sub(END)?..).filter(|_| text.len() < usize::from(u16::MAX))?;
        let sort = FxBuildHasher.hash_one(ending);
        let is_room = self.known.len() < MOST;
        if let Some(first) = self.known.get_mut(&sort) {
            let before = beginning(&first.text, text);
            let behind = end(&first.text[before..], &text[before..]);
            if before + behind > text.len() / 2 {
                return Some(Shared { number: first.number, before: before as u16, behind: behind as u16 });
            }
            *first = First { number, text: text.to_vec() };
        } else if is_room {
            self.known.insert(sort, First { number, text: text.to_vec() });
        }
        None
    }
}

/// How many bytes two texts have in common at their beginning; eight are compared at once.
fn beginning(one: &[u8], other: &[u8]) -> usize {
    let (chunks, others) = (one.as_chunks::<8>().0.iter(), other.as_chunks::<8>().0.iter());
    let whole = chunks.zip(others).take_while(|(one, other)| one == other).count() * 8;
    whole + one[whole..].iter().zip(&other[whole..]).take_while(|(one, other)| one == other).count()
}

/// How many at their end.
fn end(one: &[u8], other: &[u8]) -> usize {
    let (chunks, others) = (one.as_rchunks::<8>().1.iter(), other.as_rchunks::<8>().1.iter());
    let whole = chunks.rev().zip(others.rev()).take_while(|(one, other)| one == other).count() * 8;
    let rest = |text: &'_ [u8]| text.len() - whole;
    let (one, other) = (&one[..rest(one)], &other[..rest(other)]);
    whole + one.iter().rev().zip(other.iter().rev()).take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::{Firsts, Shared};

    #[test]
    fn a_text_is_what_it_begins_and_ends_with_and_what_is_between() {
        let texts = ["one", "aaab", "", "b", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "aaaaaaaa"];
        let frame = |text: &str| format!("{}{text}{}", "<".repeat(30), ">".repeat(50));
        let mut firsts = Firsts::default();
        let mut before: Vec<String> = Vec::new();
        for (number, text) in texts.iter().chain(&texts).map(|text| frame(text)).enumerate() {
            let shared = firsts.compare(number as u32, text.as_bytes());
            if let Some(Shared { number, before: start, behind }) = shared {
                let (first, start, behind) = (&before[number as usize], usize::from(start), usize::from(behind));
                assert!(start + behind <= text.len().min(first.len()));
                let between = &text[start..text.len() - behind];
                assert_eq!(format!("{}{between}{}", &first[..start], &first[first.len() - behind..]), text);
            }
            assert_eq!(shared.is_some(), number > 0, "{text}");
            before.push(text);
        }
        assert_eq!(firsts.compare(99, b"short"), None);
    }
}
