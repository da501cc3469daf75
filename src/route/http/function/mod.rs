//! Functions at the viewer's events, executed.
//!
//! In: a function's code, the request or response at hand. Out: the request to go on with, or an answer; steps with what it wrote to the
//! console. The code sees the event, the entries of its store, and nothing of this machine. Deliberately absent: Lambda@Edge, and
//! deciding when a function runs (`decide`).

pub(super) mod allowed;
mod choice;
#[cfg(feature = "functions")]
mod digest;
#[cfg(feature = "functions")]
mod engine;
mod event;

pub(super) use choice::Chosen;

use super::decide::Run;
use super::key::header;
use super::message::{Headers, Request, Response};
use super::site::{Behavior, Code, Function};
use crate::route::{Step, Watch};
use crate::script::{Edition, binding, lacking};
use serde_json::{Value, json};
use std::borrow::Cow;

/// Why what a function did is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub status: u16,
    pub rule: &'static str,
    pub why: String,
    pub estimate: bool,
}

impl Fault {
    /// What it returned is nothing of what it may return.
    fn shape(why: impl Into<String>) -> Fault {
        Fault { status: 502, rule: "EV-112", why: why.into(), estimate: true }
    }
}

/// What becomes of a request at a function.
pub(super) enum Flow {
    /// It goes on; to this origin, where the function chose one.
    On(Box<Request>, Option<Chosen>),
    /// The function answers, or its failure does.
    Answered(Box<Response>),
    /// Nobody knows what the function would do.
    Untold(String),
}

/// A function about to run.
struct Stage<'s> {
    function: &'s Function,
    code: &'s Code,
    /// `viewer-request`, `viewer-response`.
    event: &'static str,
    /// What it sees of both messages.
    request: Value,
    response: Option<Value>,
    /// The query as sent.
    raw: Option<&'s str>,
}

/// What a function returned, and what it said of the origin.
struct Returned {
    value: Value,
    choices: Vec<(String, String)>,
}

