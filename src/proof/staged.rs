//! Requests of which a staging distribution has a share.
//!
//! In: `get "https://www.example.com/" shares { 95% -> site, 5% -> next_site }`. Out: whether that is so. Deliberately absent: requests
//! that one distribution has alone (`requested`).

use super::{Ending, Trial};
use crate::model::{Line, Term};
use crate::route::http::{Exchange, Request};
use crate::route::{Steps, World};
use crate::schema::Value;

const ALL: u32 = 10_000;

impl Trial<'_, '_> {
    /// Both ways that a request can go, each with its share.
    pub(super) fn shared(&mut self, line: &Line, text: String, request: &Request, world: &World) {
        let staged = self.router.http.staged_share(&request.host).unwrap_or(0);
        let ways: Vec<(u32, Exchange)> = [(false, ALL - staged), (true, staged)]
            .into_iter()
            .filter(|(_, share)| *share > 0)
            .map(|(is_staged, share)| {
                let world = World { is_staged: Some(is_staged), ..world.clone() };
                let mut cache = self.cache.clone();
                (share, self.router.http.decide(request, &world, &self.said, &mut cache, &mut ()))
            })
            .collect();
        for (_, exchange) in &ways {
            self.reached.take(exchange, self.router);
        }
        let mut claimed = vec![false; ways.len()];
        for wanted in line.body.iter().flatten() {
            let share = wanted.head.first().map(|term| (&term.value, term.span));
            let (Some((Value::Percent(hundredths), span)), Some(targets)) = (share, &wanted.targets) else {
                self.wrong(wanted, "95% -> origin");
                return self.ended(line.span, text, Ending::Broken);
            };
            let terms: Vec<&Term> = targets.iter().flatten().collect();
            let mut sum = 0;
            for ((share, exchange), claimed) in ways.iter().zip(&mut claimed) {
                if self.unmet_target(exchange, &terms, wanted).is_none() {
                    sum += share;
                    *claimed = true;
                }
            }
            if sum != *hundredths {
                let shown = |share| crate::resolve::shown(&Value::Percent(share));
                let of = terms.iter().map(|term| self.shown(term)).collect::<Vec<_>>().join(" ");
                let why = format!("answers {of} in {}, not in {}", shown(sum), shown(*hundredths));
                let text = self.unmet(span, text, &why, &shown(sum), Steps::default());
                return self.ended(line.span, text, Ending::Fails(why));
            }
        }
        if claimed.contains(&false) {
            let why = "a share of the requests has another answer".to_owned();
            let text = self.unmet(line.span, text, &why, &why, Steps::default());
            return self.ended(line.span, text, Ending::Fails(why));
        }
        self.ended(line.span, text, Ending::Holds);
    }
}
