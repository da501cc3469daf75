//! In a VPC the private zone whose name fits best answers alone: what it lacks is not looked for anywhere else.

use super::inspection::{Inspection, beside};
use super::zones::{vpcs, zones};
use crate::model::{ResolverRuleView, ZoneView, folded, relative, within};
use crate::report::Reports;
use crate::schema::{BlockId, Rule, Value};

/// So many names are listed.
const SHOWN: usize = 5;

/// Names that a public zone answers, and the private zone of the same name does not.
pub(super) fn missing(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let Some(view) = ZoneView::of(inspection.reader.schema) else { return };
    let all = zones(inspection, view);
    for (private, zone, domain) in all.iter().filter(|(_, zone, _)| !zone.existing && !vpcs(zone, view).is_empty()) {
        let public = all.iter().find(|(_, zone, other)| other == domain && !zone.existing && vpcs(zone, view).is_empty());
        let Some((public, other, _)) = public else { continue };
        let has = |name: &str| inspection.names.named(*private, name).next().is_some();
        let names = inspection.names.groups().filter(|(of, name, _)| of == public && !name.is_empty() && !has(name) && !has("*"));
        let mut lacking: Vec<&str> = names.map(|(_, name, _)| name).collect();
        if lacking.is_empty() {
            continue;
        }
        let more = lacking.len() > SHOWN;
        lacking.truncate(SHOWN);
        let names = lacking.join("`, `");
        let names = if more { format!("`{names}` and others") } else { format!("`{names}`") };
        for rule in rules {
            let words = [("names", Value::text(&names)), ("domain", Value::text(domain))];
            reports.push(beside(inspection.found(rule, zone, zone.span, &words), other.span, "the public zone has them"));
        }
    }
}

/// Records below the name of another private zone that the same VPC sees.
pub(super) fn hidden(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let Some(view) = ZoneView::of(inspection.reader.schema) else { return };
    let all = zones(inspection, view);
    let private: Vec<_> = all.iter().filter(|(_, zone, _)| !vpcs(zone, view).is_empty()).collect();
    for (outer, outer_zone, outer_domain) in &private {
        for (_, inner, domain) in &private {
            let Some(below) = within(domain, outer_domain).filter(|below| !below.is_empty()) else { continue };
            let seen = vpcs(inner, view);
            if !vpcs(outer_zone, view).iter().all(|vpc| seen.contains(vpc)) {
                continue;
            }
            for entry in inspection.names.records().filter(|entry| entry.zone == *outer && entry.record_type != "NS") {
                let Some(name) = entry.record.value(inspection.record.name).and_then(Value::as_text) else { continue };
                let is_below = within(&relative(name, Some(outer_domain)), below).is_some();
                for rule in rules.iter().filter(|_| is_below) {
                    let place = entry.record.slot(inspection.record.name).map_or(entry.record.span, |slot| slot.span);
                    let words = [("inner", Value::text(domain))];
                    reports.push(beside(inspection.found(rule, entry.record, place, &words), inner.span, "answers there, alone"));
                }
            }
        }
    }
}

/// Private zones whose very name is asked for elsewhere.
pub(super) fn forwarded(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let schema = inspection.reader.schema;
    let (Some(view), Some(way)) = (ZoneView::of(schema), ResolverRuleView::of(schema)) else { return };
    let all = zones(inspection, view);
    for (_, block) in inspection.all(way.kind) {
        let is_forward = block.value(way.to).is_some_and(|to| matches!(to, Value::List(_)));
        let Some(domain) = block.value(way.domain_name).and_then(Value::as_text).filter(|_| is_forward) else { continue };
        let domain = folded(domain.strip_suffix('.').unwrap_or(domain));
        let mut where_it_holds: Vec<BlockId> = Vec::new();
        if let Some(vpcs) = block.value(way.vpcs) {
            vpcs.each_block(&mut |vpc| where_it_holds.push(vpc));
        }
        let hidden =
            all.iter().find(|(_, zone, own)| *own == domain && vpcs(zone, view).iter().any(|vpc| where_it_holds.contains(vpc)));
        let Some((_, zone, _)) = hidden else { continue };
        for rule in rules {
            let report = inspection.found(rule, block, block.span, &[("zone", Value::Text(zone.label.clone()))]);
            reports.push(beside(report, zone.span, "is never asked there"));
        }
    }
}
