//! The reference of evaluation, rule by rule: `tests/route/rules.txt` says how each is held, and what it says is so.
//!
//! Beside it, the worked examples that a `test` block has no words for: sizes, bodies, doubt.

#[path = "evaluation/lambda.rs"]
mod lambda;
#[path = "evaluation/rest.rs"]
mod rest;

use edgewise::route::http::{Cache, Denied, Exchange, Request};
use edgewise::route::{Router, Step, Steps, World};
use edgewise::{Library, Options};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

const RULES: u16 = 341;

/// Where a rule may be held, and how a test there names it.
const HELD: [(&str, &str); 14] = [
    ("tests/route/evaluation.edge", "test \""),
    ("tests/evaluation.rs", "/// "),
    ("tests/evaluation/lambda.rs", "/// "),
    ("tests/evaluation/rest.rs", "/// "),
    ("tests/functions.rs", "/// "),
    ("tests/signing.rs", "/// "),
    ("src/route/http/signed/resource.rs", "/// "),
    ("src/route/http/signed/policy.rs", "/// "),
    ("src/route/http/signed/keys.rs", "/// "),
    ("src/route/http/key.rs", "/// "),
    ("src/route/http/answer.rs", "/// "),
    ("src/route/http/path.rs", "/// "),
    ("src/route/http/stay.rs", "/// "),
    ("src/script/mod.rs", "/// "),
];

#[test]
fn every_rule_is_listed_with_how_it_is_held() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut held = BTreeSet::new();
    for (path, front) in HELD {
        for line in read(path).lines().filter_map(|line| line.trim_start().strip_prefix(front).map(str::to_owned)) {
            held.extend(
                line.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-')
                    .filter(|word| is_rule(word))
                    .map(str::to_owned),
            );
        }
    }
    let library = Library::load();
    let codes: BTreeSet<String> =
        library.schema.kinds().flat_map(|(_, kind)| &kind.rules).map(|rule| rule.code.to_string()).collect();
    let (mut wrong, mut listed) = (Vec::new(), Vec::new());
    let text = read("tests/route/rules.txt");
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let mut words = line.splitn(3, ' ');
        let (id, how, rest) =
            (words.next().unwrap_or_default(), words.next().unwrap_or_default(), words.next().unwrap_or_default());
        listed.push(id.to_owned());
        let is_so = match how {
            "held" => held.contains(id),
            "finding" => rest.split(' ').next().is_some_and(|code| codes.contains(code) || code.starts_with("EW-")),
            "told" | "open" => !held.contains(id) && rest.len() > 8,
            _ => false,
        };
        if !is_so {
            wrong.push(line.to_owned());
        }
    }
    let all: Vec<String> = (1..=RULES).map(|number| format!("EV-{number:03}")).collect();
    assert_eq!(listed, all, "each rule once, in order");
    assert!(wrong.is_empty(), "not so:\n{}", wrong.join("\n"));
}

fn is_rule(word: &str) -> bool {
    word.strip_prefix("EV-").is_some_and(|digits| digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

const PROGRAM: &str = r#"
existing certificate cert "arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d"
bucket pages {}
origin api -> "api.example.net"
distribution app {
  domains     = ["app.example.com"]
  certificate = cert
  default_root_object = "index.php"
  countries   = except(US)
  behavior "/a/*" -> api
  default -> pages { methods = all }
}
"#;

fn asked(request: &Request) -> (Exchange, Vec<Step>) {
    let library = Library::load();
    let read = |name: &str| -> Result<Arc<str>, Arc<str>> { Err(name.into()) };
    let understood = library.understand(&[("main.edge", PROGRAM)], &Options { read: &read, ..Options::default() });
    let router = Router::of(&understood.model.expect("the program is sound"), &library.schema);
    let mut steps = Steps::default();
    let exchange = router.http.decide(request, &World::default(), &[], &mut Cache::default(), &mut steps);
    (exchange, steps.0)
}

fn request(method: &str, target: &str) -> Request {
    Request::of(method, &format!("https://app.example.com{target}")).expect("it is a URL")
}

/// EV-017: 8,192 bytes of path and query, and not one more.
#[test]
fn a_url_may_be_so_long() {
    let of = |length: usize| asked(&request("GET", &format!("/{}", "a".repeat(length - 1)))).0;
    assert_eq!(of(8_192).response.status, 200);
    let long = of(8_193);
    assert_eq!((long.response.status, long.denied), (414, Some(Denied::Size)));
}

/// EV-018: headers of 33,000 bytes are too many.
#[test]
fn a_request_may_be_so_large() {
    let mut large = request("GET", "/");
    large.headers.add("x-large", "a".repeat(33_000));
    assert_eq!(asked(&large).0.response.status, 494);
}

/// EV-019: a GET with a body is refused; other methods bring one.
#[test]
fn a_get_has_no_body() {
    for (method, denied) in [("GET", Some(Denied::Method)), ("POST", None)] {
        let mut brings = request(method, "/x");
        brings.body = 3;
        assert_eq!(asked(&brings).0.denied, denied, "{method}");
    }
}

/// EV-025: the country is that of the connection, whatever a header says.
#[test]
fn a_header_names_no_country() {
    let mut from_elsewhere = request("GET", "/x");
    from_elsewhere.headers.add("x-forwarded-for", "3.3.3.3");
    from_elsewhere.headers.add("cloudfront-viewer-country", "US");
    assert_eq!(asked(&from_elsewhere).0.denied, None);
}

/// EV-049: where the order of the two forms matters, the step says so.
#[test]
fn doubt_about_the_form_of_a_path_is_told() {
    let (_, steps) = asked(&request("GET", "/a//../b"));
    let told = steps.iter().find(|step| step.rule == "EV-049").expect("it is told");
    assert_eq!(told.certainty, edgewise::route::Certainty::Estimate);
}

/// EV-054, EV-056: the root object stands for every method, and is what behaviors see.
#[test]
fn the_root_object_stands_for_the_root() {
    let (exchange, steps) = asked(&request("POST", "/"));
    assert!(exchange.attempts[0].sent.url.contains("/index.php"), "{}", exchange.attempts[0].sent.url);
    assert!(steps.iter().any(|step| step.rule == "EV-056" && step.certainty == edgewise::route::Certainty::Observed));
}
