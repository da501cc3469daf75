//! The way to an answer on one side of a comparison.
//!
//! In: a program, and a name or a request that a difference shows. Out: the answer with every step to it. Deliberately absent: what
//! differs, and which question shows it.

use super::answered;
use super::given::Given;
use super::request::Asked;
use super::shown::Forms;
use crate::compile::Library;
use crate::diff::{Spot, Viewers};
use crate::model::Model;
use crate::route::dns::Question;
use crate::route::http::Request;
use crate::route::{Place, Router, Standing, State, Steps, World};
use crate::source::Sources;

/// A side that can be asked.
pub(in crate::cli) struct Side<'a> {
    model: &'a Model,
    library: &'a Library,
    sources: &'a Sources,
    router: Router,
}

impl<'a> Side<'a> {
    /// Makes it ready.
    pub fn of(model: &'a Model, library: &'a Library, sources: &'a Sources) -> Side<'a> {
        Side { model, library, sources, router: Router::of(model, &library.schema) }
    }

    fn given(&self) -> Given<'_> {
        Given { model: self.model, schema: &self.library.schema, router: &self.router }
    }

    /// What a request from somewhere comes to; `None` where it is no request.
    pub fn request(&self, method: &str, url: &str, from: Option<Spot>) -> Option<Forms> {
        let request = Request::of(method, url).ok()?;
        let place = from.map(Spot::place).unwrap_or_default();
        let asked = Asked { request, said: Vec::new() };
        let world = World { place, ..World::default() };
        let served = asked.serve(&self.given(), from.map(Spot::word), &world, Steps::default());
        Some(served.forms(&self.router, self.sources))
    }

    /// What one of some viewers is answered where blocks of these names stand so; names that the side does not have say nothing.
    pub fn name(&self, question: &Question, viewers: &Viewers, standings: &[(String, Standing)]) -> Forms {
        let mut state = State::default();
        for (name, standing) in standings {
            if let Ok(block) = self.given().block(name) {
                state.set(block, *standing);
            }
        }
        let spot = viewers.spots.as_ref().and_then(|spots| spots.first().copied());
        let network = viewers.networks.as_ref().and_then(|networks| networks.first().copied().flatten());
        let vpc = viewers.vpc.as_ref().and_then(|vpc| self.given().block(vpc).ok());
        let place = Place { subnet: network, vpc, ..spot.map(Spot::place).unwrap_or_default() };
        let words = [spot.map(Spot::word), network.map(|network| network.to_string()), viewers.vpc.clone()];
        let words: Vec<String> = words.into_iter().flatten().filter(|word| !word.is_empty()).collect();
        let from = (!words.is_empty()).then(|| words.join(", "));
        let told = answered(&self.router, question, &World { place, state, ..World::default() }, from, Steps::default());
        told.forms(&self.router, question, self.sources)
    }
}
