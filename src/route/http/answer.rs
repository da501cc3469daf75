//! What the edge does to an answer on its way to the viewer.
//!
//! In: an answer, a behavior, the request. Out: the answer with headers taken out, added and compressed. Deliberately absent:
//! functions (`function`).

use super::exchange::CacheUse;
use super::key::encoding;
use super::message::{Request, Response};
use super::policy::{Cors, ResponsePolicy, Selection};
use super::site::Behavior;
use crate::route::{Certainty, Step, Watch};

/// All answers, in hundredths of a percent.
const EACH: u32 = 10_000;

/// Types that the edge compresses.
const COMPRESSED: [&str; 48] = [
    "application/dash+xml",
    "application/eot",
    "application/font",
    "application/font-sfnt",
    "application/javascript",
    "application/json",
    "application/opentype",
    "application/otf",
    "application/pdf",
    "application/pkcs7-mime",
    "application/protobuf",
    "application/rss+xml",
    "application/truetype",
    "application/ttf",
    "application/vnd.apple.mpegurl",
    "application/vnd.mapbox-vector-tile",
    "application/vnd.ms-fontobject",
    "application/wasm",
    "application/xhtml+xml",
    "application/xml",
    "application/x-font-opentype",
    "application/x-font-truetype",
    "application/x-font-ttf",
    "application/x-httpd-cgi",
    "application/x-javascript",
    "application/x-mpegurl",
    "application/x-opentype",
    "application/x-otf",
    "application/x-perl",
    "application/x-ttf",
    "font/eot",
    "font/opentype",
    "font/otf",
    "font/ttf",
    "image/svg+xml",
    "text/css",
    "text/csv",
    "text/html",
    "text/javascript",
    "text/js",
    "text/plain",
    "text/richtext",
    "text/tab-separated-values",
    "text/xml",
    "text/x-component",
    "text/x-java-source",
    "text/x-script",
    "vnd.apple.mpegurl",
];

/// The answer as it leaves the edge, before a viewer-response function.
pub(super) fn dressed(mut response: Response, request: &Request, behavior: &Behavior, watch: &mut impl Watch) -> Response {
    for name in ["trailer", "upgrade"] {
        response.headers.remove(name);
    }
    let forwards = |part: fn(&super::CachePolicy) -> &Selection, other: fn(&super::RequestPolicy) -> &Selection| {
        behavior.cache.as_ref().is_some_and(|cache| part(cache).takes_any())
            || behavior.forward.as_ref().is_some_and(|forward| other(forward).takes_any())
    };
    if response.headers.has("set-cookie") && !forwards(|cache| &cache.cookies, |forward| &forward.cookies) {
        watch.step(|| Step::new("EV-245", "Set-Cookie is taken out: no cookie reaches the origin"));
        response.headers.remove("set-cookie");
    }
    vary(&mut response, behavior);
    compress(&mut response, request, behavior, watch);
    policed(response, request, behavior, watch)
}

/// The answer with what the behavior's policy does to its headers.
pub(super) fn policed(mut response: Response, request: &Request, behavior: &Behavior, watch: &mut impl Watch) -> Response {
    if let Some(policy) = &behavior.headers {
        apply(policy, &mut response, request, watch);
    }
    response
}

/// Keeps those names in `Vary` that the origin could see.
fn vary(response: &mut Response, behavior: &Behavior) {
    let Some(vary) = response.headers.get("vary").map(str::to_owned) else { return };
    let sees = |name: &str| {
        matches!(name.to_ascii_lowercase().as_str(), "accept-encoding" | "cookie" | "*")
            || behavior.cache.as_ref().is_some_and(|cache| cache.headers.takes_header(name))
            || behavior.forward.as_ref().is_some_and(|forward| forward.headers.takes_header(name))
    };
    let kept: Vec<&str> = vary.split(',').map(str::trim).filter(|name| sees(name)).collect();
    if kept.is_empty() { response.headers.remove("vary") } else { response.headers.set("vary", kept.join(", ")) }
}

