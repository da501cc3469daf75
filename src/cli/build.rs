//! `edgewise build`: writes the outputs of a program, or says whether they are current.
//!
//! In: a program, targets, a directory. Out: files in it, and what was written. Deliberately absent: how files are changed
//! (`output`).

use super::arguments::{Build, TargetWord};
use super::output::{Change, Output, There, Work};
use super::program::{Compiled, Findings};
use super::read::shown;
use super::terminal::{Advice, Failure, Terminal, Verdict, several};
use crate::schema::Target;
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The file of Terraform's providers.
const PROVIDERS: &str = "terraform/providers.tf.json";
/// The file that says in which order stacks are deployed.
const STACKS: &str = "cloudformation/stacks.json";

/// Builds a program.
pub(super) fn build(build: &Build, terminal: &Terminal) -> Result<Verdict, Failure> {
    let targets = targets(&build.target);
    let work = match (build.check, build.force) {
        (true, _) => Work::Compare,
        (false, false) => Work::Write,
        (false, true) => Work::Overwrite,
    };
    let folder = |name: &str| build.out.clone().unwrap_or_else(|| Path::new("out").join(folder_name(name)));
    let (mut output, mut stacks) = (None, Vec::new());
    let Compiled { findings, name } = Compiled::of(&build.program, &targets, &mut |name, target, file| {
        if file.path == STACKS {
            stacks = file.bytes();
        }
        if let Ok(output) = output.get_or_insert_with(|| Output::of(folder(name), &targets, work))
            && !(build.no_providers && file.path == PROVIDERS)
        {
            output.take(target, &file);
        }
    });
    findings.show(terminal, Advice::Counted);
    if findings.verdict() != Verdict::Fine {
        if terminal.is_for_machines() {
            findings.document().print(terminal)?;
        }
        return Ok(findings.verdict());
    }
    let mut output = output.unwrap_or_else(|| Output::of(folder(&name), &targets, work))?;
    output.finish()?;
    if build.check {
        return check(&findings, &output, terminal);
    }
    if terminal.is_for_machines() {
        let files: Vec<Value> = output.changes.iter().map(|change| entry(&output, change)).collect();
        let document = findings.document().with("out", shown(&folder(&name)));
        document.with("files", files).with("stacks", stacks_of(&stacks)).print(terminal)?;
    } else {
        terminal.mention(&written(&output))?;
        terminal.mention(&order(&stacks))?;
    }
    Ok(Verdict::Fine)
}

/// The targets asked for, each once, in the order they are built; all where none is.
fn targets(words: &[TargetWord]) -> Vec<Target> {
    let is_wanted = |target: &Target| words.is_empty() || words.iter().any(|word| word.target() == *target);
    Target::ALL.into_iter().filter(is_wanted).collect()
}

/// Compares outputs with the directory they were written to.
fn check(findings: &Findings, output: &Output, terminal: &Terminal) -> Result<Verdict, Failure> {
    let differing: Vec<&Change> = output.changes.iter().filter(|change| change.differs()).collect();
    if terminal.is_for_machines() {
        let member =
            |change: &&Change| json!({ "path": shown(&output.path(change)), "state": state(change), "difference": change.lines });
        let differences: Vec<Value> = differing.iter().map(member).collect();
        findings.document().with("differences", differences).print(terminal)?;
    } else {
        for change in &differing {
            terminal.print(&format!("{}: {}\n", shown(&output.path(change)), state(change)))?;
            terminal.mention(&change.lines)?;
        }
        let count = output.changes.len();
        let said = if differing.is_empty() { "current" } else { "compared; build without --check to write them" };
        terminal.mention(&format!("{} {said}\n", several(count, "file")))?;
    }
    Ok(if differing.is_empty() { Verdict::Fine } else { Verdict::Findings })
}

/// What is the matter with a file, in a word.
fn state(change: &Change) -> &'static str {
    match (change.there, change.wanted) {
        (There::Same, _) => "current",
        (There::Nothing, _) => "missing",
        (_, None) => "no longer belongs",
        (There::Earlier | There::Edited | There::Foreign, Some(_)) => "differs",
    }
}

/// One line for each file: what was done, where, how large.
fn written(output: &Output) -> String {
    let mut text = String::new();
    let paths: Vec<String> = output.changes.iter().map(|change| shown(&output.path(change))).collect();
    let width = paths.iter().map(|path| path.chars().count()).max().unwrap_or(0);
    for (change, path) in output.changes.iter().zip(&paths) {
        let size = change.wanted.map_or_else(String::new, |wanted| size(wanted.length));
        text.push_str(format!("{:<9} {path:<width$}  {size}", done(change)).trim_end());
        text.push('\n');
    }
    text
}

fn done(change: &Change) -> &'static str {
    match (change.there, change.wanted) {
        (There::Same, _) => "unchanged",
        (_, None) => "removed",
        (_, Some(_)) => "wrote",
    }
}

fn entry(output: &Output, change: &Change) -> Value {
    let target = super::manifest::word(change.target);
    let bytes = change.wanted.map(|wanted| wanted.length);
    json!({ "path": shown(&output.path(change)), "target": target, "bytes": bytes, "state": done(change) })
}

/// 1 KB is 1,024 bytes, as in the language.
fn size(bytes: usize) -> String {
    let of = |unit: usize, word: &str| format!("{}.{} {word}", bytes / unit, bytes % unit * 10 / unit);
    match bytes {
        0..0x400 => format!("{bytes} bytes"),
        0x400..0x10_0000 => of(0x400, "KB"),
        _ => of(0x10_0000, "MB"),
    }
}

/// The stacks of a program, in the order they are deployed.
fn stacks_of(bytes: &[u8]) -> Vec<Value> {
    let document = serde_json::from_slice::<Value>(bytes).ok();
    document.and_then(|document| document.get("stacks").and_then(Value::as_array).cloned()).unwrap_or_default()
}

/// The stacks of a program in order, and what is said of each to people.
#[derive(Default, Deserialize)]
struct Stacks {
    stacks: Vec<Stack>,
}

#[derive(Deserialize)]
struct Stack {
    name: String,
    region: Option<String>,
    template: String,
}

/// The order of deployment, where there is one.
fn order(stacks: &[u8]) -> String {
    let Stacks { stacks } = serde_json::from_slice(stacks).unwrap_or_default();
    if stacks.len() < 2 {
        return String::new();
    }
    let region = |region: Option<String>| region.unwrap_or_else(|| "any region".to_owned());
    let rows: Vec<[String; 3]> = stacks.into_iter().map(|stack| [stack.name, region(stack.region), stack.template]).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (names, regions) = (width(0), width(1));
    let mut text = String::from("deploy in this order:\n");
    for (at, [name, region, template]) in rows.iter().enumerate() {
        text.push_str(&format!("{:>3}. {name:<names$}  {region:<regions$}  {template}\n", at + 1));
    }
    text
}

/// A program's name as the name of one directory.
fn folder_name(name: &str) -> PathBuf {
    let plain: String = name.chars().map(|letter| if matches!(letter, '/' | '\\') { '-' } else { letter }).collect();
    PathBuf::from(if matches!(plain.as_str(), "" | "." | "..") { "edgewise" } else { &plain })
}
