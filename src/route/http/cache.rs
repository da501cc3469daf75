//! The copies at the edge.
//!
//! In: answers and how long they stay. Out: whether one answers a request at some time. A dry run knows of no eviction and of one
//! edge location only. Deliberately absent: keys and stays.

use super::key::Key;
use super::message::Response;
use super::stay::Stay;
use rustc_hash::FxHashMap;

/// Copies by what tells them apart. An empty one is the cold cache of a first request.
#[derive(Clone, Debug, Default)]
pub struct Cache(FxHashMap<Key, Copy>);

/// One copy.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Copy {
    /// What the origin answered.
    pub response: Response,
    /// Which origin, by number.
    pub origin: usize,
    /// When it was stored, in seconds since 1970.
    pub at: u64,
    /// How long it stays.
    pub stay: Stay,
    /// Until when it is given out again without asking, since it stood in for an origin that failed.
    pub again: u64,
}

impl Copy {
    /// Whether it answers without asking anybody.
    pub fn is_fresh(&self, now: u64) -> bool {
        now < self.fresh_until()
    }

    /// Until when it answers without asking anybody.
    pub fn fresh_until(&self) -> u64 {
        self.at.saturating_add(self.stay.seconds).max(self.again)
    }

    /// Whether it answers while a new one is fetched.
    pub fn is_served_while_refreshing(&self, now: u64, most: u64) -> bool {
        self.is_within(now, self.stay.stale_while_revalidate, most)
    }

    /// Whether it answers although it is too old, because the origin fails. An error that was kept does not stand in for another.
    pub fn is_served_on_failure(&self, now: u64, most: u64) -> bool {
        match self.stay.stale_if_error {
            _ if self.response.status >= 400 => false,
            0 => self.stay.keeps_when_failing && now < self.at.saturating_add(most),
            more => self.is_within(now, more, most),
        }
    }

    /// For how long it is given out again once it stood in for a failure, in seconds: the least time of the error, `max_ttl` at most.
    pub fn stands_in_for(&self, now: u64, error_ttl: u64, most: u64) -> u64 {
        error_ttl.min(self.at.saturating_add(most).saturating_sub(now))
    }

    fn is_within(&self, now: u64, more: u64, most: u64) -> bool {
        let end = self.at.saturating_add(self.stay.seconds).saturating_add(more);
        more > 0 && now < end.min(self.at.saturating_add(most))
    }
}

impl Cache {
    /// The copy of a key, fresh or not.
    pub(super) fn find(&self, key: &Key) -> Option<&Copy> {
        self.0.get(key)
    }

    /// Lets a copy that stood in for a failure be given out again until an instant.
    pub(super) fn again(&mut self, key: &Key, until: u64) {
        if let Some(copy) = self.0.get_mut(key) {
            copy.again = until;
        }
    }

    /// Keeps an answer.
    pub(super) fn store(&mut self, key: Key, copy: Copy) {
        self.0.insert(key, copy);
    }
}
