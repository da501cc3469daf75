//! Looking for bytes, eight at once.
//!
//! In: a text. Out: whether it has bytes of some sort. Deliberately absent: where they stand.

/// Whether a text stands in JSON as it is.
pub(crate) fn is_plain(text: &[u8]) -> bool {
    !any(text, |word| below(word, 0x20) | is(word, b'"') | is(word, b'\\'))
}

/// Whether a text has one of two bytes.
pub(crate) fn has_either(text: &[u8], one: u8, other: u8) -> bool {
    any(text, |word| is(word, one) | is(word, other))
}

/// Whether a mark is found in a text, of which eight bytes at once are looked at as one number. A mark is the highest bit of a byte.
#[inline]
fn any(text: &[u8], marks: impl Fn(u64) -> u64) -> bool {
    let last = match text.last_chunk::<8>() {
        Some(last) => u64::from_le_bytes(*last),
        None => text.iter().fold(EACH * b'a' as u64, |word, byte| word << 8 | *byte as u64),
    };
    let found = text.as_chunks::<8>().0.iter().fold(marks(last), |found, word| found | marks(u64::from_le_bytes(*word)));
    found & (EACH << 7) != 0
}

/// A number with this in each byte.
const EACH: u64 = 0x0101_0101_0101_0101;

/// Marks where a byte is below one of at most 128: subtracting borrows from its highest bit.
#[inline]
fn below(word: u64, least: u64) -> u64 {
    word.wrapping_sub(EACH * least) & !word
}

/// Marks where a byte is this one.
#[inline]
fn is(word: u64, byte: u8) -> u64 {
    below(word ^ (EACH * byte as u64), 1)
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn a_byte_to_escape_is_found_wherever_it_stands() {
        for odd in (0..=u8::MAX).filter(|byte| *byte < 0x20 || matches!(byte, b'"' | b'\\')) {
            for length in 1..20 {
                for (at, beside) in (0..length).flat_map(|at| [b'!', b' ', 0x7f, 0x80, 0xff].map(|beside| (at, beside))) {
                    let mut text = vec![beside; length];
                    assert!(is_plain(&text), "{length} bytes {beside}");
                    text[at] = odd;
                    assert!(!is_plain(&text), "{odd} at {at} of {length} beside {beside}");
                }
            }
        }
    }
}
