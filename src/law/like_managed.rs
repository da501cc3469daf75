//! Policies that say what one of AWS's own says.

use super::inspection::Inspection;
use crate::report::Reports;
use crate::schema::{Block, FieldId, Kind, Rule, Value};

/// What tells policies apart without changing what they do.
const NAMES: [&str; 4] = ["id", "name", "comment", "tags"];

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for rule in rules {
        let Some(kind) = inspection.kind_of(rule) else { continue };
        let fields = fields(inspection.reader.schema.kind(kind));
        let managed: Vec<&Block> =
            inspection.model.blocks[..inspection.model.managed].iter().filter(|block| block.kind == kind).collect();
        for (_, own) in inspection.all(kind).filter(|(_, block)| !block.existing) {
            let is_alike =
                |other: &&&Block| fields.iter().all(|field| said(inspection, own, *field) == said(inspection, other, *field));
            let is_known = fields.iter().all(|field| !own.value(*field).is_some_and(Value::is_unknown));
            if let Some(twin) = managed.iter().find(is_alike).filter(|_| is_known) {
                reports.push(inspection.found(rule, own, own.span, &[("managed", Value::Text(twin.label.clone()))]));
            }
        }
    }
}

fn fields(kind: &Kind) -> Vec<FieldId> {
    kind.fields().filter(|(_, field)| NAMES.iter().all(|name| field.name != *name)).map(|(id, _)| id).collect()
}

/// What a field holds, where the order of a list says nothing.
fn said(inspection: &Inspection, block: &Block, field: FieldId) -> Value {
    let mut value = inspection.reader.value(block, field).into_owned();
    if let Some(items) = value.items_mut() {
        items.iter_mut().for_each(|item| {
            if let Some(text) = item.as_text() {
                *item = Value::text(&text.to_lowercase());
            }
        });
        items.sort_by(|one, other| one.as_text().cmp(&other.as_text()));
    }
    value
}
