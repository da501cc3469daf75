//! Input that is bad in ways worth naming: too deep, too long, circular, not text.

use super::hold;
use edgewise::Outcome;
use edgewise::report::Level;

/// A run that must end with an error.
fn refused(text: &str) -> Outcome {
    let outcome = hold(text);
    let errs = outcome.reports.iter().any(|report| report.level == Level::Error);
    assert!(errs, "accepted: {}", text.chars().take(200).collect::<String>());
    outcome
}

#[test]
fn what_is_slightly_wrong_is_refused() {
    for text in [
        "zone z \"example.com\" {\n  A \"www\" -> \"192.0.2.1\"\n",
        "distributon site { default -> pages }",
        "cache_policy html { mn_ttl = 1d }",
        "cache_policy html { min_ttl = \"long\" }",
        "cache_policy html { min_ttl = 5 }",
        "zone z \"example.com\" { A \"www\" -> nowhere }",
        "bucket a {}\nbucket a {}",
        "let a = 1\nlet a = 2",
        "zone z \"example.com\" { A \"www\" -> \"192.0.2.1\" }\nzone z \"example.com\" {}",
    ] {
        refused(text);
    }
}

#[test]
fn circles_are_refused() {
    for text in [
        "let a = b\nlet b = a\ncache_policy c { min_ttl = a }",
        "let a = a\ncache_policy c { min_ttl = a }",
        "let a = [for x in a: x]\nfor y in a { bucket b {} }",
        "for x in x { bucket b {} }",
        "for x in y { bucket y {} }",
        "param a: int = a\nlet b = a + 1\ncache_policy c { min_ttl = b }",
        "health_check a { all_of = [b] }\nhealth_check b { all_of = [a] }",
        "origin a failover { primary = b, secondary = a }\norigin b failover { primary = a, secondary = b }",
        "origin a { from = a }\ndistribution d { default -> a }",
        "zone z \"example.com\" {\n  A \"a\" -> record \"b\"\n  A \"b\" -> record \"a\"\n}",
        "zone z \"example.com\" {\n  CNAME \"a\" -> \"a.example.com\"\n}",
    ] {
        refused(text);
    }
}

#[test]
fn nothing_is_accepted() {
    for text in ["", "\n", "\r\n\r\n", "// only a comment", "/// only docs\n", "\u{FEFF}", "\u{FEFF}// a\r\n", "   \t  "] {
        let outcome = hold(text);
        assert!(outcome.reports.iter().all(|report| report.level != Level::Error), "{text:?}: {:?}", outcome.reports);
    }
}

#[test]
fn odd_bytes_hold() {
    for text in [
        "\u{0}",
        "zone z \"exa\u{0}mple.com\" { A \"w\u{0}\" -> \"192.0.2.1\" }",
        "zone z \"example.com\" {\r\n  A \"www\" -> \"192.0.2.1\"\r\n}\r\n",
        "\u{FEFF}zone z \"example.com\" {}\n\u{FEFF}",
        "zone z \"ex\u{FFFD}ample.com\" {}",
        "let a = 99999999999999999999999999999999999999\nlet b = -9223372036854775808\nlet c = 9223372036854775807 + 1",
        "cache_policy c { min_ttl = 9999999999999999999y }",
        "cache_policy c { min_ttl = 9223372036854775807d }",
        "zone z \"example.com\" { A \"a\" weighted { 99999999999999999999 -> \"192.0.2.1\" } }",
        "output a = 1 / 0\noutput b = -9223372036854775807 - 2\noutput c = 9223372036854775807 * 9223372036854775807",
        "output a = 0.000000000000000000000000000000000000001 + 1e999",
        "output a = 18446744073709551615ms + 18446744073709551615ms",
        "output a = 100000000000% * 2",
        "output a = -(-9223372036854775807 - 1)",
    ] {
        hold(text);
    }
}

#[test]
fn what_is_too_deep_is_refused() {
    const DEEP: usize = 10_000;
    let around = |open: &str, inside: &str, close: &str| format!("{}{inside}{}", open.repeat(DEEP), close.repeat(DEEP));
    for value in [
        around("(", "1", ")"),
        around("[", "1", "]"),
        around("{ a = ", "1", " }"),
        around("f(", "1", ")"),
        around("not ", "true", ""),
        around("-", "x", ""),
        around("a.", "b", ""),
        around("a[", "0", "]"),
        around("", "a", "[0]"),
        around("", "a", "(0)"),
        around("", "a", "?"),
        around("1 + ", "1", ""),
        around("1 or ", "1", ""),
        around("\"${", "1", "}\""),
        around("if true { 1 } else ", "{ 1 }", ""),
        around("if true { ", "1", " } else { 1 }"),
        around("[for x in ", "y", ": x]"),
        around("a == ", "1", ""),
        around("a in ", "1", ""),
        "(".repeat(DEEP),
        "[".repeat(DEEP),
        "\"${".repeat(DEEP),
    ] {
        refused(&format!("output x = {value}\n"));
        refused(&format!("zone z \"example.com\" {{\n  A \"a\" -> {value}\n}}\n"));
    }
    for text in [
        around("a { ", "b = 1", " }"),
        around("for x in [1] { ", "bucket b {}", " }"),
        around("if true { ", "bucket b {}", " }"),
        around("if true { } else ", "{ }", ""),
        around("behavior \"/a\" -> x { ", "", " }"),
        "{".repeat(1_000),
        "(".repeat(1_000),
        "[{(".repeat(1_000),
        "}".repeat(DEEP),
        "a {\n".repeat(DEEP),
        "\"\"\"${".repeat(DEEP),
    ] {
        refused(&text);
    }
}

#[test]
fn long_lines_and_large_files_hold() {
    let name = "a".repeat(1 << 20);
    refused(&format!("zone {name} \"example.com\" {{ A \"{name}\" -> \"192.0.2.1\" }}"));
    hold(&format!("// {name}\n"));
    refused(&format!("zone z \"example.com\" {{ TXT \"a\" -> \"{name}\" }}"));
    refused(&format!("output x = [{}]\noutput x = nowhere(1)", "1, ".repeat(100_000)));
    hold(&format!("let x = [{}]", "a, ".repeat(100_000)));
}

#[test]
fn fifty_megabytes_hold() {
    let mut text = String::from("zone z \"example.com\" {\n");
    let comment = "  // a comment of some length that says nothing at all, and says it again and again and again\n";
    while text.len() < 50 << 20 {
        text.push_str(comment);
    }
    text.push_str("  A \"www\" -> \"192.0.2.1\"\n}\n");
    hold(&text);
    // The same without its end.
    text.truncate(text.len() - 2);
    refused(&text);
}
