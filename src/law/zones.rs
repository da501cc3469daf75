//! Zones of one name, and zones that share name servers.

use super::inspection::{Inspection, beside, coexist};
use crate::model::{ZoneView, folded, within};
use crate::report::Reports;
use crate::schema::{Block, BlockId, Rule, Value};

/// A zone with its domain.
type Zone<'m> = (BlockId, &'m Block, String);

/// Two public zones of one name, of which the world asks one.
pub(super) fn same_public(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let Some(view) = ZoneView::of(inspection.reader.schema) else { return };
    let public: Vec<Zone> =
        zones(inspection, view).into_iter().filter(|(_, zone, _)| !zone.existing && vpcs(zone, view).is_empty()).collect();
    pairs(&public, &mut |(_, first, domain), (_, second, other)| {
        if domain == other {
            say(inspection, rules, (first, second), &[("domain", Value::text(domain))], reports);
        }
    });
}

/// Two zones on the same servers, of which one is within the other: a server could not tell who is asked.
pub(super) fn shared_servers(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let Some(view) = ZoneView::of(inspection.reader.schema) else { return };
    let sharing: Vec<Zone> = zones(inspection, view)
        .into_iter()
        .filter(|(_, zone, _)| zone.value(view.delegation_set).is_some_and(|set| set.as_block().is_some()))
        .collect();
    pairs(&sharing, &mut |(_, first, domain), (_, second, other)| {
        let is_within = within(domain, other).is_some() || within(other, domain).is_some();
        if is_within && first.value(view.delegation_set) == second.value(view.delegation_set) {
            say(inspection, rules, (first, second), &[("domain", Value::text(other)), ("other", Value::text(domain))], reports);
        }
    });
}

/// The zones of a program whose domain is known, each with it, in small letters and without the dot at the end.
pub(super) fn zones<'m>(inspection: &Inspection<'m>, view: ZoneView) -> Vec<Zone<'m>> {
    let all = inspection.all(view.kind).filter_map(|(id, zone)| {
        let domain = zone.value(view.domain_name)?.as_text()?;
        Some((id, zone, folded(domain.strip_suffix('.').unwrap_or(domain)).into_owned()))
    });
    all.collect()
}

/// The VPCs that see a zone.
pub(super) fn vpcs(zone: &Block, view: ZoneView) -> Vec<BlockId> {
    let mut vpcs = Vec::new();
    if let Some(value) = zone.value(view.vpcs) {
        value.each_block(&mut |vpc| vpcs.push(vpc));
    }
    vpcs
}

fn pairs<'z, 'm>(zones: &'z [Zone<'m>], see: &mut dyn FnMut(&'z Zone<'m>, &'z Zone<'m>)) {
    for (at, second) in zones.iter().enumerate() {
        zones[..at].iter().filter(|first| coexist(first.1, second.1)).for_each(|first| see(first, second));
    }
}

fn say(
    inspection: &Inspection,
    rules: &[&Rule],
    (first, second): (&Block, &Block),
    words: &[(&str, Value)],
    reports: &mut Reports,
) {
    for rule in rules {
        reports.push(beside(inspection.found(rule, second, second.span, words), first.span, "the other zone"));
    }
}
