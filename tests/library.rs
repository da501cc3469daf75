//! The library loads without a complaint.

use edgewise::report::{Reports, Style, render};
use edgewise::source::Sources;

#[test]
fn the_library_has_no_mistake() {
    let mut sources = Sources::default();
    let mut reports = Reports::default();
    let schema = edgewise::schema::load(&mut sources, &mut reports);
    assert!(schema.kinds().count() > 10, "the pages of stdlib/aws are there");
    let reports = reports.sorted();
    assert!(reports.is_empty(), "{}", render(&reports, &sources, Style::Plain));
}
