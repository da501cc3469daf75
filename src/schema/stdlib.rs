//! The pages of the library, as they were when the compiler was built.

/// Every page of `stdlib/aws`, by the path it is shown under, in alphabetical order.
pub const PAGES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/stdlib.rs"));

/// The statements of these pages in the same order, as `syntax::pack` left them.
pub(super) const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/stdlib.packed"));
