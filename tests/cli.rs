//! The command line, from outside: the built binary, in directories of its own.
//!
//! `tests/cli/<case>/` holds what a command finds (`cmd` is one command a line, without `edgewise`) and what it answers (`stdout`,
//! `stderr`, `exit`, one code a line). `BLESS=1` rewrites the answers.

#[path = "cli/edge.rs"]
mod edge;
#[path = "cli/files.rs"]
mod files;
#[path = "cli/large.rs"]
mod large;
#[path = "cli/places.rs"]
mod places;
#[path = "cli/streams.rs"]
mod streams;
#[path = "cli/support.rs"]
mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use support::{Run, Sandbox, edgewise};

const ANSWERS: [&str; 4] = ["cmd", "stdout", "stderr", "exit"];

#[test]
fn every_case_answers_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    let mut cases: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    cases.sort();
    let mut wrong = Vec::new();
    for case in &cases {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let sandbox = Sandbox::new(&format!("case-{name}"));
        sandbox.copy(case, &ANSWERS);
        let (mut stdout, mut stderr, mut exit) = (String::new(), String::new(), String::new());
        for line in fs::read_to_string(case.join("cmd")).unwrap().lines() {
            let words = words(line);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let stdin = fs::read(case.join("stdin")).unwrap_or_default();
            let run = sandbox.run_with(&words, &stdin);
            stdout += &run.stdout;
            stderr += &run.stderr;
            exit += &format!("{}\n", run.exit);
        }
        for (file, found) in [("stdout", &stdout), ("stderr", &stderr), ("exit", &exit)] {
            if std::env::var_os("BLESS").is_some() {
                fs::write(case.join(file), found).unwrap();
            } else if fs::read_to_string(case.join(file)).unwrap_or_default() != *found {
                wrong.push(format!("{name}/{file}:\n{found}"));
            }
        }
    }
    assert!(!cases.is_empty() && wrong.is_empty(), "{} answers differ; BLESS=1 keeps them\n{}", wrong.len(), wrong.join("\n"));
}

/// The words of a line; what stands between `'` is one.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in line.split('\'').enumerate() {
        match at % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    words
}

#[test]
fn every_command_has_help_with_examples_and_codes() {
    for command in [
        "check",
        "build",
        "fmt",
        "explain",
        "new",
        "test",
        "route",
        "why-not-cached",
        "graph",
        "map",
        "sign",
        "migrate",
        "cost",
        "diff",
        "snapshot",
        "completions",
        "man",
    ] {
        let run = edgewise(&[command, "--help"]);
        assert_eq!((run.exit, run.stderr.as_str()), (0, ""), "{command}");
        assert!(run.stdout.contains(&format!("Examples:\n  edgewise {command}")), "{}", run.stdout);
    }
    assert!(edgewise(&["--help"]).stdout.contains("Exit codes:"));
    assert_eq!(edgewise(&["--version"]).stdout, concat!("edgewise ", env!("CARGO_PKG_VERSION"), "\n"));
    for misuse in
        [&[][..], &["chekc"], &["check", "--set", "x"], &["build", "--target", "pulumi"], &["build", "--check", "--force"]]
    {
        assert_eq!(edgewise(misuse).exit, 2, "{misuse:?}");
    }
}

#[test]
fn every_code_is_explained() {
    let schema = edgewise::stdlib::load(&mut Default::default());
    let rules = schema.kinds().flat_map(|(_, kind)| kind.rules.iter().map(|rule| rule.code.to_string()));
    let language = edgewise::report::Code::all().map(|code| code.row().code.to_owned());
    let names = schema.kinds().map(|(_, kind)| kind.name.to_string()).chain(schema.facts().map(|fact| fact.name.to_string()));
    let words: Vec<String> = language.chain(rules).chain(names).chain(["quotas".to_owned()]).collect();
    let arguments: Vec<&str> = ["explain"].into_iter().chain(words.iter().map(String::as_str)).collect();
    let run = edgewise(&arguments);
    assert_eq!((run.exit, run.stderr.as_str()), (0, ""));
    for word in &words {
        assert!(run.stdout.contains(word.as_str()), "{word} has no page");
    }
    let list = edgewise(&["explain"]).stdout;
    for word in words.iter().filter(|word| word.contains('-')) {
        assert!(list.contains(word.as_str()), "{word} is not listed");
    }
}

#[test]
fn every_code_that_a_step_names_is_explained() {
    let (mut codes, mut folders) = (BTreeSet::new(), vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")]);
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let is_code = |word: &&str| {
                let (sort, number) = word.split_once('-').unwrap_or_default();
                ["EV", "R53", "CF"].contains(&sort) && number.len() == 3 && number.chars().all(|digit| digit.is_ascii_digit())
            };
            codes.extend(text.split('"').filter(is_code).map(str::to_owned));
        }
    }
    assert!(codes.len() > 150, "only {} codes were found", codes.len());
    let words: Vec<&str> = ["explain"].into_iter().chain(codes.iter().map(String::as_str)).collect();
    let run = edgewise(&words);
    assert_eq!((run.exit, run.stderr.as_str()), (0, ""), "it has no rule, and no step in stdlib/steps.edge");
}

#[test]
fn every_component_of_the_library_is_explained() {
    let list = edgewise(&["explain", "components"]).stdout;
    let names: Vec<&str> =
        list.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   ")).map(str::trim).collect();
    assert!(names.len() >= 16, "{names:?}");
    for name in names {
        let page = edgewise(&["explain", name]).stdout;
        assert!(page.contains("a component of std.") && page.contains("parameters"), "{page}");
        let fields: Vec<&str> = page.lines().skip_while(|line| *line != "parameters").skip(1).collect();
        for pair in fields.windows(2).filter(|pair| pair[0].starts_with("  ") && !pair[0].starts_with("   ")) {
            assert!(pair[1].starts_with("      "), "{name}: `{}` is not documented", pair[0].trim());
        }
    }
}

