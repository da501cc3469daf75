//! Why answers to a request come from the origin more often than need be.
//!
//! In: a request, who asks, what origins do. Out: what becomes of it twice in a row, and every cause that keeps copies from being used,
//! those that cost most first, each with a remedy. A cause stands whether or not another one hides it, so that mending the first does not
//! bring out a second. Deliberately absent: how often anything is asked, which decides what a cause costs.

mod divided;

use super::Hosts;
use super::cache::Cache;
use super::exchange::{CacheUse, Denied, Exchange, Said};
use super::message::{Protocol, Reply, Request, Response};
use super::page::error_ttl;
use super::policy::CachePolicy;
use super::site::{Behavior, Site};
use super::stay::{Stay, stay};
use crate::route::{Certainty, Watch, World};
use crate::source::Span;

/// What a cause does to copies, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// None ever answers.
    Never,
    /// Hardly any answers a second viewer, or a second request.
    Alone,
    /// There are several of the same thing.
    Divided,
    /// They do not last.
    Short,
    /// They are fetched more often than once.
    Fetched,
}

impl Effect {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Effect::Never => "never",
            Effect::Alone => "alone",
            Effect::Divided => "divided",
            Effect::Short => "short",
            Effect::Fetched => "fetched",
        }
    }
}

/// One cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// What it does to copies.
    pub effect: Effect,
    /// The rule it rests on.
    pub rule: &'static str,
    /// What is so.
    pub text: String,
    /// What would help.
    pub fix: String,
    /// How sure it is.
    pub certainty: Certainty,
    /// Where to change something.
    pub span: Option<Span>,
}

/// What becomes of a request that is sent twice, and why.
#[derive(Clone, Debug)]
pub struct Uncached {
    /// With nothing kept.
    pub first: Exchange,
    /// At once after that.
    pub second: Exchange,
    /// In order of effect.
    pub causes: Vec<Cause>,
}

/// Copies that stay less than this are called short, in seconds.
const SHORT: u64 = 3_600;
/// Why the edge answers by itself, with what would help.
const REFUSALS: [(Denied, &str, &str); 8] = [
    (Denied::Host, "EV-007", "ask for a name of a distribution, or add it to its `domains`"),
    (Denied::Disabled, "EV-010", "enabled = true"),
    (Denied::Size, "EV-017", "ask for less"),
    (Denied::Country, "EV-022", "let the country in by `countries`, or ask from another"),
    (Denied::Firewall, "EV-027", "let it through in the web ACL"),
    (Denied::Method, "EV-020", "let the method through by `methods`, or ask with GET"),
    (Denied::Protocol, "EV-063", "ask with https://"),
    (Denied::Signature, "EV-066", "ask with a signature: `edgewise sign` makes one"),
];

impl Hosts {
    /// Says why answers to a request are not kept, or serve so few.
    pub fn why_not_cached(&self, request: &Request, world: &World, said: &[Said], watch: &mut impl Watch) -> Uncached {
        let mut cache = Cache::default();
        let first = self.decide(request, world, said, &mut cache, watch);
        let second = self.decide(request, world, said, &mut cache, &mut ());
        let mut causes = Causes(Vec::new());
        let site = first.site.map(|site| &self.sites[site]);
        let behavior = site.zip(first.behavior).map(|(site, at)| (site, &site.behaviors[at]));
        causes.of_the_edge(&first, request, behavior.map(|(_, behavior)| behavior));
        if let Some((site, behavior)) = behavior.filter(|_| first.denied.is_none()) {
            causes.of_method(request, behavior);
            causes.of_answer(&first, site, behavior, world);
            causes.of_key(&first, request, site, behavior);
            self.of_function(request, world, said, &first, behavior, &mut causes);
            self.of_origin(&first, behavior, &mut causes);
        }
        causes.0.sort_by_key(|cause| cause.effect);
        Uncached { first, second, causes: causes.0 }
    }

