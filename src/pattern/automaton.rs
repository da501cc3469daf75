//! One automaton for several lists of patterns.
//!
//! In: patterns. Out: pairs of winners, found breadth first, so that the first path of each is a shortest. A state is the set of
//! all places in all patterns that a beginning of a path can have come to, as bits, and what the path's last segment looks like.

use super::{Claim, Claims, Root, slashed};
use rustc_hash::FxHashMap;

/// Characters for places where any will do, the most readable first.
const READABLE: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_-";

/// How the last segment of a path looks. A path that ends in a dot segment is not what is matched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Segment {
    Empty,
    Dot,
    Dots,
    Text,
}

impl Segment {
    fn step(self, byte: u8) -> Option<Segment> {
        match (self, byte) {
            (Segment::Text, b'/') => Some(Segment::Empty),
            (_, b'/') => None,
            (Segment::Empty, b'.') => Some(Segment::Dot),
            (Segment::Dot, b'.') => Some(Segment::Dots),
            _ => Some(Segment::Text),
        }
    }
}

type Bits = Box<[u64]>;

/// All patterns, as one.
pub(super) struct Automaton {
    /// Places whose character is `*`.
    stars: Bits,
    start: Bits,
    /// For each character worth trying, the places that it takes one further.
    moves: Vec<(u8, Bits)>,
    /// The last place of each pattern, by list.
    ends: Vec<Vec<usize>>,
}

impl Automaton {
    pub fn new(lists: &[&[&str]]) -> Automaton {
        let mut tokens: Vec<Option<u8>> = Vec::new();
        let (mut starts, mut ends) = (Vec::new(), Vec::new());
        for list in lists {
            let mut ends_of = Vec::with_capacity(list.len());
            for pattern in *list {
                starts.push(tokens.len());
                let mut before = 0u8;
                for byte in slashed(pattern).bytes() {
                    // Two stars are one.
                    if !(byte == b'*' && before == b'*') {
                        tokens.push(Some(byte));
                    }
                    before = byte;
                }
                ends_of.push(tokens.len());
                tokens.push(None);
            }
            ends.push(ends_of);
        }
        let words = tokens.len().div_ceil(64).max(1);
        let set = |wanted: &dyn Fn(usize) -> bool| {
            let mut bits = vec![0u64; words].into_boxed_slice();
            (0..tokens.len()).filter(|at| wanted(*at)).for_each(|at| bits[at / 64] |= 1 << (at % 64));
            bits
        };
        let stars = set(&|at| tokens[at] == Some(b'*'));
        let begin = set(&|at| starts.contains(&at));
        let mut bytes: Vec<u8> = tokens.iter().flatten().copied().filter(|byte| !matches!(byte, b'*' | b'?')).collect();
        bytes.extend([b'/', b'.']);
        bytes.sort_unstable();
        bytes.dedup();
        // One character stands for all that no pattern names.
        let other = READABLE.iter().copied().find(|byte| !bytes.contains(byte));
        bytes.extend(other);
        bytes.sort_by_key(|byte| READABLE.iter().position(|known| known == byte).unwrap_or(READABLE.len() + usize::from(*byte)));
        let moves =
            bytes.into_iter().map(|byte| (byte, set(&|at| tokens[at] == Some(byte) || tokens[at] == Some(b'?')))).collect();
        let mut automaton = Automaton { stars, start: begin, moves, ends };
        let mut start = automaton.start.clone();
        automaton.close(&mut start);
        automaton.start = start;
        automaton
    }

    /// A star may be nothing: whoever stands before one stands behind it too.
    fn close(&self, bits: &mut Bits) {
        let mut carry = 0;
        for (word, stars) in bits.iter_mut().zip(&self.stars) {
            let behind = *word & stars;
            *word |= behind << 1 | carry;
            carry = behind >> 63;
        }
    }

    fn step(&self, state: &Bits, moves: &Bits) -> Bits {
        let mut next = vec![0u64; state.len()].into_boxed_slice();
        let mut carry = 0;
        for (at, word) in next.iter_mut().enumerate() {
            let moved = state[at] & moves[at];
            *word = moved << 1 | carry | state[at] & self.stars[at];
            carry = moved >> 63;
        }
        self.close(&mut next);
        next
    }

    fn winner(&self, state: &Bits, list: usize) -> Option<usize> {
        self.ends[list].iter().position(|end| state[end / 64] >> (end % 64) & 1 == 1)
    }

    /// Every pair of winners of the first two lists.
    pub fn claims(&self, most: usize, root: Root) -> Claims {
        let mut known: FxHashMap<(Bits, Segment), ()> = FxHashMap::default();
        let mut queue: Vec<(Bits, Segment, usize, u8)> = Vec::new();
        let mut found: FxHashMap<(Option<usize>, Option<usize>), ()> = FxHashMap::default();
        let mut claims = Claims { list: Vec::new(), is_exhaustive: true };
        let Some((_, slash)) = self.moves.iter().find(|(byte, _)| *byte == b'/') else { return claims };
        let first = self.step(&self.start, slash);
        known.insert((first.clone(), Segment::Empty), ());
        queue.push((first, Segment::Empty, usize::MAX, b'/'));
        let mut at = 0;
        while at < queue.len() {
            let (state, segment) = (queue[at].0.clone(), queue[at].1);
            if !matches!(segment, Segment::Dot | Segment::Dots) && (at > 0 || root == Root::Counts) {
                let pair = (self.winner(&state, 0), self.winner(&state, 1));
                if found.insert(pair, ()).is_none() {
                    claims.list.push(Claim { first: pair.0, second: pair.1, witness: way(&queue, at) });
                }
            }
            for (byte, moves) in &self.moves {
                let Some(segment) = segment.step(*byte) else { continue };
                let key = (self.step(&state, moves), segment);
                if known.contains_key(&key) {
                    continue;
                }
                if known.len() >= most {
                    claims.is_exhaustive = false;
                    continue;
                }
                known.insert(key.clone(), ());
                queue.push((key.0, key.1, at, *byte));
            }
            at += 1;
        }
        claims
    }
}

/// The path that led to a state.
fn way(queue: &[(Bits, Segment, usize, u8)], at: usize) -> String {
    let (mut bytes, mut at) = (Vec::new(), at);
    while let Some((_, _, before, byte)) = queue.get(at) {
        bytes.push(*byte);
        at = *before;
    }
    bytes.reverse();
    String::from_utf8_lossy(&bytes).into_owned()
}
