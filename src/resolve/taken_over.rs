//! Records that a zone has from a zone file: `records_from = file("example.com.zone")`.
//!
//! In: the statements of a module, and the texts of the files it names. Out: in each such zone a statement for every record set of
//! its file, at the place it has there, but for names and types that the zone says itself; while a `migration` of the zone is under way,
//! answers are kept no longer than it says. Deliberately absent: reading zone files (`zonefile`), and what records mean.

use super::FileTexts;
use crate::report::{Code, Reports};
use crate::schema::{first_word, setting, text_of, word_of};
use crate::source::{FileId, Name, Span};
use crate::syntax::{Expr, Form, Number, Statement, Target};
use crate::zonefile::{self, Set};
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// How long answers are kept while a zone moves, where its migration does not say.
const MOVING: u32 = 60;

/// Puts the records of zone files into their zones; `key` makes a path what `texts` knows it by, and `add` takes a file in. Whether
/// there were any.
pub fn take_over(
    statements: &mut [Statement],
    texts: &FileTexts,
    key: &dyn Fn(&str) -> Arc<str>,
    add: &mut dyn FnMut(&str, &str) -> FileId,
    reports: &mut Reports,
) -> bool {
    let moving: Vec<(Name, u32)> = statements.iter().filter_map(migration).collect();
    let mut any = false;
    for statement in statements {
        if let Some((path, domain, label)) = wanted(statement, reports) {
            any = true;
            if let Some(Ok(text)) = texts.get(&key(&path)) {
                let most = moving.iter().find(|(zone, _)| *zone == label).map(|(_, ttl)| *ttl);
                let file = add(&path, text);
                fill(statement, text, file, &domain, most, reports);
            }
        } else {
            // In components, loops and conditions.
            for body in statement.body.iter_mut().chain(&mut statement.otherwise) {
                any |= take_over(body, texts, key, add, reports);
            }
        }
    }
    any
}

/// `migration to_route53 -> example { ttl = 60s }`: the zone, and how long answers are kept until it is `done`.
fn migration(statement: &Statement) -> Option<(Name, u32)> {
    first_word(statement).filter(|word| *word == "migration")?;
    let zone = word_of(statement.targets.as_ref()?.first()?.terms.first()?)?;
    let body = statement.body.as_deref().unwrap_or_default();
    let done = setting(body, "done").and_then(word_of).is_some_and(|word| word == "true");
    let ttl = match setting(body, "ttl").map(|value| &value.form) {
        Some(Form::Number(Number::Duration(milliseconds))) => u32::try_from(milliseconds / 1000).ok()?,
        _ => MOVING,
    };
    (!done).then_some((zone, ttl))
}

/// The path of the file, the domain, and the label of a zone that has records from a file.
fn wanted(statement: &Statement, reports: &mut Reports) -> Option<(Arc<str>, Arc<str>, Name)> {
    let mut words = statement.head.iter().filter_map(word_of);
    let first = words.find(|word| *word != "existing").filter(|word| *word == "zone")?;
    let label = words.next_back().unwrap_or(first);
    let domain = statement.head.iter().find_map(text_of)?;
    let value = setting(statement.body.as_deref()?, "records_from")?;
    let path = match &value.form {
        Form::Call(function, arguments) if word_of(function).is_some_and(|word| word == "file") => {
            arguments.first().and_then(text_of)
        }
        _ => None,
    };
    if path.is_none() {
        reports.push(Code::WrongHead.at(value.span).with("records_from").with("records_from = file(\"example.com.zone\")"));
    }
    Some((path?, domain, label))
}

fn fill(zone: &mut Statement, text: &str, file: FileId, domain: &str, most: Option<u32>, reports: &mut Reports) {
    let domain = domain.trim_end_matches('.').to_ascii_lowercase();
    let Some(mut read) = zonefile::read(file, text, Some(&domain), &[], reports) else {
        return;
    };
    let body = zone.body.get_or_insert_default();
    let own: FxHashSet<(String, Name)> = body.iter().flat_map(|statement| said(statement, &domain)).collect();
    for set in zonefile::sets(&mut read, reports) {
        if !own.contains(&(set.name.to_string(), set.kind)) {
            let seconds = most.map_or(set.ttl, |most| set.ttl.min(most));
            let ttl = Expr { span: set.span, form: Form::Number(Number::Duration(u64::from(seconds) * 1000)) };
            body.push(record(&set, &domain, Some(ttl), set.span));
        }
    }
}

/// What a record of the zone's own stands for: `A, AAAA "www" -> …`.
fn said(statement: &Statement, domain: &str) -> Vec<(String, Name)> {
    let types: Vec<Name> = statement.head.iter().map_while(word_of).collect();
    let is_type = |word: &Name| word.as_str().bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let name = statement.head.iter().find_map(text_of).unwrap_or_else(|| "@".into());
    let name = match name.strip_suffix('.') {
        Some(absolute) => absolute.to_owned(),
        None if &*name == "@" => domain.to_owned(),
        None => format!("{name}.{domain}"),
    };
    types.into_iter().filter(is_type).map(|kind| (name.to_ascii_lowercase(), kind)).collect()
}

/// A record set as a statement in the body of its zone.
pub fn record(set: &Set, domain: &str, ttl: Option<Expr>, span: Span) -> Statement {
    let expr = |form: Form| Expr { span, form };
    let inside = |name: &str| Some(name.strip_suffix(domain)?.strip_suffix('.')?.to_owned());
    let name = match inside(&set.name) {
        Some(inside) => inside,
        None if *set.name == *domain => "@".to_owned(),
        None => format!("{}.", set.name),
    };
    let targets = set.values.iter().map(|value| Target { span, terms: vec![expr(Form::Text(value.clone()))] });
    let ttl = ttl.map(|ttl| Statement {
        span,
        head: vec![expr(Form::Word(Name::of("ttl")))],
        value: Some(ttl),
        ..Statement::default()
    });
    Statement {
        span,
        head: vec![expr(Form::Word(set.kind)), expr(Form::Text(name.as_str().into()))],
        targets: Some(targets.collect()),
        body: ttl.map(|ttl| vec![ttl]),
        ..Statement::default()
    }
}
