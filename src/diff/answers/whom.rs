//! Viewers in words.
//!
//! In: viewers who see the same change. Out: them as places, networks and a VPC, and in as few words as say who they are: continents
//! that are whole are named as such, most of the world as everyone but the rest. Deliberately absent: what changes for them.

use super::viewers::{Seers, Spot, Viewer};
use crate::route::{Atlas, Network};
use crate::source::Name;
use indexmap::IndexMap;
use std::collections::BTreeSet;

/// Who sees a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewers {
    /// Where they are; everywhere where `None`.
    pub spots: Option<Vec<Spot>>,
    /// Whence they ask; `None` among them is every network that no collection names. Any network where `None`.
    pub networks: Option<Vec<Option<Network>>>,
    /// The VPC they are in.
    pub vpc: Option<String>,
    /// In words: `everyone`, `DE, AT`, `continent EU but DE`.
    pub text: String,
}

/// So many places or networks are named.
const MOST_NAMED: usize = 10;

/// Viewers by their networks, those of one network with the same places together.
pub(super) fn viewers(all: &[Viewer], seers: &Seers, vpc: Option<String>, atlas: &Atlas) -> Vec<Viewers> {
    let mut by_network: IndexMap<Option<Option<Network>>, BTreeSet<Spot>> = IndexMap::new();
    for viewer in all {
        by_network.entry(viewer.network).or_default().extend(viewer.spot);
    }
    let mut by_places: IndexMap<BTreeSet<Spot>, Vec<Option<Option<Network>>>> = IndexMap::new();
    for (network, spots) in by_network {
        by_places.entry(spots).or_default().push(network);
    }
    let everyone = seers.spots();
    let every_network: BTreeSet<Option<Network>> = seers.networks();
    let viewers = by_places.into_iter().map(|(spots, networks)| {
        let networks: Option<Vec<Option<Network>>> = networks.into_iter().collect();
        let networks = networks.filter(|networks| networks.len() < every_network.len());
        let places = (spots.len() < everyone.len()).then(|| named(&spots, &everyone, atlas));
        let from = networks.as_ref().map(|networks| from(networks, seers));
        let text = match (&vpc, places, from) {
            (Some(vpc), _, _) => format!("inside `{vpc}`"),
            (None, None, None) => "everyone".to_owned(),
            (None, Some(places), None) => places,
            (None, None, Some(from)) => from,
            (None, Some(places), Some(from)) => format!("{places} from {from}"),
        };
        let spots = (spots.len() < everyone.len()).then(|| spots.into_iter().collect());
        Viewers { spots, networks, vpc: vpc.clone(), text }
    });
    viewers.collect()
}

impl Seers {
    fn spots(&self) -> BTreeSet<Spot> {
        self.classes.iter().flat_map(|class| class.viewers.iter().filter_map(|viewer| viewer.spot)).collect()
    }

    fn networks(&self) -> BTreeSet<Option<Network>> {
        self.classes.iter().flat_map(|class| class.viewers.iter().filter_map(|viewer| viewer.network)).collect()
    }
}

/// Networks in words, with the names of their locations.
fn from(networks: &[Option<Network>], seers: &Seers) -> String {
    let known: Vec<Network> = networks.iter().copied().flatten().collect();
    let locations = known.iter().filter_map(|network| seers.locations.iter().find(|(other, _)| other == network));
    let mut by_location: IndexMap<&str, Vec<String>> = IndexMap::new();
    for (network, location) in locations {
        by_location.entry(location).or_default().push(network.to_string());
    }
    let mut said: Vec<String> =
        by_location.into_iter().map(|(location, networks)| format!("{} ({location})", few(&networks))).collect();
    if networks.contains(&None) {
        said.push("every other network".to_owned());
    }
    said.join(", ")
}

/// Places in words.
fn named(spots: &BTreeSet<Spot>, everyone: &BTreeSet<Spot>, atlas: &Atlas) -> String {
    let rest: BTreeSet<Spot> = everyone.difference(spots).copied().collect();
    let (inside, outside) = (listed(spots, atlas), listed(&rest, atlas));
    let is_rest = spots.contains(&Spot::Unknown) || !everyone.contains(&Spot::Unknown) && spots.len() > rest.len();
    match is_rest && (outside.len() <= MOST_NAMED || outside.len() < inside.len()) {
        true if outside.is_empty() => "everyone".to_owned(),
        true => format!("everyone but {}", few(&outside)),
        false => few(&inside),
    }
}

/// Continents that are whole, or whole but for little; then countries, whole or but for parts; then parts and regions.
fn listed(spots: &BTreeSet<Spot>, atlas: &Atlas) -> Vec<String> {
    let mut list = Vec::new();
    let mut parts: Vec<Name> = Vec::new();
    let parts_of = |country: Name| atlas.parts().into_iter().filter(move |part| atlas.country_of(*part) == Some(country));
    for continent in atlas.continents() {
        let countries: Vec<Name> =
            atlas.countries().into_iter().filter(|country| atlas.continent_of(*country) == Some(*continent)).collect();
        let (inside, outside): (Vec<Name>, Vec<Name>) =
            countries.iter().partition(|country| spots.contains(&Spot::Country(**country)));
        let lost: Vec<Name> =
            inside.iter().flat_map(|country| parts_of(*country)).filter(|part| !spots.contains(&Spot::Part(*part))).collect();
        let without: Vec<String> = outside.iter().chain(&lost).map(Name::to_string).collect();
        if !inside.is_empty() && without.len() <= MOST_NAMED / 2 && outside.len() < inside.len() {
            match without.is_empty() {
                true => list.push(format!("continent {continent}")),
                false => list.push(format!("continent {continent} but {}", without.join(", "))),
            }
        } else {
            for country in inside {
                let lost: Vec<String> =
                    parts_of(country).filter(|part| !spots.contains(&Spot::Part(*part))).map(|part| part.to_string()).collect();
                let all = parts_of(country).count();
                match lost.len() {
                    0 => list.push(country.to_string()),
                    many if many <= MOST_NAMED / 2 => list.push(format!("{country} but {}", lost.join(", "))),
                    many => list.push(format!("{country} but {many} of its {all} parts")),
                }
            }
        }
        // A part speaks for itself where its country does not speak for it.
        let own = outside.iter().flat_map(|country| parts_of(*country)).filter(|part| spots.contains(&Spot::Part(*part)));
        parts.extend(own);
    }
    list.extend(parts.iter().map(Name::to_string));
    let covered = !list.is_empty();
    let regions = spots.iter().filter_map(|spot| match spot {
        Spot::Region(region) if !covered => Some(region.to_string()),
        _ => None,
    });
    list.extend(regions.collect::<Vec<_>>());
    if list.is_empty() {
        list.extend(spots.iter().map(|spot| if *spot == Spot::Unknown { "places nobody knows".to_owned() } else { spot.word() }));
    }
    list
}

/// The first of many.
fn few(all: &[String]) -> String {
    match all.len().checked_sub(MOST_NAMED) {
        None | Some(0) => all.join(", "),
        Some(more) => format!("{} and {more} more", all[..MOST_NAMED].join(", ")),
    }
}
