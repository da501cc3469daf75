//! Headers that functions may not touch.
//!
//! In: headers before and after a function. Out: the first that it must not have touched, with the rule. Deliberately absent: all else
//! about functions.

use super::Fault;
use crate::route::http::Headers;

/// Headers that functions neither see nor set; a `*` stands for any end.
const HIDDEN: [&str; 27] = [
    "connection",
    "expect",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "trailer",
    "upgrade",
    "x-accel-buffering",
    "x-accel-charset",
    "x-accel-limit-rate",
    "x-accel-redirect",
    "x-amz-cf-*",
    "x-amzn-auth",
    "x-amzn-cf-billing",
    "x-amzn-cf-id",
    "x-amzn-cf-xff",
    "x-amzn-errortype",
    "x-amzn-fle-profile",
    "x-amzn-header-count",
    "x-amzn-header-order",
    "x-amzn-lambda-integration-tag",
    "x-amzn-requestid",
    "x-cache",
    "x-edge-*",
    "x-forwarded-proto",
    "x-real-ip",
];
/// Headers of a request that functions see, and leave as they are.
pub(in crate::route::http) const FIXED_IN_REQUESTS: [&str; 5] =
    ["cdn-loop", "content-length", "host", "transfer-encoding", "via"];
/// Headers of a response that functions see, and leave as they are.
pub(in crate::route::http) const FIXED_IN_RESPONSES: [&str; 2] = ["warning", "via"];

/// Whether functions neither see nor set a header.
pub(in crate::route::http) fn is_hidden(name: &str) -> bool {
    let is = |known: &&str| known.strip_suffix('*').map_or(name == *known, |front| name.starts_with(front));
    HIDDEN.iter().any(is)
}

/// Holds headers against what a function may do to them.
pub(in crate::route::http) fn check(before: &Headers, after: &Headers, fixed: &[&str], rule: &'static str) -> Result<(), Fault> {
    if let Some((name, _)) = after.iter().find(|(name, _)| is_hidden(name)) {
        return Err(Fault { status: 502, rule: "EV-128", why: format!("it sets {name}, which it must not"), estimate: false });
    }
    match fixed.iter().find(|name| before.all(name).ne(after.all(name))) {
        None => Ok(()),
        Some(name) => {
            let why = format!("it changes {name}, which it may only read; AWS's own test of functions does not say so");
            Err(Fault { status: 502, rule, why, estimate: false })
        }
    }
}
