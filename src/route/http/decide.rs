//! From a request to what the viewer gets.
//!
//! In: a request, who asks, what origins do, the copies at the edge. Out: an `Exchange`, and a step for each thing that decided. The
//! steps follow the order of the reference: host, admission, behavior, protocol, method, cache, origin, stay, error page, headers.
//! Deliberately absent: how a step is shown.

use super::cache::{Cache, Copy};
use super::exchange::{CacheUse, Denied, Exchange, Said, Tier};
use super::function::Flow;
use super::lambda::Event;
use super::message::{Reply, Request, Response};
use super::signed::{self, Signature};
use super::site::{Behavior, Function, Origin, Site, Sort};
use super::stay::{Stay, stay};
use super::{Hosts, admit, answer, key, page, refresh, size};
use crate::route::{Certainty, Step, Watch, World};

impl Hosts {
    /// What a request is answered with, and what becomes of the copies at the edge.
    pub fn decide(&self, request: &Request, world: &World, said: &[Said], cache: &mut Cache, watch: &mut impl Watch) -> Exchange {
        let mut exchange = Exchange::new();
        let Some((site, name)) = self.site(&request.host) else {
            watch.step(|| Step::new("EV-007", format!("no distribution answers to {}: 403", request.host)));
            return exchange.denied(Denied::Host, 403);
        };
        exchange.site = self.sites.iter().position(|known| known.block == site.block);
        watch.step(|| {
            let rule = match name {
                name if name == &*site.domain => "EV-001",
                name if name.starts_with('*') => "EV-003",
                _ => "EV-002",
            };
            Step::new(rule, format!("{} answers to {} by {name}", site.label, request.host)).about(site.span)
        });
        if site.staged {
            watch.step(|| Step::new("EV-011", "a staging distribution is not asked by its own name: 403").about(site.span));
            return exchange.denied(Denied::Host, 403);
        }
        if !site.enabled {
            watch.step(|| Step::new("EV-010", "it is switched off: 403").about(site.span).estimated());
            return exchange.denied(Denied::Disabled, 403);
        }
        if let Some(status) = admit::too_long(request, watch) {
            return exchange.denied(Denied::Size, status);
        }
        let served = admit::is_served(site, &world.place, watch);
        let verdict = site.firewall.as_ref().filter(|_| served).map(|firewall| firewall.judge(&world.place, watch));
        let blocked = verdict.is_some_and(|verdict| {
            exchange.left_out.extend(verdict.left_out);
            verdict.blocked
        });
        let site = self.staged(site, request, world, watch);
        exchange.site = self.sites.iter().position(|known| known.block == site.block);
        let run = Run { hosts: self, site, world, said, made: None };
        let seen = Request { path: admit::rooted(site, &request.path).into_owned(), ..request.clone() };
        if seen.path != request.path {
            watch.step(|| Step::new("EV-056", format!("/ stands for {}", seen.path)).about(site.span).but(Certainty::Observed));
        }
        let Some(at) = admit::behavior(site, &seen.path, watch) else { return exchange };
        exchange.behavior = Some(at);
        let behavior = &site.behaviors[at];
        if !served {
            return run.turned_away(&seen, behavior, Denied::Country, exchange, watch);
        }
        if blocked {
            return run.turned_away(&seen, behavior, Denied::Firewall, exchange, watch);
        }
        if let Err((response, denied)) = admit::plain(request, behavior, watch) {
            if let Some(denied) = denied {
                return run.turned_away(&seen, behavior, denied, exchange, watch);
            }
            exchange.response = response;
            return exchange;
        }
        if !admit::takes_method(request, behavior, watch) {
            return run.turned_away(&seen, behavior, Denied::Method, exchange, watch);
        }
        match signed::judge(request, behavior, world, watch) {
            Signature::Holds => {}
            Signature::Unverified => exchange.left_out.push("the check of the signature".to_owned()),
            Signature::Fails => return run.turned_away(&seen, behavior, Denied::Signature, exchange, watch),
        }
        run.left_out(behavior, &mut exchange, watch);
        let (seen, origin) = match &behavior.viewer_request {
            Some(function) if !function.lambda || run.is_run(function, Event::ViewerRequest) => {
                let flow = match function.lambda {
                    true => run.lambda_on_request(function, &seen, watch),
                    false => run.on_request(function, &seen, behavior, watch),
                };
                match flow {
                    Flow::On(next, origin) => (*next, origin),
                    Flow::Answered(response) => {
                        exchange.from_function = Some(function.label.clone());
                        exchange.response = run.generated(*response, function, &seen, behavior, watch);
                        return exchange;
                    }
                    Flow::Untold(why) => {
                        run.untold(function, &why, &mut exchange, watch);
                        (seen, None)
                    }
                }
            }
            _ => (seen, None),
        };
        match origin {
            Some(chosen) => {
                let behavior = Behavior { origin: Some(chosen.number), ..behavior.clone() };
                Run { made: chosen.made, ..run }.fetched(&seen, at, &behavior, cache, exchange, watch)
            }
            None => run.fetched(&seen, at, behavior, cache, exchange, watch),
        }
    }
}

