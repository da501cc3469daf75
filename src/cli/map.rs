//! `edgewise map`: who in the world is answered by what, as one page.
//!
//! In: a program, names. Out: a page of HTML on standard output or in a file. Deliberately absent: drawing (`map`).

use super::arguments::Map;
use super::program::{Understood, name_of};
use super::read::shown;
use super::swap;
use super::terminal::{Failure, Terminal, Verdict, near, several};
use crate::map;
use crate::route::Router;
use serde_json::json;

/// Draws a program's names.
pub(super) fn map(arguments: &Map, terminal: &Terminal) -> Result<Verdict, Failure> {
    let Understood { findings, library, model } = Understood::for_dry_run(&arguments.program, &arguments.input);
    let Some(model) = model else {
        return findings.refuse(terminal);
    };
    let router = Router::of(&model, &library.schema);
    let names = || router.dns.questions().map(|(_, name, _)| name);
    if let Some(unknown) = arguments.only.iter().find(|only| !names().any(|name| name == **only)) {
        return Err(Failure(format!("no record is called `{unknown}`{}", near(unknown, names()))));
    }
    let switches = router.dns.switches(&model);
    let map = map::map(&name_of(&arguments.program.path), &router, &switches, &arguments.only);
    let text = map.html();
    let Some(out) = &arguments.out else {
        return terminal.print_page(&text, "a page of HTML", "map.html");
    };
    swap::write(out, &text)?;
    if terminal.is_for_machines() {
        let files = vec![json!({ "path": shown(out), "state": "wrote" })];
        findings.document().with("files", files).with("map", map.json()).print(terminal)?;
    }
    let count = several(map.names.len(), "picture");
    terminal.mention(&format!("wrote {}  {count}, {} places\n", shown(out), map.places.len()))?;
    Ok(Verdict::Fine)
}