impl Run<'_> {
    /// What a function makes of a request.
    pub(super) fn on_request(&self, function: &Function, request: &Request, behavior: &Behavior, watch: &mut impl Watch) -> Flow {
        let Some(code) = &function.code else { return Flow::Untold("its code is known only when deployed".to_owned()) };
        let headers = self.seen(request, behavior);
        let seen = event::request(request, &headers);
        let raw = request.query.as_deref();
        let stage = Stage { function, code, event: "viewer-request", request: seen.clone(), response: None, raw };
        let Returned { value, choices } = match self.returned(&stage, watch) {
            Ok(returned) => returned,
            Err(Ok(untold)) => return Flow::Untold(untold),
            Err(Err(fault)) => return failed(&fault, function, watch),
        };
        let flow = match event::is_response(&value) {
            true => answered(&value, None).map(|response| {
                watch.step(|| Step::new("EV-125", format!("it answers {}", response.status)).about(function.span).below(1));
                Flow::Answered(Box::new(response))
            }),
            false => self.goes_on(&value, &seen, request, &headers).and_then(|next| {
                told(request, &next, watch);
                Ok(Flow::On(Box::new(next), self.chosen(&choices, behavior, watch)?))
            }),
        };
        flow.unwrap_or_else(|fault| failed(&fault, function, watch))
    }

    /// What a function makes of a response.
    pub(super) fn on_response(
        &self,
        function: &Function,
        request: &Request,
        response: &Response,
        behavior: &Behavior,
        watch: &mut impl Watch,
    ) -> Flow {
        let Some(code) = &function.code else { return Flow::Untold("its code is known only when deployed".to_owned()) };
        let headers = visible(response.headers.iter());
        let seen = event::response(response, &headers);
        let request_seen = event::request(request, &self.seen(request, behavior));
        let raw = request.query.as_deref();
        let stage = Stage { function, code, event: "viewer-response", request: request_seen, response: Some(seen.clone()), raw };
        let Returned { value, .. } = match self.returned(&stage, watch) {
            Ok(returned) => returned,
            Err(Ok(untold)) => return Flow::Untold(untold),
            Err(Err(fault)) => return failed(&fault, function, watch),
        };
        match answered(&value, Some((&seen, response))) {
            Ok(next) => {
                if next.status != response.status {
                    let text = format!("it makes a {} of the {}", next.status, response.status);
                    watch.step(|| Step::new("EV-127", text).below(1));
                }
                told_headers(&response.headers, &next.headers, watch);
                Flow::Answered(Box::new(next))
            }
            Err(fault) => failed(&fault, function, watch),
        }
    }

    /// The request that a function returned.
    fn goes_on(&self, value: &Value, seen: &Value, request: &Request, headers: &Headers) -> Result<Request, Fault> {
        let mut next = event::returned_request(value, seen, request)?;
        if let Some(after) = event::returned_headers(value, seen)? {
            allowed::check(headers, &after, &allowed::FIXED_IN_REQUESTS, "EV-129")?;
            // What the edge itself adds is no header of the viewer's; what the function does not see stays as it is.
            let kept = request.headers.iter().filter(|(name, _)| allowed::is_hidden(name));
            let given = after.iter().filter(|(name, _)| *name != "host" && !name.starts_with("cloudfront-"));
            next.headers = kept.chain(given).collect();
        }
        Ok(next)
    }

    /// The headers that a function sees of a request.
    fn seen(&self, request: &Request, behavior: &Behavior) -> Headers {
        let mut headers = Headers::default();
        headers.add("host", request.host.as_str());
        let own = request.headers.iter().filter(|(name, _)| !name.starts_with("cloudfront-"));
        visible(own).iter().for_each(|(name, value)| headers.add(name, value));
        let listed = behavior.cache.iter().flat_map(|cache| cache.headers.listed());
        let listed = listed.chain(behavior.forward.iter().flat_map(|forward| forward.headers.listed()));
        for name in listed.map(|name| name.to_ascii_lowercase()).filter(|name| name.starts_with("cloudfront-")) {
            if let Some(value) = header(request, &name, &self.world.place).filter(|_| !headers.has(&name)) {
                headers.add(&name, value);
            }
        }
        headers
    }

    /// Labels and numbers of the origins of this distribution.
    fn origins(&self) -> impl Iterator<Item = (&str, usize)> {
        let named = self.site.behaviors.iter().filter_map(|behavior| behavior.origin);
        let members = move |number: usize| {
            let group = self.hosts.origins[number].group.as_ref();
            std::iter::once(number).chain(group.into_iter().flat_map(|group| group.members.iter().copied()))
        };
        named.flat_map(members).map(|number| (&*self.hosts.origins[number].label, number))
    }

    /// Runs a function: what it returned; else what nobody knows, or how it failed.
    fn returned(&self, stage: &Stage, watch: &mut impl Watch) -> Result<Returned, Result<String, Fault>> {
        let Stage { function, code, event, .. } = stage;
        watch.step(|| {
            Step::new(
                if stage.response.is_some() { "EV-106" } else { "EV-103" },
                format!("the function {} runs at the {}", function.label, event.replace('-', " ")),
            )
            .about(function.span)
        });
        let lacking = lacking(&code.text, code.edition);
        if let Some(first) = lacking.first() {
            let why = format!("the runtime does not have {} (line {} of its code)", first.what, first.line);
            let rule = if code.edition == Edition::One { "EV-134" } else { "EV-135" };
            return Err(Err(Fault { status: 503, rule, why, estimate: true }));
        }
        self.assumed(code, watch);
        self.executed(stage, watch)
    }

    /// Says what stands for things that nobody says.
    fn assumed(&self, code: &Code, watch: &mut impl Watch) {
        if self.world.state.time.is_none() && code.text.contains("Date") {
            watch.step(|| Step::new("EV-136", "nobody says what time it is: 1970 for the function").estimated().below(1));
        }
        if self.world.place.address.is_none() && code.text.contains("viewer") {
            let text = format!("nobody says the viewer's address: {NOBODY} for the function");
            watch.step(|| Step::new("EV-110", text).estimated().below(1));
        }
    }

    #[cfg(not(feature = "functions"))]
    fn executed(&self, _: &Stage, _: &mut impl Watch) -> Result<Returned, Result<String, Fault>> {
        Err(Ok("this build runs no functions".to_owned()))
    }

    #[cfg(feature = "functions")]
    fn executed(&self, stage: &Stage, watch: &mut impl Watch) -> Result<Returned, Result<String, Fault>> {
        let code = stage.code;
        let (binding, text) = match code.edition {
            Edition::Two => binding(&code.text),
            Edition::One => (None, Cow::Borrowed(&*code.text)),
        };
        let address = self.world.place.address.map_or_else(|| NOBODY.to_owned(), |address| address.to_string());
        let mut event = json!({
            "version": "1.0",
            "context": {
                "distributionDomainName": &*self.site.domain, "distributionId": &*self.site.label, "eventType": stage.event,
                "requestId": "dry-run",
            },
            "viewer": { "ip": address },
            "request": stage.request,
        });
        if let Some(response) = &stage.response {
            event["response"] = response.clone();
        }
        let ran = engine::run(&engine::Given {
            code: &text,
            binding: binding.unwrap_or("cf"),
            edition: code.edition,
            event: event.to_string(),
            raw: stage.raw,
            answers: stage.response.is_some(),
            now: self.world.state.time.unwrap_or(0),
            seed: self.world.seed,
            store: &code.store,
            origins: self.origins().map(|(label, _)| label.to_owned()).collect(),
        });
        for line in shortened(&ran.log) {
            watch.step(|| Step::new("", format!("console: {line}")).below(1));
        }
        if ran.used > 0 {
            let text = format!("it takes about {}% of what it may compute", ran.used);
            watch.step(|| Step::new("EV-133", text).estimated().below(1));
        }
        if let Some(untold) = ran.untold.first() {
            return Err(Ok(format!("it asks {untold}, which the program does not say")));
        }
        let fault = |why| Err(Fault { status: 503, rule: "EV-131", why, estimate: false });
        match ran.ended {
            Ok(Some(json)) => {
                let value = serde_json::from_str(&json).map_err(|_| Err(Fault::shape("what it returns is no object")))?;
                Ok(Returned { value, choices: ran.choices })
            }
            Ok(None) => Err(Err(Fault { rule: "EV-111", ..Fault::shape("it returns nothing") })),
            Err(why) => Err(fault(why)),
        }
    }
}

