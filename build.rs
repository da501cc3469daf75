//! Lists the pages of `stdlib/` and the files of `examples/`, so that adding one is adding a file, and reads the pages, so that no
//! start of the compiler has to.

// The parser that pest derives without its `std` feature names this crate.
extern crate alloc;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

#[allow(dead_code, unused_imports)]
#[path = "src/source/mod.rs"]
mod source;

#[allow(dead_code, unused_imports)]
#[path = "src/report/mod.rs"]
mod report;

#[allow(dead_code, unused_imports)]
#[path = "src/syntax/mod.rs"]
mod syntax;

#[allow(dead_code, unused_imports)]
#[path = "src/schema/mod.rs"]
mod schema;

/// Files of an example that the judges read, and that a project begun from it does not need.
const FOR_JUDGES: [&str; 2] = ["inputs.json", "targets"];

/// Cases that `explain` shows have at most so many bytes.
const LONGEST_CASE: u64 = 2_000;

/// A file by the path it is shown under, and where it lies.
type Listed = (String, PathBuf);

fn main() -> io::Result<ExitCode> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let to = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    let is_page = |path: &Path| path.extension().is_some_and(|extension| extension == "edge");
    let is_shown = |path: &Path| path.file_name().is_some_and(|name| FOR_JUDGES.iter().all(|judged| name != *judged));
    let pages = listed(&root, "stdlib/aws", is_page)?;
    fs::write(to.join("stdlib.rs"), list(&pages)?)?;
    fs::write(to.join("replaced.txt"), replaced(&root.join("tests/schemas"))?)?;
    fs::write(to.join("modules.rs"), list(&listed(&root, "stdlib/std", is_page)?)?)?;
    let is_short = |path: &Path| is_page(path) && path.metadata().is_ok_and(|file| file.len() <= LONGEST_CASE);
    fs::write(to.join("cases.rs"), list(&listed(&root, "tests/refuse", is_short)?)?)?;
    fs::write(to.join("examples.rs"), list(&listed(&root, "examples", is_shown)?)?)?;
    // A room that changed is a new build script, which runs again for that reason; these are what it only reads.
    println!("cargo:rerun-if-changed=build.rs");
    match packed(&pages)? {
        Ok(bytes) => fs::write(to.join("stdlib.packed"), bytes).map(|()| ExitCode::SUCCESS),
        Err(said) => {
            eprintln!("the library has a mistake:\n\n{said}");
            Ok(ExitCode::FAILURE)
        }
    }
}

/// What all pages declare, as bytes; or what is wrong with the pages.
fn packed(pages: &[Listed]) -> io::Result<Result<Vec<u8>, String>> {
    let (mut sources, mut reports) = (source::Sources::default(), report::Reports::default());
    let mut statements = Vec::new();
    for (shown, path) in pages {
        let text = fs::read_to_string(path)?;
        let file = sources.add(shown.as_str(), text.as_str());
        statements.extend(syntax::parse(file, &text, &mut reports));
    }
    let schema = schema::read(statements, &mut reports);
    let said = report::render(&reports.sorted(), &sources, report::Style::Plain);
    Ok(if said.is_empty() { Ok(syntax::pack(&schema)) } else { Err(said) })
}

/// The properties whose change replaces a resource, as both targets' schemas have them: `TYPE PATH PATH …`, one line a type.
fn replaced(schemas: &Path) -> io::Result<String> {
    let mut rows: Vec<String> = Vec::new();
    let read = |file: &str| -> io::Result<serde_json::Value> {
        println!("cargo:rerun-if-changed={}", schemas.join(file).display());
        serde_json::from_str(&fs::read_to_string(schemas.join(file))?).map_err(io::Error::other)
    };
    let (cfn, tf) = (read("cloudformation.json")?, read("terraform.json")?);
    for (sort, resource) in cfn["resources"].as_object().into_iter().flatten() {
        let only = resource["createOnly"].as_array().into_iter().flatten().filter_map(|path| path.as_str());
        let said = resource["replaces"].as_object().into_iter().flatten().map(|(path, _)| path.as_str());
        let mut paths: Vec<&str> = only.chain(said).collect();
        paths.sort_unstable();
        paths.dedup();
        if !paths.is_empty() {
            rows.push(format!("{sort} {}", paths.join(" ")));
        }
    }
    for (sort, resource) in tf["resources"].as_object().into_iter().flatten() {
        let mut paths = Vec::new();
        fixed(resource, "", &mut paths);
        if !paths.is_empty() {
            rows.push(format!("{sort} {}", paths.join(" ")));
        }
    }
    Ok(rows.join("\n"))
}

/// The attributes of a block of Terraform that cannot be changed in place.
fn fixed(block: &serde_json::Value, before: &str, paths: &mut Vec<String>) {
    for (name, attribute) in block["attributes"].as_object().into_iter().flatten() {
        if attribute["force_new"] == true {
            paths.push(format!("{before}{name}"));
        }
    }
    for (name, inner) in block["blocks"].as_object().into_iter().flatten() {
        fixed(inner, &format!("{before}{name}."), paths);
    }
}

/// The files of a folder, in alphabetical order.
fn listed(root: &Path, folder: &str, wanted: impl Fn(&Path) -> bool) -> io::Result<Vec<Listed>> {
    let mut paths = Vec::new();
    collect(&root.join(folder), &mut paths)?;
    paths.retain(|path| wanted(path));
    paths.sort();
    let shown = |path: PathBuf| {
        let inside = path.strip_prefix(root).map_err(io::Error::other)?;
        Ok((inside.to_string_lossy().replace('\\', "/"), path))
    };
    paths.into_iter().map(shown).collect()
}

/// The files with their texts, as Rust.
fn list(files: &[Listed]) -> io::Result<String> {
    let mut list = String::from("&[\n");
    for (shown, path) in files {
        writeln!(list, "    ({shown:?}, include_str!({path:?})),").map_err(io::Error::other)?;
    }
    list.push_str("]\n");
    Ok(list)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo:rerun-if-changed={}", folder.display());
    if !folder.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
