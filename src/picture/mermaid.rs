//! A graph as Mermaid reads it.
//!
//! In: a graph. Out: text, for a fence in Markdown. Deliberately absent: where boxes stand; Mermaid finds out.

use super::{Graph, Means};
use std::fmt::Write as _;

/// The whole text.
pub(super) fn write(graph: &Graph) -> String {
    let mut text = String::from("flowchart LR\n");
    for (at, node) in graph.nodes.iter().enumerate() {
        let label = std::iter::once(&node.title).chain(&node.lines).map(|line| quoted(line)).collect::<Vec<_>>().join("<br>");
        let _ = writeln!(text, "  n{at}[\"{label}\"]:::{}", node.sort.word());
    }
    for edge in &graph.edges {
        let arrow = if edge.means == Means::Guards { "-.->" } else { "-->" };
        let label = if edge.label.is_empty() { String::new() } else { format!("|\"{}\"|", quoted(&edge.label)) };
        let _ = writeln!(text, "  n{} {arrow}{label} n{}", edge.from, edge.to);
    }
    text
}

/// Mermaid has no escapes but these.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("#quot;"),
            '#' => quoted.push_str("#35;"),
            '<' => quoted.push_str("#lt;"),
            '>' => quoted.push_str("#gt;"),
            other => quoted.push(other),
        }
    }
    quoted
}
