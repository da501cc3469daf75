//! A distribution answers only under its own names, so a record that leads to it, at once or by other records, must have one.
//!
//! What other records lead to is a step on their way: viewers ask for the name it begins at, and that one counts.

use super::certificate_lacks_domain::covers;
use super::inspection::{Inspection, beside};
use super::names::Entry;
use super::unknown_record::aliases;
use crate::report::Reports;
use crate::schema::{Block, Rule, Value};
use rustc_hash::FxHashSet;

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let pointing: Vec<Entry> = inspection.names.entries().filter(|entry| entry.form.points).collect();
    let mut led_to = FxHashSet::default();
    for entry in &pointing {
        led_to.extend(steps(inspection, entry, entry.record).into_iter().map(|next| (next.span, entry.record_type)));
    }
    let is_asked = |entry: &Entry| !led_to.contains(&(entry.record.span, entry.record_type));
    let mut seen = Vec::new();
    for asked in pointing.iter().filter(|entry| is_asked(entry)) {
        seen.clear();
        seen.push(asked.record.span);
        let mut open = vec![asked.record];
        while let Some(record) = open.pop() {
            for block in std::iter::once(record).chain(&record.branches) {
                leading(inspection, rules, asked, block, reports);
            }
            for next in steps(inspection, asked, record) {
                if !seen.contains(&next.span) {
                    seen.push(next.span);
                    open.push(next);
                }
            }
        }
    }
}

/// The records that one of an entry's zone is an alias to, of its type.
fn steps<'m>(inspection: &Inspection<'m>, of: &Entry<'m>, record: &'m Block) -> Vec<&'m Block> {
    let at = |name| inspection.names.at(of.zone, name).filter(|other| other.record_type == of.record_type);
    aliases(inspection, record).flat_map(|(name, _)| at(name)).map(|other| other.record).collect()
}

/// A name that is asked for, and a record or branch that it leads to.
fn leading(inspection: &Inspection, rules: &[&Rule], asked: &Entry, block: &Block, reports: &mut Reports) {
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
    let (Value::List(domains), Some(zone)) = (&*domains, inspection.names.domain(asked.zone)) else {
        return;
    };
    let Some(name) = asked.record.value(inspection.record.name).and_then(Value::as_text) else {
        return;
    };
    let name = absolute(name, zone);
    if domains.iter().any(|domain| domain.as_text().is_none_or(|domain| covers(domain, &name))) {
        return;
    }
    for rule in rules {
        let words = [("domain", Value::text(&name)), ("distribution", Value::Text(target.label.clone()))];
        let report = inspection.found(rule, asked.record, slot.span, &words);
        let place = target.slot(view.domains).map_or(target.span, |slot| slot.span);
        let report = beside(report, place, "its names");
        let led = !std::ptr::eq(asked.record, block) && !asked.record.branches.iter().any(|own| std::ptr::eq(own, block));
        reports.push(if led { beside(report, asked.record.span, "leads here") } else { report });
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
