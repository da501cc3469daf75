//! What AWS says when it refuses, and what that means.
//!
//! In: text as it was copied from a terminal, a console or a log. Out: the answers that fit it, each with cause and fix and the rules
//! that find the mistake before a deployment. The answers are declared in `stdlib/answers.edge`. Deliberately absent: programs; whoever
//! has one looks there for the findings of those rules.

mod answer;
mod plain;

pub use answer::{Answer, Answers};
