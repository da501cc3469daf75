//! Directories to run in, and runs.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A run's answer.
#[derive(Debug)]
pub struct Run {
    pub stdout: String,
    pub stderr: String,
    pub exit: i32,
}

/// A directory of one test, empty at first.
pub struct Sandbox(PathBuf);

impl Sandbox {
    pub fn new(name: &str) -> Sandbox {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Sandbox(folder)
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), bytes).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Every file and its bytes, by path.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut files = Vec::new();
        let mut folders = vec![self.0.clone()];
        while let Some(folder) = folders.pop() {
            for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let shown = path.strip_prefix(&self.0).unwrap().to_string_lossy().into_owned();
                    files.push((shown, fs::read(&path).unwrap()));
                }
            }
        }
        files.sort();
        files
    }

    pub fn copy(&self, from: &Path, but: &[&str]) {
        for path in fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                let inner = Sandbox(self.path(&name));
                fs::create_dir_all(&inner.0).unwrap();
                inner.copy(&path, &[]);
            } else if !but.contains(&name.as_str()) {
                fs::copy(&path, self.path(&name)).unwrap();
            }
        }
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_edgewise"));
        command.args(arguments).current_dir(&self.0).env_remove("NO_COLOR").env("SOURCE_DATE_EPOCH", "1795564800");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, b"")
    }

    pub fn run_with(&self, arguments: &[&str], stdin: &[u8]) -> Run {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A command that does not read its input may be gone already.
        let _ = child.stdin.take().unwrap().write_all(stdin);
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Run { stdout: text(output.stdout), stderr: text(output.stderr), exit: output.status.code().expect("no signal ends it") }
    }
}

/// A run that needs no files.
pub fn edgewise(arguments: &[&str]) -> Run {
    Sandbox::new(&format!("plain-{}", std::thread::current().name().unwrap_or("main"))).run(arguments)
}
