//! Programs of any size, the same at every run.

use std::fmt::Write as _;

/// A zone of so many records, in hundreds: of each twenty two are a weighted pair with health checks, and of each forty two are
/// an alias to a distribution; the rest are A, AAAA, CNAME, TXT and MX. There is nothing to find fault with.
pub fn zone(records: usize) -> String {
    let mut checks = String::new();
    let mut zone = String::from("zone example \"example.com\" {\n  ttl = 60s\n");
    for block in 0..records / 20 {
        let address = format!("{}.{}", block / 250 % 250, block % 250);
        for half in ["a", "b"] {
            line(
                &mut checks,
                format_args!("health_check {half}{block} {{ url = \"https://{half}{block}.example.net/health\" }}"),
            );
        }
        line(
            &mut zone,
            format_args!(
                "  A \"w{block}\" weighted {{\n    90 -> \"52.1.{address}\" {{ health = a{block} }}\n    10 -> \"52.2.{address}\" {{ \
                 health = b{block} }}\n  }}"
            ),
        );
        match block % 2 {
            0 => line(&mut zone, format_args!("  A, AAAA \"site{block}.cdn\" -> site")),
            _ => line(&mut zone, format_args!("  TXT \"t{block}\" -> \"one\"\n  TXT \"u{block}\" -> \"two\"")),
        }
        for host in block * 4..block * 4 + 4 {
            line(&mut zone, format_args!("  A \"host{host}\" -> \"52.3.{address}\", \"52.4.{address}\""));
            line(&mut zone, format_args!("  AAAA \"host{host}\" -> \"2001:db8::{:x}:{:x}\"", host / 65_536, host % 65_536));
            line(&mut zone, format_args!("  CNAME \"alias{host}\" -> \"host{host}.example.com\" {{ ttl = 1h }}"));
        }
        for word in ["one", "two"] {
            line(&mut zone, format_args!("  TXT \"{word}{block}\" -> \"v=spf1 include:{word}{block}.example.net -all\""));
            line(&mut zone, format_args!("  MX \"mail-{word}{block}\" -> \"10 mx1.example.net\", \"20 mx2.example.net\""));
        }
    }
    zone.push_str("}\n");
    line(&mut checks, format_args!("quota health_checks_per_account = {records}"));
    checks
        + &zone
        + "certificate cert { domains = [\"*.cdn.example.com\"], validate_in = example }\nbucket pages {}\n\
           distribution site { domains = [\"*.cdn.example.com\"], certificate = cert, default -> pages }\n"
}

/// So many distributions, each with three origins, ten behaviors and a default, a cache policy, a private bucket, error pages and
/// a name.
pub fn distributions(count: usize) -> String {
    let mut text = String::from("certificate cert { domains = [\"*.example.com\"], validate_in = example }\n");
    let mut zone = String::from("zone example \"example.com\" {\n");
    for at in 0..count {
        line(&mut zone, format_args!("  A, AAAA \"d{at}\" -> d{at}"));
        line(&mut text, format_args!("bucket pages{at} {{}}\norigin files{at} -> pages{at}"));
        line(&mut text, format_args!("origin api{at} -> \"api{at}.example.net\"\norigin media{at} -> \"media{at}.example.net\""));
        line(
            &mut text,
            format_args!("cache_policy html{at} {{ default_ttl = 1m, max_ttl = 1h, query_strings = [\"page\", \"v\"] }}"),
        );
        line(&mut text, format_args!("distribution d{at} {{\n  domains = [\"d{at}.example.com\"], certificate = cert"));
        for behavior in 0..10 {
            let path = format!("/p{behavior}/*");
            match behavior % 3 {
                0 => line(&mut text, format_args!("  behavior \"{path}\" -> api{at} {{ methods = all }}")),
                1 => line(&mut text, format_args!("  behavior \"{path}\" -> media{at} {{ cache = CachingOptimized }}")),
                _ => line(&mut text, format_args!("  behavior \"{path}\" -> files{at} {{ cache = html{at} }}")),
            }
        }
        line(&mut text, format_args!("  default -> files{at} {{ cache = html{at} }}"));
        line(&mut text, format_args!("  error 404 -> 404 \"/404.html\"\n  error 403 -> 200 \"/index.html\"\n}}"));
    }
    text + &zone + "}\n"
}

fn line(text: &mut String, written: std::fmt::Arguments<'_>) {
    let _ = writeln!(text, "{written}");
}
