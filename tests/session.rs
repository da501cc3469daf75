//! A session after any changes finds what a check of the whole finds: the same findings in the same places.

use edgewise::Library;
use edgewise::report::Report;
use edgewise::session::{Extent, Session};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::RngSeed;
use std::sync::{Arc, LazyLock};

static LIBRARY: LazyLock<Arc<Library>> = LazyLock::new(|| Arc::new(Library::load()));

fn open(files: Vec<(String, String)>) -> Session {
    let read = |path: &str| if path.len().is_multiple_of(2) { Ok(Arc::from("text")) } else { Err(Arc::from("no")) };
    Session::open(LIBRARY.clone(), files, Box::new(read))
}

/// Lines of zones. Few names, so that many meet.
const LINES: &[&str] = &[
    "  A \"www\" -> \"192.0.2.1\"",
    "  A \"www\" -> \"192.0.2.2\" { ttl = 1h }",
    "  AAAA \"www\" -> \"2001:db8::1\"",
    "  A, AAAA \"www\" -> site",
    "  A, AAAA \"app\" -> site",
    "  CNAME \"www\" -> \"app.example.com\"",
    "  CNAME \"app\" -> \"www.example.com.\"",
    "  CNAME \"@\" -> \"app.example.com\"",
    "  CNAME \"far\" -> \"far.example.net\"",
    "  A \"api\" -> record \"www\"",
    "  AAAA \"api\" -> record \"www\"",
    "  A \"app\" -> record \"api\"",
    "  A \"www\" -> record \"app\"",
    "  A \"api\" -> record \"nowhere\"",
    "  A \"eu.www\" -> \"192.0.2.3\"",
    "  A \"WWW.example.com.\" -> \"192.0.2.4\"",
    "  A \"www.example.com\" -> \"192.0.2.5\"",
    "  A \"www.example.org.\" -> \"192.0.2.5\"",
    "  A \"www\" weighted {\n    90 -> \"192.0.2.1\" { health = prod }\n    10 -> record \"api\"\n  }",
    "  A \"www\" weighted {\n    1 -> \"192.0.2.1\" { set_identifier = \"x\" }\n  }",
    "  A \"www\" latency {\n    eu-west-1 -> \"192.0.2.1\"\n    eu-west-1 -> \"192.0.2.2\"\n  }",
    "  A \"www\" geolocation {\n    continent EU -> weighted {\n      1 -> \"192.0.2.1\"\n    }\n    default -> \"192.0.2.2\"\n  }",
    "  A \"app\" failover {\n    primary -> site\n    primary -> \"192.0.2.1\"\n  }",
    "  TXT \"@\" -> \"v=spf1 -all\", \"v=spf1 +all\"",
    "  MX \"@\" -> \"10 mx.example.net\"",
    "  MX \"@\" -> \"10 www.example.com\", \"20 app\"",
    "  SRV \"_sip\" -> \"1 1 1 app.example.com\"",
    "  HTTPS \"www\" -> \"0 www.example.com\"",
    "  A \"*\" -> \"192.0.2.1\"",
    "  CNAME \"*.www\" -> \"a.example.net\"",
    "  TXT \"www\" -> \"text\"",
    "  TXT \"a.b.www\" -> \"text\"",
    "  MX \"b.www\" -> \"10 mx.example.net\"",
    "  NS \"www\" -> \"ns.example.net\", \"eu.www.example.com\"",
    "  NS \"b.www\" -> \"app.example.com\"",
    "  CAA \"@\" -> \"0 issue \\\"example.net\\\"\"",
    "  CAA \"www\" -> \"0 issue \\\"amazon.com\\\"\"",
    "  A \"www\" weighted {\n    ttl = 30s\n    7 -> \"10.0.0.1\"\n  }",
    "  A \"let\" -> address",
    "  A \"let\" -> adress",
    "  A \"in\" -> host",
    "  A \"w${stage}\" -> \"192.0.2.1\"",
    "  A \"bad\" -> \"192.0.2.999\"",
    "  X \"bad\" -> \"192.0.2.1\"",
    "  A \"bad\" -> \"192.0.2.1\" { tl = 5 }",
    "  A \"bad\" -> \"192.0.2.1\" { allow R53-148 \"because\" }",
    "  A \"text\" -> file(\"odd\")",
    "  /// Says something.\n  A \"doc\" -> \"192.0.2.1\"",
    "  // A comment.",
    "",
    "  for n in [\"a\", \"www\"] {\n    A \"${n}\" -> \"192.0.2.1\"\n  }",
    "  if prod { A \"www\" -> \"192.0.2.7\" }",
    "  if late { A \"www\" -> \"192.0.2.7\" } else {\n    CNAME \"www\" -> \"a.example.net\"\n  }",
    "  A \"a\" -> \"192.0.2.1\", A \"b\" -> \"192.0.2.2\"",
    "  A \"a\" ->",
    "  A \"a\" -> [\"192.0.2.1\",",
    "  ttl = 2h",
    "  ttl = 2",
    "  allow R53-148 \"because\" until 2027-03-01",
    "  let address = \"192.0.2.66\"",
    "  \"\"\"",
    "  }",
];

