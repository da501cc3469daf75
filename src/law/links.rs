//! Which records laws look at together.
//!
//! In: a model. Out: for each record whose zone and name are known, where it is written, and numbers for its name and for the
//! names it leads to; equal names have equal numbers. Whoever checks a part of a program again takes the records of a name
//! together. Deliberately absent: the laws.

use super::hosts_of_values::host;
use super::inspection::Inspection;
use super::names::{Entry, above};
use super::probe_without_ipv4::probed;
use super::unknown_record::aliases;
use super::zones::{vpcs, zones};
use crate::model::{Model, ZoneView, folded, relative, within};
use crate::schema::{Block, BlockId, Schema, Value};
use crate::source::Span;
use rustc_hash::{FxHashSet, FxHasher};
use std::hash::{Hash, Hasher};

/// A record among the others of its program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it is written.
    pub place: Span,
    /// Its zone and name.
    pub name: u64,
    /// Its zone, name and type.
    pub answer: u64,
    /// The names it is an alias to.
    pub aliases: Box<[u64]>,
    /// The names whose records decide about it: those it is an alias to, hosts in its values, names above it and their wildcards.
    pub asks: Box<[u64]>,
    /// The names that its values lead to, as those of a CNAME do.
    pub follows: Box<[u64]>,
    /// Whether blocks that are no records depend on it, as a certificate does on who may issue it.
    pub is_asked_from_afar: bool,
}

/// Every record of a program, once for each of its types, in the order written.
pub fn links(model: &Model, schema: &Schema) -> Vec<Link> {
    let Some(inspection) = Inspection::new(model, schema) else {
        return Vec::new();
    };
    let far = Far::of(&inspection);
    let mut links = Vec::with_capacity(inspection.records.len());
    links.extend(inspection.names.entries().filter_map(|entry| link(&inspection, &entry, &far)));
    links
}

/// What blocks that are no records ask for: names, and whole zones.
struct Far {
    names: FxHashSet<String>,
    zones: Vec<BlockId>,
}

impl Far {
    fn of(inspection: &Inspection) -> Far {
        let mut names = FxHashSet::default();
        for domains in inspection.distributions.iter().filter_map(|block| block.value(inspection.distribution.domains)) {
            let Value::List(domains) = domains else { continue };
            names.extend(domains.iter().filter_map(Value::as_text).map(|domain| folded(domain).into_owned()));
        }
        names.extend(inspection.checks.iter().filter_map(|check| Some(folded(probed(inspection, check)?.1).into_owned())));
        let Some(view) = ZoneView::of(inspection.reader.schema) else { return Far { names, zones: Vec::new() } };
        let all = zones(inspection, view);
        let twins = |(_, zone, domain): &&(BlockId, &Block, String)| {
            let is_private = |zone: &Block| !vpcs(zone, view).is_empty();
            all.iter().any(|(_, other, same)| same == domain && is_private(other) != is_private(zone))
        };
        Far { names, zones: all.iter().filter(twins).map(|(id, ..)| *id).collect() }
    }

    fn asks(&self, entry: &Entry, name: &str, domain: Option<&str>) -> bool {
        if matches!(entry.record_type.as_str(), "CAA" | "DS" | "NS") || self.zones.contains(&entry.zone) || name.starts_with('*')
        {
            return true;
        }
        let Some(domain) = domain.filter(|_| !self.names.is_empty()) else { return false };
        self.names.contains(&if name.is_empty() { domain.to_owned() } else { format!("{name}.{domain}") })
    }
}

/// The names of the rules that no part of a program can be held against: they follow names however far they lead.
pub fn is_far(schema: &Schema, code: &str) -> bool {
    let rules = schema.kinds().flat_map(|(_, kind)| &kind.rules);
    rules.filter(|rule| rule.by_law && rule.name == "cname_loop").any(|rule| rule.code == *code)
}

fn link(inspection: &Inspection, entry: &Entry, far: &Far) -> Option<Link> {
    let zone = &*inspection.reader.block(entry.zone).label;
    let domain = inspection.names.domain(entry.zone);
    let written = entry.record.value(inspection.record.name).and_then(Value::as_text)?;
    let name = relative(written, domain);
    let aliases: Box<[u64]> =
        aliases(inspection, entry.record).map(|(alias, _)| number(&(zone, &*relative(alias, domain)))).collect();
    let mut asks = aliases.to_vec();
    asks.extend(above(&name).map(|above| number(&(zone, above))));
    asks.extend(above(&name).map(|above| number(&(zone, &*format!("*.{above}")))).chain([number(&(zone, "*"))]));
    let mut hosts = Vec::new();
    for block in std::iter::once(entry.record).chain(&entry.record.branches) {
        let Some(Value::List(values)) = block.value(inspection.record.values) else { continue };
        for value in values.iter().filter_map(Value::as_text) {
            let Some(host) = host(entry.record_type.as_str(), value) else { continue };
            let host = folded(host.strip_suffix('.').unwrap_or(host));
            hosts.extend(domain.and_then(|domain| within(&host, domain)).map(|name| number(&(zone, name))));
        }
    }
    let follows = if entry.is_cname {
        hosts
    } else {
        asks.append(&mut hosts);
        hosts
    };
    let is_asked_from_afar = far.asks(entry, &name, domain);
    let answer = number(&(zone, &*name, entry.record_type.as_str()));
    let name = number(&(zone, &*name));
    Some(Link { place: entry.record.span, name, answer, aliases, asks: asks.into(), follows: follows.into(), is_asked_from_afar })
}

fn number(what: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    what.hash(&mut hasher);
    hasher.finish()
}
