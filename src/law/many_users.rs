//! How many blocks may name one and the same.
//!
//! The rule stands in the kind that names, says with `at` which field does, and with `require` how many may, as `count`. A part counts
//! as the block it stands in.

use super::inspection::Inspection;
use crate::report::Reports;
use crate::schema::{Block, BlockId, Rule, Value};
use crate::source::{Name, Span};
use rustc_hash::FxHashMap;

/// Those that name a block: who, and where.
type Users<'m> = Vec<(BlockId, Span, &'m Block)>;

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for rule in rules {
        let (Some(kind), Some(require)) = (inspection.kind_of(rule), &rule.require) else { continue };
        let Some(field) = rule.at.and_then(|at| inspection.reader.schema.kind(kind).field_named(at)) else { continue };
        let mut order: Vec<BlockId> = Vec::new();
        let mut all: FxHashMap<BlockId, Users> = FxHashMap::default();
        for (id, block) in inspection.all(kind).filter(|(_, block)| !block.existing) {
            let user = block.parent.unwrap_or(id);
            let Some(slot) = block.slot(field).filter(|_| inspection.applies(rule, block)) else { continue };
            slot.value.each_block(&mut |named| {
                let users = all.entry(named).or_insert_with(|| {
                    order.push(named);
                    Users::new()
                });
                if users.iter().all(|(known, ..)| *known != user) {
                    users.push((user, slot.span, block));
                }
            });
        }
        for (named, users) in order.iter().map(|named| (named, &all[named])) {
            let breaks = |count: usize, block: &Block| {
                let count = [(Name::of("count"), Value::Int(count as i64))];
                inspection.reader.compute_within(block, &count, require) == Value::Bool(false)
            };
            let Some((_, (_, place, block))) = users.iter().enumerate().find(|(at, (.., block))| breaks(at + 1, block)) else {
                continue;
            };
            let label = Value::Text(inspection.reader.block(*named).label.clone());
            let words = [("count", Value::Int(users.len() as i64)), ("named", label)];
            reports.push(inspection.found(rule, block, *place, &words));
        }
    }
}
