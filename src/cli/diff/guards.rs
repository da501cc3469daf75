//! Which changes are refused, as the command line has it.
//!
//! In: what guards may refuse, and what was said to `diff`. Out: refusals, each with the flag that lets it pass. Deliberately absent:
//! finding what may be refused (`crate::diff`).

use super::Compared;
use crate::cli::arguments::{Allowed, Denied, Diff};
use crate::diff::Guard;
use crate::route::dns::Ratio;

/// One line: what is refused, and what lets it pass.
pub(super) type Refusal = String;

/// Everything that is refused.
pub(super) fn refusals(compared: &Compared, arguments: &Diff) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    for one in &compared.difference.guarded {
        let passes = |allowed: Allowed, word: &str| {
            (!arguments.allow.contains(&allowed)).then(|| format!("{}; --allow {word} lets it pass", one.what))
        };
        let denied = |denied: Denied, word: &str| {
            arguments.deny.contains(&denied).then(|| format!("{}, which --deny {word} refuses", one.what))
        };
        refusals.extend(match one.guard {
            Guard::RootNs => passes(Allowed::RootNs, "root-ns"),
            Guard::Apex => passes(Allowed::Apex, "apex"),
            Guard::MassDelete => passes(Allowed::MassDelete, "mass-delete"),
            Guard::Replace => denied(Denied::Replace, "replace"),
            Guard::Delete => denied(Denied::Delete, "delete"),
            Guard::Unanswered => denied(Denied::Unanswered, "unanswered"),
            Guard::Unsigned => denied(Denied::Unsigned, "unsigned"),
        });
    }
    if let (Some(most), Some((moved, what))) = (arguments.max_moved, &compared.difference.most_moved)
        && *moved > Ratio::of(most.0, 10_000)
    {
        refusals.push(format!("{what}: {moved} moves, more than --max-moved allows"));
    }
    refusals
}
