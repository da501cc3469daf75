//! Which of many path patterns claims a path, for all paths at once.
//!
//! In: two lists of patterns, each in the order they are tried. Out: every pair of winners that some path has, each with a
//! shortest path that a person can read. Deliberately absent: what a winner does with the path.
//!
//! Paths are what CloudFront matches on: they begin with `/`, and have no `//` and no dot segments.

mod automaton;

use automaton::Automaton;

/// A shortest path of each pair of winners.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Which pattern of the first list has the path; `None` where none has.
    pub first: Option<usize>,
    /// Which of the second.
    pub second: Option<usize>,
    /// A shortest path with these winners.
    pub witness: String,
}

/// What two lists claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// Every pair of winners, shortest witness first.
    pub list: Vec<Claim>,
    /// Whether there are no others: the search came to its end.
    pub is_exhaustive: bool,
}

/// How many sets of patterns a search looks at before it gives up.
pub const STATES: usize = 40_000;

/// Finds every pair of winners of two lists.
pub fn claims(first: &[&str], second: &[&str], states: usize) -> Claims {
    Automaton::new(&[first, second]).claims(states, Root::Counts)
}

/// The same for all paths but `/`, which a distribution may take for another.
pub fn claims_below_root(first: &[&str], second: &[&str], states: usize) -> Claims {
    Automaton::new(&[first, second]).claims(states, Root::Apart)
}

/// Whether `/` is a path like others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Root {
    Counts,
    Apart,
}

/// The first pattern of a list that claims a path.
pub fn winner(patterns: &[&str], path: &str) -> Option<usize> {
    patterns.iter().position(|pattern| matches(pattern, path))
}

/// Whether a pattern claims a path. `*` is any text, `?` one character; a missing first slash is implied.
pub fn matches(pattern: &str, path: &str) -> bool {
    let pattern = slashed(pattern);
    let (pattern, path) = (pattern.as_bytes(), path.as_bytes());
    let (mut at, mut from) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while from < path.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, from));
                at += 1;
            }
            Some(b'?') => {
                at += 1;
                from += 1;
            }
            Some(byte) if *byte == path[from] => {
                at += 1;
                from += 1;
            }
            _ => {
                let Some((star_at, met)) = star else { return false };
                star = Some((star_at, met + 1));
                at = star_at + 1;
                from = met + 1;
            }
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

/// A pattern with its first slash.
fn slashed(pattern: &str) -> std::borrow::Cow<'_, str> {
    if pattern.starts_with('/') { pattern.into() } else { format!("/{pattern}").into() }
}

#[cfg(test)]
mod tests {
    use super::{STATES, claims, matches, winner};

    #[test]
    fn patterns_claim_as_documented() {
        for (pattern, path) in [("/a/*", "/a/"), ("*.jpg", "/x/y.jpg"), ("/?", "/a"), ("a", "/a"), ("/*b*", "/abc"), ("*", "/")] {
            assert!(matches(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [("/a/*", "/a"), ("*.jpg", "/x.JPG"), ("/?", "/"), ("/a*b", "/a"), ("", "/a")] {
            assert!(!matches(pattern, path), "{pattern} {path}");
        }
    }

    #[test]
    fn every_pair_of_winners_is_found_with_a_path_that_has_it() {
        let (old, new) = (["/api/*", "*.js"], ["/api/v2/*", "/api/*", "*.js"]);
        let found = claims(&old, &new, STATES);
        assert!(found.is_exhaustive);
        let pairs: Vec<_> = found.list.iter().map(|claim| (claim.first, claim.second)).collect();
        for pair in [(None, None), (Some(0), Some(1)), (Some(1), Some(2)), (Some(0), Some(0))] {
            assert!(pairs.contains(&pair), "{pair:?} of {pairs:?}");
        }
        assert_eq!(pairs.len(), 4);
        for claim in &found.list {
            assert_eq!((winner(&old, &claim.witness), winner(&new, &claim.witness)), (claim.first, claim.second), "{claim:?}");
        }
    }

    #[test]
    fn a_shadowed_pattern_has_no_path() {
        let found = claims(&["/*", "/a"], &["/*"], STATES);
        assert_eq!(found.list.len(), 1);
        let witness = &found.list[0].witness;
        assert_eq!(witness, "/");
    }

    #[test]
    fn a_search_that_gives_up_says_so() {
        let many: Vec<String> = (0..14).map(|at| format!("*{}*{}*", char::from(b'a' + at), char::from(b'A' + at))).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(!claims(&many, &many, 500).is_exhaustive);
    }
}
