//! Lists the pages of `stdlib/` and the files of `examples/`, so that adding one is adding a file.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Files of an example that the judges read, and that a project begun from it does not need.
const FOR_JUDGES: [&str; 2] = ["inputs.json", "targets"];

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let to = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    let is_page = |path: &Path| path.extension().is_some_and(|extension| extension == "edge");
    let is_shown = |path: &Path| path.file_name().is_some_and(|name| FOR_JUDGES.iter().all(|judged| name != *judged));
    list(&root, "stdlib/aws", &to.join("stdlib.rs"), is_page)?;
    list(&root, "examples", &to.join("examples.rs"), is_shown)
}

/// Writes a list of files with their texts, in alphabetical order.
fn list(root: &Path, folder: &str, to: &Path, wanted: impl Fn(&Path) -> bool) -> io::Result<()> {
    let mut pages = Vec::new();
    collect(&root.join(folder), &mut pages)?;
    pages.retain(|page| wanted(page));
    pages.sort();
    let mut list = String::from("&[\n");
    for page in &pages {
        let shown = page.strip_prefix(root).map_err(io::Error::other)?.to_string_lossy().replace('\\', "/");
        writeln!(list, "    ({shown:?}, include_str!({page:?})),").map_err(io::Error::other)?;
    }
    list.push_str("]\n");
    fs::write(to, list)
}

fn collect(folder: &Path, pages: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo:rerun-if-changed={}", folder.display());
    if !folder.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, pages)?;
        } else {
            pages.push(path);
        }
    }
    Ok(())
}
