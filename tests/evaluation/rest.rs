//! Rules that need a case of their own: old copies, headers that the edge makes, the old settings, functions beside other things.

use edgewise::route::http::{Cache, Exchange, Reply, Request, Response, Said};
use edgewise::route::{Certainty, Place, Router, Step, Steps, World};
use edgewise::{Library, Options};
use std::sync::Arc;

const PROGRAM: &str = r#"
existing certificate cert "arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d"
origin api -> "api.example.net"
origin spare -> "spare.example.net"
origin both failover {
  primary   -> api
  secondary -> spare
  on = [502]
}
origin_access_control no_sign { origin = lambda, signing = never }
origin_access_control all_sign { origin = lambda, signing = always }
origin_access_control gentle { origin = lambda, signing = no_override }
origin unsigned -> "a.lambda-url.eu-west-1.on.aws" { access_control = no_sign }
origin signed   -> "b.lambda-url.eu-west-1.on.aws" { access_control = all_sign }
origin either   -> "c.lambda-url.eu-west-1.on.aws" { access_control = gentle }
cache_policy short { min_ttl = 0s, default_ttl = 10s, max_ttl = 60s }
cache_policy made {
  default_ttl = 10s
  headers = ["CloudFront-Is-Mobile-Viewer", "CloudFront-Is-Desktop-Viewer", "CloudFront-Forwarded-Proto"]
}
origin_request_policy address { headers = all_and("CloudFront-Viewer-Address") }
distribution app {
  domains     = ["app.example.com"]
  certificate = cert
  behavior "/made/*"     -> api { cache = made, forward = address }
  behavior "/both/*"     -> both { cache = short }
  behavior "/unsigned/*" -> unsigned { forward = AllViewerExceptHostHeader }
  behavior "/signed/*"   -> signed { forward = AllViewerExceptHostHeader }
  behavior "/either/*"   -> either { forward = AllViewerExceptHostHeader }
  default                -> api { cache = short }
}
"#;

fn router() -> (Router, edgewise::schema::BlockId) {
    let library = Library::load();
    let read = |name: &str| -> Result<Arc<str>, Arc<str>> { Err(name.into()) };
    let understood = library.understand(&[("main.edge", PROGRAM)], &Options { read: &read, ..Options::default() });
    let told = || edgewise::report::render(&understood.reports, &understood.sources, edgewise::report::Style::Plain);
    let model = understood.model.as_ref().unwrap_or_else(|| panic!("{}", told()));
    let api = model.own().find(|(_, block)| *block.label == *"api").map(|(id, _)| id).expect("it is there");
    (Router::of(model, &library.schema), api)
}

/// Sends a request at several times, `api` answering each time as said.
fn at(target: &str, lines: &[(&str, &str)], answers: &[(u64, Reply)]) -> Vec<(Exchange, Vec<Step>)> {
    let (router, api) = router();
    let mut cache = Cache::default();
    let send = |(now, reply): &(u64, Reply)| {
        let mut request = Request::of("GET", &format!("https://app.example.com{target}")).expect("it is a URL");
        lines.iter().for_each(|(name, value)| request.headers.add(name, *value));
        let address = Some("203.0.113.9".parse().expect("it is an address"));
        let mut world = World { place: Place { address, ..Place::default() }, ..World::default() };
        world.state.time = Some(*now);
        let mut steps = Steps::default();
        let said = Said { of: api, path: None, reply: reply.clone() };
        (router.http.decide(&request, &world, &[said], &mut cache, &mut steps), steps.0)
    };
    answers.iter().map(send).collect()
}

fn answer(status: u16, lines: &[(&str, &str)]) -> Reply {
    Reply::Answer(lines.iter().fold(Response::of(status), |response, (name, value)| response.with(name, *value)))
}

fn has(steps: &[Step], rule: &str) -> bool {
    steps.iter().any(|step| step.rule == rule)
}

