//! Cases and how they ended, as JUnit's XML, which build servers count.
//!
//! In: suites of cases; findings are suites of their own, one a file. Out: one document. Deliberately absent: time, so that the
//! same run gives the same bytes.

use super::Places;
use crate::report::{Level, Report};
use crate::source::Sources;
use std::fmt::Write;

/// Cases that belong together.
#[derive(Clone, Debug)]
pub struct Suite {
    /// A file, usually.
    pub name: String,
    /// In order.
    pub cases: Vec<Case>,
}

/// One thing that holds or does not.
#[derive(Clone, Debug)]
pub struct Case {
    /// What is held to hold.
    pub name: String,
    /// The line where it is said, from 1.
    pub line: Option<usize>,
    /// How it ended.
    pub ending: Ending,
}

/// How a case ended.
#[derive(Clone, Debug)]
pub enum Ending {
    /// As it should, with what there is to say nevertheless.
    Passed(String),
    /// Not as it should: in a line, and in full.
    Failed {
        /// One line.
        message: String,
        /// Everything.
        text: String,
    },
    /// It could not be carried out.
    Broken(String),
    /// It was left out, and why.
    Skipped(String),
}

/// Suites as one document.
pub fn to_junit(suites: &[Suite]) -> String {
    let count = |suites: &[Suite], is: fn(&Ending) -> bool| {
        suites.iter().flat_map(|suite| &suite.cases).filter(|case| is(&case.ending)).count()
    };
    let counts = |suites: &[Suite]| {
        let failed = count(suites, |ending| matches!(ending, Ending::Failed { .. }));
        let broken = count(suites, |ending| matches!(ending, Ending::Broken(_)));
        let skipped = count(suites, |ending| matches!(ending, Ending::Skipped(_)));
        let tests = count(suites, |_| true);
        format!("tests=\"{tests}\" failures=\"{failed}\" errors=\"{broken}\" skipped=\"{skipped}\"")
    };
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(text, "<testsuites name=\"edgewise\" {}>", counts(suites));
    for suite in suites {
        let _ = writeln!(text, "  <testsuite name=\"{}\" {}>", escaped(&suite.name), counts(std::slice::from_ref(suite)));
        suite.cases.iter().for_each(|case| text.push_str(&element(suite, case)));
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>\n");
    text
}

fn element(suite: &Suite, case: &Case) -> String {
    let line = case.line.map(|line| format!(" line=\"{line}\"")).unwrap_or_default();
    let (file, name) = (escaped(&suite.name), escaped(&case.name));
    let inside = match &case.ending {
        Ending::Passed(text) if text.is_empty() => String::new(),
        Ending::Passed(text) => format!("      <system-out>{}</system-out>\n", escaped(text)),
        Ending::Failed { message, text } => {
            format!("      <failure message=\"{}\">{}</failure>\n", escaped(message), escaped(text))
        }
        Ending::Broken(why) => format!("      <error message=\"{}\"/>\n", escaped(why)),
        Ending::Skipped(why) => format!("      <skipped message=\"{}\"/>\n", escaped(why)),
    };
    let open = format!("    <testcase name=\"{name}\" classname=\"{file}\" file=\"{file}\"{line}");
    if inside.is_empty() { format!("{open}/>\n") } else { format!("{open}>\n{inside}    </testcase>\n") }
}

/// Findings as cases: an error has failed, a warning or note is said beside a case that passed. A run without findings is one
/// case that passed, for a document without cases is taken for one that was never run.
pub fn findings_as_suites(reports: &[Report], sources: &Sources) -> Vec<Suite> {
    let mut places = Places::of(sources);
    let mut suites: Vec<Suite> = Vec::new();
    for report in reports {
        let stretch = report.primary.as_ref().map(|label| places.stretch(label.span));
        let name = stretch.as_ref().map_or("program", |stretch| stretch.file);
        let text = said(report, stretch.as_ref().map(|stretch| (stretch.start.line, stretch.start.column)), name);
        let ending = match report.level {
            Level::Error => Ending::Failed { message: report.message.clone(), text },
            Level::Warning | Level::Note => Ending::Passed(text),
        };
        let line = stretch.as_ref().map(|stretch| stretch.start.line);
        let case = Case { name: format!("{}: {}", report.code, report.message), line, ending };
        match suites.iter_mut().find(|suite| suite.name == name) {
            Some(suite) => suite.cases.push(case),
            None => suites.push(Suite { name: name.to_owned(), cases: vec![case] }),
        }
    }
    if suites.is_empty() {
        let case = Case { name: "no findings".to_owned(), line: None, ending: Ending::Passed(String::new()) };
        suites.push(Suite { name: "program".to_owned(), cases: vec![case] });
    }
    suites
}

fn said(report: &Report, place: Option<(usize, usize)>, file: &str) -> String {
    let place = place.map(|(line, column)| format!("{file}:{line}:{column}: ")).unwrap_or_default();
    let notes = report.notes.iter().map(|note| format!("\n{note}"));
    let fix = report.fix.iter().map(|fix| format!("\nfix: {fix}"));
    let first = format!("{place}{} [{}]", report.message, report.code);
    std::iter::once(first).chain(notes).chain(fix).collect()
}

/// A text within a document: marks are spelled, and characters that XML does not have are replaced.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Case, Ending, Suite, escaped, to_junit};

    #[test]
    fn no_text_breaks_the_document() {
        assert_eq!(escaped("a<b> & \"c\"\u{1}\n"), "a&lt;b&gt; &amp; &quot;c&quot;\u{fffd}&#10;");
    }

    #[test]
    fn endings_are_counted() {
        let case = |ending| Case { name: "x".to_owned(), line: Some(3), ending };
        let failed = Ending::Failed { message: "no".to_owned(), text: "no".to_owned() };
        let cases = vec![case(Ending::Passed(String::new())), case(failed), case(Ending::Skipped("later".to_owned()))];
        let text = to_junit(&[Suite { name: "main.edge".to_owned(), cases }]);
        assert!(text.contains("tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\""), "{text}");
    }
}
