//! How many blocks of a kind an account may have; where the rule says `at` a field, how many with one value of it, as in one region.

use super::inspection::Inspection;
use crate::report::Reports;
use crate::schema::{Block, Rule, Value};
use crate::source::Name;

/// `require count <= quota`: the first block with which that does not hold is found fault with.
pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for rule in rules {
        let (Some(kind), Some(require)) = (inspection.kind_of(rule), &rule.require) else { continue };
        let field = rule.at.and_then(|at| inspection.reader.schema.kind(kind).field_named(at));
        let of_kind = inspection.all(kind).map(|(_, block)| block);
        let mut groups: Vec<(Value, Vec<&Block>)> = Vec::new();
        for block in of_kind.filter(|block| !block.existing && inspection.applies(rule, block)) {
            let value = field.map_or(Value::None, |field| inspection.reader.value(block, field).into_owned());
            match groups.iter_mut().find(|(known, _)| *known == value) {
                Some((_, group)) => group.push(block),
                None => groups.push((value, vec![block])),
            }
        }
        for (value, blocks) in groups {
            let count = |at: usize| Value::Int(at as i64 + 1);
            let breaks = |at: usize, block: &Block| {
                let names = [(Name::of("count"), count(at))];
                inspection.reader.compute_within(block, &names, require) == Value::Bool(false)
            };
            if let Some((_, block)) = blocks.iter().enumerate().find(|(at, block)| breaks(*at, block)) {
                let words = [("count", count(blocks.len() - 1)), ("value", value)];
                reports.push(inspection.found(rule, block, block.span, &words));
            }
        }
    }
}
