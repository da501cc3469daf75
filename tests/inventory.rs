//! What is known of CloudFront and Route 53 is held, or said not to be: `tests/rules.txt` lists every rule there is to hold and how it is
//! held, and each claim is looked up in the library and among the cases. `docs/rules.md` is written from the library.
//!
//! Beside each stands who else finds the mistake, as `tests/judges/caught.json` has it, which `tests/judges/compare` writes.
//!
//! `BLESS=1` writes `docs/rules.md` anew.

#[path = "inventory/systems.rs"]
mod systems;

use edgewise::report::{Code, Level};
use edgewise::schema::{Kind, Rule, Schema};
use edgewise::source::Sources;
use edgewise::stdlib;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// How one rule is held.
struct Held {
    code: String,
    how: String,
    words: String,
}

fn table() -> Vec<Held> {
    let text = fs::read_to_string(root().join("tests/rules.txt")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let row = |line: &str| {
        let mut words = line.splitn(3, ' ').map(str::to_owned);
        let mut next = || words.next().unwrap_or_default();
        Held { code: next(), how: next(), words: next() }
    };
    lines.map(row).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The codes that have a case they are refused in.
fn cases() -> BTreeSet<String> {
    let files = fs::read_dir(root().join("tests/refuse")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    files.map(|name| name.splitn(3, '-').take(2).collect::<Vec<_>>().join("-")).collect()
}

/// Every rule of the library with its kind, once, though several kinds may share a part's.
fn rules(schema: &Schema) -> Vec<(&Kind, &Rule)> {
    let mut seen = BTreeSet::new();
    let all = schema.kinds().flat_map(|(_, kind)| kind.rules.iter().map(move |rule| (kind, rule)));
    all.filter(|(_, rule)| seen.insert((rule.span.file.0, rule.span.start))).collect()
}

#[test]
fn every_rule_is_held_as_the_table_says() {
    let schema = stdlib::load(&mut Sources::default());
    let known: BTreeSet<String> = rules(&schema).iter().map(|(_, rule)| rule.code.to_string()).collect();
    let language: BTreeSet<&str> = Code::all().map(|code| code.row().code).collect();
    let (table, cases) = (table(), cases());
    let mut wrong = Vec::new();
    for Held { code, how, words } in &table {
        let fine = match how.as_str() {
            "rule" => known.contains(code) && cases.contains(code),
            "told" => true,
            "made" | "open" => !words.is_empty() && !known.contains(code),
            other => (known.contains(other) || language.contains(other)) && cases.contains(other) && !known.contains(code),
        };
        if !fine {
            wrong.push(format!("{code} {how} {words}"));
        }
    }
    let number = |held: &Held| {
        let (service, number) = held.code.split_once('-').unwrap_or_default();
        (service.to_owned(), number.parse::<u32>().unwrap_or_default())
    };
    wrong.extend(
        table.windows(2).filter(|pair| number(&pair[0]) >= number(&pair[1])).map(|pair| format!("{}: order", pair[1].code)),
    );
    let listed: BTreeSet<&str> = table.iter().map(|held| held.code.as_str()).collect();
    wrong.extend(known.iter().filter(|code| !listed.contains(code.as_str())).map(|code| format!("{code}: not in the table")));
    assert!(wrong.is_empty() && table.len() > 700, "{}", wrong.join("\n"));
}

#[test]
fn the_page_of_rules_is_current() {
    let mut sources = Sources::default();
    let schema = stdlib::load(&mut sources);
    let (page, place) = (page(&schema, &sources), root().join("docs/rules.md"));
    if std::env::var_os("BLESS").is_some() {
        fs::write(&place, &page).unwrap();
    }
    assert!(
        fs::read_to_string(&place).unwrap_or_default() == page,
        "docs/rules.md is not what the library says; BLESS=1 writes it"
    );
}

/// What other tools say of the refuse cases.
struct Caught {
    month: String,
    /// Each with its version.
    tools: Vec<(String, String)>,
    /// For each code the tools that find fault with a case of it.
    codes: BTreeMap<String, BTreeSet<String>>,
    /// How many cases each tool finds fault with, in the order of the tools, and how many there are.
    totals: (Vec<usize>, usize),
    /// How many cases have no output to ask about.
    without: usize,
}

fn caught() -> Caught {
    let text = fs::read_to_string(root().join("tests/judges/caught.json")).unwrap();
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    let of_code = |case: &str| case.splitn(3, '-').take(2).collect::<Vec<_>>().join("-");
    let words = |value: &serde_json::Value| -> Vec<String> {
        value.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
    };
    let tools: Vec<(String, String)> = document["tools"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(tool, version)| (tool.clone(), version.as_str().unwrap().to_owned()))
        .collect();
    let mut codes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut counts = vec![0; tools.len()];
    for (case, who) in document["caught"].as_object().unwrap() {
        for tool in words(who) {
            counts[tools.iter().position(|(known, _)| *known == tool).unwrap()] += 1;
            codes.entry(of_code(case)).or_default().insert(tool);
        }
    }
    let without = words(&document["without_output"]).len();
    let month = document["month"].as_str().unwrap().to_owned();
    Caught { month, tools, codes, totals: (counts, document["cases"].as_u64().unwrap() as usize), without }
}

/// How many refuse cases each tool finds fault with.
fn comparison(caught: &Caught) -> String {
    let (counts, all) = &caught.totals;
    let mut text = format!(
        "\n## Who else finds it\n\nMeasured in {}, by `tests/judges/compare`: each of {all} refused programs about AWS was compiled in spite of its \
         errors, and so was the same program mended. A tool finds a mistake if it says something of the one output that it does not say of the \
         other. {} of them have no output, since the language refuses them too. Quotas, costs and advice are among the cases, of which most \
         tools do not mean to speak.\n\n| tool | version | cases found |\n| --- | --- | --- |\n",
        caught.month, caught.without
    );
    for ((tool, version), count) in caught.tools.iter().zip(counts) {
        let _ = writeln!(text, "| {tool} | {version} | {count} of {all} |");
    }
    text
}

fn page(schema: &Schema, sources: &Sources) -> String {
    let rules = rules(schema);
    let caught = caught();
    let count = |level: Level| rules.iter().filter(|(_, rule)| rule.level == level).count();
    let mut held: BTreeMap<&str, usize> = BTreeMap::new();
    let table = table();
    for row in &table {
        *held.entry(if row.how.contains('-') { "finding" } else { row.how.as_str() }).or_default() += 1;
    }
    let held = |how: &str| held.get(how).copied().unwrap_or_default();
    let mut page = format!(
        "# Rules\n\nWritten from the library by `BLESS=1 cargo test --test inventory`; do not edit. `edgewise explain CODE` says more of each.\n\n\
         {} errors, {} warnings and {} notes about AWS, {} of them decided by a law that looks at the whole program. Findings of the language \
         itself, unknown words and bounds of fields among them, have codes `EW-…`: `edgewise explain` lists them.\n\n\
         Of {} rules and facts collected from AWS's documentation, models and refusals, {} have a rule of their own here, {} are held by \
         another finding, {} cannot be broken in this language, {} are facts of which nothing is refused, and {} are not held yet. \
         `tests/rules.txt` lists each.\n",
        count(Level::Error),
        count(Level::Warning),
        count(Level::Note),
        rules.iter().filter(|(_, rule)| rule.by_law).count(),
        table.len(),
        held("rule"),
        held("finding"),
        held("made"),
        held("told"),
        held("open"),
    );
    page.push_str(&comparison(&caught));
    for (service, prefix) in [("CloudFront", "CF-"), ("Route 53 and what is around it", "R53-")] {
        let tools: Vec<&str> = caught.tools.iter().map(|(tool, _)| tool.as_str()).collect();
        let _ = write!(
            page,
            "\n## {service}\n\n| code | level | in | what it says | source | {} |\n| --- | --- | --- | --- | --- |{}\n",
            tools.join(" | "),
            " --- |".repeat(tools.len())
        );
        let mut rows: Vec<_> = rules.iter().filter(|(_, rule)| rule.code.as_str().starts_with(prefix)).collect();
        rows.sort_by_key(|(_, rule)| rule.code.as_str()[prefix.len()..].parse::<u32>().unwrap_or_default());
        for (kind, rule) in rows {
            let level = match rule.level {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Note => "note",
            };
            let says = rule.say.as_ref().map_or("", |say| sources.slice(say.span)).trim_matches('"').replace('|', "\\|");
            let (source, checked) = (rule.source.as_deref().unwrap_or_default(), rule.checked.as_deref().unwrap_or_default());
            let finds = |tool: &&str| caught.codes.get(rule.code.as_str()).is_some_and(|who| who.contains(*tool));
            let who: String = tools.iter().map(|tool| if finds(tool) { " yes |" } else { " |" }).collect();
            let _ = writeln!(page, "| {} | {level} | {} | {says} | {source}, {checked} |{who}", rule.code, kind.name);
        }
    }
    page
}
