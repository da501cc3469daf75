//! Lambda@Edge: what functions see, what they may return, when they run. Who runs them is a stand-in here, which answers as a case says.

use edgewise::route::http::{Cache, Call, Ended, Exchange, Ran, Reply, Request, Response, Runs, Said};
use edgewise::route::{Place, Router, Step, Steps, World};
use edgewise::{Library, Options};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

const PROGRAM: &str = r#"
existing certificate cert "arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d"
bucket pages { name = "pages-111122223333", region = eu-west-1 }
origin api -> "api.example.net" { path = "/v1", headers = { x-key = "k" } }
origin spare -> "spare.example.net"
origin both failover {
  primary   -> api
  secondary -> spare
}
edge_lambda first  { code = "first", role = edge }
edge_lambda before { code = "before", timeout = 3s, role = edge }
edge_lambda after  { code = "after", role = edge }
edge_lambda last   { code = "last", role = edge }
edge_lambda snake  { code = "def handler(event, context): pass", runtime = python3.13, role = edge }
existing edge_lambda far "arn:aws:lambda:us-east-1:111122223333:function:auth:7"
existing role edge "arn:aws:iam::111122223333:role/edge"
cache_policy split { default_ttl = 60s, query_strings = all, headers = ["CloudFront-Viewer-Country"] }
distribution app {
  domains     = ["app.example.com"]
  certificate = cert
  behavior "/first/*" -> api { viewer_request = first, cache = split }
  behavior "/last/*"  -> api { viewer_response = last, cache = split }
  behavior "/both/*"  -> both { origin_request = before, cache = split }
  behavior "/pages/*" -> pages { origin_request = before, cache = split }
  behavior "/snake/*" -> api { origin_request = snake, viewer_request = far }
  default             -> api { origin_request = before, origin_response = after, cache = split, methods = all }
}
"#;

/// What a case makes of an event.
type Code = fn(&str, &Value) -> Ended;

/// Answers in place of code, and writes down what was asked.
#[derive(Debug)]
struct Stand {
    code: Code,
    events: Arc<Mutex<Vec<Value>>>,
}

impl Runs for Stand {
    fn run(&self, call: &Call) -> Ran {
        let event: Value = serde_json::from_str(&call.event).expect("an event is JSON");
        self.events.lock().expect("nobody fails").push(event.clone());
        Ran { log: Vec::new(), ended: (self.code)(call.code, &event["Records"][0]["cf"]) }
    }
}

/// What requests came to.
struct Seen {
    exchanges: Vec<Exchange>,
    steps: Vec<Step>,
    events: Vec<Value>,
}

impl Seen {
    fn last(&self) -> &Exchange {
        self.exchanges.last().expect("one was sent")
    }

    fn status(&self) -> u16 {
        self.last().response.status
    }

    fn fails_by(&self, rule: &str, status: u16) -> bool {
        self.status() == status && self.steps.iter().any(|step| step.rule == rule)
    }
}

/// Sends requests one after the other, what origins answer being as said.
fn sent(targets: &[&str], said: &[(&str, u16)], code: Code) -> Seen {
    let library = Library::load();
    let read = |name: &str| -> Result<Arc<str>, Arc<str>> { Err(name.into()) };
    let understood = library.understand(&[("main.edge", PROGRAM)], &Options { read: &read, ..Options::default() });
    let told = || edgewise::report::render(&understood.reports, &understood.sources, edgewise::report::Style::Plain);
    let model = understood.model.as_ref().unwrap_or_else(|| panic!("{}", told()));
    let mut router = Router::of(model, &library.schema);
    let events = Arc::new(Mutex::new(Vec::new()));
    router.http = router.http.with_lambdas(Arc::new(Stand { code, events: events.clone() }));
    let block = |label: &str| model.own().find(|(_, block)| *block.label == *label).map(|(id, _)| id).expect("it is there");
    let said: Vec<Said> = said
        .iter()
        .map(|(label, status)| Said { of: block(label), path: None, reply: Reply::Answer(Response::of(*status)) })
        .collect();
    let mut world =
        World { place: Place { country: Some(edgewise::source::Name::of("DE")), ..Place::default() }, ..World::default() };
    world.place.address = Some("203.0.113.9".parse().expect("it is an address"));
    let (mut cache, mut steps) = (Cache::default(), Steps::default());
    let exchanges = targets
        .iter()
        .map(|target| {
            let mut request = Request::of("GET", &format!("https://app.example.com{target}")).expect("it is a URL");
            request.headers.add("x-own", "1");
            request.headers.add("accept-encoding", "gzip");
            request.take_cookies("s=1; t=2");
            router.http.decide(&request, &world, &said, &mut cache, &mut steps)
        })
        .collect();
    let events = events.lock().expect("nobody fails").clone();
    Seen { exchanges, steps: steps.0, events }
}

