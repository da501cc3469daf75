//! The old and the new way to the answer of each question that shows a change.
//!
//! In: what differs. Out: questions, each with what it came to and what it comes to, step by step. Deliberately absent: asking
//! (`route`).

use super::Compared;
use super::markdown::fold;
use crate::cli::route::{Forms, Side};
use crate::compile::Library;
use crate::diff::{Answered, OTHER_TYPES, Shifted};
use crate::route::Standing;
use crate::route::dns::{Cause, Question};
use crate::source::Name;
use serde_json::{Map, Value, json};

/// One question, and what either side makes of it.
pub(super) struct Trace {
    question: String,
    /// What the question does not say by itself: who asks, and what is down.
    circumstances: String,
    sides: [Forms; 2],
}

/// Every trace: of each row of answers and of requests.
pub(super) fn traces(compared: &Compared, library: &Library) -> Vec<Trace> {
    let sides = [&compared.old, &compared.new].map(|read| Side::of(&read.model, library, &read.sources));
    let mut all = Vec::new();
    for one in &compared.difference.answers.list {
        all.extend(one.rows.iter().filter_map(|row| answer(compared, one, row, &sides)));
    }
    for row in compared.difference.requests.iter().flat_map(|request| &request.rows) {
        let witness = &row.witness;
        let ask = |side: &Side| side.request(witness.method.word(), &witness.url(), witness.from);
        if let [Some(old), Some(new)] = sides.each_ref().map(ask) {
            all.push(Trace { question: witness.to_string(), circumstances: String::new(), sides: [old, new] });
        }
    }
    all
}

/// A row of answers, asked by one of its viewers in one of its states.
fn answer(compared: &Compared, of: &Answered, row: &Shifted, sides: &[Side; 2]) -> Option<Trace> {
    let (name, kind) = (of.names.first()?, of.kinds.first()?);
    // Whatever is asked for beside the types that are there is answered alike.
    let kind = if *kind == *OTHER_TYPES { Name::of("TXT") } else { *kind };
    let name = name.strip_prefix("*.").map_or_else(|| name.clone(), |rest| format!("any.{rest}"));
    let question = Question::parse(&name, kind).ok()?;
    let when = row.when.as_ref().filter(|when| !when.while_all_well);
    let causes = when.map_or_else(Vec::new, |when| compared.difference.answers.example(when));
    let mut standings: Vec<(String, Standing)> = Vec::new();
    // What an alarm said last comes before that it has no data.
    for (cause, called, is_so) in causes {
        let standing = match (cause, is_so) {
            (Cause::Blind(_), true) => Standing::Unknown,
            (Cause::Blind(_), false) | (_, true) => continue,
            (_, false) => Standing::Unhealthy,
        };
        standings.push((called, standing));
    }
    standings.sort_by_key(|(_, standing)| *standing == Standing::Unknown);
    let down: Vec<String> = standings
        .iter()
        .map(|(called, standing)| format!("{called} {}", if *standing == Standing::Unknown { "without data" } else { "down" }))
        .collect();
    let down = if down.is_empty() { String::new() } else { format!(", with {}", down.join(", ")) };
    let circumstances = format!(", asked by {}{down}", row.viewers.text);
    let sides = sides.each_ref().map(|side| side.name(&question, &row.viewers, &standings));
    Some(Trace { question: format!("{name} {kind}"), circumstances, sides })
}

/// Below each other, for people.
pub(super) fn text(traces: &[Trace]) -> String {
    let mut text = String::new();
    for trace in traces {
        for (word, forms) in ["was", "now"].iter().zip(&trace.sides) {
            text.push_str(&format!("\n--- {word}{}\n{}", trace.circumstances, forms.tree));
        }
    }
    text
}

/// Folded, for a pull request.
pub(super) fn markdown(traces: &[Trace]) -> String {
    let mut text = String::new();
    if !traces.is_empty() {
        fold("Traces", &format!("```text{}```\n", self::text(traces)), &mut text);
    }
    text
}

/// For machines.
pub(super) fn json(traces: &[Trace]) -> Value {
    let members = |forms: &Forms| -> Map<String, Value> {
        forms.members.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    };
    let each = traces.iter().map(|trace| {
        let [old, new] = trace.sides.each_ref().map(members);
        json!({ "question": format!("{}{}", trace.question, trace.circumstances), "old": old, "new": new })
    });
    each.collect()
}
