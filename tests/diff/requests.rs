//! A difference of requests says what the dry run says, and nothing else: for random pairs of small programs, for whoever asks for
//! what, whatever origins answer.

use crate::laws::LIBRARY;
use edgewise::diff::{Asked, Difference, METHODS, Origin, Protocol, Side, Spot, diff};
use edgewise::model::Model;
use edgewise::route::http::{self, Cache, Exchange, Headers, Hosts, Reply, Response, Said};
use edgewise::route::{Router, World};
use edgewise::source::Name;
use proptest::prelude::*;

/// What a program is made of; each is one of a few.
#[derive(Clone, Debug)]
struct Small {
    enabled: bool,
    domains: usize,
    countries: usize,
    root: usize,
    error: usize,
    policies: [usize; 2],
    sent: usize,
    added: usize,
    host: usize,
    behaviors: Vec<Behaving>,
    default: Behaving,
}

/// A behavior in numbers.
#[derive(Clone, Debug)]
struct Behaving {
    path: usize,
    words: [usize; 7],
}

const DOMAINS: [&str; 4] =
    ["\"a.example.com\"", "\"*.example.com\"", "\"a.example.com\", \"*.x.example.com\"", "\"a.example.com\", \"b.example.com\""];
const COUNTRIES: [&str; 3] = ["all", "[DE, FR]", "except([FR])"];
const ROOTS: [&str; 3] = ["none", "\"index.html\"", "\"a/start\""];
const ERRORS: [&str; 4] = ["", "error 404 -> 200 \"/index.html\"", "error 403, 404 { ttl = 1m }", "error 503 -> 503 \"/a/b.js\""];
const POLICIES: [&str; 6] = [
    "min_ttl = 1s, default_ttl = 60s, max_ttl = 60s",
    "min_ttl = 1s, default_ttl = 1h, max_ttl = 1h, headers = [\"Origin\"]",
    "default_ttl = 60s, max_ttl = 120s, query_strings = [\"q\"]",
    "default_ttl = 60s, max_ttl = 120s, query_strings = all, cookies = [\"k\"]",
    "min_ttl = 0s, default_ttl = 0s, max_ttl = 0s, compression = none",
    "default_ttl = 60s, max_ttl = 120s, compression = none",
];
const SENT: [&str; 3] = ["query_strings = all", "headers = [\"X-Sort\"]", "cookies = all, query_strings = [\"r\"]"];
/// What only takes away shows in no refusal of the edge; each of these adds something.
const ADDED: [&str; 3] =
    ["add = { \"X-A\" = \"1\" }", "add = { \"X-A\" = \"2\" }", "add = { \"X-A\" = \"1\" }, remove = [\"X-Powered-By\"]"];
const HOSTS: [&str; 2] = ["one.example.net", "two.example.net"];
const PATHS: [&str; 8] = ["/a/*", "*.js", "/a/?", "/a", "/a/*.js", "/*", "b/c", "/index.html"];

const PROTOCOL: [&str; 3] = ["redirect_to_https", "https_only", "allow_all"];
const METHOD: [&str; 3] = ["read", "preflight", "all"];
const CACHED: [&str; 2] = ["read", "preflight"];
const CACHE: [&str; 4] = ["CachingOptimized", "CachingDisabled", "first", "second"];
const FORWARD: [&str; 3] = ["none", "AllViewerExceptHostHeader", "sent"];
const ORIGIN: [&str; 3] = ["one", "other", "files"];
const REPLIES: [&str; 3] = ["", "headers = added", "headers = SimpleCORS"];

/// How many there are of each word of a behavior.
const WORDS: [usize; 7] = [3, 3, 2, 4, 3, 3, 3];

impl Behaving {
    fn text(&self) -> String {
        let [protocol, methods, cached, cache, forward, origin, replies] = self.words;
        // Only what is let through may be kept.
        let cached = if methods == 0 { 0 } else { cached };
        let lines = [
            format!("protocol = {}", PROTOCOL[protocol]),
            format!("methods = {}", METHOD[methods]),
            format!("cached_methods = {}", CACHED[cached]),
            format!("cache = {}", CACHE[cache]),
            format!("forward = {}", FORWARD[forward]),
            REPLIES[replies].to_owned(),
        ];
        let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
        format!("-> {} {{ {} }}", ORIGIN[origin], lines.join(", "))
    }
}

