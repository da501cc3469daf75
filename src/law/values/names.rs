//! Addresses, and values that end in a host: CNAME, NS, PTR, MX, SRV, SOA.

use super::parts::{is_host, number, word};
use super::{Fault, form};
use std::net::{Ipv4Addr, Ipv6Addr};

/// Four numbers without leading zeros.
pub(in crate::law) fn ipv4(value: &str) -> Result<(), Fault> {
    form(value.parse::<Ipv4Addr>().is_ok())
}

/// Hexadecimal groups, shortened at most once.
pub(in crate::law) fn ipv6(value: &str) -> Result<(), Fault> {
    form(value.parse::<Ipv6Addr>().is_ok())
}

/// Whether an address is one that only a network of one's own, or one machine, knows. Those kept for documentation are none.
pub(in crate::law) fn is_inside(record_type: &str, value: &str) -> bool {
    match record_type {
        "A" => value.parse::<Ipv4Addr>().is_ok_and(|address| {
            let [first, second, ..] = address.octets();
            let shared = first == 100 && second & 0b1100_0000 == 64;
            address.is_private() || address.is_loopback() || address.is_link_local() || address.is_multicast() || shared
        }),
        "AAAA" => value.parse::<Ipv6Addr>().is_ok_and(|address| {
            address.is_unique_local() || address.is_loopback() || address.is_unicast_link_local() || address.is_multicast()
        }),
        _ => false,
    }
}

/// One host.
pub(in crate::law) fn host(value: &str) -> Result<(), Fault> {
    form(is_host(value))
}

/// Preference and host; `0 .` says that there is no mail.
pub(in crate::law) fn mx(value: &str) -> Result<(), Fault> {
    let (preference, host) = word(value);
    form(number(preference, 65_535).is_some() && (is_host(host) || is_null_mx(value)))
}

/// Whether an MX says that there is no mail.
pub(in crate::law) fn is_null_mx(value: &str) -> bool {
    value == "0 ."
}

/// Priority, weight, port, host; `.` says that there is no such service.
pub(in crate::law) fn srv(value: &str) -> Result<(), Fault> {
    let (priority, rest) = word(value);
    let (weight, rest) = word(rest);
    let (port, host) = word(rest);
    let numbers = [priority, weight, port].into_iter().all(|part| number(part, 65_535).is_some());
    form(numbers && (host == "." || is_host(host)))
}

/// Name server, mailbox, serial, refresh, retry, expire, minimum.
pub(in crate::law) fn soa(value: &str) -> Result<(), Fault> {
    let (server, rest) = word(value);
    let (mailbox, rest) = word(rest);
    let (serial, mut rest) = word(rest);
    let mut fine = is_host(server) && is_host(mailbox) && number(serial, 4_294_967_295).is_some();
    for _ in 0..4 {
        let (part, after) = word(rest);
        fine &= number(part, 2_147_483_647).is_some();
        rest = after;
    }
    form(fine && rest.is_empty())
}
