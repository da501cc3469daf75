//! Service bindings: HTTPS and SVCB (RFC 9460).

use super::Fault;
use super::parts::{is_host, number, quoted, word};
use std::net::{Ipv4Addr, Ipv6Addr};

/// Keys with a name; any other is `key` and its number.
const KEYS: [&str; 7] = ["mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint"];

/// Priority, target, then keys with their values.
pub(in crate::law) fn service(value: &str) -> Result<(), Fault> {
    let (priority, rest) = word(value);
    let (target, rest) = word(rest);
    let Some(priority) = number(priority, 65_535) else {
        return Err(Fault::Form);
    };
    if target != "." && !is_host(target) || priority == 0 && !rest.is_empty() {
        return Err(Fault::Form);
    }
    keys(rest)
}

fn keys(list: &str) -> Result<(), Fault> {
    let mut rest = list;
    while !rest.is_empty() {
        let (key, value, after) = pair(rest).ok_or(Fault::Key)?;
        let fine = match (key, value) {
            ("no-default-alpn", value) => value.is_none() && has(list, "alpn"),
            ("mandatory", Some(wanted)) => wanted.split(',').all(|wanted| wanted != "mandatory" && has(list, wanted)),
            ("alpn", Some(value)) => value.split(',').all(|protocol| !protocol.is_empty()),
            ("port", Some(value)) => number(value, 65_535).is_some(),
            ("ipv4hint", Some(value)) => value.split(',').all(|address| address.parse::<Ipv4Addr>().is_ok()),
            ("ipv6hint", Some(value)) => value.split(',').all(|address| address.parse::<Ipv6Addr>().is_ok()),
            ("ech", Some(value)) => !value.is_empty(),
            (key, _) => !KEYS.contains(&key) && key.strip_prefix("key").is_some_and(|digits| number(digits, 65_535).is_some()),
        };
        if !fine || has(after, key) {
            return Err(Fault::Key);
        }
        rest = after;
    }
    Ok(())
}

/// The first key of a list, its value without quotes, and what follows.
fn pair(list: &str) -> Option<(&str, Option<&str>, &str)> {
    let end = list.find(['=', ' ']).unwrap_or(list.len());
    let (key, rest) = list.split_at(end);
    let Some(value) = rest.strip_prefix('=') else {
        return Some((key, None, rest.trim_start_matches(' ')));
    };
    if value.starts_with('"') {
        let (value, after) = quoted(value)?;
        return Some((key, Some(value), after));
    }
    let (value, after) = word(value);
    Some((key, Some(value), after))
}

fn has(list: &str, key: &str) -> bool {
    let mut rest = list;
    while !rest.is_empty() {
        let Some((known, _, after)) = pair(rest) else {
            return false;
        };
        if known == key {
            return true;
        }
        rest = after;
    }
    false
}
