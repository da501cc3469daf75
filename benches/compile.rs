//! What a build takes, and how much more than what no compiler can leave out.
//!
//! W1 is a zone of many records, W2 many distributions. Measured are whole processes: `edgewise build` from a file to both outputs
//! in a fresh directory, and the floor, which parses the same text to a tree, all of it with pest, and writes the same bytes to the
//! same files. What counts is the time of the processor, in user and system mode, as Linux accounts for it, and the most memory
//! held. `EDGEWISE_BENCH_ALL=1` adds a zone of a million records. `EDGEWISE_BENCH_DIR` names the directory that is written to: some
//! file systems look long for a place for new files where thousands were removed a moment before, which hides what a build takes; one
//! in memory does not.

mod programs;
mod usage;

use criterion::{BenchmarkGroup, BenchmarkId, Criterion, SamplingMode, measurement::WallTime};
use edgewise::report::Reports;
use edgewise::source::FileId;
use edgewise::syntax;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;
use std::{env, fs};
use usage::Usage;

/// What is measured has the allocator that the command has.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Set where this process is one to be measured, to what it is.
const AS: &str = "EDGEWISE_BENCH_AS";
/// The name that programs and outputs have.
const PROGRAM: &str = "main.edge";

/// What one workload takes.
struct Row {
    group: &'static str,
    size: usize,
    bytes_in: usize,
    bytes_out: usize,
    build: Usage,
    floor: Usage,
}

fn main() -> ExitCode {
    match env::var(AS).as_deref() {
        Ok("build") => return usage::shown(edgewise::cli::run),
        Ok("floor") => return floor(),
        _ => {}
    }
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    let mut rows = Vec::new();
    let records = [100, 1_000, 10_000, 100_000].into_iter().chain(env::var_os("EDGEWISE_BENCH_ALL").map(|_| 1_000_000));
    for size in records {
        rows.push(measure(&mut criterion, "W1", size, &programs::zone(size)));
    }
    for size in [10, 100, 1_000] {
        rows.push(measure(&mut criterion, "W2", size, &programs::distributions(size)));
    }
    criterion.final_summary();
    show(&rows);
    ExitCode::SUCCESS
}

/// Measures a build of a program and its floor in turns, so that both have the same neighbours.
fn measure(criterion: &mut Criterion, group: &'static str, size: usize, text: &str) -> Row {
    let folder = env::var_os("EDGEWISE_BENCH_DIR").map_or_else(|| env!("CARGO_TARGET_TMPDIR").into(), PathBuf::from);
    let folder = folder.join(format!("{group}-{size}"));
    let [program, built, copied] = [PROGRAM, "built", "copied"].map(|name| folder.join(name));
    fs::create_dir_all(&folder).expect("the directory of builds can be written");
    fs::write(&program, text).expect("the directory of builds can be written");
    let build = || {
        let out = fresh(&built);
        Usage::of(own("build").arg("build").arg(&program).arg("--out").arg(out))
    };
    build();
    let bytes_out = files(&built).iter().map(|(_, bytes)| bytes.len()).sum();
    let floor = || Usage::of(own("floor").args([&program, &built, fresh(&copied)]));
    let mut criterion_group = criterion.benchmark_group(group);
    criterion_group.sampling_mode(SamplingMode::Flat).warm_up_time(Duration::from_millis(1));
    let [floor, build] = medians(&mut criterion_group, size, floor, build);
    drop(criterion_group);
    fs::remove_dir_all(&folder).expect("what was made can be removed");
    Row { group, size, bytes_in: text.len(), bytes_out, build, floor }
}

/// This program again, as a process to be measured.
fn own(what: &str) -> Command {
    let mut command = Command::new(env::current_exe().expect("a process knows its program"));
    command.env(AS, what);
    command
}

/// A directory that is not there.
fn fresh(folder: &PathBuf) -> &PathBuf {
    if folder.exists() {
        fs::remove_dir_all(folder).expect("what was made can be removed");
    }
    folder
}

/// Parses the text of a file to a tree, and writes what a build of it came to, which is read before anything is counted.
fn floor() -> ExitCode {
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [program, built, copied] = arguments.as_slice() else { return ExitCode::FAILURE };
    let files = files(built);
    usage::shown(|| {
        let text = fs::read_to_string(program).expect("it was written before");
        let statements = syntax::parse_each(FileId::default(), &text, &mut Reports::default());
        for (path, bytes) in &files {
            let path = copied.join(path);
            fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("the directory of builds can be written");
            fs::write(path, bytes).expect("the directory of builds can be written");
        }
        assert!(!statements.is_empty(), "the program holds something");
        ExitCode::SUCCESS
    })
}

/// The files below a folder, each with its path there.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(inner).expect("a build was made").filter_map(Result::ok) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).expect("it was written just now");
                found.push((path.strip_prefix(folder).expect("it lies below").to_owned(), bytes));
            }
        }
    }
    found
}

/// Has criterion measure a build by the processor's time. Before each the floor is measured: what the machine does besides, and how much of
/// the memory that is asked for it has at hand, changes within seconds.
fn medians(
    group: &mut BenchmarkGroup<WallTime>,
    size: usize,
    floor: impl Fn() -> Usage,
    build: impl Fn() -> Usage,
) -> [Usage; 2] {
    let mut each = [Vec::new(), Vec::new()];
    group.bench_function(BenchmarkId::new("build", size), |bencher| {
        bencher.iter_custom(|times| {
            let once = |_| {
                each[0].push(floor());
                let usage = build();
                each[1].push(usage);
                usage.time
            };
            (0..times).map(once).sum()
        });
    });
    each.map(|mut each| {
        each.sort();
        each.get(each.len() / 2).copied().unwrap_or_default()
    })
}

/// The figures of one run beside each other, and by which power of its size each grows over the one before.
fn show(rows: &[Row]) {
    println!(
        "\n{:12} {:>9} {:>9} {:>10} {:>10} {:>6} {:>7} {:>9} {:>9}",
        "", "in, KB", "out, KB", "floor, ms", "build, ms", "ratio", "growth", "peak, MB", "KB each"
    );
    let mut before: Option<&Row> = None;
    for row in rows.iter().filter(|row| !row.floor.time.is_zero() && !row.build.time.is_zero()) {
        let milliseconds = |usage: Usage| usage.time.as_secs_f64() * 1e3;
        let growth = before.filter(|before| before.group == row.group).map(|before| {
            let (times, larger) = (row.build.time.as_secs_f64() / before.build.time.as_secs_f64(), row.size / before.size);
            format!("{:.2}", times.ln() / (larger as f64).ln())
        });
        println!(
            "{:12} {:>9} {:>9} {:>10.2} {:>10.2} {:>6.2} {:>7} {:>9.1} {:>9.2}",
            format!("{}/{}", row.group, row.size),
            row.bytes_in / 1024,
            row.bytes_out / 1024,
            milliseconds(row.floor),
            milliseconds(row.build),
            milliseconds(row.build) / milliseconds(row.floor),
            growth.unwrap_or_default(),
            row.build.peak as f64 / 1024.0,
            row.build.peak as f64 / row.size as f64,
        );
        before = Some(row);
    }
}
