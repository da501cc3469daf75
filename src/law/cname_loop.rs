//! Names that lead to one another, by CNAME or by alias, must not lead back.

use super::inspection::Inspection;
use super::unknown_record::leads_to;
use crate::report::Reports;
use crate::schema::{Block, Rule, Value};
use rustc_hash::FxHashSet;

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let mut settled: FxHashSet<*const Block> = FxHashSet::default();
    for start in inspection.names.entries() {
        let is_text = |block: &Block| matches!(block.value(inspection.record.values), Some(Value::List(values)) if values.iter().any(|value| matches!(value, Value::Text(_))));
        if start.record_type != "CNAME" && start.record.branches.is_empty() && is_text(start.record) {
            continue;
        }
        let mut open = vec![(start, None)];
        let mut seen: FxHashSet<*const Block> = FxHashSet::default();
        while let Some((entry, way)) = open.pop() {
            for (name, place) in leads_to(inspection, &entry) {
                for next in inspection.names.at(entry.zone, &name).filter(|next| next.record_type == entry.record_type) {
                    let first = way.unwrap_or(place);
                    if std::ptr::eq(next.record, start.record) && settled.insert(std::ptr::from_ref(start.record)) {
                        let name = start.record.value(inspection.record.name).cloned().unwrap_or(Value::None);
                        for rule in rules {
                            reports.push(inspection.found(rule, start.record, first, &[("name", name.clone())]));
                        }
                    } else if seen.insert(std::ptr::from_ref(next.record)) {
                        open.push((next, Some(first)));
                    }
                }
            }
        }
    }
}