/// What stands around.
const AROUND: &[&str] = &[
    "param stage: text = \"1\"",
    "param prod: bool = true",
    "let address = \"192.0.2.9\"",
    "let address = addres",
    "let one = two\nlet two = one",
    "input host: domain_name",
    "input late: bool",
    "health_check prod { url = \"https://example.net/health\" }",
    "bucket pages {}",
    "certificate cert { domains = [\"www.example.com\"], validate_in = example }",
    "distribution site { domains = [\"www.example.com\"], certificate = cert, default -> pages }",
    "distribution site {\n  domains = [\"www.example.com\", \"app.example.com\"]\n  default -> pages\n}",
    "records example { A \"loose\" -> record \"www\" }",
    "project { name = \"x\", levels = { R53-148 = error } }",
    "rule ORG-001 long for record {\n  require ttl > 1h\n  say \"`${name}` is short\"\n}",
    "output x = address",
    "zone other \"example.org\" {\n  A \"www\" -> \"192.0.2.1\"\n  A \"api\" -> record \"www\"\n}",
    "for n in [\"a\", \"b\"] {\n  bucket many { bucket = \"x${n}\" }\n}",
];

fn lines() -> impl Strategy<Value = String> {
    vec(select(LINES), 0..10).prop_map(|lines| lines.iter().map(|line| format!("{line}\n")).collect())
}

fn program() -> impl Strategy<Value = Vec<(String, String)>> {
    let calm = &LINES[..34];
    let calm = vec(select(calm), 1..8).prop_map(|lines| lines.iter().map(|line| format!("{line}\n")).collect::<String>());
    (vec(select(AROUND), 0..8), calm.clone(), calm, vec(select(AROUND), 0..3)).prop_map(|(before, zone, more, after)| {
        let first = format!("{}\nzone example \"example.com\" {{\n{zone}}}\n", before.join("\n"));
        let second = format!("// The rest.\nrecords example {{\n{more}}}\n{}\n", after.join("\n"));
        vec![("main.edge".to_owned(), first), ("more.edge".to_owned(), second)]
    })
}

/// What somebody does who writes.
#[derive(Clone, Debug)]
enum Act {
    /// Puts lines before another.
    Lines(String),
    /// Replaces a line, or several.
    Replace(usize, String),
    /// Types something, anywhere.
    Type(&'static str),
    /// Deletes some bytes.
    Delete(usize),
}

const TYPED: &[&str] = &[
    "x",
    "1",
    "\"",
    "\n",
    " ",
    ",",
    "{",
    "}",
    "->",
    "//",
    "www",
    "record ",
    "ttl = 1h",
    "é",
    "/// a\n",
    "  A \"x\" -> \"192.0.2.1\"\n",
];

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        2 => lines().prop_map(Act::Lines),
        4 => (0usize..3, lines()).prop_map(|(count, lines)| Act::Replace(count, lines)),
        4 => select(LINES).prop_map(|line| Act::Replace(1, format!("{line}\n"))),
        4 => select(TYPED).prop_map(Act::Type),
        3 => (1usize..12).prop_map(Act::Delete),
    ]
}

