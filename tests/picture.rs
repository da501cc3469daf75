//! Pictures of the examples: `tests/picture/NAME.svg`, `.dot` and `.mmd` are how `examples/NAME` is drawn. `BLESS=1` draws them anew.
//! That a browser shows them as they are meant is held by `tests/picture/look`, which `.ci/run` runs.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

#[test]
fn examples_are_drawn_as_before() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut drawn, mut wrong) = (0, Vec::new());
    let mut paths: Vec<_> =
        fs::read_dir(root.join("tests/picture")).expect("the folder is there").flatten().map(|file| file.path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some()) {
        let form = match path.extension().and_then(|extension| extension.to_str()) {
            Some("mmd") => "mermaid",
            Some(other) => other,
            None => continue,
        };
        let example = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
        let run = Command::new(env!("CARGO_BIN_EXE_edgewise"))
            .args(["graph", &format!("examples/{example}"), "--picture", form])
            .current_dir(root)
            .output()
            .expect("the command runs");
        assert!(run.status.success(), "{example}: {}", String::from_utf8_lossy(&run.stderr));
        if env::var_os("BLESS").is_some() {
            fs::write(path, &run.stdout).expect("it can be written");
        } else if fs::read(path).expect("it can be read") != run.stdout {
            wrong.push(path.display().to_string());
        }
        drawn += 1;
    }
    assert!(drawn >= 10, "only {drawn} pictures were drawn");
    assert!(wrong.is_empty(), "drawn otherwise (BLESS=1 keeps them): {}", wrong.join(", "));
}

#[test]
fn a_part_is_what_a_name_leads_to_and_waits_for() {
    let run = Command::new(env!("CARGO_BIN_EXE_edgewise"))
        .args(["graph", "examples/failover_site", "--picture", "mermaid", "--only", "spare.example.com"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the command runs");
    let text = String::from_utf8(run.stdout).expect("it is text");
    for shown in ["spare.example.com", "standby_ok", "sorry.example.com", "www.example.com"] {
        assert!(text.contains(shown), "`{shown}` is missing in\n{text}");
    }
    assert!(!text.contains("\"standby.example.com"), "a name beside it is drawn in\n{text}");
}

#[test]
fn a_name_that_is_not_there_is_said() {
    let run = Command::new(env!("CARGO_BIN_EXE_edgewise"))
        .args(["graph", "examples/spa", "--only", "app.exmple.com"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the command runs");
    assert_eq!(run.status.code(), Some(2));
    let said = String::from_utf8(run.stderr).expect("it is text");
    assert_eq!(said, "error: nothing in the picture is called `app.exmple.com`; did you mean `app.example.com`?\n");
}
