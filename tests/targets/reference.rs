//! `docs/reference/`: a page for each kind and part, written from its own description.
//!
//! A page holds what `edgewise explain` says, where each field stands in both targets, an example that compiles, and how many of the
//! properties that the targets take can be written. `BLESS=1` writes the pages anew.

use super::generate::{Sample, World};
use super::tables::{Tables, keys};
use super::{SEEDS, library, resources, worlds};
use edgewise::report::Reports;
use edgewise::schema::{Kind, KindId, Left, Schema, Target, first_word};
use edgewise::source::FileId;
use edgewise::{syntax, target};
use serde_json::Value as Tree;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_reference_is_current() {
    let (schema, tables) = (library(), Tables::read());
    let worlds = worlds(&schema);
    let examples = Examples::read();
    let mut pages: BTreeMap<String, String> = BTreeMap::new();
    let mut rows = Vec::new();
    for (id, kind) in schema.kinds().filter(|(_, kind)| !kind.is_raw()) {
        let mut page = format!("# `{}`\n\n```text\n{}```\n", kind.name, explained(kind.name.as_str()));
        places(&mut page, kind);
        for target in Target::ALL {
            let Some(covered) = Covered::of(worlds.of(target), &tables, id) else { continue };
            covered.tell(&mut page, target);
            rows.push((kind.name.to_string(), target, covered));
        }
        if let Some((program, text)) = examples.of(kind.name.as_str()) {
            let _ =
                write!(page, "\n## An example\n\nFrom [`{program}`](../../{program}), which compiles:\n\n```edge\n{text}\n```\n");
        }
        pages.insert(format!("{}.md", kind.name), page);
    }
    assert!(rows.len() > 60, "the schemas were found: {}", rows.len());
    let faults: Vec<String> = rows.iter().flat_map(|(_, _, covered)| covered.faults()).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    pages.insert("README.md".to_owned(), index(&schema, &rows));
    let folder = root().join("docs/reference");
    if std::env::var_os("BLESS").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        pages.iter().for_each(|(name, page)| fs::write(folder.join(name), page).unwrap());
    }
    let there: BTreeSet<String> = names(&folder);
    let wanted: BTreeSet<String> = pages.keys().cloned().collect();
    assert_eq!(there, wanted, "BLESS=1 writes docs/reference");
    for (name, page) in &pages {
        let current = fs::read_to_string(folder.join(name)).unwrap();
        assert!(current == *page, "docs/reference/{name} is not what the library says; BLESS=1 writes it");
    }
}

/// What `edgewise explain` says.
fn explained(kind: &str) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_edgewise")).args(["explain", kind]).output().unwrap();
    assert!(run.status.success(), "{kind}");
    String::from_utf8(run.stdout).unwrap()
}

/// Where each field stands.
fn places(page: &mut String, kind: &Kind) {
    let path = |place: Option<&edgewise::schema::Place>| {
        place.map_or_else(String::new, |place| {
            let path: Vec<&str> = place.path.iter().map(|key| key.as_str()).collect();
            let path = if path.is_empty() { "in its place".to_owned() } else { format!("`{}`", path.join(".")) };
            place.codec.as_ref().map_or(path.clone(), |codec| format!("{path} ({})", codec.name))
        })
    };
    let rows = kind.fields.iter().map(|field| (field.name, path(field.place.cfn.as_ref()), path(field.place.tf.as_ref())));
    let rows: Vec<_> = rows.filter(|(_, cfn, tf)| !cfn.is_empty() || !tf.is_empty()).collect();
    if rows.is_empty() {
        return;
    }
    page.push_str("\n## Where it stands\n\n| field | CloudFormation | Terraform |\n| --- | --- | --- |\n");
    for (name, cfn, tf) in rows {
        let _ = writeln!(page, "| `{name}` | {cfn} | {tf} |");
    }
}

/// Which properties of a resource can be written.
struct Covered {
    resource: String,
    all: usize,
    /// Those that cannot, and why where the kind says so.
    missing: Vec<(String, Option<String>)>,
    /// Why those cannot for which the kind gives no reason of their own.
    rest: Option<String>,
    /// What the kind says it leaves, and nothing is left there.
    idle: Vec<String>,
}

/// The share from which on no reasons are asked for.
const PLENTY: usize = 95;

