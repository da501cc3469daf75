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

/// Large outputs are written in pieces, while they are made.
#[test]
fn a_large_zone_is_built_whole_and_built_again_the_same() {
    let sandbox = Sandbox::new("large-build");
    sandbox.write("main.edge", zone(NEW));
    let built = sandbox.run(&["build", "main.edge"]);
    assert_eq!(built.exit, 0, "{}", built.stderr);
    let read = |path: &str| serde_json::from_str::<serde_json::Value>(&sandbox.read(path)).expect("an output is JSON");
    let stacks = read("out/main/cloudformation/stacks.json");
    let templates = stacks["stacks"].as_array().expect("there are stacks").iter().map(|stack| {
        let template = read(&format!("out/main/cloudformation/{}", stack["template"].as_str().expect("it has a name")));
        template["Resources"].as_object().expect("it has resources").len()
    });
    assert_eq!(templates.sum::<usize>(), 3_004, "the zone and its records");
    let terraform = read("out/main/terraform/edgewise.tf.json");
    let records = terraform["resource"]["aws_route53_record"].as_object().expect("there are records");
    assert_eq!(records.len(), 3_003);
    let long = "letters that nobody reads, ".repeat(14);
    let is_whole = |at: usize| {
        let name = format!("t{at}.example.com");
        records.values().any(|record| {
            record["name"] == *name && record["records"][0].as_str().is_some_and(|text| text.contains(&long[..200]))
        })
    };
    assert!((0..3_000).step_by(97).all(is_whole));
    let files = sandbox.files();
    for arguments in [&["build", "main.edge", "--check"][..], &["build", "main.edge"]] {
        let again = sandbox.run(arguments);
        assert_eq!(again.exit, 0, "{}", again.stderr);
        assert!(!again.stderr.contains("wrote"), "{}", again.stderr);
    }
    assert_eq!(sandbox.files(), files);
    sandbox.write("main.edge", zone(NEW).replace("192.0.2.9", "192.0.2.8"));
    let changed = sandbox.run(&["build", "main.edge", "--check"]);
    assert_eq!(changed.exit, 1, "{}", changed.stdout);
    assert!(changed.stderr.contains("192.0.2.8") || changed.stdout.contains("192.0.2.8"), "{}{}", changed.stdout, changed.stderr);
    assert_eq!(sandbox.files().len(), files.len(), "nothing was written");
}

/// What is wrong is known only when the last output is made: the first is there already, beside, and goes.
#[test]
fn an_error_of_the_second_target_leaves_nothing_of_the_first() {
    let sandbox = Sandbox::new("late-error");
    sandbox
        .write("main.edge", "origin api -> \"api.example.net\" { addresses = dualstack }\ndistribution app { default -> api }\n");
    let run = sandbox.run(&["build", "main.edge"]);
    assert_eq!(run.exit, 1, "{}", run.stderr);
    assert!(run.stderr.contains("Terraform"), "{}", run.stderr);
    assert_eq!(sandbox.files().len(), 1, "{:?}", sandbox.files().iter().map(|(path, _)| path).collect::<Vec<_>>());
    assert!(!sandbox.path("out").exists());
}
