//! A zone file, cut into its entries.
//!
//! In: text. Out: where each entry stands, and its text with units of time in seconds (`1h`, as BIND writes them), with
//! its owner where that is the one before, and with names for `@`. Deliberately absent: what an entry means.

use std::ops::Range;

/// One entry: a record or a directive, over as many lines as its brackets take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// From its first byte that is not white space to its last.
    pub range: Range<usize>,
    /// Whether white space stands before it: its owner is the one before.
    pub is_indented: bool,
    /// Its words, quotes included, without brackets and comments.
    pub words: Vec<Range<usize>>,
    /// A bracket that is never closed; the entry then ends with its line.
    pub unclosed: Option<usize>,
}

/// Cuts a text.
pub(super) fn split(text: &str) -> Vec<Entry> {
    let (mut entries, mut at) = (Vec::new(), 0);
    while at < text.len() {
        let (entry, next) = one(text, at);
        entries.extend(entry.filter(|entry| !entry.words.is_empty() || entry.unclosed.is_some()));
        at = next;
    }
    entries
}

/// The entry that begins with the line at `start`, and where the next line begins.
fn one(text: &str, start: usize) -> (Option<Entry>, usize) {
    let bytes = text.as_bytes();
    let (mut words, mut brackets): (Vec<Range<usize>>, Vec<usize>) = (Vec::new(), Vec::new());
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\n' if brackets.is_empty() => break,
            b';' => at += line_rest(bytes, at),
            b'(' => {
                brackets.push(at);
                at += 1;
            }
            b')' => {
                // One too many is for the reader of the entry to find.
                if brackets.pop().is_none() {
                    words.push(at..at + 1);
                }
                at += 1;
            }
            b' ' | b'\t' | b'\r' | b'\n' => at += 1,
            _ => {
                let end = word_end(bytes, at);
                words.push(at..end);
                at = end;
            }
        }
    }
    let first = words.first().map(|word| word.start).into_iter().chain(brackets.first().copied()).min();
    let Some(first) = first else { return (None, at + 1) };
    let is_indented = first > start;
    if let Some(&open) = brackets.first() {
        let end = open + line_rest(bytes, open);
        let entry = Entry { range: first..end, is_indented, words: Vec::new(), unclosed: Some(open) };
        return (Some(entry), end + 1);
    }
    let last = words.last().map_or(first, |word| word.end);
    (Some(Entry { range: first..last, is_indented, words, unclosed: None }), at + 1)
}

/// How many bytes there are to the end of a line.
fn line_rest(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len() - at)
}

/// Where a word ends; a quote that is never closed ends with its line.
fn word_end(bytes: &[u8], start: usize) -> usize {
    let (mut at, mut quoted) = (start, false);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\n' => break,
            b'\\' if bytes.get(at + 1).is_some_and(|next| *next != b'\n') => at += 1,
            b'"' => quoted = !quoted,
            b' ' | b'\t' | b'\r' | b';' | b'(' | b')' if !quoted => break,
            _ => {}
        }
        at += 1;
    }
    at.min(bytes.len())
}

/// An entry as it is handed to the reader of entries.
#[derive(Debug)]
pub(super) struct Line {
    /// On one line.
    pub text: String,
    /// Whether it says a TTL of its own.
    pub says_ttl: bool,
    /// What `$TTL` says in it.
    pub default_ttl: Option<u32>,
    /// Whether its type is the obsolete SPF, which is read as the TXT it is.
    pub is_spf: bool,
    /// Where each word begins here, and where it stands in the file.
    starts: Vec<(usize, Range<usize>)>,
}

