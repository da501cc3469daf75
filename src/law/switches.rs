//! Routing controls move traffic by the checks that follow them, and are held from all being off by a safety rule.

use super::inspection::Inspection;
use crate::model::{RoutingControlView, SafetyRuleView};
use crate::report::Reports;
use crate::schema::{Block, BlockId, Rule, Value};
use rustc_hash::FxHashSet;

/// Switches that no health check follows, and that let no others be thrown.
pub(super) fn unused(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let schema = inspection.reader.schema;
    let (Some(view), Some(safety)) = (RoutingControlView::of(schema), SafetyRuleView::of(schema)) else { return };
    let mut followed = named(inspection.checks.iter().copied());
    for (_, gate) in inspection.all(safety.kind).filter(|(_, rule)| rule.slot(safety.guards).is_some()) {
        let conditions = gate.slots.iter().filter(|slot| slot.field != safety.guards);
        conditions.for_each(|slot| {
            slot.value.each_block(&mut |control| {
                followed.insert(control);
            })
        });
    }
    inspection.model.outputs.iter().for_each(|output| {
        output.value.each_block(&mut |block| {
            followed.insert(block);
        })
    });
    for (id, control) in inspection.all(view.kind).filter(|(_, control)| !control.existing) {
        for rule in rules.iter().filter(|_| !followed.contains(&id)) {
            reports.push(inspection.found(rule, control, control.span, &[]));
        }
    }
}

/// Panels of several switches that can all be thrown at once.
pub(super) fn unguarded(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let schema = inspection.reader.schema;
    let (Some(view), Some(safety)) = (RoutingControlView::of(schema), SafetyRuleView::of(schema)) else { return };
    let held = named(inspection.all(safety.kind).map(|(_, block)| block));
    let panel = |control: &Block| control.value(view.panel).and_then(Value::as_block);
    let switches: Vec<(BlockId, &Block)> = inspection.all(view.kind).filter(|(_, control)| !control.existing).collect();
    for (at, (_, second)) in switches.iter().enumerate() {
        let beside_it = || switches.iter().filter(|(_, other)| panel(other) == panel(second));
        let is_second = switches[..at].iter().filter(|(_, other)| panel(other) == panel(second)).count() == 1;
        if !is_second || beside_it().any(|(id, _)| held.contains(id)) {
            continue;
        }
        for rule in rules {
            reports.push(inspection.found(rule, second, second.span, &[]));
        }
    }
}

fn named<'m>(blocks: impl Iterator<Item = &'m Block>) -> FxHashSet<BlockId> {
    let mut named = FxHashSet::default();
    blocks.for_each(|block| {
        block.each_block(&mut |id| {
            named.insert(id);
        })
    });
    named
}
