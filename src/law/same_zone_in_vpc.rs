//! A VPC sees one private zone of a name.

use super::inspection::{Inspection, beside, coexist};
use crate::model::{ZoneView, folded};
use crate::report::Reports;
use crate::schema::{Block, BlockId, Rule, Value};
use rustc_hash::FxHashMap;

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let Some(view) = ZoneView::of(inspection.reader.schema) else { return };
    let mut seen: FxHashMap<(String, BlockId), &Block> = FxHashMap::default();
    for (_, zone) in inspection.model.own().filter(|(_, block)| block.kind == view.kind) {
        let (Some(domain), Some(Value::List(vpcs))) =
            (zone.value(view.domain_name).and_then(Value::as_text), zone.value(view.vpcs))
        else {
            continue;
        };
        let domain = folded(domain.strip_suffix('.').unwrap_or(domain));
        for vpc in vpcs {
            let Value::Block(vpc) = vpc else { continue };
            let first = *seen.entry((domain.clone().into_owned(), *vpc)).or_insert(zone);
            if std::ptr::eq(first, zone) || !coexist(first, zone) {
                continue;
            }
            for rule in rules {
                let names = [("vpc", Value::Text(inspection.reader.block(*vpc).label.clone())), ("domain", Value::text(&domain))];
                let report = inspection.found(rule, zone, zone.span, &names);
                reports.push(beside(report, first.span, "the first of that name"));
            }
        }
    }
}
