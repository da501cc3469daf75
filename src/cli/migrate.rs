//! `edgewise migrate`: a zone of another provider, taken over.
//!
//! In: a zone file. Out: the program that answers the same, the questions by which anybody can compare the two servers, and the plan
//! with its times. In: a program that declares a `migration`. Out: the questions and the plan. A zone file with mistakes, or an answer that would change, writes nothing. Deliberately absent: reading zone
//! files (`zonefile`), the program and the plan (`migrate`), and the network.

mod calendar;
mod declared;

use super::arguments::Migrate;
use super::program::Findings;
use super::read::{self, shown};
use super::swap::write_all;
use super::terminal::{Advice, Failure, Terminal, Verdict, several};
use crate::compile::{Library, Options};
use crate::migrate::{Lengths, MOVING, Plan, Program, Step, program, steps};
use crate::proof::{Comparison, Wanted, compare, record_types};
use crate::report::{Code, Report, Reports};
use crate::route::Router;
use crate::source::{FileId, Name, Span};
use crate::zonefile::{self, Authority, Set, Zone, sets};
use calendar::Calendar;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// A zone that is being taken over.
struct Move<'a> {
    arguments: &'a Migrate,
    library: Library,
    zone: Zone,
    sets: Vec<Set>,
    /// The zone file's.
    file: FileId,
}

/// Takes a zone over.
pub(super) fn migrate(arguments: &Migrate, terminal: &Terminal) -> Result<Verdict, Failure> {
    if arguments.file.is_dir() || arguments.file.extension().is_some_and(|ending| ending == "edge") {
        return declared::plan(arguments, terminal);
    }
    let mut reports = Reports::default();
    let mut library = Library::load();
    let Some(text) = read::read(&arguments.file, &mut reports) else {
        return Findings::unreadable(reports).refuse(terminal);
    };
    let file = library.sources.add(text.name(), text.text.as_str());
    let without: Vec<Name> = arguments.without.iter().map(|kind| Name::of(&kind.to_ascii_uppercase())).collect();
    let domain = arguments.domain.clone().or_else(|| domain_of(&arguments.file));
    let zone = zonefile::read(file, &text.text, domain.as_deref(), &without, &mut reports);
    let Some(mut zone) = zone.filter(|_| !reports.has_errors()) else {
        return Findings::of(reports, library.sources).refuse(terminal);
    };
    let sets = sets(&mut zone, &mut reports);
    Move { arguments, library, zone, sets, file }.carry_out(reports, terminal)
}

