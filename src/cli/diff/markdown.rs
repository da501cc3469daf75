//! A difference for a pull request: what a reviewer needs first, the rest folded.
//!
//! In: what differs. Out: Markdown as GitHub reads it. Deliberately absent: posting it.

use super::words::{arrow, because, breadth, counted, hosts, price, region, sign, title};
use super::{Compared, answers};
use crate::diff::Moved;

/// Everything that differs.
pub(super) fn render(compared: &Compared, texts: &str) -> String {
    let difference = &compared.difference;
    if difference.is_empty() {
        return "### Edge: nothing changes\n".to_owned();
    }
    let mut text = format!("### Edge: {}\n", counted(&difference.resources));
    if !compared.refusals.is_empty() {
        text.push_str("\n> [!CAUTION]\n");
        compared.refusals.iter().for_each(|refusal| text.push_str(&format!("> refused: {refusal}\n")));
    }
    for hazard in &difference.hazards {
        text.push_str(&format!("\n> [!WARNING]\n> **{} {}**: {}\n", hazard.peril.code, hazard.peril.title, hazard.what));
        let steps = hazard.peril.steps.iter().enumerate().map(|(at, step)| format!("{}. {step}\n", at + 1));
        fold(
            "Why, and the order that avoids it",
            &format!("{}.\n\n{}", hazard.peril.reason, steps.collect::<String>()),
            &mut text,
        );
    }
    if !difference.answers.list.is_empty() {
        answers::markdown(&difference.answers.list, &mut text);
    }
    for request in &difference.requests {
        text.push_str(&format!(
            "\n**{}**\n\n| requests | was | now | for example |\n| --- | --- | --- | --- |\n",
            hosts(request)
        ));
        for row in &request.rows {
            let cells = [&region(row), &row.old, &row.new].map(|cell| cell.replace('|', "\\|"));
            text.push_str(&format!("| {} | {} | {} | `{}` |\n", cells[0], cells[1], cells[2], row.witness));
        }
        if !request.is_exhaustive {
            text.push_str("\nNot exhaustive: the patterns are too many to look at every path.\n");
        }
        let details: String = request.rows.iter().filter(|row| !row.aspects.is_empty()).map(aspects).collect();
        if !details.is_empty() {
            fold("What is other", &details, &mut text);
        }
    }
    for stale in &difference.stale {
        text.push_str(&format!(
            "\n**Invalidate** {} of `{}`{} ({})\n\n```sh\n{}\n```\n",
            stale.paths().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(" "),
            stale.distribution,
            breadth(stale),
            price(stale),
            stale.command()
        ));
    }
    if !difference.resources.is_empty() {
        let mut inner = String::from("```diff\n");
        for change in &difference.resources {
            inner.push_str(&format!("{} {}\n", marked(sign(change.verdict)), title(change)));
            if let Some(because) = because(change) {
                inner.push_str(&format!("!     {because}\n"));
            }
            for line in &change.lines {
                inner.push_str(&format!("      {}  {}\n", line.path, arrow(line.old.as_deref(), line.new.as_deref())));
            }
        }
        inner.push_str("```\n");
        fold(&format!("Resources: {}", counted(&difference.resources)), &inner, &mut text);
    }
    for (side, word) in [(&compared.old, "old"), (&compared.new, "new")] {
        if !side.unseen.is_empty() {
            let inner: String = side.unseen.iter().map(|unseen| format!("- `{}`: {}\n", unseen.what, unseen.why)).collect();
            fold(&format!("Not seen on the {word} side: {}", side.unseen.len()), &inner, &mut text);
        }
    }
    if !texts.is_empty() {
        fold("Outputs", &format!("```diff\n{texts}```\n"), &mut text);
    }
    text
}

fn aspects(row: &Moved) -> String {
    let line =
        |aspect: &crate::diff::Aspect| format!("  - {}: {}\n", aspect.what, arrow(aspect.old.as_deref(), aspect.new.as_deref()));
    format!("- {}\n{}", region(row), row.aspects.iter().map(line).collect::<String>())
}

/// The first letter of a line decides its colour.
fn marked(sign: &str) -> &str {
    match sign {
        "+" | "-" => sign,
        _ => "!",
    }
}

/// A part that is opened by who wants it.
pub(super) fn fold(title: &str, inner: &str, text: &mut String) {
    text.push_str(&format!("\n<details><summary>{title}</summary>\n\n{inner}\n</details>\n"));
}