impl Small {
    fn text(&self) -> String {
        let mut text = format!(
            "bucket files {{}}\norigin one -> \"{}\"\norigin other -> \"other.example.net\"\n\
             cache_policy first {{ {} }}\ncache_policy second {{ {} }}\norigin_request_policy sent {{ {} }}\n\
             response_headers_policy added {{ {} }}\n",
            HOSTS[self.host], POLICIES[self.policies[0]], POLICIES[self.policies[1]], SENT[self.sent], ADDED[self.added]
        );
        text += &format!(
            "distribution app {{\n  domains = [{}]\n  enabled = {}\n  countries = {}\n  default_root_object = {}\n  {}\n",
            DOMAINS[self.domains], self.enabled, COUNTRIES[self.countries], ROOTS[self.root], ERRORS[self.error]
        );
        for behaving in &self.behaviors {
            text += &format!("  behavior \"{}\" {}\n", PATHS[behaving.path], behaving.text());
        }
        text + &format!("  default {}\n}}\n", self.default.text())
    }
}

fn behaving() -> impl Strategy<Value = Behaving> {
    (0..PATHS.len(), WORDS.map(|count| 0..count)).prop_map(|(path, words)| Behaving { path, words })
}

fn small() -> impl Strategy<Value = Small> {
    let distribution = (prop::bool::weighted(0.95), 0..DOMAINS.len(), 0..COUNTRIES.len(), 0..ROOTS.len(), 0..ERRORS.len());
    let around = ([0..POLICIES.len(), 0..POLICIES.len()], 0..SENT.len(), 0..ADDED.len(), 0..HOSTS.len());
    (distribution, around, prop::collection::vec(behaving(), 0..4), behaving()).prop_map(
        |(first, second, mut behaviors, default)| {
            let mut seen = std::collections::HashSet::new();
            behaviors.retain(|one| seen.insert(one.path));
            let (enabled, domains, countries, root, error) = first;
            let (policies, sent, added, host) = second;
            Small { enabled, domains, countries, root, error, policies, sent, added, host, behaviors, default }
        },
    )
}

/// A program and one that differs in a few places.
fn pairs() -> impl Strategy<Value = (Small, Small)> {
    (small(), small(), prop::collection::vec((0..11usize, any::<u8>()), 0..3)).prop_map(|(old, other, changes)| {
        let mut new = old.clone();
        for (what, number) in changes {
            let number = usize::from(number);
            match what {
                0 => new.enabled = other.enabled,
                1 => new.domains = other.domains,
                2 => new.countries = other.countries,
                3 => new.root = other.root,
                4 => new.error = other.error,
                5 => new.policies = other.policies,
                6 => (new.sent, new.added) = (other.sent, other.added),
                7 => new.host = other.host,
                8 => new.behaviors = other.behaviors.clone(),
                9 => new.behaviors.reverse(),
                _ => {
                    let at = number % (new.behaviors.len() + 1);
                    let one = new.behaviors.get_mut(at).unwrap_or(&mut new.default);
                    let word = number / 4 % WORDS.len();
                    one.words[word] = (one.words[word] + 1) % WORDS[word];
                }
            }
        }
        (old, new)
    })
}

/// Answers of origins, so that whatever a policy says shows in one of them.
fn answers() -> Vec<Reply> {
    let of = |status, headers: &[(&str, &str)]| {
        Reply::Answer(headers.iter().fold(Response::of(status), |answer, (name, value)| answer.with(name, *value)))
    };
    vec![
        of(200, &[("content-type", "text/html"), ("content-length", "5000"), ("x-powered-by", "us")]),
        of(200, &[("cache-control", "max-age=5"), ("content-type", "text/html"), ("content-length", "5000")]),
        of(200, &[("cache-control", "max-age=100000")]),
        of(200, &[("cache-control", "no-store")]),
        of(403, &[]),
        of(404, &[("cache-control", "max-age=5")]),
        of(503, &[]),
    ]
}

/// What a request comes to, as far as anybody can tell: not how things are called.
fn told(hosts: &Hosts, exchange: &Exchange) -> String {
    let behavior = exchange.site.zip(exchange.behavior).map(|(site, at)| &hosts.sites[site].behaviors[at]);
    let is_served = exchange.denied.is_none() && exchange.cache != http::CacheUse::Unasked;
    let pattern =
        behavior.filter(|_| is_served).map(|behavior| behavior.pattern.as_ref().map(|pattern| pattern.text().to_owned()));
    // A page in place of an error is a request of its own.
    let own = if exchange.page.is_none() { exchange.attempts.len() } else { exchange.attempts.len().saturating_sub(1) };
    let attempts: Vec<_> = exchange.attempts[..own].iter().map(|attempt| (&attempt.sent, &attempt.reply)).collect();
    let response = if exchange.page.is_none() { Some(&exchange.response) } else { None };
    let key = exchange.key.as_ref().map(|key| (&key.path, &key.parts));
    let stay = exchange.stay.as_ref().map(|stay| (stay.seconds, stay.stale_if_error, stay.stale_while_revalidate));
    format!(
        "{pattern:?} {:?} {:?} {key:?} {stay:?} {:?} {attempts:?} {:?} {response:?} {:?}",
        exchange.denied, exchange.cache, exchange.tiers, exchange.page, exchange.response.status
    )
}