    /// A function whose key is another one each time.
    fn of_function(
        &self,
        request: &Request,
        world: &World,
        said: &[Said],
        first: &Exchange,
        behavior: &Behavior,
        causes: &mut Causes,
    ) {
        let Some(function) = behavior.viewer_request.as_ref().filter(|function| !function.lambda) else { return };
        let mut later = world.clone();
        later.seed = later.seed.wrapping_add(1);
        later.state.time = Some(later.state.time.unwrap_or(0) + 1);
        let again = self.decide(request, &later, said, &mut Cache::default(), &mut ());
        if first.key.is_some() && again.key.is_some() && again.key != first.key {
            causes.add(
                Effect::Alone,
                "EV-100",
                format!("the function {} makes another cache key each time it runs", function.label),
                "keep chance and time out of what it writes into path, query, cookies and headers of the key",
                Some(function.span),
            );
        }
    }

    /// How often copies are fetched.
    fn of_origin(&self, first: &Exchange, behavior: &Behavior, causes: &mut Causes) {
        let Some(policy) = behavior.cache.as_ref().filter(|policy| !policy.is_off()) else { return };
        if policy.cookies.takes_any() || behavior.forward.as_ref().is_some_and(|forward| forward.cookies.takes_any()) {
            causes.add(
                Effect::Fetched,
                "CF-244",
                "cookies reach the origin, so requests at the same time are not joined, and an old copy is fetched anew as a whole",
                "forward no cookies where the answer does not depend on them",
                Some(behavior.policy_span),
            );
        }
        let origin = first.origin.or(behavior.origin).map(|origin| &self.origins[origin]);
        if let Some(origin) = origin.filter(|origin| origin.shield.is_none() && origin.group.is_none()) {
            causes.add(
                Effect::Fetched,
                "EV-288",
                format!("{} has no Origin Shield: each regional cache fetches a copy of its own", origin.label),
                "shield = nearest, which costs a request each",
                Some(origin.span),
            );
        }
    }
}

/// Causes as they are found.
struct Causes(Vec<Cause>);

impl Causes {
    fn add(&mut self, effect: Effect, rule: &'static str, text: impl Into<String>, fix: impl Into<String>, span: Option<Span>) {
        self.0.push(Cause { effect, rule, text: text.into(), fix: fix.into(), certainty: Certainty::Documented, span });
    }

    /// The last cause is a choice where AWS is silent.
    fn estimated(&mut self) {
        if let Some(cause) = self.0.last_mut() {
            cause.certainty = Certainty::Estimate;
        }
    }

    /// The edge answers by itself.
    fn of_the_edge(&mut self, first: &Exchange, request: &Request, behavior: Option<&Behavior>) {
        let span = behavior.map(|behavior| behavior.span);
        if let Some((_, rule, fix)) = REFUSALS.iter().find(|(denied, ..)| first.denied == Some(*denied)) {
            let text = format!("the edge turns it away with {}: no cache is asked", first.response.status);
            return self.add(Effect::Never, rule, text, *fix, span);
        }
        if let Some(function) = &first.from_function {
            let text = format!("the function {function} answers: what it makes is never kept, and no origin is asked");
            return self.add(
                Effect::Never,
                "EV-125",
                text,
                "let the request go on, or leave it so: it costs a run of the function",
                span,
            );
        }
        if first.cache == CacheUse::Unasked && request.protocol == Protocol::Http {
            let text = "plain HTTP is sent on to HTTPS: each such request is a redirect of the edge";
            self.add(
                Effect::Never,
                "EV-061",
                text,
                "link to https:// and send HSTS, so that browsers come by HTTPS at once",
                span,
            );
        }
    }

