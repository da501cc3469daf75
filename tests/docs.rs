//! The documentation holds: every program in `README.md` and `docs/` compiles, and every command in them answers as written.
//!
//! A page is gone through from its beginning, in a directory of its own that has `examples/`:
//!
//! - a block `edge` compiles by itself; `edge fragment` is a part of a program and parses; `edge PATH` is written there, as any block
//!   with a path is, for the commands below it;
//! - a block `console` has commands behind `$ ` and their answers, standard output and error together; `…` on a line stands for any
//!   number of lines. `(exits with N)` closes the answer of a command that does not exit with 0;
//! - a block `sh` has commands, a line each, which exit with 0, or with 3 where `diff` found a change. Those that begin with a word
//!   of `ELSEWHERE` are not run. What a page takes for granted stands in `tests/docs/PAGE/`, which is copied beside the examples, and
//!   is made by the script `before` there;
//! - of a block `yaml`, each command of Edgewise has to be there; a whole workflow is read and run by `tests/judges/workflows`. Programs of
//!   other tools are held by `tests/judges/pages`; a block `text` or `json` is an answer, shortened. There is no other sort.
//!
//! `BLESS=1` rewrites answers that have no `…`. Pages written from the library (`docs/reference`, `docs/rules.md`) are held elsewhere.

use edgewise::report::{Reports, Style, render};
use edgewise::source::{FileId, Sources};
use edgewise::syntax::parse;
use edgewise::{Options, compile};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

/// First words of commands that cannot run here: they build, ask a network, an account, or what only one system has.
const ELSEWHERE: [&str; 4] = ["cargo", "git clone", "aws", "/usr/bin/time"];

/// A fenced block of a page.
struct Block<'p> {
    /// The line of its fence, from 1.
    line: usize,
    /// What stands behind the fence, in words.
    info: Vec<&'p str>,
    text: String,
}

/// What one page comes to.
#[derive(Default)]
struct Gone {
    wrong: Vec<String>,
    programs: usize,
    commands: usize,
    /// The page with its answers as they are.
    blessed: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn pages() -> Vec<PathBuf> {
    let docs = fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let written = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "md") && !path.ends_with("rules.md");
    let mut pages: Vec<PathBuf> = docs.filter(written).collect();
    pages.sort();
    pages.insert(0, root().join("README.md"));
    pages
}

#[test]
fn every_program_and_every_command_of_the_pages_holds() {
    let (mut wrong, mut programs, mut commands) = (Vec::new(), 0, 0);
    for page in pages() {
        let name = page.strip_prefix(root()).unwrap().display().to_string();
        let text = fs::read_to_string(&page).unwrap();
        let gone = go_through(&name, &text);
        if env::var_os("BLESS").is_some() && gone.blessed != text {
            fs::write(&page, &gone.blessed).unwrap();
        }
        programs += gone.programs;
        commands += gone.commands;
        wrong.extend(gone.wrong);
    }
    assert!(programs > 20 && commands > 20, "only {programs} programs and {commands} commands were found");
    assert!(wrong.is_empty(), "{} blocks do not hold (BLESS=1 keeps answers)\n\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_first_app_is_fifteen_lines() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let block = blocks(&readme).into_iter().find(|block| block.text.starts_with("use std.spa")).expect("the page has one");
    let lines = block.text.lines().filter(|line| !line.trim().is_empty()).count();
    assert!(lines <= 15, "{lines} lines");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("docs/fifteen");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("main.edge"), &block.text).unwrap();
    let (said, exit) = run(&folder, "edgewise test && edgewise build --quiet --target terraform --out out");
    assert_eq!(exit, 0, "{said}");
    let built = fs::read_to_string(folder.join("out/terraform/edgewise.tf.json")).unwrap();
    for part in ["aws_acm_certificate", "aws_route53_record", "origin_group", "/api/*", "app.example.com", "spare_files"] {
        assert!(built.contains(part), "the app has no {part}");
    }
}

