//! `edgewise explain --aws`: what AWS refused, why, and where in the program.
//!
//! In: a pasted error, and the program in a directory if there is one. Out: a page for each answer that fits; the findings of its
//! rules in that program; the blocks whose resources the error names. Deliberately absent: the answers (`explain`).

use super::Known;
use super::page::Page;
use crate::cli::arguments::{ExplainAws, Program};
use crate::cli::document::Document;
use crate::cli::program;
use crate::cli::terminal::{Failure, Terminal, Verdict};
use crate::explain::{Answer, Answers};
use crate::plan::{Plan, Resource};
use crate::report::{self, Report, Reports, render};
use crate::schema::{Block, Schema};
use crate::source::Sources;
use serde_json::{Value, json};
use std::io::{self, Read};

/// Explains what AWS answered.
pub(super) fn explain(wanted: &ExplainAws, terminal: &Terminal) -> Result<Verdict, Failure> {
    let text = match wanted.aws.as_ref().and_then(Option::as_deref).filter(|text| *text != "-") {
        Some(text) => text.to_owned(),
        None => pasted()?,
    };
    let mut reports = Reports::default();
    let answers = Answers::load(&mut reports);
    let found = answers.to(&text);
    let places = if found.is_empty() { Places::default() } else { Places::of(wanted, &found, &text) };
    if terminal.is_for_machines() {
        let entry = |answer: &&Answer| {
            let codes: Vec<&str> = answer.codes.iter().map(|code| code.as_str()).collect();
            let rules: Vec<&str> = answer.rules.iter().map(|rule| rule.as_str()).collect();
            json!({ "codes": codes, "cause": *answer.cause, "fix": *answer.fix, "rules": rules, "here": answer.here.as_deref() })
        };
        let document = Document::of(&places.reports, &places.sources).with("answers", found.iter().map(entry).collect::<Value>());
        document.with("blocks", places.blocks.iter().map(Named::json).collect::<Value>()).print(terminal)?;
    } else if found.is_empty() {
        terminal.tell("error: nothing known to be said by AWS is in this text\n  = fix: paste all of it, with the code in front of the sentence\n");
    } else {
        let known = Known::load();
        let pages: Vec<String> = found.iter().map(|answer| Page::of_answer(answer, &known).text()).collect();
        terminal.print(&(pages.join("\n") + &places.shown(terminal)))?;
    }
    Ok(if found.is_empty() { Verdict::Findings } else { Verdict::Fine })
}

fn pasted() -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|error| Failure(format!("cannot read standard input: {error}")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Where in a program an error comes from.
#[derive(Default)]
struct Places {
    reports: Vec<Report>,
    sources: Sources,
    blocks: Vec<Named>,
}

/// A block whose resource an error names.
struct Named {
    what: String,
    file: String,
    line: usize,
}

impl Named {
    fn json(&self) -> Value {
        json!({ "block": self.what, "file": self.file, "line": self.line })
    }
}

impl Places {
    /// Nothing where there is no program.
    fn of(wanted: &ExplainAws, found: &[&Answer], text: &str) -> Places {
        let is_page = |entry: io::Result<std::fs::DirEntry>| {
            entry.is_ok_and(|entry| entry.path().extension().is_some_and(|sort| sort == "edge"))
        };
        let is_program =
            wanted.program.is_file() || std::fs::read_dir(&wanted.program).is_ok_and(|mut entries| entries.any(is_page));
        if !is_program {
            return Places::default();
        }
        let program = Program { path: wanted.program.clone(), set: Vec::new(), params: Vec::new(), level: Vec::new() };
        let (findings, plan) = program::planned(&program);
        let speaks = |report: &&Report| found.iter().any(|answer| answer.rules.iter().any(|rule| report.code == rule.as_str()));
        let reports = findings.reports.iter().filter(speaks).cloned().collect();
        let blocks = plan.map_or_else(Vec::new, |(plan, schema)| named(&plan, &schema, &findings.sources, text));
        Places { reports, sources: findings.sources, blocks }
    }

    fn shown(&self, terminal: &Terminal) -> String {
        let mut page = String::new();
        if !self.reports.is_empty() {
            page += "\nin this program\n\n";
            page += &render(&self.reports, &self.sources, terminal.style(&io::stdout()));
        }
        if !self.blocks.is_empty() {
            page += "\nthe error names\n";
        }
        for named in &self.blocks {
            page += &format!("    {} at {}:{}\n", named.what, named.file, named.line);
        }
        page
    }
}

/// The blocks that stand behind the resources an error names.
fn named(plan: &Plan, schema: &Schema, sources: &Sources, text: &str) -> Vec<Named> {
    let words: Vec<&str> =
        text.split(|letter: char| !letter.is_ascii_alphanumeric() && !matches!(letter, '_' | '.' | ':')).collect();
    let names = |resource: &Resource, block: &Block| {
        let sort = &schema.kind(block.kind).resource;
        let of_terraform = sort.tf.as_deref().map(|sort| format!("{sort}.{}", resource.name));
        let of_stack = sort.cfn.as_deref().is_some_and(|sort| words.contains(&sort)) && words.contains(&&*resource.logical_id);
        of_stack || of_terraform.is_some_and(|address| words.iter().any(|word| word.trim_end_matches(['.', ':']) == address))
    };
    let (mut named, mut places): (Vec<Named>, _) = (Vec::new(), report::Places::of(sources));
    for resource in &plan.resources {
        let block = &plan.blocks[resource.block.0 as usize];
        if !names(resource, block) {
            continue;
        }
        let author = block.made_by.map_or(block, |maker| &plan.blocks[maker.0 as usize]);
        let what = format!("{} {}", schema.kind(author.kind).name, author.label).trim_end().to_owned();
        let (file, line) = places.line(author.span);
        if !named.iter().any(|known| known.what == what && known.line == line && known.file == file) {
            named.push(Named { what, file: file.to_owned(), line });
        }
    }
    named
}
