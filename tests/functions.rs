//! Functions of the viewer's events, run: what each may return, what it finds, and how it fails.
//!
//! Each case names its rule. The code is that of `function f`, which a behavior names for the viewer's request, and `function g` for the
//! response.

#![cfg(feature = "functions")]

use edgewise::route::http::{Cache, Exchange, Reply, Request, Response, Said};
use edgewise::route::{Place, Router, Step, Steps, World};
use edgewise::{Library, Options};
use std::sync::Arc;
use std::time::{Duration, Instant};

const PROGRAM: &str = r#"
existing certificate cert "arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d"
bucket pages {}
origin api -> "api.example.net"
key_value_store moved { entries = { "/old" = "/new", "json" = "{\"a\":1}" } }
existing key_value_store far "arn:aws:cloudfront::111122223333:key-value-store/0a1b2c3d-0000-1111-2222-333344445555" {}
function f { code = file("f.js"), store = moved }
function g { code = file("g.js") }
function old { code = file("f.js"), runtime = cloudfront-js-1.0 }
function elsewhere { code = file("f.js"), store = far }
cache_policy split {
  default_ttl = 60s, headers = ["CloudFront-Viewer-Country", "X-Kind"], cookies = all, query_strings = all
}
distribution app {
  domains     = ["app.example.com"]
  certificate = cert
  behavior "/old/*" -> pages { viewer_request = old, cache = split }
  behavior "/far/*" -> pages { viewer_request = elsewhere, cache = split }
  behavior "/api/*" -> api { cache = split }
  default           -> pages { viewer_request = f, viewer_response = g, cache = split }
  error 404 -> 200 "/404.html"
  error 503 -> 503 "/503.html"
}
"#;

const PASS: &str = "function handler(event) { return event.request; }";
const BACK: &str = "function handler(event) { return event.response; }";

fn router(request: &str, response: &str) -> Router {
    let library = Library::load();
    let read = |name: &str| -> Result<Arc<str>, Arc<str>> { Ok(if name == "g.js" { response.into() } else { request.into() }) };
    let understood = library.understand(&[("main.edge", PROGRAM)], &Options { read: &read, ..Options::default() });
    Router::of(&understood.model.expect("the program is sound"), &library.schema)
}

fn sent(router: &Router, request: &Request, said: &[Said], cache: &mut Cache) -> (Exchange, Vec<Step>) {
    let country = edgewise::source::Name::of("DE");
    let place = Place { country: Some(country), address: Some([192, 0, 2, 9].into()), ..Place::default() };
    let mut world = World { place, ..World::default() };
    world.state.time = Some(1_767_290_000);
    let mut steps = Steps::default();
    let exchange = router.http.decide(request, &world, said, cache, &mut steps);
    (exchange, steps.0)
}

fn request(target: &str) -> Request {
    Request::of("GET", &format!("https://app.example.com{target}")).expect("it is a URL")
}

/// What a request comes to with a function at the viewer's request.
fn asked(code: &str, target: &str) -> (Exchange, Vec<Step>) {
    sent(&router(code, BACK), &request(target), &[], &mut Cache::default())
}

/// The body of a handler that answers with what an expression of the event says.
fn tells(expression: &str) -> String {
    format!("function handler(event) {{ return {{ statusCode: 200, body: String({expression}) }}; }}")
}

fn told(expression: &str, target: &str) -> String {
    body(&asked(&tells(expression), target).0)
}

fn body(exchange: &Exchange) -> String {
    exchange.response.body.as_deref().unwrap_or("(none)").to_owned()
}

fn has(steps: &[Step], rule: &str) -> bool {
    steps.iter().any(|step| step.rule == rule)
}

