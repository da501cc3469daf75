//! Changes of answers, in words and for machines.
//!
//! In: names that are answered otherwise. Out: `DE, AT: eu_alb → us_alb, always`, rows of Markdown, members of JSON. Deliberately absent:
//! what changes.

use crate::diff::{Answered, OTHER_TYPES, Part, Shifted, Stand, When};
use crate::route::dns::Ratio;
use serde_json::{Value, json};

/// So many names stand in a line, and so many cases.
const MOST_NAMES: usize = 6;
const MOST_CASES: usize = 4;
/// So many things that stand alike are named, and so many rows of a name are shown.
const MOST_STANDS: usize = 5;
const MOST_ROWS: usize = 12;

/// Names and types: `app.example.com A, AAAA`.
pub(super) fn title(answered: &Answered) -> String {
    let kinds = answered.kinds.iter().map(|kind| kind.as_str());
    // All types follow a CNAME.
    let is_cname = kinds.clone().any(|kind| kind == "CNAME");
    let kinds: Vec<&str> = kinds.filter(|kind| !is_cname || *kind != OTHER_TYPES).collect();
    format!("{} {}", few(&answered.names, MOST_NAMES, ", "), kinds.join(", "))
}

/// The whole line of a change: what happens while all is well says when behind, what happens otherwise says it first.
pub(super) fn line(row: &Shifted) -> String {
    let (whom, what) = cells(row);
    format!("{whom}: {what}")
}

/// Whom it concerns, and what becomes of what.
fn cells(row: &Shifted) -> (String, String) {
    let estimate = if row.is_estimate { " (by distance, an estimate)" } else { "" };
    let (whom, what) = (row.viewers.text.clone(), format!("{}{estimate}", change(row)));
    match when(row) {
        None => (whom, what),
        Some(when) if row.when.as_ref().is_some_and(|when| when.while_all_well) => (whom, format!("{what}, {when}")),
        Some(when) => (format!("{whom}, {when}"), what),
    }
}

const ALWAYS: &str = "always";

/// When it is so; `None` where health does not matter.
pub(super) fn when(row: &Shifted) -> Option<String> {
    let when = row.when.as_ref()?;
    if when.partly {
        return Some("in many states of health".to_owned());
    }
    let cases: Vec<String> = when.cases.iter().map(|case| said(case)).collect();
    Some(few(&cases, MOST_CASES, ", or "))
}

/// One case: `when `a` is down while `b` is up`.
fn said(case: &[Stand]) -> String {
    if case.is_empty() {
        return ALWAYS.to_owned();
    }
    let of = |is_well: bool| {
        let mut words: Vec<(&str, Vec<String>)> = Vec::new();
        for stand in case.iter().filter(|stand| stand.is_well == is_well) {
            match words.iter_mut().find(|(word, _)| *word == stand.word) {
                Some((_, names)) => names.extend(named(stand)),
                None => words.push((stand.word, named(stand))),
            }
        }
        let said = words.into_iter().map(|(word, names)| {
            let are = if names.len() == 1 { "is" } else { "are" };
            format!("{} {are} {word}", joined(&names))
        });
        said.collect::<Vec<_>>().join(" and ")
    };
    match (of(false), of(true)) {
        (down, up) if down.is_empty() => format!("while {up}"),
        (down, up) if up.is_empty() => format!("when {down}"),
        (down, up) => format!("when {down} while {up}"),
    }
}

/// What is said of together: all of it is up, or some of it down.
fn named(stand: &Stand) -> Vec<String> {
    let names: Vec<String> = stand.names.iter().map(|name| format!("`{name}`")).collect();
    if names.len() == 1 || stand.is_well { names } else { vec![format!("({})", names.join(" or "))] }
}

/// `a, b and c`; of many, the first.
fn joined(names: &[String]) -> String {
    match names.split_last() {
        Some((last, before)) if !before.is_empty() && names.len() <= MOST_STANDS => format!("{} and {last}", before.join(", ")),
        _ => few(names, MOST_STANDS - 1, ", "),
    }
}

/// What becomes of what: `eu_alb → us_alb`, `canary 10% → 50%`.
pub(super) fn change(row: &Shifted) -> String {
    let kept = |old: &Part, new: &Part| match (old.stay, new.stay) {
        (Some(old), Some(new)) if old != new => Some(format!("kept {} → {}", seconds(old), seconds(new))),
        _ => None,
    };
    if let ([old], [new]) = (row.old.as_slice(), row.new.as_slice()) {
        let stay = kept(old, new);
        return match (old.what == new.what, stay) {
            (true, Some(stay)) if old.what.is_empty() => stay,
            (true, Some(stay)) => format!("{}, {stay}", old.what),
            (_, None) => format!("{} → {}", old.what, new.what),
            (false, Some(stay)) => format!("{} → {}, {stay}", old.what, new.what),
        };
    }
    let mut whats: Vec<&str> = Vec::new();
    for part in row.new.iter().chain(&row.old) {
        if !whats.contains(&part.what.as_str()) {
            whats.push(&part.what);
        }
    }
    let find = |parts: &[Part], what: &str| {
        let all = parts.iter().filter(|part| part.what == what);
        let share = all.clone().fold(Ratio::ZERO, |sum, part| sum + part.share);
        (share, all.map(|part| part.stay).next().flatten())
    };
    let said = whats.into_iter().filter_map(|what| {
        let ((before, stay_old), (after, stay_new)) = (find(&row.old, what), find(&row.new, what));
        let stay = match (stay_old, stay_new) {
            (Some(old), Some(new)) if old != new => format!(", kept {} → {}", seconds(old), seconds(new)),
            _ => String::new(),
        };
        match before == after {
            true if stay.is_empty() => None,
            true => Some(format!("{what}{stay}")),
            false => Some(format!("{what} {before} → {after}{stay}")),
        }
    });
    said.collect::<Vec<_>>().join("; ")
}

