//! A text to its tree, and back: whatever comes in, no panic, and every finding has a place in the text.

#![no_main]

use edgewise::report::Reports;
use edgewise::source::FileId;
use edgewise::syntax::{format, parse, print};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut reports = Reports::default();
    let statements = parse(FileId::default(), text, &mut reports);
    for label in reports.iter().flat_map(|report| report.primary.iter().chain(&report.secondary)) {
        assert!(text.get(label.span.start as usize..label.span.end as usize).is_some(), "{label:?}");
    }
    let printed = print(&statements);
    if reports.count() == 0 {
        let mut again = Reports::default();
        parse(FileId::default(), &printed, &mut again);
        assert_eq!(again.count(), 0, "{printed}");
    }
    let _ = format(text);
});
