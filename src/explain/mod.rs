//! What there is to say of refusals besides the library: what AWS says when it refuses, and programs that are refused.
//!
//! In: text as it was copied from a terminal, a console or a log; a code. Out: the answers that fit the text, each with cause and fix and
//! the rules that find the mistake before a deployment, as `stdlib/answers.edge` declares them; the cases of a code; the steps of dry runs. Deliberately absent: programs; whoever
//! has one looks there for the findings of those rules.

mod answer;
mod case;
mod plain;
mod step;

pub use answer::{Answer, Answers};
pub use case::{Case, cases};
pub use step::{Ground, Step, steps};
