//! Findings as workflow commands of GitHub Actions, which it shows beside the lines of a pull request.
//!
//! In: findings, or annotations of other kinds. Out: a line for each. Deliberately absent: notes of a finding beyond its fix, for
//! which an annotation has no room.

use super::Places;
use crate::report::{Level, Report};
use crate::source::{Sources, Span};

/// A few words on a place, or on none.
#[derive(Clone, Debug)]
pub struct Annotation {
    /// How bad it is.
    pub level: Level,
    /// Where, if anywhere.
    pub span: Option<Span>,
    /// Shown in bold.
    pub title: String,
    /// Shown below.
    pub text: String,
}

impl From<&Report> for Annotation {
    fn from(report: &Report) -> Annotation {
        let fix = report.fix.as_ref().map(|fix| format!("\nfix: {fix}")).unwrap_or_default();
        Annotation {
            level: report.level,
            span: report.primary.as_ref().map(|label| label.span),
            title: report.code.clone(),
            text: report.message.clone() + &fix,
        }
    }
}

/// The annotations, a line for each.
pub fn to_github(annotations: impl IntoIterator<Item = Annotation>, sources: &Sources) -> String {
    let mut places = Places::of(sources);
    let line = |annotation: Annotation| {
        let command = match annotation.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "notice",
        };
        let place = annotation.span.map_or_else(String::new, |span| {
            let stretch = places.stretch(span);
            let (file, start, end) = (property(stretch.file), stretch.start, stretch.end);
            // Columns may be given only where the stretch is within one line. The last is one of those meant.
            let columns = match start.line == end.line {
                true => format!(",col={},endColumn={}", start.column, end.column.saturating_sub(1).max(start.column)),
                false => String::new(),
            };
            format!("file={file},line={},endLine={}{columns},", start.line, end.line)
        });
        format!("::{command} {place}title={}::{}\n", property(&annotation.title), message(&annotation.text))
    };
    annotations.into_iter().map(line).collect()
}

fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{message, property};

    #[test]
    fn nothing_in_a_text_ends_its_command() {
        assert_eq!(message("100% of a\nb: c"), "100%25 of a%0Ab: c");
        assert_eq!(property("a,b::c"), "a%2Cb%3A%3Ac");
    }
}
