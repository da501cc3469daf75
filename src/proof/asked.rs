//! Questions to the DNS, and what a test expects of them.
//!
//! In: `dns "www.example.com" A from DE -> web { ttl = 60s }`, `health api -> healthy`. Out: whether that is so. What chance decides
//! has to hold however it decides, unless `shares` are asked for. Deliberately absent: requests.

use super::names::is_named;
use super::{Ending, Trial, snapshot};
use crate::model::{Line, Term};
use crate::report::{Code, nearest};
use crate::route::dns::{Answer, Asker, Chance, Question, Ratio, Share, Shares, Weather};
use crate::route::{Certainty, Steps};
use crate::schema::Value;
use crate::source::{Name, Span};
use std::sync::Arc;

/// A question under way.
struct Asked<'n> {
    question: Question<'n>,
    asker: Asker,
    weather: Arc<Weather>,
    /// As it is shown.
    text: String,
    span: Span,
}

impl Trial<'_, '_> {
    /// `dns "www.example.com" A from DE -> web`
    pub(super) fn dns(&mut self, line: &Line) {
        let name = line.head.get(1).and_then(|term| term.value.as_text()).map(str::to_owned);
        let kind = line.head.get(2).and_then(|term| term.word);
        let (Some(name), Some(kind)) = (name, kind) else {
            return self.broken(line, "dns \"name\" TYPE from WHO -> answer");
        };
        let place = if self.is_type(&line.head[2], kind) && self.is_read(line, 3) { self.from(line) } else { None };
        let Some((place, from)) = place else {
            return self.ended(line.span, format!("dns {name} {kind}"), Ending::Broken);
        };
        let text = format!("dns {name} {kind}{from}");
        let question = match Question::parse(&name, kind) {
            Ok(question) => question,
            Err(fault) => {
                self.reports.push(Code::UnknownInTest.at(line.head[1].span).with(&name).with("name of the DNS").with(fault));
                return self.ended(line.span, text, Ending::Broken);
            }
        };
        let (asker, weather) = (self.router.dns.asker(&place), self.weather());
        let asked = Asked { question, asker, weather, text, span: line.span };
        let shares = self.router.dns.shares(&asked.question, &asked.asker, &asked.weather);
        shares.list.iter().for_each(|share| self.reached.members.extend(self.router.dns.reached(&share.answer)));
        let wants_shares = line.head.iter().skip(3).any(|term| term.word.is_some_and(|word| word == "shares"));
        if let Some(at) = line.targets.as_deref().and_then(snapshot::wanted) {
            let lines = self.lines_of_answer(&asked.question, &shares);
            return self.snapshot(line, at, asked.text, lines);
        }
        match (&line.targets, &line.body, wants_shares) {
            (None, Some(body), true) => self.held_by_share(&asked, &shares, body),
            (Some(targets), _, false) => match targets.as_slice() {
                [target] if matches!(target.as_slice(), [Term { value: Value::Map(_), .. }]) => {
                    self.held_by_map(&asked, &shares, &target[0]);
                }
                targets => self.held(&asked, &shares, targets, line.body.as_deref()),
            },
            _ => self.broken(line, "dns \"name\" TYPE -> answer, or dns \"name\" TYPE shares { 90% -> answer, … }"),
        }
    }

    /// Whether Route 53 answers records of a type; a mistyped one would have no answer anywhere.
    fn is_type(&mut self, term: &Term, kind: Name) -> bool {
        let choice = self.schema.choice_named(Name::of("record_type")).map(|choice| self.schema.choice(choice));
        let known: Vec<&str> = choice.iter().flat_map(|choice| &choice.words).map(|word| word.word.as_str()).collect();
        let is_known = known.is_empty() || known.contains(&kind.as_str());
        if !is_known {
            let near = nearest(&kind, known.iter().copied());
            let fix = near.map_or_else(|| known.join(", "), |near| format!("did you mean `{near}`?"));
            self.unknown(term, "type of record that Route 53 answers", &fix);
        }
        is_known
    }

