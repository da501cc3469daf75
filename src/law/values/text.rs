//! Values that hold quoted texts: CAA, NAPTR, TXT.

use super::parts::{is_host, number, quoted, word};
use super::{Fault, form};

/// Tags that authorities know (RFC 8659 and after).
const CAA_TAGS: [&str; 7] = ["contactemail", "contactphone", "iodef", "issue", "issuemail", "issuevmc", "issuewild"];
/// The flag with which an authority must refuse a tag it does not know.
const CRITICAL: u64 = 128;

/// Flags, tag, quoted value (RFC 8659).
pub(in crate::law) fn caa(value: &str) -> Result<(), Fault> {
    let (flags, rest) = word(value);
    let (tag, rest) = word(rest);
    let (Some(flags), Some((text, ""))) = (number(flags, 255), quoted(rest)) else {
        return Err(Fault::Form);
    };
    let alphanumeric = !tag.is_empty() && tag.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let known = CAA_TAGS.iter().any(|known| known.eq_ignore_ascii_case(tag));
    let reachable =
        !tag.eq_ignore_ascii_case("iodef") || ["mailto:", "http://", "https://"].iter().any(|scheme| text.starts_with(scheme));
    form(alphanumeric && (known || flags & CRITICAL == 0) && reachable)
}

/// Order, preference, flags, service, regular expression, replacement; one of the last two (RFC 3403).
pub(in crate::law) fn naptr(value: &str) -> Result<(), Fault> {
    let (order, rest) = word(value);
    let (preference, rest) = word(rest);
    let parts = quoted(rest).and_then(|(flags, rest)| {
        let (service, rest) = quoted(rest)?;
        let (expression, replacement) = quoted(rest)?;
        Some((flags, service, expression, replacement))
    });
    let Some((flags, service, expression, replacement)) = parts else {
        return Err(Fault::Form);
    };
    let numbers = number(order, 65_535).is_some() && number(preference, 65_535).is_some();
    let flag = matches!(flags, "" | "A" | "P" | "S" | "U" | "a" | "p" | "s" | "u");
    let services = service.is_empty()
        || service
            .split(['+', ':'])
            .all(|token| token.len() <= 32 && token.starts_with(|first: char| first.is_ascii_alphabetic()));
    let one_of_two = if expression.is_empty() { is_host(replacement) } else { replacement == "." };
    form(numbers && flag && services && one_of_two)
}

/// Any text; quotes of its own are a mistake, for it is quoted when written.
pub(in crate::law) fn text(value: &str) -> Result<(), Fault> {
    form(!(value.len() > 1 && value.starts_with('"') && value.ends_with('"')))
}

/// Whether a text is an SPF policy.
pub(in crate::law) fn is_spf(value: &str) -> bool {
    let policy = value.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("v=spf1"));
    policy && value.get(6..).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// How many characters a text has once it is quoted, split at 255 bytes and escaped.
pub(in crate::law) fn written_length(value: &str) -> usize {
    let escaped: usize = value
        .bytes()
        .map(|byte| match byte {
            b'"' | b'\\' => 2,
            0x20..=0x7e => 1,
            _ => 4,
        })
        .sum();
    escaped + 2 + 3 * (value.len().saturating_sub(1) / 255)
}
