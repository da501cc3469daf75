//! A text to both outputs: no panic; errors and outputs exclude each other; outputs are JSON, the same each time.

#![no_main]

use edgewise::report::Level;
use edgewise::schema::Target;
use edgewise::{Library, Options, Outcome};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static LIBRARY: LazyLock<Library> = LazyLock::new(Library::load);

fn road(text: &str) -> Outcome {
    let options = Options { targets: &Target::ALL, ..Options::default() };
    LIBRARY.compile(&[("main.edge", text)], &options)
}

fuzz_target!(|text: &str| {
    let outcome = road(text);
    for label in outcome.reports.iter().flat_map(|report| report.primary.iter().chain(&report.secondary)) {
        let text = outcome.sources.text(label.span.file);
        assert!(text.get(label.span.start as usize..label.span.end as usize).is_some(), "{label:?}");
    }
    let fails = outcome.reports.iter().any(|report| report.level == Level::Error);
    assert_eq!(outcome.outputs.is_empty(), fails);
    for file in outcome.outputs.iter().flat_map(|(_, files)| files).filter(|file| file.path.ends_with(".json")) {
        serde_json::from_slice::<serde_json::Value>(&file.bytes()).expect("an output is JSON");
    }
    if !fails {
        assert_eq!(road(text).outputs, outcome.outputs);
    }
});
