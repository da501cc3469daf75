//! How many records a zone has: each type and each branch is one.

use super::inspection::Inspection;
use crate::report::Reports;
use crate::schema::{BlockId, Rule, Value};
use crate::source::Name;
use rustc_hash::FxHashMap;

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let mut counts: FxHashMap<BlockId, usize> = FxHashMap::default();
    for entry in inspection.names.entries() {
        *counts.entry(entry.zone).or_default() += entry.record.branches.len().max(1);
    }
    let mut counts: Vec<(BlockId, usize)> = counts.into_iter().collect();
    counts.sort_unstable();
    for (zone, count) in counts {
        let zone = inspection.reader.block(zone);
        let names = [(Name::of("count"), Value::Int(count as i64))];
        for rule in rules {
            let holds = rule.require.as_ref().map(|require| inspection.reader.compute_within(zone, &names, require));
            if holds == Some(Value::Bool(false)) {
                reports.push(inspection.found(rule, zone, zone.span, &[]));
            }
        }
    }
}
