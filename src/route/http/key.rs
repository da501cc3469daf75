//! What tells copies apart: the cache key.
//!
//! In: a request as it stands after the viewer-request function, a policy, who asks. Out: the key, part by part. Deliberately absent:
//! how long a copy stays.

use super::message::Request;
use super::policy::CachePolicy;
use crate::route::Place;
use std::fmt;

/// One part of a key beyond the path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// A parameter of the query, as sent: `size=l`.
    Parameter(String),
    /// A header; `None` where it is not there, which is another key than an empty one.
    Header(String, Option<String>),
    /// A cookie: `session=1`.
    Cookie(String),
    /// The encodings the viewer takes, of those the policy tells apart.
    Encoding(&'static str),
    /// A method that has copies of its own.
    Method(String),
}

/// What tells copies apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The distribution; staging and primary share nothing.
    pub site: usize,
    /// As sent, or as the function made it.
    pub path: String,
    /// What the policy adds.
    pub parts: Vec<Part>,
    /// Whether a part is a choice where AWS is silent, and which rule says so.
    pub estimate: Option<&'static str>,
}

impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.path)?;
        let mut parameters =
            self.parts.iter().filter_map(|part| if let Part::Parameter(text) = part { Some(text) } else { None });
        if let Some(first) = parameters.next() {
            write!(out, "?{first}")?;
            parameters.try_for_each(|more| write!(out, "&{more}"))?;
        }
        for part in &self.parts {
            match part {
                Part::Parameter(_) => {}
                Part::Header(name, Some(value)) => write!(out, " {name}: {value}")?,
                Part::Header(name, None) => write!(out, " {name}: (absent)")?,
                Part::Cookie(text) => write!(out, " cookie {text}")?,
                Part::Encoding(text) => write!(out, " accept-encoding: {text}")?,
                Part::Method(text) => write!(out, " {text}")?,
            }
        }
        Ok(())
    }
}

/// Query parameters of a signature; they belong to no key of a behavior that asks for one.
pub(super) const SIGNING: [&str; 5] = ["Expires", "Policy", "Signature", "Key-Pair-Id", "Hash-Algorithm"];

/// The key of a request.
pub(super) fn key(site: usize, request: &Request, policy: &CachePolicy, place: &Place) -> Key {
    let mut key = Key { site, path: request.path.clone(), parts: Vec::new(), estimate: None };
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        key.parts.push(Part::Method(request.method.clone()));
    }
    let taken = request.parameters().filter(|(name, _)| policy.queries.takes(name));
    let parameters: Vec<&str> = taken.map(|(_, text)| text).collect();
    let mut names: Vec<&str> = parameters.iter().map(|text| text.split('=').next().unwrap_or(text)).collect();
    names.sort_unstable();
    if names.windows(2).any(|pair| pair[0] == pair[1]) {
        key.estimate = Some("EV-179");
    }
    key.parts.extend(parameters.into_iter().map(|text| Part::Parameter(text.to_owned())));
    for name in policy.headers.listed() {
        let name = name.to_ascii_lowercase();
        let value = header(request, &name, place);
        if value.is_none() {
            key.estimate = key.estimate.or(Some("EV-167"));
        }
        key.parts.push(Part::Header(name, value));
    }
    let mut cookies: Vec<_> =
        request.cookies.iter().filter(|(name, _)| policy.cookies.takes(name) && !name.starts_with("CloudFront-")).collect();
    cookies.sort();
    key.parts.extend(cookies.into_iter().map(|(name, value)| Part::Cookie(format!("{name}={value}"))));
    if let Some(encoding) = encoding(request, policy) {
        key.parts.push(Part::Encoding(encoding));
    }
    key
}

/// What a header is worth to the edge: its own value for those it makes, the viewer's for all others.
pub(super) fn header(request: &Request, name: &str, place: &Place) -> Option<String> {
    match name {
        "host" => Some(request.host.clone()),
        "cloudfront-viewer-country" => place.country.map(|country| country.to_string()),
        "cloudfront-viewer-country-region" => {
            place.subdivision.and_then(|part| part.as_str().split_once('-').map(|(_, region)| region.to_owned()))
        }
        "cloudfront-forwarded-proto" => Some(request.protocol.word().to_owned()),
        "cloudfront-viewer-address" => place.address.map(|address| format!("{address}:(port)")),
        name if name.starts_with("cloudfront-is-") => Some(device(request, name).to_string()),
        name if name.starts_with("cloudfront-") => Some("(made by the edge)".to_owned()),
        name => request.headers.get(name).map(str::to_owned),
    }
}

