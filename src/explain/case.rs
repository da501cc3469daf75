//! Programs that are refused, with what is said of them drawn below the lines it stands on, and the same programs mended.
//!
//! In: a code, and what its rule is called. Out: the cases of `tests/refuse/` that show it, the rule's own first. Long ones are left out when
//! the compiler is built. Deliberately absent: drawing; the cases keep what the tests drew.

/// Each case by its path, with its text.
const CASES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/cases.rs"));

/// Where the mended ones lie, beside the others.
const RIGHT: &str = "right/";

/// A program that is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// As it is refused.
    pub refused: &'static str,
    /// As it passes.
    pub right: Option<&'static str>,
}

/// The programs that show a finding; where one is called as its rule is, that one alone.
pub fn cases(code: &str, rule: &str) -> Vec<Case> {
    let of_code = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or_default().strip_suffix(".edge")?;
        name.strip_prefix(code)?.strip_prefix('-').map(|rest| rest == rule.replace('_', "-"))
    };
    let refused = CASES.iter().filter(|(path, _)| !path.contains(RIGHT));
    let case = |path: &str, refused| {
        let (folder, file) = path.rsplit_once('/').unwrap_or_default();
        let mended = CASES.iter().find(|(other, _)| other.strip_prefix(folder) == Some(&format!("/{RIGHT}{file}")));
        Case { refused, right: mended.map(|(_, text)| *text) }
    };
    let all: Vec<(bool, Case)> = refused.filter_map(|(path, text)| Some((of_code(path)?, case(path, *text)))).collect();
    let own: Vec<Case> = all.iter().filter(|(is_own, _)| *is_own).map(|(_, case)| *case).collect();
    if own.is_empty() { all.into_iter().map(|(_, case)| case).collect() } else { own }
}