/// Goes on with the request or the response as it is.
fn pass(_: &str, cf: &Value) -> Ended {
    Ended::Returned(cf.get("response").unwrap_or(&cf["request"]).to_string())
}

fn changed(cf: &Value, change: impl FnOnce(&mut Value)) -> Ended {
    let mut value = cf.get("response").unwrap_or(&cf["request"]).clone();
    change(&mut value);
    Ended::Returned(value.to_string())
}

/// EV-144, EV-145, EV-146: the event, its headers as lists with their keys, cookies among them, the query as text.
#[test]
fn an_event_has_the_shape_that_aws_documents() {
    let seen = sent(&["/first/a?x=1&x=2"], &[], pass);
    let cf = &seen.events[0]["Records"][0]["cf"];
    assert_eq!(cf["config"]["eventType"], "viewer-request");
    assert_eq!(cf["config"]["distributionDomainName"], "app.cloudfront.net");
    assert_eq!((&cf["request"]["uri"], &cf["request"]["querystring"]), (&json!("/first/a"), &json!("x=1&x=2")));
    assert_eq!((&cf["request"]["clientIp"], &cf["request"]["method"]), (&json!("203.0.113.9"), &json!("GET")));
    assert_eq!(cf["request"]["headers"]["x-own"], json!([{ "key": "X-Own", "value": "1" }]));
    assert_eq!(cf["request"]["headers"]["cookie"][0]["value"], "s=1; t=2");
    assert_eq!(cf["request"]["headers"]["host"][0]["value"], "app.example.com");
    assert!(cf.get("response").is_none() && cf["request"].get("origin").is_none());
    assert_eq!(seen.last().left_out, Vec::<String>::new());
}

/// EV-104: on the way to an origin only, and again for the second of a failover.
#[test]
fn the_function_before_an_origin_runs_on_misses_and_for_each_member() {
    let twice = sent(&["/x", "/x"], &[], pass);
    let kinds: Vec<&Value> = twice.events.iter().map(|event| &event["Records"][0]["cf"]["config"]["eventType"]).collect();
    assert_eq!(kinds, ["origin-request", "origin-response"], "the second is a hit");
    let failing = sent(&["/both/x"], &[("api", 503)], pass);
    assert_eq!(failing.events.len(), 2);
    assert_eq!(failing.events[1]["Records"][0]["cf"]["request"]["origin"]["custom"]["domainName"], "spare.example.net");
}

/// EV-105, EV-157: after errors too, and what it makes of the answer is what is kept.
#[test]
fn the_function_after_an_origin_makes_what_is_kept() {
    let seen = sent(&["/x", "/x"], &[("api", 500)], |code, cf| match code {
        "after" => changed(cf, |response| {
            response["status"] = json!("200");
            response["body"] = json!("made up");
        }),
        code => pass(code, cf),
    });
    assert_eq!(seen.exchanges.iter().map(|exchange| exchange.response.status).collect::<Vec<_>>(), [200, 200]);
    assert_eq!((seen.last().cache.word(), seen.last().response.body.as_deref()), ("hit", Some("made up")));
}

