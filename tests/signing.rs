//! Signatures: what OpenSSL signed is believed, and anything else is not.
//!
//! `tests/signing/` has keys that exist for these tests only, and `signatures.txt`: key, hash, policy, and what
//! `openssl dgst -sign` made of it, in CloudFront's form of base64.

use edgewise::route::http::{Cache, Carried, Denied, Exchange, Hash, Request, SigningKey, Terms};
use edgewise::route::{Place, Router, Steps, World};
use edgewise::{Library, Options};
use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const PROGRAM: &str = r#"
existing certificate cert "arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d"
public_key rsa { key = file("rsa.pub.pem") }
existing public_key ec "K2EC" { key = file("ec.pub.pem") }
key_group members { keys = [rsa, ec] }
key_group one { keys = [ec] }
existing key_group elsewhere "0a1b2c3d-0000-1111-2222-333344445555"
bucket films {}
distribution app {
  domains     = ["app.example.com"]
  certificate = cert
  behavior "/v/*"         -> films { signed_by = [members] }
  behavior "/one/*"       -> films { signed_by = [one] }
  behavior "/elsewhere/*" -> films { signed_by = [elsewhere] }
  default -> films
}
"#;

const IN_TIME: u64 = 1_767_290_000;
const URL: &str = "https://app.example.com/v/a.mp4?size=large";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/signing")
}

fn router() -> Router {
    let library = Library::load();
    let read = |name: &str| -> Result<Arc<str>, Arc<str>> {
        fs::read_to_string(folder().join(name)).map(Arc::from).map_err(|error| error.to_string().into())
    };
    let understood = library.understand(&[("main.edge", PROGRAM)], &Options { read: &read, ..Options::default() });
    Router::of(&understood.model.expect("the program is sound"), &library.schema)
}

/// What a URL comes to at some time, from an address, and the rules of the steps.
fn asked(router: &Router, url: &str, now: u64, address: &str) -> (Exchange, Vec<&'static str>) {
    let request = Request::of("GET", url).expect("it is a URL");
    sent(router, &request, now, address)
}

fn sent(router: &Router, request: &Request, now: u64, address: &str) -> (Exchange, Vec<&'static str>) {
    let address: IpAddr = address.parse().expect("it is an address");
    let place = Place { address: Some(address), ..Place::default() };
    let mut world = World { place, ..World::default() };
    world.state.time = Some(now);
    let mut steps = Steps::default();
    let exchange = router.http.decide(request, &world, &[], &mut Cache::default(), &mut steps);
    (exchange, steps.0.iter().map(|step| step.rule).collect())
}

/// Key, hash, sort of policy, signature, policy.
fn signatures() -> Vec<[String; 5]> {
    let text = fs::read_to_string(folder().join("signatures.txt")).expect("it is there");
    let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
    text.lines().map(|line| words(line).try_into().expect("five words in a line")).collect()
}

/// The parameters of a signature, for a key of some id.
fn parameters([_, hash, sort, signature, policy]: &[String; 5], id: &str) -> String {
    let what = if sort == "canned" { "Expires=1767290400".to_owned() } else { format!("Policy={policy}") };
    let hash = if hash == "sha256" { "&Hash-Algorithm=SHA256" } else { "" };
    format!("{what}&Signature={signature}&Key-Pair-Id={id}{hash}")
}

fn id(key: &str) -> &'static str {
    // AWS names the first when it is made; any id will do until then.
    if key == "rsa" { "K1ANYTHING" } else { "K2EC" }
}

/// EV-069, EV-071, EV-073, EV-074, EV-088, EV-089, EV-090: both keys, both hashes, both policies, in URLs and in cookies.
#[test]
fn what_openssl_signed_is_believed() {
    let router = router();
    for case in &signatures() {
        let (exchange, rules) = asked(&router, &format!("{URL}&{}", parameters(case, id(&case[0]))), IN_TIME, "192.0.2.9");
        assert_eq!(exchange.denied, None, "{case:?} {rules:?}");
        assert!(rules.contains(&"EV-089") && exchange.left_out.is_empty());
        assert_eq!(exchange.key.expect("it is kept").to_string(), "/v/a.mp4", "EV-069");
        let sent_on = &exchange.attempts[0].sent.url;
        assert!(!sent_on.contains("Signature"), "EV-069: {sent_on}");

        let mut request = Request::of("GET", URL).expect("it is a URL");
        for pair in parameters(case, id(&case[0])).split('&') {
            let (name, value) = pair.split_once('=').expect("a pair");
            request.cookies.push((format!("CloudFront-{name}"), value.to_owned()));
        }
        let (exchange, rules) = sent(&router, &request, IN_TIME, "192.0.2.9");
        assert_eq!(exchange.denied, None, "EV-090 {case:?} {rules:?}");
        request.query = Some("Expires=1".to_owned());
        let (exchange, rules) = sent(&router, &request, IN_TIME, "192.0.2.9");
        assert_eq!((exchange.denied, rules.contains(&"EV-067")), (Some(Denied::Signature), true), "the URL wins over cookies");
    }
}

