//! `edgewise graph`: a program as a picture.
//!
//! In: a program, a form, names to look at. Out: the picture, on standard output or in a file. Deliberately absent: drawing
//! (`picture`).

use super::arguments::{Graph, Picture};
use super::program::Understood;
use super::read::shown;
use super::swap;
use super::terminal::{Failure, Terminal, Verdict, near};
use crate::picture;
use serde_json::json;

/// Draws a program.
pub(super) fn graph(graph: &Graph, terminal: &Terminal) -> Result<Verdict, Failure> {
    let Understood { findings, library, model } = Understood::of(&graph.program);
    let Some(model) = model else {
        return findings.refuse(terminal);
    };
    let mut whole = picture::graph(&model, &library.schema);
    if !graph.only.is_empty() {
        let known = |title: &&String| whole.nodes.iter().any(|node| node.title == **title);
        if let Some(unknown) = graph.only.iter().find(|title| !known(title)) {
            let titles = whole.nodes.iter().map(|node| node.title.as_str());
            return Err(Failure(format!("nothing in the picture is called `{unknown}`{}", near(unknown, titles))));
        }
        whole = whole.around(&graph.only);
    }
    let form = graph.picture.unwrap_or_else(|| Picture::by_name(graph.out.as_deref()));
    let text = match form {
        Picture::Svg => whole.svg(),
        Picture::Dot => whole.dot(),
        Picture::Mermaid => whole.mermaid(),
    };
    let Some(out) = &graph.out else {
        return match form {
            Picture::Svg => terminal.print_page(&text, "a picture", "graph.svg"),
            Picture::Dot | Picture::Mermaid => terminal.print(&text).map(|()| Verdict::Fine),
        };
    };
    swap::write(out, &text)?;
    if terminal.is_for_machines() {
        let files = vec![json!({ "path": shown(out), "state": "wrote" })];
        findings.document().with("files", files).print(terminal)?;
    }
    terminal.mention(&format!("wrote {}  {} boxes, {} arrows\n", shown(out), whole.nodes.len(), whole.edges.len()))?;
    Ok(Verdict::Fine)
}