/// The bytes that an act replaces, and by what.
fn meant(text: &str, at: Index, act: &Act) -> (std::ops::Range<usize>, String) {
    let mut place = at.index(text.len() + 1);
    while !text.is_char_boundary(place) {
        place -= 1;
    }
    let line = text[..place].rfind('\n').map_or(0, |newline| newline + 1);
    match act {
        Act::Lines(lines) => (line..line, lines.clone()),
        Act::Replace(count, lines) => {
            let length: usize = text[line..].split_inclusive('\n').take(*count).map(str::len).sum();
            (line..line + length, lines.clone())
        }
        Act::Type(typed) => (place..place, (*typed).to_owned()),
        Act::Delete(count) => {
            let mut end = (place + count).min(text.len());
            while !text.is_char_boundary(end) {
                end += 1;
            }
            (place..end, String::new())
        }
    }
}

fn all(session: &Session) -> Vec<Vec<Report>> {
    (0..session.count()).map(|page| session.reports(page).to_vec()).chain([session.elsewhere().to_vec()]).collect()
}

/// Each case is some ten checks of a whole program, so that there are fewer unless somebody asks for more.
fn config() -> ProptestConfig {
    let seed = RngSeed::Fixed(2026);
    let config =
        ProptestConfig { failure_persistence: None, max_shrink_iters: 2000, rng_seed: seed, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_some() { config } else { ProptestConfig { cases: 64, ..config } }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_change_finds_what_the_whole_finds(
        files in program(),
        acts in vec((0usize..2, any::<Index>(), act(), any::<bool>()), 1..12),
    ) {
        let mut session = open(files.clone());
        for (page, at, act, stays) in acts {
            let before = session.text(page).to_owned();
            let (range, text) = meant(&before, at, &act);
            let change = session.change(page, range.clone(), &text);
            compare(&session, &before, &range, &text)?;
            prop_assert!(change.pages.contains(&page));
            if !stays {
                let end = range.start + text.len();
                session.change(page, range.start..end, &before[range.clone()]);
                prop_assert_eq!(session.text(page), before.as_str());
                compare(&session, "after taking it back", &range, "")?;
            }
        }
    }
}

fn compare(session: &Session, before: &str, range: &std::ops::Range<usize>, text: &str) -> Result<(), TestCaseError> {
    let pages = 0..session.count();
    let files = pages.map(|page| (session.name(page).to_owned(), session.text(page).to_owned())).collect();
    let fresh = open(files);
    prop_assert_eq!(all(session), all(&fresh), "{} with {:?} by {:?}", before, range, text);
    Ok(())
}

/// The same lines, typed letter by letter, are checked in parts.
#[test]
fn most_of_what_is_typed_in_a_zone_is_a_part() {
    let zone: String = (0..50).map(|at| format!("  A \"h{at}\" -> \"192.0.2.{at}\"\n")).collect();
    let mut session = open(vec![("main.edge".into(), format!("zone example \"example.com\" {{\n{zone}}}\n"))]);
    let start = session.text(0).find("  A \"h20\"").expect("it is there");
    let mut wholes = 0;
    for (place, letter) in (start..).zip("  A \"new\" -> \"192.0.2.1\" { ttl = 1h }\n".chars()) {
        let change = session.change(0, place..place, &letter.to_string());
        wholes += usize::from(change.extent == Extent::Whole);
    }
    // While a brace is open, and when it is closed again, the whole is checked.
    assert_eq!(wholes, "{ ttl = 1h }".len());
    assert!(session.reports(0).is_empty(), "{:?}", session.reports(0));
}