impl Covered {
    fn of(world: &World, tables: &Tables, id: KindId) -> Option<Covered> {
        let (schema, target) = (world.schema, world.target);
        let kind = schema.kind(id);
        let name = kind.resource.of(target).as_ref()?;
        let resource = tables.resource(target, name)?;
        let mut all = BTreeSet::new();
        match target {
            Target::CloudFormation => properties(resource, resource, &mut Vec::new(), &mut all, &mut Vec::new()),
            Target::Terraform => arguments(resource, &mut Vec::new(), &mut all),
        }
        let mut written: BTreeSet<Vec<String>> = target::surface(schema, id, target);
        for (_, _, case) in resources(schema).into_iter().filter(|(of, to, _)| (*of, *to) == (id, target)) {
            for seed in 0..SEEDS {
                let Sample { plan, id } = world.sample(id, case, seed);
                keys(&target::lower(&plan, schema, target, id, &mut Reports::default()), &mut Vec::new(), &mut written);
            }
        }
        let is_written =
            |leaf: &&Vec<String>| !written.iter().any(|path| path.starts_with(leaf) || is_whole(leaf, path, &written));
        let left = |path: &str| {
            let holds = |left: &&Left| {
                left.target == target
                    && path.strip_prefix(&*left.path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            kind.leaves.iter().find(holds)
        };
        let missing: Vec<String> = all.iter().filter(is_written).map(|leaf| leaf.join(".")).collect();
        let used: BTreeSet<&str> = missing.iter().filter_map(|path| left(path)).map(|left| &*left.path).collect();
        let rest = kind.leaves.iter().find(|left| left.target == target && &*left.path == "*");
        let rest = rest.filter(|_| missing.iter().any(|path| left(path).is_none())).map(|left| left.reason.to_string());
        let is_used = |left: &&Left| if &*left.path == "*" { rest.is_some() } else { used.contains(&*left.path) };
        let idle = kind.leaves.iter().filter(|left| left.target == target && !is_used(left));
        let idle = idle.map(|left| left.path.to_string()).collect();
        let missing = missing.iter().map(|path| (path.clone(), left(path).map(|left| left.reason.to_string()))).collect();
        Some(Covered { resource: name.to_string(), all: all.len(), missing, rest, idle })
    }

    /// What its kind should say and does not.
    fn faults(&self) -> Vec<String> {
        let Covered { resource, missing, rest, idle, .. } = self;
        let silent = missing.iter().filter(|(_, reason)| reason.is_none() && rest.is_none() && self.percent() < PLENTY);
        let silent = silent.map(|(path, _)| format!("{resource}: no field writes {path}, and nothing says why"));
        silent.chain(idle.iter().map(|path| format!("{resource}: {path} is said to be left, and is not"))).collect()
    }

    /// Rounded down: 100 % is all of them.
    fn percent(&self) -> usize {
        ((self.all - self.missing.len()) * 100).checked_div(self.all).unwrap_or(100)
    }

    fn tell(&self, page: &mut String, target: Target) {
        let Covered { resource, all, missing, .. } = self;
        if *all == 0 {
            let _ = writeln!(page, "\n## {resource}\n\nIt has no property that can be set.");
            return;
        }
        let _ = write!(page, "\n## {resource}\n\n{} % of {all} properties can be written", self.percent());
        match (missing.is_empty(), target) {
            (true, _) => page.push_str(".\n"),
            (false, target) => {
                let rest = self.rest.as_ref().map_or_else(String::new, |rest| format!(" ({rest})"));
                let _ = writeln!(page, "; the others{rest} with `overrides {} {{ … }}`:\n", target.word());
                for (path, reason) in missing {
                    let reason = reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
                    let _ = writeln!(page, "- `{path}`{reason}");
                }
            }
        }
    }
}

/// Whether a path is written as a whole, with all that stands below it.
fn is_whole(leaf: &[String], path: &[String], written: &BTreeSet<Vec<String>>) -> bool {
    leaf.len() > path.len()
        && leaf.starts_with(path)
        && !written.iter().any(|other| other.len() > path.len() && other.starts_with(path))
}

/// The properties of CloudFormation that can be set and hold no others.
fn properties<'t>(
    root: &'t Tree,
    at: &'t Tree,
    path: &mut Vec<String>,
    all: &mut BTreeSet<Vec<String>>,
    open: &mut Vec<&'t str>,
) {
    if let Some(pointer) = at.get("$ref").and_then(Tree::as_str) {
        if let Some(inner) = root.pointer(pointer.trim_start_matches('#')).filter(|_| !open.contains(&pointer)) {
            open.push(pointer);
            properties(root, inner, path, all, open);
            open.pop();
        }
        return;
    }
    if let Some(items) = at.get("items") {
        return properties(root, items, path, all, open);
    }
    let read_only: Vec<&str> =
        root.get("readOnlyProperties").and_then(Tree::as_array).into_iter().flatten().filter_map(Tree::as_str).collect();
    match at.get("properties").and_then(Tree::as_object) {
        Some(inner) => {
            for (key, inner) in inner {
                path.push(key.clone());
                if !read_only.contains(&&*format!("/properties/{}", path.join("/"))) {
                    properties(root, inner, path, all, open);
                }
                path.pop();
            }
        }
        None => drop(all.insert(path.clone())),
    }
}

/// The same of Terraform; what it works out itself, and what it has of every resource, aside.
fn arguments(at: &Tree, path: &mut Vec<String>, all: &mut BTreeSet<Vec<String>>) {
    for (key, attribute) in at.get("attributes").and_then(Tree::as_object).into_iter().flatten() {
        let set = |word: &str| attribute.get(word) == Some(&Tree::Bool(true));
        let is_of_all = path.is_empty() && ["id", "tags_all"].contains(&key.as_str());
        if (set("optional") || set("required")) && !is_of_all {
            all.insert(path.iter().cloned().chain([key.clone()]).collect());
        }
    }
    for (key, block) in at.get("blocks").and_then(Tree::as_object).into_iter().flatten().filter(|(key, _)| *key != "timeouts") {
        path.push(key.clone());
        arguments(block, path, all);
        path.pop();
    }
}

/// Programs that compile, for examples: those of the cases, the short ones first.
struct Examples(Vec<(String, String)>);

impl Examples {
    fn read() -> Examples {
        let mut programs: Vec<(String, String)> = Vec::new();
        for folder in ["examples", "tests/emit"] {
            for name in names(&root().join(folder)) {
                let path = format!("{folder}/{name}/main.edge");
                programs.extend(fs::read_to_string(root().join(&path)).ok().map(|text| (path, text)));
            }
        }
        programs.sort_by_key(|(path, text)| (text.len(), path.clone()));
        Examples(programs)
    }

