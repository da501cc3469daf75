//! What no test reaches.
//!
//! In: the records that answers were made of, the behaviors that took requests. Out: how many of all were reached, and the others. Deliberately absent: how much is
//! enough.

use crate::route::Router;
use crate::route::dns::MemberId;
use crate::schema::BlockId;
use crate::source::Span;
use rustc_hash::FxHashSet;

/// What tests have reached so far.
#[derive(Debug, Default)]
pub(super) struct Reached {
    pub members: FxHashSet<MemberId>,
    /// Blocks of behaviors that took a request.
    pub behaviors: FxHashSet<BlockId>,
}

/// How much of a program its tests reach.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// How many records and branches there are.
    pub records: usize,
    /// How many behaviors there are.
    pub behaviors: usize,
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
    /// Counts them.
    pub fn coverage(&self, router: &Router) -> Coverage {
        let all: Vec<(MemberId, Span, String)> = router.dns.records().collect();
        let unreached = all.iter().filter(|(id, ..)| !self.members.contains(id));
        let unreached = unreached.map(|(_, span, name)| Unreached { span: *span, name: name.clone() });
        let behaviors = || router.http.sites.iter().flat_map(|site| site.behaviors.iter().map(move |behavior| (site, behavior)));
        let idle = behaviors().filter(|(_, behavior)| !self.behaviors.contains(&behavior.block));
        let idle =
            idle.map(|(site, behavior)| Unreached { span: behavior.span, name: format!("{}: {}", site.label, behavior.title) });
        Coverage { records: all.len(), behaviors: behaviors().count(), unreached: unreached.chain(idle).collect() }
    }
}

impl Coverage {
    /// How many of all there are.
    pub fn all(&self) -> usize {
        self.records + self.behaviors
    }

    /// The share that is reached, in hundredths of a percent; all of nothing is all.
    pub fn hundredths(&self) -> u32 {
        let reached = self.all() - self.unreached.len();
        (reached * 10_000).checked_div(self.all()).map_or(10_000, |share| share as u32)
    }
}
