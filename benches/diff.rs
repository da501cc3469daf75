//! How long a comparison takes, from the start of the process to its exit.
//!
//! One is a zone of a hundred thousand records of which fifty change; the other twenty distributions of seventy-five behaviors each,
//! of which one behavior changes. Both sides are read from files, as by whoever types the command.

#[allow(dead_code)]
mod programs;

use criterion::{Criterion, SamplingMode};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;
use std::{env, fmt::Write as _, fs};

/// Set where this process is one to be measured.
const AS: &str = "EDGEWISE_BENCH_AS";

fn main() -> ExitCode {
    if env::var(AS).is_ok() {
        return edgewise::cli::run();
    }
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    let zone = programs::zone(100_000);
    let changed = zone.replacen("\"52.3.0.", "\"52.9.0.", 50);
    measure(&mut criterion, "zone of 100000 records, 50 changed", &zone, &changed);
    let (old, new) = (distributions("CachingDisabled"), distributions("CachingOptimized"));
    measure(&mut criterion, "20 distributions of 75 behaviors, 1 changed", &old, &new);
    criterion.final_summary();
    ExitCode::SUCCESS
}

/// Twenty distributions; the cache policy of one behavior in the last is the one given.
fn distributions(last: &str) -> String {
    let mut text = String::from("bucket pages {}\norigin api -> \"api.example.net\"\n");
    for at in 0..20 {
        let _ = writeln!(text, "distribution d{at} {{");
        for behavior in 0..74 {
            let cache = if at == 19 && behavior == 40 { last } else { "CachingDisabled" };
            let _ = writeln!(text, "  behavior \"/p{behavior}/*\" -> api {{ cache = {cache} }}");
        }
        text.push_str("  default -> pages\n}\n");
    }
    text
}

fn measure(criterion: &mut Criterion, name: &str, old: &str, new: &str) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff");
    fs::create_dir_all(&folder).expect("the directory of sides can be written");
    let sides: [PathBuf; 2] = [("old.edge", old), ("new.edge", new)].map(|(file, text)| {
        let path = folder.join(file);
        fs::write(&path, text).expect("the directory of sides can be written");
        path
    });
    let mut group = criterion.benchmark_group("diff");
    group.sampling_mode(SamplingMode::Flat).warm_up_time(Duration::from_millis(1));
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            let mut command = Command::new(env::current_exe().expect("a process knows its program"));
            let run = command.env(AS, "diff").arg("diff").args(&sides).stdout(Stdio::null()).status();
            let code = run.expect("this program runs again").code();
            assert_eq!(code, Some(3), "something changes");
        });
    });
}
