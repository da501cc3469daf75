//! Edgewise: a language and compiler for the outermost layer of an AWS system.
//!
//! A program flows `source → syntax → resolve → model → plan → target`; each room is one stage or one concept, and imports
//! only from the rooms above this line of its own list.

pub mod source;

pub mod report;

pub mod syntax;
