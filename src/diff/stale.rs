//! Which copies at the edge a change makes wrong.
//!
//! In: regions of requests that change. Out: for each distribution the fewest path patterns that hold them all, with the command
//! and the price. Deliberately absent: content, which no program holds: an object that was published anew is known to whoever
//! published it.

use super::edge::Request;
use crate::schema::{Schema, Value};
use crate::source::Name;

/// What has to be invalidated in one distribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// Its label.
    pub distribution: String,
    /// Path patterns; `*` stands at an end only, as invalidations want it.
    pub paths: Vec<String>,
    /// Whether these patterns also hold paths whose copies are right.
    pub is_wider: bool,
    /// What it costs in USD once the month's free paths are used up, in thousandths.
    pub price: u64,
    /// Paths of a month that cost nothing.
    pub free: u64,
}

impl Stale {
    /// The command that does it; the id is known once the distribution is deployed.
    pub fn command(&self) -> String {
        let paths: Vec<String> = self.paths.iter().map(|path| format!("'{path}'")).collect();
        let id = self.distribution.to_ascii_uppercase().replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
        format!("aws cloudfront create-invalidation --distribution-id \"${id}_ID\" --paths {}", paths.join(" "))
    }
}

/// What has to be invalidated.
pub(super) fn stale(requests: &[Request], schema: &Schema) -> Vec<Stale> {
    let mut all: Vec<Stale> = Vec::new();
    for request in requests {
        // Copies belong to the distribution that made them.
        let [Some(_), Some(distribution)] = &request.distributions else { continue };
        let rows = request.rows.iter().filter(|row| row.marks.is_stale);
        let (mut paths, mut is_wider) = (Vec::new(), false);
        for place in rows.flat_map(|row| row.places.iter()) {
            let (path, exact) = covering(place);
            is_wider |= !exact;
            paths.push(path);
        }
        if paths.is_empty() {
            continue;
        }
        let number = |name: &str| match schema.fact(Name::of(name)).map(|fact| &fact.value) {
            Some(Value::Int(number)) => u64::try_from(*number).unwrap_or(0),
            _ => 0,
        };
        let paths = fewest(paths);
        let price = paths.len() as u64 * number("invalidation_price");
        let (free, distribution) = (number("free_invalidations"), distribution.clone());
        all.push(Stale { distribution, paths, is_wider, price, free });
    }
    all
}

/// The pattern of an invalidation that holds all paths of a place, and whether it holds no others.
fn covering(patterns: &[Option<String>; 2]) -> (String, bool) {
    let one = |pattern: &Option<String>| match pattern {
        None => ("/*".to_owned(), false),
        Some(pattern) => {
            let pattern = if pattern.starts_with('/') { pattern.clone() } else { format!("/{pattern}") };
            match pattern.find(['*', '?']) {
                None => (pattern, true),
                Some(at) => (pattern[..at].to_owned() + "*", at + 1 == pattern.len() && pattern.ends_with('*')),
            }
        }
    };
    let (old, new) = (one(&patterns[0]), one(&patterns[1]));
    // Paths that both have are within either: the narrower is taken.
    let (narrow, other) = if old.0.len() >= new.0.len() { (old, new) } else { (new, old) };
    let exact = narrow.1 && within(&narrow.0, &other.0);
    (narrow.0, exact)
}

/// The patterns without those that others hold.
fn fewest(mut paths: Vec<String>) -> Vec<String> {
    paths.sort();
    paths.dedup();
    let kept: Vec<String> =
        paths.iter().filter(|path| !paths.iter().any(|other| other != *path && within(path, other))).cloned().collect();
    kept
}

/// Whether all paths of a pattern are paths of another.
fn within(path: &str, other: &str) -> bool {
    match other.strip_suffix('*') {
        Some(before) => path.trim_end_matches('*').starts_with(before),
        None => path == other,
    }
}

#[cfg(test)]
mod tests {
    use super::{covering, fewest};

    #[test]
    fn invalidations_have_their_star_at_the_end() {
        let cover = |old: Option<&str>, new: Option<&str>| covering(&[old.map(str::to_owned), new.map(str::to_owned)]);
        assert_eq!(cover(Some("/a/*"), Some("/a/*")), ("/a/*".to_owned(), true));
        assert_eq!(cover(Some("/a/*"), None), ("/a/*".to_owned(), true));
        assert_eq!(cover(Some("*.js"), Some("*.js")), ("/*".to_owned(), false));
        assert_eq!(cover(Some("/a"), None), ("/a".to_owned(), true));
        assert_eq!(fewest(vec!["/a/b".into(), "/a/*".into(), "/c".into()]), ["/a/*", "/c"]);
    }
}
