//! Where on earth places are.
//!
//! In: the library's tables of regions, countries and their parts. Out: for the words of a place its continent, country and
//! middle. Deliberately absent: what AWS measures; distances are worked out from the tables' coordinates.

use super::{Network, Place, Point};
use crate::schema::{ChoiceWord, Schema, Value};
use crate::source::Name;
use rustc_hash::FxHashMap;

/// The library's places.
#[derive(Clone, Debug, Default)]
pub struct Atlas {
    /// Regions of AWS, in the order of the library, with their coordinates where known.
    regions: Vec<(Name, Option<Point>)>,
    countries: FxHashMap<Name, Spot>,
    parts: FxHashMap<Name, Spot>,
    /// The place each region's city lies in.
    around: FxHashMap<Name, Name>,
    continents: Vec<Name>,
}

/// A country, or a part of one.
#[derive(Clone, Copy, Debug)]
struct Spot {
    /// The continent of a country, the country of a part.
    within: Name,
    point: Option<Point>,
}

impl Atlas {
    /// Reads the library's tables.
    pub fn of(schema: &Schema) -> Atlas {
        let mut atlas = Atlas::default();
        for word in words(schema, "region") {
            atlas.regions.push((word.word, point(word)));
            if let Some(place) = word_fact(word, "place") {
                atlas.around.insert(word.word, place);
            }
        }
        for word in words(schema, "country") {
            if let Some(within) = word_fact(word, "continent") {
                atlas.countries.insert(word.word, Spot { within, point: point(word) });
            }
        }
        for word in words(schema, "subdivision") {
            if let Some(within) = word_fact(word, "country") {
                atlas.parts.insert(word.word, Spot { within, point: point(word) });
            }
        }
        atlas.continents = words(schema, "continent").iter().map(|word| word.word).collect();
        atlas
    }

    /// Somebody at a place: `DE`, `US-CA`, `eu-west-1`, `203.0.113.0/24`, `203.0.113.9`, or a continent. Of an address nobody here
    /// knows where it is.
    pub fn place(&self, text: &str) -> Option<Place> {
        if let Ok(network) = text.parse::<Network>() {
            let whole = !text.contains('/');
            return Some(Place {
                address: whole.then(|| network.address()),
                subnet: (!whole).then_some(network),
                ..Place::default()
            });
        }
        let name = Name::of(text);
        if self.countries.contains_key(&name) {
            return Some(Place { country: Some(name), ..Place::default() });
        }
        if self.parts.contains_key(&name) {
            return Some(Place { subdivision: Some(name), ..Place::default() });
        }
        if self.region(name).is_some() {
            return Some(Place { region: Some(name), ..Place::default() });
        }
        self.continents.contains(&name).then(|| Place { continent: Some(name), ..Place::default() })
    }

    /// The continents, in the library's order.
    pub fn continents(&self) -> &[Name] {
        &self.continents
    }

    /// Every word that names a place, for "did you mean".
    pub fn words(&self) -> impl Iterator<Item = Name> {
        let regions = self.regions.iter().map(|(region, _)| *region);
        self.countries.keys().chain(self.parts.keys()).copied().chain(regions).chain(self.continents.iter().copied())
    }

    /// Every country, by its code.
    pub fn countries(&self) -> Vec<Name> {
        let mut countries: Vec<Name> = self.countries.keys().copied().collect();
        countries.sort();
        countries
    }

    /// Every part of a country that Route 53 tells apart, by its code.
    pub fn parts(&self) -> Vec<Name> {
        let mut parts: Vec<Name> = self.parts.keys().copied().collect();
        parts.sort();
        parts
    }

    /// The regions of AWS.
    pub fn regions(&self) -> impl Iterator<Item = Name> {
        self.regions.iter().map(|(region, _)| *region)
    }

    /// The number of a region in the library's table.
    pub fn region(&self, region: Name) -> Option<usize> {
        self.regions.iter().position(|(known, _)| *known == region)
    }

    /// Where the city of a region lies.
    pub fn region_point(&self, region: Name) -> Option<Point> {
        self.regions.iter().find(|(known, _)| *known == region)?.1
    }

