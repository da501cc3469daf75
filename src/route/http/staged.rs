//! Continuous deployment: which of two distributions has a request.
//!
//! In: a distribution, a request, chance. Out: the distribution, or the one that is staged. Deliberately absent: how long a viewer stays
//! with one of the two.

use super::Hosts;
use super::message::Request;
use super::site::{Site, Staged};
use crate::route::{Step, Watch, World};

impl Hosts {
    /// The share of viewers that a staging distribution has of a host's requests, in hundredths of a percent; `None` where it has none, or
    /// has those that ask for it.
    pub fn staged_share(&self, host: &str) -> Option<u32> {
        match self.site(host)?.0.staging.as_ref()?.who {
            Staged::Share(share) => Some(share),
            Staged::Header(..) => None,
        }
    }

    /// The distribution that has a request.
    pub(super) fn staged<'h>(&'h self, site: &'h Site, request: &Request, world: &World, watch: &mut impl Watch) -> &'h Site {
        let Some(staging) = &site.staging else { return site };
        let Some(other) = self.sites.iter().find(|other| other.block == staging.to) else { return site };
        let is_staged = match &staging.who {
            Staged::Header(name, value) => {
                let is_asked = request.headers.get(name) == Some(&**value);
                let found = if is_asked { "is there" } else { "is not there" };
                watch.step(|| Step::new("EV-028", format!("{name}: {value} {found}")).about(staging.span));
                is_asked
            }
            Staged::Share(share) => {
                let is_drawn = world.is_staged.unwrap_or_else(|| drawn(world.seed) < *share);
                watch.step(|| {
                    let whom = if is_drawn { "this viewer among them" } else { "this viewer not among them" };
                    let text = format!("{}% of viewers go to {}, {whom}", f64::from(*share) / 100.0, other.label);
                    Step::new("EV-029", text).about(staging.span)
                });
                if let Some(idle) = staging.sticky {
                    watch.step(|| {
                        let text =
                            format!("a viewer stays where it came first, until idle for {idle} s; this is its first request");
                        Step::new("EV-030", text).about(staging.span)
                    });
                }
                is_drawn
            }
        };
        if !is_staged {
            return site;
        }
        watch.step(|| Step::new("EV-032", format!("{} has it, unless CloudFront is too busy", other.label)).about(other.span));
        other
    }
}

/// A number below 10,000 from a seed.
fn drawn(seed: u64) -> u32 {
    let mixed = (seed ^ 0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    ((mixed ^ (mixed >> 31)) % 10_000) as u32
}
