//! Values that are worked out once for all blocks that are alike.
//!
//! In: blocks. Out: the outline of each, and values that hold for all of an outline: a thousand distributions have a handful of
//! sorts of behaviors. Deliberately absent: which values are wanted (`target`), and rules (`watch`).

use super::Reader;
use super::likeness::{Likeness, Likes, Touched, Trace};
use super::outline::outline;
use crate::schema::{Block, Value};

/// In programs of so many blocks it pays to find out which are alike.
pub(crate) const MANY: usize = 500;

/// The blocks of a model or plan by what they have in common.
pub(crate) trait Alike {
    /// Writes down the outline of a block.
    fn outline(&self, block: &Block, key: &mut Vec<u64>);

    /// A value that is worked out for a block, where each that has its outline comes to the same.
    fn settled(&self, value: &dyn Fn(&Reader) -> Value) -> Option<Value>;
}

/// What blocks have in common, of which so many stand first that the library declares.
pub(crate) fn alike<'a>(reader: Reader<'a>, managed: usize) -> Box<dyn Alike + 'a> {
    let trace = Trace::new(Likeness::new(reader, managed, Likes::default()), false);
    Box::new(Traced { reader, trace })
}

struct Traced<'a> {
    reader: Reader<'a>,
    trace: Trace<'a>,
}

impl Alike for Traced<'_> {
    fn outline(&self, block: &Block, key: &mut Vec<u64>) {
        outline(block, key, Some(&mut self.trace.likeness()));
        key.push(u64::from(block.kind.0));
    }

    fn settled(&self, value: &dyn Fn(&Reader) -> Value) -> Option<Value> {
        let value = value(&self.reader.before(&self.trace));
        let Touched { own, beyond } = self.trace.touched();
        (!own && !beyond && !self.trace.likeness().names_own(&value)).then_some(value)
    }
}
