//! Viewers find a distribution by a record of each of its names.

use super::inspection::{Inspection, beside};
use super::names::above;
use crate::model::{StagingView, ZoneView, folded, within};
use crate::report::Reports;
use crate::schema::{Block, BlockId, Rule, Value};

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let Some(view) = ZoneView::of(inspection.reader.schema) else { return };
    let zones: Vec<(BlockId, &Block, String)> = inspection
        .all(view.kind)
        .filter(|(_, zone)| zone.value(view.vpcs).is_none_or(|vpcs| *vpcs == Value::List(Vec::new())))
        .filter_map(|(id, zone)| {
            let domain = zone.value(view.domain_name)?.as_text()?;
            Some((id, zone, folded(domain.strip_suffix('.').unwrap_or(domain)).into_owned()))
        })
        .collect();
    let staged = staged(inspection);
    for (id, distribution) in inspection.all(inspection.distribution.kind) {
        let Some(slot) = distribution.slot(inspection.distribution.domains).filter(|_| !staged.contains(&id)) else { continue };
        let Value::List(domains) = &slot.value else { continue };
        for (at, domain) in domains.iter().enumerate() {
            let Some(name) = domain.as_text().map(|name| folded(name).into_owned()) else { continue };
            let above_it = zones.iter().filter_map(|zone| Some((zone, within(&name, &zone.2)?)));
            let Some(((zone, block, _), relative)) = above_it.min_by_key(|(_, relative)| relative.len()) else { continue };
            if distribution.existing
                || block.existing
                || is_answered(inspection, *zone, relative)
                || may_be_answered(inspection, *zone)
            {
                continue;
            }
            for rule in rules {
                let words = [("domain", domain.clone()), ("zone", Value::Text(block.label.clone()))];
                let report = inspection.found(rule, distribution, inspection.model.item_span(slot, at), &words);
                reports.push(beside(report, block.span, "has no record of that name"));
            }
        }
    }
}

/// Whether a zone has a record at a name, a wildcard over it, or leaves it to another zone.
fn is_answered(inspection: &Inspection, zone: BlockId, name: &str) -> bool {
    let has = |name: &str| inspection.names.named(zone, name).next().is_some();
    let is_cut = |name: &str| inspection.names.named(zone, name).first(|entry| entry.record_type == "NS").is_some();
    has(name) || has("*") || above(name).any(|above| is_cut(above) || has(&format!("*.{above}")))
}

/// Whether a zone has records whose names are known only when deployed.
fn may_be_answered(inspection: &Inspection, zone: BlockId) -> bool {
    let is_open = |record: &&&Block| record.value(inspection.record.name).is_none_or(Value::is_unknown);
    let is_in = |record: &&Block| record.value(inspection.record.zone).is_none_or(|of| of.as_block().is_none_or(|of| of == zone));
    inspection.records.iter().filter(is_open).any(|record| is_in(&&**record))
}

/// Distributions that answer under the names of another.
fn staged(inspection: &Inspection) -> Vec<BlockId> {
    let Some(view) = StagingView::of(inspection.reader.schema) else { return Vec::new() };
    inspection.all(view.kind).filter_map(|(_, staging)| staging.value(view.to)?.as_block()).collect()
}
