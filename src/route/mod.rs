//! The dry run: what AWS would answer, and why.
//!
//! In: a Model. Out: a `Router`, which is asked questions and never changes: `dns` answers names, `http` answers requests. Where
//! AWS does not document what it does, a step says that it is an estimate. Deliberately absent: the world (who asks and how
//! things stand are arguments) and anything that is deployed.

pub mod dns;
pub mod http;

mod atlas;
mod instant;
mod network;
mod trace;
mod world;

pub use atlas::Atlas;
pub use instant::instant;
pub use network::Network;
pub use trace::{Certainty, Step, Steps, Watch};
pub use world::{Place, Point, Standing, State, World};

use crate::model::Model;
use crate::schema::Schema;

/// Everything that answers: a program's zones and its distributions. It can be shared between threads.
#[derive(Debug)]
pub struct Router {
    /// What names are answered with.
    pub dns: dns::Zones,
    /// What requests are answered with.
    pub http: http::Hosts,
}

impl Router {
    /// Makes a program ready for questions.
    pub fn of(model: &Model, schema: &Schema) -> Router {
        Router { dns: dns::Zones::of(model, schema), http: http::Hosts::of(model, schema) }
    }
}

#[cfg(test)]
mod tests {
    use super::Router;

    #[test]
    fn a_router_is_shared_between_threads() {
        fn is_shared<T: Send + Sync>() {}
        is_shared::<Router>();
    }
}
