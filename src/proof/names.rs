//! What answers are called in tests.
//!
//! In: terms of a test, and what an answer comes to. Out: whether they are the same. Names compare as the DNS does. Deliberately
//! absent: which records answer.

use crate::model::{Model, Term, folded};
use crate::route::dns::Source;
use crate::schema::{Unknown, Value};

/// Whether a source of an answer is what a term names: a block, a value, or the label of a block.
pub(super) fn is_named(source: Source, term: &Term, model: &Model) -> bool {
    let block = match source {
        Source::Block(block) => Some(block),
        Source::Unknown(Unknown::Attribute(block, _)) => Some(*block),
        Source::Unknown(_) | Source::Text(_) => None,
    };
    match (&term.value, source, block) {
        (Value::Block(wanted), _, Some(found)) => *wanted == found,
        (Value::Unknown(unknown), _, Some(found)) => {
            matches!(&**unknown, Unknown::Attribute(wanted, _) if *wanted == found)
        }
        (Value::Text(wanted), Source::Text(found), _) => same_text(wanted, found),
        (Value::Word(wanted), _, Some(found)) => *model.block(found).label == *wanted.as_str(),
        _ => false,
    }
}

/// Whether two values are one: case and a dot at the end make no difference in names.
pub(super) fn same_text(wanted: &str, found: &str) -> bool {
    let plain = |text: &str| folded(text.strip_suffix('.').unwrap_or(text)).into_owned();
    wanted == found || plain(wanted) == plain(found)
}