/// EV-110, EV-113, EV-114, EV-115, EV-117, EV-119, EV-120, EV-121, EV-124, EV-138.
#[test]
fn events_have_the_shape_that_aws_gives_them() {
    let mut sent_with = request("/a?b=1&q=1&q=2&NoValue");
    sent_with.headers = [
        ("X-Foo", "a"),
        ("accept", "a, b"),
        ("x-two", "1"),
        ("X-Two", "2"),
        ("CloudFront-Viewer-Country", "US"),
        ("X-Cache", "x"),
    ]
    .into_iter()
    .collect();
    sent_with.take_cookies("A=1; b=2");
    let cases = [
        ("event.version + event.context.eventType + event.viewer.ip", "1.0viewer-request192.0.2.9"),
        ("event.response", "undefined"),
        ("event.request.method + event.request.uri", "GET/a"),
        ("JSON.stringify(event.request.querystring.b)", r#"{"value":"1"}"#),
        ("JSON.stringify(event.request.querystring.q)", r#"{"value":"1","multiValue":[{"value":"1"},{"value":"2"}]}"#),
        ("JSON.stringify(event.request.querystring.NoValue)", r#"{"value":""}"#),
        ("event.request.headers['x-foo'].value + event.request.headers.host.value", "aapp.example.com"),
        ("JSON.stringify(event.request.headers.accept)", r#"{"value":"a, b"}"#),
        ("event.request.headers['x-two'].multiValue.length", "2"),
        ("JSON.stringify(event.request.cookies)", r#"{"A":{"value":"1"},"b":{"value":"2"}}"#),
        ("event.request.headers.cookie", "undefined"),
        ("event.request.headers['cloudfront-viewer-country'].value", "DE"),
        ("event.request.headers['x-cache']", "undefined"),
        ("event.request.body", "undefined"),
        ("event.request.rawQueryString()", "b=1&q=1&q=2&NoValue"),
    ];
    for (expression, wanted) in cases {
        let (exchange, _) = sent(&router(&tells(expression), BACK), &sent_with, &[], &mut Cache::default());
        assert_eq!(body(&exchange), wanted, "{expression}");
    }
    assert_eq!(told("event.request.rawQueryString()", "/p"), "undefined");
    assert_eq!(told("event.request.rawQueryString()", "/p?"), "", "EV-121");
    assert_eq!(told("event.request.querystring.a.value", "/p?a=%20"), "%20", "EV-120");
}

/// EV-100, EV-111, EV-114, EV-118, EV-120, EV-099: what a function changes is what the key and the origin see.
#[test]
fn what_comes_back_goes_on() {
    let change = |change: &str| format!("function handler(event) {{ var r = event.request; {change}; return r; }}");
    let cases = [
        ("", "/a?q=1&q=2", "/a?q=1&q=2"),
        ("r.uri = '/index.html'", "/about", "/index.html"),
        ("r.uri = '/api/x'", "/x", "/api/x"),
        ("r.querystring.q.value = '9'", "/a?q=1&q=2", "/a?q=9&q=2"),
        ("r.querystring.q.multiValue = [{ value: '5' }]", "/a?q=1&q=2", "/a?q=5"),
        ("delete r.querystring.q", "/a?q=1&b=2&q=3", "/a?b=2"),
        ("r.querystring.n = { value: '1' }", "/a?b", "/a?b&n=1"),
        ("r.headers['x-kind'] = { value: 'wide' }", "/a", "/a"),
    ];
    for (code, target, wanted) in cases {
        let (exchange, steps) = asked(&change(code), target);
        assert_eq!(exchange.response.status, 200, "{code} {steps:?}");
        let key = exchange.key.expect("it is kept").to_string();
        assert_eq!(key.split(' ').next(), Some(wanted), "{code}");
        assert_eq!(key.contains("x-kind: wide"), code.contains("wide"));
        assert!(exchange.attempts[0].sent.url.ends_with(wanted), "{}", exchange.attempts[0].sent.url);
        let site = &router(PASS, BACK).http.sites[0];
        assert_eq!(&*site.behaviors[exchange.behavior.expect("there is one")].title, "default", "EV-099");
    }
    let (exchange, _) = asked(&change("r.cookies.id = { value: '7' }"), "/a");
    assert_eq!(exchange.attempts[0].sent.headers.get("cookie"), Some("id=7"));
}

/// EV-125, EV-126, EV-264, EV-116: an answer of its own is not kept, has no error page, and skips the function on the way back.
#[test]
fn a_function_answers_itself() {
    let code =
        "function handler(event) { return { statusCode: 404, statusDescription: 'Gone', headers: { 'x-a': { value: '1' } },
        cookies: { c: { value: 'v', attributes: 'Secure; Path=/' } }, body: { encoding: 'base64', data: 'aGk=' } }; }";
    let stamp = "function handler(event) { event.response.headers['x-stamp'] = { value: '1' }; return event.response; }";
    let (exchange, steps) = sent(&router(code, stamp), &request("/a"), &[], &mut Cache::default());
    let headers = &exchange.response.headers;
    assert_eq!((exchange.response.status, body(&exchange).as_str()), (404, "hi"));
    assert_eq!(headers.get("x-cache"), Some("FunctionGeneratedResponse from cloudfront"));
    assert_eq!((headers.get("x-a"), headers.get("set-cookie")), (Some("1"), Some("c=v; Secure; Path=/")));
    assert!(!headers.has("x-stamp") && exchange.page.is_none() && exchange.attempts.is_empty() && exchange.key.is_none());
    assert_eq!(exchange.from_function.as_deref(), Some("f"));
    assert!(has(&steps, "EV-125"));
}

/// EV-106, EV-107, EV-116, EV-127, EV-130, EV-319.
#[test]
fn the_way_back_changes_what_it_may() {
    let back = |change: &str| format!("function handler(event) {{ var r = event.response; {change}; return r; }}");
    let of = router(PASS, BACK).http.origins.iter().find(|origin| &*origin.label == "pages").expect("it is there").block;
    let said = |response: Response| [Said { of, path: None, reply: Reply::Answer(response) }];
    let ask =
        |code: &str, response: Response| sent(&router(PASS, &back(code)), &request("/a"), &said(response), &mut Cache::default());
    let (exchange, _) = ask("r.headers['x-stamp'] = { value: '1' }", Response::of(200));
    assert_eq!(exchange.response.headers.get("x-stamp"), Some("1"));
    let (exchange, steps) = ask("r.statusCode = 302; r.headers.location = { value: '/b' }", Response::of(200));
    assert_eq!((exchange.response.status, exchange.response.headers.get("location")), (302, Some("/b")));
    assert!(has(&steps, "EV-127"));
    let cookie = Response::of(200).with("set-cookie", "c=v; Secure");
    let (exchange, _) = ask("r.cookies.c.value += r.cookies.c.attributes.length + event.request.method", cookie);
    assert_eq!(exchange.response.headers.get("set-cookie"), Some("c=v6GET; Secure"));
    let (exchange, steps) = ask("r.headers.via = { value: 'x' }", Response::of(200).with("via", "y"));
    assert_eq!((exchange.response.status, has(&steps, "EV-130")), (502, true));
    let (exchange, _) = ask("r.headers['content-encoding'] = { value: 'x' }", Response::of(200));
    assert_eq!(exchange.response.status, 200);
    // Errors of the origin, and pages in their place, are not shown to it.
    for status in [403, 404, 500] {
        let (exchange, _) = ask("r.headers['x-stamp'] = { value: '1' }", Response::of(status));
        assert!(!exchange.response.headers.has("x-stamp"), "{status}");
    }
}

/// EV-111, EV-112, EV-122, EV-123, EV-126, EV-128, EV-129, EV-131, EV-134, EV-135, EV-136, EV-137.
#[test]
fn what_fails_has_the_status_that_aws_gives() {
    let cases = [
        (503, "EV-131", "function handler(event) { throw new Error('x') }"),
        (503, "EV-131", "function handler(event) { return event.nothing.there }"),
        (503, "EV-131", "function handler(event) { return ("),
        (503, "EV-131", "var a = 1"),
        (502, "EV-111", "function handler(event) { }"),
        (502, "EV-112", "function handler(event) { return {} }"),
        (502, "EV-112", "function handler(event) { return { statusCode: 'x' } }"),
        (502, "EV-122", "function handler(event) { event.request.uri = 'index.html'; return event.request }"),
        (502, "EV-122", "function handler(event) { event.request.querystring.a = { value: 'b c' }; return event.request }"),
        (502, "EV-123", "function handler(event) { event.request.method = 'HEAD'; return event.request }"),
        (502, "EV-126", "function handler(event) { return { statusCode: 200, body: { encoding: 'base64', data: '%%%' } } }"),
        (
            502,
            "EV-128",
            "function handler(event) { event.request.headers['x-forwarded-proto'] = { value: 'x' }; return event.request }",
        ),
        (502, "EV-128", "function handler(event) { return { statusCode: 200, headers: { 'x-edge-a': { value: 'x' } } } }"),
        (502, "EV-129", "function handler(event) { event.request.headers.host.value = 'x'; return event.request }"),
        (502, "EV-129", "function handler(event) { delete event.request.headers.host; return event.request }"),
        (503, "EV-135", "function handler(event) { return event?.request }"),
        (503, "EV-135", "var f = new Function('1'); function handler(event) { return event.request }"),
        (503, "EV-131", "function handler(event) { return (function () {}).constructor('return 1')() }"),
        (503, "EV-131", "function handler(event) { return require(['f', 's'].join('')) }"),
        (503, "EV-131", "import cf from 'cloudfront'; async function handler(event) { return await cf.kvs().get('missing') }"),
        (503, "EV-131", "async function handler(event) { await new Promise(function () {}) }"),
    ];
    for (status, rule, code) in cases {
        let (exchange, steps) = asked(code, "/a");
        assert_eq!(exchange.response.status, status, "{code} {steps:?}");
        assert!(has(&steps, rule), "{rule} {code} {steps:?}");
        assert!(exchange.attempts.is_empty() && exchange.page.is_none() && exchange.left_out.is_empty());
    }
    let (exchange, steps) = asked("const a = 1; function handler(event) { return event.request }", "/old/a");
    assert_eq!((exchange.response.status, has(&steps, "EV-134")), (503, true));
}

/// EV-133, EV-136: whatever it does, it ends soon, and the process goes on.
#[test]
fn what_never_ends_or_eats_memory_is_stopped() {
    let bodies = [
        "while (true) {}",
        "for (;;) { event = {} }",
        "(function f() { f() })()",
        "var s = 'x'; while (true) { s += s }",
        "var a = []; while (true) { a.push({}) }",
        "'x'.repeat(1e9)",
        "/(a+)+$/.test('a'.repeat(40) + 'b')",
        "[].indexOf.call({ length: 9007199254740991 }, 0)",
        "while (true) { try { var a = []; while (true) { a.push(new Uint8Array(1000)) } } catch (e) {} }",
        "while (true) { try { (function f() { f() })() } catch (e) {} }",
        "var p = Promise.resolve(); function again() { p = p.then(again); return p } return again()",
        "var o = {}; o.toJSON = function () { while (true) {} }; return o",
        "var o = { statusCode: 200, body: 'x'.repeat(3000000) }; return o",
    ];
    for body in bodies {
        let router = router(&format!("function handler(event) {{ {body} }}"), BACK);
        let began = Instant::now();
        let (exchange, steps) = sent(&router, &request("/a"), &[], &mut Cache::default());
        let took = began.elapsed();
        assert_eq!(exchange.response.status, 503, "{body} {steps:?}");
        // Not the promise of 50 ms, which is of a release build alone on a machine; here other tests run beside.
        assert!(took < Duration::from_secs(5), "{body}: {took:?}");
    }
}

/// EV-136, EV-137, EV-141, EV-142: what it finds beside the event.
#[test]
fn it_finds_what_the_runtime_has() {
    let cases = [
        ("require('crypto').createHash('sha256').update('abc').digest('hex').slice(0, 8)", "ba7816bf"),
        ("require('crypto').createHash('md5').update('a').update('bc').digest('base64')", "kAFQmDzST7DWlj99KOF/cg=="),
        (
            "require('crypto').createHmac('sha1', 'Jefe').update('what do ya want for nothing?').digest('hex').slice(0, 8)",
            "effcdf6a",
        ),
        ("require('crypto').createHash('sha1').update('ä').digest('base64url').length", "27"),
        (
            "require('querystring').parse('a=1&a=2&b=%20').a.join() + require('querystring').stringify({ a: ['1', '2'], b: ' ' })",
            "1,2a=1&a=2&b=%20",
        ),
        ("Buffer.from('aGk=', 'base64').toString() + Buffer.from('hi').toString('hex')", "hi6869"),
        ("require('buffer').Buffer.from('ä').length", "2"),
        ("atob(btoa('hi'))", "hi"),
        ("'a-b-a'.replaceAll('a', 'c')", "c-b-c"),
        ("Date.now() === Date.now() && new Date().getTime() === 1767290000000", "true"),
        ("Math.random() >= 0", "true"),
        ("typeof this + typeof globalThis.setTimeout + typeof globalThis.performance", "undefinedundefinedundefined"),
    ];
    for (expression, wanted) in cases {
        assert_eq!(told(expression, "/a"), wanted, "{expression}");
    }
    assert_eq!(told("Math.random()", "/a"), told("Math.random()", "/a"), "chance repeats itself");
    let store = |expression: &str| {
        let code = format!(
            "import kv from 'cloudfront';\nasync function handler(event) {{ return {{ statusCode: 200, body: String({expression}) }} }}"
        );
        asked(&code, "/a")
    };
    for (expression, wanted) in [
        ("await kv.kvs().get('/old')", "/new"),
        ("(await kv.kvs().get('json', { format: 'json' })).a", "1"),
        ("await kv.kvs().exists('missing')", "false"),
        ("await kv.kvs().count()", "2"),
    ] {
        assert_eq!(body(&store(expression).0), wanted, "{expression}");
    }
    let (exchange, _) = store("kv.edgeLocation.name");
    assert_eq!(exchange.left_out.len(), 1, "where the edge is, nobody says");
    let far = "import cf from 'cloudfront'; async function handler(event) { await cf.kvs().get('a'); return event.request }";
    let (exchange, _) = asked(far, "/far/a");
    assert_eq!(exchange.left_out.len(), 1, "a store that the program does not fill");
}

/// EV-139: an origin that the function chooses.
#[test]
fn it_chooses_an_origin() {
    let code = |id: &str| {
        format!(
            "import cf from 'cloudfront'; function handler(event) {{ cf.selectRequestOriginById('{id}'); return event.request }}"
        )
    };
    let (exchange, steps) = asked(&code("api"), "/a");
    assert_eq!(&*exchange.attempts[0].label, "api");
    assert!(has(&steps, "EV-139"));
    assert_eq!(asked(&code("none"), "/a").0.response.status, 503);
}

/// EV-139: an origin that the function makes up, and a failover of two.
#[test]
fn it_makes_an_origin() {
    let code = |call: &str| format!("import cf from 'cloudfront'; function handler(event) {{ {call}; return event.request }}");
    let changed =
        "cf.updateRequestOrigin({ domainName: 'other.example.net', originPath: '/v2', customHeaders: { 'x-from': 'edge' } })";
    let (exchange, steps) = asked(&code(changed), "/a");
    let there = &exchange.attempts[0].sent;
    assert_eq!((there.url.as_str(), there.headers.get("x-from")), ("https://other.example.net/v2/a", Some("edge")));
    assert!(has(&steps, "EV-139"));
    let named = code("cf.updateRequestOrigin({ domainName: 'other.example.net', hostHeader: 'app.example.org' })");
    assert_eq!(asked(&named, "/a").0.attempts[0].sent.headers.get("host"), Some("app.example.org"));
    let wrong = code("cf.updateRequestOrigin({ domainName: '192.0.2.1' })");
    assert_eq!(asked(&wrong, "/a").0.response.status, 503);

    let group = "cf.createRequestOriginGroup({ originIds: [{ originId: 'api' }, { originId: 'pages' }], \
                 failoverCriteria: { statusCodes: [500] } })";
    let router = router(&code(group), BACK);
    let of = router.http.origins.iter().find(|origin| &*origin.label == "api").expect("it is there").block;
    let ill = |status| Said { of, path: None, reply: Reply::Answer(Response::of(status)) };
    let labels = |status| {
        let (exchange, _) = sent(&router, &request("/a"), &[ill(status)], &mut Cache::default());
        exchange.attempts.iter().map(|attempt| attempt.label.to_string()).collect::<Vec<_>>()
    };
    assert_eq!((labels(500), labels(501)), (vec!["api".to_owned(), "pages".to_owned()], vec!["api".to_owned()]));
    for wrong in ["{ originIds: ['api'] }", "{ originIds: ['api', 'none'] }", "{}", ""] {
        assert_eq!(asked(&code(&format!("cf.createRequestOriginGroup({wrong})")), "/a").0.response.status, 503, "{wrong}");
    }
}

/// EV-103, EV-102, EV-064: on hits too; neither for a redirect to HTTPS nor for the page of an error.
#[test]
fn it_runs_for_each_request_that_is_admitted() {
    let code = "function handler(event) { console.log('ran', event.request.uri, { a: 1 }); return event.request }";
    let (router, mut cache) = (router(code, BACK), Cache::default());
    let ran = |steps: &[Step]| steps.iter().filter(|step| step.text.starts_with("console: ran /")).count();
    for word in ["miss", "hit"] {
        let (exchange, steps) = sent(&router, &request("/a"), &[], &mut cache);
        assert_eq!((exchange.cache.word(), ran(&steps)), (word, 1));
        assert!(steps.iter().any(|step| step.text == r#"console: ran /a {"a":1}"#));
    }
    let mut plain = request("/a");
    plain.protocol = edgewise::route::http::Protocol::Http;
    let (exchange, steps) = sent(&router, &plain, &[], &mut cache);
    assert_eq!((exchange.response.status, ran(&steps)), (301, 0));
    let of = router.http.origins.iter().find(|origin| &*origin.label == "pages").expect("it is there").block;
    let gone = Said { of, path: Some(edgewise::route::http::Pattern::of("/gone")), reply: Reply::Answer(Response::of(404)) };
    let (exchange, steps) = sent(&router, &request("/gone"), &[gone], &mut cache);
    assert_eq!((exchange.page.as_deref(), ran(&steps)), (Some("/404.html"), 1));
}
