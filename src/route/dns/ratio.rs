//! Shares that are exact.
//!
//! In: numbers of ways. Out: a fraction in lowest terms. Where one has more digits than fit, it is rounded in its last of some forty
//! binary digits. Deliberately absent: chance.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Mul};

/// A share: so many of so many. The default is none at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ratio {
    part: u128,
    whole: u128,
}

/// Beyond this, products would not fit.
const LARGEST: u128 = 1 << 63;

impl Ratio {
    /// All.
    pub const ONE: Ratio = Ratio { part: 1, whole: 1 };
    /// Nothing.
    pub const ZERO: Ratio = Ratio { part: 0, whole: 1 };

    /// So many of so many; nothing of nothing is nothing.
    pub fn of(part: u64, whole: u64) -> Ratio {
        if whole == 0 { Ratio::ZERO } else { Ratio::lowest(u128::from(part), u128::from(whole)) }
    }

    fn lowest(part: u128, whole: u128) -> Ratio {
        let (mut a, mut b) = (part, whole);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let (mut part, mut whole) = (part / a.max(1), whole / a.max(1));
        while whole > LARGEST {
            (part, whole) = (part.div_ceil(2), whole.div_ceil(2));
        }
        Ratio { part, whole }
    }

    /// The upper and the lower number of the fraction.
    pub fn parts(self) -> (u128, u128) {
        (self.part, self.whole)
    }

    /// What is left of it without another; nothing where that is larger.
    pub fn without(self, other: Ratio) -> Ratio {
        if self <= other {
            return Ratio::ZERO;
        }
        Ratio::lowest(self.part * other.whole - other.part * self.whole, self.whole * other.whole)
    }

    /// The share in hundredths of a percent, rounded to the nearest.
    pub fn hundredths(self) -> u32 {
        ((self.part * 20_000 + self.whole) / (2 * self.whole)) as u32
    }

    /// Whether it is exactly so many hundredths of a percent.
    pub fn is_hundredths(self, hundredths: u32) -> bool {
        self.part * 10_000 == self.whole * u128::from(hundredths)
    }
}

impl Add for Ratio {
    type Output = Ratio;
    fn add(self, other: Ratio) -> Ratio {
        if self.whole == other.whole {
            return Ratio::lowest(self.part + other.part, self.whole);
        }
        Ratio::lowest(self.part * other.whole + other.part * self.whole, self.whole * other.whole)
    }
}

impl Mul for Ratio {
    type Output = Ratio;
    fn mul(self, other: Ratio) -> Ratio {
        Ratio::lowest(self.part * other.part, self.whole * other.whole)
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Ratio) -> Ordering {
        (self.part * other.whole).cmp(&(other.part * self.whole))
    }
}

/// `75%`, `33.33% (1/3)`.
impl fmt::Display for Ratio {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hundredths = self.hundredths();
        let (whole, rest) = (hundredths / 100, hundredths % 100);
        match rest {
            0 => write!(out, "{whole}%")?,
            _ if rest % 10 == 0 => write!(out, "{whole}.{}%", rest / 10)?,
            _ => write!(out, "{whole}.{rest:02}%")?,
        }
        if self.is_hundredths(hundredths) { Ok(()) } else { write!(out, " ({}/{})", self.part, self.whole) }
    }
}

#[cfg(test)]
mod tests {
    use super::Ratio;

    #[test]
    fn shares_are_exact_and_huge_ones_do_not_overflow() {
        assert_eq!(Ratio::of(1, 4) + Ratio::of(1, 2), Ratio::of(3, 4));
        assert_eq!(Ratio::of(1, 3).to_string(), "33.33% (1/3)");
        assert_eq!((Ratio::of(9, 10).to_string(), Ratio::of(1, 8).to_string()), ("90%".to_owned(), "12.5%".to_owned()));
        let mut share = Ratio::ONE;
        for prime in [251, 241, 239, 233, 229, 227, 223, 211, 199, 197] {
            share = share * Ratio::of(prime - 1, prime) + Ratio::of(1, prime * 25_499);
        }
        assert!(share > Ratio::ZERO && share < Ratio::ONE);
    }
}