    /// The first statement of a kind.
    fn of(&self, kind: &str) -> Option<(String, String)> {
        self.0.iter().find_map(|(path, text)| {
            let statements = syntax::parse(FileId(0), text, &mut Reports::default());
            let mut open: Vec<_> = statements.iter().collect();
            while let Some(statement) = open.pop() {
                if statement.value.is_none() && first_word(statement).is_some_and(|word| word == kind) {
                    let (start, end) = (statement.span.start as usize, statement.span.end as usize);
                    let indent = text[..start].rsplit('\n').next().map_or(0, str::len);
                    let lines = text[start..end]
                        .lines()
                        .enumerate()
                        .map(|(at, line)| if at == 0 { line } else { line.get(indent..).unwrap_or(line.trim_start()) });
                    return Some((path.clone(), lines.collect::<Vec<_>>().join("\n")));
                }
                open.extend(statement.body.iter().flatten());
            }
            None
        })
    }
}

fn index(schema: &Schema, rows: &[(String, Target, Covered)]) -> String {
    let mut page = "# Reference\n\nEvery kind and part, written from the library. What a kind lacks is written with `overrides`, and a resource that has \
                    no kind\nwith `resource \"AWS::X::Y\" name { … }`. The figures are the share of properties that can be written, of those that can be \
                    set.\n\n| kind | CloudFormation | Terraform |\n| --- | --- | --- |\n"
        .to_owned();
    for (_, kind) in schema.kinds().filter(|(_, kind)| !kind.is_raw()) {
        let of = |target: Target| {
            let row = rows.iter().find(|(name, of, _)| kind.name == **name && *of == target);
            row.map_or_else(String::new, |(_, _, covered)| format!("{} {} %", covered.resource, covered.percent()))
        };
        let (cfn, tf) = (of(Target::CloudFormation), of(Target::Terraform));
        let _ = writeln!(page, "| [`{0}`]({0}.md) | {cfn} | {tf} |", kind.name);
    }
    page
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    entries.map(|entry: fs::DirEntry| PathBuf::from(entry.file_name()).display().to_string()).collect()
}
