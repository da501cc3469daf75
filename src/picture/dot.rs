//! A graph as Graphviz reads it.
//!
//! In: a graph. Out: text. Deliberately absent: where boxes stand; Graphviz finds out.

use super::{Graph, Means};
use std::fmt::Write as _;

/// The whole text.
pub(super) fn write(graph: &Graph) -> String {
    let mut text = String::from(
        "digraph edge {\n  rankdir=LR\n  node [shape=box, style=\"rounded,filled\", fillcolor=white, fontname=\"sans-serif\"]\n  \
         edge [fontname=\"sans-serif\", fontsize=10]\n",
    );
    for (at, node) in graph.nodes.iter().enumerate() {
        let label = std::iter::once(&node.title).chain(&node.lines).map(|line| quoted(line)).collect::<Vec<_>>().join("\\n");
        let _ = writeln!(text, "  n{at} [label=\"{label}\", class={}]", node.sort.word());
    }
    for edge in &graph.edges {
        let label = if edge.label.is_empty() { String::new() } else { format!("label=\"{}\"", quoted(&edge.label)) };
        let style = if edge.means == Means::Guards { "style=dashed" } else { "" };
        let both: Vec<&str> = [label.as_str(), style].into_iter().filter(|part| !part.is_empty()).collect();
        let attributes = if both.is_empty() { String::new() } else { format!(" [{}]", both.join(", ")) };
        let _ = writeln!(text, "  n{} -> n{}{attributes}", edge.from, edge.to);
    }
    text.push_str("}\n");
    text
}

fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
