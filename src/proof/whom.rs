//! Who asks, in a test.
//!
//! In: what stands behind `from`, and `viewer` blocks. Out: places. Deliberately absent: what they are answered.

use super::Trial;
use crate::model::{Line, Term};
use crate::report::nearest;
use crate::route::dns::inside;
use crate::route::http::{Carried, Hash, Terms};
use crate::route::{Network, Place};
use crate::schema::{BlockId, Value};
use crate::source::Name;

/// Who can stand behind `from`.
const WHO: &str = "a country, a subdivision, a region, a network, a VPC, an inbound endpoint or a viewer";

/// Somebody a test gave a name.
#[derive(Clone, Debug, Default)]
pub(super) struct Viewer {
    pub place: Place,
    pub headers: Vec<(String, String)>,
    pub cookies: Vec<(String, String)>,
    /// What it brings a signature for.
    pub signature: Option<Signed>,
}

/// A signature that a test vouches for.
#[derive(Clone, Debug)]
pub(super) struct Signed {
    pub key: BlockId,
    pub terms: Terms,
    pub carried: Carried,
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
                "signature" => match self.signature(&value.value) {
                    Ok(signature) => viewer.signature = Some(signature),
                    Err(fix) => self.unknown(value, "signature", fix),
                },
                _ => {
                    self.wrong(field, "country, region, address, resolver, headers, cookies or signature");
                }
            }
        }
        self.viewers.insert(name, viewer);
    }

    /// `{ key = spring, resource = "https://www.example.com/films/*", expires = 2026-11-01T13:00:00Z, in = cookies }`, and
    /// `starts`, `source`, `hash`; else what it lacks.
    fn signature(&self, value: &Value) -> Result<Signed, &'static str> {
        let Value::Map(entries) = value else { return Err("{ key = …, resource = \"https://…\", expires = … }") };
        let written = |name: &str| entries.iter().find(|(known, _)| **known == *name).map(|(_, value)| value);
        let time = |name: &str| written(name).map(|value| super::given::seconds(value).ok_or("times as in 2026-11-01T13:00:00Z"));
        let known = ["key", "resource", "expires", "starts", "source", "hash", "in"];
        if entries.iter().any(|(name, _)| !known.contains(&&**name)) {
            return Err("key, resource, expires, starts, source, hash and in, and nothing else");
        }
        let Some(Value::Block(key)) = written("key") else { return Err("key = a public key of the program") };
        let block = self.block(*key);
        if self.schema.kind(block.kind).name != "public_key" {
            return Err("key = a public key of the program");
        }
        let id = crate::model::Reader::new(self.schema, &self.model.blocks).named(block, Name::of("id"));
        let terms = Terms {
            key: id.as_text().unwrap_or(&block.label).to_owned(),
            resource: self.url(written("resource").ok_or("resource = the URL that was signed, or a pattern with `*`")?),
            expires: time("expires").ok_or("expires = a time, which every signature has")??,
            starts: time("starts").transpose()?,
            source: written("source")
                .map(|source| source.as_text().map(str::to_owned).ok_or("source = \"192.0.2.0/24\""))
                .transpose()?,
            hash: match written("hash").and_then(Value::as_text) {
                None | Some("sha1") => Hash::Sha1,
                Some("sha256") => Hash::Sha256,
                Some(_) => return Err("hash = sha1 or sha256"),
            },
            custom: false,
        };
        let carried = match written("in").map(crate::resolve::shown).as_deref() {
            None | Some("url") => Carried::Query,
            Some("cookies") => Carried::Cookies,
            Some(_) => return Err("in = url or cookies"),
        };
        Ok(Signed { key: *key, terms, carried })
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

    /// Whether all words behind a question are read: `from WHO` and `shares`. One that is not would leave out what it meant.
    pub(super) fn is_read(&mut self, line: &Line, behind: usize) -> bool {
        let mut terms = line.head.iter().skip(behind);
        while let Some(term) = terms.next() {
            match term.word.map_or("", Name::as_str) {
                "from" => {
                    terms.next();
                }
                "shares" => {}
                word => {
                    let near = nearest(word, ["from", "shares"]);
                    let fix = near.map_or_else(|| "from WHO, or shares".to_owned(), |near| format!("did you mean `{near}`?"));
                    self.unknown(term, "word of a question", &fix);
                    return false;
                }
            }
        }
        true
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
            let fix = near.map_or_else(|| WHO.to_owned(), |near| format!("did you mean `{near}`?"));
            self.unknown(term, "place or viewer", &fix);
        }
        found
    }

    fn inside(&mut self, id: BlockId, term: &Term) -> Option<Place> {
        let vpc = inside(self.model, self.schema, id);
        if vpc.is_none() {
            self.unknown(term, "place or viewer", WHO);
        }
        vpc.map(|vpc| Place { vpc: Some(vpc), ..Place::default() })
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
