//! From a path to what its program comes to.
//!
//! In: a directory or file, values for parameters, targets. Out: the outcome of compiling, or of reading where that failed.
//! Deliberately absent: compiling itself, which needs no files (`compile`).

use super::arguments::Program;
use super::document::Document;
use super::read;
use super::terminal::{Advice, Failure, Terminal, Verdict};
use crate::compile::{Library, Options, Outcome, Put, Text};
use crate::model::Model;
use crate::plan::Plan;
use crate::report::{Code, Level, Report, Reports};
use crate::schema::{Schema, Target};
use crate::source::Sources;
use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// What is wrong with a program.
pub(super) struct Findings {
    /// Each finding, in source order.
    pub reports: Vec<Report>,
    /// Every file that they speak of.
    pub sources: Sources,
    /// Whether the program could be read at all.
    is_readable: bool,
}

impl Findings {
    /// Files that could not be read.
    pub fn unreadable(reports: Reports) -> Findings {
        Findings { reports: reports.sorted(), sources: Sources::default(), is_readable: false }
    }

    /// What was found in files that could be read.
    pub fn of(reports: Reports, sources: Sources) -> Findings {
        Findings { reports: reports.sorted(), sources, is_readable: true }
    }

    /// How the run ended, as far as the program is concerned.
    pub fn verdict(&self) -> Verdict {
        match self.is_readable {
            false => Verdict::Misuse,
            true if self.reports.iter().any(|report: &Report| report.level == Level::Error) => Verdict::Findings,
            true => Verdict::Fine,
        }
    }

    /// Shows the findings to people; machines get them in a document.
    pub fn show(&self, terminal: &Terminal, advice: Advice) {
        if !terminal.is_for_machines() {
            terminal.show(&self.reports, &self.sources, advice);
        }
    }

    /// Says what is wrong with a program that cannot be gone on with.
    pub fn refuse(&self, terminal: &Terminal) -> Result<Verdict, Failure> {
        self.show(terminal, Advice::Counted);
        if terminal.is_for_machines() {
            self.document().print(terminal)?;
        }
        Ok(self.verdict())
    }

    /// The document of the findings.
    pub fn document(&self) -> Document {
        Document::of(&self.reports, &self.sources)
    }
}

/// A program that was read and compiled, as far as it could be.
pub(super) struct Compiled {
    /// What is wrong with it.
    pub findings: Findings,
    /// What it is called.
    pub name: Arc<str>,
}

impl Compiled {
    /// Reads and compiles a program. Each file of its outputs is put where the caller wants it, whether or not an error is found
    /// later.
    pub fn of(program: &Program, targets: &[Target], put: Put) -> Compiled {
        let compiled = from_files(program, targets, |files, options| {
            let library = Library::load();
            let Outcome { reports, sources, name, plan, .. } = library.compile_to(files, options, put);
            // The process ends soon, and gives all memory back at once; piece by piece takes a tenth of a build.
            std::mem::forget((library, plan));
            (reports, sources, name)
        });
        match compiled {
            Ok((findings, name)) => Compiled { findings, name },
            Err(findings) => Compiled { findings, name: name_of(&program.path).into() },
        }
    }
}

/// A program that was read and understood, as far as it could be.
pub(super) struct Understood {
    /// What is wrong with it.
    pub findings: Findings,
    /// What it was understood with.
    pub library: Library,
    /// Its blocks; `None` where any finding is an error.
    pub model: Option<Model>,
}

impl Understood {
    /// Reads a program and finds out what it means.
    pub fn of(program: &Program) -> Understood {
        Understood::differently(program, &[], false)
    }

    /// The same for a dry run: with its tests, and with inputs taken for these values.
    pub fn for_dry_run(program: &Program, inputs: &[(String, String)]) -> Understood {
        Understood::differently(program, inputs, true)
    }

    fn differently(program: &Program, inputs: &[(String, String)], tests: bool) -> Understood {
        let library = Library::load();
        let (findings, model) = understood(program, &library, inputs, tests);
        Understood { findings, library, model }
    }
}

