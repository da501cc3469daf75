//! The pages of the library, as they were when the compiler was built.

/// Every page of `stdlib/aws`, by the path it is shown under, in alphabetical order.
pub const PAGES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/stdlib.rs"));
