//! What a change does: to resources, to answers, to requests.
//!
//! In: two Models, each with where it came from. Out: a `Difference`, in which all that changes is named in the author's terms.
//! Deliberately absent: reading sides and printing, which `cli` does.

mod answers;
mod aside;
mod edge;
mod guard;
mod hazard;
mod keyed;
mod pair;
mod part;
mod record;
mod replace;
mod resource;
mod same;
mod show;
mod side;
mod stale;
mod twin;

pub use crate::route::dns::OTHER_TYPES;
pub use answers::{Answered, Names, Part, Shifted, Spot, Stand, Viewers, When};
pub use aside::{Aside, Spared, aside};
pub use edge::{Asked, Aspect, Copies, METHODS, Marks, Method, Moved, Protocol, Regions, Request, Witness};
pub use guard::{Guard, Guarded};
pub use hazard::{Hazard, PERILS, Peril};
pub use resource::{Change, Line, Replaced, Verdict};
pub use side::{Origin, Side};
pub use stale::Stale;

use crate::model::DistributionView;
use crate::route::dns::Ratio;
use crate::schema::{Kind, Schema};
use std::panic::resume_unwind;
use std::thread;

/// Everything that a change does.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    /// Resources, in the order of the new side, then those that are gone.
    pub resources: Vec<Change>,
    /// Names whose answers change.
    pub answers: Names,
    /// Requests, host by host.
    pub requests: Vec<Request>,
    /// What can go wrong on the way.
    pub hazards: Vec<Hazard>,
    /// What a guard may refuse.
    pub guarded: Vec<Guarded>,
    /// The largest part of a name's answers, or of the requests of a region, that goes elsewhere while all is well, and whose it is.
    pub most_moved: Option<(Ratio, String)>,
    /// What has to be invalidated, distribution by distribution.
    pub stale: Vec<Stale>,
}

impl Difference {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.resources.is_empty() && self.answers.list.is_empty() && self.requests.is_empty()
    }
}

/// Compares two sides.
pub fn diff(old: Side, new: Side, schema: &Schema) -> Difference {
    let both = pair::pair(old, new, schema);
    // Requests and resources are looked at side by side.
    let (requests, resources) = thread::scope(|scope| {
        let requests = scope.spawn(|| edge::changes(&both));
        let resources = resource::changes(&both);
        (requests.join().unwrap_or_else(|panic| resume_unwind(panic)), resources)
    });
    let stale = stale::stale(&requests, schema);
    // Where all resources stay, so do all answers.
    let answers = if resources.is_empty() { Names::default() } else { answers::changes(&both, &resources) };
    let hazards = hazard::hazards(&both, &resources, &answers, &requests);
    let guarded = guard::guarded(&both, &resources, &answers, &requests);
    let most_moved = guard::most_moved(&answers, &requests);
    Difference { resources, answers, requests, hazards, guarded, most_moved, stale }
}

/// Whether a kind is of the service that distributions are of, which refuses to delete what one of them uses.
fn is_at_the_edge(schema: &Schema, kind: &Kind) -> bool {
    // `AWS::CloudFront` of `AWS::CloudFront::Distribution`.
    let service =
        |kind: &Kind| kind.resource.cfn.as_deref().and_then(|sort| sort.rsplit_once("::")).map(|(service, _)| service.to_owned());
    let edge = DistributionView::of(schema).and_then(|view| service(schema.kind(view.kind)));
    edge.is_some() && service(kind) == edge
}