/// What is wrong with a program, and its blocks where no finding is an error; with a library that was read already.
pub(super) fn understood(
    program: &Program,
    library: &Library,
    inputs: &[(String, String)],
    tests: bool,
) -> (Findings, Option<Model>) {
    let understood = from_files(program, &[], |files, options| {
        let understood = library.understand(files, &Options { inputs, tests, ..*options });
        (understood.reports, understood.sources, understood.model)
    });
    understood.unwrap_or_else(|findings| (findings, None))
}

/// What a program comes to as resources, with the library they are read by; nothing where any finding is an error.
pub(super) fn planned(program: &Program) -> (Findings, Option<(Plan, Schema)>) {
    let planned = from_files(program, &[], |files, options| {
        let library = Library::load();
        let Outcome { reports, sources, plan, .. } = library.compile(files, options);
        (reports, sources, plan.map(|plan| (plan, library.schema)))
    });
    planned.unwrap_or_else(|findings| (findings, None))
}

/// Reads the files of a program and makes something of them; what is wrong with the files themselves comes first.
fn from_files<T>(
    program: &Program,
    targets: &[Target],
    make: impl FnOnce(&[Text], &Options) -> (Vec<Report>, Sources, T),
) -> Result<(Findings, T), Findings> {
    let texts = Texts::of(program)?;
    let (said, sources, made) = texts.with(targets, make);
    let reports = texts.reports.sorted().into_iter().chain(said).collect();
    Ok((Findings { reports, sources, is_readable: true }, made))
}

/// The files of a program.
pub(super) struct Texts<'p> {
    program: &'p Program,
    files: Vec<read::Text>,
    params: Vec<read::Text>,
    /// What is to be said of the files themselves; no error.
    reports: Reports,
}

impl<'p> Texts<'p> {
    /// Reads them.
    pub fn of(program: &'p Program) -> Result<Texts<'p>, Findings> {
        let mut reports = Reports::default();
        let files = read::module(&program.path, &mut reports);
        let params: Vec<_> = program.params.iter().filter_map(|file| read::read(file, &mut reports)).collect();
        if reports.has_errors() {
            let named = [Code::Unreadable, Code::EmptyModule].map(|code| code.row().code);
            let is_readable = !reports.iter().any(|report| named.contains(&report.code.as_str()));
            return Err(Findings { reports: reports.sorted(), sources: Sources::default(), is_readable });
        }
        Ok(Texts { program, files, params, reports })
    }

    /// How many bytes they have.
    pub fn size(&self) -> usize {
        self.files.iter().map(|file| file.text.len()).sum()
    }

    /// Makes something of them.
    pub fn with<T>(&self, targets: &[Target], make: impl FnOnce(&[Text], &Options) -> T) -> T {
        let Texts { program, files, params, .. } = self;
        let folder = if program.path.is_dir() { program.path.as_path() } else { program.path.parent().unwrap_or(Path::new("")) };
        let (names, param_names) = (names(files), names(params));
        make(
            &named(&names, files),
            &Options {
                name: &name_of(&program.path),
                targets,
                params: &named(&param_names, params),
                set: &program.set,
                today: today().as_deref(),
                levels: &program.level,
                read: &|path| read::named(&folder.join(path)),
                home: &super::modules::home(folder),
                find: &super::modules::find,
                ..Options::default()
            },
        )
    }
}

fn names(files: &[read::Text]) -> Vec<String> {
    files.iter().map(read::Text::name).collect()
}

fn named<'a>(names: &'a [String], files: &'a [read::Text]) -> Vec<(&'a str, &'a str)> {
    names.iter().map(String::as_str).zip(files.iter().map(|file| file.text.as_str())).collect()
}

/// What a program is called where it does not say: as its directory is, or its file.
pub(super) fn name_of(path: &Path) -> String {
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

/// An instant, in seconds since 1970: `2026-12-03 08:00 UTC`.
pub(super) fn clock(seconds: u64) -> String {
    format!("{} {:02}:{:02} UTC", day(seconds / 86_400), seconds / 3_600 % 24, seconds / 60 % 60)
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
