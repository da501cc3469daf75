//! Hazards of the change itself: both ends are right, and the way from one to the other is not.
//!
//! In: paired sides, and what changes. Out: hazards, each with its place, what happens, and the order of steps that avoids it.
//! Deliberately absent: what is wrong with either side (`law`).

mod edge;
mod records;
mod table;

pub use table::{PERILS, Peril};

use super::pair::Both;
use super::{Change, Names, Request};
use crate::source::Span;

/// One hazard of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hazard {
    /// What there is to say of it.
    pub peril: &'static Peril,
    /// What it is about: `record A app.example.com`.
    pub what: String,
    /// Where that stood.
    pub old: Option<Span>,
    /// Where it stands.
    pub new: Option<Span>,
}

impl Hazard {
    fn of(peril: &'static Peril, what: impl Into<String>) -> Hazard {
        Hazard { peril, what: what.into(), old: None, new: None }
    }

    fn about(peril: &'static Peril, change: &Change) -> Hazard {
        Hazard { peril, what: format!("{} {}", change.kind, change.name), old: change.old, new: change.new }
    }
}

/// Every hazard, in the order of their codes.
pub(super) fn hazards(both: &Both, resources: &[Change], answers: &Names, requests: &[Request]) -> Vec<Hazard> {
    let mut all = Vec::new();
    edge::find(both, resources, requests, &mut all);
    records::find(both, resources, answers, &mut all);
    all.sort_by(|one, other| one.peril.code.cmp(other.peril.code));
    all
}
