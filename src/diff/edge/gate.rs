//! What turns a request away before it is served.
//!
//! In: a distribution, a behavior, a method, a protocol, a country. Out: the first thing that turns it away. The order is
//! country, protocol, method (documented for some pairs only; all of them end in a refusal). Deliberately absent: signatures, which
//! a request may have.

use super::Views;
use crate::diff::side::Read;
use crate::schema::{Block, BlockId, Shape, Value};
use crate::source::Name;
use std::collections::BTreeSet;

/// A method of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// Reads.
    Get,
    /// Reads what stands before the content.
    Head,
    /// Asks what is allowed, as browsers do before they ask another site.
    Options,
    /// Writes.
    Put,
    /// Hands in.
    Post,
    /// Changes.
    Patch,
    /// Takes away.
    Delete,
}

/// Every method that CloudFront knows, in its own order.
pub const METHODS: [Method; 7] =
    [Method::Get, Method::Head, Method::Options, Method::Put, Method::Post, Method::Patch, Method::Delete];

impl Method {
    /// As it stands in a request.
    pub fn word(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Head => "HEAD",
            Method::Options => "OPTIONS",
            Method::Put => "PUT",
            Method::Post => "POST",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}

/// How a request is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Protocol {
    /// Encrypted.
    Https,
    /// Plain.
    Http,
}

impl Protocol {
    /// As it stands in a URL.
    pub fn word(self) -> &'static str {
        match self {
            Protocol::Https => "https",
            Protocol::Http => "http",
        }
    }
}

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Outcome {
    NoAnswer,
    Disabled,
    Country,
    Redirect,
    OnlyHttps,
    Method,
    Served,
}

impl Outcome {
    /// In words, for all but what is served.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::NoAnswer => "no distribution answers",
            Outcome::Disabled => "the distribution is disabled",
            Outcome::Country => "403, not from there",
            Outcome::Redirect => "redirected to https",
            Outcome::OnlyHttps => "403, https only",
            Outcome::Method => "403, not this method",
            Outcome::Served => "served",
        }
    }
}

impl Outcome {
    /// Whether the edge says no with an answer of its own, which gets the behavior's headers, or a page in its place.
    pub fn is_refusal(self) -> bool {
        matches!(self, Outcome::Country | Outcome::OnlyHttps | Outcome::Method)
    }
}

/// Which countries a distribution lets in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Countries {
    All,
    Only(BTreeSet<Name>),
    But(BTreeSet<Name>),
}

impl Countries {
    pub fn of(value: &Value) -> Countries {
        fn words(items: &[Value]) -> BTreeSet<Name> {
            items
                .iter()
                .flat_map(|item| match item {
                    Value::List(items) => words(items),
                    Value::Word(word) => BTreeSet::from([*word]),
                    Value::Text(text) => BTreeSet::from([Name::of(text)]),
                    _ => BTreeSet::new(),
                })
                .collect()
        }
        match value {
            Value::List(items) => Countries::Only(words(items)),
            Value::Call(word, items) if *word == "except" => Countries::But(words(items)),
            _ => Countries::All,
        }
    }

    pub fn lets_in(&self, country: Name) -> bool {
        match self {
            Countries::All => true,
            Countries::Only(words) => words.contains(&country),
            Countries::But(words) => !words.contains(&country),
        }
    }
}

/// What a behavior turns away.
#[derive(Clone, Debug)]
pub(super) struct Gate {
    pub methods: Vec<Method>,
    pub cached: Vec<Method>,
    protocol: Option<Name>,
}

impl Gate {
    pub fn of(side: &Read, views: Views, block: &Block) -> Gate {
        let methods = |field| {
            let word = side.reader.value(block, field);
            let Shape::Choice(choice) = &side.reader.kind(block).field(field).shape else { return Vec::new() };
            let spelled = match &*word {
                Value::Word(word) => side.reader.schema.choice(*choice).word(*word).map(|word| word.spelled.cfn.clone()),
                _ => None,
            };
            let Some(Value::List(items)) = spelled else { return METHODS.to_vec() };
            METHODS.into_iter().filter(|method| items.iter().any(|item| item.as_text() == Some(method.word()))).collect()
        };
        let protocol = match &*side.reader.value(block, views.behavior.protocol) {
            Value::Word(word) => Some(*word),
            _ => None,
        };
        Gate { methods: methods(views.behavior.methods), cached: methods(views.behavior.cached_methods), protocol }
    }

    pub fn outcome(&self, method: Method, protocol: Protocol) -> Outcome {
        match self.protocol {
            Some(word) if protocol == Protocol::Http && word == "redirect_to_https" => Outcome::Redirect,
            Some(word) if protocol == Protocol::Http && word == "https_only" => Outcome::OnlyHttps,
            _ if !self.methods.contains(&method) => Outcome::Method,
            _ => Outcome::Served,
        }
    }
}

/// A distribution's own part of what turns requests away.
pub(super) struct Door {
    pub enabled: bool,
    pub countries: Countries,
}

impl Door {
    pub fn of(side: &Read, views: Views, id: Option<BlockId>) -> Option<Door> {
        let block = side.block(id?);
        let enabled = *side.reader.value(block, views.distribution.enabled) != Value::Bool(false);
        Some(Door { enabled, countries: Countries::of(&side.reader.value(block, views.distribution.countries)) })
    }

    /// What becomes of a request that a behavior would treat so.
    pub fn outcome(door: Option<&Door>, country: Name, inner: impl FnOnce() -> Outcome) -> Outcome {
        match door {
            None => Outcome::NoAnswer,
            Some(door) if !door.enabled => Outcome::Disabled,
            Some(door) if !door.countries.lets_in(country) => Outcome::Country,
            Some(_) => inner(),
        }
    }
}
