//! The first behavior whose pattern fits a path has it, so a later one may get nothing at all.

use super::inspection::{Inspection, beside};
use crate::model::BehaviorView;
use crate::pattern::{STATES, claims, matches};
use crate::report::Reports;
use crate::schema::{Block, Rule, Slot, Value};

const SAME: &str = "CF-202";
const NEVER: &str = "CF-204";

/// A behavior that always exists, with its path.
struct Pattern<'m> {
    behavior: &'m Block,
    slot: &'m Slot,
    path: &'m str,
}

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let Some(view) = BehaviorView::of(inspection.reader.schema) else { return };
    for &distribution in &inspection.distributions {
        let Some(Value::List(behaviors)) = distribution.value(inspection.distribution.behaviors) else { continue };
        let mut patterns: Vec<Pattern> = Vec::with_capacity(behaviors.len());
        for behavior in behaviors {
            let Value::Block(id) = behavior else { continue };
            let behavior = inspection.reader.block(*id);
            let slot = behavior.slot(view.path).filter(|_| behavior.condition.is_none());
            let Some((slot, path)) = slot.and_then(|slot| Some((slot, slot.value.as_text()?))) else { continue };
            let pattern = Pattern { behavior, slot, path };
            if let Some((code, first)) = shadow(&patterns, &pattern) {
                say(inspection, rules.iter().filter(|rule| rule.code == *code), &pattern, first, reports);
            }
            patterns.push(pattern);
        }
    }
}

fn say<'r>(
    inspection: &Inspection,
    rules: impl Iterator<Item = &'r &'r Rule>,
    pattern: &Pattern,
    first: &Pattern,
    reports: &mut Reports,
) {
    for rule in rules {
        let names = [("path", Value::text(pattern.path)), ("first", Value::text(first.path))];
        let report = inspection.found(rule, pattern.behavior, pattern.slot.span, &names);
        reports.push(beside(report, first.slot.span, "has its paths"));
    }
}

/// A path without its first slash, which may be left out.
fn bare(path: &str) -> &str {
    path.strip_prefix('/').unwrap_or(path)
}

/// The first of the earlier behaviors that take all paths of a pattern, and the code for it; `None` where a path is left.
fn shadow<'p, 'm>(earlier: &'p [Pattern<'m>], pattern: &Pattern) -> Option<(&'static str, &'p Pattern<'m>)> {
    let own = bare(pattern.path);
    if let Some(same) = earlier.iter().find(|earlier| bare(earlier.path) == own) {
        return Some((SAME, same));
    }
    // A path that no other pattern was written for: where nobody has it, the pattern is reached.
    let sample = format!("/{}", own.replace('*', "\u{1}/\u{2}").replace('?', "\u{3}"));
    let taker = earlier.iter().find(|earlier| matches(earlier.path, &sample))?;
    let paths: Vec<&str> = earlier.iter().map(|earlier| earlier.path).collect();
    let claims = claims(&[pattern.path], &paths, STATES);
    let is_left = claims.list.iter().any(|claim| claim.first.is_some() && claim.second.is_none());
    (claims.is_exhaustive && !is_left).then_some((NEVER, taker))
}