    /// `health api -> healthy`
    pub(super) fn health(&mut self, line: &Line) {
        let target = line.targets.as_ref().and_then(|targets| targets.first()).and_then(|target| target.first());
        let (Some(of), Some(wanted)) = (line.head.get(1), target) else {
            return self.broken(line, "health check -> healthy");
        };
        let weather = self.weather();
        let found = match &of.value {
            Value::Block(id) => self.router.dns.health(&weather, *id),
            _ => None,
        };
        let text = format!("health {}", self.shown(of));
        let Some(found) = found else {
            self.unknown(of, "health check", "name a health check of the program");
            return self.ended(line.span, text, Ending::Broken);
        };
        let wanted_well = match wanted.word.map_or("", Name::as_str) {
            "healthy" => true,
            "unhealthy" => false,
            _ => {
                self.unknown(wanted, "verdict of a health check", "healthy or unhealthy");
                return self.ended(line.span, text, Ending::Broken);
            }
        };
        let said = |well: bool| if well { "healthy" } else { "unhealthy" };
        if found == wanted_well {
            return self.ended(line.span, text, Ending::Holds);
        }
        let why = format!("it is {}, not {}", said(found), said(wanted_well));
        self.reports.push(Code::Unmet.at(wanted.span).with(&text).with(&why).with(said(found)));
        self.ended(line.span, text, Ending::Fails(why));
    }

    fn broken(&mut self, line: &Line, form: &str) {
        self.wrong(line, form);
        let word = line.head.first().map_or_else(String::new, |term| self.shown(term));
        self.ended(line.span, word, Ending::Broken);
    }

    /// The same answer, however chance decides.
    fn held(&mut self, asked: &Asked, shares: &Shares, targets: &[Vec<Term>], body: Option<&[Line]>) {
        let terms: Vec<&Term> = targets.iter().flatten().collect();
        let span =
            terms.iter().fold(None, |whole: Option<Span>, term| Some(whole.map_or(term.span, |whole| whole.to(term.span))));
        let span = span.unwrap_or(asked.span);
        let wrong = shares.list.iter().find(|share| !self.is_answer(&share.answer, &terms, shares.together));
        if let Some(wrong) = wrong {
            let found = self.told(shares);
            let wanted = terms.iter().map(|term| self.shown(term)).collect::<Vec<_>>().join(", ");
            let why = format!("answers {found}, not {wanted}");
            return self.fails(asked, span, why, found, Some(&wrong.answer));
        }
        for line in body.unwrap_or_default() {
            if let Some(why) = self.unmet_detail(shares, line) {
                let at = line.value.as_ref().map_or(line.span, |value| value.span);
                return self.fails(asked, at, why.clone(), why, None);
            }
        }
        self.ended(asked.span, asked.text.clone(), Ending::Holds);
    }

    fn unmet_detail(&mut self, shares: &Shares, line: &Line) -> Option<String> {
        let (Some(word), Some(value)) = (line.head.first().and_then(|term| term.word), &line.value) else {
            self.wrong(line, "ttl = 60s");
            return Some("is not understood".to_owned());
        };
        if word == "denied" {
            let wanted = value.word.map_or("", Name::as_str);
            let blocked = |share: &Share| self.router.dns.is_blocked(share.answer.ending);
            return match (wanted, shares.list.iter().all(blocked)) {
                ("firewall", true) => None,
                ("firewall", false) => Some("is let through by every firewall".to_owned()),
                _ => {
                    self.unknown(value, "reason to refuse a question", "firewall");
                    Some("is not understood".to_owned())
                }
            };
        }
        if word != "ttl" {
            self.wrong(line, "ttl = 60s");
            return Some("is not understood".to_owned());
        }
        let wanted = match value.value {
            Value::Duration(milliseconds) => Some(milliseconds / 1000),
            _ => None,
        };
        let ttls = shares.list.iter().map(|share| self.router.dns.ttl(&share.answer));
        let wrong = ttls.into_iter().find(|ttl| ttl.map(u64::from) != wanted)?;
        Some(wrong.map_or_else(|| "has no TTL".to_owned(), |ttl| format!("has a TTL of {ttl} seconds")))
    }

    /// `shares { 75% -> a, 25% -> b }`: these, so often, and nothing else.
    fn held_by_share(&mut self, asked: &Asked, shares: &Shares, body: &[Line]) {
        let mut wanted = Vec::new();
        for line in body {
            let share = line.head.first().map(|term| (&term.value, term.span));
            match (share, line.targets.as_deref()) {
                (Some((Value::Percent(hundredths), span)), Some(targets)) => {
                    wanted.push((*hundredths, targets.iter().flatten().collect::<Vec<_>>(), span));
                }
                _ => return self.broken(line, "90% -> answer"),
            }
        }
        self.hold_shares(asked, shares, &wanted);
    }