#[test]
fn every_module_of_the_library_is_tested() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/emit");
    for module in edgewise::stdlib::modules() {
        let name = module.trim_start_matches("std.");
        if name.contains('.') {
            // Rules, and no component.
            continue;
        }
        let case = cases.join(format!("std_{name}"));
        let run = edgewise(&["test", &case.to_string_lossy()]);
        assert!(
            run.exit == 0 && run.stdout.contains("ok  ") && !run.stdout.contains("left out"),
            "{module}\n{}{}",
            run.stdout,
            run.stderr
        );
    }
}

#[test]
fn every_accepted_program_holds_its_tests() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/accept");
    let mut count = 0;
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let has_tests = || fs::read_to_string(&path).unwrap().lines().any(|line| line.starts_with("test "));
        if path.extension().is_some_and(|extension| extension == "edge") && has_tests() {
            let run = edgewise(&["test", &path.to_string_lossy()]);
            assert_eq!(run.exit, 0, "{}\n{}{}", path.display(), run.stdout, run.stderr);
            count += 1;
        }
    }
    assert!(count > 20, "only {count} programs have tests");
}

#[test]
fn every_example_begins_a_project_that_builds() {
    let sandbox = Sandbox::new("new");
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for example in fs::read_dir(examples).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()) {
        let run = sandbox.run(&["new", &example, "--example", &example]);
        assert_eq!((run.exit, run.stderr.as_str()), (0, ""), "{example}");
        let again = sandbox.run(&["new", &example, "--example", &example]);
        assert_eq!(
            (again.exit, again.stderr),
            (2, format!("error: {example} is not empty, and nothing was written; name a directory that is not there yet\n"))
        );
        let built = sandbox.run(&["build", &example, "--target", "terraform"]);
        assert_eq!(built.exit, 0, "{}", built.stderr);
        assert!(!sandbox.path(&format!("{example}/inputs.json")).exists(), "what the judges need is not begun with");
    }
    assert_eq!(sandbox.run(&["new", "x", "--example", "nothing"]).exit, 2);
}

#[test]
fn shells_and_manuals_are_served() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(edgewise(&["completions", shell]).stdout.contains("explain"), "{shell}");
    }
    assert!(edgewise(&["man"]).stdout.contains(".SH NAME"));
    assert!(edgewise(&["man", "build"]).stdout.contains("providers"));
    assert_eq!(edgewise(&["man", "biuld"]).stderr, "error: there is no command `biuld`; did you mean `build`?\n");
}

#[test]
fn colours_come_only_where_asked_for() {
    let sandbox = Sandbox::new("colours");
    sandbox.write("main.edge", "bucket site {");
    let coloured = |run: &Run| run.stderr.contains('\u{1b}');
    assert!(!coloured(&sandbox.run(&["check"])), "no terminal, no colours");
    assert!(coloured(&sandbox.run(&["check", "--color", "always"])));
    assert!(!coloured(&sandbox.run(&["check", "--color", "never"])));
    assert!(!sandbox.run(&["check", "--color", "always", "--format", "json"]).stdout.contains('\u{1b}'));
}

#[test]
fn machines_get_one_document_from_every_command() {
    let sandbox = Sandbox::new("json");
    sandbox.write("main.edge", "bucket site {}\n");
    let commands: [(&[&str], &str); 9] = [
        (&["check"], "reports"),
        (&["build"], "files"),
        (&["build", "--check"], "differences"),
        (&["fmt"], "files"),
        (&["explain", "EW-101"], "pages"),
        (&["explain"], "codes"),
        (&["explain", "nothing-like-it"], "failure"),
        (&["new", "begun"], "files"),
        (&["check", "missing"], "reports"),
    ];
    for (command, member) in commands {
        let run = sandbox.run(&[command, &["--format", "json"]].concat());
        let document: serde_json::Value =
            serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{command:?}: {error}"));
        assert_eq!(document["version"], 1, "{command:?}");
        assert!(document.get(member).is_some() && document.get("counts").is_some(), "{command:?}: {document}");
    }
}

#[test]
fn old_findings_are_passed_over_wherever_they_move_to_and_new_ones_are_not() {
    let sandbox = Sandbox::new("baseline");
    let old = "cache_policy html { min_ttl = 2d, default_ttl = 1d }\n";
    sandbox.write("main.edge", format!("{old}cache_policy two {{ headers = [\"te\"] }}\n"));
    assert_eq!(sandbox.run(&["check"]).exit, 1);
    assert_eq!(sandbox.run(&["check", "--baseline", "old.json", "--write-baseline"]).exit, 0);
    let kept = sandbox.read("old.json");
    sandbox.write("main.edge", format!("// A line more.\n\n{old}cache_policy more {{ headers = [\"cookie\"] }}\n"));
    let run = sandbox.run(&["check", "--baseline", "old.json"]);
    assert_eq!(run.exit, 1);
    assert!(run.stderr.contains("CF-284") && !run.stderr.contains("CF-274"), "{}", run.stderr);
    assert!(run.stdout.contains("passed over 1 finding of old.json; 1 finding in it no longer there"), "{}", run.stdout);
    // As often as it is listed, and no oftener.
    sandbox.write("main.edge", format!("{old}{}", old.replace("html", "twin")));
    let run = sandbox.run(&["check", "--baseline", "old.json", "--quiet"]);
    assert_eq!((run.exit, run.stderr.matches("CF-274").count()), (1, 1), "{}", run.stderr);
    assert_eq!(sandbox.read("old.json"), kept, "only --write-baseline writes");
}
