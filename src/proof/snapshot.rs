//! Whole answers, held against what they were when somebody last looked: `-> snapshot`.
//!
//! In: an answer or a response, and the lines that are known of it. Out: its lines now, and whether they are those. Deliberately absent:
//! the file that keeps them (`cli`).

use super::{Ending, Trial};
use crate::model::{Line, Term};
use crate::report::Code;
use crate::route::dns::{Question, Shares};
use crate::route::http::Exchange;
use crate::source::Span;
use similar::{ChangeTag, TextDiff};
use std::collections::BTreeMap;

/// The lines of each question, of each test.
pub type Snapshots = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// Where the arrow of a line leads to a snapshot: the place of that word.
pub(super) fn wanted(targets: &[Vec<Term>]) -> Option<Span> {
    match targets {
        [target] => match target.as_slice() {
            [Term { word: Some(word), span, .. }] if *word == "snapshot" => Some(*span),
            _ => None,
        },
        _ => None,
    }
}

impl Trial<'_, '_> {
    /// Holds the lines of a question against those that are known; takes them where none are asked for.
    pub(super) fn snapshot(&mut self, line: &Line, at: Span, question: String, lines: Vec<String>) {
        if line.body.is_some() {
            self.wrong(line, "-> snapshot alone: it has every detail");
            return self.ended(line.span, question, Ending::Broken);
        }
        let own = self.taken.entry(self.name.to_string()).or_default();
        // The same question may be asked again, after something else is given.
        let (mut taken, mut turn) = (question.clone(), 1);
        while own.contains_key(&taken) {
            turn += 1;
            taken = format!("{question} ({turn})");
        }
        own.insert(taken.clone(), lines.clone());
        let Some(known) = self.known else {
            return self.ended(line.span, question, Ending::Holds);
        };
        let Some(before) = known.get(&*self.name).and_then(|known| known.get(&taken)) else {
            let why = "has no snapshot yet; `edgewise test --update` takes it".to_owned();
            self.reports.push(Code::Unmet.at(at).with(&question).with(&why).with("new"));
            return self.ended(line.span, question, Ending::Fails(why));
        };
        if *before == lines {
            return self.ended(line.span, question, Ending::Holds);
        }
        let (differences, why) = (differences(before, &lines), "is not what it was; `edgewise test --update` takes it as it is");
        let draft = Code::Unmet.at(at).with(&question).with(why).with("otherwise");
        self.reports.push(differences.iter().fold(draft, |draft, line| draft.note(line.clone())));
        self.ended(line.span, question, Ending::Fails(format!("is not what it was: {}", differences.join(", "))));
    }

    /// Each answer that chance can give, a line for each record.
    pub(super) fn lines_of_answer(&self, question: &Question, shares: &Shares) -> Vec<String> {
        let dns = &self.router.dns;
        let lines = shares.list.iter().flat_map(|share| {
            let often = if shares.list.len() > 1 { format!("{}: ", share.share) } else { String::new() };
            let rows = dns.rows(question, &share.answer);
            let rows: Vec<String> =
                rows.iter().map(|row| format!("{often}{} {} {} {}", row.owner, row.ttl, row.kind, row.value)).collect();
            if rows.is_empty() { vec![format!("{often}{}", dns.summary(&share.answer))] } else { rows }
        });
        lines.collect()
    }

    /// What a request came to: who answers it, what the cache does, what origins are asked, what the viewer gets.
    pub(super) fn lines_of_exchange(&self, exchange: &Exchange) -> Vec<String> {
        let http = &self.router.http;
        let site = exchange.site.map(|site| &http.sites[site]);
        let behavior =
            site.zip(exchange.behavior).map(|(site, behavior)| format!("{} of {}", site.behaviors[behavior].title, site.label));
        let stay = exchange.stay.as_ref().map(|stay| format!("stays {} s", stay.seconds));
        let origins = exchange.attempts.iter().map(|attempt| {
            let signed = if attempt.sent.signs { ", signed" } else { "" };
            format!("origin {}: {} {}{signed}", attempt.label, attempt.sent.method, attempt.sent.url)
        });
        let mut lines = vec![format!("status {}", exchange.response.status)];
        lines.extend(exchange.denied.map(|denied| format!("refused for its {}", denied.word())));
        lines.extend(behavior.map(|title| format!("behavior {title}")));
        lines.push(format!("cache {}", exchange.cache.word()));
        lines.extend(exchange.key.as_ref().map(|key| format!("key {key}")));
        lines.extend(stay);
        lines.extend(origins);
        lines.extend(exchange.page.as_ref().map(|page| format!("error page {page}")));
        lines.extend(exchange.from_function.as_ref().map(|function| format!("answered by the function {function}")));
        lines.extend(exchange.response.headers.iter().map(|(name, value)| format!("{name}: {value}")));
        lines
    }
}

/// `- line` for each that is gone, `+ line` for each that is new.
fn differences(before: &[String], now: &[String]) -> Vec<String> {
    let [before, now] = [before, now].map(|lines| lines.iter().map(String::as_str).collect::<Vec<_>>());
    let changes = TextDiff::from_slices(&before, &now);
    let changed = changes.iter_all_changes().filter_map(|change| match change.tag() {
        ChangeTag::Equal => None,
        ChangeTag::Delete => Some(format!("- {}", change.value())),
        ChangeTag::Insert => Some(format!("+ {}", change.value())),
    });
    changed.collect()
}
