//! A difference as annotations of GitHub Actions, beside the lines of a pull request.
//!
//! In: what differs. Out: an error for each refusal, a warning for each hazard, a notice for each name, host and resource that
//! changes, on the new side's lines. Deliberately absent: what has no place there, which the other formats tell.

use super::words::{arrow, hosts, region, sign, title};
use super::{Compared, answers};
use crate::report::{Annotation, Level, to_github};

/// Everything that differs.
pub(super) fn render(compared: &Compared) -> String {
    let note = |level, span, title: String, text: String| Annotation { level, span, title, text };
    let mut all: Vec<Annotation> = Vec::new();
    for refusal in &compared.refusals {
        all.push(note(Level::Error, None, "refused".to_owned(), refusal.clone()));
    }
    let difference = &compared.difference;
    for hazard in &difference.hazards {
        let steps = hazard.peril.steps.iter().enumerate().map(|(at, step)| format!("\n{}. {step}", at + 1));
        let text = format!("{}\n{}{}", hazard.what, hazard.peril.reason, steps.collect::<String>());
        all.push(note(Level::Warning, hazard.new, format!("{} {}", hazard.peril.code, hazard.peril.title), text));
    }
    for answered in &difference.answers.list {
        all.push(note(Level::Note, None, answers::title(answered), answers::lines(answered).join("\n")));
    }
    for request in &difference.requests {
        let rows = request.rows.iter().map(|row| format!("{}: {} → {}, e.g. {}", region(row), row.old, row.new, row.witness));
        all.push(note(Level::Note, None, hosts(request), rows.collect::<Vec<_>>().join("\n")));
    }
    for change in &difference.resources {
        let lines = change.lines.iter().map(|line| format!("{}  {}", line.path, arrow(line.old.as_deref(), line.new.as_deref())));
        let text: Vec<String> = lines.collect();
        let text = if text.is_empty() { change.verdict.word().to_owned() } else { text.join("\n") };
        all.push(note(Level::Note, change.new, format!("{} {}", sign(change.verdict), title(change)), text));
    }
    to_github(all, &compared.new.sources)
}
