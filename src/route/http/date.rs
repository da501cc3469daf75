//! Dates as HTTP writes them.
//!
//! In: `Sun, 06 Nov 1994 08:49:37 GMT`. Out: seconds since 1970. Deliberately absent: the two older forms that HTTP only reads.

use crate::route::instant;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Seconds since 1970 of a date; `None` where it is none.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let mut parts = text.trim().split(' ');
    let (_, day, month, year, time) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    if parts.next() != Some("GMT") {
        return None;
    }
    let (day, year): (u64, u64) = (day.parse().ok()?, year.parse().ok()?);
    let month = MONTHS.iter().position(|known| *known == month)? as u64 + 1;
    let mut clock = time.split(':').map(|part| part.parse::<u64>().ok());
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    instant::seconds([year, month, day], [hour, minute, second])
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn dates_are_read() {
        assert_eq!(seconds("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(seconds("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(seconds("Wed, 25 Nov 2026 00:00:00 GMT"), Some(20_782 * 86_400));
        for wrong in ["0", "", "-1", "Sun, 06 Nov 1994", "Sun, 06 Xxx 1994 08:49:37 GMT"] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }
}
