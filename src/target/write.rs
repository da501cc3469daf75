//! Writing JSON, two spaces deep, without building it first.
//!
//! In: keys and values in the order they shall stand. Out: bytes. An object entered by `enter` is only written once something
//! is written inside it. Deliberately absent: what the keys mean.

use super::bytes::is_plain;
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

    /// Begins another text in the same room, which will stand `depth` levels deep in another.
    pub(crate) fn restart(&mut self, depth: usize) {
        self.out.clear();
        let out = std::mem::take(&mut self.out);
        *self = Json { out, ..Json::at_depth(depth) };
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

    /// Writes text that was written elsewhere at the depth it will have here, one part behind the other.
    pub(crate) fn written(&mut self, key: &str, parts: &[&[u8]]) {
        self.key(key);
        self.before_value();
        parts.iter().for_each(|part| self.out.extend_from_slice(part));
    }

    /// Takes back the first and the last bytes of what was written since the text was so long.
    pub(crate) fn cut(&mut self, length: usize, first: usize, last: usize) {
        self.out.truncate(self.out.len() - last);
        self.out.drain(length..length + first);
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
        self.quoted(plain);
        self.out.extend_from_slice(b": ");
    }
}

#[cfg(test)]
mod tests {
    use super::Json;

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
