//! How many blocks of a kind an account may have.

use super::inspection::Inspection;
use crate::report::Reports;
use crate::schema::{Block, Rule, Value};
use crate::source::Name;

/// `require count <= quota`: the first block with which that does not hold is found fault with.
pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for rule in rules {
        let mut kinds = inspection.reader.schema.kinds();
        let kind = kinds.find(|(_, kind)| kind.rules.iter().any(|known| known.span == rule.span));
        let (Some((kind, _)), Some(require)) = (kind, &rule.require) else { continue };
        let of_kind = |block: &&Block| block.kind == kind && !block.existing && inspection.applies(rule, block);
        let blocks: Vec<&Block> = inspection.model.own().map(|(_, block)| block).filter(of_kind).collect();
        let count = |at: usize| Value::Int(at as i64 + 1);
        let breaks = |at: usize, block: &Block| {
            let names = [(Name::of("count"), count(at))];
            inspection.reader.compute_within(block, &names, require) == Value::Bool(false)
        };
        if let Some((_, block)) = blocks.iter().enumerate().find(|(at, block)| breaks(*at, block)) {
            reports.push(inspection.found(rule, block, block.span, &[("count", count(blocks.len() - 1))]));
        }
    }
}
