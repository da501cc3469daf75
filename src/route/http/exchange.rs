//! What a request came to.
//!
//! In: what `decide` found. Out: one value with all of it, for people, tests and comparisons. Deliberately absent: deciding.

use super::key::Key;
use super::message::{Headers, Reply, Response};
use super::path::Pattern;
use super::stay::Stay;
use crate::schema::BlockId;
use std::sync::Arc;

/// What the edge did with its cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheUse {
    /// A copy answered.
    Hit,
    /// There was none, and the answer may be kept.
    Miss,
    /// There was one, too old; the origin was asked whether it still holds.
    Refresh,
    /// Nothing of the sort is kept.
    Bypass,
    /// The cache was not even looked at.
    Unasked,
}

impl CacheUse {
    /// The word for it in programs.
    pub fn word(self) -> &'static str {
        match self {
            CacheUse::Hit => "hit",
            CacheUse::Miss => "miss",
            CacheUse::Refresh => "refresh",
            CacheUse::Bypass => "bypass",
            CacheUse::Unasked => "unasked",
        }
    }
}

/// Why the edge itself said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// No distribution answers to the host.
    Host,
    /// The distribution is switched off.
    Disabled,
    /// The URL or the headers are too long.
    Size,
    /// Viewers of this country are not served.
    Country,
    /// A web ACL turned it away.
    Firewall,
    /// The method is none of those let through, or a GET has a body.
    Method,
    /// Plain HTTP is not served.
    Protocol,
    /// There is no signature, or it does not hold.
    Signature,
}

impl Denied {
    /// The word for it in programs.
    pub fn word(self) -> &'static str {
        match self {
            Denied::Host => "host",
            Denied::Disabled => "disabled",
            Denied::Size => "size",
            Denied::Country => "country",
            Denied::Firewall => "firewall",
            Denied::Method => "method",
            Denied::Protocol => "protocol",
            Denied::Signature => "signature",
        }
    }
}

/// A place a request passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tier {
    /// The location next to the viewer.
    Edge,
    /// The larger cache behind it.
    Regional,
    /// The cache before the origin, in its region.
    Shield(Arc<str>),
    /// The origin.
    Origin,
}

impl Tier {
    /// The word for it in programs.
    pub fn word(&self) -> &'static str {
        match self {
            Tier::Edge => "edge",
            Tier::Regional => "regional",
            Tier::Shield(_) => "shield",
            Tier::Origin => "origin",
        }
    }
}

/// A request as an origin sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// The same as the viewer's.
    pub method: String,
    /// With the origin's path before the viewer's.
    pub url: String,
    /// All of them.
    pub headers: Headers,
    /// Whether the edge signs it.
    pub signs: bool,
    /// What is likely to go wrong.
    pub warning: Option<&'static str>,
    /// Whether it goes over TLS.
    pub encrypted: bool,
}

/// One origin that was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Its number among the origins.
    pub origin: usize,
    /// Its name in the program.
    pub label: Arc<str>,
    /// What it was sent.
    pub sent: Sent,
    /// What it did.
    pub reply: Reply,
}

/// What somebody says an origin does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The origin, or the bucket or load balancer behind it.
    pub of: BlockId,
    /// For which paths; `None` for all.
    pub path: Option<Pattern>,
    /// What it does.
    pub reply: Reply,
}

/// What a request came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange {
    /// The distribution, by number.
    pub site: Option<usize>,
    /// The behavior of it, by number.
    pub behavior: Option<usize>,
    /// Why the edge itself said no.
    pub denied: Option<Denied>,
    /// What the edge did with its cache.
    pub cache: CacheUse,
    /// What tells copies apart.
    pub key: Option<Key>,
    /// How long the answer stays from now on.
    pub stay: Option<Stay>,
    /// The places it passed.
    pub tiers: Vec<Tier>,
    /// The origins that were asked, in order.
    pub attempts: Vec<Attempt>,
    /// The origin whose answer it is, now or when it was kept, by number.
    pub origin: Option<usize>,
    /// The status of an error that the distribution has a word for.
    pub mapped: Option<u16>,
    /// The page that stands in place of an error.
    pub page: Option<Arc<str>>,
    /// The function whose answer it is.
    pub from_function: Option<Arc<str>>,
    /// What would have had a say and was not run: Lambda@Edge, a firewall, functions that only a deployment knows. The answer is that
    /// without them.
    pub left_out: Vec<String>,
    /// What the viewer gets.
    pub response: Response,
}

impl Exchange {
    /// Nothing has happened yet.
    pub(super) fn new() -> Exchange {
        Exchange {
            site: None,
            behavior: None,
            denied: None,
            cache: CacheUse::Unasked,
            key: None,
            stay: None,
            tiers: vec![Tier::Edge],
            attempts: Vec::new(),
            origin: None,
            mapped: None,
            page: None,
            from_function: None,
            left_out: Vec::new(),
            response: Response::of(200),
        }
    }
}
