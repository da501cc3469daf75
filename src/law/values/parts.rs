//! Pieces that several grammars have in common.

/// A number from 0 to a bound, digits only.
pub(super) fn number(text: &str, most: u64) -> Option<u64> {
    let digits = !text.is_empty() && text.len() <= 10 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits {
        return None;
    }
    let number = text.bytes().fold(0, |number, digit| number * 10 + u64::from(digit - b'0'));
    (number <= most).then_some(number)
}

/// Hexadecimal digits, so many if that is said, in pairs if not.
pub(super) fn is_hex(text: &str, length: Option<usize>) -> bool {
    let long = length.map_or(!text.is_empty() && text.len().is_multiple_of(2), |length| text.len() == length);
    long && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A name of the DNS, absolute whether or not a dot ends it; no address and no URL.
pub(super) fn is_host(text: &str) -> bool {
    let name = text.strip_suffix('.').unwrap_or(text);
    if name.is_empty() || name.len() > 253 {
        return false;
    }
    let mut label = 0;
    let mut only_digits = true;
    for byte in name.bytes() {
        match byte {
            b'.' if label == 0 => return false,
            b'.' => {
                label = 0;
                continue;
            }
            b'0'..=b'9' => {}
            b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'_' | b'*' | b'\\' => only_digits = false,
            _ => return false,
        }
        label += 1;
        if label > 63 {
            return false;
        }
    }
    label > 0 && !(only_digits && name.contains('.'))
}

/// The text before the first space, and what follows; spaces between are passed over.
pub(super) fn word(text: &str) -> (&str, &str) {
    match text.split_once(' ') {
        Some((word, rest)) => (word, rest.trim_start_matches(' ')),
        None => (text, ""),
    }
}

/// A text in double quotes at the beginning, without them, and what follows; a backslash takes a quote in.
pub(super) fn quoted(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('"')?;
    let bytes = inner.as_bytes();
    let mut at = 0;
    loop {
        match bytes.get(at)? {
            b'\\' => at += 2,
            b'"' => break,
            _ => at += 1,
        }
    }
    let rest = inner.get(at + 1..)?;
    if !rest.is_empty() && !rest.starts_with(' ') {
        return None;
    }
    Some((inner.get(..at)?, rest.trim_start_matches(' ')))
}
