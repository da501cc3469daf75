//! What an answer goes through on its way to the viewer: the error page, headers, a part of it, the function of the way back.
//!
//! In: an answer of the cache or an origin. Out: what the viewer gets. Deliberately absent: answers of functions (`decide`).

use super::decide::Run;
use super::exchange::{CacheUse, Exchange};
use super::function::Flow;
use super::lambda::Event;
use super::message::{Request, Response};
use super::site::{Behavior, Function};
use super::{answer, size};
use crate::route::{Step, Watch};

impl Run<'_> {
    /// The error page, then headers.
    pub(super) fn finished(
        &self,
        request: &Request,
        behavior: &Behavior,
        response: Response,
        word: &str,
        mut exchange: Exchange,
        watch: &mut impl Watch,
    ) -> Exchange {
        let failed = response.status >= 400;
        let response = self.page_for(response, request, &mut exchange, watch);
        let mut response = answer::dressed(response, request, behavior, watch);
        answer::timed(&mut response, request, behavior, exchange.cache, watch);
        size::part(&mut response, request, exchange.cache, watch);
        response.headers.set("x-cache", if failed { "Error from cloudfront" } else { word });
        exchange.response = self.on_its_way(response, failed, request, behavior, &mut exchange, watch);
        exchange
    }

    /// The response after the function of the way back, if that runs.
    fn on_its_way(
        &self,
        response: Response,
        failed: bool,
        request: &Request,
        behavior: &Behavior,
        exchange: &mut Exchange,
        watch: &mut impl Watch,
    ) -> Response {
        let is_run = |function: &&Function| !function.lambda || self.is_run(function, Event::ViewerResponse);
        let Some(function) = behavior.viewer_response.as_ref().filter(is_run) else { return response };
        if failed {
            watch.step(|| {
                let text = format!("the function {} does not run: the origin answered 400 or above", function.label);
                let step =
                    Step::new(if exchange.cache == CacheUse::Hit { "EV-107" } else { "EV-106" }, text).about(function.span);
                if exchange.cache == CacheUse::Hit { step.estimated() } else { step }
            });
            return response;
        }
        if function.lambda {
            let next = self.lambda_on_response(function, Event::ViewerResponse, request, &response, watch);
            return next.unwrap_or_else(|why| {
                self.untold(function, &why, exchange, watch);
                response
            });
        }
        match self.on_response(function, request, &response, behavior, watch) {
            Flow::Answered(next) => *next,
            Flow::On(..) => response,
            Flow::Untold(why) => {
                self.untold(function, &why, exchange, watch);
                response
            }
        }
    }
}
