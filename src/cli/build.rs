//! `edgewise build`: writes the outputs of a program, or says whether they are current.
//!
//! In: a program, targets, a directory. Out: files in it, and what was written. Deliberately absent: how files are changed
//! (`output`).

use super::arguments::{Build, TargetWord};
use super::compare::difference;
use super::output::{Change, Output, Overwrite, There};
use super::program::{Compiled, Findings};
use super::read::shown;
use super::terminal::{Advice, Failure, Terminal, Verdict, several};
use crate::schema::Target;
use crate::target::Files;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The file of Terraform's providers.
const PROVIDERS: &str = "terraform/providers.tf.json";
/// The file that says in which order stacks are deployed.
const STACKS: &str = "cloudformation/stacks.json";

/// Builds a program.
pub(super) fn build(build: &Build, terminal: &Terminal) -> Result<Verdict, Failure> {
    let Compiled { findings, name, mut outputs } = Compiled::of(&build.program, &targets(&build.target));
    findings.show(terminal, Advice::Counted);
    if findings.verdict() != Verdict::Fine {
        if terminal.is_for_machines() {
            findings.document().print(terminal)?;
        }
        return Ok(findings.verdict());
    }
    if build.no_providers {
        outputs.iter_mut().for_each(|(_, files)| files.retain(|file| file.path != PROVIDERS));
    }
    let stacks = stacks(&outputs);
    let folder = build.out.clone().unwrap_or_else(|| Path::new("out").join(folder_name(&name)));
    let output = Output::look(&folder, outputs)?;
    if build.check {
        return check(&findings, &output, terminal);
    }
    output.write(if build.force { Overwrite::All } else { Overwrite::Own })?;
    if terminal.is_for_machines() {
        let files: Vec<Value> = output.changes.iter().map(|change| entry(&output, change)).collect();
        findings.document().with("out", shown(&folder)).with("files", files).with("stacks", stacks).print(terminal)?;
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
        let member = |change: &&Change| json!({ "path": shown(&output.path(change)), "state": state(change), "difference": lines_of(change) });
        let differences: Vec<Value> = differing.iter().map(member).collect();
        findings.document().with("differences", differences).print(terminal)?;
    } else {
        for change in &differing {
            terminal.print(&format!("{}: {}\n", shown(&output.path(change)), state(change)))?;
            terminal.mention(&lines_of(change))?;
        }
        let count = output.changes.len();
        let said = if differing.is_empty() { "current" } else { "compared; build without --check to write them" };
        terminal.mention(&format!("{} {said}\n", several(count, "file")))?;
    }
    Ok(if differing.is_empty() { Verdict::Fine } else { Verdict::Findings })
}

/// What is the matter with a file, in a word.
fn state(change: &Change) -> &'static str {
    match (&change.there, &change.bytes) {
        (There::Same, _) => "current",
        (There::Nothing, _) => "missing",
        (_, None) => "no longer belongs",
        (There::Earlier(_) | There::Edited(_) | There::Foreign(_), Some(_)) => "differs",
    }
}

fn lines_of(change: &Change) -> String {
    match (&change.there, &change.bytes) {
        (There::Earlier(there) | There::Edited(there) | There::Foreign(there), Some(wanted)) => {
            difference(&String::from_utf8_lossy(there), &String::from_utf8_lossy(wanted))
        }
        _ => String::new(),
    }
}

/// One line for each file: what was done, where, how large.
fn written(output: &Output) -> String {
    let mut text = String::new();
    let paths: Vec<String> = output.changes.iter().map(|change| shown(&output.path(change))).collect();
    let width = paths.iter().map(|path| path.chars().count()).max().unwrap_or(0);
    for (change, path) in output.changes.iter().zip(&paths) {
        let size = change.bytes.as_ref().map_or_else(String::new, |bytes| size(bytes.len()));
        text.push_str(format!("{:<9} {path:<width$}  {size}", done(change)).trim_end());
        text.push('\n');
    }
    text
}

fn done(change: &Change) -> &'static str {
    match (&change.there, &change.bytes) {
        (There::Same, _) => "unchanged",
        (_, None) => "removed",
        (_, Some(_)) => "wrote",
    }
}

fn entry(output: &Output, change: &Change) -> Value {
    let target = super::manifest::word(change.target);
    let bytes = change.bytes.as_ref().map(Vec::len);
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
fn stacks(outputs: &[(Target, Files)]) -> Vec<Value> {
    let file = outputs.iter().flat_map(|(_, files)| files).find(|file| file.path == STACKS);
    let document = file.and_then(|file| serde_json::from_slice::<Value>(&file.bytes).ok());
    document.and_then(|document| document.get("stacks").and_then(Value::as_array).cloned()).unwrap_or_default()
}

/// The order of deployment, where there is one.
fn order(stacks: &[Value]) -> String {
    if stacks.len() < 2 {
        return String::new();
    }
    let word = |stack: &Value, name: &str| stack.get(name).and_then(Value::as_str).map(str::to_owned);
    let rows: Vec<[String; 3]> = stacks
        .iter()
        .map(|stack| {
            let region = word(stack, "region").unwrap_or_else(|| "any region".to_owned());
            [word(stack, "name").unwrap_or_default(), region, word(stack, "template").unwrap_or_default()]
        })
        .collect();
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
