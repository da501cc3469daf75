//! Findings in the forms of other tools: what is written obeys the public schema of each.

use edgewise::report::{Described, Report, findings_as_suites, to_github, to_junit, to_sarif};
use edgewise::source::Sources;
use edgewise::{Options, compile};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Every refused program, as one run: its findings and the files they speak of.
fn refused() -> Vec<(Vec<Report>, Sources)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/refuse");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let cases = paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "edge"));
    let compiled = cases.step_by(7).map(|path| {
        let text = fs::read_to_string(path).unwrap();
        let outcome = compile(&[("a folder/ümlaut.edge", &text)], &Options::default());
        (outcome.reports, outcome.sources)
    });
    compiled.collect()
}

#[test]
fn sarif_obeys_its_schema_and_names_a_place_for_each_result() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas/sarif-2.1.0.json");
    // One of its patterns has a bracket that opens nothing, which only lenient expressions take for itself.
    let schema = fs::read_to_string(schema).unwrap().replace("{2}]?$", "{2}\\\\]?$");
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    assert!(!validator.is_valid(&serde_json::json!({ "version": "2.1.0" })), "the schema refuses what is no log");
    let describe = |code: &str| Some(Described { title: format!("what {code} is"), help: "a page".to_owned() });
    let mut results = 0;
    for (reports, sources) in refused() {
        for failure in [None, Some("cannot read standard input")] {
            let log: Value = serde_json::from_str(&to_sarif(&reports, &sources, &describe, failure)).unwrap();
            let faults: Vec<String> = validator.iter_errors(&log).map(|fault| format!("{fault}")).collect();
            assert!(faults.is_empty(), "{faults:#?}");
            let run = &log["runs"][0];
            for result in run["results"].as_array().unwrap() {
                // What code scanning asks for beyond the schema.
                let place = &result["locations"][0]["physicalLocation"];
                assert_eq!(place["artifactLocation"]["uri"], "a%20folder/%C3%BCmlaut.edge");
                assert!(place["region"]["startLine"].as_u64() >= Some(1));
                let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
                assert_eq!(rule["id"], result["ruleId"]);
                results += 1;
            }
        }
    }
    assert!(results > 50, "{results} results");
}

#[test]
fn junit_is_well_formed_and_counts_what_failed() {
    for (reports, sources) in refused() {
        let text = to_junit(&findings_as_suites(&reports, &sources));
        let errors = reports.iter().filter(|report| report.level == edgewise::report::Level::Error).count();
        assert_eq!(text.matches("<failure ").count(), errors);
        assert!(
            text.contains(&format!("<testsuites name=\"edgewise\" tests=\"{}\" failures=\"{errors}\"", reports.len().max(1)))
        );
        assert_eq!(open_elements(&text), Vec::<String>::new(), "{text}");
    }
}

/// The elements of a document that are never closed, innermost last.
fn open_elements(text: &str) -> Vec<String> {
    let mut open: Vec<String> = Vec::new();
    for tag in text.split('<').skip(1).map(|rest| rest.split_once('>').expect("every mark is closed").0) {
        let name = |tag: &str| tag.split_whitespace().next().unwrap_or_default().to_owned();
        match tag.strip_prefix('/') {
            Some(end) => assert_eq!(open.pop(), Some(name(end)), "{text}"),
            None if tag.starts_with('?') || tag.ends_with('/') => {}
            None => open.push(name(tag)),
        }
    }
    open
}

#[test]
fn annotations_are_one_line_each() {
    for (reports, sources) in refused() {
        let text = to_github(reports.iter().map(Into::into), &sources);
        assert_eq!(text.lines().count(), reports.len(), "{text}");
        for line in text.lines() {
            let (command, rest) = line.strip_prefix("::").and_then(|line| line.split_once(' ')).expect("it is a command");
            assert!(["error", "warning", "notice"].contains(&command), "{line}");
            assert!(rest.contains("title=") && rest.contains("::"), "{line}");
        }
    }
}
