//! A difference for people, at a terminal.
//!
//! In: what differs. Out: text: resources, each with its fields. Deliberately absent: colours, since it is piped as often as read.

use super::words::{arrow, because, breadth, counted, hosts, place, price, region, sign, title};
use super::{Compared, answers};
use crate::diff::{Change, Hazard, Request, Stale};

/// A column is so wide at most.
const WIDEST: usize = 36;

/// Everything that differs.
pub(super) fn render(compared: &Compared) -> String {
    let difference = &compared.difference;
    let mut text = format!("{} → {}\n", compared.old.name, compared.new.name);
    if difference.is_empty() {
        text.push_str("\nnothing changes\n");
    }
    if !difference.answers.list.is_empty() {
        text.push_str("\nanswers\n");
        difference.answers.list.iter().for_each(|one| answers::text(one, &mut text));
    }
    if !difference.requests.is_empty() {
        text.push_str("\nrequests\n");
        difference.requests.iter().for_each(|one| request(one, &mut text));
    }
    if !difference.stale.is_empty() {
        text.push_str("\ncopies that are wrong now\n");
        difference.stale.iter().for_each(|stale| invalidate(stale, &mut text));
    }
    if !difference.hazards.is_empty() {
        text.push_str("\nhazards\n");
        difference.hazards.iter().for_each(|one| hazard(one, compared, &mut text));
    }
    if !difference.resources.is_empty() {
        text.push_str("\nresources\n");
        difference.resources.iter().for_each(|change| resource(change, compared, &mut text));
        text.push_str(&format!("  {}\n", counted(&difference.resources)));
    }
    unseen(compared, &mut text);
    if !compared.refusals.is_empty() {
        text.push_str("\nrefused\n");
        compared.refusals.iter().for_each(|refusal| text.push_str(&format!("  {refusal}\n")));
    }
    text
}

fn request(request: &Request, text: &mut String) {
    text.push_str(&format!("  {}\n", hosts(request)));
    for row in &request.rows {
        text.push_str(&format!("    {}\n", region(row)));
        let width = row.aspects.iter().map(|aspect| aspect.what.chars().count()).max().unwrap_or(0).min(WIDEST);
        for aspect in &row.aspects {
            text.push_str(&format!("      {:<width$}  {}\n", aspect.what, arrow(aspect.old.as_deref(), aspect.new.as_deref())));
        }
        text.push_str(&format!("      was   {}\n      now   {}\n      e.g.  {}\n", row.old, row.new, row.witness));
    }
    if !request.is_exhaustive {
        text.push_str("    not exhaustive: the patterns are too many to look at every path\n");
    }
}

fn hazard(hazard: &Hazard, compared: &Compared, text: &mut String) {
    let at = match (hazard.new, hazard.old) {
        (Some(new), _) => place(&compared.new, new),
        (None, Some(old)) => place(&compared.old, old),
        (None, None) => String::new(),
    };
    row(&format!("  {} {}: {}", hazard.peril.code, hazard.peril.title, hazard.what), &at, text);
    text.push_str(&format!("      {}\n", hazard.peril.reason));
    for (at, step) in hazard.peril.steps.iter().enumerate() {
        text.push_str(&format!("      {}. {step}\n", at + 1));
    }
}

fn invalidate(stale: &Stale, text: &mut String) {
    let paths: Vec<&str> = stale.paths().collect();
    text.push_str(&format!("  {}: {}{}\n    {}\n", stale.distribution, paths.join(" "), breadth(stale), price(stale)));
    for line in stale.command().lines() {
        text.push_str(&format!("    {line}\n"));
    }
}

fn resource(change: &Change, compared: &Compared, text: &mut String) {
    let at = match (change.new, change.old) {
        (Some(new), _) => place(&compared.new, new),
        (None, Some(old)) => place(&compared.old, old),
        (None, None) => String::new(),
    };
    row(&format!("  {} {}", sign(change.verdict), title(change)), &at, text);
    if let Some(because) = because(change) {
        text.push_str(&format!("      {because}\n"));
    }
    let width = change.lines.iter().map(|line| line.path.chars().count()).max().unwrap_or(0).min(WIDEST);
    for line in &change.lines {
        let at = if line.new.is_some() { place(&compared.new, line.new_span) } else { place(&compared.old, line.old_span) };
        row(&format!("      {:<width$}  {}", line.path, arrow(line.old.as_deref(), line.new.as_deref())), &at, text);
    }
}

/// A line with its place at the right.
fn row(left: &str, at: &str, text: &mut String) {
    match at {
        "" => text.push_str(&format!("{left}\n")),
        at => text.push_str(&format!("{left:<78}  {at}\n")),
    }
}

fn unseen(compared: &Compared, text: &mut String) {
    for (side, word) in [(&compared.old, "old"), (&compared.new, "new")] {
        if side.unseen.is_empty() {
            continue;
        }
        text.push_str(&format!("\nnot seen on the {word} side\n"));
        for unseen in &side.unseen {
            row(&format!("  {}: {}", unseen.what, unseen.why), &place(side, unseen.span), text);
        }
    }
}
