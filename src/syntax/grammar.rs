//! The grammar, and what it matched.
//!
//! In: a piece of a file. Out: its `Nodes`, a flat list in the order of the text. Deliberately absent: what they mean.

#![allow(missing_docs)]

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

/// What the grammar matched of one piece; kept from piece to piece for its memory.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    list: Vec<Node>,
    open: Vec<u32>,
}

impl Nodes {
    /// Matches a piece, in place of the last. Left out are comments, and the text of strings, which lies between their parts.
    pub(super) fn matching(&mut self, piece: &str) -> Parts<'_> {
        self.list.clear();
        self.open.clear();
        // The rule `stray` takes what no other takes, so that there is always a match.
        if let Ok(pairs) = Grammar::parse(Rule::piece, piece) {
            for token in pairs.tokens() {
                match token {
                    Token::Start { rule, pos } => {
                        let (at, start) = (self.list.len() as u32, pos.pos() as u32);
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
                        (node.end, node.after) = (pos.pos() as u32, after);
                    }
                }
            }
        }
        let end = self.list.len();
        Parts { nodes: &self.list, at: end.min(1), end }
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
