//! What comes in that is no program, and what goes out to nobody.

use crate::support::Sandbox;
use std::fs;
use std::process::Stdio;

#[test]
fn what_is_not_utf8_is_told_by_its_byte() {
    let sandbox = Sandbox::new("utf8");
    sandbox.write("main.edge", b"bucket site {}\n\xff\n");
    let run = sandbox.run(&["check"]);
    assert_eq!(run.exit, 1);
    assert!(run.stderr.contains("`main.edge` is not UTF-8: byte 15 begins no character"), "{}", run.stderr);
    assert_eq!(sandbox.run(&["fmt"]).exit, 1);
    assert_eq!(
        sandbox.run_with(&["fmt", "-"], b"\xff").stderr,
        "error: standard input is not UTF-8: byte 0 begins no character\n"
    );
}

#[test]
fn a_word_of_a_million_letters_is_not_said_in_full() {
    let sandbox = Sandbox::new("wordy");
    sandbox.write("main.edge", "é".repeat(1_000_000));
    let run = sandbox.run(&["check"]);
    assert_eq!(run.exit, 1);
    assert!(run.stderr.contains("EW-") && run.stderr.len() < 2_000, "{} bytes", run.stderr.len());
    sandbox.write("main.edge", "a".repeat(1_000_000));
    let run = sandbox.run(&["check"]);
    assert!(run.stderr.contains(&format!("there is no kind `{}…`", "a".repeat(200))) && run.stderr.len() < 2_000);
}

#[test]
fn a_byte_order_mark_and_foreign_line_ends_are_read() {
    let sandbox = Sandbox::new("bom");
    sandbox.write("main.edge", "\u{feff}bucket site {\r\n  name = \"a-site\"\r\n}\r\n");
    assert_eq!(sandbox.run(&["check"]).exit, 0);
}

