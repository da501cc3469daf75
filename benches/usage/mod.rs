//! What a process takes of the machine, as Linux counts it.
//!
//! A process that is measured says itself, at its end, how much memory it held at most and what processors have done for all of its
//! threads in the part that counts. What its first thread does after that, giving memory back, is read when it has ended.

use rustix::time::{ClockId, clock_gettime};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;
use std::{fs, thread};

/// What one run took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Usage {
    /// Time of the processor, for the program and for the system on its behalf.
    pub time: Duration,
    /// The most memory it held, in KB.
    pub peak: u64,
}

impl Usage {
    /// Runs a process that shows its usage.
    pub fn of(command: &mut Command) -> Usage {
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the processes measured are this program");
        let said = std::io::read_to_string(child.stdout.take().expect("it is piped")).expect("it writes text");
        let folder = format!("/proc/{}", child.id());
        // Its output is closed when its memory is given back; a moment later it has ended and only waits to be asked.
        while !fs::read_to_string(format!("{folder}/stat")).expect("nobody has asked yet").contains(") Z ") {
            thread::sleep(Duration::from_micros(200));
        }
        let whole = worked(&folder);
        assert!(child.wait().expect("it has ended").success(), "{command:?} fails");
        let line = said.lines().last().unwrap_or_default();
        let figures: Vec<u64> = line.split(' ').filter_map(|figure| figure.parse().ok()).collect();
        let [counted, first, peak] = figures.as_slice() else { panic!("{command:?} says {said:?}") };
        let after = whole.saturating_sub(Duration::from_nanos(*first));
        Usage { time: Duration::from_nanos(*counted) + after, peak: *peak }
    }
}

/// Does what counts, and shows what it used, what the first thread used in all, both in nanoseconds, and the peak in KB.
pub fn shown(run: impl FnOnce() -> ExitCode) -> ExitCode {
    let before = spent();
    let code = run();
    let counted = spent().saturating_sub(before);
    // Linux counts a thread up to where it was last put aside.
    thread::sleep(Duration::from_micros(50));
    println!("{} {} {}", counted.as_nanos(), worked("/proc/self").as_nanos(), peak());
    code
}

/// What processors have done for this process, threads that have ended among them.
fn spent() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(
        u64::try_from(time.tv_sec).expect("time is not negative"),
        u32::try_from(time.tv_nsec).expect("it is below a second"),
    )
}

/// What the processor has done for the first thread of a process.
fn worked(process: &str) -> Duration {
    let counted = fs::read_to_string(format!("{process}/schedstat")).expect("Linux counts for each thread");
    Duration::from_nanos(
        counted.split(' ').next().and_then(|spent| spent.parse().ok()).expect("the first number is the time spent"),
    )
}

/// The most memory that this process held, in KB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux counts for each process");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("Linux counts pages");
    line.trim().trim_end_matches(" kB").parse().expect("it is a number")
}