/// EV-147, EV-161: what the edge makes is seen at the origin's events only, and so is what is forwarded of the query.
#[test]
fn what_the_edge_makes_is_seen_at_the_origin() {
    let header = |seen: &Seen| seen.events[0]["Records"][0]["cf"]["request"]["headers"]["cloudfront-viewer-country"].clone();
    assert_eq!(header(&sent(&["/first/a"], &[], pass)), Value::Null);
    let before = sent(&["/x?q=1"], &[], pass);
    assert_eq!(header(&before)[0]["value"], "DE");
    assert_eq!(before.events[0]["Records"][0]["cf"]["request"]["querystring"], "q=1");
    let seen = sent(&["/first/a"], &[], |_, cf| {
        changed(cf, |request| request["headers"]["cloudfront-viewer-country"] = json!([{ "value": "FR" }]))
    });
    assert!(seen.fails_by("EV-161", 502));
}

/// EV-148: the path and the query may be changed, method and address not.
#[test]
fn a_request_may_be_changed_in_part() {
    let seen = sent(&["/first/a"], &[], |_, cf| {
        changed(cf, |request| (request["uri"], request["querystring"]) = (json!("/b"), json!("q=2")))
    });
    assert_eq!(
        seen.last().key.as_ref().map(ToString::to_string).as_deref(),
        Some("/b?q=2 cloudfront-viewer-country: DE accept-encoding: gzip")
    );
    for field in ["method", "clientIp"] {
        let code: Code = match field {
            "method" => |_, cf| changed(cf, |request| request["method"] = json!("POST")),
            _ => |_, cf| changed(cf, |request| request["clientIp"] = json!("192.0.2.1")),
        };
        assert!(sent(&["/first/a"], &[], code).fails_by("EV-148", 502), "{field}");
    }
}

/// EV-150, EV-151, EV-152: the origin as it is described, another in its place, and the limits of those.
#[test]
fn a_request_may_go_to_another_origin() {
    let seen = sent(&["/x"], &[], pass);
    let custom = &seen.events[0]["Records"][0]["cf"]["request"]["origin"]["custom"];
    let described = json!({
        "customHeaders": { "x-key": [{ "key": "X-Key", "value": "k" }] }, "domainName": "api.example.net", "keepaliveTimeout": 5,
        "path": "/v1", "port": 443, "protocol": "https", "readTimeout": 30, "sslProtocols": ["TLSv1.2"],
    });
    assert_eq!(custom, &described);
    assert_eq!(seen.last().attempts[0].sent.url, "https://api.example.net/v1/x");
    let bucket = sent(&["/pages/a"], &[], pass);
    let bucket = &bucket.events[0]["Records"][0]["cf"]["request"]["origin"]["s3"];
    assert_eq!((&bucket["region"], &bucket["authMethod"]), (&json!("eu-west-1"), &json!("origin-access-identity")));

    let seen = sent(&["/x"], &[], |code, cf| match code {
        "before" => changed(cf, |request| request["origin"]["custom"]["domainName"] = json!("other.example.net")),
        code => pass(code, cf),
    });
    assert_eq!(seen.last().attempts[0].sent.url, "https://other.example.net/v1/x");
    assert!(seen.steps.iter().any(|step| step.rule == "EV-152"), "Host is the old one");
    let cases: [(Code, &str); 4] = [
        (|_, cf| changed(cf, |request| request["origin"]["custom"]["port"] = json!(8)), "EV-151"),
        (|_, cf| changed(cf, |request| request["origin"]["custom"]["domainName"] = json!("192.0.2.1")), "EV-151"),
        (|_, cf| changed(cf, |request| request["origin"]["custom"]["path"] = json!("/v1/")), "EV-151"),
        (|_, cf| changed(cf, |request| request["origin"]["s3"] = json!({ "domainName": "b.s3.amazonaws.com" })), "EV-150"),
    ];
    for (at, (code, rule)) in cases.into_iter().enumerate() {
        assert!(sent(&["/both/x"], &[], code).fails_by(rule, 502), "{at}");
    }
}

