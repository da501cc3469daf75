//! Moving a zone to Route 53 without anybody noticing.
//!
//! In: a zone file. Out: the program that answers the same (`program`), and what to do in which order, with times (`steps`).
//! Deliberately absent: reading zone files (`zonefile`), what both sides answer (`proof`), the terminal, and doing any of it.

mod program;
mod steps;

pub use program::{MOVING, Program, program};
pub use steps::{Lengths, Plan, Step, steps};
