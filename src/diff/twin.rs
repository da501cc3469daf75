//! Which blocks are written alike on both sides, with all that they name.
//!
//! In: a block of either side. Out: yes, or that it has to be looked at. Where a block and whatever can be reached from it are written
//! alike, so is everything that is worked out from them, so that no field of it needs to be. Deliberately absent: what differs.

use super::pair::Both;
use crate::schema::{Block, BlockId, Value};
use rustc_hash::FxHashMap;
use std::sync::Mutex;

/// Blocks of the old side with those of the new that are written alike, as far as anybody asked.
pub(super) type Twins = Mutex<FxHashMap<BlockId, BlockId>>;

/// Told of each two blocks that are named in one place; whether they may be.
type Meet<'m> = &'m mut dyn FnMut(BlockId, BlockId) -> bool;

impl Both<'_> {
    /// Whether two blocks are written alike, and all that can be reached from them.
    pub fn are_twins(&self, a: &Block, b: &Block) -> bool {
        let mut open = Vec::new();
        let mut meet = |a: BlockId, b: BlockId| {
            open.push((a, b));
            true
        };
        if !is_alike(a, b, &mut meet) {
            return false;
        }
        let Ok(mut known) = self.twins.lock() else { return false };
        let mut met: FxHashMap<BlockId, BlockId> = FxHashMap::default();
        while let Some((a, b)) = open.pop() {
            if known.get(&a).or(met.get(&a)) == Some(&b) || a == b && self.old.is_managed(a) && self.new.is_managed(b) {
                continue;
            }
            let (block_a, block_b) = (self.old.block(a), self.new.block(b));
            let is_pair =
                self.pairs.get(&a) == Some(&b) || self.schema.kind(block_a.kind).is_part && !self.pairs.contains_key(&a);
            let mut meet = |a: BlockId, b: BlockId| {
                open.push((a, b));
                true
            };
            if !is_pair || met.insert(a, b).is_some() || !is_alike(block_a, block_b, &mut meet) {
                return false;
            }
        }
        known.extend(met);
        true
    }

    /// Whether two blocks are written alike, and name counterparts of one label.
    pub fn is_written_alike(&self, a: &Block, b: &Block) -> bool {
        let mut meet =
            |a: BlockId, b: BlockId| self.pairs.get(&a) == Some(&b) && self.old.block(a).label == self.new.block(b).label;
        is_alike(a, b, &mut meet)
    }
}

/// Whether two blocks are written alike, the blocks they name left out: those are told.
fn is_alike(a: &Block, b: &Block, meet: Meet) -> bool {
    let is_plain = |block: &Block| block.condition.is_none() && block.overrides.is_empty();
    let parents = match (a.parent, b.parent) {
        (Some(a), Some(b)) => meet(a, b),
        (None, None) => true,
        _ => false,
    };
    parents
        && (a.kind, a.case, a.existing) == (b.kind, b.case, b.existing)
        && (&a.label, &a.docs, &a.keep_id) == (&b.label, &b.docs, &b.keep_id)
        && is_plain(a)
        && is_plain(b)
        && a.slots.len() == b.slots.len()
        && a.slots.iter().zip(&b.slots).all(|(a, b)| a.field == b.field && is_spelled_alike(&a.value, &b.value, meet))
        && a.branches.len() == b.branches.len()
        && a.branches.iter().zip(&b.branches).all(|(a, b)| is_alike(a, b, meet))
}

/// The same for values. What only a deployment knows has to be looked at.
fn is_spelled_alike(a: &Value, b: &Value, meet: Meet) -> bool {
    let mut all = |a: &[Value], b: &[Value]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_spelled_alike(a, b, meet));
    match (a, b) {
        (Value::List(a), Value::List(b)) => all(a, b),
        (Value::Call(a, of_a), Value::Call(b, of_b)) => a == b && all(of_a, of_b),
        (Value::Block(a), Value::Block(b)) => meet(*a, *b),
        (Value::Unknown(_), _) => false,
        (Value::Map(entries), b) => a == b && !entries.iter().any(|(_, value)| holds_block(value)),
        (a, b) => a == b,
    }
}

fn holds_block(value: &Value) -> bool {
    let mut holds = value.is_unknown();
    value.each_block(&mut |_| holds = true);
    holds
}