/// `90s`, `5m`, `2d`.
fn seconds(seconds: u32) -> String {
    let units = [(86_400, "d"), (3_600, "h"), (60, "m")];
    let fitting = units.into_iter().find(|(size, _)| seconds >= *size && seconds.is_multiple_of(*size));
    fitting.map_or_else(|| format!("{seconds}s"), |(size, unit)| format!("{}{unit}", seconds / size))
}

/// For people.
pub(super) fn text(answered: &Answered, text: &mut String) {
    text.push_str(&format!("  {}\n", title(answered)));
    lines(answered).iter().for_each(|line| text.push_str(&format!("    {line}\n")));
}

/// The lines below a name.
pub(super) fn lines(answered: &Answered) -> Vec<String> {
    let mut lines: Vec<String> = answered.rows.iter().take(MOST_ROWS).map(line).collect();
    lines.extend(more(answered));
    if !answered.is_exhaustive {
        lines.push("not exhaustive: there are more states of health than are looked at".to_owned());
    }
    lines
}

/// That more changes than are shown.
fn more(answered: &Answered) -> Option<String> {
    let more = answered.rows.len().checked_sub(MOST_ROWS).filter(|more| *more > 0)?;
    Some(format!("and {more} more; --format json has all of them"))
}

/// For a pull request.
pub(super) fn markdown(list: &[Answered], text: &mut String) {
    text.push_str("\n| name | for | was → now |\n| --- | --- | --- |\n");
    for answered in list {
        for (at, row) in answered.rows.iter().take(MOST_ROWS).enumerate() {
            let name = if at == 0 { title(answered) } else { String::new() };
            let (whom, what) = cells(row);
            let cells = [name, whom, what].map(|cell| cell.replace('|', "\\|"));
            text.push_str(&format!("| {} | {} | {} |\n", cells[0], cells[1], cells[2]));
        }
        if let Some(more) = more(answered) {
            text.push_str(&format!("| | | {more} |\n"));
        }
        if !answered.is_exhaustive {
            let title = title(answered);
            text.push_str(&format!("| {title} | | not exhaustive: there are more states of health than are looked at |\n"));
        }
    }
}

/// For machines.
pub(super) fn json(answered: &Answered) -> Value {
    json!({
        "names": answered.names,
        "types": answered.kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>(),
        "rows": answered.rows.iter().map(row).collect::<Vec<_>>(),
        "exhaustive": answered.is_exhaustive,
    })
}

fn row(row: &Shifted) -> Value {
    let parts = |parts: &[Part]| -> Vec<Value> {
        let share = |ratio: Ratio| {
            let (part, whole) = ratio.parts();
            json!({ "part": part.to_string(), "whole": whole.to_string() })
        };
        let part =
            |part: &Part| json!({ "answer": part.what, "share": share(part.share), "ttl": part.stay, "nobody": part.is_nothing });
        parts.iter().map(part).collect()
    };
    let (part, whole) = row.moved.parts();
    let networks = row.viewers.networks.as_ref().map(|networks| {
        let shown = |network: &Option<crate::route::Network>| network.map(|network| network.to_string());
        networks.iter().map(shown).collect::<Vec<_>>()
    });
    json!({
        "viewers": {
            "text": row.viewers.text,
            "places": row.viewers.spots.as_ref().map(|spots| spots.iter().map(|spot| spot.word()).collect::<Vec<_>>()),
            "networks": networks,
            "vpc": row.viewers.vpc,
        },
        "when": row.when.as_ref().map(cases),
        "old": parts(&row.old),
        "new": parts(&row.new),
        "moved": { "part": part.to_string(), "whole": whole.to_string() },
        "estimate": row.is_estimate,
        "unanswered": row.is_unanswered,
        "weakened": row.is_weakened,
    })
}

fn cases(when: &When) -> Value {
    let stand = |stand: &Stand| json!({ "of": stand.names, "stand": stand.word });
    json!({
        "cases": when.cases.iter().map(|case| case.iter().map(stand).collect::<Vec<_>>()).collect::<Vec<_>>(),
        "partly": when.partly,
        "while_all_well": when.while_all_well,
    })
}

/// The first of many.
fn few(all: &[String], most: usize, between: &str) -> String {
    match all.len().checked_sub(most) {
        None | Some(0) => all.join(between),
        Some(more) => format!("{} and {more} more", all[..most].join(between)),
    }
}
