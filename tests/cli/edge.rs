//! Lambda@Edge functions, run by the `node` of this machine; where there is none, that is told.

use crate::support::Sandbox;
use std::process::Command;

const PROGRAM: &str = r#"
edge_lambda auth  { code = file("auth.js") }
edge_lambda probe { code = file("probe.js") }
edge_lambda loops { code = "exports.handler = async () => { for (;;) {} }", timeout = 1s }
origin api -> "api.example.net"
distribution app {
  behavior "/probe" -> api { viewer_request = probe }
  behavior "/loops" -> api { viewer_request = loops }
  default           -> api { viewer_request = auth }
}
test "whoever brings no token is turned away" {
  get "https://app.cloudfront.net/x" -> 401 { from_function = auth }
}
"#;
const AUTH: &str = "\
exports.handler = async (event) => {
  const request = event.Records[0].cf.request;
  if (request.headers.authorization) { request.uri = '/in' + request.uri; return request; }
  return { status: '401', statusDescription: 'Unauthorized' };
};
";
/// Tries what it must not be able to do.
const PROBE: &str = "\
const tried = (what) => { try { return typeof what(); } catch (error) { return 'refused'; } };
export const handler = async () => {
  const fs = await import('fs');
  const child = await import('child_process');
  const net = await import('net');
  const body = [
    tried(() => fs.readFileSync('/etc/hostname')),
    tried(() => child.execSync('id')),
    tried(() => net.connect(80, '192.0.2.1')),
    Object.keys(process.env).length, Date.now(),
  ].join(' ');
  return { status: '200', body };
};
";

#[test]
fn functions_run_in_node_and_reach_nothing() {
    let sandbox = Sandbox::new("edge-lambdas");
    sandbox.write("main.edge", PROGRAM);
    sandbox.write("auth.js", AUTH);
    sandbox.write("probe.js", PROBE);
    let run = |target: &str, more: &[&str]| sandbox.run(&[&["route", target, "--run-edge-lambdas"], more].concat());
    if Command::new("node").arg("--version").output().is_err() {
        let missing = run("https://app.cloudfront.net/x", &[]);
        assert_eq!(missing.exit, 2);
        assert!(missing.stderr.contains("there is none on the PATH"), "{}", missing.stderr);
        eprintln!("there is no node on this machine: functions were not run");
        return;
    }
    let denied = run("https://app.cloudfront.net/x", &[]);
    assert!(
        denied.stdout.contains("\n  401\n") && denied.stdout.contains("function   auth"),
        "{}{}",
        denied.stdout,
        denied.stderr
    );
    let passed = run("https://app.cloudfront.net/x", &["--header", "Authorization: Bearer x"]);
    assert!(passed.stdout.contains("GET https://api.example.net/in/x: 200"), "{}", passed.stdout);
    let probed = run("https://app.cloudfront.net/probe", &["--at", "2026-11-01T12:00:00Z"]);
    assert!(probed.stdout.contains("refused refused refused 0 1793534400000"), "{}", probed.stdout);
    let late = run("https://app.cloudfront.net/loops", &[]);
    assert!(late.stdout.contains("\n  503\n") && late.stdout.contains("does not end within 1s"), "{}", late.stdout);
    let tested = sandbox.run(&["test", "--run-edge-lambdas"]);
    assert!(tested.stdout.contains("1 of 1 expectations hold\n"), "{}", tested.stdout);
    assert!(sandbox.run(&["test"]).stdout.contains("1 left out"));
}

#[test]
fn a_machine_without_node_is_told_so() {
    let sandbox = Sandbox::new("no-node");
    sandbox.write("main.edge", PROGRAM);
    sandbox.write("auth.js", AUTH);
    sandbox.write("probe.js", PROBE);
    let output = sandbox
        .command(&["route", "https://app.cloudfront.net/x", "--run-edge-lambdas"])
        .env("PATH", sandbox.path("nowhere"))
        .output()
        .unwrap();
    let told = "error: --run-edge-lambdas runs functions by `node`, version 20 or newer, and there is none on the PATH\n";
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(2), told));
}