#[test]
fn paths_that_cannot_be_read_are_misuse() {
    let sandbox = Sandbox::new("unreadable");
    sandbox.write("notes.txt", "no program here");
    sandbox.write("main.edge", "bucket site {}");
    fs::create_dir(sandbox.path("empty")).unwrap();
    for arguments in [
        &["check", "missing"][..],
        &["check", "empty"],
        &["build", "missing"],
        &["fmt", "missing"],
        &["check", "--params", "missing"],
    ] {
        let run = sandbox.run(arguments);
        assert_eq!(run.exit, 2, "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains("error[EW-00"), "{arguments:?}: {}", run.stderr);
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_read_is_misuse() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::new("forbidden");
    sandbox.write("closed/main.edge", "bucket site {}");
    let mode = |mode| fs::set_permissions(sandbox.path("closed"), fs::Permissions::from_mode(mode)).unwrap();
    mode(0o000);
    let root_reads_all = fs::read_dir(sandbox.path("closed")).is_ok();
    let run = sandbox.run(&["check", "closed"]);
    mode(0o755);
    if !root_reads_all {
        assert_eq!(run.exit, 2, "{}", run.stderr);
        assert!(run.stderr.contains("EW-001"), "{}", run.stderr);
    }
}

#[test]
fn a_reader_that_went_away_is_no_failure() {
    let sandbox = Sandbox::new("pipe");
    sandbox.write("main.edge", "bucket site {}");
    for arguments in [&["explain"][..], &["check", "--format", "json"], &["build"], &["man"], &["--help"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = sandbox.command(arguments).stdin(Stdio::null()).stdout(writer).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
        assert!(!said.contains("panic") && !said.contains("error"), "{arguments:?}: {said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_in_one_line() {
    let sandbox = Sandbox::new("full");
    sandbox.write("main.edge", "bucket site {}");
    for arguments in [&["explain"][..], &["check", "--format", "json"], &["completions", "bash"], &["--help"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = sandbox.command(arguments).stdin(Stdio::null()).stdout(full).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.ends_with("error: cannot write to standard output: no space left on device\n"), "{arguments:?}: {said}");
    }
}

#[test]
fn no_text_makes_it_fall() {
    let sandbox = Sandbox::new("odd");
    let deep = |open: &str, count: usize| open.repeat(count);
    let texts = [
        String::new(),
        deep("[", 1000),
        deep("bucket {", 1000),
        format!("let x = {}", deep("(", 1000)),
        format!("let x = {}1{}", deep("[", 199), deep("]", 199)),
        format!("let x = {}1", deep("-", 5000)),
        format!("let x = {}1", deep("not ", 5000)),
        format!("let x = 1{}", deep(" + 1", 5000)),
        format!("{}{}", deep("if a { ", 150), deep("} else {", 150)),
        "\"${".repeat(500),
        "\u{0}\u{feff}\u{2028}\u{10ffff}".to_owned(),
        "use \"x\"\n: = -> ? | .. \"\"\"".to_owned(),
    ];
    for (at, text) in texts.iter().enumerate() {
        sandbox.write("main.edge", text);
        for command in ["build", "fmt"] {
            let run = sandbox.run(&[command]);
            assert!(run.exit == 0 || run.exit == 1, "text {at}, {command}: {} {}", run.exit, run.stderr);
            assert!(!run.stderr.contains("panicked"), "text {at}, {command}: {}", run.stderr);
        }
    }
}

#[test]
fn values_come_from_files_and_the_command_line_in_that_order() {
    let sandbox = Sandbox::new("params");
    sandbox.write("main.edge", "param stage: text = \"live\"\noutput stage = stage\nbucket site {}\n");
    sandbox.write("a.params.edge", "stage = \"from a\"\n");
    sandbox.write("b.params.edge", "stage = \"from b\"\n");
    let stage = |more: &[&str]| {
        let run = sandbox.run(&[&["build", "--out", "out", "--force"], more].concat());
        assert_eq!(run.exit, 0, "{}", run.stderr);
        let outputs = sandbox.read("out/terraform/edgewise.tf.json");
        ["live", "from a", "from b", "5m", "set"]
            .into_iter()
            .find(|value| outputs.contains(&format!("\"value\": \"{value}\"")))
            .unwrap()
    };
    assert_eq!(stage(&[]), "live");
    assert_eq!(stage(&["--params", "b.params.edge", "--params", "a.params.edge"]), "from a");
    assert_eq!(stage(&["--set", "stage=set", "--params", "a.params.edge"]), "set");
    assert_eq!(stage(&["--set", "stage=5m"]), "5m", "a text that reads as a duration is still a text");
    assert_eq!(sandbox.run(&["check", "--set", "stagee=x"]).exit, 1);
}

/// What a command writes to a terminal, which `script` lends it.
#[cfg(target_os = "linux")]
fn on_a_terminal(sandbox: &Sandbox, arguments: &str) -> String {
    let command = format!("{} {arguments}", env!("CARGO_BIN_EXE_edgewise"));
    let run = std::process::Command::new("script")
        .args(["--quiet", "--return", "--command", &command, "/dev/null"])
        .current_dir(sandbox.path(""))
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .output()
        .expect("`script` is there, of util-linux");
    format!("{}({})\n", String::from_utf8_lossy(&run.stdout).replace("\r\n", "\n"), run.status.code().unwrap())
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_is_not_filled_with_what_a_browser_shows() {
    let sandbox = Sandbox::new("terminal");
    sandbox.write("main.edge", "zone example \"example.com\" { A \"www\" -> \"192.0.2.1\" }");
    let refused =
        |what, file| format!("error: {what} is nothing for a terminal; write it into a file with `--out {file}`\n(2)\n");
    assert_eq!(on_a_terminal(&sandbox, "map"), refused("a page of HTML", "map.html"));
    assert_eq!(on_a_terminal(&sandbox, "graph"), refused("a picture", "graph.svg"));
    assert!(on_a_terminal(&sandbox, "graph --picture dot").starts_with("digraph"));
    assert!(on_a_terminal(&sandbox, "graph --picture mermaid").starts_with("flowchart"));
    assert!(sandbox.run(&["map"]).stdout.starts_with("<!"));
    assert!(sandbox.run(&["graph"]).stdout.starts_with("<svg"));
}
