//! Requests and responses, as far as the edge looks at them.
//!
//! In: a method and a URL, headers. Out: their parts, or why they are none. Deliberately absent: bodies but for their size.

use super::signed::Vouched;
use std::fmt;
use std::sync::Arc;

/// Headers, in the order sent. Names are kept in small letters: HTTP does not tell cases apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// The first value of a header.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Every value of a header.
    pub fn all<'h>(&'h self, name: &'h str) -> impl Iterator<Item = &'h str> {
        self.0.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Whether there is one.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Adds a line.
    pub fn add(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_ascii_lowercase(), value.into()));
    }

    /// Puts one line in the place of all of that name.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        let at = self.0.iter().position(|(known, _)| known.eq_ignore_ascii_case(name));
        self.remove(name);
        let line = (name.to_ascii_lowercase(), value.into());
        match at {
            Some(at) if at < self.0.len() => self.0.insert(at, line),
            _ => self.0.push(line),
        }
    }

    /// Takes all lines of a name out.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
    }

    /// Each line.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// How many bytes they take on the wire.
    pub fn size(&self) -> usize {
        self.0.iter().map(|(name, value)| name.len() + value.len() + 4).sum()
    }
}

impl<N: AsRef<str>, V: Into<String>> FromIterator<(N, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(lines: I) -> Headers {
        let mut headers = Headers::default();
        lines.into_iter().for_each(|(name, value)| headers.add(name.as_ref(), value));
        headers
    }
}

/// How a viewer speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// Plain.
    Http,
    /// With TLS.
    Https,
}

impl Protocol {
    /// `http` or `https`.
    pub fn word(self) -> &'static str {
        match self {
            Protocol::Http => "http",
            Protocol::Https => "https",
        }
    }
}

/// A request of a viewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// In capitals: `GET`.
    pub method: String,
    /// How it came.
    pub protocol: Protocol,
    /// In small letters, without a port.
    pub host: String,
    /// As sent, from `/` on.
    pub path: String,
    /// As sent, behind the `?`; `None` where there is none.
    pub query: Option<String>,
    /// Without `Host` and `Cookie`.
    pub headers: Headers,
    /// Names and values, in the order sent.
    pub cookies: Vec<(String, String)>,
    /// How many bytes its body has.
    pub body: u64,
    /// A signature that is believed without a private key at hand.
    pub vouched: Option<Vouched>,
}

/// Why a text is no URL that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// It begins with neither `http://` nor `https://`.
    Scheme,
    /// There is no host in it, or one with letters that no host has.
    Host,
    /// A space, a control character or a letter that is not ASCII.
    Letter(char),
}

impl fmt::Display for Malformed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Malformed::Scheme => write!(out, "it begins with neither `https://` nor `http://`"),
            Malformed::Host => write!(out, "there is no host in it"),
            Malformed::Letter(letter) => write!(out, "{letter:?} has to be escaped in a URL, as %XX"),
        }
    }
}

impl Request {
    /// A request without headers.
    pub fn of(method: &str, url: &str) -> Result<Request, Malformed> {
        let (protocol, rest) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
            (Some(rest), _) => (Protocol::Https, rest),
            (_, Some(rest)) => (Protocol::Http, rest),
            _ => return Err(Malformed::Scheme),
        };
        if let Some(letter) = rest.chars().find(|letter| !letter.is_ascii_graphic()) {
            return Err(Malformed::Letter(letter));
        }
        let rest = rest.split('#').next().unwrap_or(rest);
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at(end);
        let host = authority.split(':').next().unwrap_or(authority).trim_end_matches('.').to_ascii_lowercase();
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
        if host.is_empty() || !host.chars().all(plain) {
            return Err(Malformed::Host);
        }
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (target, None),
        };
        let path = if path.is_empty() { "/".to_owned() } else { path.to_owned() };
        let method = method.to_ascii_uppercase();
        Ok(Request {
            method,
            protocol,
            host,
            path,
            query,
            headers: Headers::default(),
            cookies: Vec::new(),
            body: 0,
            vouched: None,
        })
    }

    /// `https://host/path?query`
    pub fn url(&self) -> String {
        format!("{}://{}{}", self.protocol.word(), self.host, self.target())
    }

    /// `/path?query`
    pub fn target(&self) -> String {
        match &self.query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.clone(),
        }
    }

    /// The parameters of the query with the text of each, `name=value`, in the order sent.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        let parts = self.query.as_deref().unwrap_or_default().split('&').filter(|part| !part.is_empty());
        parts.map(|part| (part.split('=').next().unwrap_or(part), part))
    }

    /// Takes a `Cookie` header in: what is not `name=value` counts for nothing.
    pub fn take_cookies(&mut self, header: &str) {
        let pairs = header.split(';').filter_map(|pair| pair.trim().split_once('='));
        self.cookies.extend(pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())));
    }
}

/// A response of an origin, a function or the edge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The code.
    pub status: u16,
    /// Its headers.
    pub headers: Headers,
    /// How many bytes its body has, where that is said.
    pub size: Option<u64>,
    /// What it says, where a function says it.
    pub body: Option<Arc<str>>,
}

impl Response {
    /// A response without headers.
    pub fn of(status: u16) -> Response {
        Response { status, ..Response::default() }
    }

    /// The same, with a header.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Response {
        self.headers.add(name, value);
        self
    }
}

/// What an origin does with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// It answers.
    Answer(Response),
    /// Its name cannot be looked up.
    NoName,
    /// Its certificate or its TLS does not do.
    NoTls,
    /// It takes no connection.
    Refused,
    /// No connection comes about in time.
    Unreachable,
    /// It is silent for too long.
    Silent,
}

impl Reply {
    /// What the viewer is told: the answer's status, or the edge's own for a failure.
    pub fn status(&self) -> u16 {
        match self {
            Reply::Answer(response) => response.status,
            Reply::NoName | Reply::NoTls | Reply::Refused => 502,
            Reply::Unreachable | Reply::Silent => 504,
        }
    }

    /// The failure in words; `None` for an answer.
    pub fn failure(&self) -> Option<&'static str> {
        match self {
            Reply::Answer(_) => None,
            Reply::NoName => Some("its name cannot be looked up"),
            Reply::NoTls => Some("its certificate or TLS does not do"),
            Reply::Refused => Some("it refuses connections"),
            Reply::Unreachable => Some("no connection comes about in time"),
            Reply::Silent => Some("it is silent for too long"),
        }
    }
}
