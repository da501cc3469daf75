//! How programs are laid out: what is in order stays as it is, what is not comes in order, and nothing changes its meaning.

use edgewise::syntax::format;
use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("the folder is part of the tests").map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "edge"));
    files.sort();
    files
}

#[test]
fn every_program_is_in_order() {
    for file in files("syntax/programs") {
        let text = fs::read_to_string(&file).unwrap();
        let formatted = format(&text).expect("a program has no mistakes");
        assert!(formatted == text, "{}:\n{}", file.display(), difference(&text, &formatted));
    }
}

fn difference(before: &str, after: &str) -> String {
    let lines = before.lines().zip(after.lines());
    lines.filter(|(before, after)| before != after).map(|(before, after)| format!("- {before}\n+ {after}\n")).collect()
}
