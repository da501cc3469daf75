//! What editors read: a grammar whose patterns are patterns, an extension whose files are there, snippets that compile.
//!
//! That the grammar finds every word of every program is held by `tests/judges/editor`, with the engine of VS Code.

use edgewise::report::{Level, Style, render};
use edgewise::{Options, compile};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn editors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("editors")
}

fn json(path: &str) -> Value {
    let text = fs::read_to_string(editors().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every value of a member of this name, wherever it stands.
fn all<'v>(value: &'v Value, name: &str, found: &mut Vec<&'v str>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| match value.as_str() {
            Some(text) if key == name => found.push(text),
            _ => all(value, name, found),
        }),
        Value::Array(items) => items.iter().for_each(|item| all(item, name, found)),
        _ => {}
    }
}

#[test]
fn the_grammar_includes_what_it_has() {
    let grammar = json("textmate/edge.tmLanguage.json");
    let has: BTreeSet<String> = grammar["repository"].as_object().unwrap().keys().map(|name| format!("#{name}")).collect();
    let mut included = Vec::new();
    all(&grammar, "include", &mut included);
    assert!(included.len() > 5 && included.iter().all(|name| has.contains(*name)), "{included:?}");
    let mut scopes = Vec::new();
    all(&grammar["repository"], "name", &mut scopes);
    assert!(scopes.iter().all(|scope| scope.ends_with(".edge")), "{scopes:?}");
}

#[test]
fn words_of_the_language_are_words_of_the_grammar() {
    let text = fs::read_to_string(editors().join("textmate/edge.tmLanguage.json")).unwrap();
    for word in [
        "component",
        "param",
        "input",
        "let",
        "output",
        "use",
        "test",
        "given",
        "rule",
        "allow",
        "quota",
        "existing",
        "for",
        "if",
        "else",
    ] {
        assert!(text.contains(word), "{word} is not highlighted");
    }
}

#[test]
fn the_extension_names_files_that_are_there() {
    let package = json("vscode/package.json");
    let language = &package["contributes"]["languages"][0];
    assert_eq!((&language["id"], &language["extensions"][0]), (&Value::from("edge"), &Value::from(".edge")));
    let copied = package["contributes"]["grammars"][0]["path"].as_str().unwrap().rsplit('/').next().unwrap();
    assert!(package["scripts"]["vscode:prepublish"].as_str().unwrap().contains(copied));
    assert!(editors().join("vscode").join(package["icon"].as_str().unwrap()).exists());
    assert!(editors().join("textmate").join(copied).exists());
    assert_eq!(package["contributes"]["grammars"][0]["scopeName"], json("textmate/edge.tmLanguage.json")["scopeName"]);
    for path in [language["configuration"].as_str().unwrap(), package["contributes"]["snippets"][0]["path"].as_str().unwrap()] {
        json(&format!("vscode/{path}"));
    }
}

#[test]
fn what_a_snippet_writes_compiles() {
    let snippets = json("vscode/snippets/edge.json");
    let snippets = snippets.as_object().unwrap();
    assert!(snippets.len() >= 7);
    let around = [("behavior", "bucket pages {}\norigin origin -> \"api.example.net\"\n"), ("component", "")];
    for (name, snippet) in snippets {
        let lines: Vec<&str> = snippet["body"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
        let before = around.iter().find(|(of, _)| of == name).map_or("", |(_, text)| *text);
        let program = format!("{before}{}\n", filled(&lines.join("\n")));
        let outcome = compile(&[("main.edge", &program)], &Options { tests: true, ..Options::default() });
        let errors: Vec<_> = outcome.reports.into_iter().filter(|report| report.level == Level::Error).collect();
        assert!(errors.is_empty(), "{name}\n{program}\n{}", render(&errors, &outcome.sources, Style::Plain));
        assert!(snippet["prefix"].is_string() && snippet["description"].is_string(), "{name}");
    }
}

/// A snippet with what its placeholders hold at first.
fn filled(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out += before;
        let (hole, next) = after.split_once('}').expect("a placeholder is closed");
        out += hole.split_once(':').expect("a placeholder holds something").1;
        rest = next;
    }
    out + rest
}
