//! The hosts that stand in values: where mail, services and delegations lead.
//!
//! In: records of types whose values hold a host. Out: findings about what else the zone says of that host. Deliberately absent: the
//! form of values (`record_values`).

use super::inspection::{Inspection, beside};
use super::names::Entry;
use crate::model::{folded, relative, within};
use crate::report::Reports;
use crate::schema::{Rule, Slot, Value};
use crate::source::Name;

/// Each type with how many words stand before the host, and the code of a host that is a CNAME.
const TYPES: [(&str, usize, &str); 7] = [
    ("CNAME", 0, ""),
    ("HTTPS", 1, ""),
    ("MX", 1, "R53-106"),
    ("NS", 0, "R53-115"),
    ("PTR", 0, ""),
    ("SRV", 3, "R53-133"),
    ("SVCB", 1, ""),
];

const LEADS_TO_ITSELF: &str = "R53-102";
const WITHOUT_A_DOT: &str = "R53-054";

/// The host of a value, by the type of its record.
pub(super) fn host<'v>(record_type: &str, value: &'v str) -> Option<&'v str> {
    let (_, before, _) = TYPES.iter().find(|(word, ..)| *word == record_type)?;
    value.split(' ').filter(|word| !word.is_empty()).nth(*before)
}

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let types = TYPES.map(|(word, _, is_cname)| (Name::of(word), is_cname));
    for entry in inspection.names.entries() {
        let Some((_, is_cname)) = types.iter().find(|(word, _)| entry.record_type == *word) else { continue };
        for block in std::iter::once(entry.record).chain(&entry.record.branches) {
            let Some(slot) = block.slot(inspection.record.values) else { continue };
            Check { inspection, rules, entry, slot, is_cname }.values(reports);
        }
    }
}

struct Check<'i, 'm, 'r> {
    inspection: &'i Inspection<'m>,
    rules: &'i [&'r Rule],
    entry: Entry<'m>,
    slot: &'m Slot,
    is_cname: &'static str,
}

impl Check<'_, '_, '_> {
    fn values(&self, reports: &mut Reports) {
        let values = match &self.slot.value {
            Value::List(values) => values.as_slice(),
            one => std::slice::from_ref(one),
        };
        for (at, value) in values.iter().enumerate() {
            let Value::Text(text) = value else { continue };
            if let Some(host) = host(self.entry.record_type.as_str(), text).filter(|host| *host != ".") {
                self.host(at, text, host, reports);
            }
        }
    }

    fn host(&self, at: usize, value: &str, host: &str, reports: &mut Reports) {
        if !host.contains('.') {
            self.say(WITHOUT_A_DOT, at, host, None, reports);
        }
        let is_service = matches!(self.entry.record_type.as_str(), "HTTPS" | "SVCB");
        if is_service && value.starts_with("0 ") && self.is_own(host) {
            self.say(LEADS_TO_ITSELF, at, host, None, reports);
        }
        if self.is_cname.is_empty() {
            return;
        }
        let other = self.inspection.names.with_cname(self.entry.zone, host).first(|entry| entry.is_cname);
        if let Some(other) = other {
            self.say(self.is_cname, at, host, Some(other), reports);
        }
    }

    /// Whether a host is the name of the record it stands in.
    fn is_own(&self, host: &str) -> bool {
        let name = self.entry.record.value(self.inspection.record.name).and_then(Value::as_text);
        let domain = self.inspection.names.domain(self.entry.zone);
        let host = folded(host.strip_suffix('.').unwrap_or(host));
        let inside = domain.and_then(|domain| within(&host, domain));
        name.zip(inside).is_some_and(|(name, host)| *relative(name, domain) == *host)
    }

    fn say(&self, code: &str, at: usize, host: &str, other: Option<Entry>, reports: &mut Reports) {
        for rule in self.rules.iter().filter(|rule| rule.code == *code) {
            let place = self.inspection.model.item_span(self.slot, at);
            let names = [("host", Value::text(host)), ("name", self.inspection.name(self.entry.record))];
            let report = self.inspection.found(rule, self.entry.record, place, &names);
            reports.push(match other {
                Some(other) => beside(report, other.record.span, "a CNAME"),
                None => report,
            });
        }
    }
}
