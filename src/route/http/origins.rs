//! What origins do with what they are sent.
//!
//! In: an origin or a failover of two, a request, what is said of origins. Out: whose answer it is. Deliberately absent: caching.

use super::decide::Run;
use super::exchange::{Attempt, Exchange, Said};
use super::forward::sent;
use super::lambda::{Before, Event};
use super::message::{Reply, Request, Response};
use super::site::{Behavior, Function, Origin, Sort};
use crate::route::{Step, Watch};

impl Run<'_> {
    /// Asks an origin; the function of its answers has its say.
    pub(super) fn ask(
        &self,
        number: usize,
        request: &Request,
        behavior: &Behavior,
        exchange: &mut Exchange,
        watch: &mut impl Watch,
    ) -> Reply {
        let before = exchange.attempts.len();
        let reply = self.asked(number, request, behavior, exchange, watch);
        if exchange.attempts.len() > before + 1 && behavior.origin_response.is_some() {
            let text = "after a failover, the function of the origin's response is taken to run for the answer that counts";
            watch.step(|| Step::new("EV-105", text).about(behavior.span).estimated());
        }
        self.after_origin(reply, request, behavior, exchange, watch)
    }

    /// Asks an origin, and the second of a failover where the first fails as the failover has it.
    fn asked(
        &self,
        number: usize,
        request: &Request,
        behavior: &Behavior,
        exchange: &mut Exchange,
        watch: &mut impl Watch,
    ) -> Reply {
        let origin = self.origin(number);
        let Some(group) = &origin.group else {
            return self.one(number, request, behavior, exchange, watch);
        };
        if group.by_quality {
            let text = "AWS would choose by the quality of the pictures; the order is taken";
            watch.step(|| Step::new("EV-283", text).about(origin.span).estimated());
        }
        let Some((first, rest)) = group.members.split_first() else { return Reply::NoName };
        let reply = self.one(*first, request, behavior, exchange, watch);
        if exchange.from_function.is_some() {
            return reply;
        }
        let (Some(second), Some(found)) = (rest.first(), falls_over(&reply, &group.on, request, behavior)) else { return reply };
        let asked = if found.falls { format!(", so {} is asked", self.origin(*second).label) } else { String::new() };
        watch.step(|| {
            let step = Step::new(found.rule, format!("{}{asked}", found.why)).about(origin.span);
            if found.estimate { step.estimated() } else { step }
        });
        if found.falls { self.one(*second, request, behavior, exchange, watch) } else { reply }
    }

    fn one(
        &self,
        number: usize,
        request: &Request,
        behavior: &Behavior,
        exchange: &mut Exchange,
        watch: &mut impl Watch,
    ) -> Reply {
        let origin = self.origin(number);
        let sent = sent(request, behavior, origin, &self.world.place);
        let is_run = |function: &&Function| self.is_run(function, Event::OriginRequest);
        let before = match behavior.origin_request.as_ref().filter(is_run) {
            Some(function) => match self.before_origin(function, &sent, request, origin, watch) {
                Ok(Before::Answered(response)) => {
                    exchange.from_function = Some(function.label.clone());
                    return Reply::Answer(response);
                }
                Ok(before) => before,
                Err(why) => {
                    self.untold(function, &why, exchange, watch);
                    Before::Ask(Box::new(sent), request.path.clone())
                }
            },
            None => Before::Ask(Box::new(sent), request.path.clone()),
        };
        let Before::Ask(sent, path) = before else { return Reply::NoName };
        let sent = *sent;
        let (reply, is_said) = reply(origin, &path, self.said);
        watch.step(|| {
            let signs = if sent.signs { ", signed" } else { "" };
            Step::new("EV-189", format!("{} is asked: {} {}{signs}", origin.label, sent.method, sent.url)).about(origin.span)
        });
        if watch.looks() {
            for (name, value) in sent.headers.iter() {
                watch.step(|| Step::new("EV-188", format!("{name}: {value}")).below(1));
            }
        }
        if let Some(warning) = sent.warning {
            watch.step(|| Step::new("EV-194", warning).about(origin.span));
        }
        watch.step(|| match (&reply, is_said) {
            (Reply::Answer(response), true) => Step::new("", format!("it answers {}", response.status)),
            (Reply::Answer(_), false) => {
                Step::new("", "it is taken to answer 200 without headers, since nobody says otherwise").estimated()
            }
            (failure, _) => Step::new("EV-266", format!("{}: {}", failure.failure().unwrap_or_default(), failure.status())),
        });
        if let Some(step) = watch.looks().then(|| waited(&reply, &sent.method, origin)).flatten() {
            watch.step(|| step);
        }
        exchange.attempts.push(Attempt { origin: number, label: origin.label.clone(), sent, reply: reply.clone() });
        exchange.origin = Some(number);
        reply
    }
}

