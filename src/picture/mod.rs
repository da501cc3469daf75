//! A program as a picture: which names lead to which distributions, behaviors, origins and answers, and which health they wait for.
//!
//! In: a model. Out: a graph, written as SVG, as Graphviz's DOT or as Mermaid. Deliberately absent: what a request meets (`route`);
//! a picture shows every way there is, not the one that is taken.

mod collect;
mod dot;
mod layers;
mod layout;
mod mermaid;
mod reach;
mod svg;

pub use collect::graph;

use std::collections::BTreeSet;

/// Boxes and arrows.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// The boxes, in the order of the program.
    pub nodes: Vec<Node>,
    /// The arrows, in the order of the program.
    pub edges: Vec<Edge>,
}

/// One box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it stands for.
    pub sort: Sort,
    /// What it is called in the program, or its host or value.
    pub title: String,
    /// What else is worth a line.
    pub lines: Vec<String>,
}

/// What a box stands for, in the order of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// A health check.
    Health,
    /// A name of a zone, with its types.
    Record,
    /// A distribution.
    Distribution,
    /// A behavior of one.
    Behavior,
    /// An origin.
    Origin,
    /// What answers in the end: a bucket, a load balancer, addresses.
    Answer,
}

impl Sort {
    /// Every sort, in order.
    pub const ALL: [Sort; 6] = [Sort::Health, Sort::Record, Sort::Distribution, Sort::Behavior, Sort::Origin, Sort::Answer];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Sort::Health => "health",
            Sort::Record => "record",
            Sort::Distribution => "distribution",
            Sort::Behavior => "behavior",
            Sort::Origin => "origin",
            Sort::Answer => "answer",
        }
    }
}

/// One arrow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The box it begins at, by its place among the nodes.
    pub from: usize,
    /// The box it points to.
    pub to: usize,
    /// What is said of it: `90`, `continent EU`, `primary`.
    pub label: String,
    /// What it means.
    pub means: Means,
}

/// What an arrow means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// A request goes on there.
    Leads,
    /// The one it points to waits for the health of the one it begins at.
    Guards,
}

impl Graph {
    /// The part of it that has to do with some boxes: what they lead to, and what leads to or guards any of that.
    pub fn around(&self, titles: &[String]) -> Graph {
        let chosen: BTreeSet<usize> =
            (0..self.nodes.len()).filter(|at| titles.iter().any(|title| self.nodes[*at].title == *title)).collect();
        reach::part(self, &chosen)
    }

    /// As a picture that stands by itself.
    pub fn svg(&self) -> String {
        svg::write(self, &layout::lay(self))
    }

    /// As Graphviz reads it.
    pub fn dot(&self) -> String {
        dot::write(self)
    }

    /// As Mermaid reads it, and with it Markdown on GitHub.
    pub fn mermaid(&self) -> String {
        mermaid::write(self)
    }
}
