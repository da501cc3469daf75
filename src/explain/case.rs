//! Programs that are refused, with what is said of them drawn below the lines it stands on.
//!
//! In: a code, and what its rule is called. Out: the cases of `tests/refuse/` that show it, the rule's own first. Long ones are left out when
//! the compiler is built. Deliberately absent: drawing; the cases keep what the tests drew.

/// Each case by its path, with its text.
const CASES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/cases.rs"));

/// The programs that show a finding; where one is called as its rule is, that one alone.
pub fn cases(code: &str, rule: &str) -> Vec<&'static str> {
    let of_code = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or_default().strip_suffix(".edge")?;
        name.strip_prefix(code)?.strip_prefix('-').map(|rest| rest == rule.replace('_', "-"))
    };
    let all: Vec<(bool, &str)> = CASES.iter().filter_map(|(path, text)| Some((of_code(path)?, *text))).collect();
    let own: Vec<&str> = all.iter().filter(|(is_own, _)| *is_own).map(|(_, text)| *text).collect();
    if own.is_empty() { all.into_iter().map(|(_, text)| text).collect() } else { own }
}
