//! What stands in place of an error.
//!
//! In: a status and a site's mappings. Out: the page that is fetched instead, from the behavior of its own path, without functions of
//! the viewer's events. Deliberately absent: how long anything stays.

use super::Reply;
use super::admit;
use super::decide::Run;
use super::exchange::Exchange;
use super::message::{Request, Response};
use super::site::{Mapping, Site};
use super::stay::stay;
use crate::route::{Step, Watch};

/// The mapping of a status.
pub(super) fn mapping(site: &Site, status: u16) -> Option<&Mapping> {
    site.errors.iter().find(|mapping| mapping.code == status)
}

/// How long an error is kept at least, in seconds: 10 unless the site says otherwise.
pub(super) fn error_ttl(site: &Site, status: u16) -> u64 {
    mapping(site, status).map_or(10, |mapping| mapping.ttl)
}

impl Run<'_> {
    /// Puts the page in place of an error, where the site has one for it.
    pub(super) fn page_for(
        &self,
        response: Response,
        request: &Request,
        exchange: &mut Exchange,
        watch: &mut impl Watch,
    ) -> Response {
        let mapped = mapping(self.site, response.status);
        exchange.mapped = mapped.map(|mapping| mapping.code);
        let found = mapped.and_then(|mapping| Some((mapping, mapping.page.clone()?)));
        let Some((mapping, (status, page))) = found else { return response };
        watch.step(|| {
            let text = format!("a {} is answered with {page} and {status}, whichever behavior it came from", response.status);
            Step::new("EV-258", text).about(mapping.span)
        });
        if !matches!(request.method.as_str(), "GET" | "HEAD") {
            watch.step(|| Step::new("EV-259", format!("that it is so for {} too", request.method)).estimated());
        }
        let fetch = Request { method: "GET".to_owned(), path: page.to_string(), query: None, body: 0, ..request.clone() };
        let behavior = admit::behavior(self.site, &page, watch).map(|at| &self.site.behaviors[at]);
        let fetched = match behavior.and_then(|behavior| Some((behavior, behavior.origin?))) {
            // A function's word about an origin holds for the request that it saw.
            Some((behavior, origin)) => Run { made: None, ..*self }.ask(origin, &fetch, behavior, exchange, watch),
            None => Reply::Answer(Response::of(200)),
        };
        exchange.page = Some(page);
        if let (Reply::Answer(found), Some(policy)) = (&fetched, behavior.and_then(|behavior| behavior.cache.as_ref())) {
            let now = self.world.state.time.unwrap_or(0);
            let kept = stay(policy, found.status, &found.headers, error_ttl(self.site, found.status), now);
            watch.step(|| Step::new("EV-262", format!("the page itself stays {} s at the edge", kept.seconds)).below(1));
        }
        match fetched {
            Reply::Answer(page) if page.status < 400 => Response { status, ..page },
            other => {
                watch.step(|| Step::new("EV-261", format!("the page cannot be had, so the viewer gets its {}", other.status())));
                Response::of(other.status())
            }
        }
    }
}
