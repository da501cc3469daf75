//! What a request is answered with.
//!
//! In: a Model. Out: `Hosts`, the distributions by the names they answer to: `decide` says which behavior takes a request, what is
//! in the cache key, how long the answer stays, what reaches the origin and what the viewer gets. Deliberately absent: names of the
//! DNS (`dns`), and the world: what origins answer is an argument.

mod admit;
mod answer;
mod cache;
mod date;
mod decide;
mod ending;
mod exchange;
mod firewall;
mod forward;
// Without an engine the events are described, and nobody reads them.
#[cfg_attr(not(feature = "functions"), allow(dead_code, unused_imports))]
mod function;
mod key;
mod lambda;
mod message;
mod origins;
mod page;
mod path;
mod patterns;
mod policy;
mod read;
mod read_origin;
mod refresh;
mod signed;
mod site;
mod size;
mod staged;
mod stay;
mod uncached;

pub use cache::Cache;
pub use exchange::{Attempt, CacheUse, Denied, Exchange, Said, Sent, Tier};
pub use firewall::{About, Firewall, Rule};
pub use key::{Key as CacheKey, Part};
pub use lambda::{Call, Ended, Ran, Runs};
pub use message::{Headers, Malformed, Protocol, Reply, Request, Response};
pub use path::{Matched, Pattern, matched};
pub use patterns::Patterns;
pub use policy::{CachePolicy, Cors, RequestPolicy, ResponsePolicy, Selection};
pub use read::stand_in;
pub use signed::{BadKey, Carried, Hash, Signature, SigningKey, Terms, Vouched};
pub use site::*;
pub use stay::{Stay, stay};
pub use uncached::{Cause, Effect, Uncached};

use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Every distribution of a program.
#[derive(Debug, Default)]
pub struct Hosts {
    /// The distributions, in the order written.
    pub sites: Vec<Site>,
    /// Every origin that one of their behaviors names.
    pub origins: Vec<Origin>,
    /// Sites by their names, in small letters.
    names: FxHashMap<Arc<str>, usize>,
    /// Names that hold for all below, by what stands behind their star, and their sites.
    wild: FxHashMap<Arc<str>, (Arc<str>, usize)>,
    /// Who runs Lambda@Edge functions, if anybody does.
    lambdas: Option<Arc<dyn Runs>>,
}

impl Hosts {
    fn new(sites: Vec<Site>, origins: Vec<Origin>) -> Hosts {
        let (mut names, mut wild) = (FxHashMap::default(), FxHashMap::default());
        for (at, site) in sites.iter().enumerate() {
            for name in site.aliases.iter().chain([&site.domain]) {
                if let Some(below) = name.strip_prefix("*.") {
                    wild.entry(below.into()).or_insert_with(|| (name.clone(), at));
                } else {
                    names.entry(name.clone()).or_insert(at);
                }
            }
        }
        Hosts { sites, origins, names, wild, lambdas: None }
    }

    /// The same, with somebody who runs Lambda@Edge functions.
    pub fn with_lambdas(self, runs: Arc<dyn Runs>) -> Hosts {
        Hosts { lambdas: Some(runs), ..self }
    }

    /// The site that answers to a host, and the name of it that matched: the exact one, else the wildcard with the most labels.
    pub fn site(&self, host: &str) -> Option<(&Site, &str)> {
        if let Some((name, at)) = self.names.get_key_value(host) {
            return Some((&self.sites[*at], name));
        }
        let mut rest = host;
        while let Some((_, below)) = rest.split_once('.') {
            if let Some((name, at)) = self.wild.get(below) {
                return Some((&self.sites[*at], name));
            }
            rest = below;
        }
        None
    }
}
