//! The library that comes with the compiler, as it was when that was built.
//!
//! In: nothing. Out: the `Schema` of `stdlib/`, and its pages for reports. Deliberately absent: reading pages; the build script did
//! that, and a page with a mistake failed the build.

use crate::schema::Schema;
use crate::source::{FileId, Sources};
use crate::syntax::unpack;

/// Every page of `stdlib/aws`, by the path it is shown under, in alphabetical order.
pub const PAGES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/stdlib.rs"));

/// What the pages declare, as `syntax::pack` left it.
const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/stdlib.packed"));

/// What the library declares; its pages are taken in.
pub fn load(sources: &mut Sources) -> Schema {
    let files: Vec<FileId> = PAGES.iter().map(|(name, text)| sources.add(*name, *text)).collect();
    unpack(PACKED, &files)
}
