//! `edgewise migrate`: a zone of another provider, taken over.
//!
//! In: a zone file. Out: the program that answers the same, the questions by which anybody can compare the two servers, and the plan
//! with its times. A zone file with mistakes, or an answer that would change, writes nothing. Deliberately absent: reading zone
//! files (`zonefile`), the program and the plan (`migrate`), and the network.

use super::arguments::Migrate;
use super::program::{Findings, clock};
use super::read::{self, shown};
use super::swap::{Swap, Turn};
use super::terminal::{Failure, Terminal, Verdict, several};
use crate::compile::{Library, Options};
use crate::migrate::{Comparison, Lengths, MOVING, Plan, Program, Set, Step, compare, program, sets, steps};
use crate::report::{Code, Report, Reports};
use crate::route::Router;
use crate::source::{FileId, Name, Span};
use crate::zonefile::{self, Authority, Zone};
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
        let program = program(&self.zone, &self.sets, self.arguments.ttl, FileId(self.file.0 + 1), from);
        let compared = self.compared(&name, &program, &mut reports);
        let findings = Findings::of(reports, self.library.sources.clone());
        let Some(compared) = compared.filter(|_| findings.verdict() == Verdict::Fine) else {
            return findings.refuse(terminal);
        };
        let paths = [name, format!("{}.questions", self.zone.domain)].map(|name| self.arguments.out.join(name));
        if let Some(there) = paths.iter().find(|path| path.exists() && !self.arguments.force) {
            return Err(Failure(format!("{} is there already; --force overwrites it", shown(there))));
        }
        let questions: String = self.sets.iter().map(|set| format!("{} {}\n", set.name, set.kind)).collect();
        let texts = [program.text.as_bytes(), questions.as_bytes()];
        let turns: Vec<Turn> =
            paths.iter().zip(texts).map(|(path, bytes)| Turn { path: path.clone(), bytes: Some(bytes) }).collect();
        Swap::of(&self.arguments.out)?.carry_out(&turns)?;
        let lengths = Lengths {
            moving: self.arguments.ttl,
            name_servers: self.arguments.ns_ttl,
            delegation: self.arguments.delegation_ttl,
            signatures: self.arguments.ds_ttl,
        };
        let (file, questions) = (shown(&paths[0]), shown(&paths[1]));
        let steps = steps(&Plan { zone: &self.zone, sets: &self.sets, lengths, file: &file, questions: &questions });
        findings.show(terminal);
        if terminal.is_for_machines() {
            let files: Vec<Value> = paths.iter().map(|path| json!({ "path": shown(path), "state": "wrote" })).collect();
            let asked = json!({ "names": compared.names, "questions": compared.questions });
            let steps: Vec<Value> = steps.iter().map(|step| self.member(step)).collect();
            let document = findings.document().with("zone", &*self.zone.domain).with("files", files);
            document.with("compared", asked).with("steps", steps).print(terminal)?;
        } else {
            terminal.mention(&self.told(&compared, &paths, &steps))?;
        }
        Ok(Verdict::Fine)
    }

    /// Asks both sides, with the TTLs of the move and with those of the file; `None` where the program has errors.
    fn compared(&self, name: &str, program: &Program, reports: &mut Reports) -> Option<Comparison> {
        let moving = self.arguments.ttl;
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
        let choice = schema.choice_named(Name::of("record_type")).map(|choice| schema.choice(choice));
        let types: Vec<Name> = choice.iter().flat_map(|choice| &choice.words).map(|word| word.word).collect();
        Some(compare(&router.dns, &Authority::of(&self.zone), &types, ttl))
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
        let mut text = format!(
            "{}: {} of {}; {} asked of the file and of the program, all answers equal\nwrote {} and {}\n",
            self.zone.domain,
            several(self.sets.len(), "record set"),
            several(compared.names, "name"),
            several(compared.questions, "question"),
            shown(&paths[0]),
            shown(&paths[1]),
        );
        for (number, step) in steps.iter().enumerate() {
            text += &format!("\n{:>2}. {}  {}  [{}]\n", number + 1, self.when(step.begins), step.title, step.rule);
            step.how.iter().for_each(|line| text += &format!("      {line}\n"));
            if let Some((until, why)) = &step.waits {
                text += &format!("    until {}: {why}\n", self.when(*until));
            }
        }
        text
    }

    /// `2026-12-03 08:00 UTC`, or so long after the first step.
    fn when(&self, seconds: u64) -> String {
        match self.arguments.starts {
            Some(starts) => clock(starts + seconds),
            None if seconds == 0 => "at once".to_owned(),
            None => {
                let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
                let parts = [(days, "d"), (hours, "h"), (minutes, "m"), (seconds % 60, "s")];
                let parts = parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count}{unit}"));
                format!("+{}", parts.collect::<String>())
            }
        }
    }

    fn member(&self, step: &Step) -> Value {
        let at = |seconds: u64| self.arguments.starts.map(|starts| clock(starts + seconds));
        let waits = step.waits.as_ref().map(|(until, why)| json!({ "until": until, "at": at(*until), "why": why }));
        json!({ "title": step.title, "begins": step.begins, "at": at(step.begins), "how": step.how, "waits": waits, "rule": step.rule })
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
