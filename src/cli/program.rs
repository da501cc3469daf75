//! From a path to what its program comes to.
//!
//! In: a directory or file, values for parameters, targets. Out: the outcome of compiling, or of reading where that failed.
//! Deliberately absent: compiling itself, which needs no files (`compile`).

use super::arguments::Program;
use super::document::Document;
use super::read;
use super::terminal::{Failure, Terminal, Verdict};
use crate::compile::{Options, Outcome, compile};
use crate::report::{Code, Level, Report, Reports};
use crate::schema::Target;
use crate::source::Sources;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// A program that was read and compiled, as far as it could be.
pub(super) struct Compiled {
    /// Findings, sources and outputs.
    pub outcome: Outcome,
    /// Whether it could be read at all.
    is_readable: bool,
}

impl Compiled {
    /// Reads and compiles a program.
    pub fn of(program: &Program, targets: &[Target]) -> Compiled {
        let mut reports = Reports::default();
        let files = read::module(&program.path, &mut reports);
        let params: Vec<_> = program.params.iter().filter_map(|file| read::read(file, &mut reports)).collect();
        let name = name_of(&program.path);
        if reports.has_errors() {
            let named = [Code::Unreadable, Code::EmptyModule].map(|code| code.row().code);
            let is_readable = !reports.iter().any(|report| named.contains(&report.code.as_str()));
            let outcome = Outcome {
                reports: reports.sorted(),
                sources: Sources::default(),
                name: name.as_str().into(),
                outputs: Vec::new(),
            };
            return Compiled { outcome, is_readable };
        }
        let folder = if program.path.is_dir() { program.path.as_path() } else { program.path.parent().unwrap_or(Path::new("")) };
        let (names, param_names) = (names(&files), names(&params));
        let outcome = compile(
            &named(&names, &files),
            &Options {
                name: &name,
                targets,
                params: &named(&param_names, &params),
                set: &program.set,
                today: today().as_deref(),
                read: &|path| read::named(&folder.join(path)),
            },
        );
        let reports = reports.sorted().into_iter().chain(outcome.reports).collect();
        Compiled { outcome: Outcome { reports, ..outcome }, is_readable: true }
    }

    /// How the run ended, as far as the program is concerned.
    pub fn verdict(&self) -> Verdict {
        match self.is_readable {
            false => Verdict::Misuse,
            true if self.outcome.reports.iter().any(|report: &Report| report.level == Level::Error) => Verdict::Findings,
            true => Verdict::Fine,
        }
    }

    /// Shows the findings to people; machines get them in a document.
    pub fn show(&self, terminal: &Terminal) {
        if !terminal.is_json() {
            terminal.show(&self.outcome.reports, &self.outcome.sources);
        }
    }

    /// The document of the findings.
    pub fn document(&self) -> Document {
        Document::of(&self.outcome.reports, &self.outcome.sources)
    }
}

/// `edgewise check`
pub(super) fn check(program: &Program, terminal: &Terminal) -> Result<Verdict, Failure> {
    let compiled = Compiled::of(program, &[]);
    compiled.show(terminal);
    if terminal.is_json() {
        compiled.document().print(terminal)?;
    }
    Ok(compiled.verdict())
}

fn names(files: &[read::Text]) -> Vec<String> {
    files.iter().map(read::Text::name).collect()
}

fn named<'a>(names: &'a [String], files: &'a [read::Text]) -> Vec<(&'a str, &'a str)> {
    names.iter().map(String::as_str).zip(files.iter().map(|file| file.text.as_str())).collect()
}

/// What a program is called where it does not say: as its directory is, or its file.
fn name_of(path: &Path) -> String {
    let full = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let name = if full.is_dir() { full.file_name() } else { full.file_stem() };
    name.map_or_else(|| "edgewise".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// The day in UTC, `2026-11-25`: that of `SOURCE_DATE_EPOCH` where a build has to be repeatable, else of the clock.
fn today() -> Option<String> {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse::<u64>().ok());
    let seconds = fixed.or_else(|| SystemTime::now().duration_since(UNIX_EPOCH).ok().map(|since| since.as_secs()))?;
    Some(day(seconds / 86_400))
}

/// The date of a day since 1970-01-01, in the Gregorian calendar. Years begin in March here, so that the leap day is the last.
fn day(days: u64) -> String {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_have_their_dates() {
        let days =
            [(0, "1970-01-01"), (59, "1970-03-01"), (11_016, "2000-02-29"), (20_782, "2026-11-25"), (47_540, "2100-02-28")];
        for (number, date) in days {
            assert_eq!(day(number), date);
        }
        assert_eq!(day(47_541), "2100-03-01");
    }
}
