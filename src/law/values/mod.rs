//! The grammars of record values, one function for each form.
//!
//! In: a value as written. Out: whether it has the form. Nothing is copied: the parts are slices of the value. Deliberately
//! absent: which type has which form, and what is said of a fault (`record_values`).

mod binary;
mod names;
mod parts;
mod service;
mod text;

pub(super) use binary::{ds, sshfp, tlsa};
pub(super) use names::{host, ipv4, ipv6, is_inside, is_null_mx, mx, soa, srv};
pub(super) use service::service;
pub(super) use text::{caa, is_spf, naptr, text, written_length};

use std::borrow::Cow;
use std::net::Ipv6Addr;

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It has not the form of its type.
    Form,
    /// It has the form, but one of its keys is wrong.
    Key,
}

/// Whether it is right, as a `Result`.
fn form(right: bool) -> Result<(), Fault> {
    if right { Ok(()) } else { Err(Fault::Form) }
}

/// The form in which two equal values are the same: addresses short, names in small letters without the dot at the end.
pub(super) fn normal<'v>(record_type: &str, value: &'v str) -> Cow<'v, str> {
    match record_type {
        "TXT" | "SPF" | "CAA" | "NAPTR" => Cow::Borrowed(value),
        "AAAA" => value.parse::<Ipv6Addr>().map_or(Cow::Borrowed(value), |address| Cow::Owned(address.to_string())),
        _ => {
            let value = value.strip_suffix('.').filter(|rest| !rest.ends_with(' ') && !rest.is_empty()).unwrap_or(value);
            if value.bytes().any(|byte| byte.is_ascii_uppercase()) {
                Cow::Owned(value.to_ascii_lowercase())
            } else {
                Cow::Borrowed(value)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(grammar: fn(&str) -> Result<(), Fault>, right: &[&str], wrong: &[&str]) {
        for value in right {
            assert_eq!(grammar(value), Ok(()), "{value}");
        }
        for value in wrong {
            assert!(grammar(value).is_err(), "{value}");
        }
    }

    #[test]
    fn addresses() {
        holds(
            ipv4,
            &["192.0.2.1", "0.0.0.0"],
            &["192.0.2", "192.0.2.256", "192.0.02.1", "192.0.2.1/24", "192.0.2.1:80", "a.example.com"],
        );
        holds(ipv6, &["2001:db8::1", "::", "::ffff:192.0.2.1"], &["192.0.2.1", "[2001:db8::1]", "fe80::1%eth0", "2001::db8::1"]);
    }

    #[test]
    fn addresses_inside_networks() {
        for inside in ["10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.1.1", "172.31.0.1", "192.168.1.1", "224.0.0.1"] {
            assert!(is_inside("A", inside), "{inside}");
        }
        for inside in ["fd00::1", "fe80::1", "::1", "ff02::1"] {
            assert!(is_inside("AAAA", inside), "{inside}");
        }
        for outside in ["100.128.0.1", "172.32.0.1", "192.0.2.1", "9.9.9.9", "no address"] {
            assert!(!is_inside("A", outside), "{outside}");
        }
        assert!(!is_inside("AAAA", "2001:db8::1") && !is_inside("TXT", "10.0.0.1"));
    }

    #[test]
    fn hosts() {
        holds(
            host,
            &["a.example.com", "a.example.com.", "_x._tcp.example.com", "xn--a"],
            &["192.0.2.1", "https://a.example.com", "a/b", "a:80", "", ".", "a..b", "a b"],
        );
        holds(mx, &["10 mx1.example.com", "0 ."], &["mx1.example.com", "10 192.0.2.1", "70000 mx1.example.com", "10 .", "10  "]);
        holds(
            srv,
            &["10 60 5060 sip.example.com", "0 0 0 ."],
            &["10 60 sip.example.com", "10 60 5060 192.0.2.1", "10 60 99999 a.example.com"],
        );
        holds(
            soa,
            &["ns-1.example.net. hostmaster.example.com. 1 7200 900 1209600 900", "a. b. 4294967295 0 0 0 2147483647"],
            &["ns-1.example.net. hostmaster.example.com. 1 7200 900 1209600", "a. b. 1 2 3 4 2147483648"],
        );
    }

    #[test]
    fn keys_and_fingerprints() {
        let (sha1, sha256, sha384) = ("a".repeat(40), "b".repeat(64), "c".repeat(96));
        assert_eq!(ds(&format!("12345 13 2 {sha256}")), Ok(()));
        assert_eq!(ds(&format!("12345 13 4 {sha384}")), Ok(()));
        assert_eq!(ds(&format!("12345 13 2 {sha1}")), Err(Fault::Form));
        assert_eq!(sshfp(&format!("4 2 {sha256}")), Ok(()));
        assert_eq!(sshfp(&format!("5 2 {sha256}")), Err(Fault::Form));
        assert_eq!(tlsa(&format!("3 1 1 {sha256}")), Ok(()));
        assert_eq!(tlsa("3 1 0 abcd"), Ok(()));
        assert_eq!(tlsa(&format!("3 1 2 {sha256}")), Err(Fault::Form));
        assert_eq!(tlsa("3 1 0 xyz0"), Err(Fault::Form));
    }

    #[test]
    fn quoted() {
        holds(
            caa,
            &["0 issue \"amazon.com\"", "128 issuewild \";\"", "0 iodef \"mailto:a@example.com\"", "0 issuemail \"x\""],
            &[
                "0 issue amazon.com",
                "300 issue \"x\"",
                "0 is-sue \"x\"",
                "0 iodef \"ftp://x\"",
                "128 unheard \"x\"",
                "0 issue \"a\"b\"",
            ],
        );
        holds(
            naptr,
            &["100 10 \"U\" \"E2U+sip\" \"!^.*$!sip:info@example.com!\" .", "1 1 \"S\" \"SIP+D2U\" \"\" _sip._udp.example.com."],
            &[
                "100 10 \"U\" \"E2U+sip\" \"\" .",
                "100 10 \"X\" \"E2U\" \"!a!b!\" .",
                "100 10 U E2U !a!b! .",
                "1 1 \"\" \"\" \"!a!b!\" a.example.com",
            ],
        );
    }

    #[test]
    fn services() {
        let fine = [
            "1 . alpn=\"h2,h3\"",
            "0 a.example.com",
            "1 a.example.com port=8443 ipv4hint=192.0.2.1,192.0.2.2 key65000=x",
            "1 . alpn=h2 no-default-alpn mandatory=alpn",
        ];
        fine.iter().for_each(|value| assert_eq!(service(value), Ok(()), "{value}"));
        let form = ["alpn=h2", "1", "70000 .", "0 a.example.com alpn=h2", "1 192.0.2.1"];
        form.iter().for_each(|value| assert_eq!(service(value), Err(Fault::Form), "{value}"));
        let key = [
            "1 . alpn=h2 alpn=h3",
            "1 . alpm=h2",
            "1 . alpn",
            "1 . no-default-alpn",
            "1 . mandatory=port",
            "1 . port=99999",
            "1 . ipv6hint=192.0.2.1",
        ];
        key.iter().for_each(|value| assert_eq!(service(value), Err(Fault::Key), "{value}"));
    }

    #[test]
    fn texts() {
        assert!(is_spf("v=spf1 -all") && is_spf("V=SPF1") && !is_spf("v=spf10 -all"));
        assert_eq!(written_length("abc"), 5);
        assert_eq!(written_length(&"x".repeat(300)), 305);
        assert_eq!(written_length("\"é"), 2 + 2 + 8);
    }
}
