//! Writing JSON, two spaces deep, without building it first.
//!
//! In: keys and values in the order they shall stand. Out: bytes. An object entered by `enter` is only written once something
//! is written inside it. Deliberately absent: what the keys mean.

use serde_json::Value as Tree;

/// Large texts are written in pieces of about this many bytes: none is moved while the text grows, and there is room for one where
/// something else was.
pub(crate) const PIECE: usize = 256 << 10;

/// A JSON text in the making.
#[derive(Debug, Default)]
pub(crate) struct Json {
    out: Vec<u8>,
    /// What was written before.
    pieces: Vec<Vec<u8>>,
    frames: Vec<Frame>,
    /// How many frames at the foot of the stack are written; those above wait for their first content.
    open: usize,
    /// What this text will be indented by where it is put.
    base: usize,
    /// A key is written and its value is not.
    keyed: bool,
}

#[derive(Clone, Copy, Debug)]
struct Frame {
    key: Option<&'static str>,
    list: bool,
    filled: bool,
}

impl Json {
    /// A text that will stand `depth` levels deep in another.
    pub(crate) fn at_depth(depth: usize) -> Json {
        Json { base: depth, ..Json::default() }
    }

    /// Makes room for so many bytes more.
    pub(crate) fn reserve(&mut self, bytes: usize) {
        self.out.reserve(bytes);
    }

    /// How long the text is, since a piece of it was put aside.
    pub(crate) fn len(&self) -> usize {
        self.out.len()
    }

    /// What was written since the text was so long.
    pub(crate) fn since(&self, length: usize) -> &[u8] {
        &self.out[length..]
    }

    /// How deep the next value stands.
    pub(crate) fn depth(&self) -> usize {
        self.base + self.frames.len()
    }

    /// Puts aside what is written, once it is a piece, and makes room for another.
    pub(crate) fn put_aside(&mut self) {
        if self.out.len() > PIECE {
            self.pieces.push(std::mem::replace(&mut self.out, Vec::with_capacity(PIECE + PIECE / 8)));
        }
    }

    /// How many pieces were put aside.
    pub(crate) fn pieces(&self) -> usize {
        self.pieces.len()
    }

