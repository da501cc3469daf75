//! Who asks, in a test.
//!
//! In: what stands behind `from`, and `viewer` blocks. Out: places. Deliberately absent: what they are answered.

use super::Trial;
use crate::model::{Line, Term};
use crate::report::nearest;
use crate::route::{Network, Place};
use crate::schema::{BlockId, Value};
use crate::source::Name;

/// Somebody a test gave a name.
#[derive(Clone, Debug, Default)]
pub(super) struct Viewer {
    pub place: Place,
    pub headers: Vec<(String, String)>,
    pub cookies: Vec<(String, String)>,
    /// Whether it brings a signature.
    pub signs: bool,
}

impl Trial<'_, '_> {
    /// `viewer anna { country = DE, address = "203.0.113.9" }`
    pub(super) fn viewer(&mut self, line: &Line) {
        let Some(name) = line.head.get(1).and_then(|term| term.word) else {
            self.wrong(line, "viewer name { country = DE }");
            return;
        };
        let mut viewer = Viewer::default();
        for field in line.body.iter().flatten() {
            let (Some(word), Some(value)) = (field.head.first().and_then(|term| term.word), &field.value) else {
                self.wrong(field, "name = value");
                continue;
            };
            match word.as_str() {
                "country" | "region" => {
                    if let Some(place) = self.place(value) {
                        viewer.place = Place { address: viewer.place.address, subnet: viewer.place.subnet, ..place };
                    }
                }
                "address" => match value.value.as_text().and_then(|text| text.parse::<Network>().ok()) {
                    Some(network) => viewer.place.address = Some(network.address()),
                    None => self.unknown(value, "address", "such as \"203.0.113.9\""),
                },
                "resolver" => match value.value.as_text().and_then(|text| text.parse::<Network>().ok()) {
                    Some(network) => viewer.place.resolver = Some(network.address()),
                    None => self.unknown(value, "address", "such as \"198.51.100.53\""),
                },
                "headers" => viewer.headers = pairs(&value.value),
                "cookies" => viewer.cookies = pairs(&value.value),
                "signature" => viewer.signs = true,
                _ => {
                    self.wrong(field, "country, region, address, resolver, headers, cookies or signature");
                }
            }
        }
        self.viewers.insert(name, viewer);
    }

    /// Who sends a request, with what it brings along.
    pub(super) fn sender(&mut self, line: &Line) -> Option<(Viewer, String)> {
        let (place, from) = self.from(line)?;
        let at = line.head.iter().position(|term| term.word.is_some_and(|word| word == "from"));
        let named = at.and_then(|at| line.head.get(at + 1)).and_then(|term| self.viewers.get(&term.word?));
        Some((Viewer { place, ..named.cloned().unwrap_or_default() }, from))
    }

    /// Whoever stands behind `from`; whoever, where nobody does. `None` where it is not understood.
    pub(super) fn from(&mut self, line: &Line) -> Option<(Place, String)> {
        let at = line.head.iter().position(|term| term.word.is_some_and(|word| word == "from"));
        let Some(at) = at else { return Some((Place::default(), String::new())) };
        let Some(term) = line.head.get(at + 1) else {
            self.wrong(line, "say who asks behind `from`");
            return None;
        };
        let shown = match &term.value {
            Value::Word(word) => word.to_string(),
            _ => self.shown(term),
        };
        self.place(term).map(|place| (place, format!(" from {shown}")))
    }

    /// The place that a term names.
    pub(super) fn place(&mut self, term: &Term) -> Option<Place> {
        let atlas = &self.router.dns.atlas;
        let found = match &term.value {
            Value::Block(id) => return self.inside(*id, term),
            Value::Word(word) => match self.viewers.get(word) {
                Some(viewer) => Some(viewer.place.clone()),
                None => atlas.place(word),
            },
            Value::Text(text) => atlas.place(text),
            _ => None,
        };
        if found.is_none() {
            let shown = self.shown(term);
            let words: Vec<Name> = atlas.words().chain(self.viewers.keys().copied()).collect();
            let near = nearest(&shown, words.iter().map(|word| word.as_str()));
            let fix = near.map_or_else(
                || "a country, a subdivision, a region, a network, a VPC or a viewer".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            self.unknown(term, "place or viewer", &fix);
        }
        found
    }

    fn inside(&mut self, id: BlockId, term: &Term) -> Option<Place> {
        let kind = self.schema.kind(self.block(id).kind).name;
        if kind == "vpc" {
            return Some(Place { vpc: Some(id), ..Place::default() });
        }
        self.unknown(term, "place or viewer", "a country, a subdivision, a region, a network, a VPC or a viewer");
        None
    }
}

/// `{ name = "value" }`
fn pairs(value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Map(entries) => {
            let text = |value: &Value| value.as_text().map_or_else(|| crate::resolve::shown(value), str::to_owned);
            entries.iter().map(|(name, value)| (name.to_string(), text(value))).collect()
        }
        _ => Vec::new(),
    }
}
