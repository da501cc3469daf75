//! Who is told apart by what answers a question.
//!
//! In: a question and what both sides look at on the way to its answer. Out: classes of viewers, each answered alike by either
//! side. All places of the library are looked at, all networks that a collection names, every VPC for which a private zone
//! answers; a viewer whose place nobody knows is one, too. Deliberately absent: what they are answered.

use crate::diff::pair::Both;
use crate::route::dns::{Asker, Question, Zones};
use crate::route::{Network, Place};
use crate::schema::BlockId;
use crate::source::Name;
use rustc_hash::FxHashMap;
use std::cell::OnceCell;

/// A place a viewer may be at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Spot {
    /// A country: any part of it that is not told apart.
    Country(Name),
    /// A part of a country.
    Part(Name),
    /// A continent, where the country is not known.
    Continent(Name),
    /// A region of AWS.
    Region(Name),
    /// Nobody knows.
    Unknown,
}

/// One viewer; what does not matter for an answer is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Viewer {
    pub spot: Option<Spot>,
    /// A network; `Some(None)` is one that no collection names.
    pub network: Option<Option<Network>>,
}

/// Viewers who are answered alike, with one of them as either side sees it.
pub(super) struct Class {
    pub viewers: Vec<Viewer>,
    pub askers: [Asker; 2],
}

/// Everybody who asks from one network's point of view: the public, or a VPC.
pub(super) struct Seers {
    /// The VPC, by the number its counterparts share.
    pub vpc: Option<u32>,
    pub classes: Vec<Class>,
    pub by_distance: bool,
    /// The names of the locations of networks.
    pub locations: Vec<(Network, String)>,
}

/// The places of the library, made ready once, when they are first asked for.
pub(super) struct World<'z> {
    zones: &'z Zones,
    spots: OnceCell<Vec<(Spot, Asker)>>,
}

impl<'z> World<'z> {
    pub fn of(zones: &'z Zones) -> World<'z> {
        World { zones, spots: OnceCell::new() }
    }

    fn spots(&self) -> &[(Spot, Asker)] {
        self.spots.get_or_init(|| self.all())
    }

    fn all(&self) -> Vec<(Spot, Asker)> {
        let atlas = &self.zones.atlas;
        let countries = atlas.countries().into_iter().map(Spot::Country);
        let parts = atlas.parts().into_iter().map(Spot::Part);
        let continents = atlas.continents().iter().copied().map(Spot::Continent);
        let regions = atlas.regions().map(Spot::Region);
        let all = countries.chain(parts).chain(continents).chain(regions).chain([Spot::Unknown]);
        all.map(|spot| (spot, self.zones.asker(&spot.place()))).collect()
    }
}

impl Spot {
    /// Somebody there.
    pub fn place(self) -> Place {
        let mut place = Place::default();
        match self {
            Spot::Country(country) => place.country = Some(country),
            Spot::Part(part) => place.subdivision = Some(part),
            Spot::Continent(continent) => place.continent = Some(continent),
            Spot::Region(region) => place.region = Some(region),
            Spot::Unknown => {}
        }
        place
    }

    /// As it is written; empty where nobody knows.
    pub fn word(self) -> String {
        match self {
            Spot::Country(name) | Spot::Part(name) | Spot::Region(name) => name.to_string(),
            Spot::Continent(name) => format!("continent {name}"),
            Spot::Unknown => String::new(),
        }
    }
}

/// Every class of viewers of a question.
pub(super) fn seers(both: &Both, sides: [&Zones; 2], world: &World, question: &Question) -> Vec<Seers> {
    let mut vpcs: Vec<(u32, [Option<BlockId>; 2])> = Vec::new();
    for (side, zones) in sides.iter().enumerate() {
        for block in zones.vpcs_for(question.name()) {
            let number = both.number(side, block);
            match vpcs.iter_mut().find(|(known, _)| *known == number) {
                Some((_, blocks)) => blocks[side] = Some(block),
                None => {
                    let mut blocks = [None; 2];
                    blocks[side] = Some(block);
                    vpcs.push((number, blocks));
                }
            }
        }
    }
    let mut all = vec![public(sides, world, question)];
    all.extend(vpcs.into_iter().map(|(number, blocks)| within(sides, question, number, blocks)));
    all
}

/// A VPC: one viewer. Where a side shows it no private zone, it asks the public ones from its region.
fn within(sides: [&Zones; 2], question: &Question, number: u32, blocks: [Option<BlockId>; 2]) -> Seers {
    let region = sides.iter().zip(blocks).find_map(|(zones, block)| zones.region_of(block?));
    let askers = [0, 1].map(|side| sides[side].asker(&Place { vpc: blocks[side], region, ..Place::default() }));
    let by_distance = [0, 1].into_iter().any(|side| sides[side].scope(question, &askers[side]).by_distance);
    let classes = vec![Class { viewers: vec![Viewer { spot: None, network: None }], askers }];
    Seers { vpc: Some(number), classes, by_distance, locations: Vec::new() }
}

fn matters(spot: Spot, by_distance: bool) -> bool {
    match spot {
        Spot::Country(_) | Spot::Part(_) => true,
        Spot::Region(_) => by_distance,
        Spot::Continent(_) | Spot::Unknown => !by_distance,
    }
}

fn public(sides: [&Zones; 2], world: &World, question: &Question) -> Seers {
    let nobody = sides[0].asker(&Place::default());
    let scopes = sides.map(|zones| zones.scope(question, &nobody));
    let (by_place, by_distance) = (scopes.iter().any(|scope| scope.by_place), scopes.iter().any(|scope| scope.by_distance));
    let by_network = scopes.iter().any(|scope| scope.by_network);
    let mut networks: Vec<(Network, String)> = Vec::new();
    for (zones, scope) in sides.iter().zip(&scopes) {
        networks.extend(zones.networks(scope).into_iter().map(|(network, location)| (network, location.to_owned())));
    }
    networks.sort();
    networks.dedup();
    let spots: Vec<Option<&(Spot, Asker)>> = match by_place {
        // Regions lie in countries: only distances tell who asks from there. Of whoever may be anywhere there is no distance.
        true => world.spots().iter().filter(|(spot, _)| matters(*spot, by_distance)).map(Some).collect(),
        false => vec![None],
    };
    let subnets: Vec<Option<Option<Network>>> = match by_network {
        true => {
            let mut known: Vec<Network> = networks.iter().map(|(network, _)| *network).collect();
            known.dedup();
            known.into_iter().map(Some).chain([None]).map(Some).collect()
        }
        false => vec![None],
    };
    let mut classes: Vec<Class> = Vec::new();
    let mut known: FxHashMap<[Vec<u32>; 2], usize> = FxHashMap::default();
    for spot in spots {
        for subnet in &subnets {
            let asker = match (spot, subnet) {
                (Some((_, asker)), None) => asker.clone(),
                (None, None) => nobody.clone(),
                (spot, Some(network)) => {
                    let place = spot.map_or_else(Place::default, |(spot, _)| spot.place());
                    sides[0].asker(&Place { subnet: *network, ..place })
                }
            };
            let look = [0, 1].map(|side| sides[side].look(&scopes[side], &asker));
            let viewer = Viewer { spot: spot.map(|(spot, _)| *spot), network: *subnet };
            match known.get(&look) {
                Some(class) => classes[*class].viewers.push(viewer),
                None => {
                    known.insert(look, classes.len());
                    classes.push(Class { viewers: vec![viewer], askers: [asker.clone(), asker] });
                }
            }
        }
    }
    Seers { vpc: None, classes, by_distance, locations: networks }
}
