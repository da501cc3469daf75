//! A delegation to a zone of the program leads to that zone's own name servers.

use super::inspection::{Inspection, beside};
use super::names::Entry;
use crate::model::ZoneView;
use crate::model::{folded, relative};
use crate::report::Reports;
use crate::schema::{Block, BlockId, Rule, Unknown, Value};
use rustc_hash::FxHashMap;

/// A zone of the program.
type Zone<'m> = (BlockId, &'m Block);

/// The public zones of each domain.
type Zones<'m> = FxHashMap<String, Vec<Zone<'m>>>;

/// The servers of some other zone.
pub(super) fn elsewhere(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    each(inspection, &mut |entry, zones| {
        let Some(slot) = entry.record.slot(inspection.record.values) else { return };
        let Some(other) = asked(&slot.value).filter(|asked| zones.iter().all(|(zone, _)| zone != asked)) else { return };
        let other = inspection.reader.block(other);
        if other.kind != zones[0].1.kind {
            return;
        }
        for rule in rules {
            let names = [("child", Value::Text(zones[0].1.label.clone())), ("other", Value::Text(other.label.clone()))];
            let report = inspection.found(rule, entry.record, slot.span, &names);
            reports.push(beside(report, zones[0].1.span, "the zone of that name"));
        }
    });
}

/// Servers written down, of a zone that is yet to be made.
pub(super) fn by_hand(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    each(inspection, &mut |entry, zones| {
        let Some(slot) = entry.record.slot(inspection.record.values) else { return };
        let Value::List(values) = &slot.value else { return };
        let is_text = !values.is_empty() && values.iter().all(|value| value.as_text().is_some());
        if !is_text || zones.iter().any(|(_, zone)| zone.existing) {
            return;
        }
        for rule in rules {
            let report = inspection.found(rule, entry.record, slot.span, &[("child", Value::Text(zones[0].1.label.clone()))]);
            reports.push(beside(report, zones[0].1.span, "the zone of that name"));
        }
    });
}

/// Hands out each delegation with the zones of the program that it can lead to.
fn each<'m>(inspection: &Inspection<'m>, found: &mut dyn FnMut(Entry<'m>, &[Zone<'m>])) {
    let mut zones: Option<Zones> = None;
    for entry in inspection.names.entries().filter(|entry| entry.record_type == "NS" && !entry.form.apex) {
        let Some(name) = entry.record.value(inspection.record.name).and_then(Value::as_text) else { continue };
        let Some(domain) = inspection.names.domain(entry.zone) else { continue };
        let zones = zones.get_or_insert_with(|| public_zones(inspection));
        if let Some(zones) = zones.get(&format!("{}.{domain}", relative(name, Some(domain)))) {
            found(entry, zones);
        }
    }
}

fn public_zones<'m>(inspection: &Inspection<'m>) -> Zones<'m> {
    let mut zones = Zones::default();
    let Some(view) = ZoneView::of(inspection.reader.schema) else { return zones };
    for (id, zone) in inspection.model.own().filter(|(_, block)| block.kind == view.kind && block.slot(view.vpcs).is_none()) {
        if let Some(domain) = zone.value(view.domain_name).and_then(Value::as_text) {
            zones.entry(folded(domain.strip_suffix('.').unwrap_or(domain)).into_owned()).or_default().push((id, zone));
        }
    }
    zones
}

/// The block whose output a value is.
fn asked(value: &Value) -> Option<BlockId> {
    match value {
        Value::List(values) => values.iter().find_map(asked),
        Value::Unknown(unknown) => match **unknown {
            Unknown::Attribute(block, _) => Some(block),
            _ => None,
        },
        _ => None,
    }
}
