//! AWS issues a certificate only where CAA records let one of its authorities.

use super::inspection::{Inspection, beside, coexist};
use super::names::Entry;
use crate::model::{folded, within};
use crate::report::Reports;
use crate::schema::{BlockId, Rule, Value};
use crate::source::Name;

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let mut zones: Vec<BlockId> =
        inspection.names.entries().filter(|entry| entry.record_type == "CAA").map(|entry| entry.zone).collect();
    zones.dedup();
    let authorities = inspection.reader.schema.fact(Name::of("amazon_authorities")).map(|fact| &fact.value);
    let (Some(Value::List(authorities)), false) = (authorities, zones.is_empty()) else { return };
    let view = inspection.certificate;
    for (_, certificate) in inspection.model.own().filter(|(_, block)| block.kind == view.kind && !block.existing) {
        let Some(domains) = certificate.slot(view.domains) else { continue };
        let Value::List(names) = &domains.value else { continue };
        for (at, name) in names.iter().enumerate() {
            let Some(domain) = name.as_text() else { continue };
            let Some(entry) = nearest(inspection, &zones, domain).filter(|entry| coexist(entry.record, certificate)) else {
                continue;
            };
            if allows(inspection, &entry, domain.starts_with("*."), authorities) {
                continue;
            }
            for rule in rules {
                let report =
                    inspection.found(rule, certificate, inspection.model.item_span(domains, at), &[("domain", name.clone())]);
                reports.push(beside(report, entry.record.span, "who may"));
            }
        }
    }
}

/// The CAA record that speaks for a domain: its own, or the first above it.
fn nearest<'m>(inspection: &Inspection<'m>, zones: &[BlockId], domain: &str) -> Option<Entry<'m>> {
    let domain = folded(domain.strip_suffix('.').unwrap_or(domain));
    let mut name = domain.strip_prefix("*.").unwrap_or(&domain);
    loop {
        for zone in zones {
            let relative = inspection.names.domain(*zone).and_then(|of| within(name, of));
            let found = relative.and_then(|name| inspection.names.named(*zone, name).first(|entry| entry.record_type == "CAA"));
            if found.is_some() {
                return found;
            }
        }
        name = name.split_once('.')?.1;
    }
}

/// Whether a CAA record leaves AWS a way: an authority of its own, nothing about issuing at all, or something nobody knows yet.
fn allows(inspection: &Inspection, entry: &Entry, is_wildcard: bool, authorities: &[Value]) -> bool {
    let Some(Value::List(values)) = entry.record.value(inspection.record.values) else { return true };
    let mut said: Vec<(String, String)> = Vec::new();
    for value in values {
        let Some(text) = value.as_text() else { return true };
        let mut words = text.splitn(3, ' ').skip(1);
        if let (Some(tag), Some(authority)) = (words.next(), words.next()) {
            let authority = authority.trim_matches('"').split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            said.push((tag.to_ascii_lowercase(), authority));
        }
    }
    let has = |tag: &str| said.iter().any(|(known, _)| known == tag);
    let decides = if is_wildcard && has("issuewild") { "issuewild" } else { "issue" };
    let is_amazon = |authority: &str| authorities.iter().any(|known| known.as_text() == Some(authority));
    !has(decides) || said.iter().any(|(tag, authority)| tag == decides && is_amazon(authority))
}