    /// The finished text.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        if self.pieces.is_empty() { self.out } else { self.into_pieces().concat() }
    }

    /// The finished text, one piece behind the other.
    pub(crate) fn into_pieces(mut self) -> Vec<Vec<u8>> {
        self.pieces.push(self.out);
        self.pieces
    }

    /// Goes into an object below a key of the object at hand, which is written once it has content.
    pub(crate) fn enter(&mut self, key: &'static str) {
        self.frames.push(Frame { key: Some(key), list: false, filled: false });
    }

    /// Goes into a list below a key of the object at hand, which is written once it has content.
    pub(crate) fn enter_list(&mut self, key: &'static str) {
        self.frames.push(Frame { key: Some(key), list: true, filled: false });
    }

    /// Leaves what `enter` entered, or closes what `object` or `list` opened.
    pub(crate) fn leave(&mut self) {
        let Some(frame) = self.frames.pop() else {
            return;
        };
        if self.frames.len() >= self.open {
            return;
        }
        self.open = self.frames.len();
        if frame.filled {
            self.line(false);
        }
        self.out.push(if frame.list { b']' } else { b'}' });
    }

    /// Opens an object as a value.
    pub(crate) fn object(&mut self) {
        self.open_as_value(false);
    }

    /// Opens a list as a value.
    pub(crate) fn list(&mut self) {
        self.open_as_value(true);
    }

    /// Writes a key of the object at hand; its value is written next.
    pub(crate) fn key(&mut self, key: &str) {
        if is_plain(key.as_bytes()) {
            return self.word_key(key);
        }
        self.settle();
        self.separate();
        self.string_raw(key);
        self.out.extend_from_slice(b": ");
        self.keyed = true;
    }

    /// The same, for a key without anything to escape: a word of the library.
    pub(crate) fn word_key(&mut self, key: &str) {
        self.settle();
        self.separate();
        self.put_key(key);
        self.keyed = true;
    }

    /// How many bytes a key takes that has nothing to escape.
    pub(crate) fn key_length(key: &str) -> usize {
        key.len() + 4
    }

    /// Writes a key and its value, which were written before at the same depth.
    pub(crate) fn entry(&mut self, text: &[u8]) {
        self.settle();
        self.separate();
        self.out.extend_from_slice(text);
    }

    /// Writes a string.
    pub(crate) fn string(&mut self, text: &str) {
        self.before_value();
        self.string_raw(text);
    }

    /// Writes a whole number.
    pub(crate) fn int(&mut self, number: i64) {
        self.before_value();
        self.digits(number);
    }

    /// Writes a whole number as a string.
    pub(crate) fn int_string(&mut self, number: i64) {
        self.before_value();
        self.out.push(b'"');
        self.digits(number);
        self.out.push(b'"');
    }

    /// Writes `true` or `false`.
    pub(crate) fn bool(&mut self, value: bool) {
        self.raw(if value { b"true" } else { b"false" });
    }

    /// Writes text that is JSON already, as it is.
    pub(crate) fn raw(&mut self, text: &[u8]) {
        self.before_value();
        self.out.extend_from_slice(text);
    }

    /// Writes text that was written elsewhere at the depth it will have here.
    pub(crate) fn written(&mut self, key: &str, text: &[u8]) {
        self.key(key);
        self.raw(text);
    }

    /// Writes a tree.
    pub(crate) fn tree(&mut self, tree: &Tree) {
        match tree {
            Tree::Null => self.raw(b"null"),
            Tree::Bool(value) => self.bool(*value),
            Tree::Number(number) => self.raw(number.to_string().as_bytes()),
            Tree::String(text) => self.string(text),
            Tree::Array(items) => {
                self.list();
                for item in items {
                    self.tree(item);
                }
                self.leave();
            }
            Tree::Object(entries) => {
                self.object();
                for (key, value) in entries {
                    self.key(key);
                    self.tree(value);
                }
                self.leave();
            }
        }
    }

    /// `{ "key": "text" }`
    pub(crate) fn single(&mut self, key: &str, text: &str) {
        self.object();
        self.key(key);
        self.string(text);
        self.leave();
    }

    fn open_as_value(&mut self, list: bool) {
        self.before_value();
        self.out.push(if list { b'[' } else { b'{' });
        self.frames.push(Frame { key: None, list, filled: false });
        self.open = self.frames.len();
    }

    #[inline]
    fn before_value(&mut self) {
        if self.keyed {
            self.keyed = false;
            return;
        }
        self.settle();
        if self.frames.last().is_some_and(|frame| frame.list) {
            self.separate();
        }
    }

    /// Writes the objects that were entered and waited for content.
    #[inline]
    fn settle(&mut self) {
        while let Some(Frame { key, list, .. }) = self.frames.get(self.open).copied() {
            self.separate();
            self.put_key(key.unwrap_or_default());
            self.out.push(if list { b'[' } else { b'{' });
            self.open += 1;
        }
    }

    /// A comma where something stands before, and a new line.
    #[inline]
    fn separate(&mut self) {
        if let Some(frame) = self.open.checked_sub(1).and_then(|at| self.frames.get_mut(at)) {
            let filled = std::mem::replace(&mut frame.filled, true);
            self.line(filled);
        }
    }

    /// A new line, behind a comma where something stands before.
    #[inline]
    fn line(&mut self, comma: bool) {
        const BLANKS: &[u8] = b",\n                                                                ";
        let start = usize::from(!comma);
        let wanted = 2 + 2 * (self.base + self.open);
        match BLANKS.get(start..wanted) {
            Some(blanks) => self.out.extend_from_slice(blanks),
            None => {
                self.out.extend_from_slice(&BLANKS[start..]);
                self.out.resize(self.out.len() + wanted - BLANKS.len(), b' ');
            }
        }
    }

    fn digits(&mut self, number: i64) {
        let written = serde_json::to_writer(&mut self.out, &number);
        debug_assert!(written.is_ok(), "a vector takes all bytes");
    }

    #[inline]
    fn string_raw(&mut self, text: &str) {
        if is_plain(text.as_bytes()) {
            return self.quoted(text);
        }
        let written = serde_json::to_writer(&mut self.out, text);
        debug_assert!(written.is_ok(), "a vector takes all bytes");
    }

    #[inline]
    fn quoted(&mut self, plain: &str) {
        self.out.reserve(plain.len() + 2);
        self.out.push(b'"');
        self.out.extend_from_slice(plain.as_bytes());
        self.out.push(b'"');
    }

    /// A key without anything to escape, up to its value.
    #[inline]
    fn put_key(&mut self, plain: &str) {
        self.out.reserve(plain.len() + 4);
        self.out.push(b'"');
        self.out.extend_from_slice(plain.as_bytes());
        self.out.extend_from_slice(b"\": ");
    }
}

/// Whether a text stands in JSON as it is.
fn is_plain(text: &[u8]) -> bool {
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
    use super::{Json, is_plain};

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

    #[test]
    fn an_object_without_content_is_not_written() {
        let mut json = Json::default();
        json.object();
        json.enter("A");
        json.enter("B");
        json.leave();
        json.leave();
        json.enter("C");
        json.enter("D");
        json.key("E");
        json.int(-1);
        json.leave();
        json.key("F");
        json.list();
        json.string("\"");
        json.object();
        json.leave();
        json.leave();
        json.leave();
        json.leave();
        let text = String::from_utf8(json.into_bytes()).unwrap_or_default();
        let wanted =
            "{\n  \"C\": {\n    \"D\": {\n      \"E\": -1\n    },\n    \"F\": [\n      \"\\\"\",\n      {}\n    ]\n  }\n}";
        assert_eq!(text, wanted);
    }
}
