//! What a difference says: golden cases in `tests/diff/`, and what holds of every program.

#[path = "diff/laws.rs"]
mod laws;
#[path = "diff/requests.rs"]
mod requests;
#[path = "diff/support.rs"]
mod support;

use edgewise::Library;
use edgewise::diff::{Origin, Side, diff};
use edgewise::schema::Target;
use std::path::Path;
use std::process::Command;
use std::{env, fs};
use support::{given, import, outputs, programs, said, texts, understand, understand_texts};

#[test]
fn a_program_is_its_own_snapshot() {
    let library = Library::load();
    let mut wrong = Vec::new();
    for folder in programs() {
        let model = understand(&library, &folder);
        let text = serde_json::to_string_pretty(&edgewise::import::snapshot(&model, &library.schema)).unwrap();
        let read = import(&library, &[("snapshot.json", text.as_str())]);
        assert_eq!(read.unseen, [], "{}", folder.display());
        let again = serde_json::to_string_pretty(&edgewise::import::snapshot(&read.model, &library.schema)).unwrap();
        let found = diff(Side::of(&model, Origin::Program), Side::of(&read.model, Origin::Program), &library.schema);
        if !found.is_empty() || text != again {
            wrong.push(format!("{}\n{}", folder.display(), said(&found)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_program_is_what_its_outputs_say() {
    let library = Library::load();
    let mut wrong = Vec::new();
    for folder in programs() {
        let model = understand(&library, &folder);
        for target in given(&folder) {
            let files = outputs(&library, &folder, target);
            let texts: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            let read = import(&library, &texts);
            let unseen: Vec<String> = read.unseen.iter().map(|unseen| format!("{}: {}", unseen.what, unseen.why)).collect();
            let (program, output) = (Side::of(&model, Origin::Program), Side::of(&read.model, Origin::Output(target)));
            let found = diff(program, output, &library.schema);
            let back = diff(output, program, &library.schema);
            if !found.is_empty() || !back.is_empty() {
                wrong.push(format!("{} {}\n{}{}\n", folder.display(), target.word(), said(&found), unseen.join("\n")));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of them\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn layout_and_order_of_blocks_change_nothing() {
    let library = Library::load();
    let mut wrong = Vec::new();
    for folder in programs() {
        let model = understand(&library, &folder);
        let formatted = |text: &str| edgewise::syntax::format(text).unwrap_or_else(|| panic!("{}", folder.display()));
        let laid_out: Vec<(String, String)> = texts(&folder).into_iter().map(|(name, text)| (name, formatted(&text))).collect();
        let turned: Vec<(String, String)> = laid_out.iter().rev().map(|(name, text)| (name.clone(), backwards(text))).collect();
        for (what, texts) in [("formatted", laid_out), ("backwards", turned)] {
            let other = understand_texts(&library, &folder, &texts);
            let found = diff(Side::of(&model, Origin::Program), Side::of(&other, Origin::Program), &library.schema);
            if !found.is_empty() {
                wrong.push(format!("{} {what}\n{}", folder.display(), said(&found)));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of them\n{}", wrong.len(), wrong.join("\n"));
}

/// The blocks of a formatted text, the last first, each with what stands before it as its comment.
fn backwards(text: &str) -> String {
    let mut blocks: Vec<String> = vec![String::new()];
    let mut is_comment = false;
    for line in text.lines() {
        let begins = line.chars().next().is_some_and(|letter| !letter.is_whitespace() && !"})]".contains(letter));
        if begins && !is_comment {
            blocks.push(String::new());
        }
        is_comment = line.starts_with("//") || begins && line.starts_with("@");
        let last = blocks.len() - 1;
        blocks[last] += &format!("{line}\n");
    }
    blocks.reverse();
    blocks.join("\n")
}

#[test]
fn both_outputs_say_the_same() {
    let library = Library::load();
    let mut wrong = Vec::new();
    // Where a value comes from is said in each target's own way: an export here, a variable there.
    const APART: [&str; 2] = ["inputs", "beside"];
    let told = |folder: &std::path::PathBuf| given(folder).len() == 2 && APART.iter().all(|name| !folder.ends_with(name));
    for folder in programs().into_iter().filter(told) {
        let [cfn, tf] = Target::ALL.map(|target| {
            let files = outputs(&library, &folder, target);
            let texts: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            import(&library, &texts).model
        });
        let sides = (Side::of(&cfn, Origin::Output(Target::CloudFormation)), Side::of(&tf, Origin::Output(Target::Terraform)));
        let found = diff(sides.0, sides.1, &library.schema);
        if !found.is_empty() {
            wrong.push(format!("{}\n{}", folder.display(), said(&found)));
        }
    }
    assert!(wrong.is_empty(), "{} of them\n{}", wrong.len(), wrong.join("\n"));
}

/// `tests/diff/<case>/` holds `old.edge`, `new.edge`, what is said to `flags`, if anything, and what is said of them: `said.txt`, `said.md`, and
/// `said.json` and `said.github` where those are there. What a case without programs of its own compares, its `flags` say.
#[test]
fn every_case_reads_as_written() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.join("tests/diff");
    let mut cases: Vec<_> =
        fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    cases.sort();
    let mut wrong = Vec::new();
    for case in &cases {
        for (file, format) in [("said.txt", "human"), ("said.md", "markdown"), ("said.json", "json"), ("said.github", "github")] {
            let (path, is_optional) = (case.join(file), format == "json" || format == "github");
            if is_optional && !path.exists() {
                continue;
            }
            let flags = fs::read_to_string(case.join("flags")).unwrap_or_default();
            let has_sides = case.join("old.edge").exists();
            let (sides, folder) = if has_sides { (&["old.edge", "new.edge"][..], case.as_path()) } else { (&[][..], here) };
            let words = ["diff", "--format", format].into_iter().chain(sides.iter().copied()).chain(flags.split_whitespace());
            let run = Command::new(env!("CARGO_BIN_EXE_edgewise")).args(words).current_dir(folder).output().unwrap();
            let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
            let said = format!("{}{}exit {}\n", text(run.stdout), text(run.stderr), run.status.code().unwrap());
            if env::var_os("BLESS").is_some() {
                fs::write(&path, &said).unwrap();
            } else if fs::read_to_string(&path).unwrap_or_default() != said {
                wrong.push(format!("{}:\n{said}", path.display()));
            }
        }
    }
    assert!(!cases.is_empty() && wrong.is_empty(), "{} answers differ; BLESS=1 keeps them\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_readme_says_what_is_said() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let readme = read("README.md");
    let answers = read("tests/diff/readme/said.txt");
    let answers = answers.split("\n\n").find(|part| part.starts_with("answers")).unwrap();
    let markdown = read("tests/diff/readme/said.md");
    let table = markdown.split("\n\n").find(|part| part.starts_with("| name")).unwrap();
    assert!(readme.contains(answers) && readme.contains(table), "{answers}\n{table}");
    let reviewing = read("docs/reviewing.md");
    for peril in edgewise::diff::PERILS {
        assert!(reviewing.contains(peril.code), "{} is not in docs/reviewing.md", peril.code);
        let case = format!("hazard_{}_", peril.code.trim_start_matches("HZ-"));
        let cases = fs::read_dir(root.join("tests/diff")).unwrap().map(|entry| entry.unwrap());
        let of = cases.filter(|entry| entry.file_name().to_string_lossy().starts_with(&case));
        let said: Vec<String> = of.map(|entry| fs::read_to_string(entry.path().join("said.txt")).unwrap()).collect();
        let found = said.iter().filter(|text| text.contains(peril.code)).count();
        assert!(found > 0 && found < said.len(), "{}: one case that has it, and one that stays silent", peril.code);
    }
}
