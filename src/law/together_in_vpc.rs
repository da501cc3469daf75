//! What cannot stand beside another of its kind in one VPC.
//!
//! The rule says with `at` which field must differ; where that is the list of VPCs itself, nothing makes two of them possible.

use super::inspection::{Inspection, beside, coexist};
use crate::report::Reports;
use crate::schema::{Block, BlockId, Rule, Value};
use crate::source::Name;

/// The field that every such kind has.
const VPCS: &str = "vpcs";

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for rule in rules {
        let Some(id) = inspection.kind_of(rule) else { continue };
        let kind = inspection.reader.schema.kind(id);
        let (Some(vpcs), Some(field)) = (kind.field_named(Name::of(VPCS)), rule.at.and_then(|at| kind.field_named(at))) else {
            continue;
        };
        let seen = |block: &Block| {
            let mut seen: Vec<BlockId> = Vec::new();
            if let Some(value) = block.value(vpcs) {
                value.each_block(&mut |vpc| seen.push(vpc));
            }
            seen
        };
        let mut before: Vec<(&Block, Vec<BlockId>)> = Vec::new();
        for (_, block) in inspection.all(id).filter(|(_, block)| !block.existing) {
            let (own, value) = (seen(block), inspection.reader.value(block, field));
            let same = |other: &Block| field == vpcs || !value.is_unknown() && inspection.reader.value(other, field) == value;
            let both = before.iter().filter(|(other, _)| coexist(other, block) && same(other));
            let both = both.filter_map(|(other, vpcs)| Some((other, vpcs.iter().find(|vpc| own.contains(vpc))?))).next();
            if let Some((other, vpc)) = both {
                let vpc = Value::Text(inspection.reader.block(*vpc).label.clone());
                let words = [("vpc", vpc), ("other", Value::Text(other.label.clone())), ("value", value.into_owned())];
                let place = block.slot(field).map_or(block.span, |slot| slot.span);
                reports.push(beside(inspection.found(rule, block, place, &words), other.span, "the other one"));
            }
            before.push((block, own));
        }
    }
}
