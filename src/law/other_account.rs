//! What must be of the account that the program is deployed to, by the account in its ARN.
//!
//! The rule says with `at` which field holds the ARN.

use super::inspection::{Inspection, beside};
use crate::model::ProjectView;
use crate::report::Reports;
use crate::schema::{Rule, Value};

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let Some(view) = ProjectView::of(inspection.reader.schema) else { return };
    let Some(own) = inspection.all(view.kind).find_map(|(_, project)| project.slot(view.account)) else { return };
    let Some(account) = own.value.as_text() else { return };
    for rule in rules {
        let Some(kind) = inspection.kind_of(rule) else { continue };
        let Some(field) = rule.at.and_then(|at| inspection.reader.schema.kind(kind).field_named(at)) else { continue };
        for (_, block) in inspection.all(kind).filter(|(_, block)| block.existing) {
            let Some(slot) = block.slot(field) else { continue };
            let other = slot.value.as_text().and_then(|arn| arn.split(':').nth(4)).filter(|other| !other.is_empty());
            if let Some(other) = other.filter(|other| *other != account) {
                let words = [("other", Value::text(other)), ("account", Value::text(account))];
                reports.push(beside(inspection.found(rule, block, slot.span, &words), own.span, "deployed to this one"));
            }
        }
    }
}
