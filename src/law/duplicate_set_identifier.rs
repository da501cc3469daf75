//! A set identifier tells one branch of a name and type from all others.

use super::inspection::{Inspection, beside, coexist};
use crate::report::Reports;
use crate::schema::{Block, Rule, Value};
use crate::source::{Name, Span};
use rustc_hash::FxHashMap;

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for entry in inspection.names.entries().filter(|entry| !entry.record.branches.is_empty()) {
        // Records of several types are looked at once for each; the finding is the same.
        within(inspection, rules, entry.record, entry.record_type, entry.zone, reports);
    }
    for together in inspection.names.shared() {
        let mut rest = together;
        while let Some(first) = rest.next() {
            for second in rest {
                let same = second.record_type == first.record_type && second.record.case == first.record.case;
                if !same || !coexist(first.record, second.record) {
                    continue;
                }
                for branch in &second.record.branches {
                    let Some((identifier, place)) = identifier(inspection, branch) else {
                        continue;
                    };
                    let other = first.record.branches.iter().filter_map(|branch| self::identifier(inspection, branch));
                    if let Some((_, other)) = other.into_iter().find(|(known, _)| *known == identifier) {
                        say(inspection, rules, second.record, second.record_type, second.zone, identifier, place, other, reports);
                    }
                }
            }
        }
    }
}

fn within(
    inspection: &Inspection,
    rules: &[&Rule],
    record: &Block,
    record_type: Name,
    zone: crate::schema::BlockId,
    reports: &mut Reports,
) {
    let mut seen: FxHashMap<&str, (Span, &Block)> = FxHashMap::default();
    for branch in &record.branches {
        let Some((identifier, place)) = identifier(inspection, branch) else {
            continue;
        };
        match seen.get(identifier) {
            Some((first, other)) if coexist(other, branch) => {
                say(inspection, rules, record, record_type, zone, identifier, place, *first, reports);
            }
            Some(_) => {}
            None => {
                seen.insert(identifier, (place, branch));
            }
        }
    }
}

#[allow(clippy::too_many_arguments)]
fn say(
    inspection: &Inspection,
    rules: &[&Rule],
    record: &Block,
    record_type: Name,
    zone: crate::schema::BlockId,
    identifier: &str,
    place: Span,
    first: Span,
    reports: &mut Reports,
) {
    let name = record.value(inspection.record.name).cloned().unwrap_or(Value::None);
    for rule in rules {
        let words = [("name", name.clone()), ("type", Value::Word(record_type)), ("identifier", Value::text(identifier))];
        let report = inspection.found(rule, inspection.reader.block(zone), place, &words);
        reports.push(beside(report, first, "the first stands here"));
    }
}

/// What an author called a branch; names that follow from the program never collide within a record.
fn identifier<'b>(inspection: &Inspection, branch: &'b Block) -> Option<(&'b str, Span)> {
    let slot = branch.slot(inspection.record.set_identifier)?;
    slot.value.as_text().map(|text| (text, slot.span))
}
