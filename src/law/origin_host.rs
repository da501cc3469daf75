//! An origin is reached by a name that the whole internet knows, never by address.

use super::inspection::Inspection;
use crate::model::OriginView;
use crate::report::Reports;
use crate::schema::{Rule, Value};
use std::net::Ipv4Addr;

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let Some(view) = OriginView::of(inspection.reader.schema) else { return };
    for (_, origin) in inspection.model.own().filter(|(_, block)| block.kind == view.kind) {
        let Some(slot) = origin.slot(view.from) else { continue };
        let Value::Text(host) = &slot.value else { continue };
        if host.contains('.') && host.parse::<Ipv4Addr>().is_err() {
            continue;
        }
        for rule in rules {
            reports.push(inspection.found(rule, origin, slot.span, &[("host", slot.value.clone())]));
        }
    }
}