fn compress(response: &mut Response, request: &Request, behavior: &Behavior, watch: &mut impl Watch) {
    let Some(cache) = behavior.cache.as_ref().filter(|cache| behavior.compress && !cache.is_off()) else { return };
    let Some(encoding) = encoding(request, cache) else { return };
    let kind = response.headers.get("content-type").unwrap_or_default().split(';').next().unwrap_or_default().trim();
    let kind = kind.to_ascii_lowercase();
    let size = response.headers.get("content-length").and_then(|size| size.parse().ok()).or(response.size);
    let fits = size.is_some_and(|size: u64| (1_000..=10_000_000).contains(&size));
    let status = matches!(response.status, 200 | 403 | 404);
    if !status || !fits || !COMPRESSED.contains(&kind.as_str()) || response.headers.has("content-encoding") {
        return;
    }
    let word = if encoding.starts_with("br") { "br" } else { "gzip" };
    response.headers.set("content-encoding", word);
    response.headers.remove("content-length");
    match response.headers.get("etag").map(str::to_owned) {
        Some(tag) if tag.starts_with('"') => response.headers.set("etag", format!("W/{tag}")),
        Some(tag) if !tag.starts_with("W/\"") => response.headers.remove("etag"),
        _ => {}
    }
    watch.step(|| Step::new("EV-323", format!("the edge compresses it: {word} (EV-325: where it finds the time)")));
}

fn apply(policy: &ResponsePolicy, response: &mut Response, request: &Request, watch: &mut impl Watch) {
    for name in &policy.remove {
        response.headers.remove(name);
    }
    if policy.remove.iter().any(|name| name.eq_ignore_ascii_case("server")) {
        response.headers.set("server", "CloudFront");
    }
    if let Some(cors) = &policy.cors {
        share(cors, response, request, watch);
    }
    for added in &policy.added {
        if added.wins || !response.headers.has(&added.name) {
            response.headers.set(&added.name, &*added.value);
        }
    }
    watch.step(|| Step::new("EV-303", format!("{} sets headers", policy.label)));
    if let Some(share) = policy.timing.filter(|share| *share > 0) {
        watch.step(|| {
            let text = format!("{}% of answers carry Server-Timing", f64::from(share) / 100.0);
            Step::new("EV-322", text)
        });
    }
}

/// Says where the time went: on each answer, or where the viewer asks for it.
pub(super) fn timed(response: &mut Response, request: &Request, behavior: &Behavior, cache: CacheUse, watch: &mut impl Watch) {
    let Some(share) = behavior.headers.as_ref().and_then(|policy| policy.timing) else { return };
    let is_asked = request.headers.get("pragma").is_some_and(|pragma| pragma.eq_ignore_ascii_case("server-timing"));
    if share < EACH && !is_asked {
        return;
    }
    let found = match cache {
        CacheUse::Hit => "cdn-cache-hit",
        CacheUse::Refresh => "cdn-cache-refresh",
        _ => "cdn-cache-miss",
    };
    let own = response.headers.get("server-timing").filter(|_| cache != CacheUse::Hit);
    let own = own.map_or(String::new(), |own| format!("{own}, "));
    response.headers.set("server-timing", format!("{own}{found}, cdn-pop;desc=\"(the edge)\", cdn-rid;desc=\"(an id)\""));
    watch.step(|| {
        let why = if is_asked { "the viewer asks for it" } else { "each answer has it" };
        Step::new("EV-322", format!("Server-Timing is added: {why}"))
    });
}

