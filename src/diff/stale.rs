//! Which copies at the edge a change makes wrong.
//!
//! In: regions of requests that change. Out: for each distribution the fewest path patterns that hold them all, with the command
//! and the price. Deliberately absent: content, which no program holds: an object that was published anew is known to whoever
//! published it.

use super::edge::{Copies, Regions, Request};
use crate::pattern::{STATES, claims};
use crate::schema::{Schema, Value};
use crate::source::Name;
use indexmap::IndexMap;
use std::collections::HashSet;

/// What has to be invalidated in one distribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// Its label.
    pub distribution: String,
    /// Path patterns; `*` stands at an end only, as invalidations want it. What one list holds may be under way at the same time.
    pub turns: Vec<Vec<String>>,
    /// Whether these patterns also hold paths whose copies are right.
    pub is_wider: bool,
    /// Whether a function may have led requests to other paths, so that nobody knows where their copies lie.
    pub is_anywhere: bool,
    /// What it costs in USD once the month's free paths are used up, in thousandths.
    pub price: u64,
    /// Paths of a month that cost nothing.
    pub free: u64,
}

impl Stale {
    /// All path patterns.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.turns.iter().flatten().map(String::as_str)
    }

    /// The command that does it, a line for each turn; the id is known once the distribution is deployed.
    pub fn command(&self) -> String {
        let id = self.distribution.to_ascii_uppercase().replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
        let create = |turn: &Vec<String>| {
            let paths: Vec<String> = turn.iter().map(|path| format!("'{}'", path.replace('\'', r"'\''"))).collect();
            format!("aws cloudfront create-invalidation --distribution-id \"${id}_ID\" --paths {}", paths.join(" "))
        };
        let Some((last, before)) = self.turns.split_last() else { return String::new() };
        let wait = |turn| {
            let create = create(turn);
            format!(
                "aws cloudfront wait invalidation-completed --distribution-id \"${id}_ID\" \\\n  --id \"$({create} --query Invalidation.Id --output text)\""
            )
        };
        let lines: Vec<String> = before.iter().map(wait).chain([create(last)]).collect();
        lines.join("\n")
    }
}

/// What has to be invalidated.
pub(super) fn stale(requests: &[Request], schema: &Schema) -> Vec<Stale> {
    let number = |name: &str| match schema.fact(Name::of(name)).map(|fact| &fact.value) {
        Some(Value::Int(number)) => u64::try_from(*number).unwrap_or(0),
        _ => 0,
    };
    let most = ["invalidation_paths", "invalidation_wildcards"].map(|name| usize::try_from(number(name)).unwrap_or(usize::MAX));
    let mut of: IndexMap<&str, Covered> = IndexMap::new();
    for request in requests {
        // Copies belong to the distribution that made them.
        if let [Some(_), Some(distribution)] = &request.distributions {
            of.entry(distribution).or_default().add(request);
        }
    }
    let all = of.into_iter().filter(|(_, found)| !found.paths.is_empty()).map(|(distribution, found)| {
        let paths = fewest(found.paths);
        Stale {
            distribution: distribution.to_owned(),
            is_wider: found.is_wider,
            is_anywhere: found.is_anywhere,
            price: paths.len() as u64 * number("invalidation_price"),
            free: number("free_invalidations"),
            turns: turns(paths, most),
        }
    });
    all.collect()
}

/// Paths that hold what is stale.
#[derive(Default)]
struct Covered {
    paths: Vec<String>,
    is_wider: bool,
    is_anywhere: bool,
}

impl Covered {
    /// Adds what the requests to some hosts leave.
    fn add(&mut self, request: &Request) {
        let mut paths: Vec<String> = Vec::new();
        let mut places: HashSet<&[Option<String>; 2]> = HashSet::new();
        let mut is_anywhere = false;
        for row in request.rows.iter().filter(|row| row.marks.copies.are_stale) {
            let copies = row.marks.copies;
            is_anywhere |= copies.are_elsewhere;
            for place in &row.places {
                places.insert(place);
                if *place == ROOT.map(|root| Some(root.to_owned())) && request.regions.has_root() {
                    // What is kept for `/` is kept as the path that it is taken for.
                    if let Some(root) = request.regions.root(0) {
                        paths.extend([ROOT[0].to_owned(), with_queries(root.to_owned(), copies)]);
                    }
                    continue;
                }
                let (path, exact) = covering(place);
                let path = if path.ends_with('*') { path } else { with_queries(path, copies) };
                self.is_wider |= !exact;
                paths.push(path);
            }
        }
        if is_anywhere {
            paths = vec!["/*".to_owned()];
        }
        self.is_wider |= !paths.is_empty() && (!request.is_exhaustive || holds_others(&request.regions, &places, &paths));
        self.is_anywhere |= is_anywhere;
        self.paths.append(&mut paths);
    }
}

