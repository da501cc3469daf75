//! Two minds: the router, and a plain reading of the rules, held against each other on programs, clients and scenes by chance.
//!
//! The second mind shares nothing with the first: it reads the description that the program was written from. Any difference is told with
//! the smallest program that shows it. `EDGEWISE_MINDS` says how many questions are asked, `EDGEWISE_MINDS_SEED` where chance begins.

mod chance;
mod dns;
mod edge;
mod make;
mod names;
mod paths;
mod program;
mod requests;
mod site;

use std::env;

/// A number that somebody may set.
fn number(name: &str, otherwise: u64) -> u64 {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// How many questions are asked, and where chance begins.
fn wanted(otherwise: u64) -> (u64, u64) {
    (number("EDGEWISE_MINDS", otherwise), number("EDGEWISE_MINDS_SEED", 1))
}