/// EV-202: an old copy is asked about by its tag and its date, and a 304 makes it young again.
#[test]
fn an_old_copy_is_asked_about() {
    let first = answer(200, &[("etag", "\"x\""), ("last-modified", "Sun, 06 Nov 1994 08:49:37 GMT"), ("x-kept", "1")]);
    let seen = at("/x", &[], &[(100, first), (120, answer(304, &[])), (125, answer(500, &[]))]);
    let asked = &seen[1].0.attempts[0].sent.headers;
    assert_eq!((asked.get("if-none-match"), asked.has("if-modified-since")), (Some("\"x\""), true));
    assert_eq!((seen[1].0.response.status, seen[1].0.response.headers.get("x-kept")), (200, Some("1")));
    assert_eq!(seen[1].0.response.headers.get("x-cache"), Some("RefreshHit from cloudfront"));
    assert_eq!((seen[2].0.cache.word(), seen[2].0.response.status), ("hit", 200));
}

/// EV-206, EV-208: what the edge makes of a viewer stands in the key only where a policy lists it; more than one may be true.
#[test]
fn headers_that_the_edge_makes_are_listed() {
    let phone = [("user-agent", "Mozilla/5.0 (iPhone) Mobile/15E148"), ("cloudfront-is-mobile-viewer", "false")];
    let seen = at("/made/x", &phone, &[(1, answer(200, &[]))]);
    let key = seen[0].0.key.as_ref().expect("it is kept").to_string();
    assert!(key.contains("cloudfront-is-mobile-viewer: true cloudfront-is-desktop-viewer: false"), "{key}");
    assert!(key.contains("cloudfront-forwarded-proto: https"), "{key}");
    assert!(!at("/x", &phone, &[(1, answer(200, &[]))])[0].0.attempts[0].sent.headers.has("cloudfront-is-mobile-viewer"));
}

/// EV-207: the address with a port, which is not known here.
#[test]
fn the_address_has_a_port() {
    let seen = at("/made/x", &[], &[(1, answer(200, &[]))]);
    assert_eq!(seen[0].0.attempts[0].sent.headers.get("cloudfront-viewer-address"), Some("203.0.113.9:(port)"));
}

/// EV-211: always, never, or only where the viewer's own does not reach the origin.
#[test]
fn requests_are_signed_as_the_control_says() {
    let signs = |target: &str, lines: &[(&str, &str)]| at(target, lines, &[(1, answer(200, &[]))])[0].0.attempts[0].sent.signs;
    let token = [("authorization", "Bearer x")];
    assert_eq!([signs("/unsigned/x", &[]), signs("/signed/x", &token)], [false, true]);
    assert_eq!([signs("/either/x", &[]), signs("/either/x", &token)], [true, false]);
}

/// EV-224: what `no-cache` names is given to the first viewer only.
#[test]
fn named_headers_are_kept_out_of_a_copy() {
    let first = answer(200, &[("cache-control", "no-cache=\"X-One, x-two\", max-age=50"), ("x-one", "1"), ("x-three", "3")]);
    let seen = at("/x", &[], &[(1, first.clone()), (2, first)]);
    let headers = |at: usize| (seen[at].0.response.headers.has("x-one"), seen[at].0.response.headers.has("x-three"));
    assert_eq!((headers(0), headers(1), seen[1].0.cache.word()), ((true, true), (false, true), "hit"));
}

/// EV-237: where the two readings of a stale window differ, the trace says so.
#[test]
fn the_other_reading_of_a_stale_window_is_told() {
    let first = answer(200, &[("cache-control", "max-age=60, stale-while-revalidate=30")]);
    let seen = at("/x", &[], &[(1, first.clone()), (70, first)]);
    let told = seen[1].1.iter().find(|step| step.rule == "EV-237").expect("it is told");
    assert_eq!((seen[1].0.cache.word(), told.certainty), ("refresh", Certainty::Estimate));
}

/// EV-244: one variant for all is told.
#[test]
fn one_variant_for_all_is_told() {
    let varies = |value: &'static str| at("/x", &[], &[(1, answer(200, &[("vary", value)]))]);
    assert!(has(&varies("Accept-Language")[0].1, "EV-244"));
    assert!(!has(&varies("Accept-Encoding")[0].1, "EV-244"));
}

/// EV-276: a primary that cannot be looked up fails over where 502 counts.
#[test]
fn a_name_that_leads_nowhere_fails_over() {
    let seen = at("/both/x", &[], &[(1, Reply::NoName)]);
    assert_eq!((seen[0].0.response.status, seen[0].0.attempts.len()), (200, 2));
    assert!(seen[0].1.iter().any(|step| step.rule == "EV-276" && step.certainty == Certainty::Estimate));
}