    /// `-> { a = 75%, b = 25% }`
    fn held_by_map(&mut self, asked: &Asked, shares: &Shares, term: &Term) {
        let Value::Map(entries) = &term.value else { return };
        let mut named = Vec::new();
        for (key, value) in entries {
            let Value::Percent(hundredths) = value else {
                self.unknown(term, "list of shares", "write { answer = 90%, … }");
                return self.ended(asked.span, asked.text.clone(), Ending::Broken);
            };
            let block = self.model.own().find(|(_, block)| block.label == *key).map(|(id, _)| Value::Block(id));
            let value = block.unwrap_or_else(|| Value::Text(key.clone()));
            named.push((*hundredths, Term { span: term.span, word: None, value }));
        }
        let wanted: Vec<(u32, Vec<&Term>, Span)> = named.iter().map(|(share, term)| (*share, vec![term], term.span)).collect();
        self.hold_shares(asked, shares, &wanted);
    }

    fn hold_shares(&mut self, asked: &Asked, shares: &Shares, wanted: &[(u32, Vec<&Term>, Span)]) {
        let mut claimed = vec![false; shares.list.len()];
        for (hundredths, terms, span) in wanted {
            let mut sum = Ratio::ZERO;
            for (share, claimed) in shares.list.iter().zip(&mut claimed) {
                if self.is_answer(&share.answer, terms, shares.together) {
                    sum = sum + share.share;
                    *claimed = true;
                }
            }
            // Shares that have no end in decimals are written rounded.
            if !sum.is_hundredths(*hundredths) && sum.hundredths() != *hundredths {
                let of = terms.iter().map(|term| self.shown(term)).collect::<Vec<_>>().join(", ");
                let why = format!("answers {of} in {sum}, not in {}", percent(*hundredths));
                return self.fails(asked, *span, why, sum.to_string(), None);
            }
        }
        if let Some((other, _)) =
            shares.list.iter().zip(&claimed).find(|(share, claimed)| !**claimed && share.share > Ratio::ZERO)
        {
            let found = format!("{} in {}", self.router.dns.summary(&other.answer), other.share);
            return self.fails(asked, asked.span, format!("also answers {found}"), found, Some(&other.answer));
        }
        self.ended(asked.span, asked.text.clone(), Ending::Holds);
    }

    /// Whether an answer is what some terms say.
    fn is_answer(&self, answer: &Answer, terms: &[&Term], together: bool) -> bool {
        let dns = &self.router.dns;
        if let [Term { word: Some(word), .. }] = terms
            && matches!(word.as_str(), "NXDOMAIN" | "NODATA" | "SERVFAIL")
        {
            return match word.as_str() {
                "NODATA" => dns.code(answer) == "NOERROR" && dns.sources(answer).is_empty(),
                code => dns.code(answer) == code,
            };
        }
        let sources = dns.sources(answer);
        let all_wanted = sources.iter().all(|source| terms.iter().any(|term| is_named(*source, term, self.model)));
        let all_found = terms.iter().all(|term| sources.iter().any(|source| is_named(*source, term, self.model)));
        !sources.is_empty() && all_wanted && (all_found || together)
    }

    /// Every answer that chance can give, in a line.
    fn told(&self, shares: &Shares) -> String {
        let dns = &self.router.dns;
        match shares.list.as_slice() {
            [one] => dns.summary(&one.answer),
            several => {
                let told = several.iter().take(4).map(|share| format!("{} in {}", dns.summary(&share.answer), share.share));
                let more = if several.len() > 4 { " …" } else { "" };
                told.collect::<Vec<_>>().join(", ") + more
            }
        }
    }

    /// Reports what does not hold, with the way to the answer.
    fn fails(&mut self, asked: &Asked, span: Span, why: String, found: String, answer: Option<&Answer>) {
        let mut steps = Steps::default();
        let dns = &self.router.dns;
        // The way to the answer that is wrong, not to some other one.
        for seed in 0..64 {
            steps = Steps::default();
            let given = dns.decide_watched(&asked.question, &asked.asker, &asked.weather, &mut Chance::of(seed), &mut steps);
            if answer.is_none_or(|answer| *answer == given) {
                break;
            }
        }
        let text = self.unmet(span, asked.text.clone(), &why, &found, steps);
        self.ended(asked.span, text, Ending::Fails(why));
    }

    /// Reports something that does not hold, with the way to what was found.
    pub(super) fn unmet(&mut self, at: Span, text: String, why: &str, found: &str, steps: Steps) -> String {
        let mut draft = Code::Unmet.at(at).with(&text).with(why).with(found);
        for step in steps.0 {
            let rule = if step.rule.is_empty() { String::new() } else { format!(" [{}]", step.rule) };
            let estimate = if step.certainty == Certainty::Estimate { " (an estimate)" } else { "" };
            draft = draft.note(format!("{}{}{estimate}{rule}", "  ".repeat(usize::from(step.depth)), step.text));
        }
        self.reports.push(draft);
        text
    }
}

fn percent(hundredths: u32) -> String {
    crate::resolve::shown(&Value::Percent(hundredths))
}
