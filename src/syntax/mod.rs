//! From text to tree and back.
//!
//! In: the text of a file. Out: its `Statements`, or formatted text. Deliberately absent: what any word means.

mod bodies;
mod brackets;
mod format;
mod grammar;
mod marks;
mod number;
mod odd;
mod packed;
mod parse;
mod print;
mod read;
mod repair;
mod rows;
mod scan;
mod shapes;
mod statement;
mod text;
mod tree;
mod unclosed;

pub use format::format;
pub(crate) use packed::packed;
pub use packed::{Packed, Packer, Unpacker, pack, unpack};
pub use parse::{parse, parse_each};
pub use print::print;
pub(crate) use rows::{Rows, parse_apart};
pub use scan::{Cut, cuts};
pub use tree::*;