/// EV-153: what only the edge may set.
#[test]
fn some_headers_are_not_a_functions_to_set() {
    let seen = sent(&["/both/x"], &[], |_, cf| {
        changed(cf, |request| request["headers"]["accept-encoding"] = json!([{ "value": "br" }]))
    });
    assert!(seen.fails_by("EV-153", 502));
    let seen = sent(&["/both/x"], &[], |_, cf| changed(cf, |request| request["headers"]["host"] = json!([{ "value": "h" }])));
    assert_eq!(seen.status(), 200, "Host may be set before an origin");
    let seen = sent(&["/first/x"], &[], |_, cf| changed(cf, |request| request["headers"]["host"] = json!([{ "value": "h" }])));
    assert!(seen.fails_by("EV-129", 502));
}

/// EV-154: an answer in place of the origin's is kept like one; in place of everything it is not.
#[test]
fn a_function_may_answer() {
    let answer: Code = |_, _| {
        let lines = json!([{ "key": "Cache-Control", "value": "max-age=40" }]);
        Ended::Returned(json!({ "status": "302", "headers": { "cache-control": lines } }).to_string())
    };
    let before = sent(&["/x", "/x"], &[], answer);
    assert_eq!(before.exchanges.iter().map(|exchange| exchange.cache.word()).collect::<Vec<_>>(), ["miss", "hit"]);
    assert_eq!((before.status(), before.last().stay.as_ref().map(|stay| stay.seconds)), (302, Some(40)));
    assert_eq!(before.events.len(), 1, "the function after the origin does not run");
    let first = sent(&["/first/x", "/first/x"], &[], answer);
    assert_eq!(
        (first.events.len(), first.last().cache.word(), first.last().from_function.as_deref()),
        (2, "unasked", Some("first"))
    );
    assert_eq!(first.last().response.headers.get("x-cache"), Some("LambdaGeneratedResponse from cloudfront"));
}

/// EV-155, EV-158: what is too large, or no answer at all, is a 502; an error, or silence, a 503.
#[test]
fn what_will_not_do_is_refused() {
    let cases: [(Code, &str, u16); 7] = [
        (|_, _| Ended::Returned(json!({ "status": "200", "body": "x".repeat(41 << 10) }).to_string()), "EV-155", 502),
        (|_, _| Ended::Returned(json!({ "status": "204", "body": "x" }).to_string()), "EV-155", 502),
        (|_, _| Ended::Returned(json!({ "status": "199" }).to_string()), "EV-155", 502),
        (|_, _| Ended::Returned(json!({ "status": "200", "body": "%", "bodyEncoding": "base64" }).to_string()), "EV-155", 502),
        (|_, _| Ended::Returned("null".to_owned()), "EV-158", 502),
        (|_, _| Ended::Failed("it throws".to_owned()), "EV-158", 503),
        (|_, _| Ended::Late, "EV-158", 503),
    ];
    for (at, (code, rule, status)) in cases.into_iter().enumerate() {
        assert!(sent(&["/first/x"], &[], code).fails_by(rule, status), "{at}");
    }
}

/// EV-156: for viewers, headers may be changed, the status not.
#[test]
fn the_status_for_viewers_stays() {
    let seen = sent(&["/last/x"], &[], |_, cf| changed(cf, |response| response["headers"]["x-new"] = json!([{ "value": "1" }])));
    assert_eq!((seen.status(), seen.last().response.headers.get("x-new")), (200, Some("1")));
    assert!(sent(&["/last/x"], &[], |_, cf| changed(cf, |response| response["status"] = json!("500"))).fails_by("EV-156", 502));
    assert_eq!(sent(&["/last/x"], &[("api", 404)], pass).events.len(), 0, "it does not run on errors");
}

/// What nobody can run is named, and an answer that is said stands in for it.
#[test]
fn functions_in_other_languages_and_from_elsewhere_are_left_out() {
    let seen = sent(&["/snake/x"], &[], pass);
    assert_eq!((seen.last().left_out.len(), seen.events.len()), (2, 0), "{:?}", seen.last().left_out);
    let seen = sent(&["/snake/x"], &[("far", 401)], pass);
    assert_eq!((seen.status(), seen.last().from_function.as_deref()), (401, Some("far")));
}