/// EV-066, EV-067, EV-071, EV-074, EV-075, EV-076, EV-078, EV-079, EV-080, EV-087, EV-089.
#[test]
fn anything_else_is_refused_with_its_rule() {
    let (router, signatures) = (router(), signatures());
    let find = |key: &str, hash: &str, sort: &str| {
        let found = signatures.iter().find(|case| case[0] == key && case[1] == hash && case[2] == sort);
        parameters(found.expect("it is listed"), id(key))
    };
    let (canned, custom) = (find("rsa", "sha1", "canned"), find("ec", "sha1", "custom"));
    let plain = "https://app.example.com/v/a.mp4";
    let film = format!("{URL}&{custom}");
    let refused = [
        ("EV-066", plain.to_owned(), IN_TIME, "192.0.2.9"),
        ("EV-067", format!("{plain}?Expires=1767290400"), IN_TIME, "192.0.2.9"),
        ("EV-067", format!("{URL}&{}", canned.replace("&Key-Pair-Id=K1ANYTHING", "")), IN_TIME, "192.0.2.9"),
        ("EV-071", format!("{URL}&{}", canned.replace("1767290400", "soon")), IN_TIME, "192.0.2.9"),
        ("EV-074", format!("{URL}&{}", canned.replace("Signature=", "Signature=+")), IN_TIME, "192.0.2.9"),
        // Another URL, another expiry, another hash than was signed.
        ("EV-089", format!("{plain}?{canned}"), IN_TIME, "192.0.2.9"),
        ("EV-089", format!("{URL}&{}", canned.replace("1767290400", "1767290401")), IN_TIME, "192.0.2.9"),
        ("EV-089", format!("{URL}&{canned}&Hash-Algorithm=SHA256"), IN_TIME, "192.0.2.9"),
        ("EV-089", format!("{URL}&{canned}&Hash-Algorithm=MD5"), IN_TIME, "192.0.2.9"),
        ("EV-075", format!("{URL}&{canned}"), 1_767_290_400, "192.0.2.9"),
        ("EV-076", film.clone(), 1_767_286_800, "192.0.2.9"),
        ("EV-078", film.clone(), IN_TIME, "198.51.100.1"),
        ("EV-079", film.clone(), IN_TIME, "2001:db8::1"),
        ("EV-080", film.replace("/v/", "/one/"), IN_TIME, "192.0.2.9"),
        ("EV-087", film.replace("/v/", "/one/").replace("K2EC", "K9OTHER"), IN_TIME, "192.0.2.9"),
    ];
    for (rule, url, now, address) in refused {
        let (exchange, rules) = asked(&router, &url, now, address);
        assert_eq!(exchange.denied, Some(Denied::Signature), "{rule} {url}");
        assert_eq!(exchange.response.status, 403);
        assert!(rules.contains(&rule), "{rule} {url}: {rules:?}");
    }
    // Exclusive at both ends.
    assert_eq!(asked(&router, &format!("{URL}&{canned}"), 1_767_290_399, "192.0.2.9").0.denied, None);
    assert_eq!(asked(&router, &film, 1_767_286_801, "192.0.2.9").0.denied, None);
    // A group that the program does not have the keys of: nothing is claimed.
    let (exchange, _) = asked(&router, &format!("{}&{canned}", URL.replace("/v/", "/elsewhere/")), IN_TIME, "192.0.2.9");
    assert_eq!((exchange.denied, exchange.left_out.len()), (None, 1));
}

/// RSA gives one signature for one text: ours is OpenSSL's. ECDSA gives many: ours are believed.
#[test]
fn what_is_signed_here_is_what_openssl_signs() {
    let (router, signatures) = (router(), signatures());
    let key = |name: &str| {
        let pem = fs::read_to_string(folder().join(format!("{name}.pem"))).expect("it is there");
        SigningKey::read(&pem).unwrap_or_else(|why| panic!("{name}: {}", why.told()))
    };
    for case in signatures.iter().filter(|case| case[2] == "canned") {
        let hash = if case[1] == "sha256" { Hash::Sha256 } else { Hash::Sha1 };
        let id = id(&case[0]).to_owned();
        let terms = Terms { key: id, resource: URL.to_owned(), expires: 1_767_290_400, hash, ..Terms::default() };
        let pairs = terms.signed(&key(&case[0]), Carried::Query).expect("it signs");
        let signature = &pairs.iter().find(|(name, _)| name == "Signature").expect("it is one of them").1;
        assert!(case[0] == "ec" || *signature == case[3], "{signature}");
        let added: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let (exchange, rules) = asked(&router, &format!("{URL}&{}", added.join("&")), IN_TIME, "192.0.2.9");
        assert_eq!(exchange.denied, None, "{case:?} {rules:?}");
    }
    let wide = Terms {
        key: "K2EC".to_owned(),
        resource: "https://app.example.com/v/*".to_owned(),
        expires: 1_767_290_400,
        starts: Some(IN_TIME - 1),
        source: Some("192.0.2.0/24".to_owned()),
        ..Terms::default()
    };
    let mut request = Request::of("GET", URL).expect("it is a URL");
    request.cookies = wide.signed(&key("ec"), Carried::Cookies).expect("it signs");
    assert_eq!(sent(&router, &request, IN_TIME, "192.0.2.9").0.denied, None);
    assert_eq!(sent(&router, &request, IN_TIME, "192.0.3.9").0.denied, Some(Denied::Signature));
}
