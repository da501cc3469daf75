//! Changes of programs so large that a comparison reads only what they can touch.

use crate::support::Sandbox;
use std::fmt::Write as _;

/// A zone of more than a megabyte, in which a few records are these.
fn zone(records: &str) -> String {
    let mut text = String::from("zone example \"example.com\" {\n");
    let long = "letters that nobody reads, ".repeat(14);
    for at in 0..3_000 {
        let _ = writeln!(text, "  TXT \"t{at}\" -> \"{long}\"");
    }
    text + records + "}\n"
}

const OLD: &str = "  A \"@\" -> \"192.0.2.1\"\n  A \"www\" -> record \"@\"\n  CNAME \"docs\" -> \"www.example.com\"\n  A \"gone\" -> \"192.0.2.2\"\n";
const NEW: &str = "  A \"@\" -> \"192.0.2.9\"\n  A \"www\" -> record \"@\"\n  CNAME \"docs\" -> \"www.example.com\"\n";

#[test]
fn a_small_change_of_a_large_zone_is_told_as_a_whole_comparison_tells_it() {
    let sandbox = Sandbox::new("large-change");
    sandbox.write("old.edge", zone(OLD));
    sandbox.write("new.edge", zone(NEW));
    let part = sandbox.run(&["diff", "old.edge", "new.edge"]);
    // A trace needs all of both.
    let whole = sandbox.run(&["diff", "old.edge", "new.edge", "--trace"]);
    assert_eq!((part.exit, part.stderr.as_str()), (whole.exit, whole.stderr.as_str()));
    assert!(whole.stdout.starts_with(part.stdout.trim_end()), "{}\n{}", part.stdout, whole.stdout);
    for said in ["docs.example.com", "www.example.com", "192.0.2.1 → 192.0.2.9", "gone.example.com", "old.edge:3005"] {
        assert!(part.stdout.contains(said), "{said}\n{}", part.stdout);
    }
    assert!(!part.stdout.contains("t1"), "{}", part.stdout);
}

#[test]
fn an_error_of_either_side_of_a_large_change_is_told() {
    let sandbox = Sandbox::new("large-error");
    sandbox.write("good.edge", zone(NEW));
    sandbox.write("changed.edge", zone(&OLD.replace("192.0.2.2", "192.0.2.256")));
    sandbox.write("shared.edge", zone(NEW).replacen("letters", "l\u{e9}tters\\q", 1));
    let broken = |old: &str, new: &str| {
        let run = sandbox.run(&["diff", old, new]);
        assert_eq!((run.exit, run.stdout.as_str()), (1, ""), "{}", run.stderr);
        run.stderr
    };
    for said in [broken("changed.edge", "good.edge"), broken("good.edge", "changed.edge")] {
        assert!(said.contains("192.0.2.256") && said.contains("changed.edge:3005"), "{said}");
    }
    let said = broken("shared.edge", "shared.edge");
    assert!(said.contains("shared.edge:2"), "{said}");
}
