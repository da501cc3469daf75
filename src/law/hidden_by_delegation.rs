//! Below a delegation another zone answers, and what this one says is never heard.

use super::hosts_of_values::host;
use super::inspection::{Inspection, beside, coexist};
use super::names::{Entry, above};
use crate::model::{folded, relative};
use crate::report::Reports;
use crate::schema::{BlockId, Rule, Value};
use rustc_hash::FxHashMap;

/// Delegations by zone and name.
type Cuts<'m> = FxHashMap<(BlockId, String), Entry<'m>>;

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let delegations = inspection.names.entries().filter(|entry| entry.record_type == "NS" && !entry.form.apex);
    let cuts: Cuts = delegations.filter_map(|entry| Some(((entry.zone, own(inspection, &entry)?), entry))).collect();
    if cuts.is_empty() {
        return;
    }
    for entry in inspection.names.entries() {
        let Some(cut) = own(inspection, &entry).and_then(|name| cut(inspection, &cuts, &entry, &name)) else { continue };
        for rule in rules.iter().filter(|rule| inspection.applies(rule, entry.record)) {
            let place = entry.record.slot(inspection.record.name).map_or(entry.record.span, |slot| slot.span);
            let names = [("cut", inspection.name(cut.record)), ("type", Value::Word(entry.record_type))];
            reports.push(beside(inspection.found(rule, entry.record, place, &names), cut.record.span, "the delegation"));
        }
    }
}

fn own(inspection: &Inspection, entry: &Entry) -> Option<String> {
    let name = entry.record.value(inspection.record.name).and_then(Value::as_text)?;
    Some(relative(name, inspection.names.domain(entry.zone)).into_owned())
}

/// The delegation that hides a record: at its name, or above.
fn cut<'m>(inspection: &Inspection, cuts: &Cuts<'m>, entry: &Entry, name: &str) -> Option<Entry<'m>> {
    let found = std::iter::once(name).chain(above(name)).find_map(|cut| cuts.get(&(entry.zone, cut.to_owned())));
    let cut = found.filter(|cut| !std::ptr::eq(cut.record, entry.record) && coexist(cut.record, entry.record))?;
    let is_at = own(inspection, cut).is_some_and(|cut| cut == name);
    let belongs = is_at && matches!(entry.record_type.as_str(), "NS" | "DS");
    (!belongs && !is_glue(inspection, cut, entry, name)).then_some(*cut)
}

/// Whether a record may be an address of one of the servers a zone is delegated to; where those are not known, any may.
fn is_glue(inspection: &Inspection, cut: &Entry, entry: &Entry, name: &str) -> bool {
    if !matches!(entry.record_type.as_str(), "A" | "AAAA") {
        return false;
    }
    let Some(Value::List(servers)) = cut.record.value(inspection.record.values) else { return true };
    let Some(domain) = inspection.names.domain(entry.zone) else { return true };
    servers.iter().any(|server| match server.as_text().and_then(|server| host("NS", server)) {
        Some(server) => folded(server.strip_suffix('.').unwrap_or(server)) == format!("{name}.{domain}"),
        None => true,
    })
}
