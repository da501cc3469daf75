//! A distribution answers only under its own names, so a record that points to it must have one of them.

use super::certificate_lacks_domain::covers;
use super::inspection::{Inspection, beside};
use super::names::Entry;
use crate::report::Reports;
use crate::schema::{Block, Rule, Value};

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for entry in inspection.names.records().filter(|entry| entry.form.points) {
        let record = entry.record;
        for block in std::iter::once(record).chain(&record.branches) {
            pointing(inspection, rules, &entry, block, reports);
        }
    }
}

fn pointing(inspection: &Inspection, rules: &[&Rule], entry: &Entry, block: &Block, reports: &mut Reports) {
    let view = inspection.distribution;
    let Some(slot) = block.slot(inspection.record.values) else {
        return;
    };
    let target = match &slot.value {
        Value::List(values) => values.first(),
        one => Some(one),
    };
    let Some(Value::Block(target)) = target else {
        return;
    };
    let target = inspection.reader.block(*target);
    if target.kind != view.kind || target.existing && target.slot(view.domains).is_none() {
        return;
    }
    let domains = inspection.reader.value(target, view.domains);
    let (Value::List(domains), Some(zone)) = (&*domains, inspection.names.domain(entry.zone)) else {
        return;
    };
    let Some(name) = entry.record.value(inspection.record.name).and_then(Value::as_text) else {
        return;
    };
    let name = absolute(name, zone);
    if domains.iter().any(|domain| domain.as_text().is_none_or(|domain| covers(domain, &name))) {
        return;
    }
    for rule in rules {
        let words = [("domain", Value::text(&name)), ("distribution", Value::Text(target.label.clone()))];
        let report = inspection.found(rule, entry.record, slot.span, &words);
        let place = target.slot(view.domains).map_or(target.span, |slot| slot.span);
        reports.push(beside(report, place, "its names"));
    }
}

/// A record's name with its zone's domain, without the dot at the end.
fn absolute(name: &str, zone: &str) -> String {
    match (name, name.strip_suffix('.')) {
        ("@", _) => zone.to_owned(),
        (_, Some(absolute)) => absolute.to_owned(),
        (name, None) => format!("{name}.{zone}"),
    }
}
