//! Which requests are treated otherwise.
//!
//! In: paired sides. Out: for each host the regions of path, method, protocol and country whose treatment changes, each with a
//! shortest request that shows it. It is so for all requests, not for samples; where a search gave up, that is said. Deliberately
//! absent: what origins and functions answer.

mod copies;
mod effect;
mod gate;
mod host;
mod region;
mod rows;
mod said;
mod sent;

pub use copies::Copies;
pub use gate::{METHODS, Method, Protocol};
pub use region::{Asked, Regions};

use super::answers::Spot;
use super::pair::Both;
use crate::model::{BehaviorView, CachePolicyView, DistributionView};
use crate::source::Name;
use std::fmt;

/// What changes for the requests to some hosts.
#[derive(Clone, Debug)]
pub struct Request {
    /// The hosts, all treated alike.
    pub hosts: Vec<String>,
    /// The distribution that answered, and the one that does; `None` where none.
    pub distributions: [Option<String>; 2],
    /// What changes, region by region.
    pub rows: Vec<Moved>,
    /// Whether no other region changes.
    pub is_exhaustive: bool,
    /// How a request is told to be in a region.
    pub regions: Regions,
}

/// A region whose treatment changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Which paths, in words: `"/api/*"`.
    pub paths: String,
    /// Which methods; all where empty.
    pub methods: Vec<Method>,
    /// Which protocols; both where empty.
    pub protocols: Vec<Protocol>,
    /// Which countries, in words; everybody where `None`.
    pub countries: Option<String>,
    /// A request that shows it.
    pub witness: Witness,
    /// What became of it.
    pub old: String,
    /// What becomes of it.
    pub new: String,
    /// What is other, part by part.
    pub aspects: Vec<Aspect>,
    /// What it may lead to.
    pub marks: Marks,
    /// The patterns that had the paths, and those that have them; none where it is the default behavior's.
    pub places: Vec<[Option<String>; 2]>,
}

/// A request: `GET https://app.example.com/a from DE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Its method.
    pub method: Method,
    /// How it is sent.
    pub protocol: Protocol,
    /// Whom it is sent to.
    pub host: String,
    /// Its path.
    pub path: String,
    /// Where it comes from, where that matters.
    pub from: Option<Spot>,
}

impl Witness {
    /// What is asked for.
    pub fn url(&self) -> String {
        format!("{}://{}{}", self.protocol.word(), self.host, self.path)
    }
}

impl fmt::Display for Witness {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{} {}", self.method.word(), self.url())?;
        self.from.map_or(Ok(()), |from| write!(to, " from {}", from.word()))
    }
}

/// One thing that is other.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Aspect {
    /// `cache.default_ttl`
    pub what: String,
    /// What it was.
    pub old: Option<String>,
    /// What it is.
    pub new: Option<String>,
}

/// What a change of treatment may lead to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Marks {
    /// What copies it leaves at the edge.
    pub copies: Copies,
    /// A signature was required and is not.
    pub is_unsigned: bool,
    /// Nobody answers any more.
    pub is_unanswered: bool,
}

/// The fields that this room looks at.
#[derive(Clone, Copy)]
pub(super) struct Views {
    pub distribution: DistributionView,
    pub behavior: BehaviorView,
    pub policy: CachePolicyView,
    pub country: Name,
}

/// Every change of requests.
pub(super) fn changes(both: &Both) -> Vec<Request> {
    let (Some(distribution), Some(behavior), Some(policy)) =
        (DistributionView::of(both.schema), BehaviorView::of(both.schema), CachePolicyView::of(both.schema))
    else {
        return Vec::new();
    };
    let views = Views { distribution, behavior, policy, country: Name::of("country") };
    let comparing = effect::Effects::new(both, views);
    host::pairs(both, views).into_iter().filter_map(|pair| region::request(&comparing, pair)).collect()
}
