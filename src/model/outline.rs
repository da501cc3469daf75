//! What of a block stays the same where only its texts change.
//!
//! In: a block. Out: numbers that are equal for blocks of one outline (case, parent, which fields are written, the words in them and
//! what they refer to), and which fields are not told by them. Deliberately absent: rules (`watch`).

use super::likeness::Likeness;
use super::reads::bit;
use crate::schema::{Block, BlockId, FieldId, Value};

/// What of a block is not in its outline.
#[derive(Default)]
pub(super) struct Hidden {
    /// Fields with texts.
    pub texts: u128,
    /// Fields of which nothing is known.
    pub all: u128,
    /// Whether it has branches.
    pub branches: bool,
}

/// Writes a block's outline down, and says what is not in it. What its texts mean by the tables of the library is not written here.
pub(super) fn outline(block: &Block, key: &mut Vec<u64>, mut likeness: Option<&mut Likeness>) -> Hidden {
    let mut hidden = Hidden { branches: !block.branches.is_empty(), ..Hidden::default() };
    key.clear();
    key.push(head(block) << 1 | u64::from(block.existing));
    key.push(block.branches.len() as u64);
    match block.parent {
        Some(parent) => {
            refer(parent, key, likeness.as_deref_mut());
        }
        None => key.push(1),
    }
    fields(block, key, likeness.as_deref_mut(), |field, sketch| match sketch {
        Sketch::Whole => {}
        Sketch::WithoutTexts => hidden.texts |= bit(field),
        Sketch::Nothing => hidden.all |= bit(field),
    });
    if let Some(likeness) = likeness.filter(|_| tells_branches(block)) {
        for branch in &block.branches {
            key.push(head(branch));
            fields(branch, key, Some(likeness), |_, _| ());
        }
    }
    hidden
}

/// A block's case, and how many fields are written.
pub(super) fn head(block: &Block) -> u64 {
    block.case.map_or(0, |case| u64::from(case.0) + 1) << 16 | block.slots.len() as u64
}

/// Writes down what is written in a block's fields, and tells how much of each that is.
pub(super) fn fields(
    block: &Block,
    key: &mut Vec<u64>,
    mut likeness: Option<&mut Likeness>,
    mut told: impl FnMut(FieldId, Sketch),
) {
    for slot in &block.slots {
        key.push(u64::from(slot.field.0) << 8);
        told(slot.field, sketch(&slot.value, key, likeness.as_deref_mut()));
    }
}

/// Whether a block's outline tells of its branches, where blocks that are alike have one.
pub(super) fn tells_branches(block: &Block) -> bool {
    block.branches.len() <= LONGEST
}

/// How much of a value its outline tells.
pub(super) enum Sketch {
    /// All of it.
    Whole,
    /// All but what its texts say.
    WithoutTexts,
    /// Nothing.
    Nothing,
}

/// Lists longer than this are not outlined.
const LONGEST: usize = 8;

/// Writes down what of a value does not change with texts.
pub(super) fn sketch(value: &Value, key: &mut Vec<u64>, mut likeness: Option<&mut Likeness>) -> Sketch {
    let start = key.len();
    let mut say = |tag: u64, what: u64| {
        key.push(tag);
        key.push(what);
        Sketch::Whole
    };
    match value {
        Value::None => say(1, 0),
        Value::Bool(truth) => say(2, u64::from(*truth)),
        Value::Int(int) => say(3, int.cast_unsigned()),
        Value::Duration(amount) => say(4, *amount),
        Value::Size(amount) => say(5, *amount),
        Value::Percent(amount) => say(6, u64::from(*amount)),
        Value::Word(word) => say(7, word.as_str().as_ptr() as u64),
        Value::Block(block) => refer(*block, key, likeness),
        Value::List(items) if items.len() <= LONGEST => {
            key.push(9 | (items.len() as u64) << 8);
            let mut whole = Sketch::Whole;
            for item in items {
                match (item, sketch_of_item(item, key, likeness.as_deref_mut())) {
                    (_, Sketch::Nothing) => {
                        key.truncate(start);
                        key.push(0);
                        return Sketch::Nothing;
                    }
                    (_, Sketch::WithoutTexts) => whole = Sketch::WithoutTexts,
                    (_, Sketch::Whole) => {}
                }
            }
            whole
        }
        _ => {
            key.push(0);
            Sketch::Nothing
        }
    }
}

fn sketch_of_item(item: &Value, key: &mut Vec<u64>, likeness: Option<&mut Likeness>) -> Sketch {
    match item {
        Value::Text(_) => {
            key.push(10);
            Sketch::WithoutTexts
        }
        Value::List(_) => {
            key.push(0);
            Sketch::Nothing
        }
        item => sketch(item, key, likeness),
    }
}

/// Writes down which block is meant, or what those like it have in common.
fn refer(id: BlockId, key: &mut Vec<u64>, likeness: Option<&mut Likeness>) -> Sketch {
    match likeness {
        Some(likeness) => likeness.tell(id, key),
        None => {
            key.extend([8, u64::from(id.0)]);
            Sketch::Whole
        }
    }
}