/// How long a viewer waits for an origin that does not answer.
fn waited(reply: &Reply, method: &str, origin: &Origin) -> Option<Step> {
    let wire = &origin.wire;
    let reads = matches!(method, "GET" | "HEAD");
    let (rule, tries, each) = match reply {
        Reply::Unreachable => ("EV-267", wire.attempts, wire.connection),
        Reply::Silent if origin.sort == Sort::Bucket => ("EV-270", wire.attempts, wire.response),
        Reply::Silent => ("EV-268", if reads { wire.attempts } else { 1 }, wire.response),
        _ => return None,
    };
    let all = tries * each;
    let (rule, text) = match wire.completion.filter(|most| *most < all) {
        Some(most) => ("EV-269", format!("it is given up after {most} s, the most that all attempts may take")),
        None if tries == 1 => (rule, format!("it is given up after {all} s: one attempt")),
        None => (rule, format!("it is given up after {all} s at most: {tries} attempts of {each} s each")),
    };
    Some(Step::new(rule, text).about(origin.span).below(1))
}

/// Whether a failing primary sends the request to the secondary.
struct Verdict {
    falls: bool,
    rule: &'static str,
    why: String,
    estimate: bool,
}

/// Whether a reply of the primary sends the request to the secondary; `None` where it does not fail at all.
fn falls_over(reply: &Reply, on: &[u16], request: &Request, behavior: &Behavior) -> Option<Verdict> {
    let status = reply.status();
    if status < 400 {
        return None;
    }
    let reads = matches!(request.method.as_str(), "GET" | "HEAD") || request.method == "OPTIONS" && behavior.keeps("OPTIONS");
    if !reads {
        let why = format!("{} never fails over", request.method);
        return Some(Verdict { falls: false, rule: "EV-272", why, estimate: false });
    }
    let (rule, falls, estimate) = match reply {
        Reply::Answer(_) => ("EV-273", on.contains(&status), false),
        Reply::Refused | Reply::Unreachable => ("EV-274", on.contains(&503), false),
        Reply::Silent => ("EV-275", on.contains(&504), false),
        Reply::NoName | Reply::NoTls => ("EV-276", on.contains(&502) || on.contains(&503), true),
    };
    let what = reply.failure().map_or_else(|| format!("it answers {status}"), str::to_owned);
    let why = if falls { what } else { format!("{what}, which is no reason to fail over") };
    Some(Verdict { falls, rule, why, estimate })
}

/// What is said of an origin for a path, else a plain 200; of two sayings the one for a path counts, then the later.
fn reply(origin: &Origin, path: &str, said: &[Said]) -> (Reply, bool) {
    let about = |said: &&Said| said.of == origin.block || origin.behind == Some(said.of);
    let holds = |said: &&Said| said.path.as_ref().is_some_and(|pattern| pattern.holds(path));
    let by_path = said.iter().rev().filter(about).find(holds);
    let found = by_path.or_else(|| said.iter().rev().filter(about).find(|said| said.path.is_none()));
    match found {
        Some(said) => (said.reply.clone(), true),
        None => (Reply::Answer(Response::of(200)), false),
    }
}
