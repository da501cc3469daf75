//! Addresses and networks, of both families.
//!
//! In: `203.0.113.0/24`, `2001:db8::1`. Out: a prefix that can be held against others. Deliberately absent: who lives there.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// A stretch of addresses with a common prefix; a single address is one of full length. Bits beyond the prefix are zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Network {
    is_v6: bool,
    /// The address, its bits at the upper end.
    bits: u128,
    length: u8,
}

impl Network {
    /// The network of one address alone.
    pub fn of(address: IpAddr) -> Network {
        match address {
            IpAddr::V4(address) => Network { is_v6: false, bits: u128::from(address.to_bits()) << 96, length: 32 },
            IpAddr::V6(address) => Network { is_v6: true, bits: address.to_bits(), length: 128 },
        }
    }

    /// The network of the first bits of this one; itself where it is shorter.
    pub fn shortened(self, length: u8) -> Network {
        let length = length.min(self.length);
        let kept = if length == 0 { 0 } else { u128::MAX << (128 - u32::from(length)) };
        Network { bits: self.bits & kept, length, ..self }
    }

    /// Whether all of another network lies in this one.
    pub fn holds(self, other: Network) -> bool {
        self.is_v6 == other.is_v6 && self.length <= other.length && other.shortened(self.length).bits == self.bits
    }

    /// How many bits its addresses have in common.
    pub fn length(self) -> u8 {
        self.length
    }

    /// Its first address.
    pub fn address(self) -> IpAddr {
        match self.is_v6 {
            false => IpAddr::V4(((self.bits >> 96) as u32).into()),
            true => IpAddr::V6(self.bits.into()),
        }
    }
}

impl FromStr for Network {
    type Err = ();

    fn from_str(text: &str) -> Result<Network, ()> {
        let Some((address, length)) = text.split_once('/') else {
            return text.parse().map(Network::of).map_err(|_| ());
        };
        let whole = Network::of(address.parse().map_err(|_| ())?);
        let digits = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
        let length = length.parse::<u8>().ok().filter(|length| digits && *length <= whole.length).ok_or(())?;
        Ok(whole.shortened(length))
    }
}

impl fmt::Display for Network {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = if self.is_v6 { 128 } else { 32 };
        write!(out, "{}", self.address())?;
        if self.length < whole { write!(out, "/{}", self.length) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::Network;

    #[test]
    fn a_network_holds_what_begins_as_it_does() {
        let network = |text: &str| text.parse::<Network>().expect("it is a network");
        assert!(network("203.0.113.0/24").holds(network("203.0.113.9")));
        assert!(!network("203.0.113.0/24").holds(network("203.0.0.0/16")));
        assert!(network("0.0.0.0/0").holds(network("203.0.113.9")));
        assert!(!network("0.0.0.0/0").holds(network("2001:db8::1")));
        assert_eq!(network("203.0.113.77/24").to_string(), "203.0.113.0/24");
        assert_eq!(network("2001:db8::1").to_string(), "2001:db8::1");
        for wrong in ["203.0.113.0/33", "203.0.113.0/", "203.0.113.0/+4", "x", "", "1.2.3"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}