const SLOW: &str = r#"
existing certificate cert "arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d"
bucket pages {}
origin site -> pages
origin api -> "api.example.net"
origin hurried -> "slow.example.net" { completion_timeout = 60s }
cache_policy short { min_ttl = 0s, default_ttl = 10s, max_ttl = 60s }
cache_policy shorter { min_ttl = 0s, default_ttl = 5s, max_ttl = 60s }
cache_policy personal { default_ttl = 10s, max_ttl = 60s, cookies = ["sid"] }
response_headers_policy timing { server_timing = 100% }
response_headers_policy asked { server_timing = 0% }
distribution app {
  domains     = ["app.example.com"]
  certificate = cert
  error 404 -> 404 "/errors/404.html" { ttl = 10s }
  behavior "/site/*"     -> site { cache = short, headers = timing }
  behavior "/asked/*"    -> api { cache = short, headers = asked }
  behavior "/hurried/*"  -> hurried { cache = short }
  behavior "/personal/*" -> api { cache = personal }
  behavior "/open/*"     -> api { cache = CachingDisabled }
  behavior "/errors/*"   -> api { cache = shorter }
  default                -> api { cache = short, methods = all }
}
distribution tried {
  domains      = ["tried.example.com"]
  certificate  = cert
  http_version = http2
  default -> api
  staging -> next { weight = 10%, sticky_idle = 5m, sticky_max = 1h }
}
distribution next { http_version = http2, default -> api }
"#;

/// One request, with what one origin is said to do.
fn slow(method: &str, target: &str, lines: &[(&str, &str)], who: &str, reply: Reply) -> (Exchange, Vec<Step>) {
    let library = Library::load();
    let understood = library.understand(&[("main.edge", SLOW)], &Options::default());
    let told = || edgewise::report::render(&understood.reports, &understood.sources, edgewise::report::Style::Plain);
    let model = understood.model.as_ref().unwrap_or_else(|| panic!("{}", told()));
    let of = model.own().find(|(_, block)| *block.label == *who).map(|(id, _)| id).expect("it is there");
    let host = if target.starts_with("/tried") { "tried" } else { "app" };
    let mut request = Request::of(method, &format!("https://{host}.example.com{target}")).expect("it is a URL");
    lines.iter().for_each(|(name, value)| request.headers.add(name, *value));
    let world = World { is_staged: Some(false), ..World::default() };
    let (said, mut steps) = (Said { of, path: None, reply }, Steps::default());
    let exchange = Router::of(model, &library.schema).http.decide(&request, &world, &[said], &mut Cache::default(), &mut steps);
    (exchange, steps.0)
}

fn told<'s>(steps: &'s [Step], rule: &str) -> &'s str {
    steps.iter().find(|step| step.rule == rule).map_or("", |step| &step.text)
}

/// EV-267, EV-268, EV-269, EV-270: how long an origin that does not answer is waited for.
#[test]
fn an_origin_is_waited_for() {
    let waited = |method: &str, target: &str, who: &str, reply: Reply, rule: &str| {
        let (exchange, steps) = slow(method, target, &[], who, reply);
        assert_eq!(exchange.response.status, 504, "{target}");
        told(&steps, rule).to_owned()
    };
    assert_eq!(
        waited("GET", "/x", "api", Reply::Unreachable, "EV-267"),
        "it is given up after 30 s at most: 3 attempts of 10 s each"
    );
    assert_eq!(waited("GET", "/x", "api", Reply::Silent, "EV-268"), "it is given up after 90 s at most: 3 attempts of 30 s each");
    assert_eq!(waited("POST", "/x", "api", Reply::Silent, "EV-268"), "it is given up after 30 s: one attempt");
    let hurried = waited("GET", "/hurried/x", "hurried", Reply::Silent, "EV-269");
    assert_eq!(hurried, "it is given up after 60 s, the most that all attempts may take");
    assert_eq!(
        waited("GET", "/site/x", "site", Reply::Silent, "EV-270"),
        "it is given up after 90 s at most: 3 attempts of 30 s each"
    );
}

