//! One spelling for each name of the DNS.
//!
//! In: a name as written, and the domain of its zone. Out: the name within the zone, in small letters and without escapes, or
//! with the zone's domain; nothing is copied where nothing differs. Deliberately absent: what stands at a name.

use std::borrow::Cow;
use std::sync::Arc;

/// What stands before a domain in a name that ends with it; empty for the domain itself.
pub fn within<'n>(name: &'n str, domain: &str) -> Option<&'n str> {
    match name.strip_suffix(domain)? {
        "" => Some(""),
        before => before.strip_suffix('.'),
    }
}

/// A record's name within its zone: empty at the apex; with its dot where it is absolute and elsewhere, or nobody knows.
pub fn relative<'n>(name: &'n str, domain: Option<&str>) -> Cow<'n, str> {
    if name == "@" {
        return Cow::Borrowed("");
    }
    let name = folded(name);
    let inside = domain.zip(name.strip_suffix('.')).and_then(|(domain, absolute)| within(absolute, domain)).map(str::len);
    match (inside, name) {
        (None, name) => name,
        (Some(length), Cow::Borrowed(text)) => Cow::Borrowed(&text[..length]),
        (Some(length), Cow::Owned(mut text)) => {
            text.truncate(length);
            Cow::Owned(text)
        }
    }
}

/// A name in small letters, with its `\ooo` escapes resolved.
pub fn folded(name: &str) -> Cow<'_, str> {
    if is_folded(name.as_bytes()) {
        return Cow::Borrowed(name);
    }
    let mut text = String::with_capacity(name.len());
    let mut rest = name.chars();
    while let Some(letter) = rest.next() {
        let digits = (letter == '\\').then(|| rest.as_str().get(..3)).flatten();
        match digits.and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
            // An escaped dot is part of its label.
            Some(code) if code.is_ascii_graphic() && code != b'.' => {
                text.push(char::from(code.to_ascii_lowercase()));
                rest = rest.as_str()[3..].chars();
            }
            _ => text.push(letter.to_ascii_lowercase()),
        }
    }
    Cow::Owned(text)
}

/// Whether there is neither a capital nor a backslash. Asked for every name of every question, so eight bytes at a time.
#[inline]
fn is_folded(name: &[u8]) -> bool {
    let Some((last, _)) = name.len().checked_sub(8).and_then(|start| name[start..].split_first_chunk::<8>()) else {
        return !name.iter().any(|byte| byte.is_ascii_uppercase() || *byte == b'\\');
    };
    let odd = name.chunks_exact(8).fold(odd_bytes(*last), |odd, chunk| odd | chunk.try_into().map_or(u64::MAX, odd_bytes));
    odd == 0
}

/// The highest bit of each byte that is a capital or a backslash.
#[inline]
fn odd_bytes(bytes: [u8; 8]) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = EACH << 7;
    let word = u64::from_le_bytes(bytes);
    let seven = word & !HIGH;
    let from_a = seven + EACH * (0x80 - b'A' as u64);
    let after_z = seven + EACH * (0x7f - b'Z' as u64);
    let slashes = (seven ^ (EACH * b'\\' as u64)) + EACH * 0x7f;
    !word & ((from_a ^ after_z) | !slashes) & HIGH
}

/// A record's name with its zone's domain, without the dot at the end.
pub fn absolute_name(name: &str, domain: &str) -> Arc<str> {
    let domain = domain.trim_end_matches('.');
    match name {
        "@" => domain.into(),
        name => match name.strip_suffix('.') {
            Some(absolute) => absolute.into(),
            None => {
                let mut text = String::with_capacity(name.len() + domain.len() + 1);
                text.push_str(name);
                text.push('.');
                text.push_str(domain);
                text.into()
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn one_name_has_one_form() {
        for name in ["www", "WWW", "www.example.com.", "Www.Example.com.", "\\167ww"] {
            assert_eq!(relative(name, Some("example.com")), "www", "{name}");
        }
        assert_eq!(relative("@", Some("example.com")), relative("example.com.", Some("example.com")));
        assert_eq!(relative("www.other.com.", Some("example.com")), "www.other.com.");
        assert_eq!(relative("badexample.com.", Some("example.com")), "badexample.com.");
    }
}
