//! Lambda@Edge functions: what they see, and what becomes of what they return.
//!
//! In: a function, the request, the origin or the response at hand; somebody who runs code, since the dry run starts no process. Out: the
//! message to go on with, an answer, or the status of a failure. Deliberately absent: when a function runs (`decide`, `origins`), and
//! running it.

mod event;
mod origin;

use super::decide::Run;
use super::exchange::{Exchange, Sent};
use super::function::{Fault, Flow, allowed};
use super::message::{Headers, Reply, Request, Response};
use super::site::{Behavior, Function, Origin, Package};
use crate::route::{Step, Watch};
use serde_json::Value;
use std::fmt;

/// Whoever runs Lambda@Edge functions.
pub trait Runs: fmt::Debug + Send + Sync {
    /// Runs a function on an event.
    fn run(&self, call: &Call) -> Ran;
}

/// A function about to run.
#[derive(Clone, Debug)]
pub struct Call<'c> {
    /// JavaScript.
    pub code: &'c str,
    /// What of it is called: `index.handler`.
    pub handler: &'c str,
    /// The event, as JSON.
    pub event: String,
    /// How long it may take, in milliseconds.
    pub timeout: u64,
    /// What time it is, in seconds since 1970.
    pub now: u64,
    /// What its chance is drawn from.
    pub seed: u64,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// What it wrote to the console.
    pub log: Vec<String>,
    /// How it ended.
    pub ended: Ended,
}

/// How a function ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// With this, as JSON.
    Returned(String),
    /// With an error.
    Failed(String),
    /// Not in time.
    Late,
    /// It could not be run.
    Untold(String),
}

/// The events of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    ViewerRequest,
    OriginRequest,
    OriginResponse,
    ViewerResponse,
}

impl Event {
    /// As AWS spells it.
    fn word(self) -> &'static str {
        match self {
            Event::ViewerRequest => "viewer-request",
            Event::OriginRequest => "origin-request",
            Event::OriginResponse => "origin-response",
            Event::ViewerResponse => "viewer-response",
        }
    }

    /// For people.
    pub fn shown(self) -> String {
        self.word().replace('-', " ")
    }

    /// Headers that a function sees and leaves as they are, with the rule that says so.
    fn fixed(self) -> (&'static [&'static str], &'static str) {
        match self {
            Event::ViewerRequest => (&allowed::FIXED_IN_REQUESTS, "EV-129"),
            Event::OriginRequest => (&FIXED_AT_ORIGIN, "EV-153"),
            Event::OriginResponse => (&["transfer-encoding", "via"], "EV-153"),
            Event::ViewerResponse => (&FIXED_FOR_VIEWER, "EV-130"),
        }
    }

    /// How many bytes a response that it makes may have.
    fn largest(self) -> usize {
        if self == Event::ViewerRequest { 40 << 10 } else { 1 << 20 }
    }
}

const FIXED_AT_ORIGIN: [&str; 9] = [
    "accept-encoding",
    "cdn-loop",
    "content-length",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "transfer-encoding",
    "via",
];
const FIXED_FOR_VIEWER: [&str; 5] = ["warning", "via", "content-length", "content-encoding", "transfer-encoding"];

/// What a function saw, for what it returns to be held against.
struct Seen<'s> {
    event: Event,
    request: Value,
    response: Option<Value>,
    headers: &'s Headers,
}

/// What a function decided before an origin is asked.
pub(super) enum Before {
    /// This is sent; the path is that of the request now.
    Ask(Box<Sent>, String),
    /// The function, or its failure, answers.
    Answered(Response),
}