    /// The country or part of a country that a region's city lies in.
    pub fn place_of_region(&self, region: Name) -> Option<Name> {
        self.around.get(&region).copied()
    }

    /// The country of a part of it.
    pub fn country_of(&self, part: Name) -> Option<Name> {
        self.parts.get(&part).map(|spot| spot.within)
    }

    /// The continent of a country.
    pub fn continent_of(&self, country: Name) -> Option<Name> {
        self.countries.get(&country).map(|spot| spot.within)
    }

    /// Says of a place what follows from what is said of it: the country of its part, the continent of its country, the middle of
    /// either, all of its region.
    pub fn complete(&self, place: &Place) -> Place {
        let mut place = place.clone();
        if let Some(region) = place.region {
            place.point = place.point.or_else(|| self.region_point(region));
            if place.country.is_none() && place.subdivision.is_none() {
                let around = self.place_of_region(region);
                match around.filter(|around| self.parts.contains_key(around)) {
                    Some(part) => place.subdivision = Some(part),
                    None => place.country = around,
                }
            }
        }
        if let Some(part) = place.subdivision {
            place.country = place.country.or_else(|| self.country_of(part));
            place.point = place.point.or_else(|| self.parts.get(&part)?.point);
        }
        if let Some(country) = place.country {
            place.continent = place.continent.or_else(|| self.continent_of(country));
            place.point = place.point.or_else(|| self.countries.get(&country)?.point);
        }
        place
    }
}

impl Point {
    /// Kilometres to another point, along a great circle.
    ///
    /// Never in line: a compiler would work out the cosine of whoever asks before it knows whether any record is chosen by distance.
    #[inline(never)]
    pub fn distance(self, other: Point) -> f64 {
        const RADIUS: f64 = 6371.0;
        let (here, there) = (self.latitude.to_radians(), other.latitude.to_radians());
        let north = (there - here) / 2.0;
        let east = (other.longitude - self.longitude).to_radians() / 2.0;
        let half = north.sin().powi(2) + here.cos() * there.cos() * east.sin().powi(2);
        2.0 * RADIUS * half.sqrt().min(1.0).asin()
    }

    /// A point of two numbers of a program.
    pub fn read(latitude: &Value, longitude: &Value) -> Option<Point> {
        Some(Point { latitude: number(latitude)?, longitude: number(longitude)? })
    }
}

fn words<'s>(schema: &'s Schema, choice: &str) -> &'s [ChoiceWord] {
    schema.choice_named(Name::of(choice)).map_or(&[], |id| &schema.choice(id).words)
}

fn word_fact(word: &ChoiceWord, fact: &str) -> Option<Name> {
    match word.fact(Name::of(fact))? {
        Value::Word(word) => Some(*word),
        _ => None,
    }
}

fn point(word: &ChoiceWord) -> Option<Point> {
    Point::read(word.fact(Name::of("latitude"))?, word.fact(Name::of("longitude"))?)
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Int(int) => Some(*int as f64),
        Value::Decimal(digits) => digits.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Atlas, Place};
    use crate::source::{Name, Sources};

    #[test]
    fn every_region_has_a_place_that_is_known() {
        let atlas = Atlas::of(&crate::stdlib::load(&mut Sources::default()));
        for region in atlas.regions().filter(|region| !region.starts_with("us-iso") && !region.starts_with("eu-iso")) {
            let place = atlas.complete(&Place { region: Some(region), ..Place::default() });
            assert!(place.country.is_some() && place.continent.is_some() && place.point.is_some(), "{region}: {place:?}");
        }
        let california = atlas.complete(&atlas.place("US-CA").expect("it is a place"));
        assert_eq!((california.country, california.continent), (Some(Name::of("US")), Some(Name::of("NA"))));
        let paris_to_london = atlas.region_point(Name::of("eu-west-3")).zip(atlas.region_point(Name::of("eu-west-2")));
        let kilometres = paris_to_london.map(|(paris, london)| paris.distance(london)).expect("both are known");
        assert!((330.0..360.0).contains(&kilometres), "{kilometres}");
    }
}
