//! What no test reaches.
//!
//! In: the records that answers were made of. Out: how many of all were reached, and the others. Deliberately absent: how much is
//! enough.

use crate::route::Router;
use crate::route::dns::MemberId;
use crate::source::Span;
use rustc_hash::FxHashSet;

/// What tests have reached so far.
#[derive(Debug, Default)]
pub(super) struct Reached {
    pub members: FxHashSet<MemberId>,
}

/// How much of a program its tests reach.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// How many records and branches there are.
    pub all: usize,
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
        let unreached = unreached.map(|(_, span, name)| Unreached { span: *span, name: name.clone() }).collect();
        Coverage { all: all.len(), unreached }
    }
}

impl Coverage {
    /// The share that is reached, in hundredths of a percent; all of nothing is all.
    pub fn hundredths(&self) -> u32 {
        let reached = self.all - self.unreached.len();
        (reached * 10_000).checked_div(self.all).map_or(10_000, |share| share as u32)
    }
}
