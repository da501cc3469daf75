//! The decisions of a traffic policy are a tree: each that is named is there, each is come to, none leads back to itself.

use super::inspection::Inspection;
use crate::model::{NodeView, TrafficView};
use crate::report::Reports;
use crate::resolve::shown;
use crate::schema::{Block, Position, Rule, Value};
use crate::source::Span;

/// A branch names a node that is not there.
pub(super) fn unknown(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for policy in policies(inspection) {
        for (name, place) in policy.nodes.iter().flat_map(|node| leads(policy.view, node)) {
            if policy.at(name).is_none() {
                policy.found(inspection, rules, name, place, reports);
            }
        }
    }
}

/// A node that no branch leads to, and that is not the first.
pub(super) fn unreachable(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for policy in policies(inspection) {
        let reached = |at: usize| {
            let name = policy.name(at);
            policy.nodes.iter().flat_map(|node| leads(policy.view, node)).any(|(known, _)| Some(known) == name)
        };
        for at in (1..policy.nodes.len()).filter(|at| !reached(*at)) {
            let name = policy.name(at).unwrap_or_default();
            policy.found(inspection, rules, name, policy.nodes[at].span, reports);
        }
    }
}

/// A node that can be come to from itself.
pub(super) fn circle(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for policy in policies(inspection) {
        for at in 0..policy.nodes.len() {
            let mut seen = vec![false; policy.nodes.len()];
            let mut open = vec![at];
            while let Some(node) = open.pop() {
                for (name, place) in leads(policy.view, policy.nodes[node]) {
                    match policy.at(name) {
                        Some(next) if next == at => {
                            policy.found(inspection, rules, name, place, reports);
                            open.clear();
                            break;
                        }
                        Some(next) if !std::mem::replace(&mut seen[next], true) => open.push(next),
                        _ => {}
                    }
                }
            }
        }
    }
}

/// Two nodes of one name.
pub(super) fn twice(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for policy in policies(inspection) {
        for at in 0..policy.nodes.len() {
            let Some(name) = policy.name(at).filter(|name| policy.at(name) != Some(at)) else { continue };
            let place = policy.nodes[at].slot(policy.view.name).map_or(policy.nodes[at].span, |slot| slot.span);
            policy.found(inspection, rules, name, place, reports);
        }
    }
}

/// Two branches of a node for the same: a role, a region, a place.
pub(super) fn branch_twice(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    for policy in policies(inspection) {
        let view = policy.view;
        let has_places =
            |node: &&&Block| [view.latency, view.failover, view.geolocation, view.geoproximity].map(Some).contains(&node.case);
        for node in policy.nodes.iter().filter(has_places) {
            let kind = inspection.reader.kind(node);
            let head = |branch: &'_ Block| branch.slots.iter().position(|slot| kind.field(slot.field).position == Position::Head);
            for (at, branch) in node.branches.iter().enumerate() {
                let Some(slot) = head(branch).map(|at| &branch.slots[at]) else { continue };
                if node.branches[..at].iter().any(|first| first.value(slot.field) == Some(&slot.value)) {
                    policy.found(inspection, rules, &shown(&slot.value), slot.span, reports);
                }
            }
        }
    }
}

/// A policy and its nodes, in the order written.
struct Policy<'m> {
    block: &'m Block,
    view: NodeView,
    nodes: Vec<&'m Block>,
}

impl Policy<'_> {
    fn name(&self, at: usize) -> Option<&str> {
        self.nodes[at].value(self.view.name).and_then(Value::as_text)
    }

    fn at(&self, name: &str) -> Option<usize> {
        (0..self.nodes.len()).find(|at| self.name(*at) == Some(name))
    }

    fn found(&self, inspection: &Inspection, rules: &[&Rule], name: &str, place: Span, reports: &mut Reports) {
        let words = [("name", Value::text(name)), ("policy", Value::Text(self.block.label.clone()))];
        rules.iter().for_each(|rule| reports.push(inspection.found(rule, self.block, place, &words)));
    }
}

fn policies<'m>(inspection: &Inspection<'m>) -> Vec<Policy<'m>> {
    let schema = inspection.reader.schema;
    let (Some(traffic), Some(view)) = (TrafficView::of(schema), NodeView::of(schema)) else {
        return Vec::new();
    };
    let blocks = inspection.all(traffic.kind);
    blocks
        .map(|(_, block)| {
            let nodes = match block.value(traffic.nodes) {
                Some(Value::List(nodes)) => nodes.as_slice(),
                _ => &[],
            };
            let node = |value: &Value| match value {
                Value::Block(id) => Some(inspection.model.block(*id)),
                _ => None,
            };
            Policy { block, view, nodes: nodes.iter().filter_map(node).collect() }
        })
        .collect()
}

/// The nodes that a node's branches lead to, and where that is written.
fn leads<'m>(view: NodeView, node: &'m Block) -> impl Iterator<Item = (&'m str, Span)> + use<'m> {
    node.branches.iter().filter_map(move |branch| {
        let slot = branch.slot(view.to)?;
        match &slot.value {
            Value::Call(_, arguments) => Some((arguments.first()?.as_text()?, slot.span)),
            _ => None,
        }
    })
}
