//! `edgewise diff OLD NEW` and `edgewise snapshot`.
//!
//! In: two sides. Out: what changes, for people, for a pull request, for machines; an exit code: 0 nothing, 3 something, 1 where a
//! side has errors or a guard refuses. Deliberately absent: comparing itself (`diff`).

mod answers;
mod git;
mod github;
mod guards;
mod human;
mod json;
mod markdown;
mod side;
mod text;
mod traces;
mod words;

use super::arguments::{Diff, Format, Program};
use super::document::Document;
use super::program::Understood;
use super::terminal::{Advice, Failure, Terminal, Verdict};
use crate::compile::Library;
use crate::diff::{Difference, Side, Spared, diff as compare};
use crate::import::snapshot as written;
use side::{Place, Read, Unread, Wanted, parts};
use std::panic::resume_unwind;
use std::thread::{self, ScopedJoinHandle};

/// Two sides and what differs.
struct Compared {
    old: Read,
    new: Read,
    difference: Difference,
    /// What guards refuse.
    refusals: Vec<String>,
}

/// `edgewise diff`
pub(super) fn diff(arguments: &Diff, terminal: &Terminal) -> Result<Verdict, Failure> {
    let library = Library::load();
    let wanted = |side, set: &[(String, String)], params: &[_], inputs: &[(String, String)], turn| Wanted {
        side,
        set: arguments.set.iter().chain(set).cloned().collect(),
        params: arguments.params.iter().chain(params).cloned().collect(),
        inputs: arguments.input.iter().chain(inputs).cloned().collect(),
        turn,
    };
    let sides = [
        wanted(&arguments.old, &arguments.set_old, &arguments.params_old, &arguments.input_old, 0),
        wanted(&arguments.new, &arguments.set_new, &arguments.params_new, &arguments.input_new, 1),
    ];
    let mut reads = Vec::with_capacity(2);
    let places = [Place::of(&sides[0])?, Place::of(&sides[1])?];
    // A trace, or a comparison of outputs, shows what does not change too.
    let (both, spared) = read(&places, &library, arguments.text || arguments.trace);
    for (side, found) in sides.iter().zip(both) {
        match found {
            Ok(read) => reads.push(read),
            Err(Unread::Failure(failure)) => return Err(failure),
            Err(Unread::Findings(findings)) => {
                if !terminal.is_for_machines() {
                    terminal.tell(&format!("{}, the {} side, cannot be compared:\n\n", side.side, ["old", "new"][side.turn]));
                }
                findings.show(terminal, Advice::Counted);
                if terminal.is_for_machines() {
                    findings.document().with("side", ["old", "new"][side.turn]).print(terminal)?;
                }
                return Ok(findings.verdict());
            }
        }
    }
    let (Some(new), Some(old)) = (reads.pop(), reads.pop()) else { return Ok(Verdict::Misuse) };
    let old_side = Side::of(&old.model, old.origin).sparing(&spared);
    let difference = compare(old_side, Side::of(&new.model, new.origin), &library.schema);
    let mut compared = Compared { old, new, difference, refusals: Vec::new() };
    compared.refusals = guards::refusals(&compared, arguments);
    let texts = if arguments.text { text::differences(&compared, &library) } else { String::new() };
    let traces = if arguments.trace { traces::traces(&compared, &library) } else { Vec::new() };
    match terminal.format {
        Format::Human | Format::Tree => terminal.print(&(human::render(&compared) + &traces::text(&traces) + &texts))?,
        Format::Github => terminal.print(&github::render(&compared))?,
        Format::Json | Format::Sarif | Format::Junit => Document::of(&[], &crate::source::Sources::default())
            .with("diff", json::render(&compared, &traces, &texts, &library.schema))
            .print(terminal)?,
        Format::Markdown => terminal.print(&(markdown::render(&compared, &texts) + &traces::markdown(&traces)))?,
    }
    let verdict = match (compared.refusals.is_empty(), compared.difference.is_empty()) {
        (false, _) => Verdict::Findings,
        (true, true) => Verdict::Fine,
        (true, false) => Verdict::Changes,
    };
    // The process ends soon, and gives all memory back at once.
    std::mem::forget((compared, library));
    Ok(verdict)
}

/// Reads both sides, neither of which waits for the other: as a whole, or without records that do not change, and how many those are.
fn read(places: &[Place; 2], library: &Library, as_a_whole: bool) -> ([Result<Read, Unread>; 2], Spared) {
    thread::scope(|scope| {
        let new = scope.spawn(|| places[1].read(library));
        let parts = if as_a_whole { None } else { parts(places, library) };
        let wait = |new: ScopedJoinHandle<_>| new.join().unwrap_or_else(|panic| resume_unwind(panic));
        let Some(([old, part], spared)) = parts else { return ([places[0].read(library), wait(new)], Spared::default()) };
        // What both sides share is right where it is right in the new one.
        match wait(new) {
            Ok(whole) => {
                std::mem::forget(whole);
                ([Ok(old), Ok(part)], spared)
            }
            Err(unread) => ([places[0].read(library), Err(unread)], Spared::default()),
        }
    })
}

/// `edgewise snapshot`
pub(super) fn snapshot(program: &Program, terminal: &Terminal) -> Result<Verdict, Failure> {
    let Understood { findings, library, model } = Understood::of(program);
    findings.show(terminal, Advice::Counted);
    let Some(model) = model else {
        if terminal.is_for_machines() {
            findings.document().print(terminal)?;
        }
        return Ok(findings.verdict());
    };
    let mut text = serde_json::to_string_pretty(&written(&model, &library.schema)).unwrap_or_default();
    text.push('\n');
    terminal.print(&text)?;
    Ok(Verdict::Fine)
}
