//! What a build writes, refuses to write, and takes back.

use crate::support::Sandbox;
use std::fs;

const PROGRAM: &str =
    "existing zone example \"example.com\" { id = \"Z0123456789ABCDEFGHIJ\" }\nrecords example { A \"www\" -> \"192.0.2.1\" }\n";
const TEMPLATE: &str = "out/cloudformation/template.json";

fn sandbox(name: &str) -> Sandbox {
    let sandbox = Sandbox::new(name);
    sandbox.write("main.edge", PROGRAM);
    sandbox
}

fn build(sandbox: &Sandbox, more: &[&str]) -> (i32, String) {
    let run = sandbox.run(&[&["build", "--out", "out"], more].concat());
    (run.exit, run.stderr)
}

#[test]
fn a_second_build_changes_nothing() {
    let sandbox = sandbox("second");
    assert_eq!(build(&sandbox, &[]).0, 0);
    let (first, written) = (sandbox.files(), fs::metadata(sandbox.path(TEMPLATE)).unwrap().modified().unwrap());
    let again = sandbox.run(&["build", "--out", "out"]);
    assert_eq!(again.exit, 0);
    assert!(again.stdout.lines().all(|line| line.starts_with("unchanged")), "{}", again.stdout);
    assert_eq!(sandbox.files(), first);
    assert_eq!(fs::metadata(sandbox.path(TEMPLATE)).unwrap().modified().unwrap(), written);
}

#[test]
fn nothing_is_written_where_there_is_an_error() {
    for (name, text) in
        [("syntax", "bucket site {"), ("names", "bucket site { nmae = \"x\" }"), ("bytes", "\u{0}\u{0}"), ("empty", "x")]
    {
        let sandbox = Sandbox::new(&format!("error-{name}"));
        sandbox.write("main.edge", text);
        assert_eq!(build(&sandbox, &[]).0, 1, "{name}");
        assert!(!sandbox.path("out").exists(), "{name}");
    }
}

#[test]
fn files_of_others_are_not_overwritten_without_force() {
    let sandbox = sandbox("foreign");
    sandbox.write(TEMPLATE, "mine");
    sandbox.write("out/terraform/main.tf", "mine too");
    let before = sandbox.files();
    let (exit, said) = build(&sandbox, &[]);
    assert_eq!(exit, 2);
    assert!(
        said.ends_with(&format!(
            "error: {TEMPLATE} was not written by Edgewise, and is not overwritten without --force; nothing was written\n"
        )),
        "{said}"
    );
    assert_eq!(sandbox.files(), before);
    assert_eq!(build(&sandbox, &["--force"]).0, 0);
    assert_ne!(sandbox.read(TEMPLATE), "mine");
    assert_eq!(sandbox.read("out/terraform/main.tf"), "mine too");
}

#[test]
fn edited_files_are_not_overwritten_without_force() {
    let sandbox = sandbox("edited");
    assert_eq!(build(&sandbox, &[]).0, 0);
    let built = sandbox.files();
    sandbox.write(TEMPLATE, sandbox.read(TEMPLATE) + "\n");
    let (exit, said) = build(&sandbox, &[]);
    assert_eq!(exit, 2);
    assert!(said.contains("was edited since Edgewise wrote it"), "{said}");
    assert_eq!(build(&sandbox, &["--force"]).0, 0);
    assert_eq!(sandbox.files(), built);
}

#[test]
fn what_no_longer_belongs_is_removed_and_other_targets_stay() {
    let sandbox = sandbox("stale");
    assert_eq!(build(&sandbox, &[]).0, 0);
    assert_eq!(build(&sandbox, &["--no-providers", "--target", "terraform"]).0, 0);
    assert!(!sandbox.path("out/terraform/providers.tf.json").exists());
    assert!(sandbox.path(TEMPLATE).exists(), "the other target was not built, and stays");
    assert_eq!(build(&sandbox, &[]).0, 0);
    sandbox.write("out/terraform/providers.tf.json", "edited");
    let (exit, said) = build(&sandbox, &["--no-providers"]);
    assert!(exit == 2 && said.contains("is not removed without --force"), "{said}");
    assert_eq!(build(&sandbox, &["--no-providers", "--force"]).0, 0);
    assert!(!sandbox.path("out/terraform/providers.tf.json").exists());
}

