//! What no test reaches.
//!
//! In: the records that answers were made of, the behaviors that took requests, the errors that became something else. Out: how many of all
//! were reached, and the others. Deliberately absent: how much is enough.

use crate::route::Router;
use crate::route::dns::MemberId;
use crate::route::http::Exchange;
use crate::schema::BlockId;
use crate::source::Span;
use rustc_hash::FxHashSet;

/// What tests have reached so far.
#[derive(Debug, Default)]
pub(super) struct Reached {
    pub members: FxHashSet<MemberId>,
    /// Blocks of behaviors that took a request.
    pub behaviors: FxHashSet<BlockId>,
    /// Errors that a site has a word for: its number, the status.
    pub errors: FxHashSet<(usize, u16)>,
}

/// How much of a program its tests reach.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// How many records and branches there are.
    pub records: usize,
    /// How many behaviors there are.
    pub behaviors: usize,
    /// How many errors distributions have a word for.
    pub errors: usize,
    /// What no test was answered with.
    pub unreached: Vec<Unreached>,
}

/// Something that no test reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreached {
    /// Where.
    pub span: Span,
    /// `www.example.com A`, `shop.example.com A: DE -> de_alb`
    pub name: String,
}

impl Reached {
    /// Takes in what a request came to.
    pub fn take(&mut self, exchange: &Exchange, router: &Router) {
        let Some(site) = exchange.site else { return };
        let behavior = exchange.behavior.map(|behavior| router.http.sites[site].behaviors[behavior].block);
        self.behaviors.extend(behavior);
        self.errors.extend(exchange.mapped.map(|status| (site, status)));
    }

    /// Counts them.
    pub fn coverage(&self, router: &Router) -> Coverage {
        let all: Vec<(MemberId, Span, String)> = router.dns.records().collect();
        let unreached = all.iter().filter(|(id, ..)| !self.members.contains(id));
        let unreached = unreached.map(|(_, span, name)| Unreached { span: *span, name: name.clone() });
        let behaviors = || router.http.sites.iter().flat_map(|site| site.behaviors.iter().map(move |behavior| (site, behavior)));
        let idle = behaviors().filter(|(_, behavior)| !self.behaviors.contains(&behavior.block));
        let idle =
            idle.map(|(site, behavior)| Unreached { span: behavior.span, name: format!("{}: {}", site.label, behavior.title) });
        let sites = router.http.sites.iter().enumerate();
        let errors: Vec<_> = sites.flat_map(|(at, site)| site.errors.iter().map(move |error| (at, site, error))).collect();
        let unmet = errors.iter().filter(|(at, _, error)| !self.errors.contains(&(*at, error.code)));
        let unmet =
            unmet.map(|(_, site, error)| Unreached { span: error.span, name: format!("{}: error {}", site.label, error.code) });
        Coverage {
            records: all.len(),
            behaviors: behaviors().count(),
            errors: errors.len(),
            unreached: unreached.chain(idle).chain(unmet).collect(),
        }
    }
}

impl Coverage {
    /// How many of all there are.
    pub fn all(&self) -> usize {
        self.records + self.behaviors + self.errors
    }

    /// The share that is reached, in hundredths of a percent; all of nothing is all.
    pub fn hundredths(&self) -> u32 {
        let reached = self.all() - self.unreached.len();
        (reached * 10_000).checked_div(self.all()).map_or(10_000, |share| share as u32)
    }
}
