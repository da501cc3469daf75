//! How a policy chooses among the records of a name and type.
//!
//! In: a group, who asks, who is well. Out: a `Lottery`: nothing, one record, or what chance decides, with the odds. Whoever decides
//! draws from it; whoever wants shares goes through it. Deliberately absent: what the chosen record answers.

use super::asker::Asker;
use super::decide::{Drawn, MOST_VALUES};
use super::health::Wells;
use super::{Area, Group, Key, MemberId, Policy, Spot, Zones};

/// What is left to chance, and how.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Lottery {
    /// No record applies to whoever asks.
    Nothing,
    /// This one.
    Sure(MemberId),
    /// One of a pool, by its tickets, of which there are so many.
    OneOf(Pool, u64),
    /// Several of a pool at once; it holds so many.
    Several(Pool, usize),
}

/// Who takes part in a lottery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pool {
    /// Who is well, by weight.
    Well,
    /// Who is well, each alike.
    WellAlike,
    /// Everybody by weight, since nobody is well.
    All,
    /// Everybody alike, since nobody is well.
    AllAlike,
}

impl Pool {
    /// How many tickets a record has.
    #[inline]
    pub fn tickets(self, id: MemberId, key: Key, wells: &impl Wells) -> u64 {
        match self {
            // Nobody is asked of what makes no difference.
            Pool::Well if weight(key) == 0 => 0,
            Pool::Well => u64::from(wells.is_well(id)) * weight(key),
            Pool::WellAlike => u64::from(wells.is_well(id)),
            Pool::All => weight(key),
            Pool::AllAlike => 1,
        }
    }
}

fn weight(key: Key) -> u64 {
    match key {
        Key::Weight(weight) => u64::from(weight),
        _ => 0,
    }
}

/// A source of chance: the same seed gives the same draws.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// Chance from a seed.
    pub fn of(seed: u64) -> Chance {
        Chance(seed)
    }

    /// A number below a bound, each alike but for one in 2^32.
    #[inline]
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        ((u128::from(mixed) * u128::from(bound)) >> 64) as u64
    }
}

impl Zones {
    /// What a group leaves to chance.
    #[inline]
    pub(super) fn lottery(&self, group: &Group, asker: &Asker, wells: &impl Wells) -> Lottery {
        match group.policy {
            Policy::Simple => Lottery::Sure(MemberId(group.first)),
            Policy::Weighted => self.by_weight(group, wells),
            Policy::Latency | Policy::Geoproximity => self.nearest(group, asker, wells),
            Policy::Failover => self.failover(group, wells),
            Policy::Geolocation => self.by_area(group, asker, wells),
            Policy::IpBased(collection) => self.by_network(group, collection, asker, wells),
            Policy::Multivalue => {
                let well = self.keys_of(group).filter(|(id, _)| wells.is_well(*id)).count();
                match well {
                    0 => Lottery::Several(Pool::AllAlike, group.count as usize),
                    well => Lottery::Several(Pool::WellAlike, well),
                }
            }
        }
    }

    /// By weight among the healthy; those of weight 0 when no other is; all of them when none is (R53-232, R53-233).
    fn by_weight(&self, group: &Group, wells: &impl Wells) -> Lottery {
        let total = |pool: Pool| self.keys_of(group).map(|(id, key)| pool.tickets(id, key, wells)).sum();
        let pools = [Pool::Well, Pool::WellAlike, Pool::All, Pool::AllAlike];
        let found = pools.into_iter().map(|pool| (pool, total(pool))).find(|(_, total)| *total > 0);
        found.map_or(Lottery::Nothing, |(pool, total)| Lottery::OneOf(pool, total))
    }

    /// The smallest figure among the healthy, else among all. They are asked in the order of their figures, and no more of them
    /// than need be.
    fn nearest(&self, group: &Group, asker: &Asker, wells: &impl Wells) -> Lottery {
        let after = |asked: Option<(f64, MemberId)>| {
            let mut best = None;
            for (id, key) in self.keys_of(group) {
                let one = (self.figure(key, asker), id);
                let is_left = asked.is_none_or(|asked| precedes(asked, one));
                if is_left && best.is_none_or(|best| precedes(one, best)) {
                    best = Some(one);
                }
            }
            best
        };
        let first = after(None);
        let mut next = first;
        while let Some((figure, id)) = next {
            if wells.is_well(id) {
                return Lottery::Sure(id);
            }
            next = after(Some((figure, id)));
        }
        first.map_or(Lottery::Nothing, |(_, id)| Lottery::Sure(id))
    }

