//! `edgewise test`: what a program's `test` blocks come to.
//!
//! In: a program, names of tests. Out: which expectations hold, which do not and why, and which records no test reaches. Deliberately
//! absent: the dry run (`route`) and what expectations mean (`proof`).

use super::arguments::Test;
use super::program::Understood;
use super::route::Node;
use super::snapshots;
use super::terminal::{Advice, Failure, Terminal, Verdict, near, several};
use crate::proof::{self, Ending, Proof, Tested};
use crate::report::{Places, Reports};
use crate::route::Router;
use crate::source::Sources;
use serde_json::{Value, json};
use std::sync::Arc;

/// Holds a program against its tests.
pub(super) fn test(test: &Test, terminal: &Terminal) -> Result<Verdict, Failure> {
    let Understood { mut findings, library, model } = Understood::for_dry_run(&test.program, &test.input);
    let Some(model) = model else {
        return findings.refuse(terminal);
    };
    if let Some(unknown) = test.only.iter().find(|name| !model.tests.iter().any(|test| *test.name == ***name)) {
        let near = near(unknown, model.tests.iter().map(|test| &*test.name));
        let list = if near.is_empty() { "; `edgewise test` names each" } else { "" };
        return Err(Failure(format!("no test is called `{unknown}`{near}{list}")));
    }
    let mut router = Router::of(&model, &library.schema);
    if test.run_edge_lambdas {
        router.http = router.http.with_lambdas(Arc::new(Node::find()?));
    }
    let mut reports = Reports::default();
    let is_wanted = |name: &str| test.only.is_empty() || test.only.iter().any(|only| only == name);
    let known = snapshots::known(&test.program.path)?;
    let held = (!test.update).then_some(&known);
    let proof = proof::prove((&model, &library.schema, &router), is_wanted, held, &mut reports);
    findings.reports.extend(reports.sorted());
    if !findings.reports.is_empty() {
        findings.show(terminal, Advice::Counted);
    }
    let (all, holds) = proof.count();
    let skipped = expectations(&proof).filter(|ending| matches!(ending, Ending::Skipped(_))).count();
    let too_little = test.min_coverage.filter(|least| proof.coverage.hundredths() < u32::from(*least) * 100);
    let updated = match test.update {
        true => {
            // Those of tests that were not run stay.
            let others = known.iter().filter(|(name, _)| !is_wanted(name)).map(|(name, own)| (name.clone(), own.clone()));
            snapshots::update(&test.program.path, &known, &others.chain(proof.taken.clone()).collect())?
        }
        false => None,
    };
    let verdict = if holds + skipped < all || too_little.is_some() { Verdict::Findings } else { findings.verdict() };
    if terminal.is_for_machines() {
        let mut places = Places::of(&findings.sources);
        let tests: Vec<Value> = proof.tests.iter().map(|test| json_of(test, &mut places)).collect();
        let unreached = proof.coverage.unreached.iter();
        let unreached: Vec<Value> = unreached.map(|one| json!({ "name": one.name, "at": places.shown(one.span) })).collect();
        let coverage = json!({ "records": proof.coverage.records, "behaviors": proof.coverage.behaviors, "errors": proof.coverage.errors,
            "unreached": unreached });
        findings.document().with("tests", tests).with("coverage", coverage).print(terminal)?;
        return Ok(verdict);
    }
    terminal.mention(&told(&proof, &findings.sources, test.unreached))?;
    terminal.mention(&updated.unwrap_or_default())?;
    if let Some(least) = too_little {
        let reached = f64::from(proof.coverage.hundredths()) / 100.0;
        terminal.tell(&format!("error: tests reach {reached}%, and {least}% are asked for; --unreached lists the others\n"));
    }
    Ok(verdict)
}

fn expectations(proof: &Proof) -> impl Iterator<Item = &Ending> {
    proof.tests.iter().flat_map(|test| &test.expectations).map(|expectation| &expectation.ending)
}

fn told(proof: &Proof, sources: &Sources, unreached: bool) -> String {
    if proof.tests.is_empty() {
        return "there are no tests; `test \"what holds\" { dns \"www.example.com\" A -> … }` is one\n".to_owned();
    }
    let mut text = String::new();
    for test in &proof.tests {
        let is_bad = |ending: &Ending| matches!(ending, Ending::Fails(_) | Ending::Broken);
        let bad = test.expectations.iter().filter(|one| is_bad(&one.ending)).count();
        let left_out = test.expectations.iter().filter(|one| matches!(one.ending, Ending::Skipped(_))).count();
        let mark = if bad > 0 { "FAIL" } else { "ok  " };
        let left_out = if left_out > 0 { format!(", {left_out} left out") } else { String::new() };
        text += &format!("{mark}  {}  ({}{left_out})\n", test.name, several(test.expectations.len(), "expectation"));
    }
    let (all, holds) = proof.count();
    let skipped: Vec<&'static str> = expectations(proof)
        .filter_map(|ending| match ending {
            Ending::Skipped(why) => Some(*why),
            Ending::Holds | Ending::Fails(_) | Ending::Broken => None,
        })
        .collect();
    text += &format!("\n{holds} of {all} expectations hold");
    if let Some(why) = skipped.first() {
        text += &format!(", {} left out: {why}", skipped.len());
    }
    let coverage = &proof.coverage;
    let reached = coverage.all() - coverage.unreached.len();
    text += &format!("\n{reached} of {} records, branches, behaviors and errors are reached by a test\n", coverage.all());
    if unreached {
        let mut places = Places::of(sources);
        for one in &coverage.unreached {
            text += &format!("  not reached: {}  ({})\n", one.name, places.shown(one.span));
        }
    }
    text
}

fn json_of(test: &Tested, places: &mut Places) -> Value {
    let expectations: Vec<Value> = test
        .expectations
        .iter()
        .map(|one| {
            let (ending, why) = match &one.ending {
                Ending::Holds => ("holds", None),
                Ending::Fails(why) => ("fails", Some(why.as_str())),
                Ending::Skipped(why) => ("left_out", Some(*why)),
                Ending::Broken => ("not_understood", None),
            };
            json!({ "question": one.question, "at": places.shown(one.span), "ending": ending, "why": why })
        })
        .collect();
    json!({ "name": &*test.name, "at": places.shown(test.span), "expectations": expectations })
}
