//! Requests, and what a test expects of them.
//!
//! In: `get "https://www.example.com/" from anna -> pages { status = 200, cache = miss }`. Out: whether that is so. The copies at
//! the edge last as long as the test. Where something that is not run would have a say, the expectation is left out. Deliberately
//! absent: names (`asked`).

use super::whom::{Signed, Viewer};
use super::{Ending, Trial, snapshot};
use crate::model::{Line, Term};
use crate::route::http::{CacheUse, Exchange, Part, Reply, Request, Response, Said, Tier};
use crate::route::{Steps, World};
use crate::schema::{Unknown, Value};
use crate::source::Span;

const NOT_RUN: &str = "Lambda@Edge, and what only a deployment knows of functions and keys, are not run";

/// A detail that is otherwise than expected, and what it is.
pub(super) struct Unmet {
    at: Span,
    why: String,
    found: String,
}

impl Trial<'_, '_> {
    /// `get "https://www.example.com/" from anna -> pages { cache = miss }`
    pub(super) fn request(&mut self, line: &Line) {
        let method = line.head[0].word.map_or_else(String::new, |word| word.as_str().to_ascii_uppercase());
        let url = line.head.get(1).map_or_else(String::new, |term| self.url(&term.value));
        let text = format!("{} {url}", method.to_ascii_lowercase());
        let mut request = match Request::of(&method, &url) {
            Ok(request) => request,
            Err(why) => {
                let at = line.head.get(1).map_or(line.span, |term| term.span);
                self.reports.push(crate::report::Code::UnknownInTest.at(at).with(&url).with("URL").with(why));
                return self.ended(line.span, text, Ending::Broken);
            }
        };
        let sender = if self.is_read(line, 2) { self.sender(line) } else { None };
        let Some((Viewer { place, headers, cookies, signature }, from)) = sender else {
            return self.ended(line.span, text, Ending::Broken);
        };
        let text = text + &from;
        headers.iter().for_each(|(name, value)| request.headers.add(name, value.clone()));
        request.cookies.extend(cookies);
        if let Some(Signed { key, terms, carried }) = signature {
            terms.vouch(key, carried, &mut request);
        }
        let world = World { place, ..self.world.clone() };
        let Some(targets) = &line.targets else {
            return self.shared(line, text, &request, &world);
        };
        let world = World { is_staged: Some(false), ..world };
        let mut steps = Steps::default();
        let exchange = self.router.http.decide(&request, &world, &self.said, &mut self.cache, &mut steps);
        self.reached.take(&exchange, self.router);
        if exchange.left_out.iter().any(|what| !what.starts_with("the firewall")) {
            return self.ended(line.span, text, Ending::Skipped(NOT_RUN));
        }
        if let Some(at) = snapshot::wanted(targets) {
            let lines = self.lines_of_exchange(&exchange);
            return self.snapshot(line, at, text, lines);
        }
        let terms: Vec<&Term> = targets.iter().flatten().collect();
        let unmet = self.unmet_target(&exchange, &terms, line).or_else(|| {
            let details = line.body.iter().flatten();
            details.into_iter().find_map(|detail| self.unmet_of(&exchange, detail))
        });
        match unmet {
            Some(Unmet { at, why, found }) => {
                let text = self.unmet(at, text, &why, &found, steps);
                self.ended(line.span, text, Ending::Fails(why));
            }
            None => self.ended(line.span, text, Ending::Holds),
        }
    }

    /// `api "/users/*" -> 404 { headers = { cache-control = "no-store" } }`, in `given`.
    pub(super) fn origin_answers(&mut self, line: &Line) {
        let target = line.targets.iter().flatten().flatten().next();
        let (Some(Value::Block(of)), Some(target)) = (line.head.first().map(|term| &term.value), target) else {
            self.wrong(line, "origin \"/path\" -> 503, where the origin stands in the program");
            return;
        };
        let reply = match (&target.value, target.word.map(|word| word.to_string()).as_deref()) {
            (Value::Int(status), _) => {
                let mut response = Response::of(u16::try_from(*status).unwrap_or(0));
                for detail in line.body.iter().flatten() {
                    if let Some(Value::Map(entries)) = detail.value.as_ref().map(|term| &term.value) {
                        entries.iter().for_each(|(name, value)| response.headers.add(name, crate::resolve::shown(value)));
                    }
                }
                Reply::Answer(response)
            }
            (_, Some("refused")) => Reply::Refused,
            (_, Some("unreachable")) => Reply::Unreachable,
            (_, Some("silent")) => Reply::Silent,
            _ => {
                self.unknown(target, "answer of an origin", "a status such as 503, refused, unreachable or silent");
                return;
            }
        };
        let path = line.head.get(1).and_then(|term| term.value.as_text()).map(crate::route::http::Pattern::of);
        self.said.push(Said { of: *of, path, reply });
    }

