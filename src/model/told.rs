//! Whether a rule is broken, as the texts of a block tell it.
//!
//! In: a rule that an outline leaves open, and blocks of that outline one after another. Out: whether each breaks it, as it was found
//! before for the same texts: a thousand distributions have few patterns of paths. Deliberately absent: answers that rest on
//! more than the block and what its outline tells of others.

use super::Reader;
use super::likeness::Trace;
use super::reads::{Reads, bit};
use super::watch::Asking;
use crate::schema::{Block, FieldId, Value};
use std::collections::VecDeque;

/// What was found for the texts that were met last.
pub(super) struct Told {
    /// The fields that the rule looks at, and the outline tells not all of.
    fields: Box<[FieldId]>,
    /// The last first.
    known: VecDeque<(Vec<Option<Value>>, bool)>,
    /// How often in a row it was something new.
    misses: u8,
}

/// So many texts are remembered.
const KNOWN: usize = 12;
/// Where so many texts differ, none are looked for again.
const MISSES: u8 = 32;

impl Told {
    /// Nothing was found yet of terms of a rule that look at this; `None` where more than texts can decide.
    pub fn by(terms: impl Iterator<Item = Reads>, asking: &Asking) -> Option<Told> {
        let mut fields = 0;
        for reads in terms {
            if reads.words || reads.branches && asking.hidden.branches {
                return None;
            }
            fields |= reads.all() & (asking.hidden.texts | asking.hidden.all);
        }
        let slots = asking.block.slots.iter().map(|slot| slot.field);
        let fields = slots.filter(|field| fields & bit(*field) != 0).collect();
        Some(Told { fields, known: VecDeque::new(), misses: 0 })
    }

    /// Whether a block breaks the rule; found out where that is not known.
    pub fn ask(&mut self, block: &Block, reader: &Reader, trace: &Trace, is_broken: impl Fn(&Reader) -> bool) -> bool {
        if self.misses > MISSES {
            return is_broken(reader);
        }
        let is_same = |values: &[Option<Value>]| {
            values.iter().zip(&self.fields).all(|(value, field)| value.as_ref() == block.value(*field))
        };
        if let Some((_, known)) = self.known.iter().find(|(values, _)| is_same(values)) {
            self.misses = 0;
            return *known;
        }
        self.misses += 1;
        let found = is_broken(&reader.before(trace));
        if !trace.touched().beyond {
            let values = self.fields.iter().map(|field| block.value(*field).cloned()).collect();
            self.known.truncate(KNOWN - 1);
            self.known.push_front((values, found));
        }
        found
    }
}
