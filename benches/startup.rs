//! How long the command takes, from start to exit: `check` of each example, and `--version`, which does nothing, as the floor.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const TIMES: usize = 100;

fn main() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut folders: Vec<_> =
        std::fs::read_dir(examples).expect("it is there").filter_map(Result::ok).map(|entry| entry.path()).collect();
    folders.sort();
    println!("{:24} {:>10} {:>10}", "", "least, ms", "median, ms");
    show("--version", Command::new(env!("CARGO_BIN_EXE_edgewise")).arg("--version"));
    for folder in folders {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        show(&format!("check {name}"), Command::new(env!("CARGO_BIN_EXE_edgewise")).arg("check").arg(&folder));
    }
}

fn show(name: &str, command: &mut Command) {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut took: Vec<Duration> = (0..TIMES).map(|_| once(command)).collect();
    took.sort();
    let milliseconds = |took: Duration| took.as_secs_f64() * 1e3;
    println!("{name:24} {:>10.2} {:>10.2}", milliseconds(took[0]), milliseconds(took[TIMES / 2]));
}

fn once(command: &mut Command) -> Duration {
    let start = Instant::now();
    let status = command.status().expect("the command was built before this");
    let took = start.elapsed();
    assert!(status.success(), "{command:?} finds something");
    took
}