    /// A URL; where a name is known only when deployed, the one that stands in for it.
    pub(super) fn url(&self, value: &Value) -> String {
        let domain = |value: &Value| match value {
            Value::Unknown(unknown) => match &**unknown {
                Unknown::Attribute(block, _) => self.router.http.sites.iter().find(|site| site.block == *block),
                _ => None,
            },
            _ => None,
        };
        match value {
            Value::Unknown(unknown) => match &**unknown {
                Unknown::Template(pieces) => {
                    let piece = |piece: &Value| {
                        domain(piece).map_or_else(|| crate::resolve::shown(piece), |site| site.domain.to_string())
                    };
                    pieces.iter().map(|one| one.as_text().map_or_else(|| piece(one), str::to_owned)).collect()
                }
                _ => crate::resolve::shown(value),
            },
            Value::Text(text) => text.to_string(),
            value => crate::resolve::shown(value),
        }
    }

    /// What stands right of the arrow: an origin, or a status with where it leads or which page it shows.
    pub(super) fn unmet_target(&self, exchange: &Exchange, terms: &[&Term], line: &Line) -> Option<Unmet> {
        let (first, rest) = terms.split_first()?;
        let status = exchange.response.status;
        let origin = exchange.origin.map(|origin| &self.router.http.origins[origin]);
        let found = match (exchange.denied, origin) {
            (Some(denied), _) => format!("{status}, refused for its {}", denied.word()),
            (None, Some(origin)) => format!("{status} of {}", origin.label),
            (None, None) => status.to_string(),
        };
        let wanted = |unmet: &Term| {
            let why = format!("answers {found}, not {}", terms.iter().map(|term| self.shown(term)).collect::<Vec<_>>().join(" "));
            Some(Unmet { at: unmet.span, why, found: found.clone() })
        };
        let says_status = line
            .body
            .iter()
            .flatten()
            .any(|detail| detail.head.first().is_some_and(|term| term.word.is_some_and(|word| word == "status")));
        match &first.value {
            Value::Block(block) => {
                let is_it = origin.is_some_and(|origin| origin.block == *block || origin.behind == Some(*block));
                let answers = exchange.denied.is_none() && (says_status || status < 400);
                if is_it && answers { None } else { wanted(first) }
            }
            Value::Int(code) if i64::from(status) != *code => wanted(first),
            Value::Int(_) => {
                let place = rest.first()?;
                let text = place.value.as_text().unwrap_or_default();
                let leads = exchange.response.headers.get("location") == Some(text) || exchange.page.as_deref() == Some(text);
                if leads { None } else { wanted(place) }
            }
            _ => wanted(first),
        }
    }

