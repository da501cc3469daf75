//! Viewers join connections to names of one certificate, so what has them must speak alike.

use super::inspection::{Inspection, beside, coexist};
use crate::report::Reports;
use crate::schema::{Block, BlockId, Rule, Value};
use rustc_hash::FxHashMap;

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let view = inspection.distribution;
    let mut first: FxHashMap<BlockId, &Block> = FxHashMap::default();
    for &distribution in &inspection.distributions {
        let Some(certificate) = distribution.value(view.certificate).and_then(Value::as_block) else { continue };
        let first = *first.entry(certificate).or_insert(distribution);
        let version = |of| inspection.reader.value(of, view.http_version).into_owned();
        let (own, other) = (version(distribution), version(first));
        if own == other || own.is_unknown() || other.is_unknown() || !coexist(first, distribution) {
            continue;
        }
        let place = |of: &Block| of.slot(view.http_version).map_or(of.span, |slot| slot.span);
        for rule in rules {
            let label = Value::Text(inspection.reader.block(certificate).label.clone());
            let words = [("certificate", label), ("other", other.clone())];
            let report = inspection.found(rule, distribution, place(distribution), &words);
            reports.push(beside(report, place(first), "speaks another"));
        }
    }
}