/// Whatever can be told of a request, origin by origin's answer.
fn all_told(model: &Model, hosts: &Hosts, request: &http::Request, country: Name) -> Vec<String> {
    let world = World { place: Spot::Country(country).place(), ..World::default() };
    let blocks: Vec<_> = model.own().map(|(id, _)| id).collect();
    let said =
        |reply: &Reply| -> Vec<Said> { blocks.iter().map(|of| Said { of: *of, path: None, reply: reply.clone() }).collect() };
    answers()
        .iter()
        .map(|reply| told(hosts, &hosts.decide(request, &world, &said(reply), &mut Cache::default(), &mut ())))
        .collect()
}

fn is_said(found: &Difference, host: &str, asked: &Asked) -> bool {
    let of = found.requests.iter().find(|one| one.hosts.iter().any(|known| known == host));
    of.is_some_and(|one| one.regions.moves(asked))
}

const ASKED: [&str; 14] = [
    "/",
    "/a",
    "/a/",
    "/a/b",
    "/a/b.js",
    "/a/bc",
    "/b/c",
    "/b/c.js",
    "/index.html",
    "/c",
    "/x.js",
    "/a/start",
    "/a/b/c.js",
    "/A/b",
];

/// A few by default, as each is many requests.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(64)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: cases(), ..ProptestConfig::default() })]

    /// Both directions: what is said changes, and what changes is said. `PROPTEST_CASES=100000` is the long run.
    #[test]
    fn requests_are_treated_otherwise_where_it_is_said_and_nowhere_else(
        (old, new) in pairs(),
        samples in prop::collection::vec((0..3usize, 0..ASKED.len(), 0..METHODS.len(), any::<bool>(), 0..3usize), 8),
    ) {
        let texts = [old.text(), new.text()];
        let [Some(a), Some(b)] = [0, 1].map(|at: usize| crate::laws::understand(&texts[at])) else {
            return Err(TestCaseError::fail(format!("no program\n{}\n{}", texts[0], texts[1])));
        };
        let sides = [Side::of(&a, Origin::Program), Side::of(&b, Origin::Program)];
        let [found, back] = [diff(sides[0], sides[1], &LIBRARY.schema), diff(sides[1], sides[0], &LIBRARY.schema)];
        prop_assert!(diff(sides[0], sides[0], &LIBRARY.schema).is_empty());
        let routers = [&a, &b].map(|model| Router::of(model, &LIBRARY.schema));
        for (host, path, method, is_plain, country) in samples {
            let host = ["a.example.com", "b.example.com", "c.x.example.com"][host];
            let (method, country) = (METHODS[method], Name::of(["DE", "FR", "US"][country]));
            let url = format!("{}://{host}{}?q=1&r=2&s=3", if is_plain { "http" } else { "https" }, ASKED[path]);
            let mut request = http::Request::of(method.word(), &url).unwrap();
            // Of whatever a policy may name there is one that none does, so that all is told from some.
            let lines = [("x-other", "1"), ("origin", "https://b.example.net"), ("x-sort", "up"), ("accept-encoding", "gzip, br")];
            request.headers = lines.into_iter().collect::<Headers>();
            request.cookies = vec![("k".to_owned(), "1".to_owned()), ("l".to_owned(), "2".to_owned())];
            let protocol = if is_plain { Protocol::Http } else { Protocol::Https };
            let asked = Asked { path: ASKED[path], method, protocol, country };
            let [before, after] =
                [(&a, &routers[0]), (&b, &routers[1])].map(|(model, router)| all_told(model, &router.http, &request, country));
            let stands_for = |found: &Difference| {
                let names = [host, "*.x.example.com", "*.example.com"];
                let covers = |name: &&str| *name == host || name.strip_prefix('*').is_some_and(|rest| host.ends_with(rest));
                names.into_iter().filter(covers).find(|name| [&texts[0], &texts[1]].iter().any(|text| text.contains(&format!("\"{name}\""))))
                    .is_some_and(|name| is_said(found, name, &asked))
            };
            let said = [stands_for(&found), stands_for(&back)];
            let differs = before != after;
            let pairs = before.iter().zip(&after).find(|(a, b)| a != b);
            prop_assert!(
                said == [differs; 2],
                "{} {url} from {country}: differs {differs}, said {said:?}\n{pairs:#?}\n--- old\n{}\n--- new\n{}\n{}",
                method.word(), texts[0], texts[1], crate::support::said(&found)
            );
        }
    }
}
