//! Edgewise: a language and compiler for the outermost layer of an AWS system.
//!
//! A program flows `source → syntax → resolve → model → plan → target`; each room is one stage or one concept and imports
//! only from lower floors, never from a sibling.

// The parser that pest derives without its `std` feature names this crate.
extern crate alloc;

pub mod source;

pub mod report;

pub mod syntax;

pub mod pattern;

pub mod script;

pub mod zonefile;

pub mod schema;

pub mod stdlib;

pub mod resolve;

pub mod model;

pub mod law;

pub mod plan;

pub mod route;

pub mod proof;

pub mod target;

pub mod picture;

pub mod map;

pub mod explain;

pub mod import;

pub mod diff;

pub mod migrate;

pub mod cost;

mod compile;

pub mod session;

pub use compile::{Find, Found, Library, Missing, Options, Outcome, Read, Text, Understood, compile};

pub mod cli;
