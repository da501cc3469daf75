//! A set identifier tells one branch of a name and type from all others.

use super::inspection::{Inspection, beside, coexist};
use super::names::Entry;
use crate::report::Reports;
use crate::schema::{Block, Rule, Value};
use crate::source::Span;

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let mut named: Vec<Named> = Vec::new();
    for entry in inspection.names.entries().filter(|entry| entry.form.branched) {
        named.clear();
        // All records of the name and type, up to this one: of two equal identifiers the later is at fault.
        let Some(name) = entry.record.value(inspection.record.name).and_then(Value::as_text) else { continue };
        for other in inspection.names.at(entry.zone, name) {
            let is_last = std::ptr::eq(other.record, entry.record);
            let same = other.record_type == entry.record_type && other.record.case == entry.record.case;
            if is_last || same && coexist(other.record, entry.record) {
                named.extend(other.record.branches.iter().filter_map(|branch| Named::of(inspection, branch, is_last)));
            }
            if is_last {
                break;
            }
        }
        report(inspection, rules, entry, &named, reports);
    }
}

/// A branch with the name its author gave it. Names that follow from the program never collide within a record.
struct Named<'b> {
    branch: &'b Block,
    identifier: &'b str,
    span: Span,
    is_new: bool,
}

impl<'b> Named<'b> {
    fn of(inspection: &Inspection, branch: &'b Block, is_new: bool) -> Option<Named<'b>> {
        let slot = branch.slot(inspection.record.set_identifier)?;
        Some(Named { branch, identifier: slot.value.as_text()?, span: slot.span, is_new })
    }
}

fn report(inspection: &Inspection, rules: &[&Rule], entry: Entry, named: &[Named], reports: &mut Reports) {
    for (at, branch) in named.iter().enumerate().filter(|(_, branch)| branch.is_new) {
        let first =
            named[..at].iter().find(|first| first.identifier == branch.identifier && coexist(first.branch, branch.branch));
        let Some(first) = first else { continue };
        let words = [
            ("name", inspection.name(entry.record)),
            ("type", Value::Word(entry.record_type)),
            ("identifier", Value::text(branch.identifier)),
        ];
        for rule in rules {
            let report = inspection.found(rule, inspection.reader.block(entry.zone), branch.span, &words);
            reports.push(beside(report, first.span, "the first stands here"));
        }
    }
}