impl Exchange {
    /// The edge itself says no.
    fn denied(mut self, denied: Denied, status: u16) -> Exchange {
        self.denied = Some(denied);
        self.response = Response::of(status).with("x-cache", "Error from cloudfront");
        self
    }
}

/// One request on its way.
pub(super) struct Run<'r> {
    pub hosts: &'r Hosts,
    pub site: &'r Site,
    pub world: &'r World,
    pub said: &'r [Said],
    /// An origin as a function made it for this request, and the number of the one whose place it takes.
    pub made: Option<(usize, Box<Origin>)>,
}

impl Run<'_> {
    /// An origin, as it is for this request.
    pub(super) fn origin(&self, number: usize) -> &Origin {
        match &self.made {
            Some((of, made)) if *of == number => made,
            _ => &self.hosts.origins[number],
        }
    }

    /// An answer that a function made: not kept, without an error page, and not seen by the function of the way back.
    fn generated(
        &self,
        response: Response,
        function: &Function,
        request: &Request,
        behavior: &Behavior,
        watch: &mut impl Watch,
    ) -> Response {
        if behavior.headers.is_some() {
            watch.step(|| Step::new("EV-321", "the policy of headers holds for answers of functions too").estimated());
        }
        let mut response = answer::policed(response, request, behavior, watch);
        if !response.headers.has("x-cache") {
            let who = if function.lambda { "LambdaGeneratedResponse" } else { "FunctionGeneratedResponse" };
            response.headers.set("x-cache", format!("{who} from cloudfront"));
        }
        response
    }

    /// A function that nobody can run here.
    pub(super) fn untold(&self, function: &Function, why: &str, exchange: &mut Exchange, watch: &mut impl Watch) {
        let text = format!("the function {} is taken to change nothing: {why}", function.label);
        watch.step(|| Step::new("", text).about(function.span).estimated());
        exchange.left_out.push(format!("the function {}", function.label));
    }

    /// What else would run on the way is named, and not run.
    fn left_out(&self, behavior: &Behavior, exchange: &mut Exchange, watch: &mut impl Watch) {
        let Behavior { viewer_request, origin_request, origin_response, viewer_response, .. } = behavior;
        let events = [
            (Event::ViewerRequest, viewer_request),
            (Event::OriginRequest, origin_request),
            (Event::OriginResponse, origin_response),
            (Event::ViewerResponse, viewer_response),
        ];
        for (event, function) in events {
            let is_left = |function: &&Function| function.lambda && !self.is_run(function, event);
            let Some(function) = function.as_ref().filter(is_left) else { continue };
            let event = event.shown();
            watch.step(|| {
                let label = &function.label;
                let text =
                    format!("the Lambda@Edge {label} has a say at the {event}: it is not run, and taken to change nothing");
                Step::new("", text).about(function.span).estimated()
            });
            exchange.left_out.push(format!("the Lambda@Edge {} at the {event}", function.label));
        }
    }

    /// A 403 of the edge's own, or the page that stands in place of it.
    fn turned_away(
        &self,
        request: &Request,
        behavior: &Behavior,
        denied: Denied,
        mut exchange: Exchange,
        watch: &mut impl Watch,
    ) -> Exchange {
        exchange = exchange.denied(denied, 403);
        let response = exchange.response.clone();
        let response = self.page_for(response, request, &mut exchange, watch);
        exchange.response = answer::dressed(response, request, behavior, watch);
        exchange
    }

    /// From the cache, or from the origin.
    fn fetched(
        &self,
        request: &Request,
        at: usize,
        behavior: &Behavior,
        cache: &mut Cache,
        mut exchange: Exchange,
        watch: &mut impl Watch,
    ) -> Exchange {
        let now = self.world.state.time.unwrap_or(0);
        let policy = behavior.cache.clone().unwrap_or_default();
        if behavior.cache.is_none() {
            watch.step(|| {
                Step::new("", "its cache policy is known only when deployed: taken as one that keeps nothing").estimated()
            });
        }
        let mut asked = if behavior.signers.is_some() { signed::unsigned(request) } else { request.clone() };
        let keeps = behavior.keeps(&request.method) && !policy.is_off();
        if keeps {
            let site = exchange.site.unwrap_or(0);
            let key = key::key(site, &asked, &policy, &self.world.place);
            watch.step(|| {
                let step = Step::new(key.estimate.unwrap_or("EV-162"), format!("the cache key is {key}"));
                if key.estimate.is_some() { step.estimated() } else { step }
            });
            if let Some(copy) = cache.find(&key) {
                let stale = copy.is_served_while_refreshing(now, policy.max);
                if copy.is_fresh(now) || stale {
                    watch.step(|| {
                        Step::new(if stale { "EV-235" } else { "EV-234" }, "a copy answers, if it has not been evicted")
                    });
                    exchange.cache = CacheUse::Hit;
                    exchange.origin = Some(copy.origin);
                    exchange.stay = Some(Stay { seconds: copy.fresh_until().saturating_sub(now), ..copy.stay.clone() });
                    exchange.key = Some(key);
                    let mut response = copy.response.clone();
                    response.headers.set("age", now.saturating_sub(copy.at).to_string());
                    return self.finished(request, behavior, response, "Hit from cloudfront", exchange, watch);
                }
                exchange.cache = CacheUse::Refresh;
                watch.step(|| Step::new("EV-233", "there is a copy, too old: the origin is asked whether it still holds"));
                refresh::tell_other_reading(copy, now, watch);
                asked = refresh::conditional(asked, copy, behavior, watch);
            } else {
                exchange.cache = CacheUse::Miss;
            }
            exchange.key = Some(key);
        } else {
            exchange.cache = CacheUse::Bypass;
            watch.step(|| match behavior.keeps(&request.method) {
                true => Step::new("EV-231", format!("{} keeps nothing", policy.label)).about(behavior.span),
                false => Step::new("EV-214", format!("answers to {} are never kept", request.method)),
            });
        }
        let Some(origin) = behavior.origin else { return exchange };
        let reply = self.ask(origin, &asked, behavior, &mut exchange, watch);
        exchange.tiers = self.tiers(&request.method, policy.is_off(), exchange.origin.unwrap_or(origin), watch);
        let word = if exchange.cache == CacheUse::Refresh { "RefreshHit from cloudfront" } else { "Miss from cloudfront" };
        let status = reply.status();
        if status >= 500
            && let Some(copy) =
                exchange.key.as_ref().and_then(|key| cache.find(key)).filter(|copy| copy.is_served_on_failure(now, policy.max))
        {
            watch.step(|| Step::new("EV-239", format!("the origin fails with {status}, so the old copy answers")));
            exchange.origin = Some(copy.origin);
            let response = copy.response.clone();
            let seconds = copy.stands_in_for(now, page::error_ttl(self.site, status), policy.max);
            if copy.stay.stale_if_error == 0 {
                let why = format!("the old copy is given out again before the origin is asked once more after its {status}");
                exchange.stay = Some(Stay { seconds, rule: "EV-239", why, ..copy.stay.clone() });
            }
            if let Some((key, stay)) = exchange.key.as_ref().zip(exchange.stay.as_ref()) {
                cache.again(key, now.saturating_add(stay.seconds));
            }
            return self.finished(request, behavior, response, "Hit from cloudfront", exchange, watch);
        }
        let response = match reply {
            Reply::Answer(response) if keeps && size::is_too_large(&response) => size::refused(watch),
            Reply::Answer(response) => response,
            failure => Response::of(failure.status()),
        };
        let old = exchange.key.as_ref().and_then(|key| cache.find(key)).filter(|_| status == 304);
        let response = old.map_or_else(|| response.clone(), |copy| refresh::renewed(copy, &response));
        let status = response.status;
        let kept = stay(&policy, status, &response.headers, page::error_ttl(self.site, status), now);
        if behavior.keeps(&request.method) {
            watch.step(|| {
                let step = Step::new(kept.rule, format!("it stays {}s: {}", kept.seconds, kept.why)).about(behavior.span);
                if kept.estimate { step.estimated() } else { step }
            });
        }
        if keeps {
            size::joined(&kept, behavior, watch);
        }
        if let Some(key) = exchange.key.clone().filter(|_| keeps && kept.seconds > 0) {
            let origin = exchange.origin.unwrap_or(origin);
            refresh::tell_variants(&response, &key, watch);
            cache.store(key, Copy { response: refresh::kept(&response), origin, at: now, stay: kept.clone(), again: 0 });
        }
        if kept.seconds == 0 && exchange.cache == CacheUse::Miss {
            exchange.cache = CacheUse::Bypass;
        }
        exchange.stay = keeps.then_some(kept);
        exchange.behavior = Some(at);
        self.finished(request, behavior, response, word, exchange, watch)
    }

    /// The places a request passes on its way to an origin.
    fn tiers(&self, method: &str, is_dynamic: bool, origin: usize, watch: &mut impl Watch) -> Vec<Tier> {
        let origin = self.origin(origin);
        let mut tiers = vec![Tier::Edge];
        let writes = !matches!(method, "GET" | "HEAD");
        if writes {
            watch.step(|| Step::new("EV-285", format!("{method} passes no regional cache")));
        } else if is_dynamic {
            watch.step(|| Step::new("EV-286", "nothing is kept, so it passes no regional cache").estimated());
        } else {
            tiers.push(Tier::Regional);
            if origin.sort == Sort::Bucket {
                watch.step(|| Step::new("EV-287", "a regional cache in the bucket's own region would be left out").estimated());
            }
        }
        if let Some(region) = &origin.shield {
            tiers.push(Tier::Shield(region.clone()));
            if writes || is_dynamic {
                watch.step(|| Step::new("EV-290", format!("it passes the shield in {region}")).estimated());
            }
        }
        tiers.push(Tier::Origin);
        tiers
    }
}
