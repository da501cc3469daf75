//! The resource of a policy, held against a URL.
//!
//! In: `https://*.example.com/films/*`. Out: whether it covers a URL; else which part of it is another. Each wildcard stays within
//! its part. Deliberately absent: times and addresses (`policy`).

use crate::route::http::Request;
use crate::route::http::path::holds;

/// Which URLs a policy is for, in parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Resource {
    scheme: String,
    host: String,
    path: String,
    /// Empty where only an empty query will do.
    query: String,
    /// Whether its `?` is escaped, as pages before 2024 wanted.
    pub is_legacy: bool,
}

impl Resource {
    pub fn of(text: &str) -> Resource {
        let is_legacy = text.contains("\\?");
        let plain = text.replace("\\?", "?");
        // What names no scheme is for both.
        let (scheme, rest) = plain.split_once("://").unwrap_or(("*", &plain));
        let (host, rest) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (path, query) = match rest.split_once('?') {
            _ if rest.is_empty() && host.ends_with('*') => ("/*", "*"),
            _ if rest.is_empty() => ("/", ""),
            Some((path, query)) => (path, query),
            None if rest.ends_with('*') => (rest, "*"),
            None => (rest, ""),
        };
        Resource { scheme: scheme.to_owned(), host: host.to_owned(), path: path.to_owned(), query: query.to_owned(), is_legacy }
    }

    /// Names the part that it does not cover of a request without its signature.
    pub fn covers(&self, request: &Request) -> Result<(), &'static str> {
        let parts = [
            ("scheme", &self.scheme, request.protocol.word()),
            ("host", &self.host, &request.host),
            ("path", &self.path, &request.path),
            ("query", &self.query, request.query.as_deref().unwrap_or_default()),
        ];
        let other = parts.iter().find(|(_, pattern, text)| !holds(pattern.as_bytes(), text.as_bytes()));
        other.map_or(Ok(()), |(part, ..)| Err(*part))
    }
}

#[cfg(test)]
mod tests {
    use super::Resource;
    use crate::route::http::Request;

    /// The examples of EV-080, EV-081, EV-082, EV-083, EV-084, EV-086.
    #[test]
    fn wildcards_stay_in_their_part() {
        let cases = [
            ("https://www.example.com/hello*world", "https://www.example.com/hello-world", Ok(())),
            ("https://www.example.com/hello*world", "https://www.example.com/hello?world", Err("path")),
            ("http://example.com/hello*", "http://example.com/hello?x=1", Ok(())),
            ("http://example.com/hello", "http://example.com/hello?x=1", Err("query")),
            ("http://example.com*", "http://example.com.au/a?b", Ok(())),
            ("*example.com", "https://www.example.com/", Ok(())),
            ("*example.com", "https://www.example.com/a", Err("path")),
            ("*", "https://www.example.com/a?b", Ok(())),
            ("*://www.example.com/a", "http://www.example.com/a", Ok(())),
            ("https://www.example.com/a", "http://www.example.com/a", Err("scheme")),
            ("https://h.example/a.jpg?size=l", "https://h.example/a.jpg?size=l", Ok(())),
            ("https://h.example/a.jpg\\?size=l", "https://h.example/a.jpg?size=l", Ok(())),
            ("https://d111111abcdef8.cloudfront.net/a", "https://www.example.com/a", Err("host")),
            ("https://www.example.com/a?.mp4", "https://www.example.com/ab.mp4", Err("path")),
        ];
        for (resource, url, wanted) in cases {
            let request = Request::of("GET", url).expect("it is a URL");
            assert_eq!(Resource::of(resource).covers(&request), wanted, "{resource} {url}");
        }
        assert!(Resource::of("https://h.example/a.jpg\\?size=l").is_legacy);
    }
}
