//! The page: one file of HTML that needs nothing beside it.
//!
//! In: a map. Out: HTML with outlines, answers and a few lines of script. Deliberately absent: anything from a network.

use super::{Map, OUTLINES};
use serde_json::{Value, json};
use std::fmt::Write;

/// The page around the data.
const PAGE: &str = include_str!("page.html");

impl Map {
    /// The page.
    pub fn html(&self) -> String {
        // Nothing in the data may end the script it stands in.
        let data = self.json().to_string().replace('<', "\\u003c");
        PAGE.replace("{title}", &escaped(&self.title)).replace("{world}", &world()).replace("{data}", &data)
    }

    /// What the page looks up.
    pub fn json(&self) -> Value {
        let places = self.places.iter().map(|spot| {
            let point = spot.point.map(|(x, y)| json!([x.round(), y.round()]));
            json!([spot.code.as_str(), point])
        });
        let names = self.names.iter().map(|name| {
            let states = name.states.iter().map(|(down, row)| (down.to_string(), json!(row)));
            json!({
                "name": name.name, "types": name.types, "answers": name.answers,
                "switches": name.switches.iter().map(|label| &**label).collect::<Vec<_>>(),
                "states": states.collect::<serde_json::Map<_, _>>(), "rows": name.rows, "whole": name.is_whole,
                "estimate": name.is_estimate,
            })
        });
        json!({ "places": places.collect::<Vec<_>>(), "names": names.collect::<Vec<_>>() })
    }
}

/// The outlines as SVG.
fn world() -> String {
    OUTLINES.lines().filter_map(|line| line.split_once(' ')).fold(String::new(), |mut svg, (code, path)| {
        let _ = write!(svg, "<path data-place=\"{code}\" d=\"{path}\"/>");
        svg
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
