//! How programs are read and printed: every program of the reference, every mistake, and laws for all trees and texts.

#[path = "syntax/bare.rs"]
mod bare;
#[path = "syntax/trees.rs"]
mod trees;

use bare::bare;
use edgewise::report::{Reports, Style, render};
use edgewise::source::Sources;
use edgewise::syntax::{Statements, format, parse, parse_each, print};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/syntax").join(folder);
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("the folder is part of the tests").map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "edge"));
    files.sort();
    files
}

/// The statements of a text, and what is said about it; the same whether lines are known by their shape or not.
fn read(name: &str, text: &str) -> (Statements, String) {
    let mut sources = Sources::default();
    let file = sources.add(name, text);
    let [known, each] = [parse, parse_each].map(|parse| {
        let mut reports = Reports::default();
        let tree = parse(file, text, &mut reports);
        (tree, render(&reports.sorted(), &sources, Style::Plain))
    });
    assert_eq!(known, each, "{text:?}");
    known
}

/// The text with other names, numbers, strings and comments of other lengths, but each line of the same shape.
fn alike(text: &str) -> String {
    text.replace('b', "bc")
        .replace('1', "20")
        .replace("x\"", "\"")
        .replace("y\"", "zy-z\"")
        .replace("//c", "//")
        .replace("  ", " ")
}

fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[test]
fn every_program_is_read_and_printed_without_a_report() {
    for file in files("programs") {
        let (tree, said) = read(&name(&file), &fs::read_to_string(&file).unwrap());
        assert_eq!(said, "", "{}", file.display());
        let printed = print(&tree);
        let (again, said) = read(&name(&file), &printed);
        assert_eq!(said, "", "{}, printed:\n{printed}", file.display());
        assert_eq!(bare(tree), bare(again), "{}, printed:\n{printed}", file.display());
        assert_eq!(format(&printed).as_ref(), Some(&printed), "{}", file.display());
    }
}

/// The report stands beside each mistake; `BLESS=1` writes it anew.
#[test]
fn every_mistake_is_told_with_place_reason_and_fix() {
    let bless = std::env::var_os("BLESS").is_some();
    for file in files("mistakes") {
        let (_, said) = read(&name(&file), &fs::read_to_string(&file).unwrap());
        let answer = file.with_extension("txt");
        if bless {
            fs::write(&answer, &said).unwrap();
        }
        assert_eq!(fs::read_to_string(&answer).unwrap_or_default(), said, "{}", file.display());
        assert!(!said.is_empty(), "{}", file.display());
    }
}

#[test]
fn a_thousand_brackets_are_refused_and_a_hundred_are_read() {
    for bracket in ["[", "(", "{ a = ", "f(", "x { ", "${", "if a { ", "\"${", "not (", "- (", "a[", "[for x in "] {
        let deep = format!("x = {}", bracket.repeat(1_000));
        let (_, said) = read("deep.edge", &deep);
        assert!(!said.is_empty(), "{bracket}");
    }
    let (_, said) = read("deep.edge", &format!("x = {}1{}", "[".repeat(150), "]".repeat(150)));
    assert_eq!(said, "");
    for chain in ["a + ", "not ", "a or ", "if a { b } else "] {
        let (_, said) = read("deep.edge", &format!("x = {}a", chain.repeat(20_000)));
        assert!(said.contains("200 levels"), "{chain}: {said}");
    }
    let (_, said) = read("deep.edge", &format!("x = a{}", ".b".repeat(20_000)));
    assert!(said.contains("200 levels"), "{said}");
    let (_, said) = read("deep.edge", &format!("if a {{}}{}", " else if a {}".repeat(10_000)));
    assert!(said.contains("200 levels"));
}

#[test]
fn a_large_file_is_read_in_time() {
    let record = "  A \"www\" -> \"192.0.2.1\" { ttl = 5m }\n";
    for text in [
        format!("zone example \"example.com\" {{\n{}}}\n", record.repeat(5_000)),
        format!("zone example \"example.com\" {{\n{}", record.repeat(5_000)),
        "}\n".repeat(20_000),
        "a, ".repeat(20_000),
        "a = 1, ".repeat(20_000),
        "x = [\n".repeat(1_000),
        "\"".repeat(20_001),
        "\"\n".repeat(10_000),
        "@\n".repeat(2_000),
        "a -> b,\n".repeat(10_000),
        "\u{0}".repeat(20_000),
        " ".repeat(300_000),
        "\n".repeat(300_000),
        "// x\n".repeat(20_000),
        "/// x\n".repeat(20_000),
    ] {
        let mut reports = Reports::default();
        parse(Default::default(), &text, &mut reports);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: RngSeed::Fixed(2026), ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_is_read_back_and_in_order(tree in trees::statements()) {
        let printed = print(&tree);
        let (again, said) = read("printed.edge", &printed);
        prop_assert_eq!(&said, "", "{}", printed);
        prop_assert_eq!(bare(again), tree, "{}", printed);
        prop_assert_eq!(format(&printed), Some(printed));
    }

    #[test]
    fn lines_of_a_shape_are_read_alike(lines in prop::collection::vec("(b|b1|1b|1|-1b|b-1|b\\.1|[.:=,{}\\[\\]()|?*+-]|->|==|\"x\"|\"y\"|\"\"|\"\"\"|\"|//c|///c| {1,2}|\t|\\$|if |else |in |not |for |@|é){0,9}", 1..8)) {
        let text = lines.join("\n");
        read("text.edge", &format!("{text}\n{}\n{text}", alike(&text)));
    }

    #[test]
    fn no_text_makes_the_parser_fail(text in "([a-z=:,\n {}\\[\\]()\"$\\\\/.|?<>+*-]|\\PC|->|\\$\\{|\"\"\"|if |else |for |in |not |5m|//){0,60}") {
        read("any.edge", &text);
        print(&read("any.edge", &text).0);
    }

    #[test]
    fn no_change_to_a_program_makes_the_parser_fail(which in 0..34_usize, changes in prop::collection::vec((any::<prop::sample::Index>(), 0..4_u8, "[\\x00-\\x7f]|é|\u{feff}"), 1..6)) {
        let file = &files("programs")[which];
        let mut text = fs::read_to_string(file).unwrap();
        for (place, change, letter) in changes {
            let boundaries: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
            let Some(&at) = (!boundaries.is_empty()).then(|| place.get(&boundaries)) else { continue };
            match change {
                0 => _ = text.remove(at),
                1 => text.insert_str(at, &letter),
                2 => text.truncate(at),
                _ => text = text[at..].to_owned(),
            }
        }
        let (tree, _) = read("changed.edge", &text);
        print(&tree);
    }
}
