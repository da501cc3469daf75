//! Values that hold a digest: DS, SSHFP, TLSA.

use super::parts::{is_hex, number, word};
use super::{Fault, form};

/// Key tag, algorithm, digest type, digest (RFC 4034, 4509, 6605).
pub(in crate::law) fn ds(value: &str) -> Result<(), Fault> {
    let (tag, rest) = word(value);
    let (algorithm, rest) = word(rest);
    let (digest_type, digest) = word(rest);
    let length = match number(digest_type, 255) {
        Some(1) => Some(40),
        Some(2) => Some(64),
        Some(4) => Some(96),
        Some(_) => None,
        None => return Err(Fault::Form),
    };
    form(number(tag, 65_535).is_some() && number(algorithm, 255).is_some() && is_hex(digest, length))
}

/// Algorithm, digest type, fingerprint (RFC 4255, 6594, 7479, 8709).
pub(in crate::law) fn sshfp(value: &str) -> Result<(), Fault> {
    let (algorithm, rest) = word(value);
    let (digest_type, digest) = word(rest);
    let length = match number(digest_type, 255) {
        Some(1) => 40,
        Some(2) => 64,
        _ => return Err(Fault::Form),
    };
    form(matches!(number(algorithm, 255), Some(1..=4 | 6)) && is_hex(digest, Some(length)))
}

/// Usage, selector, matching type, data (RFC 6698).
pub(in crate::law) fn tlsa(value: &str) -> Result<(), Fault> {
    let (usage, rest) = word(value);
    let (selector, rest) = word(rest);
    let (matching, data) = word(rest);
    let length = match number(matching, 2) {
        Some(0) => None,
        Some(1) => Some(64),
        Some(_) => Some(128),
        None => return Err(Fault::Form),
    };
    form(number(usage, 3).is_some() && number(selector, 1).is_some() && is_hex(data, length))
}
