//! Which behaviors lead to an origin, at once or by a failover.

use super::inspection::Inspection;
use crate::model::{BehaviorView, OriginView};
use crate::report::Reports;
use crate::schema::{BlockId, Rule, Value};
use crate::source::Name;
use rustc_hash::FxHashMap;

/// What a behavior says of itself: whether nothing of it stays at the edge.
const KEEPS_NOTHING: &str = "keeps_nothing";

/// A member of a failover counts for each behavior that leads to the failover.
type Users = FxHashMap<BlockId, Vec<BlockId>>;

/// Origins that no behavior leads to.
pub(super) fn unused(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let Some((view, users)) = users(inspection) else { return };
    for (id, origin) in inspection.all(view.kind).filter(|(id, _)| !users.contains_key(id)) {
        let is_beyond = inspection.model.outputs.iter().any(|output| names(&output.value, id));
        for rule in rules.iter().filter(|_| !is_beyond) {
            reports.push(inspection.found(rule, origin, origin.span, &[]));
        }
    }
}

/// Shields before origins of which nothing is kept.
pub(super) fn shielded(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let Some((view, users)) = users(inspection) else { return };
    let keeps_nothing = |behavior: &BlockId| {
        inspection.reader.member(&Value::Block(*behavior), Name::of(KEEPS_NOTHING)) == Some(Value::Bool(true))
    };
    for (id, origin) in inspection.all(view.kind) {
        let Some(slot) = origin.slot(view.shield).filter(|slot| slot.value != Value::None) else { continue };
        if users.get(&id).is_some_and(|users| users.iter().all(keeps_nothing)) {
            for rule in rules {
                reports.push(inspection.found(rule, origin, slot.span, &[]));
            }
        }
    }
}

/// Distributions with more origins than they may have.
pub(super) fn many(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    counted(inspection, rules, reports, |_| true);
}

/// Distributions with more failovers than they may have.
pub(super) fn many_groups(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let Some(view) = OriginView::of(inspection.reader.schema) else { return };
    counted(inspection, rules, reports, |id| inspection.reader.block(id).case == Some(view.failover));
}

fn counted(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports, counts: impl Fn(BlockId) -> bool) {
    let Some((_, users)) = users(inspection) else { return };
    let mut of: FxHashMap<BlockId, i64> = FxHashMap::default();
    for (_, behaviors) in users.iter().filter(|(id, _)| counts(**id)) {
        let mut distributions: Vec<BlockId> =
            behaviors.iter().filter_map(|behavior| inspection.reader.block(*behavior).parent).collect();
        distributions.sort_unstable();
        distributions.dedup();
        distributions.into_iter().for_each(|distribution| *of.entry(distribution).or_default() += 1);
    }
    for (id, distribution) in inspection.all(inspection.distribution.kind) {
        let Some(count) = of.get(&id) else { continue };
        for rule in rules {
            let count = ("count", Value::Int(*count));
            let Some(require) = &rule.require else { continue };
            let names = [(Name::of(count.0), count.1.clone())];
            if inspection.reader.compute_within(distribution, &names, require) == Value::Bool(false) {
                reports.push(inspection.found(rule, distribution, distribution.span, &[count]));
            }
        }
    }
}

fn users(inspection: &Inspection) -> Option<(OriginView, Users)> {
    let (view, behavior) = (OriginView::of(inspection.reader.schema)?, BehaviorView::of(inspection.reader.schema)?);
    let mut users = Users::default();
    for (id, block) in inspection.all(behavior.kind) {
        let mut open = Vec::new();
        if let Some(value) = block.value(behavior.origin) {
            value.each_block(&mut |origin| open.push(origin));
        }
        let mut seen = Vec::new();
        while let Some(origin) = open.pop().filter(|origin| !seen.contains(origin)) {
            seen.push(origin);
            users.entry(origin).or_default().push(id);
            for member in inspection.reader.block(origin).branches.iter().filter_map(|branch| branch.value(view.from)) {
                member.each_block(&mut |member| open.push(member));
            }
        }
    }
    Some((view, users))
}

fn names(value: &Value, id: BlockId) -> bool {
    let mut is_named = false;
    value.each_block(&mut |named| is_named |= named == id);
    is_named
}
