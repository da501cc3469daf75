//! Findings that a program accepts on record, and levels it has changed.
//!
//! In: a model's `allow` lines and the project's `levels`, and all findings. Out: the findings that remain. Findings of the
//! language itself (`EW-…`) are never accepted: the program would have no meaning. Deliberately absent: a clock; whoever
//! knows the day says it.

use crate::model::{Allow, Model, ProjectView};
use crate::report::{Code, Level, Report, Reports};
use crate::schema::{Schema, Value};
use crate::source::Span;

/// What whoever checks has said of findings.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settling<'a> {
    /// The day, as `2026-11-25`.
    pub today: Option<&'a str>,
    /// Levels of codes, `error`, `warning`, `note` or `off`; they win over the project's.
    pub levels: &'a [(String, String)],
}

/// Applies `allow CODE "reason" until DATE` and `levels = { CODE = off }` to findings.
pub fn settle(model: &Model, schema: &Schema, settling: &Settling, reports: Reports) -> Reports {
    let today = settling.today;
    let said = settling.levels.iter().filter_map(|(code, word)| Some((code.clone(), level(word)?)));
    let levels: Vec<(String, Option<Level>)> =
        said.chain(levels(model, schema)).filter(|(code, _)| !code.starts_with("EW-")).collect();
    let mut used = vec![false; model.allows.len()];
    let mut left = Reports::default();
    for mut report in reports.sorted() {
        let accepted = accepting(&report, &model.allows, today);
        if let Some(at) = accepted {
            used[at] = true;
            continue;
        }
        let ways = report.ways.len();
        report.ways.retain(|way| {
            let allow = allowing(&report.code, way.span, &model.allows, today);
            allow.into_iter().for_each(|at| used[at] = true);
            allow.is_none()
        });
        if ways > 0 && report.ways.is_empty() {
            continue;
        }
        match levels.iter().find(|(code, _)| *code == report.code) {
            Some((_, None)) => {}
            Some((_, Some(level))) => {
                report.level = *level;
                left.push(report);
            }
            None => left.push(report),
        }
    }
    for (allow, _) in model.allows.iter().zip(used).filter(|(_, used)| !used) {
        let past = has_ended(allow, today);
        let why = if past { "its day has passed" } else { "nothing in this block is found fault with under this code" };
        left.push(Code::UnusedAllow.at(allow.span).with(allow.code).with(why));
    }
    left
}

fn accepting(report: &Report, allows: &[Allow], today: Option<&str>) -> Option<usize> {
    allowing(&report.code, report.primary.as_ref()?.span, allows, today)
}

/// The line that accepts findings of a code at a place: in the block there, or in the use of a component that led there.
fn allowing(code: &str, place: Span, allows: &[Allow], today: Option<&str>) -> Option<usize> {
    if code.starts_with("EW-") {
        return None;
    }
    allows.iter().position(|allow| allow.code == code && allow.block.holds(place) && !has_ended(allow, today))
}

/// Dates are written so that the earlier is the smaller text; a month without a day holds to its end.
fn has_ended(allow: &Allow, today: Option<&str>) -> bool {
    match (&allow.until, today) {
        (Some(until), Some(today)) => today.get(..until.len()).is_some_and(|today| today > &**until),
        _ => false,
    }
}

/// `levels = { CF-497 = off, R53-148 = error }` of the project.
fn levels(model: &Model, schema: &Schema) -> Vec<(String, Option<Level>)> {
    let Some(view) = ProjectView::of(schema) else {
        return Vec::new();
    };
    let project = model.own().find(|(_, block)| block.kind == view.kind);
    let Some(Value::Map(levels)) = project.and_then(|(_, block)| block.value(view.levels)) else {
        return Vec::new();
    };
    levels.iter().filter_map(|(code, value)| Some((code.to_string(), level(value.as_text()?)?))).collect()
}

/// A level by its word; `off` is none.
fn level(word: &str) -> Option<Option<Level>> {
    match word {
        "error" => Some(Some(Level::Error)),
        "warning" => Some(Some(Level::Warning)),
        "note" => Some(Some(Level::Note)),
        "off" => Some(None),
        _ => None,
    }
}
