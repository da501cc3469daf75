//! The part of a graph that has to do with some of its boxes.
//!
//! In: a graph and boxes. Out: a graph with those, what they lead to, and what guards any of it. Deliberately absent: drawing.

use super::{Edge, Graph, Means};
use std::collections::BTreeSet;

/// The boxes that the chosen ones lead to or come from, and the health that any of these waits for.
pub(super) fn part(graph: &Graph, chosen: &BTreeSet<usize>) -> Graph {
    let leads = |edge: &Edge| edge.means == Means::Leads;
    let mut kept = closure(graph, chosen, |edge| leads(edge).then_some((edge.from, edge.to)));
    kept.extend(closure(graph, chosen, |edge| leads(edge).then_some((edge.to, edge.from))));
    let kept = closure(graph, &kept, |edge| (!leads(edge)).then_some((edge.to, edge.from)));
    let kept: Vec<usize> = kept.into_iter().collect();
    let place = |at: usize| kept.binary_search(&at).ok();
    let edges = graph.edges.iter().filter_map(|edge| {
        let (from, to) = (place(edge.from)?, place(edge.to)?);
        Some(Edge { from, to, ..edge.clone() })
    });
    Graph { nodes: kept.iter().map(|at| graph.nodes[*at].clone()).collect(), edges: edges.collect() }
}

/// Everything that steps lead to from some boxes, these included.
fn closure(graph: &Graph, from: &BTreeSet<usize>, step: impl Fn(&Edge) -> Option<(usize, usize)>) -> BTreeSet<usize> {
    let mut found = from.clone();
    let mut open: Vec<usize> = from.iter().copied().collect();
    while let Some(at) = open.pop() {
        for edge in &graph.edges {
            if let Some((start, end)) = step(edge)
                && start == at
                && found.insert(end)
            {
                open.push(end);
            }
        }
    }
    found
}
