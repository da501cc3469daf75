//! The plan of a move that a program declares.
//!
//! In: a program with a `migration` of a zone. Out: the questions by which anybody can compare the two servers, what the program
//! answers otherwise than the zone file, and the plan with its times. Deliberately absent: writing a program.

use super::calendar::Calendar;
use super::{lengths, questions};
use crate::cli::arguments::{Migrate, Program};
use crate::cli::program::Understood;
use crate::cli::read::shown;
use crate::cli::swap::write_all;
use crate::cli::terminal::{Advice, Failure, Terminal, Verdict, several};
use crate::migrate::{Lengths, Plan, Step, steps};
use crate::model::{Model, Reader};
use crate::proof::{Comparison, Difference, Wanted, compare, record_types};
use crate::report::Reports;
use crate::route::{Router, instant};
use crate::schema::{Block, Schema, Value};
use crate::source::Name;
use crate::zonefile::{self, Authority, Set, Zone};
use serde_json::{Value as Json, json};
use std::path::PathBuf;

/// Plans every migration of a program.
pub(super) fn plan(arguments: &Migrate, terminal: &Terminal) -> Result<Verdict, Failure> {
    let program = Program { path: arguments.file.clone(), set: Vec::new(), params: Vec::new(), level: Vec::new() };
    let Understood { mut findings, library, model } = Understood::of(&program);
    let Some(model) = model else {
        return findings.refuse(terminal);
    };
    let (schema, mut reports) = (&library.schema, Reports::default());
    let kind = schema.kind_named(Name::of("migration"));
    let blocks: Vec<&Block> = model.own().map(|(_, block)| block).filter(|block| Some(block.kind) == kind).collect();
    if blocks.is_empty() {
        let example = "migration to_route53 -> example { zone_file = file(\"example.com.zone\") }";
        return Err(Failure(format!("{} declares no migration: {example}", shown(&arguments.file))));
    }
    let mut moves: Vec<Move> = Vec::new();
    for block in blocks {
        moves.extend(Move::of(block, &model, schema, arguments, &mut findings.sources, &mut reports));
    }
    let has_errors = reports.has_errors();
    findings.reports.extend(reports.sorted());
    if has_errors {
        return findings.refuse(terminal);
    }
    if let Some(there) = moves.iter().find(|moved| moved.path.exists() && !arguments.force) {
        return Err(Failure(format!("{} is there already; --force overwrites it", shown(&there.path))));
    }
    let texts: Vec<String> = moves.iter().map(|moved| questions(&moved.sets)).collect();
    write_all(&arguments.out, moves.iter().zip(&texts).map(|(moved, text)| (moved.path.clone(), text.as_bytes())))?;
    findings.show(terminal, Advice::Counted);
    if terminal.is_for_machines() {
        let moves: Vec<Json> = moves.iter().map(|moved| moved.member(arguments)).collect();
        findings.document().with("moves", moves).print(terminal)?;
    } else {
        let text: Vec<String> = moves.iter().map(|moved| moved.told(arguments)).collect();
        terminal.mention(&text.join("\n"))?;
    }
    Ok(Verdict::Fine)
}

/// One zone that moves.
struct Move {
    zone: Zone,
    sets: Vec<Set>,
    lengths: Lengths,
    starts: Option<u64>,
    compared: Comparison,
    /// Where the questions go.
    path: PathBuf,
}

impl Move {
    fn of(
        block: &Block,
        model: &Model,
        schema: &Schema,
        arguments: &Migrate,
        sources: &mut crate::source::Sources,
        reports: &mut Reports,
    ) -> Option<Move> {
        let reader = Reader::new(schema, &model.blocks);
        let of = |field: &str| reader.named(block, Name::of(field));
        let seconds = |field: &str| match of(field) {
            Value::Duration(milliseconds) => u32::try_from(milliseconds / 1000).ok(),
            _ => None,
        };
        let domain = reader.named(model.block(of("zone").as_block()?), Name::of("domain_name"));
        let domain = domain.as_text()?.trim_end_matches('.').to_ascii_lowercase();
        let text = of("zone_file");
        let file = sources.add(format!("{domain}.zone"), text.as_text()?);
        let mut zone = zonefile::read(file, text.as_text()?, Some(&domain), &[], reports)?;
        let sets = zonefile::sets(&mut zone, &mut Reports::default());
        let usual = Lengths::default();
        let declared = Lengths {
            moving: seconds("ttl").unwrap_or(usual.moving),
            name_servers: seconds("ns_ttl").unwrap_or(usual.name_servers),
            delegation: seconds("delegation_ttl").unwrap_or(usual.delegation),
            signatures: seconds("ds_ttl").unwrap_or(usual.signatures),
        };
        let lengths = lengths(arguments, declared);
        let starts = match of("starts") {
            Value::Time(time) => instant(&time),
            _ => None,
        };
        let router = Router::of(model, schema);
        let types = record_types(schema);
        let wanted = Wanted { types: &types, moved: &[], ttl: &|ttl| ttl.min(lengths.moving) };
        let compared = compare(&router.dns, &Authority::of(&zone), &wanted, |_| ());
        let path = arguments.out.join(format!("{domain}.questions"));
        Some(Move { zone, sets, lengths, starts: arguments.starts.or(starts), compared, path })
    }

    fn steps(&self, arguments: &Migrate) -> Vec<Step> {
        let build = format!("edgewise build {} --out out", shown(&arguments.file));
        steps(&Plan {
            zone: &self.zone,
            sets: &self.sets,
            lengths: self.lengths,
            build: &build,
            shortened: "by `ttl` of the migration",
            restore: &["write `done = true` in the migration".to_owned(), build.clone()],
            questions: &shown(&self.path),
        })
    }

    fn calendar(&self) -> Calendar {
        Calendar { starts: self.starts }
    }

    fn told(&self, arguments: &Migrate) -> String {
        let mut text = format!(
            "{}: {} of {}; {} asked of the file and of the program, {} answered otherwise\n",
            self.zone.domain,
            several(self.sets.len(), "record set"),
            several(self.compared.names, "name"),
            several(self.compared.questions, "question"),
            self.compared.differences.len(),
        );
        for Difference { name, kind, before, after } in &self.compared.differences {
            text += &format!("      {name} {kind}: {before}, becomes {after}\n");
        }
        text += &format!("wrote {}\n", shown(&self.path));
        text + &self.calendar().told(&self.steps(arguments))
    }

    fn member(&self, arguments: &Migrate) -> Json {
        let steps: Vec<Json> = self.steps(arguments).iter().map(|step| self.calendar().member(step)).collect();
        let others = self.compared.differences.iter();
        let others =
            others.map(|of| json!({ "name": of.name, "type": of.kind.as_str(), "before": of.before, "after": of.after }));
        json!({
            "zone": &*self.zone.domain,
            "file": shown(&self.path),
            "compared": { "names": self.compared.names, "questions": self.compared.questions },
            "otherwise": others.collect::<Vec<_>>(),
            "steps": steps,
        })
    }
}
