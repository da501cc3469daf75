//! What a literal that begins with a digit or a sign stands for, and how it is written.
//!
//! In: its text, `75`, `1h30m`, `10KB`, `0.5%`, `2026-11-01T12:00:00Z`. Out: a `Number`, or why it is none; and back.
//! Deliberately absent: bounds, which belong to fields.

use super::tree::Number;
use std::fmt;

/// Why a text is no number.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// What to see there, and what to write.
    Form(&'static str, &'static str),
    /// The largest of its sort.
    TooLarge(&'static str),
}

/// Units of time in milliseconds, largest first.
const DURATIONS: [(&str, u64); 6] =
    [("y", 365 * 86_400_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

/// Units of size in bytes, largest first.
const SIZES: [(&str, u64); 6] = [("PB", 1 << 50), ("TB", 1 << 40), ("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10), ("B", 1)];

const DURATION: Fault = Fault::Form("no such unit of time", "write a duration: 500ms 30s 5m 24h 7d 1y, together 1h30m");
const SIZE: Fault = Fault::Form("no such unit of size", "write a size: 512B 10KB 512MB 2GB 30TB");
const TIME: Fault = Fault::Form("no such date or time", "write a date, 2026-11 or 2027-03-01, or a time, 2026-11-01T12:00:00Z");
const PERCENT: Fault = Fault::Form("no percentage", "write a percentage: 10% or 0.25%, with at most two digits after the dot");
const MINUS: Fault =
    Fault::Form("digits and a `-` without spaces", "put spaces on both sides of the `-`, or quotes around the text");
const NAME: Fault =
    Fault::Form("a name begins with a letter", "put quotes around it if it is a text, or begin the name with a letter");

/// Understands a literal.
pub(super) fn number(text: &str) -> Result<Number, Fault> {
    let unsigned = text.trim_start_matches(['+', '-']);
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_') && !text.ends_with('_');
    if plain(unsigned) {
        return integer(text).map(Number::Int);
    }
    if let Some(share) = text.strip_suffix('%') {
        return percent(share);
    }
    if let Some((whole, fraction)) = unsigned.split_once('.')
        && plain(whole)
        && plain(fraction)
    {
        return Ok(Number::Decimal(text.into()));
    }
    if unsigned.contains('-') || unsigned.contains(':') {
        return time(text);
    }
    if let Some(sum) = units(text, &DURATIONS) {
        return sum.map(Number::Duration).ok_or(Fault::TooLarge("18446744073709551615ms"));
    }
    match units(text, &SIZES) {
        Some(sum) => sum.map(Number::Size).ok_or(Fault::TooLarge("18446744073709551615B")),
        None => Err(guess(unsigned)),
    }
}

fn integer(text: &str) -> Result<i64, Fault> {
    let parsed = if text.contains('_') { text.replace('_', "").parse() } else { text.parse() };
    parsed.map_err(|_| Fault::TooLarge("9223372036854775807"))
}

/// Hundredths of a percent.
fn percent(share: &str) -> Result<Number, Fault> {
    let (whole, fraction) = share.split_once('.').unwrap_or((share, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || fraction.len() > 2 {
        return Err(PERCENT);
    }
    let fraction: u32 = format!("{fraction:0<2}").parse().map_err(|_| PERCENT)?;
    let hundredths = whole.parse::<u32>().ok().and_then(|whole| whole.checked_mul(100)?.checked_add(fraction));
    hundredths.map(Number::Percent).ok_or(Fault::TooLarge("42949672.95%"))
}

/// The sum of amounts with units, largest first: `None` where it is not written so, `Some(None)` where it is too large.
fn units(text: &str, table: &[(&str, u64)]) -> Option<Option<u64>> {
    let (mut rest, mut table, mut sum) = (text, table, Some(0_u64));
    while !rest.is_empty() {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '_')?;
        let (amount, behind) = rest.split_at(digits);
        let unit = behind.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(behind.len());
        let at = table.iter().position(|(name, _)| *name == &behind[..unit])?;
        let amount = integer(amount).ok().filter(|_| !amount.is_empty());
        sum = sum.zip(amount).and_then(|(sum, amount)| u64::try_from(amount).ok()?.checked_mul(table[at].1)?.checked_add(sum));
        table = &table[at + 1..];
        rest = &behind[unit..];
    }
    Some(sum)
}

/// `2026-11`, `2027-03-01`, `2026-11-01T12:00:00Z`.
fn time(text: &str) -> Result<Number, Fault> {
    let (date, clock) = match text.split_once('T') {
        Some((date, clock)) => (date, Some(clock)),
        None => (text, None),
    };
    if clock.is_none()
        && !date.split('-').all(|part| matches!(part.len(), 2 | 4) && part.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return Err(if date.bytes().any(|byte| byte.is_ascii_alphabetic()) { NAME } else { MINUS });
    }
    let fields = |text: &str, mark, lengths: &[usize]| -> Option<Vec<u32>> {
        let parts: Vec<_> = text.split(mark).collect();
        let fits = lengths.len() == parts.len() && parts.iter().zip(lengths).all(|(part, length)| part.len() == *length);
        if fits { parts.iter().map(|part| part.parse().ok()).collect() } else { None }
    };
    let day = fields(date, '-', &[4, 2, 2]);
    let is_date = match (&day, clock) {
        (Some(day), _) => day_exists(day),
        (None, None) => fields(date, '-', &[4, 2]).is_some_and(|month| (1..=12).contains(&month[1])),
        (None, Some(_)) => false,
    };
    let is_time = clock.is_none_or(|clock| {
        let clock = clock.strip_suffix('Z').and_then(|clock| fields(clock, ':', &[2, 2, 2]));
        clock.is_some_and(|clock| clock[0] < 24 && clock[1] < 60 && clock[2] < 60)
    });
    if is_date && is_time { Ok(Number::Time(text.into())) } else { Err(TIME) }
}

fn day_exists(day: &[u32]) -> bool {
    let leap = day[0].is_multiple_of(4) && (!day[0].is_multiple_of(100) || day[0].is_multiple_of(400));
    let last = match day[1] {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => 31,
    };
    (1..=12).contains(&day[1]) && (1..=last).contains(&day[2])
}

/// What was probably meant by digits with other letters behind.
fn guess(text: &str) -> Fault {
    let unit = text.trim_start_matches(|letter: char| letter.is_ascii_digit() || matches!(letter, '.' | '_'));
    let unit: String = unit.chars().take_while(char::is_ascii_alphabetic).map(|letter| letter.to_ascii_lowercase()).collect();
    let times = ["ms", "mil", "s", "sec", "m", "min", "mon", "h", "hr", "hou", "d", "day", "w", "week", "y", "yr", "year"];
    let sizes = ["b", "k", "kb", "ki", "mb", "mi", "g", "gb", "gi", "t", "tb", "ti", "pb", "byt"];
    let begins =
        |with: &[&str], longest: usize| with.iter().any(|word| unit == *word || word.len() >= longest && unit.starts_with(word));
    if begins(&times, 3) {
        DURATION
    } else if begins(&sizes, 2) {
        SIZE
    } else {
        NAME
    }
}

impl fmt::Display for Number {
    /// As an author would write it: the largest unit that leaves no rest.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let largest = |out: &mut fmt::Formatter<'_>, amount: u64, table: &[(&str, u64)], zero: &str| {
            let unit = table.iter().find(|(_, unit)| amount > 0 && amount.is_multiple_of(*unit));
            match unit {
                Some((name, unit)) => write!(out, "{}{name}", amount / unit),
                None => out.write_str(zero),
            }
        };
        match self {
            Number::Int(value) => write!(out, "{value}"),
            Number::Decimal(text) | Number::Time(text) => out.write_str(text),
            Number::Duration(milliseconds) => largest(out, *milliseconds, &DURATIONS, "0s"),
            Number::Size(bytes) => largest(out, *bytes, &SIZES, "0B"),
            Number::Percent(hundredths) => match (hundredths / 100, hundredths % 100) {
                (whole, 0) => write!(out, "{whole}%"),
                (whole, rest) if rest % 10 == 0 => write!(out, "{whole}.{}%", rest / 10),
                (whole, rest) => write!(out, "{whole}.{rest:02}%"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_told_apart() {
        let cases = [
            ("75", Number::Int(75)),
            ("120_000_000", Number::Int(120_000_000)),
            ("+25", Number::Int(25)),
            ("-99", Number::Int(-99)),
            ("-33.87", Number::Decimal("-33.87".into())),
            ("500ms", Number::Duration(500)),
            ("1h30m", Number::Duration(5_400_000)),
            ("1y", Number::Duration(31_536_000_000)),
            ("10KB", Number::Size(10_240)),
            ("0.5%", Number::Percent(50)),
            ("18%", Number::Percent(1_800)),
            ("2026-11", Number::Time("2026-11".into())),
            ("2028-02-29", Number::Time("2028-02-29".into())),
            ("2026-11-01T12:00:00Z", Number::Time("2026-11-01T12:00:00Z".into())),
        ];
        for (text, expected) in cases {
            assert_eq!(number(text), Ok(expected.clone()), "{text}");
            assert_eq!(number(&expected.to_string()), Ok(expected), "{text}, written and read again");
        }
    }

    #[test]
    fn what_is_none_is_told_why() {
        for text in ["30sec", "5min", "1w", "2hours", "10Min", "1m1h"] {
            assert_eq!(number(text), Err(DURATION), "{text}");
        }
        for text in ["10kb", "1.5GB", "5MiB", "3G"] {
            assert_eq!(number(text), Err(SIZE), "{text}");
        }
        for text in ["2026-13", "2026-02-29", "2026-11-01T25:00:00Z", "2026-11-01T12:00"] {
            assert_eq!(number(text), Err(TIME), "{text}");
        }
        assert_eq!((number("10-1"), number("3com"), number("7-eleven")), (Err(MINUS), Err(NAME), Err(NAME)));
        assert!(matches!(number("99999999999999999999"), Err(Fault::TooLarge(_))));
        assert!(matches!(number("9999999999999999y"), Err(Fault::TooLarge(_))));
    }
}
