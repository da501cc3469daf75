//! `docs/systems.md`: what can be written, by which words, in which programs, for which targets, and what the dry run answers of it.
//!
//! In: `tests/systems.txt`. Each program it names is there and uses those words; `tests/emit.rs` and `tests/accept.rs` hold that it
//! compiles to its targets, the judges of `.ci/run` what comes out.

use super::root;
use edgewise::source::Sources;
use edgewise::stdlib;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

#[test]
fn every_system_has_a_program() {
    let text = fs::read_to_string(root().join("tests/systems.txt")).unwrap();
    let mut wrong = Vec::new();
    let mut page = "# What can be written\n\nEach system with the words that write it, programs that do, and where to see what the dry run says of it. The programs compile to\nthe targets that are named, and the judges accept what comes out: cfn-lint, AWS's cloudformation-validate and the CDK for\nCloudFormation; `terraform validate` and `terraform plan` for Terraform; for those in `examples/` also `terraform apply` on a local AWS,\na comparison of both targets, and a deployment of the templates. Where a target has no such thing, an error names it and what to do instead.\n\n| | system | written with | programs | targets | answers |\n| --- | --- | --- | --- | --- | --- |\n".to_owned();
    for (at, line) in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).enumerate() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [number, system, words, programs, answers] = cells[..] else {
            panic!("{line}: not five columns");
        };
        if number != (at + 1).to_string() {
            wrong.push(format!("{line}: out of order"));
        }
        let mut used = BTreeSet::new();
        let mut targets = BTreeSet::new();
        for program in list(programs) {
            match fs::read_to_string(root().join(file_of(program))) {
                Ok(text) => used.extend(words_of(&text)),
                Err(_) => wrong.push(format!("{number}: there is no {program}")),
            }
            targets.extend(targets_of(program));
        }
        wrong.extend(list(words).filter(|word| !used.contains(*word)).map(|word| format!("{number}: no program uses {word}")));
        if answers != "-" && !root().join(answers).exists() {
            wrong.push(format!("{number}: there is no {answers}"));
        }
        let links = |cell: &str| list(cell).map(link).collect::<Vec<_>>().join(", ");
        let quoted: Vec<String> = list(words).map(|word| format!("`{word}`")).collect();
        let targets: Vec<&str> = targets.into_iter().collect();
        let _ = writeln!(
            page,
            "| {number} | {system} | {} | {} | {} | {} |",
            quoted.join(" "),
            links(programs),
            targets.join(", "),
            links(answers)
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let path = root().join("docs/systems.md");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    assert!(fs::read_to_string(&path).is_ok_and(|known| known == page), "BLESS=1 writes docs/systems.md");
}

/// Every resource that a kind is, in either target, comes out of a case that the judges see.
#[test]
fn every_kind_has_a_case() {
    let schema = stdlib::load(&mut Sources::default());
    let mut outputs = String::new();
    for case in fs::read_dir(root().join("tests/emit")).unwrap() {
        let files = fs::read_dir(case.unwrap().path()).unwrap().map(|file| file.unwrap().path());
        files
            .filter(|file| file.extension().is_some_and(|end| end == "json"))
            .for_each(|file| outputs += &fs::read_to_string(file).unwrap());
    }
    let mut without = BTreeSet::new();
    for (_, kind) in schema.kinds() {
        let resources = [&kind.resource.cfn, &kind.resource.tf].into_iter().flatten();
        without.extend(resources.filter(|resource| !outputs.contains(&format!("\"{resource}\""))).cloned());
    }
    assert!(without.is_empty(), "no case has {without:?}");
}

/// The items of a cell.
fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(',').map(str::trim).filter(|item| *item != "-")
}

fn file_of(program: &str) -> String {
    if program.ends_with(".edge") { program.to_owned() } else { format!("{program}/main.edge") }
}

fn link(path: &str) -> String {
    let name = path.trim_start_matches("tests/");
    format!("[{name}](../{path})")
}

/// What a program is built for: both, or what the file beside it says.
fn targets_of(program: &str) -> Vec<&'static str> {
    let beside = match program.strip_suffix(".edge") {
        Some(stem) => format!("{stem}.targets"),
        None => format!("{program}/targets"),
    };
    let only = fs::read_to_string(root().join(beside)).unwrap_or_default();
    [("cloudformation", "CloudFormation"), ("terraform", "Terraform")]
        .into_iter()
        .filter(|(word, _)| only.is_empty() || only.trim() == *word)
        .map(|(_, name)| name)
        .collect()
}

/// Every word of a program that stands in no text and no comment.
fn words_of(text: &str) -> BTreeSet<String> {
    let code = |line: &str| {
        let outside: Vec<&str> = line.split('"').step_by(2).collect();
        outside.join(" ").split("//").next().unwrap_or_default().to_owned()
    };
    let words = |line: String| {
        line.split(|letter: char| !letter.is_alphanumeric() && letter != '_').map(str::to_owned).collect::<Vec<_>>()
    };
    text.lines().map(code).flat_map(words).collect()
}
