//! Which column each box stands in.
//!
//! In: a graph. Out: a column for each box, from the left; every arrow points to the right, but for those that close a circle.
//! Deliberately absent: rows.

use super::{Graph, Sort};

/// The column of each box.
pub(super) fn columns(graph: &Graph) -> Vec<usize> {
    let order = order(graph);
    let mut columns = vec![0; graph.nodes.len()];
    let mut arriving: Vec<Vec<usize>> = vec![Vec::new(); graph.nodes.len()];
    for edge in &graph.edges {
        arriving[edge.to].push(edge.from);
    }
    let mut rank = vec![0; graph.nodes.len()];
    for (turn, at) in order.iter().enumerate() {
        rank[*at] = turn;
    }
    // What begins a road of its own stands with its like: names beside names, not beside the checks of other names.
    for sort in Sort::ALL {
        let floor = (0..graph.nodes.len()).filter(|at| graph.nodes[*at].sort < sort).map(|at| columns[at] + 1).max();
        for &at in order.iter().filter(|at| graph.nodes[**at].sort == sort) {
            let begins = matches!(sort, Sort::Record | Sort::Distribution);
            let least = if begins { floor.unwrap_or(0) } else { 0 };
            let before = arriving[at].iter().filter(|from| rank[**from] < rank[at]);
            columns[at] = before.map(|from| columns[*from] + 1).max().unwrap_or(0).max(least);
        }
    }
    columns
}

/// The boxes so that arrows point forward, as far as they can.
fn order(graph: &Graph) -> Vec<usize> {
    let mut leaving: Vec<Vec<usize>> = vec![Vec::new(); graph.nodes.len()];
    for edge in &graph.edges {
        leaving[edge.from].push(edge.to);
    }
    let (mut order, mut seen) = (Vec::with_capacity(graph.nodes.len()), vec![false; graph.nodes.len()]);
    for start in (0..graph.nodes.len()).rev() {
        let mut open = vec![(start, 0)];
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        while let Some((at, next)) = open.pop() {
            match leaving[at].get(next) {
                Some(&to) => {
                    open.push((at, next + 1));
                    if !std::mem::replace(&mut seen[to], true) {
                        open.push((to, 0));
                    }
                }
                None => order.push(at),
            }
        }
    }
    order.reverse();
    order
}