impl Move<'_> {
    fn carry_out(&self, mut reports: Reports, terminal: &Terminal) -> Result<Verdict, Failure> {
        let (name, from) = (format!("{}.edge", self.zone.domain), shown(&self.arguments.file));
        let from = from.rsplit('/').next().unwrap_or_default();
        let program = program(&self.zone, &self.sets, self.lengths().moving, FileId(self.file.0 + 1), from);
        let compared = self.compared(&name, &program, &mut reports);
        let findings = Findings::of(reports, self.library.sources.clone());
        let Some(compared) = compared.filter(|_| findings.verdict() == Verdict::Fine) else {
            return findings.refuse(terminal);
        };
        let paths = [name, format!("{}.questions", self.zone.domain)].map(|name| self.arguments.out.join(name));
        if let Some(there) = paths.iter().find(|path| path.exists() && !self.arguments.force) {
            return Err(Failure(format!("{} is there already; --force overwrites it", shown(there))));
        }
        let questions = questions(&self.sets);
        let texts = [program.text.as_bytes(), questions.as_bytes()];
        write_all(&self.arguments.out, paths.iter().cloned().zip(texts))?;
        let lengths = self.lengths();
        let (file, questions) = (shown(&paths[0]), shown(&paths[1]));
        let steps = steps(&Plan {
            zone: &self.zone,
            sets: &self.sets,
            lengths,
            build: &format!("edgewise build {file} --out out"),
            shortened: &format!("`moving = true` in {file}"),
            restore: &[format!("edgewise build {file} --out out --set moving=false")],
            questions: &questions,
        });
        findings.show(terminal, Advice::Counted);
        if terminal.is_for_machines() {
            let files: Vec<Value> = paths.iter().map(|path| json!({ "path": shown(path), "state": "wrote" })).collect();
            let asked = json!({ "names": compared.names, "questions": compared.questions });
            let steps: Vec<Value> = steps.iter().map(|step| self.calendar().member(step)).collect();
            let document = findings.document().with("zone", &*self.zone.domain).with("files", files);
            document.with("compared", asked).with("steps", steps).print(terminal)?;
        } else {
            terminal.mention(&self.told(&compared, &paths, &steps))?;
        }
        Ok(Verdict::Fine)
    }

    /// Asks both sides, with the TTLs of the move and with those of the file; `None` where the program has errors.
    fn compared(&self, name: &str, program: &Program, reports: &mut Reports) -> Option<Comparison> {
        let moving = self.lengths().moving;
        let settled = self.asked(name, program, "false", |ttl| ttl, reports)?;
        let during = self.asked(name, program, "true", |ttl| ttl.min(moving), &mut Reports::default())?;
        for difference in settled.differences.iter().chain(&during.differences) {
            let at =
                self.sets.iter().find(|set| *set.name == *difference.name).map_or(Span::new(self.file, 0, 0), |set| set.span);
            let draft = Code::MoveDiffers.at(at).with(&difference.name).with(difference.kind);
            reports.push(draft.with(&difference.after).with(&difference.before));
        }
        Some(Comparison { questions: settled.questions + during.questions, ..settled })
    }

    fn asked(
        &self,
        name: &str,
        program: &Program,
        moving: &str,
        ttl: impl Fn(u32) -> u32,
        reports: &mut Reports,
    ) -> Option<Comparison> {
        let set: Vec<_> = program.has_moving.then(|| (MOVING.to_owned(), moving.to_owned())).into_iter().collect();
        let understood = self.library.understand(&[(name, &program.text)], &Options { set: &set, ..Options::default() });
        understood.reports.into_iter().for_each(|report| reports.push(self.at_home(report, program)));
        let model = understood.model?;
        let schema = &self.library.schema;
        let router = Router::of(&model, schema);
        let types = record_types(schema);
        let wanted = Wanted { types: &types, moved: &[], ttl: &ttl };
        Some(compare(&router.dns, &Authority::of(&self.zone), &wanted, |_| ()))
    }

    /// A finding in the program, at the record of the zone file that it speaks of: that is what its author knows.
    fn at_home(&self, mut report: Report, program: &Program) -> Report {
        let zone = Span::new(self.file, 0, 0);
        let home = |span: Span| match span.file.0 == self.file.0 + 1 {
            true => program.places.iter().find(|(place, _)| place.holds(span)).map_or(zone, |(_, home)| *home),
            false => span,
        };
        report
            .primary
            .iter_mut()
            .chain(&mut report.secondary)
            .chain(&mut report.ways)
            .for_each(|label| label.span = home(label.span));
        report
    }

    fn told(&self, compared: &Comparison, paths: &[PathBuf; 2], steps: &[Step]) -> String {
        let text = format!(
            "{}: {} of {}; {} asked of the file and of the program, all answers equal\nwrote {} and {}\n",
            self.zone.domain,
            several(self.sets.len(), "record set"),
            several(compared.names, "name"),
            several(compared.questions, "question"),
            shown(&paths[0]),
            shown(&paths[1]),
        );
        text + &self.calendar().told(steps)
    }

    fn lengths(&self) -> Lengths {
        lengths(self.arguments, Lengths::default())
    }

    fn calendar(&self) -> Calendar {
        Calendar { starts: self.arguments.starts }
    }
}

/// What to ask two servers, a line for each record set.
fn questions(sets: &[Set]) -> String {
    sets.iter().map(|set| format!("{} {}\n", set.name, set.kind)).collect()
}

/// How long things are kept: as the command line says, else as is usual or as the program has it.
fn lengths(arguments: &Migrate, usual: Lengths) -> Lengths {
    Lengths {
        moving: arguments.ttl.unwrap_or(usual.moving),
        name_servers: arguments.ns_ttl.unwrap_or(usual.name_servers),
        delegation: arguments.delegation_ttl.unwrap_or(usual.delegation),
        signatures: arguments.ds_ttl.unwrap_or(usual.signatures),
    }
}

/// The domain a zone file is called after: `example.com.zone`, `db.example.com`.
fn domain_of(file: &Path) -> Option<String> {
    let name = file.file_name()?.to_str()?;
    let endings = [".zone", ".db", ".txt", ".hosts", ".dns", ".bind"];
    let stem = endings.iter().find_map(|ending| name.strip_suffix(ending)).or_else(|| name.strip_prefix("db."))?;
    let stem = stem.strip_prefix("db.").unwrap_or(stem);
    let is_domain = stem.contains('.') && stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
    is_domain.then(|| stem.to_owned())
}
