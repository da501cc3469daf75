//! A copy that is too old, or not all to be kept.
//!
//! In: a copy, a request, what the origin answers. Out: the question whether the copy still holds, the copy renewed by a 304, what of an
//! answer is kept. Deliberately absent: when a copy is too old (`cache`).

use super::cache::Copy;
use super::key::{Key, Part};
use super::message::{Request, Response};
use super::site::Behavior;
use crate::route::{Step, Watch};

/// The request that asks whether a copy still holds. Where cookies are forwarded it is fetched anew.
pub(super) fn conditional(mut request: Request, copy: &Copy, behavior: &Behavior, watch: &mut impl Watch) -> Request {
    let forwards = behavior.cache.as_ref().is_some_and(|cache| cache.cookies.takes_any())
        || behavior.forward.as_ref().is_some_and(|forward| forward.cookies.takes_any());
    if forwards {
        return request;
    }
    for (said, asks) in [("etag", "if-none-match"), ("last-modified", "if-modified-since")] {
        if let Some(value) = copy.response.headers.get(said) {
            watch.step(|| Step::new("EV-202", format!("it is asked with {asks}: {value}")).below(1));
            request.headers.set(asks, value);
        }
    }
    request
}

/// Says where the documentation can be read so that an old copy would still be given out.
pub(super) fn tell_other_reading(copy: &Copy, now: u64, watch: &mut impl Watch) {
    let end = copy.at.saturating_add(copy.stay.seconds).saturating_add(copy.stay.stale_while_revalidate);
    if now < end {
        let text = "read otherwise, `max_ttl` counts from when a copy is too old, and the old one would be given out";
        watch.step(|| Step::new("EV-237", text).estimated().below(1));
    }
}

/// A copy that still holds: its content, with the headers of the 304.
pub(super) fn renewed(copy: &Copy, answer: &Response) -> Response {
    let mut response = copy.response.clone();
    answer.headers.iter().for_each(|(name, value)| response.headers.set(name, value));
    response
}

/// What is kept of an answer: not the headers that `no-cache="…"` names.
pub(super) fn kept(answer: &Response) -> Response {
    let mut response = answer.clone();
    for line in answer.headers.all("cache-control") {
        let named = line.split("no-cache=\"").skip(1).filter_map(|rest| rest.split('"').next());
        named.flat_map(|names| names.split(',')).for_each(|name| response.headers.remove(name.trim()));
    }
    response
}

/// Says that all viewers get one variant, where the origin has several and the key does not tell them apart.
pub(super) fn tell_variants(answer: &Response, key: &Key, watch: &mut impl Watch) {
    let in_key = |name: &str| {
        key.parts.iter().any(|part| match part {
            Part::Header(known, _) => known.eq_ignore_ascii_case(name),
            Part::Encoding(_) => name.eq_ignore_ascii_case("accept-encoding"),
            Part::Cookie(_) => name.eq_ignore_ascii_case("cookie"),
            Part::Parameter(_) | Part::Method(_) => false,
        })
    };
    let names = answer.headers.all("vary").flat_map(|line| line.split(',')).map(str::trim);
    for name in
        names.filter(|name| !name.is_empty() && *name != "*" && !name.eq_ignore_ascii_case("accept-encoding") && !in_key(name))
    {
        watch.step(|| {
            let text = format!(
                "the answer varies by {name}, which is not in the key: all viewers get the variant that was fetched first"
            );
            Step::new("EV-244", text)
        });
    }
}
