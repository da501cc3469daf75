//! How long a keystroke takes: one record of a hundred thousand is changed, and every finding is up to date again.
//!
//! Each change replaces something in a record picked by a fixed sequence: a value, a name, a type, a target that names another
//! record. Measured is `Session::change`. `EDGEWISE_BENCH_TABLE=1` prints the median and the worst of two thousand changes of
//! each sort, and what the rules add to a check.

#[allow(dead_code)]
mod programs;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use edgewise::report::Level;
use edgewise::session::{Extent, Session};
use edgewise::{Library, Options};
use std::hint::black_box;
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

const RECORDS: usize = 100_000;

/// One way to change a record: what stands in it before, and after.
const CHANGES: [(&str, &str, &str); 5] = [
    ("a value", "-> \"52.3.", "-> \"52.9."),
    ("a mistake", "-> \"52.3.", "-> \"52.3.x"),
    ("a name", "A \"host", "A \"hust"),
    ("a type", "  A \"host", "  TXT \"host"),
    ("a reference", "{ health = a", "{ health = b"),
];

fn keystrokes(criterion: &mut Criterion) {
    let mut session = open();
    if std::env::var_os("EDGEWISE_BENCH_TABLE").is_some() {
        table(&mut session);
    }
    let mut group = criterion.benchmark_group("keystroke");
    for (what, before, after) in CHANGES {
        let places = places(&session, before);
        let mut turn = 0;
        group.bench_function(what, |bencher| {
            bencher.iter_batched(
                || {
                    turn += 1;
                    places[turn * 7_919 % places.len()]
                },
                |place| {
                    black_box(session.change(0, place..place + before.len(), after));
                    black_box(session.change(0, place..place + after.len(), before));
                },
                BatchSize::PerIteration,
            );
        });
    }
}

/// A check of everything, with the rules of the library and without.
fn rules(criterion: &mut Criterion) {
    let text = programs::zone(RECORDS);
    let full = Library::load();
    let bare = Library { schema: full.schema.without_rules(), sources: full.sources.clone() };
    let check = |library: &Library| black_box(library.compile(&[("main.edge", &text)], &Options::default()).reports.len());
    if std::env::var_os("EDGEWISE_BENCH_TABLE").is_some() {
        in_turns(|| check(&full), || check(&bare));
    }
    let mut group = criterion.benchmark_group("check");
    group.sample_size(10);
    for (what, library) in [("with rules", &full), ("without rules", &bare)] {
        group.bench_function(what, |bencher| bencher.iter(|| check(library)));
    }
}

/// Both by turns, so that what else the machine does meets them alike.
fn in_turns(mut with: impl FnMut() -> usize, mut without: impl FnMut() -> usize) {
    let mut ratios = Vec::new();
    for _ in 0..15 {
        let before = Instant::now();
        with();
        let between = Instant::now();
        without();
        ratios.push((between - before).as_secs_f64() / between.elapsed().as_secs_f64());
    }
    ratios.sort_by(f64::total_cmp);
    println!("a check with rules takes {:.2} times one without: the median of 15 turns", ratios[ratios.len() / 2]);
}

fn open() -> Session {
    let files = vec![("main.edge".to_owned(), programs::zone(RECORDS))];
    let session = Session::open(Arc::new(Library::load()), files, Box::new(|_| Err("there are no files here".into())));
    let error = session.reports(0).iter().find(|report| report.level == Level::Error);
    assert!(error.is_none(), "{error:?}");
    session
}

/// Where a text stands in the page.
fn places(session: &Session, what: &str) -> Vec<usize> {
    session.text(0).match_indices(what).map(|(at, _)| at).collect()
}

fn table(session: &mut Session) {
    println!("| change | median | worst of 2,000 |\n| --- | --- | --- |");
    for (what, before, after) in CHANGES {
        let places = places(session, before);
        let mut times = Vec::new();
        for turn in 0..1_000 {
            let place = places[turn * 7_919 % places.len()];
            times.push(timed(session, place..place + before.len(), after));
            times.push(timed(session, place..place + after.len(), before));
        }
        times.sort();
        println!("| {what} | {:.2?} | {:.2?} |", times[times.len() / 2], times[times.len() - 1]);
    }
    let place = session.text(0).find("distribution site").unwrap_or_default();
    let before = Instant::now();
    session.change(0, place..place, "\n");
    println!("| outside of all zones (everything is checked) | {:.2?} | |", before.elapsed());
}

fn timed(session: &mut Session, range: Range<usize>, text: &str) -> Duration {
    let before = Instant::now();
    let change = session.change(0, range, text);
    let took = before.elapsed();
    assert!(matches!(change.extent, Extent::Part(_)), "a record is a part");
    took
}

criterion_group!(benches, rules, keystrokes);
criterion_main!(benches);
