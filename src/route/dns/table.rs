//! Names by their hash.
//!
//! In: names in one spelling. Out: the number that was kept for a name, in one or two looks at memory. Deliberately absent: the
//! names themselves; whoever asks compares.

/// Numbers by hashes, at most half full.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// The upper half of a hash, and the number plus one; nothing is zero.
    slots: Box<[(u32, u32)]>,
}

impl Table {
    /// A table of pairs of hash and number.
    pub fn of(pairs: &[(u64, u32)]) -> Table {
        if pairs.is_empty() {
            return Table::default();
        }
        let mut slots = vec![(0, 0); (pairs.len() * 2).next_power_of_two()].into_boxed_slice();
        let mask = slots.len() - 1;
        for (hash, number) in pairs {
            let mut at = *hash as usize & mask;
            while slots[at].1 != 0 {
                at = (at + 1) & mask;
            }
            slots[at] = ((hash >> 32) as u32, number + 1);
        }
        Table { slots }
    }

    /// The number of a hash for which something holds.
    #[inline]
    pub fn find(&self, hash: u64, holds: impl Fn(u32) -> bool) -> Option<u32> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hash as usize & mask;
        loop {
            let (upper, number) = *self.slots.get(at)?;
            if number == 0 {
                return None;
            }
            if upper == (hash >> 32) as u32 && holds(number - 1) {
                return Some(number - 1);
            }
            at = (at + 1) & mask;
        }
    }
}

/// Whether two names are the same: the comparison of slices, without a call for it.
#[inline]
pub(super) fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let last = one.len().wrapping_sub(8);
    match (one.get(last..), other.get(last..)) {
        (Some(end), Some(others)) if one.len() == other.len() => {
            word(end) == word(others)
                && one.chunks_exact(8).zip(other.chunks_exact(8)).all(|(one, other)| word(one) == word(other))
        }
        _ => one == other,
    }
}

/// The hash of a name within something that has a number.
#[inline]
pub(super) fn hash(name: &str, within: u32) -> u64 {
    const FIRST: u64 = 0x9e37_79b9_7f4a_7c15;
    const SECOND: u64 = 0xa076_1d64_78bd_642f;
    let bytes = name.as_bytes();
    let mut hash = FIRST ^ u64::from(within) ^ (bytes.len() as u64) << 32;
    let mut chunks = bytes.chunks_exact(16);
    for chunk in &mut chunks {
        hash = fold(hash ^ word(&chunk[..8]), SECOND ^ word(&chunk[8..]));
    }
    let rest = chunks.remainder();
    // What is left over, with some of what stands before it where that makes whole words.
    let (front, back) = match (rest.len(), bytes.len().checked_sub(8)) {
        (0, _) => (0, 0),
        (8.., Some(start)) => (word(&rest[..8]), word(&bytes[start..])),
        (_, Some(start)) => (0, word(&bytes[start..])),
        (_, None) => (0, rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte))),
    };
    fold(hash ^ front, FIRST ^ back)
}

#[inline]
fn word(bytes: &[u8]) -> u64 {
    bytes.try_into().map_or(0, u64::from_le_bytes)
}

#[inline]
fn fold(left: u64, right: u64) -> u64 {
    let product = u128::from(left) * u128::from(right);
    (product >> 64) as u64 ^ product as u64
}

#[cfg(test)]
mod tests {
    use super::{Table, hash};

    #[test]
    fn every_name_is_found_and_no_other() {
        let names: Vec<String> = (0..1000).map(|number| format!("{number}.example.com")).collect();
        let pairs: Vec<(u64, u32)> = names.iter().zip(0..).map(|(name, number)| (hash(name, 7), number)).collect();
        let table = Table::of(&pairs);
        let find = |name: &str| table.find(hash(name, 7), |number| names[number as usize] == name);
        for (name, number) in names.iter().zip(0..) {
            assert_eq!(find(name), Some(number));
        }
        assert_eq!(find("x.example.com"), None);
        assert_eq!(Table::default().find(hash("x", 0), |_| true), None);
    }
}