/// The headers for scripts of other sites.
fn share(cors: &Cors, response: &mut Response, request: &Request, watch: &mut impl Watch) {
    let Some(site) = request.headers.get("origin") else { return };
    let said = response.headers.iter().any(|(name, _)| name.starts_with("access-control-"));
    if said && !cors.wins {
        watch.step(|| Step::new("EV-314", "the origin has CORS headers of its own, so the policy's stay out"));
        return;
    }
    let every = cors.origins.iter().any(|origin| **origin == *"*");
    if !every && !cors.origins.iter().any(|pattern| origin_fits(pattern, site)) {
        watch.step(|| Step::new("EV-308", format!("{site} is none of the sites that may read this")));
        return;
    }
    let old: Vec<String> =
        response.headers.iter().map(|(name, _)| name.to_owned()).filter(|name| name.starts_with("access-control-")).collect();
    old.iter().for_each(|name| response.headers.remove(name));
    response.headers.set("access-control-allow-origin", if every { "*" } else { site });
    if !every {
        let vary = response.headers.get("vary").map_or_else(|| "Origin".to_owned(), |vary| format!("{vary}, Origin"));
        response.headers.set("vary", vary);
        watch.step(|| Step::new("EV-317", "Vary: Origin is added").but(Certainty::Observed));
    }
    if cors.credentials {
        response.headers.set("access-control-allow-credentials", "true");
    }
    let list = |items: &[std::sync::Arc<str>]| items.join(", ");
    if !cors.expose.is_empty() {
        response.headers.set("access-control-expose-headers", list(&cors.expose));
    }
    let is_preflight = request.method == "OPTIONS" && request.headers.has("access-control-request-method");
    if is_preflight {
        let all = cors.methods.iter().any(|method| **method == *"ALL");
        let methods = if all { "GET, HEAD, PUT, POST, DELETE, PATCH, OPTIONS".to_owned() } else { list(&cors.methods) };
        response.headers.set("access-control-allow-methods", methods);
        response.headers.set("access-control-allow-headers", list(&cors.headers));
        if let Some(age) = cors.max_age {
            response.headers.set("access-control-max-age", age.to_string());
        }
    }
}

/// Whether a site is one of those a pattern names: `[scheme://]host[:port]`, with `*` for labels at the front or in the port.
fn origin_fits(pattern: &str, origin: &str) -> bool {
    let parts = |text: &str| {
        let (scheme, rest) =
            text.split_once("://").map_or((None, text.to_owned()), |(scheme, rest)| (Some(scheme.to_owned()), rest.to_owned()));
        let (host, port) =
            rest.split_once(':').map_or((rest.clone(), None), |(host, port)| (host.to_owned(), Some(port.to_owned())));
        (scheme, host.to_ascii_lowercase(), port)
    };
    let (wanted, found) = (parts(pattern), parts(origin));
    let scheme = wanted.0.is_none() || wanted.0 == found.0;
    let host = match wanted.1.strip_prefix("*.") {
        Some(below) => found.1.strip_suffix(below).is_some_and(|front| front.ends_with('.')),
        None => wanted.1 == found.1,
    };
    let port = match (&wanted.2, &found.2) {
        (None, port) => port.is_none(),
        (Some(any), None) => any == "*",
        (Some(pattern), Some(port)) => super::path::holds(pattern.as_bytes(), port.as_bytes()),
    };
    scheme && host && port
}

#[cfg(test)]
mod tests {
    use super::origin_fits;

    /// The examples of EV-310.
    #[test]
    fn sites_fit_patterns() {
        let cases = [
            ("http://*.example.org", "http://test.example.org", true),
            ("http://*.example.org", "https://test.example.org", false),
            ("http://*.example.org", "http://test.example.org:123", false),
            ("*.example.org", "https://test.test.example.org", true),
            ("*.example.org", "http://test.example.org:123", false),
            ("*.example.org", "http://example.org", false),
            ("example.org", "http://example.org", true),
            ("example.org", "https://example.org", true),
            ("http://example.org:*", "http://example.org:123", true),
            ("http://example.org:*", "http://example.org", true),
            ("http://example.org:1*3", "http://example.org:123", true),
            ("http://example.org:1*3", "http://example.org:1893", true),
            ("http://example.org:1*3", "http://example.org:13", true),
            ("*.example.org:1*", "http://test.example.org:123", true),
        ];
        for (pattern, site, wanted) in cases {
            assert_eq!(origin_fits(pattern, site), wanted, "{pattern} {site}");
        }
    }
}