/// EV-248: what is larger than the cache takes is not fetched where it would be kept.
#[test]
fn an_answer_may_be_too_large() {
    let large = || answer(200, &[("content-length", "60000000000")]);
    let (exchange, steps) = slow("GET", "/x", &[], "api", large());
    assert_eq!((exchange.response.status, has(&steps, "EV-248")), (502, true));
    assert_eq!(slow("GET", "/open/x", &[], "api", large()).0.response.status, 200);
}

/// EV-247: who asks at the same time waits for the first, unless cookies reach the origin or the answer may not be kept.
#[test]
fn misses_are_joined() {
    let (_, steps) = slow("GET", "/x", &[], "api", answer(200, &[]));
    assert!(!has(&steps, "EV-247"));
    let (_, steps) = slow("GET", "/personal/x", &[], "api", answer(200, &[]));
    assert!(told(&steps, "EV-247").ends_with("cookies reach the origin"));
    let (_, steps) = slow("GET", "/x", &[], "api", answer(200, &[("cache-control", "no-store")]));
    assert!(told(&steps, "EV-247").ends_with("the answer may not be kept"));
}

/// EV-262: the error stays as the mapping says, its page as the page's own behavior says.
#[test]
fn a_page_has_a_stay_of_its_own() {
    let library = Library::load();
    let understood = library.understand(&[("main.edge", SLOW)], &Options::default());
    let model = understood.model.as_ref().expect("the program is sound");
    let of = model.own().find(|(_, block)| *block.label == *"api").map(|(id, _)| id).expect("it is there");
    let gone = Said { of, path: Some(edgewise::route::http::Pattern::of("/gone")), reply: answer(404, &[]) };
    let request = Request::of("GET", "https://app.example.com/gone").expect("it is a URL");
    let (world, mut steps) = (World::default(), Steps::default());
    let exchange = Router::of(model, &library.schema).http.decide(&request, &world, &[gone], &mut Cache::default(), &mut steps);
    assert_eq!(exchange.stay.map(|stay| stay.seconds), Some(10));
    assert_eq!(told(&steps.0, "EV-262"), "the page itself stays 5 s at the edge");
}

/// EV-322: on each answer, or where the viewer asks.
#[test]
fn answers_say_where_the_time_went() {
    let timing = |target: &str, lines: &[(&str, &str)], who: &str, reply: Reply| {
        let (exchange, _) = slow("GET", target, lines, who, reply);
        exchange.response.headers.get("server-timing").map(str::to_owned)
    };
    let own = timing("/site/x", &[], "site", answer(200, &[("server-timing", "db;dur=3")])).expect("it is there");
    assert!(own.starts_with("db;dur=3, cdn-cache-miss, cdn-pop"), "{own}");
    assert_eq!(timing("/asked/x", &[], "api", answer(200, &[])), None);
    assert!(timing("/asked/x", &[("pragma", "server-timing")], "api", answer(200, &[])).is_some());
}

/// EV-330: parts in order are sent alone; anything else, and an answer in chunks, as a whole.
#[test]
fn a_part_may_be_wanted() {
    let got = |range: &str, lines: &[(&str, &str)]| {
        let (exchange, steps) = slow("GET", "/x", &[("range", range)], "api", answer(200, lines));
        assert!(has(&steps, "EV-330"));
        (exchange.response.status, exchange.response.headers.get("content-range").map(str::to_owned))
    };
    assert_eq!(got("bytes=0-99", &[("content-length", "1000")]), (206, Some("bytes 0-99/1000".to_owned())));
    assert_eq!(got("bytes=-100", &[("content-length", "1000")]), (206, Some("bytes 900-999/1000".to_owned())));
    assert_eq!(got("bytes=300-400,100-200", &[("content-length", "1000")]).0, 200);
    assert_eq!(got("bytes=0-99", &[("transfer-encoding", "chunked")]).0, 200);
}

/// EV-030: a viewer stays on the side it came to first.
#[test]
fn a_viewer_stays_on_its_side() {
    let (_, steps) = slow("GET", "/tried", &[], "api", answer(200, &[]));
    assert!(told(&steps, "EV-030").contains("until idle for 300 s"));
}
