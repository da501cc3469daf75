//! Certificates: where their proof is found, and who waits for them.
//!
//! In: certificates with `validate_in`. Out: for CloudFormation the zone of each name; for Terraform the records and the wait
//! that CloudFormation does by itself.

use super::expand::{Expansion, made_label};
use crate::schema::{BlockId, Unknown, Value};
use crate::source::Name;

/// Expands every certificate.
pub(super) fn expand(expansion: &mut Expansion) {
    let Some(kind) = expansion.schema.kind_named(Name::of("certificate")) else {
        return;
    };
    for id in expansion.of_kind(kind) {
        if expansion.blocks[id.0 as usize].existing {
            continue;
        }
        let (Value::List(domains), zone @ Value::Block(_)) = (expansion.get(id, "domains"), expansion.get(id, "validate_in"))
        else {
            continue;
        };
        validations(expansion, id, &domains, &zone);
        wait(expansion, id, zone);
    }
}

fn validations(expansion: &mut Expansion, id: BlockId, domains: &[Value], zone: &Value) {
    let mut list = Vec::with_capacity(domains.len());
    for domain in domains {
        let Some(part) = expansion.make("domain_validation", String::new(), id) else {
            return;
        };
        expansion.set(part, "domain", domain.clone());
        expansion.set(part, "zone", zone.clone());
        list.push(Value::Block(part));
    }
    expansion.set(id, "validations", Value::List(list));
}

fn wait(expansion: &mut Expansion, id: BlockId, zone: Value) {
    let each = |attribute: &str| Value::Unknown(Box::new(Unknown::Raw(Name::of("tf"), format!("each.value.{attribute}").into())));
    let label = made_label(expansion, id, "validation");
    let Some(records) = expansion.make("certificate_validation_record", label.clone(), id) else {
        return;
    };
    expansion.set(records, "each", Value::Block(id));
    expansion.set(records, "zone", zone);
    expansion.set(records, "name", each("resource_record_name"));
    expansion.set(records, "type", each("resource_record_type"));
    expansion.set(records, "values", Value::List(vec![each("resource_record_value")]));

    let Some(waiting) = expansion.make("certificate_validation", label, id) else {
        return;
    };
    expansion.set(waiting, "certificate", Value::Block(id));
    expansion.set(waiting, "records", Value::Block(records));
    expansion.stand_ins.push((id, waiting));
}