    fn unmet_of(&mut self, exchange: &Exchange, detail: &Line) -> Option<Unmet> {
        let (Some(word), Some(term)) = (detail.head.first().and_then(|term| term.word), &detail.value) else {
            self.wrong(detail, "name = value");
            return Some(Unmet { at: detail.span, why: "is not understood".to_owned(), found: String::new() });
        };
        let (wanted, found) = match word.as_str() {
            "headers" => return unmet_headers(&exchange.response.headers, term),
            "forwarded" => {
                let none = crate::route::http::Headers::default();
                return unmet_headers(exchange.attempts.last().map_or(&none, |attempt| &attempt.sent.headers), term);
            }
            "ttl" => {
                let seconds = exchange.stay.as_ref().map_or(0, |stay| stay.seconds);
                (term.value.clone(), Value::Duration(seconds * 1000))
            }
            "url" => {
                let url = exchange.attempts.last().map_or("", |attempt| &attempt.sent.url);
                (Value::text(&self.shown(term)), Value::text(url))
            }
            "status" => (term.value.clone(), Value::Int(exchange.response.status.into())),
            "cache" => (term.value.clone(), Value::word(exchange.cache.word())),
            "from_function" => {
                let found = exchange.from_function.as_deref().map_or(Value::None, Value::text);
                let wanted = match &term.value {
                    Value::None => Value::None,
                    _ => Value::text(&self.shown(term)),
                };
                (wanted, found)
            }
            "denied" => (term.value.clone(), exchange.denied.map_or(Value::None, |denied| Value::word(denied.word()))),
            "behavior" => {
                let site = exchange.site.map(|site| &self.router.http.sites[site]);
                let title = site.zip(exchange.behavior).map_or("", |(site, behavior)| &*site.behaviors[behavior].title);
                (Value::text(&self.shown(term)), Value::text(title))
            }
            "tiers" => {
                let tiers = match exchange.cache {
                    CacheUse::Hit => vec![Value::word("edge")],
                    _ => exchange.tiers.iter().map(|tier: &Tier| Value::word(tier.word())).collect(),
                };
                (term.value.clone(), Value::List(tiers))
            }
            "attempts" => {
                let wanted = match &term.value {
                    Value::List(items) => items.as_slice(),
                    _ => &[],
                };
                // What lies behind an origin may be named in its place: a component hands out buckets, not origins.
                let tried = exchange.attempts.iter().enumerate().map(|(at, attempt)| {
                    let origin = &self.router.http.origins[attempt.origin];
                    let behind = origin.behind.map(Value::Block).filter(|behind| wanted.get(at) == Some(behind));
                    behind.unwrap_or(Value::Block(origin.block))
                });
                (term.value.clone(), Value::List(tried.collect()))
            }
            "key" => {
                let parts = exchange.key.iter().flat_map(|key| &key.parts).map(part).collect::<Vec<_>>();
                (sorted(&term.value), sorted(&Value::List(parts)))
            }
            _ => {
                let known =
                    "status, cache, ttl, key, tiers, attempts, behavior, denied, from_function, url, forwarded or headers";
                self.wrong(detail, known);
                return Some(Unmet { at: detail.span, why: "is not understood".to_owned(), found: String::new() });
            }
        };
        if wanted == found {
            return None;
        }
        let (wanted, found) = (self.named(&wanted), self.named(&found));
        Some(Unmet { at: term.span, why: format!("{word} is {found}, not {wanted}"), found })
    }
}

impl Trial<'_, '_> {
    /// A value as the program writes it: blocks by their labels.
    fn named(&self, value: &Value) -> String {
        match value {
            Value::Block(id) => self.block(*id).label.to_string(),
            Value::List(items) => items.iter().map(|item| self.named(item)).collect::<Vec<_>>().join(", "),
            value => crate::resolve::shown(value),
        }
    }
}

/// The headers that a map names; `none` is for those that are not there.
fn unmet_headers(headers: &crate::route::http::Headers, term: &Term) -> Option<Unmet> {
    let Value::Map(entries) = &term.value else {
        let why = "headers are written { name = \"value\" }".to_owned();
        return Some(Unmet { at: term.span, why: why.clone(), found: why });
    };
    entries.iter().find_map(|(name, wanted)| {
        let found = headers.get(name);
        let is_met = match wanted {
            Value::None => found.is_none(),
            wanted => found == Some(&*crate::resolve::shown(wanted)) || found == wanted.as_text(),
        };
        let found = found.unwrap_or("absent");
        let wanted = crate::resolve::shown(wanted);
        (!is_met).then(|| Unmet { at: term.span, why: format!("{name} is {found}, not {wanted}"), found: found.to_owned() })
    })
}

/// `version=2`, `CloudFront-Viewer-Country=DE`
fn part(part: &Part) -> Value {
    Value::text(&match part {
        Part::Parameter(text) | Part::Cookie(text) => text.to_string(),
        Part::Header(name, value) => format!("{name}={}", value.as_deref().unwrap_or_default()),
        Part::Encoding(text) => format!("accept-encoding={text}"),
        Part::Method(text) => text.to_string(),
    })
}

/// A list without order and case.
fn sorted(value: &Value) -> Value {
    let Value::List(items) = value else { return value.clone() };
    let mut texts: Vec<String> = items.iter().map(|item| item.as_text().unwrap_or_default().to_ascii_lowercase()).collect();
    texts.sort();
    Value::List(texts.iter().map(|text| Value::text(text)).collect())
}
