//! Networks of a collection: as large as Route 53 takes them, and each in one place.

use super::inspection::{Inspection, beside};
use crate::model::CidrLocationView;
use crate::report::Reports;
use crate::schema::{BlockId, Rule, Value};
use crate::source::Span;
use rustc_hash::FxHashMap;
use std::net::IpAddr;

const SIZE: &str = "R53-286";
const TWICE: &str = "R53-287";

pub(super) fn check(inspection: &Inspection, rules: &[&Rule], reports: &mut Reports) {
    let Some(view) = CidrLocationView::of(inspection.reader.schema) else { return };
    let mut seen: FxHashMap<(Option<BlockId>, Network), Span> = FxHashMap::default();
    for (_, location) in inspection.model.own().filter(|(_, block)| block.kind == view.kind) {
        let Some(slot) = location.slot(view.blocks) else { continue };
        let Value::List(blocks) = &slot.value else { continue };
        for (at, block) in blocks.iter().enumerate() {
            let Some(network) = block.as_text().and_then(Network::parse) else { continue };
            let place = inspection.model.item_span(slot, at);
            let first = *seen.entry((location.parent, network)).or_insert(place);
            let code = if !network.is_taken() {
                SIZE
            } else if first != place {
                TWICE
            } else {
                continue;
            };
            for rule in rules.iter().filter(|rule| rule.code == *code) {
                let report = inspection.found(rule, location, place, &[("network", block.clone())]);
                reports.push(if code == TWICE { beside(report, first, "the first stands here") } else { report });
            }
        }
    }
}

/// An address without the bits behind its prefix, and how long that is.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Network {
    bits: u128,
    length: u32,
    is_ipv4: bool,
}

impl Network {
    fn parse(text: &str) -> Option<Network> {
        let (address, length) = text.split_once('/')?;
        let length: u32 = length.parse().ok()?;
        let (bits, width) = match address.parse().ok()? {
            IpAddr::V4(address) => (u128::from(address.to_bits()), 32),
            IpAddr::V6(address) => (address.to_bits(), 128),
        };
        let behind = width - length.min(width);
        let bits = if behind == 128 { 0 } else { bits >> behind << behind };
        Some(Network { bits, length, is_ipv4: width == 32 })
    }

    /// Whether Route 53 takes networks of its size.
    fn is_taken(self) -> bool {
        (1..=if self.is_ipv4 { 24 } else { 48 }).contains(&self.length)
    }
}