#[test]
fn check_says_what_differs_and_writes_nothing() {
    let sandbox = sandbox("check");
    let missing = sandbox.run(&["build", "--out", "out", "--check"]);
    assert_eq!((missing.exit, sandbox.path("out").exists()), (1, false));
    assert!(missing.stdout.contains(&format!("{TEMPLATE}: missing\n")), "{}", missing.stdout);
    assert_eq!(build(&sandbox, &[]).0, 0);
    assert_eq!(build(&sandbox, &["--check"]).0, 0);
    sandbox.write("main.edge", PROGRAM.replace("192.0.2.1", "192.0.2.2"));
    let before = sandbox.files();
    let differs = sandbox.run(&["build", "--out", "out", "--check"]);
    assert_eq!((differs.exit, sandbox.files() == before), (1, true));
    assert!(differs.stdout.contains("192.0.2.1") && differs.stdout.contains("192.0.2.2"), "{}", differs.stdout);
}

#[test]
fn a_list_of_files_that_leads_outside_is_not_followed() {
    let sandbox = sandbox("outside");
    sandbox.write("precious", "x");
    sandbox
        .write("out/.edgewise.json", r#"{"version":2,"files":{"../precious":{"target":"terraform","hash":"af63f54c86021707"}}}"#);
    for more in [&[][..], &["--force"], &["--check"]] {
        let (exit, said) = build(&sandbox, more);
        assert!(exit == 2 && said.contains("is no list of what this version of Edgewise wrote"), "{said}");
    }
    assert_eq!(sandbox.read("precious"), "x");
}

#[test]
fn an_output_that_cannot_be_written_leaves_nothing_behind() {
    let sandbox = sandbox("unwritable");
    sandbox.write("file", "x");
    sandbox.write("half/terraform", "a file where a folder has to be");
    let before = sandbox.files();
    for (out, why) in [("file/out", "file"), ("half", "half/terraform")] {
        let run = sandbox.run(&["build", "--out", out]);
        assert_eq!(run.exit, 2, "{}", run.stderr);
        assert!(run.stderr.lines().last().unwrap().starts_with("error: cannot") && run.stderr.contains(why), "{}", run.stderr);
        assert_eq!(sandbox.files(), before);
        assert!(!sandbox.path("half/cloudformation").exists());
    }
}

#[test]
fn a_name_is_a_folder_and_no_way_out() {
    let sandbox = sandbox("named");
    let run = sandbox.run(&["build"]);
    assert_eq!(run.exit, 0, "{}", run.stderr);
    assert!(sandbox.path("out/named/terraform/edgewise.tf.json").exists());
    let file = sandbox.run(&["build", "main.edge"]);
    assert_eq!(file.exit, 0, "{}", file.stderr);
    assert!(sandbox.path("out/main/terraform/edgewise.tf.json").exists());
}

#[test]
fn formatting_keeps_comments_and_settles_at_once() {
    let sandbox = Sandbox::new("fmt");
    sandbox.write("a.edge", "// first\nbucket   site   {   } // behind\n\n\n\n/// docs\nbucket b {\n// inside\n}\n");
    sandbox.write("x.params.edge", "stage   =   \"live\"\n");
    let check = sandbox.run(&["fmt", "--check"]);
    assert_eq!(check.exit, 1);
    assert!(check.stdout.contains("a.edge: not formatted\n") && check.stdout.contains("x.params.edge: not formatted\n"));
    assert_eq!(sandbox.run(&["fmt"]).exit, 0);
    let formatted = sandbox.files();
    let text = sandbox.read("a.edge");
    for comment in ["// first", "// behind", "/// docs", "// inside"] {
        assert!(text.contains(comment), "{text}");
    }
    assert_eq!(sandbox.run(&["fmt", "--check"]).exit, 0);
    assert_eq!(sandbox.run(&["fmt", "a.edge", "x.params.edge"]).exit, 0);
    assert_eq!(sandbox.files(), formatted, "formatting what is formatted changes nothing, and leaves nothing beside");
    let through = sandbox.run_with(&["fmt", "-"], b"bucket   site   {}");
    assert_eq!((through.exit, through.stdout.as_str()), (0, "bucket site {}\n"));
    let broken = sandbox.run_with(&["fmt", "-"], b"bucket   site   {");
    assert_eq!((broken.exit, broken.stdout.as_str()), (1, "bucket   site   {"), "an editor loses nothing");
}

#[cfg(unix)]
#[test]
fn formatting_keeps_permissions_and_links() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::new("fmt-mode");
    sandbox.write("real/a.edge", "bucket   site {}\n");
    fs::set_permissions(sandbox.path("real/a.edge"), fs::Permissions::from_mode(0o600)).unwrap();
    std::os::unix::fs::symlink("real/a.edge", sandbox.path("link.edge")).unwrap();
    assert_eq!(sandbox.run(&["fmt", "link.edge"]).exit, 0);
    assert_eq!(sandbox.read("real/a.edge"), "bucket site {}\n");
    assert!(fs::symlink_metadata(sandbox.path("link.edge")).unwrap().is_symlink());
    assert_eq!(fs::metadata(sandbox.path("real/a.edge")).unwrap().permissions().mode() & 0o777, 0o600);
}