impl Run<'_> {
    /// Whether a function is run, or its answer is said.
    pub(super) fn is_run(&self, function: &Function, event: Event) -> bool {
        let can = function.package.as_ref().is_some_and(|package| package.runtime.starts_with("nodejs"));
        let is_said = matches!(event, Event::ViewerRequest | Event::OriginRequest) && self.given(function).is_some();
        is_said || can && self.hosts.lambdas.is_some()
    }

    /// What somebody says that a function answers.
    fn given(&self, function: &Function) -> Option<Response> {
        let said = self.said.iter().rev().find(|said| said.of == function.block)?;
        match &said.reply {
            Reply::Answer(response) => Some(response.clone()),
            failure => Some(Response::of(failure.status())),
        }
    }

    /// What a function makes of a viewer's request.
    pub(super) fn lambda_on_request(&self, function: &Function, request: &Request, watch: &mut impl Watch) -> Flow {
        if let Some(response) = self.told(function, Event::ViewerRequest, watch) {
            return Flow::Answered(Box::new(response));
        }
        let mut headers = Headers::default();
        headers.add("host", request.host.as_str());
        // What the edge makes is added after this event.
        let own = request.headers.iter().filter(|(name, _)| !name.starts_with("cloudfront-") && !allowed::is_hidden(name));
        own.for_each(|(name, value)| headers.add(name, value));
        event::add_cookies(&mut headers, request);
        let seen = event::request(request, &headers, request.query.as_deref().unwrap_or_default(), self.address());
        let seen = Seen { event: Event::ViewerRequest, request: seen, response: None, headers: &headers };
        let value = match self.lambda_returned(function, &seen, watch) {
            Ok(value) => value,
            Err(Ok(untold)) => return Flow::Untold(untold),
            Err(Err(fault)) => return Flow::Answered(Box::new(failed(&fault, function, watch))),
        };
        let flow = match event::is_response(&value) {
            true => event::response(&value, &seen).map(|response| {
                watch.step(|| Step::new("EV-154", format!("it answers {}", response.status)).about(function.span).below(1));
                Flow::Answered(Box::new(response))
            }),
            false => event::returned_request(&value, &seen).map(|returned| {
                let mut next = Request {
                    path: returned.uri,
                    query: Some(returned.query).filter(|query| !query.is_empty()),
                    ..request.clone()
                };
                let hidden = request.headers.iter().filter(|(name, _)| allowed::is_hidden(name));
                let given = returned.headers.iter().filter(|(name, _)| !matches!(*name, "host" | "cookie"));
                next.headers = hidden.chain(given).collect();
                next.cookies.clear();
                returned.headers.all("cookie").for_each(|line| next.take_cookies(line));
                super::function::told(request, &next, watch);
                Flow::On(Box::new(next), None)
            }),
        };
        flow.unwrap_or_else(|fault| Flow::Answered(Box::new(failed(&fault, function, watch))))
    }

    /// What a function makes of a request on its way to an origin.
    pub(super) fn before_origin(
        &self,
        function: &Function,
        sent: &Sent,
        request: &Request,
        origin: &Origin,
        watch: &mut impl Watch,
    ) -> Result<Before, String> {
        if let Some(response) = self.told(function, Event::OriginRequest, watch) {
            return Ok(Before::Answered(response));
        }
        let query = sent.url.split_once('?').map_or("", |(_, query)| query).to_owned();
        let custom = |name: &str| origin.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
        let headers: Headers = sent.headers.iter().filter(|(name, _)| !custom(name)).collect();
        let mut seen = event::request(request, &headers, &query, self.address());
        seen["origin"] = origin::described(origin, request.protocol);
        let seen = Seen { event: Event::OriginRequest, request: seen, response: None, headers: &headers };
        let value = match self.lambda_returned(function, &seen, watch) {
            Ok(value) => value,
            Err(Ok(untold)) => return Err(untold),
            Err(Err(fault)) => return Ok(Before::Answered(failed(&fault, function, watch))),
        };
        let outcome = match event::is_response(&value) {
            true => event::response(&value, &seen).map(|response| {
                let text = format!("it answers {}, which is kept like an origin's", response.status);
                watch.step(|| Step::new("EV-154", text).about(function.span).below(1));
                Before::Answered(response)
            }),
            false => event::returned_request(&value, &seen).and_then(|returned| {
                let target = origin::chosen(&value["origin"], &seen.request["origin"])?;
                super::function::told_headers(&headers, &returned.headers, watch);
                let path = returned.uri.clone();
                let sent = origin::retargeted(sent.clone(), origin, returned, target, watch)?;
                Ok(Before::Ask(Box::new(sent), path))
            }),
        };
        Ok(outcome.unwrap_or_else(|fault| Before::Answered(failed(&fault, function, watch))))
    }

    /// What a function makes of a response, of an origin or on its way to the viewer.
    pub(super) fn lambda_on_response(
        &self,
        function: &Function,
        event: Event,
        request: &Request,
        response: &Response,
        watch: &mut impl Watch,
    ) -> Result<Response, String> {
        let headers: Headers = response.headers.iter().filter(|(name, _)| !allowed::is_hidden(name)).collect();
        let mut of_request = Headers::default();
        of_request.add("host", request.host.as_str());
        request
            .headers
            .iter()
            .filter(|(name, _)| !allowed::is_hidden(name))
            .for_each(|(name, value)| of_request.add(name, value));
        event::add_cookies(&mut of_request, request);
        let of_request = event::request(request, &of_request, request.query.as_deref().unwrap_or_default(), self.address());
        let seen_response = event::described(response, &headers);
        let seen = Seen { event, request: of_request, response: Some(seen_response), headers: &headers };
        let value = match self.lambda_returned(function, &seen, watch) {
            Ok(value) => value,
            Err(Ok(untold)) => return Err(untold),
            Err(Err(fault)) => return Ok(failed(&fault, function, watch)),
        };
        let next = event::response(&value, &seen).and_then(|next| {
            if event == Event::ViewerResponse && next.status != response.status {
                let why = format!("it makes a {} of the {}, which it cannot for viewers", next.status, response.status);
                return Err(Fault { status: 502, rule: "EV-156", why, estimate: true });
            }
            Ok(next)
        });
        Ok(match next {
            Ok(mut next) => {
                if next.status != response.status {
                    let text = format!("it makes a {} of the {}", next.status, response.status);
                    watch.step(|| Step::new("EV-157", text).below(1));
                }
                super::function::told_headers(&headers, &next.headers, watch);
                let hidden = response.headers.iter().filter(|(name, _)| allowed::is_hidden(name));
                next.headers = hidden.chain(next.headers.iter()).collect();
                if value.get("body").is_none() {
                    (next.body, next.size) = (response.body.clone(), response.size);
                }
                next
            }
            Err(fault) => failed(&fault, function, watch),
        })
    }

    fn address(&self) -> String {
        self.world.place.address.map_or_else(|| super::function::NOBODY.to_owned(), |address| address.to_string())
    }

    /// What somebody says that a function answers, with a step.
    fn told(&self, function: &Function, event: Event, watch: &mut impl Watch) -> Option<Response> {
        let response = self.given(function)?;
        watch.step(|| {
            let text =
                format!("the Lambda@Edge {} is said to answer {} at the {}", function.label, response.status, event.shown());
            Step::new("EV-154", text).about(function.span)
        });
        Some(response)
    }

    /// Runs a function: what it returned; else what nobody knows, or how it failed.
    fn lambda_returned(&self, function: &Function, seen: &Seen, watch: &mut impl Watch) -> Result<Value, Result<String, Fault>> {
        let (Some(Package { code, handler, timeout, body, .. }), Some(runs)) = (&function.package, &self.hosts.lambdas) else {
            return Err(Ok("its code is not in the program".to_owned()));
        };
        watch.step(|| {
            let rule = match seen.event {
                Event::ViewerRequest => "EV-103",
                Event::OriginRequest => "EV-104",
                Event::OriginResponse => "EV-105",
                Event::ViewerResponse => "EV-106",
            };
            Step::new(rule, format!("the Lambda@Edge {} runs at the {}", function.label, seen.event.shown())).about(function.span)
        });
        if *body && seen.response.is_none() {
            watch.step(|| {
                Step::new("EV-149", "nobody says what the body holds: it is empty for the function").estimated().below(1)
            });
        }
        let call = Call {
            code,
            handler,
            event: event::envelope(seen, &self.site.domain, &self.site.label, *body).to_string(),
            timeout: timeout * 1_000,
            now: self.world.state.time.unwrap_or(0),
            seed: self.world.seed,
        };
        let ran = runs.run(&call);
        for line in ran.log {
            watch.step(|| Step::new("", format!("console: {line}")).below(1));
        }
        let fault = |why: String| Err(Err(Fault { status: 503, rule: "EV-158", why, estimate: false }));
        match ran.ended {
            Ended::Returned(json) => serde_json::from_str(&json)
                .map_err(|_| Err(Fault { status: 502, rule: "EV-158", why: "it returns no object".to_owned(), estimate: false })),
            Ended::Failed(why) => fault(format!("it fails: {why}")),
            Ended::Late => fault(format!("it does not end within {timeout}s")),
            Ended::Untold(why) => Err(Ok(why)),
        }
    }

    /// Runs the function of an origin's answers, where there is one.
    pub(super) fn after_origin(
        &self,
        reply: Reply,
        request: &Request,
        behavior: &Behavior,
        exchange: &mut Exchange,
        watch: &mut impl Watch,
    ) -> Reply {
        let Some(function) = behavior.origin_response.as_ref().filter(|function| self.is_run(function, Event::OriginResponse))
        else {
            return reply;
        };
        let Reply::Answer(response) = &reply else { return reply };
        if exchange.from_function.is_some() {
            return reply;
        }
        match self.lambda_on_response(function, Event::OriginResponse, request, response, watch) {
            Ok(next) => Reply::Answer(next),
            Err(why) => {
                self.untold(function, &why, exchange, watch);
                reply
            }
        }
    }
}

/// A function that fails answers with the status of its failure.
fn failed(fault: &Fault, function: &Function, watch: &mut impl Watch) -> Response {
    watch.step(|| {
        let step = Step::new(fault.rule, format!("{}: {}", fault.why, fault.status)).about(function.span).below(1);
        if fault.estimate { step.estimated() } else { step }
    });
    Response::of(fault.status).with("x-cache", "Error from cloudfront")
}