    fn of_method(&mut self, request: &Request, behavior: &Behavior) {
        if behavior.keeps(&request.method) {
            return;
        }
        let (text, fix) = match request.method.as_str() {
            "OPTIONS" => ("answers to OPTIONS are kept only where that is said", "cached_methods = preflight"),
            _ => ("answers to writes are never kept", "ask with GET for what may be kept"),
        };
        self.add(Effect::Never, "EV-214", text, fix, Some(behavior.span));
    }

    /// What policy and origin say of the stay.
    fn of_answer(&mut self, first: &Exchange, site: &Site, behavior: &Behavior, world: &World) {
        let Some(policy) = &behavior.cache else {
            self.add(
                Effect::Never,
                "",
                "its cache policy is known only when deployed",
                "give the input a value: --input NAME=VALUE",
                Some(behavior.span),
            );
            return self.estimated();
        };
        if first.attempts.is_empty() && first.stay.is_none() {
            return self.of_policy(policy, behavior);
        }
        let answer = first.attempts.iter().rev().find(|attempt| first.origin.is_none_or(|origin| origin == attempt.origin));
        let answer = match answer.map(|attempt| &attempt.reply) {
            Some(Reply::Answer(response)) => response.clone(),
            Some(failure) => Response::of(failure.status()),
            None => return,
        };
        let now = world.state.time.unwrap_or(0);
        if policy.is_off() {
            self.of_policy(policy, behavior);
            // What would be so under a policy that leaves it to the origin.
            let open = CachePolicy { default: 86_400, max: 31_536_000, legacy: false, ..policy.clone() };
            let kept = stay(&open, answer.status, &answer.headers, error_ttl(site, answer.status), now);
            if kept.seconds == 0 {
                self.of_stay(&kept, &open, behavior);
            }
            return;
        }
        let kept = stay(policy, answer.status, &answer.headers, error_ttl(site, answer.status), now);
        self.of_stay(&kept, policy, behavior);
    }

    fn of_policy(&mut self, policy: &CachePolicy, behavior: &Behavior) {
        if !policy.is_off() {
            return;
        }
        let (rule, text, fix) = match policy.max {
            0 => (
                "EV-231",
                format!("{} keeps nothing: all its times are zero", policy.label),
                "give the behavior a cache policy with times above zero, such as `cache = CachingOptimized`",
            ),
            _ => (
                "EV-187",
                "every header is forwarded by the old settings, which switches caching off".to_owned(),
                "list the headers that matter, or use `cache` and `forward`",
            ),
        };
        self.add(Effect::Never, rule, text, fix, Some(behavior.policy_span));
    }

    fn of_stay(&mut self, kept: &Stay, policy: &CachePolicy, behavior: &Behavior) {
        let effect = match kept.seconds {
            0 => Effect::Never,
            short if short < SHORT => Effect::Short,
            _ => return,
        };
        let fix = match kept.rule {
            "EV-216" | "EV-225" => "let the origin send `Cache-Control: max-age`, or raise `default_ttl`",
            "EV-221" => "let the origin say so only of what is personal, or set `min_ttl`, which overrules it",
            "EV-222" => "let the origin send `Cache-Control: max-age`, or raise `min_ttl`",
            "EV-243" => "let the origin list in `Vary` what the answer depends on, and put that into the key",
            "EV-242" => "let the origin send `Cache-Control` with the redirect",
            "EV-251" => "mend what fails, or let the origin send `max-age` with the error",
            "EV-252" => "mend what fails: AWS keeps no such error",
            "EV-253" => "mend what fails, or raise the `ttl` of the error",
            _ if policy.max == kept.seconds => "raise `max_ttl`: the origin lets it stay longer",
            _ => "let the origin send a longer `max-age`, or set `min_ttl`, which overrules it",
        };
        let text = match kept.seconds {
            0 => kept.why.clone(),
            seconds => format!("a copy stays only {seconds}s: {}", kept.why),
        };
        self.add(effect, kept.rule, text, fix, Some(behavior.policy_span));
        if kept.estimate {
            self.estimated();
        }
    }
}
