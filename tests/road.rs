//! The whole road, held against texts that nobody would write: whatever comes in, findings or files come out.
//!
//! No panic, no hang; every span lies in its file; errors and outputs exclude each other; outputs are JSON, the same each time.

#[path = "road/bad.rs"]
mod bad;
#[path = "road/damage.rs"]
mod damage;

use damage::{damage, damaged};
use edgewise::report::{Level, Style, render, to_json};
use edgewise::schema::Target;
use edgewise::{Library, Options, Outcome};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};
use std::{env, fs};

static LIBRARY: LazyLock<Library> = LazyLock::new(Library::load);

/// A page of a few hundred lines takes milliseconds; this is for a machine that does ten other things.
const LONGEST: Duration = Duration::from_secs(240);

fn road(text: &str) -> Outcome {
    let read =
        |path: &str| if path.len().is_multiple_of(2) { Ok(Arc::from("function handler() {}")) } else { Err(Arc::from("no")) };
    let options = Options { targets: &Target::ALL, read: &read, ..Options::default() };
    LIBRARY.compile(&[("main.edge", text)], &options)
}

/// What must hold of every run.
fn hold(text: &str) -> Outcome {
    let before = Instant::now();
    let outcome = road(text);
    let took = before.elapsed();
    assert!(took < LONGEST, "it took {took:?}");
    for report in &outcome.reports {
        for label in report.primary.iter().chain(&report.secondary) {
            let (span, text) = (label.span, outcome.sources.text(label.span.file));
            assert!(span.start <= span.end && span.end as usize <= text.len(), "{} {span:?} of {}", report.code, text.len());
            let whole = text.is_char_boundary(span.start as usize) && text.is_char_boundary(span.end as usize);
            assert!(whole, "{} {span:?} cuts a character", report.code);
        }
    }
    to_json(&outcome.reports, &outcome.sources);
    render(&outcome.reports, &outcome.sources, Style::Plain);
    let fails = outcome.reports.iter().any(|report| report.level == Level::Error);
    assert_eq!(outcome.outputs.is_empty(), fails, "errors and outputs exclude each other");
    for file in outcome.outputs.iter().flat_map(|(_, files)| files) {
        if file.path.ends_with(".json") {
            let read = serde_json::from_slice::<serde_json::Value>(&file.bytes());
            assert!(read.is_ok(), "{}: {read:?}", file.path);
        }
    }
    if !fails {
        assert_eq!(road(text).outputs, outcome.outputs, "each build is like the other");
    }
    outcome
}

/// Inputs that broke something once.
#[test]
fn what_broke_once_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/road/found");
    let mut files: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    for file in files {
        println!("{}", file.display());
        hold(&String::from_utf8_lossy(&fs::read(file).expect("it was listed")));
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 400,
        rng_seed: RngSeed::Fixed(2026),
        ..ProptestConfig::default()
    })]

    #[test]
    fn damaged_programs_hold(seed in any::<prop::sample::Index>(), damages in prop_oneof![vec(damage(), 1..3), vec(damage(), 3..12)]) {
        hold(&damaged(seed, &damages));
    }

    #[test]
    fn random_texts_hold(text in "\\PC{0,200}|[ -~\\n\\t\"{}()\\[\\]$=,:.>-]{0,300}") {
        hold(&text);
    }

    #[test]
    fn heaps_of_tokens_hold(tokens in vec(prop::sample::select(&damage::BITS[..]), 0..120)) {
        hold(&tokens.join(" "));
    }
}
