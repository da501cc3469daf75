//! How fast regions answer.
//!
//! In: nothing, or a table that somebody measured. Out: a figure for each region, the smaller the faster. AWS measures and publishes
//! nothing: without a table the figures are distances, and every step that rests on either says that it is an estimate.

use super::super::{Atlas, Network, Place};
use crate::source::Name;

/// A table of measured latencies, or none.
#[derive(Clone, Debug, Default)]
pub struct Latencies {
    /// What it is called; empty for the distances of the library.
    name: String,
    rows: Vec<(Whence, Name, f32)>,
}

/// Whom a row is about.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Whence {
    Place(Name),
    Network(Network),
}

impl Latencies {
    /// Reads rows `PLACE REGION MILLISECONDS`, one a line, separated by blanks, commas or semicolons; `#` begins a comment. A place is a
    /// country, a part of one, a continent, a region or a network. Of several that fit, the smallest counts.
    pub fn read(name: &str, text: &str, atlas: &Atlas) -> Result<Latencies, String> {
        let mut rows = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default();
            let separates = |letter: char| letter.is_whitespace() || letter == ',' || letter == ';';
            let words: Vec<&str> = line.split(separates).filter(|word| !word.is_empty()).collect();
            if words.is_empty() {
                continue;
            }
            let fault = |why: &str| format!("{name}, line {}: {why}", number + 1);
            let [place, region, milliseconds] = words[..] else {
                return Err(fault("write PLACE REGION MILLISECONDS"));
            };
            let whence = match place.parse::<Network>() {
                Ok(network) => Whence::Network(network),
                Err(()) if atlas.place(place).is_some() => Whence::Place(Name::of(place)),
                Err(()) => return Err(fault(&format!("`{place}` is no place that is known"))),
            };
            let known = Name::of(region);
            if atlas.region(known).is_none() {
                return Err(fault(&format!("`{region}` is no region")));
            }
            let milliseconds: f32 = milliseconds.parse().map_err(|_| fault(&format!("`{milliseconds}` is no number")))?;
            if !milliseconds.is_finite() || milliseconds < 0.0 {
                return Err(fault("a latency is zero or more"));
            }
            rows.push((whence, known, milliseconds));
        }
        Ok(Latencies { name: name.to_owned(), rows })
    }

    /// What the figures are: the unit, and the table they are from.
    pub fn source(&self) -> (&'static str, &str) {
        if self.name.is_empty() { ("km", "distances between the coordinates of the library") } else { ("ms", &self.name) }
    }

    /// The figure of every region of the atlas, for whoever asks from a place that is complete. What nobody knows is infinite.
    pub(super) fn from(&self, place: &Place, network: Option<Network>, atlas: &Atlas) -> Box<[f32]> {
        if self.name.is_empty() {
            let distance = |region| {
                let there = atlas.region_point(region)?;
                place.point.map(|here| here.distance(there) as f32)
            };
            return atlas.regions().map(|region| distance(region).unwrap_or(f32::INFINITY)).collect();
        }
        let words = [place.region, place.subdivision, place.country, place.continent];
        let rank = |whence: Whence| match whence {
            Whence::Network(block) => network.filter(|network| block.holds(*network)).map(|_| 300 - usize::from(block.length())),
            Whence::Place(word) => words.iter().position(|known| *known == Some(word)).map(|at| 1000 + at),
        };
        let figure = |region: Name| {
            let rows = self.rows.iter().filter(|(_, known, _)| *known == region);
            let ranked = rows.filter_map(|(whence, _, figure)| Some((rank(*whence)?, *figure)));
            ranked.min_by_key(|(rank, _)| *rank).map_or(f32::INFINITY, |(_, figure)| figure)
        };
        atlas.regions().map(figure).collect()
    }
}
