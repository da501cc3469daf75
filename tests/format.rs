//! How programs are laid out: what is in order stays as it is, what is not comes in order, and nothing changes its meaning.

#[path = "syntax/bare.rs"]
mod bare;
#[path = "syntax/trees.rs"]
mod trees;

use bare::bare;
use edgewise::report::Reports;
use edgewise::syntax::{Statements, format, parse, print};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("the folder is part of the tests").map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "edge"));
    files.sort();
    files
}

/// The statements of a text without mistakes.
fn read(text: &str) -> Option<Statements> {
    let mut reports = Reports::default();
    let tree = parse(Default::default(), text, &mut reports);
    (!reports.has_errors()).then(|| bare(tree))
}

fn difference(before: &str, after: &str) -> String {
    let lines = before.lines().zip(after.lines());
    lines.filter(|(before, after)| before != after).map(|(before, after)| format!("- {before}\n+ {after}\n")).collect()
}

#[test]
fn every_program_is_in_order() {
    for file in files("syntax/programs") {
        let text = fs::read_to_string(&file).unwrap();
        let formatted = format(&text).expect("a program has no mistakes");
        assert!(formatted == text, "{}:\n{}", file.display(), difference(&text, &formatted));
    }
}

/// What comes of each file stands beside it; `BLESS=1` writes it anew.
#[test]
fn what_is_not_in_order_comes_in_order() {
    let bless = std::env::var_os("BLESS").is_some();
    for file in files("format") {
        let text = fs::read_to_string(&file).unwrap();
        let formatted = format(&text).expect("a case has no mistakes");
        let answer = file.with_extension("txt");
        if bless {
            fs::write(&answer, &formatted).unwrap();
        }
        assert_eq!(fs::read_to_string(&answer).unwrap_or_default(), formatted, "{}", file.display());
        assert_eq!(format(&formatted), Some(formatted.clone()), "{}", file.display());
        assert_eq!(read(&formatted), read(&text), "{}", file.display());
    }
}

#[test]
fn a_text_with_mistakes_stays_as_it_is() {
    assert_eq!(format("bucket site {"), None);
    assert_eq!(format(""), Some(String::new()));
    assert_eq!(format("\u{feff}a  =  1\r\n\r\n\r\n\r\nb=2"), Some("a = 1\n\nb = 2\n".to_owned()));
}

/// A change of white space: where, and what.
fn change() -> impl Strategy<Value = (prop::sample::Index, usize)> {
    (any::<prop::sample::Index>(), 0..8_usize)
}

const INSERTED: [&str; 8] = [" ", "   ", "\n", "\n\n\n", "\t", "\r\n", " // a comment\n", ""];

/// The text with white space put in or, last of the list, taken away.
fn changed(mut text: String, changes: &[(prop::sample::Index, usize)]) -> String {
    for (place, what) in changes {
        let spaces: Vec<_> = text.match_indices([' ', '\n']).map(|(at, _)| at).collect();
        if spaces.is_empty() {
            return text;
        }
        let at = *place.get(&spaces);
        match INSERTED[*what] {
            "" => text.replace_range(at..at + 1, if text[at..].starts_with("  ") { "" } else { " " }),
            space => text.insert_str(at, space),
        }
    }
    text
}

/// Laid out, a text means the same, and is in order.
fn holds(text: &str) -> Result<(), TestCaseError> {
    let (Some(formatted), Some(tree)) = (format(text), read(text)) else { return Ok(()) };
    let again = read(&formatted);
    let change = || difference(&std::format!("{:#?}", Some(&tree)), &std::format!("{again:#?}"));
    prop_assert!(again.as_ref() == Some(&tree), "from:\n{}\nto:\n{}\n{}", text, &formatted, change());
    prop_assert_eq!(format(&formatted), Some(formatted.clone()), "from:\n{}\nto:\n{}", text, &formatted);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: RngSeed::Fixed(2026), ..ProptestConfig::default() })]

    #[test]
    fn programs_keep_their_meaning(which in 0..34_usize, changes in prop::collection::vec(change(), 1..8)) {
        let text = fs::read_to_string(&files("syntax/programs")[which]).unwrap();
        holds(&changed(text, &changes))?;
    }

    #[test]
    fn trees_keep_their_meaning(tree in trees::statements(), changes in prop::collection::vec(change(), 1..12)) {
        holds(&changed(print(&tree), &changes))?;
    }

    #[test]
    fn texts_keep_their_meaning(text in "([ab]|[ ]{1,3}|\n|//x|///y|\"s\"|1|\\{|\\}|\\[|\\]|\\(|\\)|,|=|->|:|-|\\.\\.| if | else | in |not |\\?|\\.c| \\| |\"\"\"\n){0,16}") {
        holds(&text)?;
    }
}
