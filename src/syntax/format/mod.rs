//! How a program is laid out.
//!
//! In: a text. Out: the same program with its white space in order, comments and all. Deliberately absent: joining lines.
//!
//! 1. Lines are broken where the author broke them; only a body on one line that makes it wider than 140 columns gets a line
//!    for each of its statements. At most one empty line stands between two others.
//! 2. A line stands two columns deeper than the line that opens its bracket; where something follows the bracket, or the `=`
//!    or `->` that it continues, on that line, it stands under that.
//! 3. Between two words stands one space; more of them stay where they line something up with another line of the same
//!    paragraph of the same block, and before a comment at the end of a line.

mod align;
mod layout;
mod lines;
mod space;
mod wide;

use super::parse::parse;
use crate::report::Reports;
use crate::source::FileId;
use layout::Layout;
use lines::Page;

/// The text laid out; `None` where it has mistakes, for then nobody knows what was meant.
pub fn format(text: &str) -> Option<String> {
    let mut reports = Reports::default();
    let statements = parse(FileId(0), text, &mut reports);
    if reports.has_errors() {
        return None;
    }
    let mut page = Page::of(text, &statements);
    loop {
        let layout = Layout::of(&page);
        match wide::broken(&page, &layout.wide_lines()) {
            Some(broken) => page = broken,
            None => return Some(layout.written()),
        }
    }
}
