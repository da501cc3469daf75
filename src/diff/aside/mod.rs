//! Records that a change cannot touch, set aside before either side is read.
//!
//! In: the texts of two programs that differ in a few records. Out: both texts without the records that are the same on both sides
//! and that no changed record has to do with: none of their names is below a name of a changed record or above it, nor is a name
//! they lead to, nor one that leads to them, however far that goes. What is left has the same differences, places among them.
//! `None` where anything else differs, or where a text alone does not tell which records it means: then everything is compared.
//! Deliberately absent: what records say, and whether the texts are right.

mod graph;
mod lexemes;
mod written;

use crate::schema::Schema;
use graph::Graph;
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;
use written::{Record, Text, Words, written};

/// What is left to be compared.
#[derive(Debug)]
pub struct Aside {
    /// The texts of the old and of the new side, with white space in the place of what was set aside.
    pub texts: [Vec<String>; 2],
    /// How many records of one type were set aside, by the label of their zone.
    pub spared: Spared,
}

/// How many records of one type are not there to be counted, by the label of their zone.
pub type Spared = FxHashMap<String, usize>;

/// Sets aside what it can; `is_worth` is told of how many records of one type and of how many in all, and
/// `None` where it is not.
pub fn aside(old: &[Text], new: &[Text], schema: &Schema, is_worth: impl Fn(usize, usize) -> bool) -> Option<Aside> {
    let words = Words::of(schema)?;
    let [old_side, new_side] = [written(old, &words, schema)?, written(new, &words, schema)?];
    if old.len() != new.len() || old_side.fixed != new_side.fixed {
        return None;
    }
    let mut graph = Graph::of(&old_side.fixed)?;
    let mut known: FxHashMap<(&str, &str), [u32; 2]> = FxHashMap::default();
    for (turn, side) in [&old_side, &new_side].into_iter().enumerate() {
        side.records.iter().for_each(|record| known.entry((record.zone, record.text)).or_default()[turn] += 1);
    }
    let mut common: FxHashMap<(&str, &str), u32> = FxHashMap::default();
    let mut changed = Vec::new();
    for side in [&old_side, &new_side] {
        for record in &side.records {
            let key = (record.zone, record.text);
            if known.get(&key) == Some(&[1, 1]) {
                if let Entry::Vacant(place) = common.entry(key) {
                    place.insert(graph.record(record)?.0);
                }
                continue;
            }
            let (node, is_plain) = graph.record(record)?;
            changed.push(Some(node).filter(|_| is_plain)?);
        }
    }
    let touched = graph.reached(changed);
    let stays = |record: &Record| common.get(&(record.zone, record.text)).is_none_or(|node| touched[*node as usize]);
    let mut spared = Spared::default();
    for record in old_side.records.iter().filter(|record| !stays(record)) {
        *spared.entry(record.zone.to_owned()).or_default() += record.types;
    }
    if !is_worth(spared.values().sum(), old_side.records.iter().map(|record| record.types).sum()) {
        return None;
    }
    let texts = [(old, &old_side), (new, &new_side)].map(|(texts, side)| {
        let mut left: Vec<Vec<u8>> = texts.iter().map(|(_, text)| text.as_bytes().to_vec()).collect();
        for record in side.records.iter().filter(|record| !stays(record)) {
            let stretch = &mut left[record.file][record.range.clone()];
            stretch.iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
        }
        left.into_iter().map(|text| String::from_utf8_lossy(&text).into_owned()).collect()
    });
    Some(Aside { texts, spared })
}
