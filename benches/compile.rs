//! How long compiling takes, and how much longer than what no compiler can leave out.
//!
//! W1 is a zone of many records, W2 many distributions. Measured is the road from the text to the files of both targets in
//! memory, with all checks: with the library read before (`compile`) and with reading it (`load and compile`). The floor is
//! parsing the same text and copying the same output into one vector. `EDGEWISE_BENCH_ALL=1` adds a zone of a million records.

mod programs;

use criterion::{BenchmarkGroup, BenchmarkId, Criterion, SamplingMode, measurement::WallTime};
use edgewise::report::Reports;
use edgewise::schema::Target;
use edgewise::source::FileId;
use edgewise::{Library, Options, Outcome, syntax};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// A program of some size.
struct Workload {
    group: &'static str,
    size: usize,
    text: String,
}

/// What one workload takes; zero where a filter left it out.
struct Row {
    name: String,
    bytes_in: usize,
    bytes_out: usize,
    compile: Duration,
    load_and_compile: Duration,
    floor: Duration,
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    let all = std::env::var_os("EDGEWISE_BENCH_ALL").is_some();
    let records: &[usize] = if all { &[100, 1_000, 10_000, 100_000, 1_000_000] } else { &[100, 1_000, 10_000, 100_000] };
    let mut rows = Vec::new();
    for &size in records {
        rows.push(measure(&mut criterion, &Workload { group: "W1", size, text: programs::zone(size) }));
    }
    for size in [10, 100, 1_000] {
        rows.push(measure(&mut criterion, &Workload { group: "W2", size, text: programs::distributions(size) }));
    }
    criterion.final_summary();
    show(&rows);
}

fn measure(criterion: &mut Criterion, workload: &Workload) -> Row {
    let library = Library::load();
    let output = compile(&library, workload);
    let files = output.outputs.iter().flat_map(|(_, files)| files);
    let bytes: Vec<&[u8]> = files.map(|file| file.bytes.as_slice()).collect();
    let mut group = criterion.benchmark_group(workload.group);
    group.sampling_mode(SamplingMode::Flat).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    Row {
        name: format!("{}/{}", workload.group, workload.size),
        bytes_in: workload.text.len(),
        bytes_out: bytes.iter().map(|bytes| bytes.len()).sum(),
        compile: median(&mut group, "compile", workload, || (), |()| compile(&library, workload)),
        load_and_compile: median(&mut group, "load and compile", workload, || (), |()| compile(&Library::load(), workload)),
        floor: median(&mut group, "floor", workload, || (), |()| floor(&workload.text, &bytes)),
    }
}

/// From the text to the files of both targets. A program that is refused would make every figure wrong.
fn compile(library: &Library, workload: &Workload) -> Outcome {
    let options = Options { targets: &Target::ALL, ..Options::default() };
    let outcome = library.compile(&[("main.edge", &workload.text)], &options);
    assert!(!outcome.outputs.is_empty(), "{}/{} is refused: {:?}", workload.group, workload.size, outcome.reports.first());
    outcome
}

/// Parsing, and copying what comes out.
fn floor(text: &str, bytes: &[&[u8]]) -> (syntax::Statements, Vec<u8>) {
    let statements = syntax::parse(FileId::default(), text, &mut Reports::default());
    let mut sink = Vec::new();
    for bytes in bytes {
        sink.extend_from_slice(bytes);
    }
    (statements, sink)
}

/// Measures one step; making its input and dropping its output are not part of it.
fn median<I, O>(
    group: &mut BenchmarkGroup<WallTime>,
    step: &str,
    workload: &Workload,
    input: impl Fn() -> I,
    run: impl Fn(I) -> O,
) -> Duration {
    let mut each = Vec::new();
    group.bench_function(BenchmarkId::new(step, workload.size), |bencher| {
        bencher.iter_custom(|times| {
            let once = |_| {
                let input = input();
                let start = Instant::now();
                let output = black_box(run(black_box(input)));
                let took = start.elapsed();
                drop(output);
                each.push(took);
                took
            };
            (0..times).map(once).sum()
        });
    });
    each.sort();
    each.get(each.len() / 2).copied().unwrap_or_default()
}

/// The figures of one run beside each other.
fn show(rows: &[Row]) {
    println!(
        "\n{:12} {:>9} {:>9} {:>10} {:>10} {:>10} {:>7}",
        "", "in, KB", "out, KB", "floor, ms", "compile", "with load", "ratio"
    );
    for row in rows.iter().filter(|row| !row.floor.is_zero() && !row.compile.is_zero()) {
        let milliseconds = |took: Duration| took.as_secs_f64() * 1e3;
        println!(
            "{:12} {:>9} {:>9} {:>10.2} {:>10.2} {:>10.2} {:>7.2}",
            row.name,
            row.bytes_in / 1024,
            row.bytes_out / 1024,
            milliseconds(row.floor),
            milliseconds(row.compile),
            milliseconds(row.load_and_compile),
            row.compile.as_secs_f64() / row.floor.as_secs_f64()
        );
    }
}
