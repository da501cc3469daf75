//! Who asks, made ready.
//!
//! In: a place. Out: all that policies look at, worked out once: location, network, a figure for each region. Public zones see the
//! client subnet where the resolver sends it, else the resolver; private zones see the region of the VPC (section 18.6 of what
//! Route 53 does: R53-269). Deliberately absent: records.

use super::super::{Network, Place};
use super::Zones;

/// Whoever asks, as policies see them.
#[derive(Clone, Debug)]
pub struct Asker {
    /// Everything that is known of the place.
    pub place: Place,
    /// What IP-based records look at.
    pub(super) network: Option<Network>,
    /// How fast each region of the atlas answers; infinite where nobody knows.
    pub(super) figures: Box<[f32]>,
    /// The VPC it comes from, by its number among the zones' VPCs.
    pub(super) vpc: Option<usize>,
}

/// Resolvers pass on so many bits of an address: what is common, and what Route 53 uses.
const PASSED_ON: [u8; 2] = [24, 48];

impl Zones {
    /// Makes whoever asks ready.
    pub fn asker(&self, place: &Place) -> Asker {
        let vpc = place.vpc.and_then(|block| self.vpcs.iter().position(|vpc| vpc.block == block));
        let mut place = place.clone();
        if let Some(vpc) = vpc {
            place.region = place.region.or(self.vpcs[vpc].region);
        }
        let place = self.atlas.complete(&place);
        let network = seen(&place);
        let figures = self.latencies.from(&place, network, &self.atlas);
        Asker { place, network, figures, vpc }
    }
}

/// The network that Route 53 sees: the client subnet, that of the viewer where nothing is said of the resolver, or the resolver.
fn seen(place: &Place) -> Option<Network> {
    match (place.subnet, place.resolver, place.address) {
        (Some(subnet), _, _) => Some(subnet),
        (None, Some(resolver), _) => Some(Network::of(resolver)),
        (None, None, Some(address)) => {
            Some(Network::of(address).shortened(if address.is_ipv4() { PASSED_ON[0] } else { PASSED_ON[1] }))
        }
        (None, None, None) => None,
    }
}
