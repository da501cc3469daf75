//! A request to a distribution, and what the edge does with it.
//!
//! In: a URL, a method, headers, what origins are said to answer. Out: an exchange with its steps, laid out for people and for
//! machines. Deliberately absent: deciding (`crate::route::http`).

use super::given::Given;
use super::shown::{self, Forms};
use crate::cli::arguments::{Ask, Protocol};
use crate::cli::terminal::Failure;
use crate::route::http::{Cache, Exchange, Headers, Pattern, Reply, Request, Response, Said};
use crate::route::{Router, Steps, World};
use crate::source::Sources;
use serde_json::{Value, json};
use std::borrow::Cow;

/// All that is told of one request.
pub(super) struct Served {
    request: Request,
    from: Option<String>,
    exchange: Exchange,
    steps: Steps,
}

/// A request as the command line says it, and what origins do.
pub(super) struct Asked {
    pub request: Request,
    pub said: Vec<Said>,
}

impl Asked {
    /// Reads it.
    pub fn of(given: &Given, ask: &Ask) -> Result<Asked, Failure> {
        let url = url(&ask.target, ask.protocol);
        let mut request = Request::of(&ask.method, &url).map_err(|why| {
            let fix = if url.contains("://") { String::new() } else { format!("; write `https://{url}`") };
            Failure(format!("`{url}` is no URL that can be asked for: {why}{fix}"))
        })?;
        for (name, value) in &ask.header {
            match name.to_ascii_lowercase().as_str() {
                "cookie" => request.take_cookies(value),
                name => request.headers.add(name, value.trim()),
            }
        }
        request.cookies.extend(ask.cookie.iter().cloned());
        request.body = ask.body.unwrap_or(0);
        let said = ask.origin_response.iter().map(|text| said(given, text)).collect::<Result<Vec<_>, _>>()?;
        Ok(Asked { request, said })
    }

    /// Sends it to the program, after steps that led to it.
    pub fn serve(self, given: &Given, from: Option<String>, world: &World, mut steps: Steps) -> Served {
        let exchange = given.router.http.decide(&self.request, world, &self.said, &mut Cache::default(), &mut steps);
        Served { request: self.request, from, exchange, steps }
    }

    /// What it comes to in so many words: status, and who answers.
    pub fn brief(&self, given: &Given, world: &World) -> String {
        let exchange = given.router.http.decide(&self.request, world, &self.said, &mut Cache::default(), &mut ());
        let who = match (&exchange.from_function, exchange.attempts.last()) {
            (Some(function), _) => format!("from the function {function}"),
            (None, Some(attempt)) => format!("from {}", attempt.label),
            (None, None) => "from the edge".to_owned(),
        };
        let site = exchange.site.map_or_else(String::new, |site| format!(" of {}", given.router.http.sites[site].label));
        format!("{} {who}{site}", exchange.response.status)
    }
}

/// A URL, with another protocol where one is asked for.
fn url(target: &str, protocol: Option<Protocol>) -> Cow<'_, str> {
    let scheme = match protocol {
        None => return target.into(),
        Some(Protocol::Http) => "http",
        Some(Protocol::Https) => "https",
    };
    let rest = target.split_once("://").map_or(target, |(_, rest)| rest);
    let root = if rest.contains('/') { "" } else { "/" };
    format!("{scheme}://{rest}{root}").into()
}

/// `api: 503`, `pages /img/*: 200 max-age=60 content-type=image/png`, `api: refused`
fn said(given: &Given, text: &str) -> Result<Said, Failure> {
    const FORM: &str = "write `NAME: STATUS HEADER=VALUE …`, as in `api: 503` or `pages /img/*: 200 max-age=60`";
    let wrong = |why: String| Failure(format!("`{text}`: {why}; {FORM}"));
    let (of, reply) = text.split_once(':').ok_or_else(|| wrong("there is no colon behind the origin".to_owned()))?;
    let (name, path) = match of.split_once(' ') {
        Some((name, path)) => (name, Some(Pattern::of(path.trim()))),
        None => (of, None),
    };
    let origins = &given.router.http.origins;
    let known = origins.iter().find(|origin| *origin.label == *name).map(|origin| origin.block);
    let of = match known {
        Some(of) => of,
        None => given.block(name).map_err(|_| {
            let labels: Vec<&str> = origins.iter().map(|origin| &*origin.label).collect();
            wrong(format!("no origin is called `{name}`, of {}", labels.join(", ")))
        })?,
    };
    let mut words = reply.split_whitespace();
    let reply = match words.next().unwrap_or_default() {
        "refused" => Reply::Refused,
        "unreachable" => Reply::Unreachable,
        "silent" => Reply::Silent,
        "no_name" => Reply::NoName,
        "no_tls" => Reply::NoTls,
        status => match status.parse::<u16>() {
            Ok(status) if (100..=599).contains(&status) => Reply::Answer(answer(status, words).map_err(wrong)?),
            _ => {
                let words = "a status, refused, unreachable, silent, no_name or no_tls";
                return Err(wrong(format!("`{status}` is nothing an origin does: {words}")));
            }
        },
    };
    Ok(Said { of, path, reply })
}

