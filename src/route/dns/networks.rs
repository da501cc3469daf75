//! Which location of a collection a network belongs to.
//!
//! In: the networks of a `cidr_collection`. Out: the location of the longest one that holds all of an asker's network; an asker's
//! network that is wider than a block is not in it (R53-290). Deliberately absent: records.

use crate::route::Network;
use std::sync::Arc;

/// A collection, its networks in order, each with the one around it.
#[derive(Clone, Debug, Default)]
pub(super) struct Collection {
    blocks: Vec<Block>,
    /// The names of its locations.
    pub locations: Vec<Arc<str>>,
}

#[derive(Clone, Copy, Debug)]
struct Block {
    network: Network,
    location: u32,
    /// The smallest block around this one.
    around: Option<u32>,
}

impl Collection {
    /// A collection of networks, each with the number of its location.
    pub fn of(locations: Vec<Arc<str>>, mut networks: Vec<(Network, u32)>) -> Collection {
        // A network sorts before those inside it, since its address is theirs with fewer bits.
        networks.sort();
        networks.dedup_by_key(|(network, _)| *network);
        let mut blocks: Vec<Block> = Vec::with_capacity(networks.len());
        for (network, location) in networks {
            let mut around = blocks.len().checked_sub(1).map(|last| last as u32);
            while let Some(outer) = around.filter(|outer| !blocks[*outer as usize].network.holds(network)) {
                around = blocks[outer as usize].around;
            }
            blocks.push(Block { network, location, around });
        }
        Collection { blocks, locations }
    }

    /// The block that holds a network, and its location.
    pub fn holding(&self, network: Network) -> Option<(Network, u32)> {
        let after = self.blocks.partition_point(|block| block.network <= network);
        let mut at = after.checked_sub(1);
        while let Some(block) = at.map(|at| self.blocks[at]) {
            if block.network.holds(network) {
                return Some((block.network, block.location));
            }
            at = block.around.map(|around| around as usize);
        }
        None
    }

    /// Every network, with the name of its location.
    pub fn all(&self) -> impl Iterator<Item = (Network, &str)> {
        self.blocks.iter().map(|block| (block.network, &*self.locations[block.location as usize]))
    }

    /// The number of a location.
    pub fn location(&self, name: &str) -> Option<u32> {
        self.locations.iter().position(|known| **known == *name).map(|at| at as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::Collection;
    use crate::route::Network;

    #[test]
    fn the_longest_block_counts_and_a_wider_asker_is_in_none() {
        let network = |text: &str| text.parse::<Network>().expect("it is a network");
        let blocks = [("10.0.0.0/8", 0), ("10.1.0.0/16", 1), ("10.1.2.0/24", 2), ("2001:db8::/32", 3)];
        let collection = Collection::of(Vec::new(), blocks.iter().map(|(text, location)| (network(text), *location)).collect());
        let location = |text| collection.holding(network(text)).map(|(_, location)| location);
        assert_eq!(location("10.1.2.9"), Some(2));
        assert_eq!(location("10.1.3.9"), Some(1));
        assert_eq!(location("10.200.0.0/24"), Some(0));
        assert_eq!(location("10.1.2.0/23"), Some(1));
        assert_eq!(location("10.0.0.0/7"), None);
        assert_eq!(location("2001:db8::1"), Some(3));
        assert_eq!(location("11.0.0.1"), None);
    }
}
