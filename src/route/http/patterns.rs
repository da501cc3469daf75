//! Which of many patterns holds a path first.
//!
//! In: patterns, in the order they are tried. Out: for a path the number of the first that holds it, found by the letters that a path
//! begins and ends with: only patterns whose fixed beginning or ending is the path's are looked at. Deliberately absent: bringing a path
//! into the form that patterns see (`path`).

use super::path::{Pattern, holds};
use std::collections::VecDeque;

/// Patterns, ready to be asked.
#[derive(Clone, Debug, Default)]
pub struct Patterns {
    /// By what they begin with, up to their first wildcard.
    heads: Tree,
    /// Those that begin with a wildcard, by what they end with, from the last letter on.
    tails: Tree,
}

/// Texts by their letters; what several begin with alike is kept once.
#[derive(Clone, Debug, Default)]
struct Tree {
    nodes: Vec<Node>,
    /// The letters on the way to each node.
    letters: Vec<u8>,
    /// The first of these letters, by node.
    firsts: Vec<u8>,
    ends: Vec<End>,
    /// The smallest number in it.
    least: usize,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    letters: u32,
    length: u16,
    children: u16,
    first_child: u32,
    first_end: u32,
    ends: u32,
}

/// A pattern whose fixed part ends at a node.
#[derive(Clone, Debug)]
struct End {
    number: usize,
    rest: Rest,
}

/// What a path has to be beside the fixed part.
#[derive(Clone, Debug)]
enum Rest {
    /// Nothing more.
    Nothing,
    /// At least so long.
    Longer(usize),
    /// From a place on as this says.
    Like(usize, Box<[u8]>),
}

impl Rest {
    #[inline]
    fn holds(&self, path: &[u8], seen: usize) -> bool {
        match self {
            Rest::Nothing => path.len() == seen,
            Rest::Longer(length) => path.len() >= *length,
            Rest::Like(from, pattern) => holds(pattern, &path[*from..]),
        }
    }
}

/// No number is larger.
const NONE: usize = usize::MAX;

impl Patterns {
    /// Patterns with their numbers, ascending.
    pub fn of<'p>(patterns: impl IntoIterator<Item = (usize, &'p Pattern)>) -> Patterns {
        let (mut heads, mut tails) = (Vec::new(), Vec::new());
        for (number, pattern) in patterns {
            let text = pattern.text().as_bytes();
            let is_wild = |letter: &u8| matches!(letter, b'*' | b'?');
            let Some(first) = text.iter().position(is_wild) else {
                heads.push((text.to_vec(), End { number, rest: Rest::Nothing }));
                continue;
            };
            let fixed = text.iter().rev().take_while(|letter| !is_wild(letter)).count();
            // Behind the slash that every path has, the ending says more than the beginning.
            if first <= 1 && fixed > 0 {
                let ending: Vec<u8> = text.iter().rev().take(fixed).copied().collect();
                let rest = match text.len() == fixed + 2 && text[1] == b'*' {
                    true => Rest::Longer(fixed + 1),
                    false => Rest::Like(0, text.into()),
                };
                tails.push((ending, End { number, rest }));
                continue;
            }
            let rest = match &text[first..] {
                b"*" => Rest::Longer(first),
                rest => Rest::Like(first, rest.into()),
            };
            heads.push((text[..first].to_vec(), End { number, rest }));
        }
        Patterns { heads: Tree::of(heads), tails: Tree::of(tails) }
    }

    /// The number of the first that holds the whole of a path, which begins with a slash.
    #[inline]
    pub fn first(&self, path: &str) -> Option<usize> {
        let path = path.as_bytes();
        let mut best = NONE;
        self.heads.walk(path, |at| path[at], &mut best);
        if self.tails.least < best {
            self.tails.walk(path, |at| path[path.len() - 1 - at], &mut best);
        }
        (best != NONE).then_some(best)
    }
}

impl Tree {
    fn of(mut texts: Vec<(Vec<u8>, End)>) -> Tree {
        texts.sort_by(|one, other| (&one.0, one.1.number).cmp(&(&other.0, other.1.number)));
        let mut tree = Tree { least: texts.iter().map(|(_, end)| end.number).min().unwrap_or(NONE), ..Tree::default() };
        if texts.is_empty() {
            return tree;
        }
        let mut open = VecDeque::from([(0..texts.len(), 0)]);
        tree.firsts.push(0);
        while let Some((range, depth)) = open.pop_front() {
            let (first, last) = (&texts[range.start].0, &texts[range.end - 1].0);
            let alike = first[depth..].iter().zip(&last[depth..]).take_while(|(one, other)| one == other).count();
            let below = depth + alike;
            let ending = texts[range.clone()].iter().take_while(|(text, _)| text.len() == below).count();
            let node = Node {
                letters: tree.letters.len() as u32,
                length: alike as u16,
                children: 0,
                first_child: tree.firsts.len() as u32,
                first_end: tree.ends.len() as u32,
                ends: ending as u32,
            };
            tree.letters.extend(&first[depth..below]);
            tree.ends.extend(texts[range.start..range.start + ending].iter().map(|(_, end)| end.clone()));
            let mut at = range.start + ending;
            let mut children = 0;
            while at < range.end {
                let letter = texts[at].0[below];
                let count = texts[at..range.end].iter().take_while(|(text, _)| text[below] == letter).count();
                tree.firsts.push(letter);
                open.push_back((at..at + count, below));
                children += 1;
                at += count;
            }
            tree.nodes.push(Node { children, ..node });
        }
        tree
    }

    /// Goes as far as a path's letters lead, and takes the smallest number that holds the path.
    #[inline]
    fn walk(&self, path: &[u8], letter: impl Fn(usize) -> u8, best: &mut usize) {
        let (mut node, mut seen) = (self.nodes.first(), 0);
        while let Some(Node { letters, length, children, first_child, first_end, ends }) = node {
            let label = &self.letters[*letters as usize..*letters as usize + usize::from(*length)];
            if path.len() - seen < label.len() || !label.iter().enumerate().all(|(at, known)| letter(seen + at) == *known) {
                return;
            }
            seen += label.len();
            for end in &self.ends[*first_end as usize..(*first_end + *ends) as usize] {
                if end.number >= *best {
                    break;
                }
                if end.rest.holds(path, seen) {
                    *best = end.number;
                    break;
                }
            }
            if seen == path.len() {
                return;
            }
            let (first_child, wanted) = (*first_child as usize, letter(seen));
            let firsts = &self.firsts[first_child..first_child + usize::from(*children)];
            node = firsts.iter().position(|first| *first == wanted).and_then(|at| self.nodes.get(first_child + at));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Pattern, Patterns};

    #[test]
    fn the_first_that_holds_a_path_is_found() {
        let texts = ["/api/v1", "/api/*", "*.jpg", "/a*/x", "/api/v1/*.css", "/?", "*", "/z/*"];
        let patterns: Vec<Pattern> = texts.iter().map(|text| Pattern::of(text)).collect();
        let index = Patterns::of(patterns.iter().enumerate());
        let cases = [
            ("/api/v1", 0),
            ("/api/v1/a.css", 1),
            ("/api", 6),
            ("/x.jpg", 2),
            ("/apx/x", 3),
            ("/q", 5),
            ("/z/a.jpg", 2),
            ("/", 6),
        ];
        for (path, number) in cases {
            assert_eq!(index.first(path), Some(number), "{path}");
        }
        assert_eq!(Patterns::default().first("/"), None);
        assert_eq!(Patterns::of([(3, &Pattern::of("/a/*/c"))]).first("/a/b"), None);
    }
}
