//! A signed zone is believed where the zone above vouches for it, and watched so that it stays so.

use super::inspection::{Inspection, beside};
use super::zones::{vpcs, zones};
use crate::model::{AlarmView, KeySigningKeyView, ZoneView, within};
use crate::report::Reports;
use crate::schema::{Block, Rule, Value};

/// Metrics that tell of a zone whose signatures are about to fail.
const METRICS: [&str; 2] = ["DNSSECInternalFailure", "DNSSECKeySigningKeysNeedingAction"];

/// Zones that the zone above, in the same program, delegates without vouching for.
pub(super) fn without_chain(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let Some(view) = ZoneView::of(inspection.reader.schema) else { return };
    let all = zones(inspection, view);
    for (zone, key) in signed(inspection, view) {
        let Some((_, _, domain)) = all.iter().find(|(_, other, _)| std::ptr::eq(*other, zone)) else { continue };
        let above = all.iter().filter(|(_, other, _)| !std::ptr::eq(*other, zone) && vpcs(other, view).is_empty());
        let above =
            above.filter_map(|(id, parent, outer)| Some((*id, *parent, within(domain, outer).filter(|name| !name.is_empty())?)));
        let Some((id, parent, name)) = above.min_by_key(|(.., name)| name.len()) else { continue };
        let records = inspection.names.named(id, name);
        let delegation = records.first(|entry| entry.record_type == "NS");
        let Some(delegation) = delegation.filter(|_| records.first(|entry| entry.record_type == "DS").is_none()) else {
            continue;
        };
        for rule in rules {
            let words = [("domain", Value::text(domain)), ("parent", Value::Text(parent.label.clone()))];
            reports.push(beside(inspection.found(rule, zone, key.span, &words), delegation.record.span, "delegates it"));
        }
    }
}

/// Zones that no alarm of the program watches.
pub(super) fn without_alarm(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let schema = inspection.reader.schema;
    let (Some(view), Some(alarm)) = (ZoneView::of(schema), AlarmView::of(schema)) else { return };
    // What an existing alarm watches is not said.
    let watches = |(_, block): (_, &Block)| {
        block.existing
            || block.value(alarm.metric).is_some_and(|metric| metric.as_text().is_none_or(|metric| METRICS.contains(&metric)))
    };
    if inspection.all(alarm.kind).any(watches) {
        return;
    }
    for (zone, key) in signed(inspection, view) {
        for rule in rules {
            reports.push(inspection.found(rule, zone, key.span, &[]));
        }
    }
}

/// The zones of the program with a key that signs, each with its first.
fn signed<'m>(inspection: &Inspection<'m>, view: ZoneView) -> Vec<(&'m Block, &'m Block)> {
    let Some(key) = KeySigningKeyView::of(inspection.reader.schema) else { return Vec::new() };
    let mut signed: Vec<(&Block, &Block)> = Vec::new();
    for (_, block) in
        inspection.all(key.kind).filter(|(_, block)| *inspection.reader.value(block, key.active) == Value::Bool(true))
    {
        let zone = block.value(key.zone).and_then(Value::as_block).or(block.parent).map(|id| inspection.reader.block(id));
        if let Some(zone) =
            zone.filter(|zone| zone.kind == view.kind && signed.iter().all(|(known, _)| !std::ptr::eq(*known, *zone)))
        {
            signed.push((zone, block));
        }
    }
    signed
}