impl Line {
    /// The line of an entry.
    pub fn of(text: &str, entry: &Entry, owner: Option<&str>, origin: Option<&str>) -> Line {
        let mut line = Line { text: String::new(), says_ttl: false, default_ttl: None, is_spf: false, starts: Vec::new() };
        if entry.is_indented {
            line.text.push_str(owner.unwrap_or_default());
        }
        let mut kind = None;
        for (at, range) in entry.words.iter().enumerate() {
            let word = &text[range.clone()];
            if at > 0 || entry.is_indented {
                line.text.push(' ');
            }
            line.starts.push((line.text.len(), range.clone()));
            let is_owner = at == 0 && !entry.is_indented;
            let directive = &text[entry.words[0].clone()];
            let seconds = seconds(word);
            let written = match (kind, seconds) {
                (None, Some(seconds)) if at == 1 && directive.eq_ignore_ascii_case("$TTL") => {
                    line.default_ttl = Some(seconds);
                    seconds.to_string()
                }
                _ if is_owner || directive.starts_with('$') => word.to_owned(),
                (None, Some(seconds)) => {
                    line.says_ttl = true;
                    seconds.to_string()
                }
                (None, None) if is_class(word) => word.to_owned(),
                (None, None) => {
                    kind = Some((word, at));
                    line.is_spf = word.eq_ignore_ascii_case("SPF");
                    if line.is_spf { "TXT".to_owned() } else { word.to_owned() }
                }
                (Some((kind, place)), Some(seconds)) if kind.eq_ignore_ascii_case("SOA") && at > place + 3 => seconds.to_string(),
                (Some((kind, _)), None) if word == "@" && NAMING.iter().any(|naming| kind.eq_ignore_ascii_case(naming)) => {
                    origin.unwrap_or(word).to_owned()
                }
                _ => word.to_owned(),
            };
            line.text.push_str(&written);
        }
        line
    }

    /// The word of the file that stands at a column of the line, from 1, or before it.
    pub fn token(&self, row: usize, column: usize, entry: &Entry) -> Range<usize> {
        let before = |(start, _): &&(usize, Range<usize>)| row > 1 || *start < column;
        let found = self.starts.iter().rev().find(before).or(self.starts.first());
        found.map_or_else(|| entry.range.clone(), |(_, range)| range.clone())
    }
}

/// Types whose values hold names, where `@` is the origin.
const NAMING: [&str; 9] = ["CNAME", "DNAME", "HTTPS", "MX", "NAPTR", "NS", "PTR", "SRV", "SVCB"];

fn is_class(word: &str) -> bool {
    ["IN", "CH", "HS", "CS"].iter().any(|class| word.eq_ignore_ascii_case(class))
        || word.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("CLASS"))
}

/// `3600`, `1h`, `1h30m`, in seconds.
fn seconds(word: &str) -> Option<u32> {
    let (mut whole, mut number) = (0u32, None::<u32>);
    for byte in word.bytes() {
        let unit = match byte.to_ascii_lowercase() {
            digit @ b'0'..=b'9' => {
                number = Some(number.unwrap_or(0).checked_mul(10)?.checked_add(u32::from(digit - b'0'))?);
                continue;
            }
            b's' => 1,
            b'm' => 60,
            b'h' => 3_600,
            b'd' => 86_400,
            b'w' => 604_800,
            _ => return None,
        };
        whole = whole.checked_add(number.take()?.checked_mul(unit)?)?;
    }
    match number {
        // Seconds without a unit stand alone.
        Some(number) if whole == 0 => Some(number),
        Some(_) => None,
        None => (!word.is_empty()).then_some(whole),
    }
}

#[cfg(test)]
mod tests {
    use super::{seconds, split};

    #[test]
    fn entries_end_with_their_lines_or_brackets() {
        let text = "; nothing\n\n@ SOA a b ( 1 2 ; comment (\n 3 4 5 )\n\tA 192.0.2.1\nx TXT \"a;(b\" ; c\n";
        let shown: Vec<_> = split(text).into_iter().map(|entry| (entry.words.len(), entry.is_indented)).collect();
        assert_eq!(shown, [(9, false), (2, true), (3, false)]);
    }

    #[test]
    fn times_have_units() {
        let known = [("3600", 3600), ("1h", 3600), ("1H30m", 5400), ("2w", 1_209_600), ("0", 0)];
        known.into_iter().for_each(|(word, wanted)| assert_eq!(seconds(word), Some(wanted), "{word}"));
        ["", "h", "1x", "1h5", "99999999999", "99999w", "mx1"].iter().for_each(|word| assert_eq!(seconds(word), None, "{word}"));
    }
}