/// What the edge tells from `User-Agent`: an estimate, since its tables are not published.
fn device(request: &Request, name: &str) -> bool {
    let agent = request.headers.get("user-agent").unwrap_or_default().to_ascii_lowercase();
    let is_tablet = agent.contains("ipad") || agent.contains("tablet") || agent.contains("android") && !agent.contains("mobile");
    let is_phone = agent.contains("mobi") && !is_tablet;
    match name {
        "cloudfront-is-mobile-viewer" => is_phone || is_tablet,
        "cloudfront-is-tablet-viewer" => is_tablet,
        "cloudfront-is-smarttv-viewer" => agent.contains("smart-tv") || agent.contains("smarttv"),
        "cloudfront-is-ios-viewer" => agent.contains("iphone") || agent.contains("ipad"),
        "cloudfront-is-android-viewer" => agent.contains("android"),
        "cloudfront-is-desktop-viewer" => !is_phone && !is_tablet,
        _ => false,
    }
}

/// The encodings a viewer takes, as the key has them; `None` where it has none.
pub(super) fn encoding(request: &Request, policy: &CachePolicy) -> Option<&'static str> {
    let accepts = request.headers.get("accept-encoding")?;
    let takes = |word: &str| {
        accepts.split(',').any(|entry| {
            let mut parts = entry.split(';').map(str::trim);
            let is_it = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(word));
            is_it && !parts.any(|part| part.strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()) == Some(0.0))
        })
    };
    match (policy.brotli && takes("br"), policy.gzip && takes("gzip")) {
        (true, true) => Some("br,gzip"),
        (true, false) => Some("br"),
        (false, true) => Some("gzip"),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, key};
    use crate::route::http::{CachePolicy, Request, Selection};

    fn text(policy: &CachePolicy, url: &str, headers: &[(&str, &str)], cookies: &str) -> String {
        let mut request = Request::of("GET", url).expect("it is a URL");
        headers.iter().for_each(|(name, value)| request.headers.add(name, *value));
        request.take_cookies(cookies);
        key(0, &request, policy, &Place::default()).to_string()
    }

    /// The examples of EV-163 to EV-183, EV-173 among them.
    #[test]
    fn keys_have_what_the_policy_takes() {
        let list = |names: &[&str]| Selection::List(names.iter().map(|name| (*name).into()).collect());
        let plain = CachePolicy::default();
        assert_eq!(text(&plain, "https://a.example.com/A?x=1", &[("X", "y")], "s=1"), "/A");
        let queries = CachePolicy { queries: list(&["v"]), ..CachePolicy::default() };
        assert_eq!(text(&queries, "https://a.example.com/x?v=1&utm=2", &[], ""), "/x?v=1");
        assert_eq!(text(&queries, "https://a.example.com/x?v=1&v=2", &[], ""), "/x?v=1&v=2");
        assert_eq!(text(&queries, "https://a.example.com/x?V=1", &[], ""), "/x");
        let colour = CachePolicy { queries: list(&["color"]), ..CachePolicy::default() };
        assert_eq!(text(&colour, "https://a.example.com/x?size=large;color=red", &[], ""), "/x");
        assert_eq!(text(&colour, "https://a.example.com/x?color=red;size=large", &[], ""), "/x?color=red;size=large");
        let cookies = CachePolicy { cookies: list(&["session"]), ..CachePolicy::default() };
        assert_eq!(text(&cookies, "https://a.example.com/x", &[], "session=1; ga=2"), "/x cookie session=1");
        let all = CachePolicy { cookies: Selection::All, ..CachePolicy::default() };
        assert_eq!(
            text(&all, "https://a.example.com/x", &[], "b=2; a=1"),
            text(&all, "https://a.example.com/x", &[], "a=1; b=2")
        );
        assert_eq!(text(&all, "https://a.example.com/x", &[], "CloudFront-Signature=x; garbage"), "/x");
        let headers = CachePolicy { headers: list(&["Product", "Host"]), ..CachePolicy::default() };
        assert_eq!(text(&headers, "https://a.example.com/x", &[("PRODUCT", "Acme")], ""), "/x product: Acme host: a.example.com");
        assert_eq!(text(&headers, "https://a.example.com/x", &[], ""), "/x product: (absent) host: a.example.com");
        let both = CachePolicy { gzip: true, brotli: true, ..CachePolicy::default() };
        let accept = |policy: &CachePolicy, value| text(policy, "https://a.example.com/x", &[("Accept-Encoding", value)], "");
        assert_eq!(accept(&both, "gzip, deflate, br;q=0.9"), "/x accept-encoding: br,gzip");
        assert_eq!(accept(&both, "deflate"), "/x");
        assert_eq!(accept(&both, "br;q=0, gzip"), "/x accept-encoding: gzip");
        let gzip = CachePolicy { gzip: true, ..CachePolicy::default() };
        assert_eq!(accept(&gzip, "br,gzip"), "/x accept-encoding: gzip");
        assert_eq!(accept(&gzip, "br"), "/x");
        assert_eq!(accept(&plain, "gzip"), "/x");
    }
}
