//! Damage done to programs that are right.

use proptest::prelude::*;
use proptest::sample::Index;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{env, fs};

/// Texts of programs that a damage starts from.
static SEEDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["tests/syntax/programs", "tests/emit", "tests/accept", "tests/refuse", "examples"] {
        collect(&root.join(folder), &mut files);
    }
    let seeds: Vec<String> = files.iter().filter_map(|file| fs::read_to_string(file).ok()).collect();
    assert!(seeds.len() > 100, "the programs were found");
    seeds
});

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "edge") {
            files.push(path);
        }
    }
}

/// One way a text is damaged.
#[derive(Clone, Debug)]
pub enum Damage {
    Delete(Index, usize),
    Double(Index, usize),
    Swap(Index, Index),
    Put(Index, &'static str),
    Cut(Index),
    /// A line, and so often most of a statement.
    DropLine(Index),
    /// Some tokens of another program.
    Graft(Index, Index, Index),
}

/// What is put in between tokens: each has a meaning somewhere.
pub const BITS: [&str; 61] = [
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "\"\"\"",
    "${",
    "->",
    "=",
    ",",
    "\n",
    ":",
    ".",
    "..",
    "|",
    "?",
    "-",
    "+",
    "*",
    "/",
    "//",
    "///",
    "and",
    "or",
    "in",
    "not",
    "if",
    "else",
    "for",
    "let",
    "param",
    "input",
    "existing",
    "resource",
    "none",
    "true",
    "0",
    "-1",
    "9223372036854775807",
    "1d",
    "5",
    "1.5",
    "10%",
    "10KB",
    "2026-11",
    "\u{0}",
    "\r\n",
    "\u{FEFF}",
    "é",
    "\u{2192}",
    "\\",
    "$",
    "<",
    "==",
    "@",
    "self",
    "zone",
    "records",
    "x",
];

pub fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<Index>;
    prop_oneof![
        2 => (at(), 1usize..6).prop_map(|(at, many)| Damage::Delete(at, many)),
        1 => (at(), 1usize..30).prop_map(|(at, many)| Damage::Double(at, many)),
        1 => (at(), at()).prop_map(|(one, other)| Damage::Swap(one, other)),
        3 => (at(), prop::sample::select(&BITS[..])).prop_map(|(at, bit)| Damage::Put(at, bit)),
        1 => at().prop_map(Damage::Cut),
        3 => at().prop_map(Damage::DropLine),
        2 => (at(), at(), at()).prop_map(|(at, seed, token)| Damage::Graft(at, seed, token)),
    ]
}

/// Words, the words of strings, single signs, and the white space between them.
fn tokens(text: &str) -> Vec<&str> {
    let same = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if same(first) { rest.find(|letter| !same(letter)).unwrap_or(rest.len()) } else { first.len_utf8() };
        let (token, after) = rest.split_at(length);
        tokens.push(token);
        rest = after;
    }
    tokens
}

/// A program with damages done to it, one after the other.
pub fn damaged(seed: Index, damages: &[Damage]) -> String {
    let seeds = &*SEEDS;
    let mut list = tokens(&seeds[seed.index(seeds.len())]);
    for damage in damages {
        let place = |at: &Index| at.index(list.len() + 1);
        let stretch = |from: usize, many: usize| from..(from + many).min(list.len());
        match damage {
            Damage::Delete(at, many) => drop(list.drain(stretch(place(at), *many))),
            Damage::Double(at, many) => {
                let from = place(at);
                let copy = list[stretch(from, *many)].to_vec();
                list.splice(from..from, copy);
            }
            Damage::Swap(one, other) if !list.is_empty() => {
                let length = list.len();
                list.swap(one.index(length), other.index(length));
            }
            Damage::Swap(..) => {}
            Damage::Put(at, bit) => list.insert(place(at), bit),
            // A cut near the end leaves something to look at.
            Damage::Cut(at) => list.truncate(list.len() - at.index(list.len() / 3 + 1)),
            Damage::DropLine(at) => {
                let from = list[..place(at)].iter().rposition(|token| *token == "\n").map_or(0, |newline| newline + 1);
                let length = list[from..].iter().position(|token| *token == "\n").unwrap_or(list.len() - from);
                list.drain(from..from + length);
            }
            Damage::Graft(at, other, token) => {
                let other = tokens(&seeds[other.index(seeds.len())]);
                let graft: Vec<&str> = other.iter().skip(token.index(other.len() + 1)).take(40).copied().collect();
                let from = place(at);
                list.splice(from..from, graft);
            }
        }
    }
    list.concat()
}
