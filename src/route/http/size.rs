//! Answers too large to keep, requests for a part, and those who wait for the same answer.
//!
//! In: an answer, or what is kept of it. Out: what its size, or a wish for less of it, makes of it. Deliberately absent: compression
//! (`answer`).

use super::exchange::CacheUse;
use super::message::{Request, Response};
use super::site::Behavior;
use super::stay::Stay;
use crate::route::{Step, Watch};

/// In bytes; a larger answer is not kept.
const LARGEST: u64 = 50 << 30;

fn length(response: &Response) -> Option<u64> {
    response.headers.get("content-length").and_then(|length| length.parse().ok()).or(response.size)
}

/// Whether an answer says that it is larger than what is kept.
pub(super) fn is_too_large(response: &Response) -> bool {
    length(response).is_some_and(|length| length > LARGEST)
}

/// What comes of an answer that is too large, where it would be kept.
pub(super) fn refused(watch: &mut impl Watch) -> Response {
    watch.step(|| {
        let text = "it is larger than 50 GB, and not fetched where answers are kept; which error that is, is taken to be 502";
        Step::new("EV-248", text).estimated()
    });
    Response::of(502)
}

/// Says where several who ask for the same at one time each reach the origin.
pub(super) fn joined(kept: &Stay, behavior: &Behavior, watch: &mut impl Watch) {
    let forwards = behavior.cache.as_ref().is_some_and(|cache| cache.cookies.takes_any())
        || behavior.forward.as_ref().is_some_and(|forward| forward.cookies.takes_any());
    if forwards || kept.seconds == 0 {
        let why = if forwards { "cookies reach the origin" } else { "the answer may not be kept" };
        watch.step(|| Step::new("EV-247", format!("several who ask at once are not joined into one request: {why}")).below(1));
    }
}

/// A part of an answer, for a request that wants no more.
pub(super) fn part(response: &mut Response, request: &Request, cache: CacheUse, watch: &mut impl Watch) {
    let wanted = request.headers.get("range").filter(|_| request.method == "GET" && response.status == 200);
    let Some(wanted) = wanted.filter(|_| cache != CacheUse::Bypass) else { return };
    let is_chunked = response.headers.get("transfer-encoding").is_some_and(|said| said.eq_ignore_ascii_case("chunked"));
    let Some(parts) = ranges(wanted).filter(|_| !is_chunked) else {
        let why = if is_chunked { "the origin answers in chunks" } else { "its parts are not in order, overlap, or are none" };
        watch.step(|| Step::new("EV-330", format!("the whole answer is sent for `{wanted}`: {why}")));
        return;
    };
    response.status = 206;
    let whole = length(response);
    if let ([(from, to)], Some(whole)) = (parts.as_slice(), whole.filter(|whole| *whole > 0)) {
        let last = to.unwrap_or(whole - 1).min(whole - 1);
        let first = from.unwrap_or_else(|| whole.saturating_sub(to.unwrap_or(0)));
        let last = if from.is_some() { last } else { whole - 1 };
        if first <= last {
            response.headers.set("content-range", format!("bytes {first}-{last}/{whole}"));
            response.headers.set("content-length", (last - first + 1).to_string());
        }
    }
    watch.step(|| Step::new("EV-330", format!("the parts of `{wanted}` are sent: 206")));
}

/// The parts of `bytes=0-99,200-`: where each begins and ends; `None` where the beginning is left out counts from the end. `None` for
/// all that is no list of parts in ascending order.
fn ranges(wanted: &str) -> Option<Vec<(Option<u64>, Option<u64>)>> {
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
    let mut parts: Vec<(Option<u64>, Option<u64>)> = Vec::new();
    for part in wanted.strip_prefix("bytes=")?.split(',') {
        let (from, to) = part.trim().split_once('-')?;
        let (from, to): (Option<u64>, Option<u64>) = (number(from), number(to));
        let is_part = match (from, to) {
            (Some(from), Some(to)) => from <= to,
            (from, to) => from.is_some() || to.is_some(),
        };
        let follows = parts.last().is_none_or(|(_, end)| end.zip(from).is_some_and(|(end, from)| end < from));
        if !is_part || !follows || part.trim().len() < 2 {
            return None;
        }
        parts.push((from, to));
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::ranges;

    #[test]
    fn parts_are_in_ascending_order() {
        assert_eq!(ranges("bytes=0-99"), Some(vec![(Some(0), Some(99))]));
        assert_eq!(ranges("bytes=0-99, 200-"), Some(vec![(Some(0), Some(99)), (Some(200), None)]));
        assert_eq!(ranges("bytes=-5"), Some(vec![(None, Some(5))]));
        for wrong in ["bytes=300-400,100-200", "bytes=0-99,50-100", "bytes=9-1", "bytes=", "bytes=-", "lines=0-1", "bytes=a-b"] {
            assert_eq!(ranges(wrong), None, "{wrong}");
        }
    }
}
