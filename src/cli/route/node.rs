//! Lambda@Edge functions, run by `node` where somebody asks for it.
//!
//! In: a function and its event. Out: what it returned. The process has no files, no other processes, no environment and no network, its time
//! stands still, and it is ended when its time is over. Deliberately absent: other languages, and libraries of a package.

use crate::cli::terminal::Failure;
use crate::route::http::{Call, Ended, Ran, Runs};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// What runs in the process.
const HARNESS: &str = include_str!("node.js");
/// The first version that can be kept from files.
const OLDEST: u32 = 20;
/// What starting takes is not the function's time.
const START: Duration = Duration::from_secs(5);
/// So many bytes of what it writes are read.
const LONGEST: u64 = 8 << 20;
/// A `node` that can be trusted with code.
#[derive(Debug)]
pub(in crate::cli) struct Node {
    program: PathBuf,
    permission: &'static str,
}

impl Node {
    /// The `node` of this machine.
    pub fn find() -> Result<Node, Failure> {
        let wanted = "--run-edge-lambdas runs functions by `node`, version 20 or newer";
        let name = if cfg!(windows) { "node.exe" } else { "node" };
        let paths = std::env::var_os("PATH").unwrap_or_default();
        let program = std::env::split_paths(&paths).map(|folder| folder.join(name)).find(|path| path.is_file());
        let program = program.ok_or_else(|| Failure(format!("{wanted}, and there is none on the PATH")))?;
        let said = Command::new(&program).arg("--version").stdin(Stdio::null()).output();
        let said = said.map_err(|error| Failure::of("run", &program, &error))?;
        let said = String::from_utf8_lossy(&said.stdout).trim().to_owned();
        let major = said.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
        match major {
            Some(major) if major >= OLDEST => {
                Ok(Node { program, permission: if major >= 24 { "--permission" } else { "--experimental-permission" } })
            }
            _ => Err(Failure(format!("{wanted}; {} is {said}, and cannot be kept from files", program.display()))),
        }
    }

    fn start(&self, call: &Call) -> std::io::Result<Child> {
        let mut command = Command::new(&self.program);
        command.env_clear().args([self.permission, "--no-warnings", "--max-old-space-size=256", "-e", HARNESS]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let event: Value = serde_json::from_str(&call.event).unwrap_or_default();
        let given = json!({ "code": call.code, "handler": call.handler, "event": event, "now": call.now, "seed": call.seed });
        if let Some(mut stdin) = child.stdin.take() {
            // One that ended already answers for itself.
            let _ = stdin.write_all(given.to_string().as_bytes());
        }
        Ok(child)
    }
}

impl Runs for Node {
    fn run(&self, call: &Call) -> Ran {
        let untold = |why: String| Ran { log: Vec::new(), ended: Ended::Untold(why) };
        let mut child = match self.start(call) {
            Ok(child) => child,
            Err(error) => return untold(format!("{} does not start: {error}", self.program.display())),
        };
        let (stdout, stderr) = (reading(child.stdout.take()), reading(child.stderr.take()));
        let end = Instant::now() + START + Duration::from_millis(call.timeout);
        let is_late = loop {
            match child.try_wait() {
                Ok(Some(_)) => break false,
                Ok(None) if Instant::now() < end => thread::sleep(Duration::from_millis(2)),
                Ok(None) | Err(_) => {
                    let _ = child.kill();
                    let _ = child.wait();
                    break true;
                }
            }
        };
        let (said, log) = (stdout.join().unwrap_or_default(), stderr.join().unwrap_or_default());
        let log = log.lines().map(str::to_owned).collect();
        if is_late {
            return Ran { log, ended: Ended::Late };
        }
        let ending = said.lines().last().and_then(|line| serde_json::from_str::<Value>(line).ok()).unwrap_or_default();
        let ended = match (ending.get("returned"), ending.get("failed").and_then(Value::as_str)) {
            (Some(value), _) => Ended::Returned(value.to_string()),
            (None, Some(why)) => Ended::Failed(why.to_owned()),
            (None, None) => Ended::Failed("it ends without an answer".to_owned()),
        };
        Ran { log, ended }
    }
}

/// Reads a stream beside the process, so that it never waits for a reader.
fn reading(stream: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            let _ = (&mut stream).take(LONGEST).read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}
