//! Which sets of failures are looked at.
//!
//! In: how many things may fail, and what a set of failures comes to. Out: those things that matter, and sets of them. Deliberately
//! absent: what they are.

/// The things whose failure changes anything: alone, beside one other, or while all others have failed.
pub(super) fn that_matter(count: usize, mut outcome: impl FnMut(u64) -> usize) -> Vec<usize> {
    let count = count.min(63);
    let all: u64 = (0..count).fold(0, |all, at| all | 1 << at);
    let mut matters = Vec::new();
    for at in 0..count {
        let bit = 1u64 << at;
        let others = (0..count).filter(|other| *other != at).map(|other| 1u64 << other);
        let beside = [0, all & !bit].into_iter().chain(others);
        if beside.into_iter().any(|down| outcome(down) != outcome(down | bit)) {
            matters.push(at);
        }
    }
    matters
}

/// Every set of failures, or those of at most two.
pub(super) fn all(count: usize, is_whole: bool) -> Box<dyn Iterator<Item = u32>> {
    if is_whole {
        return Box::new(0..1u32 << count);
    }
    let count = count.min(31);
    let one = (0..count).map(|at| 1u32 << at);
    let two = (0..count).flat_map(move |at| (at + 1..count).map(move |other| 1u32 << at | 1 << other));
    Box::new(std::iter::once(0).chain(one).chain(two))
}

#[cfg(test)]
mod tests {
    use super::{all, that_matter};

    #[test]
    fn what_changes_something_only_beside_another_matters() {
        // The second is a spare: it is missed only while the first is down. The third does nothing.
        let outcome = |down: u64| usize::from(down & 1 == 1) + usize::from(down & 3 == 3);
        assert_eq!(that_matter(3, outcome), [0, 1]);
    }

    #[test]
    fn sets_are_all_or_pairs() {
        assert_eq!(all(2, true).collect::<Vec<_>>(), [0, 1, 2, 3]);
        assert_eq!(all(3, false).collect::<Vec<_>>(), [0, 1, 2, 4, 3, 5, 6]);
    }
}
