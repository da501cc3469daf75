//! The house keeps its plan: rooms import from lower floors only, touch no world below the highest, and stay small.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Each room and its floor. `compile` is the road through all of them below; `session` goes parts of it again.
const FLOORS: &[(&str, u8)] = &[
    ("source", 0),
    ("report", 1),
    ("syntax", 2),
    ("pattern", 2),
    ("script", 2),
    ("zonefile", 2),
    ("schema", 3),
    ("stdlib", 4),
    ("resolve", 4),
    ("model", 5),
    ("law", 6),
    ("plan", 6),
    ("route", 6),
    ("proof", 7),
    ("explain", 7),
    ("picture", 7),
    ("map", 7),
    ("target", 7),
    ("import", 8),
    ("diff", 8),
    ("migrate", 8),
    ("cost", 8),
    ("compile", 8),
    ("session", 9),
    ("cli", 10),
    ("main", 10),
];

const MOST_LINES: usize = 400;

#[test]
fn rooms_import_from_lower_floors_only() {
    let floors: BTreeMap<&str, u8> = FLOORS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (room, path, text) in sources() {
        let Some(floor) = floors.get(room.as_str()) else {
            wrong.push(format!("{}: no floor is known for the room `{room}`", path.display()));
            continue;
        };
        for other in imports(&text).into_iter().filter(|other| *other != room) {
            match floors.get(other.as_str()) {
                Some(below) if below < floor => {}
                Some(_) => wrong.push(format!("{}: `{room}` imports `{other}`, which is not below it", path.display())),
                None => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_highest_floor_touches_the_world() {
    const WORLD: [&str; 6] = ["std::fs", "std::env", "TcpStream", "UdpSocket", "std::time", "std::process"];
    let mut wrong = Vec::new();
    for (room, path, text) in sources() {
        let touches = WORLD.iter().filter(|world| text.contains(*world));
        if room != "cli" && room != "main" {
            wrong.extend(touches.map(|world| format!("{}: names {world}", path.display())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_are_small_and_say_what_they_are_for() {
    let mut wrong = Vec::new();
    for (_, path, text) in sources() {
        let lines = text.lines().count();
        if lines > MOST_LINES {
            wrong.push(format!("{}: {lines} lines, more than {MOST_LINES}", path.display()));
        }
        if !text.starts_with("//!") {
            wrong.push(format!("{}: does not open with //!", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The rooms that a file's `use crate::…` lines name.
fn imports(text: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => {
                let list = list.split(';').next().unwrap_or_default();
                rooms.extend(list.split([',', '{', '}']).map(first_word).filter(|word| !word.is_empty()));
            }
            None => rooms.push(first_word(rest)),
        }
    }
    rooms
}

fn first_word(text: &str) -> String {
    text.trim().chars().take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '_').collect()
}

/// Every source file: its room, its path, its text.
fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    assert!(files.len() > 50, "the sources were found");
    let mut sources = Vec::new();
    for path in files {
        let inside = path.strip_prefix(&root).expect("it was found below src");
        let room = inside.iter().next().expect("it has a name").to_string_lossy();
        let room = room.strip_suffix(".rs").unwrap_or(&room).to_owned();
        if room != "lib" {
            sources.push((room, path.clone(), fs::read_to_string(&path).expect("a source is UTF-8")));
        }
    }
    sources
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
}
