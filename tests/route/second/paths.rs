//! The matchers of paths, against an automaton that nobody here wrote and against a glob that tries everything.

use super::chance::Chance;
use super::edge::glob;
use super::wanted;
use edgewise::pattern::matches;
use edgewise::route::http::{Pattern, Patterns};
use regex_automata::meta::Regex;

/// Letters that patterns and paths are made of: few, so that they meet.
const LETTERS: [char; 6] = ['a', 'b', '/', '.', '*', '?'];

#[test]
fn three_matchers_agree_on_paths() {
    let (questions, seed) = wanted(20_000);
    let mut asked = 0;
    let mut chance = Chance(seed);
    while asked < questions {
        let pattern = text(&mut chance, 6);
        let whole = if pattern.starts_with('/') { pattern.clone() } else { format!("/{pattern}") };
        let automaton = Regex::new(&expression(&whole)).expect("it is an expression");
        for _ in 0..100 {
            asked += 1;
            let path = format!("/{}", text(&mut chance, 9).replace(['*', '?'], "a"));
            let answers = [
                Pattern::of(&pattern).holds(&path),
                matches(&pattern, &path),
                automaton.is_match(&path),
                glob(whole.as_bytes(), path.as_bytes()),
            ];
            assert!(answers.iter().all(|answer| *answer == answers[0]), "`{pattern}` and `{path}`: {answers:?}");
        }
    }
}

#[test]
fn patterns_asked_at_once_answer_as_one_by_one() {
    let (questions, seed) = wanted(20_000);
    let mut asked = 0;
    let mut chance = Chance(seed ^ 7);
    while asked < questions {
        let patterns: Vec<Pattern> = (0..1 + chance.below(30)).map(|_| Pattern::of(&text(&mut chance, 6))).collect();
        let all = Patterns::of(patterns.iter().enumerate());
        for _ in 0..100 {
            asked += 1;
            let path = format!("/{}", text(&mut chance, 9).replace(['*', '?'], "a"));
            let first = patterns.iter().position(|pattern| glob(pattern.text().as_bytes(), path.as_bytes()));
            assert_eq!(all.first(&path), first, "{path} of {patterns:?}");
        }
    }
}

fn text(chance: &mut Chance, most: usize) -> String {
    (0..chance.below(most + 1)).map(|_| chance.of(&LETTERS)).collect()
}

/// A pattern as a regular expression: a letter is a byte here.
fn expression(pattern: &str) -> String {
    let mut expression = String::from("(?s)\\A");
    for letter in pattern.chars() {
        match letter {
            '*' => expression += ".*",
            '?' => expression += ".",
            letter if letter.is_ascii_alphanumeric() => expression.push(letter),
            letter => expression += &format!("\\{letter}"),
        }
    }
    expression + "\\z"
}
