//! An answer, laid out for people and for machines.
//!
//! In: an answer, its shares and its steps. Out: text, or members of the document.

use crate::report::Places;
use crate::route::dns::{Answer, Question, Ratio, Shares};
use crate::route::{Certainty, Router, Step};
use crate::source::{Name, Sources};
use serde_json::{Value, json};

/// One answer in each of its forms.
pub(in crate::cli) struct Forms {
    /// For machines.
    pub members: Vec<(&'static str, Value)>,
    /// For people.
    pub text: String,
    /// The way to it.
    pub tree: String,
}

/// All that is told of one question.
pub(super) struct Told {
    /// Who asked.
    pub from: Option<String>,
    pub answer: Answer,
    pub shares: Shares,
    pub steps: Vec<Step>,
    /// Who gets what, where not everybody gets the same.
    pub world: Vec<Whom>,
}

/// Some of the world, and what it is answered.
pub(super) struct Whom {
    pub shares: Shares,
    /// Countries and parts of countries; none: whose place is not known.
    pub places: Vec<Name>,
}

/// So many places stand in a line.
const MOST_PLACES: usize = 12;

impl Told {
    /// In each form.
    pub fn forms(&self, router: &Router, question: &Question, sources: &Sources) -> Forms {
        Forms {
            members: self.members(router, question, sources),
            text: self.text(router, question, sources),
            tree: self.tree(router, question, sources),
        }
    }

    fn text(&self, router: &Router, question: &Question, sources: &Sources) -> String {
        let from = self.from.as_ref().map_or_else(String::new, |from| format!(" from {from}"));
        let mut text = format!("{} {}{from}\n\n", question.name(), question.kind());
        if !self.world.is_empty() {
            self.table(router, &mut text);
            text += "\nwhoever's place is not known\n\n";
        }
        self.rows(router, question, &mut text);
        text += &why(&self.steps, sources);
        text
    }

    fn tree(&self, router: &Router, question: &Question, sources: &Sources) -> String {
        let from = self.from.as_ref().map_or_else(String::new, |from| format!(" from {from}"));
        tree(
            &format!("{} {}{from}: {}", question.name(), question.kind(), router.dns.summary(&self.answer)),
            &self.steps,
            sources,
        )
    }

    fn table(&self, router: &Router, text: &mut String) {
        for Whom { shares, places } in &self.world {
            let shown: Vec<&str> = places.iter().take(MOST_PLACES).map(|place| place.as_str()).collect();
            let more = places.len().saturating_sub(MOST_PLACES);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let places = if places.is_empty() { "whoever's place is not known".to_owned() } else { shown.join(", ") + &more };
            *text += &format!("  {:<30}  {places}\n", line(shares, router));
        }
    }

    fn rows(&self, router: &Router, question: &Question, text: &mut String) {
        let dns = &router.dns;
        if self.shares.list.len() > 1 {
            for share in &self.shares.list {
                *text += &format!("  {:<16}  {}\n", share.share.to_string(), dns.summary(&share.answer));
            }
            if self.shares.together {
                *text += "  several are answered at once; the shares are those of answers in which each stands\n";
            }
            if self.shares.partly {
                *text += "  there are more ways than were gone\n";
            }
            *text += "\none of them, as --seed draws it\n\n";
        }
        let rows = dns.rows(question, &self.answer);
        if rows.is_empty() {
            let kept = dns.ttl(&self.answer).map_or_else(String::new, |ttl| format!(", kept {ttl} s"));
            *text += &format!("  {}{kept}\n", dns.summary(&self.answer));
        }
        for row in rows {
            *text += &format!("  {}.  {}  {}  {}\n", row.owner.trim_end_matches('.'), row.ttl, row.kind, row.value);
        }
    }

