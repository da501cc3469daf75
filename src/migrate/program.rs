//! The program that a zone file becomes.
//!
//! In: its records, and how long answers are kept during the move. Out: text, formatted, and where in it each record stands.
//! TTLs longer than that stand in it once each, so that `--set moving=false` is all it takes to restore them.

use crate::resolve::record;
use crate::source::{FileId, Name, Span};
use crate::syntax::{Expr, Form, Number, Statement, Statements, format, parse, print};
use crate::zonefile::{Set, Zone};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A program, and where its records come from.
#[derive(Clone, Debug)]
pub struct Program {
    /// Its text.
    pub text: String,
    /// What the zone is called in it.
    pub label: String,
    /// Whether it has TTLs for the move, which `moving` switches off.
    pub has_moving: bool,
    /// Where each record stands in the text, and where in the zone file.
    pub places: Vec<(Span, Span)>,
}

/// The parameter that says whether the zone is still moving.
pub const MOVING: &str = "moving";

/// Words that no block can be called by, or that the text uses itself.
const RESERVED: [&str; 12] = ["true", "false", "none", "all", "self", "if", "else", "for", "in", "not", "let", MOVING];

/// Writes the program. `file` is what its text will be known as; `from` is what the zone file is called.
pub fn program(zone: &Zone, sets: &[Set], moving_ttl: u32, file: FileId, from: &str) -> Program {
    let label = label(&zone.domain);
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    sets.iter().for_each(|set| *counts.entry(set.ttl).or_default() += 1);
    let usual = counts.iter().max_by_key(|(_, count)| **count).map_or(300, |(ttl, _)| *ttl);
    let mut text = format!("// {} as other name servers serve it, taken over from {from}.\n\n", zone.domain);
    let long = |ttl: &&u32| **ttl > moving_ttl;
    let has_moving = counts.keys().any(|ttl| long(&ttl));
    if has_moving {
        let short = shown(moving_ttl);
        let _ = writeln!(
            text,
            "/// Whether name servers are being switched: until they are, and two days on, answers are kept for {short}."
        );
        let _ = writeln!(text, "param {MOVING}: bool = true");
        for ttl in counts.keys().filter(long).filter(|ttl| **ttl != usual) {
            let _ = writeln!(text, "let {} = if {MOVING} {{ {short} }} else {{ {} }}", variable(*ttl), shown(*ttl));
        }
        text.push('\n');
    }
    text += &print(&vec![block(zone, sets, &label, usual, moving_ttl)]);
    let text = format(&text).unwrap_or(text);
    let places = places(&text, file, sets);
    Program { text, label, has_moving, places }
}

/// `zone example "example.com" { … }`
fn block(zone: &Zone, sets: &[Set], label: &str, usual: u32, moving_ttl: u32) -> Statement {
    let head = vec![word("zone"), word(label), text(&zone.domain)];
    let usual_value = match usual > moving_ttl {
        true => expr(Form::If(Box::new([word(MOVING), duration(moving_ttl), duration(usual)]))),
        false => duration(usual),
    };
    let mut body: Statements = vec![field("ttl", usual_value)];
    for set in sets {
        let ttl = match set.ttl {
            ttl if ttl == usual => None,
            ttl if ttl > moving_ttl => Some(word(&variable(ttl))),
            ttl => Some(duration(ttl)),
        };
        body.push(record(set, &zone.domain, ttl, Span::default()));
    }
    Statement { head, body: Some(body), ..Statement::default() }
}

fn expr(form: Form) -> Expr {
    Expr { span: Span::default(), form }
}

fn word(text: &str) -> Expr {
    expr(Form::Word(Name::of(text)))
}

fn text(text: &str) -> Expr {
    expr(Form::Text(text.into()))
}

fn duration(seconds: u32) -> Expr {
    expr(Form::Number(Number::Duration(u64::from(seconds) * 1000)))
}

fn field(name: &str, value: Expr) -> Statement {
    Statement { head: vec![word(name)], value: Some(value), ..Statement::default() }
}

/// `1h30m`
pub(super) fn shown(seconds: u32) -> String {
    print(&vec![field("x", duration(seconds))]).trim().trim_start_matches("x = ").to_owned()
}

fn variable(seconds: u32) -> String {
    format!("ttl_{}", shown(seconds))
}

/// The first label of a domain as a name of the language.
fn label(domain: &str) -> String {
    let first = domain.split('.').next().unwrap_or_default();
    let letters = first.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect::<String>();
    let is_name = letters.starts_with(|first: char| first.is_ascii_alphabetic()) && !RESERVED.contains(&letters.as_str());
    if is_name { letters } else { format!("zone_{letters}") }
}

/// Where each record stands: they were written in their order.
fn places(text: &str, file: FileId, sets: &[Set]) -> Vec<(Span, Span)> {
    let statements = parse(file, text, &mut Default::default());
    let bodies = statements.iter().filter_map(|statement| statement.body.as_ref());
    let records = bodies.flatten().filter(|statement| statement.targets.is_some());
    records.zip(sets).map(|(statement, set)| (statement.span, set.span)).collect()
}
