//! Why something is answered as it is.
//!
//! In: steps, from whoever decides. Out: a list of them, or nothing at all where nobody watches. Deliberately absent: how a step is
//! shown.

use crate::source::Span;

/// How sure a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Certainty {
    /// AWS documents it, or a standard that AWS refers to.
    Documented,
    /// Seen again and again, but not in AWS's reference.
    Observed,
    /// AWS is silent; a choice was made.
    Estimate,
}

/// One step on the way to an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The rule it rests on: `EV-005`, `R53-232`, `RFC 4592`; empty where it only says what was asked.
    pub rule: &'static str,
    /// What was found, and what follows.
    pub text: String,
    /// How sure that is.
    pub certainty: Certainty,
    /// The block it is about.
    pub span: Option<Span>,
    /// Of a candidate, such as a record or a behavior: whether it was taken.
    pub taken: Option<bool>,
    /// How deep it stands below the step it belongs to.
    pub depth: u8,
}

impl Step {
    /// A step that rests on a documented rule.
    pub fn new(rule: &'static str, text: impl Into<String>) -> Step {
        Step { rule, text: text.into(), certainty: Certainty::Documented, span: None, taken: None, depth: 0 }
    }

    /// The same step, of another certainty.
    pub fn but(mut self, certainty: Certainty) -> Step {
        self.certainty = certainty;
        self
    }

    /// The same step, as an estimate.
    pub fn estimated(self) -> Step {
        self.but(Certainty::Estimate)
    }

    /// The same step, about a candidate that was taken or left.
    pub fn candidate(mut self, taken: bool) -> Step {
        self.taken = Some(taken);
        self
    }

    /// The same step, about a block.
    pub fn about(mut self, span: Span) -> Step {
        self.span = Some(span);
        self
    }

    /// The same step, so deep below the one it belongs to.
    pub fn below(mut self, depth: u8) -> Step {
        self.depth = depth;
        self
    }
}

/// Whoever looks on while something is decided. What nobody looks at is not even put into words.
pub trait Watch {
    /// Takes a step in.
    fn step(&mut self, step: impl FnOnce() -> Step);

    /// Whether anybody looks: work that only serves steps is left out otherwise.
    fn looks(&self) -> bool {
        true
    }
}

/// Nobody looks.
impl Watch for () {
    fn step(&mut self, _: impl FnOnce() -> Step) {}

    fn looks(&self) -> bool {
        false
    }
}

/// Keeps every step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps(pub Vec<Step>);

impl Watch for Steps {
    fn step(&mut self, step: impl FnOnce() -> Step) {
        self.0.push(step());
    }
}
