//! The waist: values known, names bound, every block checked against its kind.
//!
//! In: a resolved program. Out: a `Model`, in which each value remembers where it was written. Deliberately absent: what a
//! target calls anything.

mod reader;

pub use reader::Reader;
