//! Checkers look a host up for IPv4 only.

use super::inspection::{Inspection, beside};
use super::zones::zones;
use crate::model::{ZoneView, folded, within};
use crate::report::Reports;
use crate::schema::{Block, Rule, Slot, Value};

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let Some(view) = ZoneView::of(inspection.reader.schema) else { return };
    let mut known = None;
    for check in &inspection.checks {
        let Some((slot, host)) = probed(inspection, check) else { continue };
        let host = folded(host).into_owned();
        let zones = known.get_or_insert_with(|| zones(inspection, view));
        let above = zones.iter().filter_map(|(id, _, domain)| Some((*id, within(&host, domain)?)));
        let Some((zone, name)) = above.min_by_key(|(_, name)| name.len()) else { continue };
        let records = inspection.names.named(zone, name);
        let ipv6 = records.first(|entry| entry.record_type == "AAAA");
        if records.first(|entry| entry.record_type == "A" || entry.is_cname).is_some() {
            continue;
        }
        let Some(ipv6) = ipv6 else { continue };
        for rule in rules {
            let report = inspection.found(rule, check, slot.span, &[("host", Value::text(&host))]);
            reports.push(beside(report, ipv6.record.span, "all there is of it"));
        }
    }
}

/// The host that a check looks up, and where it is written.
pub(super) fn probed<'m>(inspection: &Inspection, check: &'m Block) -> Option<(&'m Slot, &'m str)> {
    let view = inspection.health_check;
    if check.value(view.address).is_some_and(|address| *address != Value::None) {
        return None;
    }
    let slot = check.slot(view.url).or(check.slot(view.tcp))?;
    let text = slot.value.as_text()?;
    let host = text.split_once("://").map_or(text, |(_, rest)| rest);
    let end = host.find(['/', ':', '?', '#']).unwrap_or(host.len());
    Some((slot, host[..end].trim_end_matches('.')))
}