/// What a distribution may take for another path.
const ROOT: [&str; 2] = ["/"; 2];

/// A path with all its queries, if there are copies of each.
fn with_queries(path: String, copies: Copies) -> String {
    if copies.have_queries { path + "*" } else { path }
}

/// Whether an invalidation also removes what a behavior has whose copies are right.
fn holds_others(regions: &Regions, places: &HashSet<&[Option<String>; 2]>, paths: &[String]) -> bool {
    let is_path = |path: &&str| *path != ROOT[0] || !regions.has_root();
    let invalidated: Vec<&str> = paths.iter().map(String::as_str).filter(is_path).collect();
    (0..2).any(|side| {
        let patterns = regions.patterns(side);
        let is_stale = |at: Option<usize>| {
            let pattern = at.map(|at| patterns[at]);
            places.iter().any(|place| place[side].as_deref() == pattern)
        };
        let met = claims(&patterns, &invalidated, STATES);
        !met.is_exhaustive || met.list.iter().any(|claim| claim.second.is_some() && !is_stale(claim.first))
    })
}

/// What may be under way at the same time, in turns.
fn turns(paths: Vec<String>, [most, most_wild]: [usize; 2]) -> Vec<Vec<String>> {
    let mut turns: Vec<Vec<String>> = Vec::new();
    for path in paths {
        let is_wild = |path: &String| path.ends_with('*');
        let is_full = |turn: &Vec<String>| {
            let wild = turn.iter().filter(|path| is_wild(path)).count();
            if is_wild(&path) { wild >= most_wild } else { turn.len() - wild >= most }
        };
        match turns.last_mut().filter(|turn| !is_full(turn)) {
            Some(turn) => turn.push(path),
            None => turns.push(vec![path]),
        }
    }
    turns
}

/// The pattern of an invalidation that holds all paths of a place, and whether it holds no others.
fn covering(patterns: &[Option<String>; 2]) -> (String, bool) {
    let [old, new] =
        [0, 1].map(|side: usize| patterns[side].as_ref().map_or(("/*".to_owned(), true), |pattern| invalidated(pattern)));
    // Paths that both have are within either: the narrower is taken.
    let (narrow, other) = if old.0.len() >= new.0.len() { (old, new) } else { (new, old) };
    let exact = narrow.1 && within(&narrow.0, &other.0);
    (narrow.0, exact)
}

/// A behavior's pattern as one of an invalidation, and whether it holds the same paths: `*` stands at the end only, `?` and `~` cannot be
/// said, and what is no part of a URL is encoded.
fn invalidated(pattern: &str) -> (String, bool) {
    let pattern = pattern.strip_prefix('/').unwrap_or(pattern);
    let end = pattern.find(['*', '?', '~']).unwrap_or(pattern.len());
    let mut path = String::from("/");
    for byte in pattern[..end].bytes() {
        match byte {
            b'"' | 0..=b' ' | 127.. => path += &format!("%{byte:02X}"),
            byte => path.push(char::from(byte)),
        }
    }
    let is_cut = end < pattern.len();
    (path + if is_cut { "*" } else { "" }, !is_cut || &pattern[end..] == "*")
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
    use super::{covering, fewest, turns};

    #[test]
    fn invalidations_have_their_star_at_the_end() {
        let cover = |old: Option<&str>, new: Option<&str>| covering(&[old.map(str::to_owned), new.map(str::to_owned)]);
        assert_eq!(cover(Some("/a/*"), Some("/a/*")), ("/a/*".to_owned(), true));
        assert_eq!(cover(Some("/a/*"), None), ("/a/*".to_owned(), true));
        assert_eq!(cover(Some("*.js"), Some("*.js")), ("/*".to_owned(), false));
        assert_eq!(cover(Some("/a"), None), ("/a".to_owned(), true));
        assert_eq!(cover(Some("/a?c"), None), ("/a*".to_owned(), false));
        assert_eq!(cover(Some("/~joe/*"), None), ("/*".to_owned(), false));
        assert_eq!(cover(Some("/a\"b"), None), ("/a%22b".to_owned(), true));
        assert_eq!(fewest(vec!["/a/b".into(), "/a/*".into(), "/c".into()]), ["/a/*", "/c"]);
    }

    #[test]
    fn what_is_under_way_at_a_time_is_limited() {
        let paths = ["/a", "/b/*", "/c/*", "/d", "/e"].map(str::to_owned).to_vec();
        assert_eq!(turns(paths.clone(), [3000, 15]), std::slice::from_ref(&paths));
        assert_eq!(turns(paths, [2, 1]), [vec!["/a", "/b/*"], vec!["/c/*", "/d", "/e"]]);
    }
}
