//! What values of a place were written as.
//!
//! In: a value, and the place it goes to in blocks of one outline. Out: the text it became before, where it is the same as in the
//! block before: a hundred thousand records stand in one zone. Deliberately absent: values of more than one place, whose codecs look at
//! other fields, and texts, which differ.

use super::encode::{Encoder, Use};
use super::layout::Leaf;
use super::outline::Outline;
use super::write::Json;
use crate::schema::Value;

/// What was written, by outline and place.
#[derive(Default)]
pub(crate) struct Memos<'w> {
    outlines: Vec<Vec<Memo<'w>>>,
}

/// What was written in one place.
#[derive(Default)]
struct Memo<'w> {
    /// The last few, in no order.
    known: Vec<Written<'w>>,
    /// The next to give way.
    next: usize,
    /// How many values, one behind the other, were not known.
    misses: u8,
}

struct Written<'w> {
    value: Value,
    depth: usize,
    /// With the key.
    text: Box<[u8]>,
    uses: Box<[Use<'w>]>,
}

/// So many values are remembered: types of records, methods of behaviors.
const KNOWN: usize = 8;
/// A place where so many values differ is not asked again.
const MISSES: u8 = 16;

impl<'w> Memo<'w> {
    fn keep(&mut self, written: Written<'w>) {
        match self.known.get_mut(self.next) {
            Some(known) => *known = written,
            None => self.known.push(written),
        }
        self.next = (self.next + 1) % KNOWN;
    }
}

impl<'w> Memos<'w> {
    fn at(&mut self, outline: usize, leaf: usize) -> &mut Memo<'w> {
        if self.outlines.len() <= outline {
            self.outlines.resize_with(outline + 1, Vec::new);
        }
        let places = &mut self.outlines[outline];
        if places.len() <= leaf {
            places.resize_with(leaf + 1, Memo::default);
        }
        &mut places[leaf]
    }
}

impl<'w> Encoder<'w> {
    /// Writes a key and its value, as they were written before where the value is the same.
    pub(crate) fn entry(&mut self, outline: &Outline, key: &'static str, leaf: &Leaf, value: &Value) {
        let depth = self.json.depth();
        let is_asked = self.is_same_anywhere(leaf, value);
        let memo = if is_asked { Some(self.memos.at(outline.number, leaf.number)) } else { None };
        let memo = memo.filter(|memo| memo.misses < MISSES);
        let is_kept = memo.is_some();
        if let Some(memo) = memo {
            if let Some(known) = memo.known.iter().find(|known| known.depth == depth && known.value == *value) {
                memo.misses = 0;
                self.json.entry(&known.text);
                return self.uses.extend_from_slice(&known.uses);
            }
            memo.misses += 1;
        }
        self.json.word_key(key);
        let (from, used, said) = (self.json.len() - Json::key_length(key), self.uses.len(), self.reports.count());
        self.leaf(leaf, value);
        if is_kept && self.reports.count() == said {
            let (text, uses) = (self.json.since(from).into(), self.uses[used..].into());
            self.memos.at(outline.number, leaf.number).keep(Written { value: value.clone(), depth, text, uses });
        }
    }

    /// Whether what is written follows from the value alone: not where something exists only sometimes, where a template asks another one,
    /// or in what was made of a block that another stands in for.
    fn is_same_anywhere(&self, leaf: &Leaf, value: &Value) -> bool {
        let stood_in_for = |maker| self.world.plan.stand_ins.iter().any(|(first, _)| *first == maker);
        let is_same =
            !leaf.owns && self.within.is_none() && self.placement.is_none() && !self.block.made_by.is_some_and(stood_in_for);
        is_same && (leaf.settled.is_some() || !matches!(value, Value::Text(_)))
    }
}
