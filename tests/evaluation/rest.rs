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