    fn members(&self, router: &Router, question: &Question, sources: &Sources) -> Vec<(&'static str, Value)> {
        let dns = &router.dns;
        let rows = dns.rows(question, &self.answer).into_iter();
        let rows: Vec<Value> =
            rows.map(|row| json!({ "name": row.owner, "ttl": row.ttl, "type": row.kind.as_str(), "value": row.value })).collect();
        let answer = json!({
            "code": dns.code(&self.answer), "ttl": dns.ttl(&self.answer), "summary": dns.summary(&self.answer), "rows": rows,
        });
        let world = self.world.iter().map(|whom| {
            let places: Vec<&str> = whom.places.iter().map(|place| place.as_str()).collect();
            json!({ "places": places, "shares": shares_of(&whom.shares, router) })
        });
        vec![
            ("question", json!({ "name": question.name(), "type": question.kind().as_str(), "from": self.from })),
            ("answer", answer),
            ("shares", shares_of(&self.shares, router)),
            ("together", self.shares.together.into()),
            ("exhaustive", (!self.shares.partly).into()),
            ("steps", steps(&self.steps, sources)),
            ("world", world.collect::<Vec<_>>().into()),
        ]
    }
}

fn line(shares: &Shares, router: &Router) -> String {
    match shares.list.as_slice() {
        [one] => router.dns.summary(&one.answer),
        several => {
            let each = several.iter().map(|share| format!("{} {}", share.share, router.dns.summary(&share.answer)));
            each.collect::<Vec<_>>().join(", ")
        }
    }
}

fn shares_of(shares: &Shares, router: &Router) -> Value {
    let each = shares.list.iter().map(|share| {
        let (part, whole) = Ratio::parts(share.share);
        // Figures beyond what JSON's readers take exactly are text.
        json!({
            "answer": router.dns.summary(&share.answer), "share": share.share.to_string(),
            "part": part.to_string(), "whole": whole.to_string(),
        })
    });
    each.collect()
}

/// The way to an answer, for people.
pub(super) fn why(steps: &[Step], sources: &Sources) -> String {
    let (mut text, mut places) = ("\nwhy\n".to_owned(), Places::of(sources));
    for step in steps {
        text += &format!("  {}{}\n", "  ".repeat(usize::from(step.depth)), line_of(step, &mut places));
    }
    text
}

/// The way to an answer as a tree, below its root.
pub(super) fn tree(root: &str, steps: &[Step], sources: &Sources) -> String {
    let (mut text, mut places) = (format!("{root}\n"), Places::of(sources));
    for (at, step) in steps.iter().enumerate() {
        // A branch goes on where another step of its depth follows before one that is less deep.
        let goes_on = |depth: u8| {
            let mut after = steps[at + 1..].iter().map(|next| next.depth);
            after.find(|next| *next <= depth) == Some(depth)
        };
        for depth in 0..step.depth {
            text += if goes_on(depth) { "│  " } else { "   " };
        }
        text += if goes_on(step.depth) { "├─ " } else { "└─ " };
        text += &format!("{}\n", line_of(step, &mut places));
    }
    text
}

fn line_of(step: &Step, places: &mut Places) -> String {
    let mark = match step.taken {
        Some(true) => "* ",
        Some(false) => "- ",
        None => "",
    };
    let certainty = match step.certainty {
        Certainty::Documented => "",
        Certainty::Observed => " (observed, not documented)",
        Certainty::Estimate => " (an estimate)",
    };
    let rule = if step.rule.is_empty() { String::new() } else { format!("  [{}]", step.rule) };
    let at = step.span.map_or_else(String::new, |span| format!("  {}", places.shown(span)));
    format!("{mark}{}{certainty}{rule}{at}", step.text)
}

/// The way to an answer, for machines.
pub(super) fn steps(steps: &[Step], sources: &Sources) -> Value {
    let mut places = Places::of(sources);
    let each = steps.iter().map(|step| {
        json!({
            "text": step.text, "rule": step.rule, "certainty": certainty(step.certainty), "taken": step.taken, "depth": step.depth,
            "at": step.span.map(|span| places.shown(span)),
        })
    });
    each.collect()
}

/// How sure something is, for machines.
pub(super) fn certainty(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Documented => "documented",
        Certainty::Observed => "observed",
        Certainty::Estimate => "estimate",
    }
}
