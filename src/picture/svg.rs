//! A graph as a picture.
//!
//! In: a graph and where everything stands. Out: SVG that needs nothing else, for light and dark pages. Deliberately absent:
//! finding places (`layout`).

use super::layout::{LINE, Layout, PADDING};
use super::{Graph, Means};
use std::fmt::Write as _;

const STYLE: &str = "\
    text { font: 12px ui-sans-serif, system-ui, sans-serif; fill: #1f2328 }
    .title { font-weight: 600 }
    .line, .label { font-size: 11px; fill: #59636e }
    rect { fill: #ffffff; stroke: #59636e; stroke-width: 1.2 }
    .health rect { stroke: #1a7f37; fill: #f0fbf3 }
    .record rect { stroke: #0969da; fill: #eff7ff }
    .distribution rect { stroke: #8250df; fill: #f8f3ff }
    .behavior rect { stroke: #8250df }
    .origin rect { stroke: #bc4c00; fill: #fff5ee }
    path { fill: none; stroke: #818b98; stroke-width: 1.3 }
    .guards { stroke: #1a7f37; stroke-dasharray: 4 3 }
    .label { paint-order: stroke; stroke: #ffffff; stroke-width: 4px; text-anchor: end }
    marker path { fill: #818b98; stroke: none }
    .page { fill: #ffffff; stroke: none }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc } .line, .label { fill: #9198a1 } .label { stroke: #0d1117 }
      .page { fill: #0d1117 } rect { fill: #151b23; stroke: #9198a1 }
      .health rect { fill: #12261e } .record rect { fill: #121d2f } .distribution rect { fill: #1e1730 } .origin rect { fill: #291d14 }
    }
";

/// The whole text.
pub(super) fn write(graph: &Graph, layout: &Layout) -> String {
    let (width, height) = (layout.width, layout.height);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n  \
         <style>\n{STYLE}  </style>\n  <defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" \
         markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0 8 4 0 8Z\"/></marker></defs>\n  \
         <rect class=\"page\" width=\"{width}\" height=\"{height}\"/>\n"
    );
    for (edge, road) in graph.edges.iter().zip(&layout.roads) {
        let class = if edge.means == Means::Guards { " class=\"guards\"" } else { "" };
        let _ = writeln!(text, "  <path{class} d=\"{}\" marker-end=\"url(#head)\"/>", curve(road));
    }
    for (node, place) in graph.nodes.iter().zip(&layout.boxes) {
        let (x, y) = (place.x, place.y);
        let _ = writeln!(
            text,
            "  <g class=\"{}\"><rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"6\"/>",
            node.sort.word(),
            place.width,
            place.height
        );
        let words = x + PADDING;
        let _ =
            writeln!(text, "    <text class=\"title\" x=\"{words:.1}\" y=\"{:.1}\">{}</text>", y + 19.0, escaped(&node.title));
        for (turn, line) in node.lines.iter().enumerate() {
            let base = y + 19.0 + LINE * (turn + 1) as f64;
            let _ = writeln!(text, "    <text class=\"line\" x=\"{words:.1}\" y=\"{base:.1}\">{}</text>", escaped(line));
        }
        text.push_str("  </g>\n");
    }
    for (edge, road) in graph.edges.iter().zip(&layout.roads).filter(|(edge, _)| !edge.label.is_empty()) {
        if let Some((x, y)) = road.last() {
            let _ = writeln!(
                text,
                "  <text class=\"label\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                x - 12.0,
                y - 4.0,
                escaped(&edge.label)
            );
        }
    }
    text.push_str("</svg>\n");
    text
}

/// Bends between columns, straight lines through them.
fn curve(road: &[(f64, f64)]) -> String {
    let Some(((x, y), rest)) = road.split_first() else { return String::new() };
    let mut text = format!("M{x:.1} {y:.1}");
    let mut from = *x;
    for (turn, (x, y)) in rest.iter().enumerate() {
        if turn % 2 == 0 {
            let bend = (x - from) / 2.0;
            let before = road[turn].1;
            let _ = write!(text, "C{:.1} {before:.1} {:.1} {y:.1} {x:.1} {y:.1}", from + bend, x - bend);
        } else {
            let _ = write!(text, "L{x:.1} {y:.1}");
        }
        from = *x;
    }
    text
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
