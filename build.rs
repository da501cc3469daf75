//! Lists the pages of `stdlib/`, so that adding one is adding a file.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let mut pages = Vec::new();
    collect(&root.join("stdlib/aws"), &mut pages)?;
    pages.sort();
    let mut list = String::from("&[\n");
    for page in &pages {
        let shown = page.strip_prefix(&root).map_err(io::Error::other)?.to_string_lossy().replace('\\', "/");
        writeln!(list, "    ({shown:?}, include_str!({page:?})),").map_err(io::Error::other)?;
    }
    list.push_str("]\n");
    println!("cargo:rerun-if-changed=stdlib");
    fs::write(Path::new(&env::var("OUT_DIR").map_err(io::Error::other)?).join("stdlib.rs"), list)
}

fn collect(folder: &Path, pages: &mut Vec<PathBuf>) -> io::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    println!("cargo:rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, pages)?;
        } else if path.extension().is_some_and(|extension| extension == "edge") {
            pages.push(path);
        }
    }
    Ok(())
}
