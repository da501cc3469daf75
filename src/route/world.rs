//! Who asks, and how things stand.
//!
//! In: what a user or a test says of the world. Out: a `World`, the same for names and for requests. Whatever is not said is as
//! if all were well, the asker were nowhere in particular, and no chance had been thrown. Deliberately absent: clock and network.

use super::Network;
use crate::schema::BlockId;
use crate::source::Name;
use rustc_hash::{FxHashMap, FxHashSet};
use std::net::IpAddr;

/// A point on earth, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// North is positive.
    pub latitude: f64,
    /// East is positive.
    pub longitude: f64,
}

/// Who asks. Each part that is not known is left out; a country's continent and middle need not be said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// A word of the choice `country`: `DE`.
    pub country: Option<Name>,
    /// A word of the choice `subdivision`: `US-CA`.
    pub subdivision: Option<Name>,
    /// A word of the choice `continent`, where no country is known.
    pub continent: Option<Name>,
    /// A word of the choice `region`: whoever asks from inside AWS.
    pub region: Option<Name>,
    /// Where exactly.
    pub point: Option<Point>,
    /// The viewer's own address.
    pub address: Option<IpAddr>,
    /// The address of the viewer's resolver.
    pub resolver: Option<IpAddr>,
    /// The part of the viewer's address that the resolver passes on (EDNS0 client subnet).
    pub subnet: Option<Network>,
    /// The VPC the question comes from; its private zones and rules answer.
    pub vpc: Option<BlockId>,
}

impl Place {
    /// The country, by what is known of it: its own word, or that of a part of it.
    pub fn nation(&self) -> Option<Name> {
        self.country.or_else(|| self.subdivision.map(|part| Name::of(&part.as_str()[..2])))
    }
}

/// How one thing stands: a health check, an alarm, a routing control, a load balancer that an alias points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Well; of an alarm: below its bound.
    Healthy,
    /// Ill; of an alarm: it goes off.
    Unhealthy,
    /// Nothing is known: an alarm without data, a check that has not looked yet.
    Unknown,
    /// So many checkers say that it is well, in hundredths of a percent.
    Checkers(u32),
    /// A switch that is on.
    On,
    /// A switch that is off.
    Off,
}

impl Standing {
    /// What a word says: `healthy`, `unhealthy`, `no_data`, `unknown`, `on`, `off`.
    pub fn named(word: &str) -> Option<Standing> {
        Some(match word {
            "healthy" => Standing::Healthy,
            "unhealthy" => Standing::Unhealthy,
            "no_data" | "unknown" => Standing::Unknown,
            "on" => Standing::On,
            "off" => Standing::Off,
            _ => return None,
        })
    }
}

/// How everything stands.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Blocks that something is said of; the others are well, and on.
    pub standings: FxHashMap<BlockId, Standing>,
    /// Blocks that were ill when something was last known of them.
    were_ill: FxHashSet<BlockId>,
    /// Seconds since 1970, UTC; `None` where nobody says.
    pub time: Option<u64>,
}

impl State {
    /// What is said of a block.
    pub fn of(&self, block: BlockId) -> Option<Standing> {
        self.standings.get(&block).copied()
    }

    /// Says how a block stands, in place of what was said before.
    pub fn set(&mut self, block: BlockId, standing: Standing) {
        match standing {
            Standing::Unhealthy => {
                self.were_ill.insert(block);
            }
            Standing::Healthy => {
                self.were_ill.remove(&block);
            }
            Standing::Unknown | Standing::Checkers(_) | Standing::On | Standing::Off => {}
        }
        self.standings.insert(block, standing);
    }

    /// Whether a block was well when something was last known of it; it was if nothing ever was.
    pub fn was_well(&self, block: BlockId) -> bool {
        !self.were_ill.contains(&block)
    }
}

/// Who asks, and how things stand.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// Who asks.
    pub place: Place,
    /// How things stand.
    pub state: State,
    /// What chance is drawn from: the same seed draws the same.
    pub seed: u64,
    /// Whether the viewer is one of those that a staging distribution has; drawn from the seed where nobody says.
    pub is_staged: Option<bool>,
}
