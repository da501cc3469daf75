//! The grammar, and what it matched.
//!
//! In: a piece of a file, and where it may be cut. Out: its `Nodes`, a flat list in the order of the text. Deliberately absent: what
//! they mean.

#![allow(missing_docs)]

use super::shapes::Shapes;
use pest::Parser as _;
use pest::Token;
use pest_derive::Parser;

#[derive(Parser)]
#[grammar = "grammar/edge.pest"]
struct Grammar;

/// One matched rule.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) rule: Rule,
    /// Its first byte in the piece.
    pub(super) start: u32,
    /// One past its last byte.
    pub(super) end: u32,
    /// The position of its first part in the list, which is the next node's.
    first: u32,
    /// The position of the node after its last part.
    after: u32,
}

impl Node {
    /// The same node with its bytes elsewhere, so much further on in its list.
    pub(super) fn moved(&self, place: impl Fn(u32) -> u32, by: i32) -> Node {
        let &Node { rule, start, end, first, after } = self;
        let further = |at: u32| at.saturating_add_signed(by);
        Node { rule, start: place(start), end: place(end), first: further(first), after: further(after) }
    }
}

/// What the grammar matched of one piece; kept from piece to piece for its memory.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    list: Vec<Node>,
    open: Vec<u32>,
    shapes: Shapes,
}

impl Nodes {
    /// Matches a piece, in place of the last. It may be cut at `ends`: what stands between two of them is matched as it would be
    /// alone. Left out are comments, and the text of strings, which lies between their parts.
    pub(super) fn matching(&mut self, piece: &str, ends: impl Iterator<Item = usize>) -> Parts<'_> {
        self.list.clear();
        let (mut from, mut at) = (0, 0);
        for end in ends {
            if self.shapes.take(&piece[at..end]) {
                if from < at {
                    self.grammar(&piece[from..at], from);
                }
                let own = self.list.len();
                if !self.shapes.recall(at as u32, &mut self.list) {
                    self.grammar(&piece[at..end], at);
                    self.shapes.learn(at as u32, &self.list[own..], own);
                }
                from = end;
            }
            at = end;
        }
        if from < piece.len() {
            self.grammar(&piece[from..], from);
        }
        Parts { nodes: &self.list, at: 0, end: self.list.len() }
    }

    /// Adds what the grammar matches of a part of a piece, which begins so far from its start.
    fn grammar(&mut self, text: &str, from: usize) {
        self.open.clear();
        // The rule `stray` takes what no other takes, so that there is always a match.
        let Ok(pairs) = Grammar::parse(Rule::piece, text) else { return };
        for token in pairs.tokens() {
            match token {
                Token::Start { rule: Rule::piece, .. } | Token::End { rule: Rule::piece, .. } => {}
                Token::Start { rule, pos } => {
                    let (at, start) = (self.list.len() as u32, (from + pos.pos()) as u32);
                    self.open.push(at);
                    self.list.push(Node { rule, start, end: start, first: at + 1, after: at + 1 });
                }
                Token::End { rule, pos } => {
                    let Some(at) = self.open.pop() else { continue };
                    if rule == Rule::line || rule == Rule::text {
                        self.list.truncate(at as usize);
                        continue;
                    }
                    let after = self.list.len() as u32;
                    let node = &mut self.list[at as usize];
                    (node.end, node.after) = ((from + pos.pos()) as u32, after);
                }
            }
        }
    }
}

/// The places of the lexemes of a piece, new lines and comments among them.
pub(super) fn lexemes(piece: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    let pairs = Grammar::parse(Rule::lexemes, piece).ok().and_then(|mut pairs| pairs.next());
    let lexemes = pairs.into_iter().flat_map(|pair| pair.into_inner());
    lexemes.map(|lexeme| lexeme.as_span().start()..lexeme.as_span().end())
}

/// The parts of a matched rule that were not taken yet.
#[derive(Clone, Copy)]
pub(super) struct Parts<'n> {
    nodes: &'n [Node],
    at: usize,
    end: usize,
}

impl<'n> Parts<'n> {
    /// The parts of a rule.
    pub(super) fn of(self, node: Node) -> Parts<'n> {
        Parts { at: node.first as usize, end: node.after as usize, ..self }
    }

    /// The next part, without taking it.
    pub(super) fn peek(&self) -> Option<Node> {
        if self.at < self.end { self.nodes.get(self.at).copied() } else { None }
    }

    /// The next part if it is of this rule.
    pub(super) fn accept(&mut self, rule: Rule) -> Option<Node> {
        self.peek().filter(|node| node.rule == rule).inspect(|node| self.at = node.after as usize)
    }

    /// Takes up the parts of the part before again: of the operand that was matched as part of its sign.
    pub(super) fn enter(&mut self, node: Node) {
        self.at = node.first as usize;
    }
}

impl Iterator for Parts<'_> {
    type Item = Node;

    fn next(&mut self) -> Option<Node> {
        self.peek().inspect(|node| self.at = node.after as usize)
    }
}
