//! What AWS says when it refuses is recognised, whoever prints it: each file of `tests/answers/` is a group of errors as tools show them,
//! each under a line `@ …`, with what they are taken for below, on lines that begin with `>`.
//!
//! `BLESS=1` writes those lines anew.

use edgewise::explain::Answers;
use edgewise::report::{Code, Reports};
use edgewise::stdlib;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn answers() -> Answers {
    let mut reports = Reports::default();
    let answers = Answers::load(&mut reports);
    assert_eq!(reports.count(), 0, "{:?}", reports.sorted());
    answers
}

fn groups() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/answers");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// The errors of a group, each with its line `@ …`.
fn errors(group: &str) -> Vec<String> {
    let kept: String = group.lines().filter(|line| !line.starts_with('>')).flat_map(|line| [line, "\n"]).collect();
    kept.split("@ ").skip(1).map(str::to_owned).collect()
}

#[test]
fn every_error_is_taken_for_what_it_is() {
    let answers = answers();
    let mut wrong = Vec::new();
    for group in groups() {
        let written = fs::read_to_string(&group).unwrap();
        let mut now = String::new();
        for error in errors(&written) {
            let (_, text) = error.split_once('\n').unwrap_or_default();
            now += &format!("@ {}\n", error.trim_end());
            let found = answers.to(text);
            if found.is_empty() {
                wrong.push(format!("{}: nothing is known of\n{error}", group.display()));
            }
            for answer in found {
                let rules: Vec<&str> = answer.rules.iter().map(|rule| rule.as_str()).collect();
                now += format!("> {}  {}\n", answer.cause, rules.join(" ")).replace("  \n", "\n").as_str();
            }
            now += "\n";
        }
        if now.trim_end() == written.trim_end() {
            continue;
        }
        match std::env::var_os("BLESS") {
            Some(_) => fs::write(&group, format!("{}\n", now.trim_end())).unwrap(),
            None => wrong.push(format!("{}: now reads\n{now}", group.display())),
        }
    }
    assert!(groups().len() >= 15 && wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_answer_names_rules_there_are_or_says_why_not_and_has_a_case() {
    let schema = stdlib::load(&mut Default::default());
    let rules = schema.kinds().flat_map(|(_, kind)| kind.rules.iter().map(|rule| rule.code.to_string()));
    let known: BTreeSet<String> = rules.chain(Code::all().map(|code| code.row().code.to_owned())).collect();
    let cases: String = groups().iter().map(|group| fs::read_to_string(group).unwrap()).collect();
    let mut causes = BTreeSet::new();
    for answer in answers().all() {
        let unknown: Vec<_> = answer.rules.iter().filter(|rule| !known.contains(rule.as_str())).collect();
        assert!(unknown.is_empty(), "{unknown:?}: {}", answer.cause);
        assert!(answer.rules.is_empty() == answer.here.is_some(), "rules, or why there are none: {}", answer.cause);
        assert!(cases.contains(&format!("> {}", answer.cause)), "no case is taken for: {}", answer.cause);
        assert!(causes.insert(answer.cause.clone()), "said twice: {}", answer.cause);
    }
    assert!(causes.len() > 120, "{} answers", causes.len());
}

#[test]
fn what_is_no_error_of_aws_is_not_taken_for_one() {
    let answers = answers();
    for text in [
        "",
        "…",
        "Error: no such file",
        "Deployment complete in us-east-1",
        "InvalidViewerCertificates",
        "npm ERR! code ELIFECYCLE",
    ] {
        assert!(answers.to(text).is_empty(), "{text}: {:?}", answers.to(text));
    }
    let both = answers.to(
        "InvalidChangeBatch: [RRSet of type CNAME with DNS name example.com. is not permitted at apex in zone example.com., \
         Invalid Resource Record: 'FATAL problem: ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with 'x'']",
    );
    assert_eq!(both.iter().map(|answer| answer.rules[0].as_str()).collect::<Vec<_>>(), ["R53-150", "R53-080"]);
}
