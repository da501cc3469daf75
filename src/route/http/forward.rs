//! What reaches the origin.
//!
//! In: a request after the viewer-request function, a behavior, an origin, who asks. Out: the request as the origin sees it.
//! Deliberately absent: whether it is asked at all.

use super::exchange::Sent;
use super::key::{SIGNING, encoding, header};
use super::message::{Headers, Protocol, Request};
use super::policy::{CachePolicy, Selection};
use super::site::{Behavior, Origin, Signing, Sort, Speaks};
use crate::route::Place;

/// Headers that are never passed on.
const REMOVED: [&str; 12] = [
    "connection",
    "te",
    "trailer",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "expect",
    "upgrade",
    "x-forwarded-proto",
    "x-real-ip",
    "x-forwarded-for",
    "via",
];
/// Headers that are passed on without being asked for: they belong to the body, or make the request conditional.
const KEPT: [&str; 18] = [
    "cache-control",
    "content-length",
    "content-md5",
    "content-type",
    "date",
    "from",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "max-forwards",
    "pragma",
    "range",
    "request-range",
    "transfer-encoding",
    "warning",
    "content-encoding",
];

/// The request as an origin sees it.
pub(super) fn sent(request: &Request, behavior: &Behavior, origin: &Origin, place: &Place) -> Sent {
    let none = CachePolicy::default();
    let cache = behavior.cache.as_ref().unwrap_or(&none);
    let forward = behavior.forward.as_ref();
    let takes = |part: fn(&CachePolicy) -> &Selection, other: Option<&Selection>, name: &str| {
        part(cache).takes(name) || other.is_some_and(|selection| selection.takes(name))
    };
    let parameters = request.parameters().filter(|(name, _)| {
        takes(|cache| &cache.queries, forward.map(|forward| &forward.queries), name)
            && !(behavior.signers.is_some() && SIGNING.contains(name))
    });
    let query = parameters.map(|(_, text)| text).collect::<Vec<_>>().join("&");
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    let headers = headers(request, behavior, cache, origin, place);
    let protocol = match origin.speaks {
        Speaks::Always(protocol) => protocol,
        Speaks::AsViewer => request.protocol,
    };
    let host = headers.get("host").unwrap_or_default();
    let url = format!("{}://{host}{}{}{query}", protocol.word(), origin.path, request.path);
    let signs = match origin.signing {
        Signing::Never => false,
        Signing::Always => true,
        Signing::NoOverride => !headers.has("authorization"),
    };
    let host_is_viewers = host == request.host && origin.host.as_deref() != Some(host);
    let fixed_host = matches!(origin.sort, Sort::Bucket | Sort::ApiGateway | Sort::LambdaUrl);
    let warning = (host_is_viewers && fixed_host)
        .then_some("the viewer's Host reaches an origin that only answers to its own: a 403 is to be expected");
    Sent { method: request.method.clone(), url, headers, signs, warning, encrypted: protocol == Protocol::Https }
}

fn headers(request: &Request, behavior: &Behavior, cache: &CachePolicy, origin: &Origin, place: &Place) -> Headers {
    let forward = behavior.forward.as_ref().map(|forward| &forward.headers);
    let chosen = |name: &str| cache.headers.takes_header(name) || forward.is_some_and(|forward| forward.takes_header(name));
    let listed = |name: &str| {
        let of = |selection: &Selection| selection.listed().iter().any(|known| known.eq_ignore_ascii_case(name));
        of(&cache.headers) || forward.is_some_and(of)
    };
    let mut headers = Headers::default();
    let host = origin.host.as_deref().unwrap_or("(the origin's own host)");
    let forwarded = if chosen("host") { request.host.as_str() } else { host };
    headers.add("host", origin.told_host.as_deref().unwrap_or(forwarded));
    let agent = request.headers.get("user-agent").filter(|_| chosen("user-agent"));
    headers.add("user-agent", agent.unwrap_or("Amazon CloudFront"));
    for (name, value) in request.headers.iter() {
        let passes = match name {
            "host" | "user-agent" | "cookie" | "accept-encoding" => false,
            name if REMOVED.contains(&name) || name.starts_with("x-edge-") => false,
            name if name.starts_with("cloudfront-") => false,
            "authorization" => authorization(request, behavior, cache, forward),
            name => KEPT.contains(&name) || chosen(name),
        };
        if passes {
            headers.add(name, value);
        }
    }
    let made = cache.headers.listed().iter().chain(forward.into_iter().flat_map(|forward| forward.listed()));
    for name in made.map(|name| name.to_ascii_lowercase()).filter(|name| name.starts_with("cloudfront-")) {
        if let Some(value) = header(request, &name, place).filter(|_| !headers.has(&name)) {
            headers.add(&name, value);
        }
    }
    match (request.headers.get("accept-encoding"), cache.gzip || cache.brotli) {
        (Some(_), true) => headers.add("accept-encoding", encoding(request, cache).unwrap_or("identity")),
        (Some(value), false) if chosen("accept-encoding") && (listed("accept-encoding") || forward.is_some()) => {
            headers.add("accept-encoding", value);
        }
        _ => {}
    }
    let mut cookies: Vec<_> = request
        .cookies
        .iter()
        .filter(|(name, _)| {
            let forwarded = behavior.forward.as_ref().is_some_and(|forward| forward.cookies.takes(name));
            cache.cookies.takes(name) || forwarded
        })
        .collect();
    cookies.sort();
    if !cookies.is_empty() {
        let text = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        headers.add("cookie", text);
    }
    let address = place.address.map_or_else(|| "(the viewer's address)".to_owned(), |address| address.to_string());
    let chain = request.headers.get("x-forwarded-for").map_or(address.clone(), |before| format!("{before},{address}"));
    headers.add("x-forwarded-for", chain);
    for (name, value) in &origin.headers {
        headers.set(name, &**value);
    }
    headers
}

/// Whether `Authorization` is passed on.
fn authorization(request: &Request, behavior: &Behavior, cache: &CachePolicy, forward: Option<&Selection>) -> bool {
    let in_key = cache.headers.takes_header("authorization");
    let all = forward.is_some_and(|forward| matches!(forward, Selection::All | Selection::AllAnd(_) | Selection::Except(_)));
    match request.method.as_str() {
        "GET" | "HEAD" => in_key || all,
        "OPTIONS" => in_key || all || !behavior.keeps("OPTIONS"),
        _ => true,
    }
}