/// The address of a viewer whose address nobody says.
pub(super) const NOBODY: &str = "198.51.100.1";
/// So many bytes of what a function writes to the console are kept.
const CONSOLE: usize = 10_240;

/// The lines that AWS keeps.
fn shortened(lines: &[String]) -> impl Iterator<Item = &str> {
    let mut left = CONSOLE;
    lines.iter().map_while(move |line| {
        let end = (0..=line.len().min(left)).rev().find(|end| line.is_char_boundary(*end)).unwrap_or(0);
        let is_room = left > 0;
        left = left.saturating_sub(line.len() + 1);
        is_room.then(|| &line[..end])
    })
}

/// The headers that functions see.
fn visible<'h>(headers: impl Iterator<Item = (&'h str, &'h str)>) -> Headers {
    headers.filter(|(name, _)| !allowed::is_hidden(name)).collect()
}

/// The response that a function returned.
fn answered(value: &Value, before: Option<(&Value, &Response)>) -> Result<Response, Fault> {
    if !value.is_object() || !event::is_response(value) {
        return Err(Fault::shape("it returns no response"));
    }
    let mut next = event::returned_response(value, before)?;
    let none = json!({});
    let seen = before.map_or(&none, |(seen, _)| seen);
    let was = before.map_or_else(Headers::default, |(_, response)| visible(response.headers.iter()));
    if let Some(after) = event::returned_headers(value, seen)? {
        let fixed: &[&str] = if before.is_some() { &allowed::FIXED_IN_RESPONSES } else { &[] };
        allowed::check(&was, &after, fixed, "EV-130")?;
        let kept = next.headers.iter().filter(|(name, _)| allowed::is_hidden(name) || *name == "set-cookie");
        next.headers = kept.chain(after.iter()).collect();
    }
    Ok(next)
}

/// A function that fails answers with the status of its failure.
fn failed(fault: &Fault, function: &Function, watch: &mut impl Watch) -> Flow {
    watch.step(|| {
        let step = Step::new(fault.rule, format!("{}: {}", fault.why, fault.status)).about(function.span).below(1);
        if fault.estimate { step.estimated() } else { step }
    });
    Flow::Answered(Box::new(Response::of(fault.status).with("x-cache", "Error from cloudfront")))
}

/// What a function changed of a request.
pub(super) fn told(before: &Request, after: &Request, watch: &mut impl Watch) {
    if before.path != after.path {
        watch.step(|| Step::new("EV-100", format!("it makes {} of {}", after.path, before.path)).below(1));
    }
    if before.query != after.query {
        let query = |request: &Request| request.query.clone().unwrap_or_else(|| "(none)".to_owned());
        watch.step(|| {
            Step::new("EV-120", format!("it makes the query {} of {}", query(after), query(before))).estimated().below(1)
        });
    }
    if before.cookies != after.cookies {
        watch.step(|| Step::new("EV-115", "it changes cookies").below(1));
    }
    told_headers(&before.headers, &after.headers, watch);
}

/// Which headers a function changed.
pub(super) fn told_headers(before: &Headers, after: &Headers, watch: &mut impl Watch) {
    if !watch.looks() {
        return;
    }
    for (name, value) in after.iter().filter(|(name, value)| !before.all(name).any(|was| was == *value)) {
        watch.step(|| Step::new("EV-114", format!("it sets {name}: {value}")).below(1));
    }
    for (name, _) in before.iter().filter(|(name, _)| !after.has(name)) {
        watch.step(|| Step::new("EV-114", format!("it takes {name} out")).below(1));
    }
}
