//! The library that comes with the compiler, as it was when that was built.
//!
//! In: nothing. Out: the `Schema` of `stdlib/`, and its pages for reports. Deliberately absent: reading pages; the build script did
//! that, and a page with a mistake failed the build.

use crate::schema::Schema;
use crate::source::{FileId, Sources};
use crate::syntax::unpack;

/// Every page of `stdlib/aws`, by the path it is shown under, in alphabetical order.
pub const PAGES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/stdlib.rs"));

/// Every module of `stdlib/std`, by the path it is shown under, in alphabetical order; a program that uses one reads it.
pub const MODULES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/modules.rs"));

/// The names of the modules, as programs write them: `std.spa`.
pub fn modules() -> impl Iterator<Item = String> {
    let inside = |path: &str| path.trim_start_matches("stdlib/").trim_end_matches(".edge").replace('/', ".");
    MODULES.iter().map(move |(path, _)| inside(path))
}

/// What the pages declare, as `syntax::pack` left it.
const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/stdlib.packed"));

/// What the library declares; its pages are taken in.
pub fn load(sources: &mut Sources) -> Schema {
    let files: Vec<FileId> = PAGES.iter().map(|(name, text)| sources.add(*name, *text)).collect();
    unpack(PACKED, &files)
}
