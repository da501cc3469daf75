//! Paths as they are matched, and the patterns of behaviors.
//!
//! In: a path as the viewer sent it; a pattern. Out: the path in the form that patterns see, and whether one holds it. The path that
//! reaches the origin stays as it was sent. Deliberately absent: which behavior wins (`decide`).

use std::borrow::Cow;
use std::sync::Arc;

/// `/images/*.jpg`: `*` is any text, `/` included, `?` one byte. The slash at the front is implied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Arc<str>);

impl Pattern {
    /// A pattern as written.
    pub fn of(text: &str) -> Pattern {
        Pattern(if text.starts_with('/') { text.into() } else { format!("/{text}").into() })
    }

    /// With the slash at its front.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether it holds the whole of a path.
    pub fn holds(&self, path: &str) -> bool {
        holds(self.0.as_bytes(), path.as_bytes())
    }
}

/// Whether a pattern of `*` and `?` holds the whole of a text: goes back to the last `*` only, so in time of their product at most.
pub fn holds(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut seen, mut star) = (0, 0, None);
    while seen < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, seen));
                at += 1;
            }
            Some(letter) if *letter == b'?' || *letter == text[seen] => {
                at += 1;
                seen += 1;
            }
            _ => match star {
                Some((back, from)) => {
                    star = Some((back, from + 1));
                    at = back + 1;
                    seen = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|letter| *letter == b'*')
}

/// A path in the form that patterns see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched<'p> {
    /// Slashes joined, then dot segments removed.
    pub path: Cow<'p, str>,
    /// Dot segments removed first, where that makes another path: AWS does not say which comes first.
    pub otherwise: Option<String>,
    /// Whether an escape was decoded, which follows from the RFC that AWS names.
    pub decoded: bool,
}

/// Brings a path into the form that patterns see.
pub fn matched(raw: &str) -> Matched<'_> {
    if is_plain(raw) {
        return Matched { path: raw.into(), otherwise: None, decoded: false };
    }
    let plain = unescaped(raw);
    let path = without_dots(&joined(&plain));
    let otherwise = joined(&without_dots(&plain));
    Matched { decoded: plain != raw, otherwise: (otherwise != path).then_some(otherwise), path: path.into() }
}

/// Whether a path is in that form already: no escapes, no two slashes in a row, no segment that begins with a dot.
fn is_plain(raw: &str) -> bool {
    let mut before = 0;
    raw.starts_with('/')
        && raw.bytes().all(|byte| {
            let fits = byte != b'%' && !(before == b'/' && matches!(byte, b'/' | b'.'));
            before = byte;
            fits
        })
}

/// Decodes escapes of letters, digits and `-._~`; writes the others in capitals.
fn unescaped(raw: &str) -> String {
    let bytes = raw.as_bytes();
    let mut plain = String::with_capacity(raw.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = (byte == b'%').then(|| bytes.get(at + 1..at + 3)).flatten();
        let value = hex.and_then(|hex| std::str::from_utf8(hex).ok()).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (value, hex) {
            (Some(value), _) if value.is_ascii_alphanumeric() || b"-._~".contains(&value) => plain.push(char::from(value)),
            (Some(value), Some(_)) => plain.push_str(&format!("%{value:02X}")),
            _ => {
                let letter = raw[at..].chars().next().unwrap_or_default();
                plain.push(letter);
                at += letter.len_utf8();
                continue;
            }
        }
        at += 3;
    }
    plain
}

/// Joins runs of slashes.
fn joined(path: &str) -> String {
    let mut joined = String::with_capacity(path.len());
    for letter in path.chars() {
        if letter != '/' || !joined.ends_with('/') {
            joined.push(letter);
        }
    }
    joined
}

/// Removes `.` and `..` as RFC 3986 says, section 5.2.4.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.strip_prefix('/').unwrap_or(path).split('/').peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        match segment {
            "." if is_last => kept.push(""),
            "." => {}
            ".." => {
                kept.pop();
                if is_last {
                    kept.push("");
                }
            }
            other => kept.push(other),
        }
    }
    format!("/{}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::{Pattern, matched};

    #[test]
    fn patterns_hold_whole_paths() {
        let cases = [
            ("test/", "/test/file1.jpg", false),
            ("test/*", "/test/file1.jpg", true),
            ("images/*", "/images/a", true),
            ("*.gif", "/a/b.gif", true),
            ("images/*.jpg", "/images/p/q/a.jpg", true),
            ("images/*.jpg", "/images/.jpg", true),
            ("a??.jpg", "/ant.jpg", true),
            ("a??.jpg", "/at.jpg", false),
            ("a??.jpg", "/aant.jpg", false),
            ("a??.jpg", "/a/b.jpg", true),
            ("*.doc?", "/r.doc", false),
            ("*.doc*", "/r.doc", true),
            ("*.jpg", "/LOGO.JPG", false),
            ("a???b", "/a%20b", true),
            ("/foo", "/foo/", false),
            ("/foo*", "/foo/", true),
            ("*product.jpg", "/x/product.jpg", true),
            ("*a*b*c", "/xaxbxbxc", true),
        ];
        for (pattern, path, wanted) in cases {
            assert_eq!(Pattern::of(pattern).holds(path), wanted, "{pattern} {path}");
        }
    }

    #[test]
    fn paths_are_matched_in_one_form() {
        let cases = [
            ("/a/./b", "/a/b"),
            ("/../x", "/x"),
            ("/a/b/..", "/a/"),
            ("/a/b/.", "/a/b/"),
            ("//status", "/status"),
            ("/%61dmin", "/admin"),
            ("/a%2fb", "/a%2Fb"),
            ("/public/%2e%2e/admin/x", "/admin/x"),
            ("/", "/"),
            ("/static/../api/x", "/api/x"),
            ("/a%zz", "/a%zz"),
        ];
        for (raw, wanted) in cases {
            assert_eq!(matched(raw).path, *wanted, "{raw}");
        }
        let soft = matched("/a//../b");
        assert_eq!((&*soft.path, soft.otherwise.as_deref()), ("/b", Some("/a/b")));
    }
}
