//! From text to tree and back.
//!
//! In: the text of a file. Out: its `Statements`, or formatted text. Deliberately absent: what any word means.

mod tree;

pub use tree::*;
