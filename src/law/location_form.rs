//! Places of geoproximity as Route 53 writes them: two decimals of a degree, the group of a local zone and not the zone.
//!
//! The rules say with `at` which field holds the place.

use super::inspection::Inspection;
use crate::report::Reports;
use crate::resolve::shown;
use crate::schema::{Rule, Value};

const DECIMALS: &str = "R53-277";
const LOCAL_ZONE: &str = "R53-279";

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for entry in inspection.names.records().filter(|entry| entry.case == Some(inspection.record.geoproximity)) {
        let record = entry.record;
        for rule in rules {
            let field = rule.at.and_then(|at| inspection.reader.kind(record).field_in(at, record.case));
            for slot in record.branches.iter().filter_map(|branch| branch.slot(field?)) {
                let Value::Call(word, arguments) = &slot.value else { continue };
                let odd = match (word.as_str(), rule.code.as_str()) {
                    ("point", DECIMALS) => arguments.iter().find(|degrees| decimals(degrees) > 2),
                    ("local_zone", LOCAL_ZONE) => arguments.iter().find(|group| is_zone(&shown(group))),
                    _ => None,
                };
                if let Some(odd) = odd {
                    reports.push(inspection.found(rule, record, slot.span, &[("place", odd.clone())]));
                }
            }
        }
    }
}

fn decimals(value: &Value) -> usize {
    match value {
        Value::Decimal(digits) => digits.split_once('.').map_or(0, |(_, behind)| behind.trim_end_matches('0').len()),
        _ => 0,
    }
}

/// Whether a name is that of a zone, `us-west-2-den-1a`, and not of its group.
fn is_zone(name: &str) -> bool {
    let mut letters = name.chars().rev();
    letters.next().is_some_and(|last| last.is_ascii_lowercase()) && letters.next().is_some_and(|before| before.is_ascii_digit())
}
