//! Points in time.
//!
//! In: `2026-11-01T12:00:00Z`, `2026-11-01`. Out: seconds since 1970, UTC. Deliberately absent: a clock, and time zones.

/// Seconds since 1970 of an instant in UTC, or of the beginning of a day; `None` where it is neither, or before 1970.
pub fn instant(text: &str) -> Option<u64> {
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, time.strip_suffix('Z')?),
        None => (text, "00:00:00"),
    };
    let mut parts = date.split('-').map(|part| part.parse::<u64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(1))?);
    let mut parts = time.split(':').map(|part| part.parse::<u64>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
    seconds([year, month, day], [hour, minute, second])
}

/// Seconds since 1970 of a date and a time of day in UTC; `None` where there is no such time, or it is before 1970.
pub(super) fn seconds([year, month, day]: [u64; 3], [hour, minute, second]: [u64; 3]) -> Option<u64> {
    let fits = (1970..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    if !fits || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    // Years that begin in March, so that the odd day stands at the end.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 306 + 5) / 10 + day - 1;
    const DAYS_BEFORE_1970: u64 = 719_468;
    Some((days - DAYS_BEFORE_1970) * 86_400 + hour * 3600 + minute * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::instant;

    #[test]
    fn instants_are_seconds_since_1970() {
        assert_eq!(instant("1970-01-01"), Some(0));
        assert_eq!(instant("2026-11-01T12:00:00Z"), Some(1_793_534_400));
        assert_eq!(instant("2024-02-29T23:59:59Z"), Some(1_709_251_199));
        for wrong in ["1969-12-31", "2026-13-01", "2026-11-01T12:00:00", "x", "2026-11-01T25:00:00Z"] {
            assert_eq!(instant(wrong), None, "{wrong}");
        }
    }
}
