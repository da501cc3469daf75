//! Lines that look like lines that were matched before.
//!
//! In: whole lines of a piece. Out: their nodes, without asking the grammar, where lines of the same shape were asked for before. To
//! the grammar all names are alike, and all strings, numbers and comments; so lines that differ in nothing else have the same
//! nodes, each a few bytes further on or less far. A zone of a hundred thousand records has some dozen shapes. Deliberately absent:
//! what a node means, and any line with a word of the grammar's own, a `${`, or an escape: there more than the shape counts.

use super::grammar::Node;
use rustc_hash::FxHashMap;

/// The words that the grammar itself knows.
const WORDS: [&str; 7] = ["if", "else", "in", "and", "or", "not", "for"];

/// More shapes than these are not kept: a text without lines that are alike gains nothing by them.
const MOST_SHAPES: usize = 4_096;

/// A text of more runs is no line that others resemble.
const MOST_RUNS: usize = 256;

/// Stands in a shape for a name, a number, a string, white space, a comment, and a line of documentation. Every other letter stands
/// for itself.
const NAME: u8 = b'a';
const NUMBER: u8 = b'0';
const STRING: u8 = b'"';
const WHITE: u8 = b' ';
const COMMENT: u8 = b'C';
const DOCS: u8 = b'D';

/// The shapes that were met.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    /// The nodes of each shape; they begin and end where the run of that number does.
    known: FxHashMap<Box<[u8]>, Box<[Node]>>,
    /// The shape of the last text, one letter a run.
    shape: Vec<u8>,
    /// Where each of its runs begins, and where the last ends.
    bounds: Vec<u32>,
}

impl Shapes {
    /// Takes in a text. False where its shape does not tell everything.
    pub(super) fn take(&mut self, text: &str) -> bool {
        self.shape.clear();
        self.bounds.clear();
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            let Some((letter, end)) = run(bytes, at, *byte).filter(|_| self.shape.len() < MOST_RUNS) else { return false };
            self.shape.push(letter);
            self.bounds.push(at as u32);
            at = end;
        }
        self.bounds.push(at as u32);
        true
    }

    /// Adds the nodes of the text taken in, which begins so far from the start of the piece, if its shape is known.
    pub(super) fn recall(&self, start: u32, to: &mut Vec<Node>) -> bool {
        let Some(nodes) = self.known.get(&*self.shape) else { return false };
        let (place, by) = (|run: u32| start + self.bounds[run as usize], to.len() as i32);
        to.extend(nodes.iter().map(|node| node.moved(place, by)));
        true
    }

    /// Keeps what the grammar matched of the text taken in, which began so far from the start of the piece; so many nodes stand before.
    pub(super) fn learn(&mut self, start: u32, nodes: &[Node], before: usize) {
        let run = |place: u32| self.bounds.binary_search(&(place - start)).ok();
        let ends_with_runs = |node: &Node| run(node.start).is_some() && run(node.end).is_some();
        if self.known.len() < MOST_SHAPES && nodes.iter().all(ends_with_runs) {
            let kept = nodes.iter().map(|node| node.moved(|place| run(place).unwrap_or(0) as u32, -(before as i32))).collect();
            self.known.insert(self.shape.as_slice().into(), kept);
        }
    }
}

/// What the run that begins at a place is in the shape, and where it ends.
fn run(bytes: &[u8], at: usize, first: u8) -> Option<(u8, usize)> {
    let while_it_is =
        |is: fn(u8) -> bool| bytes[at..].iter().position(|byte| !is(*byte)).map_or(bytes.len(), |length| at + length);
    match first {
        b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
            let end = while_it_is(is_part);
            let is_own = end - at <= 4 && WORDS.iter().any(|word| word.as_bytes() == &bytes[at..end]);
            (!is_own).then_some((NAME, end))
        }
        b'0'..=b'9' => Some((NUMBER, while_it_is(is_part))),
        b' ' | b'\t' | b'\r' => Some((WHITE, while_it_is(|byte| matches!(byte, b' ' | b'\t' | b'\r')))),
        b'"' if bytes[at..].starts_with(b"\"\"\"") => None,
        b'"' => {
            let ends = |byte: &u8| matches!(byte, b'"' | b'\\' | b'$' | b'\n');
            let length = bytes[at + 1..].iter().position(ends)?;
            (bytes[at + 1 + length] == b'"').then_some((STRING, at + length + 2))
        }
        b'/' if bytes.get(at + 1) == Some(&b'/') => {
            let is_docs = bytes.get(at + 2) == Some(&b'/') && bytes.get(at + 3) != Some(&b'/');
            Some((if is_docs { DOCS } else { COMMENT }, while_it_is(|byte| byte != b'\n')))
        }
        b'$' | b'\\' => None,
        _ => first.is_ascii().then_some((first, at + 1)),
    }
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_word_of_the_grammar_is_known() {
        let grammar = include_str!("../../grammar/edge.pest");
        let code = grammar.lines().map(|line| line.split("// ").next().unwrap_or_default());
        let quoted = code.flat_map(|line| line.split('"').skip(1).step_by(2));
        let mut words: Vec<&str> =
            quoted.filter(|text| text.bytes().all(|byte| byte.is_ascii_alphabetic()) && !text.is_empty()).collect();
        words.sort_unstable();
        words.dedup();
        let mut known = super::WORDS;
        known.sort_unstable();
        assert_eq!(words, known);
    }
}