#[test]
fn every_link_of_the_pages_leads_somewhere() {
    let mut wrong = Vec::new();
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        // What stands in back-ticks is no link.
        let plain: String = text.split('`').step_by(2).collect();
        for link in plain.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = link.split('#').next().unwrap_or_default();
            let is_local = !path.is_empty() && !path.contains("://") && !path.contains(' ');
            if is_local && !page.parent().unwrap().join(path).exists() {
                wrong.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn go_through(name: &str, text: &str) -> Gone {
    let mut gone = Gone { blessed: text.to_owned(), ..Gone::default() };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("docs").join(name.replace('/', "-"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    copy(&root().join("examples"), &folder.join("examples"));
    let given = root().join("tests/docs").join(Path::new(name).file_stem().unwrap());
    if given.is_dir() {
        copy(&given, &folder);
        let (said, exit) = run(&folder, "if [ -e before ]; then sh -e before && rm before; fi");
        assert_eq!(exit, 0, "{}/before: {said}", given.display());
    }
    for block in blocks(text) {
        let at = format!("{name}:{}", block.line);
        match block.info.as_slice() {
            ["edge"] => {
                gone.programs += 1;
                gone.wrong.extend(compiles(&at, &block.text));
            }
            ["edge", "fragment"] => {
                gone.programs += 1;
                gone.wrong.extend(parses(&at, &block.text));
            }
            ["console"] => console(&folder, &at, &block, &mut gone),
            ["sh"] => shell(&folder, &at, &block.text, &mut gone),
            ["yaml"] => gone.wrong.extend(commands_are_known(&at, &block.text)),
            [sort, path] => {
                if *sort == "yaml" {
                    gone.wrong.extend(commands_are_known(&at, &block.text));
                }
                let path = folder.join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, &block.text).unwrap();
            }
            ["text" | "json" | "hcl" | "js"] => {}
            other => gone.wrong.push(format!("{at}: nothing holds a block `{}`", other.join(" "))),
        }
    }
    gone
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let (mut blocks, mut open): (Vec<Block>, Option<Block>) = (Vec::new(), None);
    for (at, line) in text.lines().enumerate() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(info), None) => {
                open = Some(Block { line: at + 1, info: info.split_whitespace().collect(), text: String::new() })
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some(block)) => block.text += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a fence is never closed");
    blocks
}

fn compiles(at: &str, text: &str) -> Option<String> {
    let read =
        &|path: &str| fs::read_to_string(root().join("examples/spa").join(path)).map(Into::into).map_err(|_| "not here".into());
    let outcome = compile(&[("main.edge", text)], &Options { read, tests: true, ..Options::default() });
    let errors: Vec<_> = outcome.reports.into_iter().filter(|report| report.level == edgewise::report::Level::Error).collect();
    (!errors.is_empty()).then(|| format!("{at}: this program has errors\n{}", render(&errors, &outcome.sources, Style::Plain)))
}

fn parses(at: &str, text: &str) -> Option<String> {
    let (mut reports, mut sources) = (Reports::default(), Sources::default());
    sources.add("main.edge", text);
    parse(FileId(0), text, &mut reports);
    let errors = reports.has_errors();
    errors.then(|| format!("{at}: this does not parse\n{}", render(&reports.sorted(), &sources, Style::Plain)))
}

/// Commands of Edgewise among those of a shell have to be there, even where they are not run.
fn commands_are_known(at: &str, text: &str) -> Option<String> {
    let help = run(Path::new("."), "edgewise --help").0;
    let known: BTreeSet<&str> = help.lines().filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next()).collect();
    let used = text.lines().filter_map(|line| {
        line.trim().trim_start_matches("- ").trim_start_matches("run: ").strip_prefix("edgewise ")?.split_whitespace().next()
    });
    let unknown: Vec<&str> = used.filter(|command| !command.starts_with('-') && !known.contains(command)).collect();
    (!unknown.is_empty()).then(|| format!("{at}: there is no command {}", unknown.join(", ")))
}

/// Runs the commands of a block, a line each, whatever they answer.
fn shell(folder: &Path, at: &str, text: &str, gone: &mut Gone) {
    // A variable that is set in front says nothing of what is run.
    let is_setting =
        |word: &&str| word.split_once('=').is_some_and(|(name, _)| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'));
    for command in text.lines().filter(|line| !line.trim().is_empty()) {
        let words: Vec<&str> = command.split_whitespace().skip_while(is_setting).collect();
        if ELSEWHERE.iter().any(|first| words.starts_with(&first.split(' ').collect::<Vec<_>>())) {
            continue;
        }
        gone.commands += 1;
        let (said, exit) = run(folder, command);
        let may_change = words.starts_with(&["edgewise", "diff"]);
        if !(exit == 0 || exit == 3 && may_change) {
            gone.wrong.push(format!("{at}: `{command}` exits with {exit}\n{said}"));
        }
    }
}

/// Runs the commands of a block, each with the lines behind it as its answer.
fn console(folder: &Path, at: &str, block: &Block, gone: &mut Gone) {
    let mut answers = String::new();
    let mut parts: Vec<(&str, String)> = Vec::new();
    for line in block.text.lines() {
        match (line.strip_prefix("$ "), parts.last_mut()) {
            (Some(command), _) => parts.push((command, String::new())),
            (None, Some((_, answer))) => *answer += &format!("{line}\n"),
            (None, None) => gone.wrong.push(format!("{at}: an answer without a command")),
        }
    }
    for (command, wanted) in parts {
        gone.commands += 1;
        let (mut found, exit) = run(folder, command);
        if exit != 0 {
            let _ = writeln!(found, "(exits with {exit})");
        }
        let found: String = found.lines().map(|line| format!("{}\n", line.trim_end())).collect();
        let is_short = wanted.lines().any(|line| line == "…");
        let _ = write!(answers, "$ {command}\n{}", if is_short { &wanted } else { &found });
        if !fits(&wanted, &found) {
            gone.wrong.push(format!("{at}: `{command}` answers\n{found}"));
        }
    }
    if block.text.contains("$ ") {
        gone.blessed = gone.blessed.replacen(&format!("```console\n{}```", block.text), &format!("```console\n{answers}```"), 1);
    }
}

/// Whether an answer is as written; `…` is any number of lines.
fn fits(wanted: &str, found: &str) -> bool {
    let mut rest = found;
    for (number, piece) in wanted.split("…\n").enumerate() {
        let at = if number == 0 { rest.starts_with(piece).then_some(0) } else { rest.find(piece) };
        match at {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.is_empty() || wanted.ends_with("…\n")
}

/// Standard output and error of a command of the shell, and its exit code.
fn run(folder: &Path, command: &str) -> (String, i32) {
    let binary = Path::new(env!("CARGO_BIN_EXE_edgewise"));
    let path = format!("{}:{}", binary.parent().unwrap().display(), env::var("PATH").unwrap_or_default());
    let output = Command::new("sh")
        .args(["-c", &format!("{{ {command}\n}} 2>&1")])
        .current_dir(folder)
        .stdin(Stdio::null())
        .env("PATH", path)
        .env("SOURCE_DATE_EPOCH", "1795564800")
        .env("TESTS", root().join("tests"))
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_NAME"), "you")))
        .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_EMAIL"), "you@example.com")))
        .env_remove("NO_COLOR")
        .output()
        .unwrap();
    (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code().unwrap_or(-1))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for path in fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()) {
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).unwrap();
        }
    }
}

#[test]
fn every_module_of_the_library_has_a_program_to_look_at() {
    let page = fs::read_to_string(root().join("docs/patterns.md")).unwrap();
    for module in edgewise::stdlib::modules() {
        assert!(page.contains(&format!("\n## {module}\n")), "docs/patterns.md does not show {module}");
        assert!(page.contains(&format!("use {module}\n")), "docs/patterns.md has no program with {module}");
    }
}