    /// The primary while it is well; the secondary while that is; the primary.
    fn failover(&self, group: &Group, wells: &impl Wells) -> Lottery {
        let of = |wanted: fn(&Key) -> bool| self.keys_of(group).find(|(_, key)| wanted(key)).map(|(id, _)| id);
        let (primary, secondary) = (of(|key| matches!(key, Key::Primary)), of(|key| matches!(key, Key::Secondary)));
        let well = |id: &MemberId| wells.is_well(*id);
        let chosen = primary.filter(well).or(secondary.filter(well)).or(primary).or(secondary);
        chosen.map_or(Lottery::Nothing, Lottery::Sure)
    }

    /// The smallest area around the asker among the healthy, else the smallest at all.
    fn by_area(&self, group: &Group, asker: &Asker, wells: &impl Wells) -> Lottery {
        let applies = self.keys_of(group).filter_map(|(id, key)| Some((size_of(key, asker)?, id)));
        let smallest = applies.min_by_key(|(size, id)| (!wells.is_well(*id), *size));
        smallest.map_or(Lottery::Nothing, |(_, id)| Lottery::Sure(id))
    }

    /// The location whose block holds the asker; everybody else's record where that location has none, or its record is ill.
    fn by_network(&self, group: &Group, collection: u32, asker: &Asker, wells: &impl Wells) -> Lottery {
        let (matched, default) = self.of_network(group, collection, asker);
        let well = |id: &MemberId| wells.is_well(*id);
        let chosen = matched.filter(well).or(default.filter(well)).or(matched).or(default);
        chosen.map_or(Lottery::Nothing, Lottery::Sure)
    }

    /// The record of the asker's location, and that of everybody else.
    pub(super) fn of_network(&self, group: &Group, collection: u32, asker: &Asker) -> (Option<MemberId>, Option<MemberId>) {
        let blocks = &self.collections[collection as usize];
        let location = asker.network.and_then(|network| blocks.holding(network)).map(|(_, location)| location);
        let of = |wanted: Option<u32>| {
            let mut keys = self.keys_of(group);
            keys.find(|(_, key)| matches!(key, Key::Location(location) if *location == wanted)).map(|(id, _)| id)
        };
        (location.and_then(|location| of(Some(location))), of(None))
    }

    /// Draws from a lottery.
    #[inline]
    pub(super) fn draw(&self, group: &Group, lottery: Lottery, wells: &impl Wells, chance: &mut Chance) -> Drawn {
        match lottery {
            Lottery::Nothing => Drawn::Nothing,
            Lottery::Sure(id) => Drawn::One(id),
            Lottery::OneOf(pool, total) => {
                let mut ticket = chance.below(total);
                for (id, key) in self.keys_of(group) {
                    let tickets = pool.tickets(id, key, wells);
                    if ticket < tickets {
                        return Drawn::One(id);
                    }
                    ticket -= tickets;
                }
                Drawn::Nothing
            }
            Lottery::Several(pool, held) => {
                let (mut members, mut count, mut left) = ([MemberId(0); MOST_VALUES], 0, held);
                for (id, key) in self.keys_of(group) {
                    if pool.tickets(id, key, wells) == 0 {
                        continue;
                    }
                    let wanted = MOST_VALUES.min(held) - count;
                    // Each of those left has the same chance to be among those wanted.
                    if wanted > 0 && (wanted >= left || (chance.below(left as u64) as usize) < wanted) {
                        members[count] = id;
                        count += 1;
                    }
                    left -= 1;
                }
                Drawn::Several(members, count as u8)
            }
        }
    }
}

impl Spot {
    /// Kilometres from an asker, as its bias makes them; `None` where either place is not known.
    pub(super) fn distance_from(self, asker: &Asker) -> Option<f64> {
        let distance = asker.place.point?.distance(self.point?);
        Some(self.biased(distance))
    }

    fn biased(self, distance: f64) -> f64 {
        let bias = f64::from(self.bias) / 100.0;
        if self.bias >= 0 { distance * (1.0 - bias) } else { distance / (1.0 + bias) }
    }
}

/// Whether one record comes before another: by its figure, then as written.
fn precedes(one: (f64, MemberId), other: (f64, MemberId)) -> bool {
    one.0 < other.0 || one.0 == other.0 && one.1 < other.1
}

/// How small the area of a record around an asker is, 0 the smallest; `None` where it is elsewhere.
pub(super) fn size_of(key: Key, asker: &Asker) -> Option<u8> {
    let Key::Area(area) = key else { return None };
    let place = &asker.place;
    match area {
        Area::Part(part) => (place.subdivision == Some(part)).then_some(0),
        Area::Country(country) => (place.country == Some(country)).then_some(1),
        Area::Continent(continent) => (place.continent == Some(continent)).then_some(2),
        Area::Default => Some(3),
    }
}