fn answer<'w>(status: u16, words: impl Iterator<Item = &'w str>) -> Result<Response, String> {
    let mut response = Response::of(status);
    let mut control = Vec::new();
    for word in words {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (word, None),
        };
        match (name.to_ascii_lowercase().as_str(), value) {
            ("max-age" | "s-maxage" | "stale-while-revalidate" | "stale-if-error", Some(_))
            | ("no-cache" | "no-store" | "private" | "public" | "must-revalidate", None) => {
                control.push(word.to_ascii_lowercase())
            }
            ("size", Some(bytes)) => {
                response.size = Some(bytes.parse().map_err(|_| format!("`{bytes}` is no number of bytes"))?);
            }
            (name, Some(value)) => response.headers.add(name, value),
            (name, None) => return Err(format!("`{name}` has no value")),
        }
    }
    if !control.is_empty() {
        response.headers.add("cache-control", control.join(", "));
    }
    Ok(response)
}

impl Served {
    /// In each form.
    pub fn forms(&self, router: &Router, sources: &Sources) -> Forms {
        Forms { members: self.members(router, sources), text: self.text(router, sources), tree: self.tree(sources) }
    }

    fn text(&self, router: &Router, sources: &Sources) -> String {
        let exchange = &self.exchange;
        let from = self.from.as_ref().map_or_else(String::new, |from| format!(" from {from}"));
        let mut text = format!("{} {}{from}\n\n  {}\n", self.request.method, self.request.url(), exchange.response.status);
        for (name, value) in exchange.response.headers.iter() {
            text += &format!("  {name}: {value}\n");
        }
        if let Some(body) = &exchange.response.body {
            text += &format!("\n  {}\n", body.replace('\n', "\n  "));
        }
        text.push('\n');
        let mut line = |what: &str, said: String| text += &format!("{what:<10} {said}\n");
        if let Some((site, behavior)) = self.behavior(router) {
            line("behavior", format!("{behavior} of {site}"));
        }
        if let Some(denied) = exchange.denied {
            line("refused", denied.word().to_owned());
        }
        if let Some(function) = &exchange.from_function {
            line("function", function.to_string());
        }
        line("cache", exchange.cache.word().to_owned());
        if let Some(key) = &exchange.key {
            line("key", key.to_string());
        }
        if let Some(stay) = &exchange.stay {
            line("stays", format!("{} s: {}", stay.seconds, stay.why));
        }
        line("tiers", exchange.tiers.iter().map(|tier| tier.word()).collect::<Vec<_>>().join(", "));
        for attempt in &exchange.attempts {
            let reply = attempt.reply.failure().map_or_else(|| attempt.reply.status().to_string(), str::to_owned);
            line("origin", format!("{}: {} {}: {reply}", attempt.label, attempt.sent.method, attempt.sent.url));
        }
        if let Some(page) = &exchange.page {
            line("page", page.to_string());
        }
        if !exchange.left_out.is_empty() {
            line("left out", format!("{}: what they would change is not in this answer", exchange.left_out.join(", ")));
        }
        text += &shown::why(&self.steps.0, sources);
        text
    }

    fn tree(&self, sources: &Sources) -> String {
        let from = self.from.as_ref().map_or_else(String::new, |from| format!(" from {from}"));
        let root = format!("{} {}{from}: {}", self.request.method, self.request.url(), self.exchange.response.status);
        shown::tree(&root, &self.steps.0, sources)
    }

    fn behavior<'r>(&self, router: &'r Router) -> Option<(&'r str, &'r str)> {
        let site = &router.http.sites[self.exchange.site?];
        Some((&*site.label, &*site.behaviors[self.exchange.behavior?].title))
    }

    fn members(&self, router: &Router, sources: &Sources) -> Vec<(&'static str, Value)> {
        let exchange = &self.exchange;
        let behavior = self.behavior(router).map(|(site, behavior)| json!({ "distribution": site, "behavior": behavior }));
        let attempts = exchange.attempts.iter().map(|attempt| {
            json!({
                "origin": &*attempt.label, "method": attempt.sent.method, "url": attempt.sent.url,
                "headers": headers(&attempt.sent.headers), "signed": attempt.sent.signs,
                "status": attempt.reply.status(), "failure": attempt.reply.failure(),
            })
        });
        let attempts: Vec<Value> = attempts.collect();
        let stay = exchange.stay.as_ref();
        let stay =
            stay.map(|stay| json!({ "seconds": stay.seconds, "why": stay.why, "rule": stay.rule, "estimate": stay.estimate }));
        let question = json!({ "method": self.request.method, "url": self.request.url(), "from": self.from });
        let served = json!({
            "status": exchange.response.status, "headers": headers(&exchange.response.headers),
            "body": exchange.response.body.as_deref(), "from_function": exchange.from_function.as_deref(), "takes": behavior, "denied": exchange.denied.map(|denied| denied.word()), "cache": exchange.cache.word(),
            "key": exchange.key.as_ref().map(ToString::to_string), "stay": stay,
            "tiers": exchange.tiers.iter().map(|tier| tier.word()).collect::<Vec<_>>(),
            "origins": attempts, "page": exchange.page.as_deref(), "left_out": exchange.left_out,
        });
        vec![("question", question), ("answer", served), ("steps", shown::steps(&self.steps.0, sources))]
    }
}

/// In their order, each as a pair: a name may occur twice.
fn headers(headers: &Headers) -> Value {
    headers.iter().map(|(name, value)| json!([name, value])).collect()
}
