//! How long an answer stays at the edge.
//!
//! In: a cache policy, the status and headers of an answer, the least time of its error, the time. Out: a stay in seconds, with the
//! rule it follows. Deliberately absent: whether the method lets it be kept.

use super::date;
use super::message::Headers;
use super::policy::CachePolicy;

/// A hundred years: what a directive says beyond it counts as that.
const CENTURY: u64 = 36_500 * 86_400;
/// Errors that are kept, whatever the origin says.
const KEPT: [u16; 7] = [404, 414, 500, 501, 502, 503, 504];
/// Errors that are kept if the origin says how long.
const KEPT_IF_SAID: [u16; 5] = [400, 403, 405, 412, 415];

/// How long an answer stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    /// In seconds; 0 where the next request goes to the origin again.
    pub seconds: u64,
    /// The rule that decides.
    pub rule: &'static str,
    /// Why, in words.
    pub why: String,
    /// Whether the rule is a choice where AWS is silent.
    pub estimate: bool,
    /// How long after that a copy is still given out while a new one is fetched, in seconds.
    pub stale_while_revalidate: u64,
    /// How long after that a copy is still given out when the origin fails, in seconds.
    pub stale_if_error: u64,
    /// Whether a copy too old is given out when the origin fails, as long as `max_ttl`.
    pub keeps_when_failing: bool,
}

/// What the headers of an answer say.
#[derive(Default)]
struct Directives {
    s_maxage: Option<u64>,
    max_age: Option<u64>,
    personal: Option<&'static str>,
    /// There is a Cache-Control, whatever it says.
    said: bool,
    twice: bool,
    stale_while_revalidate: Option<u64>,
    stale_if_error: Option<u64>,
}

impl Directives {
    fn of(headers: &Headers) -> Directives {
        let mut directives = Directives::default();
        for part in headers.all("cache-control").flat_map(|line| line.split(',')) {
            directives.said = true;
            let (word, value) = match part.split_once('=') {
                Some((word, value)) => (word.trim(), Some(value.trim().trim_matches('"'))),
                None => (part.trim(), None),
            };
            let number =
                || value.filter(|value| value.bytes().all(|byte| byte.is_ascii_digit())).filter(|value| !value.is_empty());
            let number = || number().map(|digits| digits.parse::<u64>().unwrap_or(u64::MAX).min(CENTURY));
            let mut once = |known: &mut Option<u64>| match (&known, number()) {
                (None, found) => *known = found,
                (Some(_), _) => directives.twice = true,
            };
            match word.to_ascii_lowercase().as_str() {
                "s-maxage" => once(&mut directives.s_maxage),
                "max-age" => once(&mut directives.max_age),
                "stale-while-revalidate" => once(&mut directives.stale_while_revalidate),
                "stale-if-error" => once(&mut directives.stale_if_error),
                "no-store" => directives.personal = Some("no-store"),
                "private" => directives.personal = directives.personal.or(Some("private")),
                // With names of headers it only keeps those out of the copy.
                "no-cache" if value.is_none() => directives.personal = directives.personal.or(Some("no-cache")),
                _ => {}
            }
        }
        directives
    }
}

/// How long an answer stays. `error_ttl` is the least time its status is kept as an error; `now` is in seconds since 1970.
pub fn stay(policy: &CachePolicy, status: u16, headers: &Headers, error_ttl: u64, now: u64) -> Stay {
    let directives = Directives::of(headers);
    let mut stay = Stay {
        seconds: 0,
        rule: "EV-231",
        why: String::new(),
        estimate: false,
        stale_while_revalidate: directives.stale_while_revalidate.unwrap_or(0).min(policy.max),
        stale_if_error: directives.stale_if_error.unwrap_or(0).min(policy.max),
        keeps_when_failing: directives.stale_if_error != Some(0),
    };
    if policy.is_off() {
        let (rule, why) = match (policy.max, status) {
            (0, 400..) => ("EV-254", "nothing is kept, errors included: all times are zero"),
            (0, _) => ("EV-231", "nothing is kept: all times are zero"),
            _ => ("EV-187", "nothing is kept: every header is forwarded"),
        };
        return stay.because(0, rule, why);
    }
    if status >= 400 {
        return of_error(policy, status, headers, &directives, error_ttl, now, stay);
    }
    if matches!(status, 307 | 308) && !directives.said {
        return stay.because(0, "EV-242", format!("a {status} is kept only if the origin sends Cache-Control"));
    }
    if headers.get("vary").is_some_and(|vary| vary.trim() == "*") && policy.min == 0 {
        return stay.because(0, "EV-243", "`Vary: *` sends every request to the origin");
    }
    if let Some(word) = directives.personal {
        return match policy.min {
            0 => stay.because(0, "EV-221", format!("the origin says {word}, and the policy lets it")),
            min => stay.because(min, "EV-222", format!("the origin says {word}, but the policy keeps {min}s at least")),
        };
    }
    stay.estimate = directives.twice;
    let (least, most) = (policy.min, policy.max);
    match freshness(&directives, headers, now) {
        Some((said, words, rule)) => {
            let seconds = said.max(least).min(most);
            let held = match seconds {
                held if held == said => String::new(),
                held if held == least => format!(", and the policy keeps {least}s at least"),
                _ => format!(", and the policy keeps {most}s at most"),
            };
            stay.estimate |= rule == "EV-220";
            stay.because(seconds, rule, format!("{words} says {said}s{held}"))
        }
        None => {
            let seconds = policy.default.max(least);
            let rule = if directives.said { "EV-225" } else { "EV-216" };
            stay.because(seconds, rule, format!("the origin does not say how long, so the policy's {seconds}s hold"))
        }
    }
}

impl Stay {
    fn because(self, seconds: u64, rule: &'static str, why: impl Into<String>) -> Stay {
        Stay { seconds, rule, why: why.into(), ..self }
    }
}

/// What the origin says, with the header that says it and the rule that lets it count.
fn freshness(directives: &Directives, headers: &Headers, now: u64) -> Option<(u64, &'static str, &'static str)> {
    if let Some(said) = directives.s_maxage {
        return Some((said, "s-maxage", "EV-217"));
    }
    if let Some(said) = directives.max_age {
        return Some((said, "max-age", "EV-215"));
    }
    let expires = headers.get("expires")?;
    match date::seconds(expires) {
        Some(at) if at > now => Some(((at - now).min(CENTURY), "Expires", "EV-219")),
        _ => Some((0, "Expires, which is past or no date,", "EV-220")),
    }
}

fn of_error(
    policy: &CachePolicy,
    status: u16,
    headers: &Headers,
    directives: &Directives,
    error_ttl: u64,
    now: u64,
    stay: Stay,
) -> Stay {
    let said = freshness(directives, headers, now).map(|(said, _, _)| said.min(policy.max));
    let says_age = directives.s_maxage.or(directives.max_age).is_some();
    if KEPT.contains(&status) {
        let seconds = error_ttl.max(said.unwrap_or(0));
        return stay.because(
            seconds,
            "EV-253",
            format!("a {status} is kept {error_ttl}s at least, longer if the origin says so"),
        );
    }
    if KEPT_IF_SAID.contains(&status) {
        return match said.filter(|_| says_age) {
            Some(said) => {
                stay.because(error_ttl.max(said), "EV-251", format!("a {status} is kept because the origin says how long"))
            }
            None => stay.because(0, "EV-251", format!("a {status} is kept only if the origin sends max-age or s-maxage")),
        };
    }
    stay.because(0, "EV-252", format!("a {status} is never kept"))
}

#[cfg(test)]
mod tests {
    use super::{Headers, stay};
    use crate::route::http::CachePolicy;

    /// Bounds, status, headers, and the stay.
    type Case = ((u64, u64, u64), u16, Vec<(&'static str, &'static str)>, u64);

    const NOW: u64 = 784_111_777;

    fn ttl(bounds: (u64, u64, u64), status: u16, lines: &[(&str, &str)]) -> u64 {
        let policy = CachePolicy { min: bounds.0, default: bounds.1, max: bounds.2, ..CachePolicy::default() };
        let headers: Headers = lines.iter().map(|(name, value)| (*name, *value)).collect();
        stay(&policy, status, &headers, 10, NOW).seconds
    }

    /// The vectors of the reference's section 19, and the examples of EV-215 to EV-254.
    #[test]
    fn answers_stay_as_documented() {
        const DAY: (u64, u64, u64) = (0, 86_400, 31_536_000);
        let control = |value: &'static str| vec![("Cache-Control", value)];
        let in_50 = "Sun, 06 Nov 1994 08:50:27 GMT";
        let in_90 = "Sun, 06 Nov 1994 08:51:07 GMT";
        let in_300 = "Sun, 06 Nov 1994 08:54:37 GMT";
        let cases: [Case; 42] = [
            (DAY, 200, control("max-age=60"), 60),
            (DAY, 200, vec![], 86_400),
            ((0, 86_400, 30), 200, control("max-age=60"), 30),
            ((1, 86_400, 31_536_000), 200, control("no-store"), 1),
            ((0, 0, 31_536_000), 200, vec![], 0),
            ((60, 60, 60), 200, control("max-age=5"), 60),
            ((60, 60, 60), 200, control("max-age=600"), 60),
            ((5, 100, 1_000), 200, control("max-age=10, s-maxage=500"), 500),
            ((5, 100, 1_000), 200, control("s-maxage=2"), 5),
            ((0, 10, 100), 200, vec![("Expires", in_50)], 50),
            ((0, 10, 100), 200, vec![("Cache-Control", "max-age=20"), ("Expires", in_90)], 20),
            ((0, 0, 0), 200, control("max-age=60"), 0),
            ((0, 10, 100), 200, control("public"), 10),
            ((0, 10, 100), 200, control("no-cache, s-maxage=50"), 0),
            ((60, 60, 3_600), 200, control("max-age=30"), 60),
            ((60, 60, 3_600), 200, control("max-age=9999"), 3_600),
            ((100, 50, 200), 200, vec![], 100),
            ((0, 10, 3_600), 200, control("max-age=60, s-maxage=600"), 600),
            ((0, 10, 120), 200, vec![("Expires", in_300)], 120),
            ((600, 600, 700), 200, vec![("Expires", in_300)], 600),
            ((0, 10, 100), 200, vec![("Expires", "0")], 0),
            ((10, 10, 100), 200, vec![("Expires", "0")], 10),
            (DAY, 200, control("no-cache, max-age=600"), 0),
            ((1, 86_400, 31_536_000), 200, control("private"), 1),
            (DAY, 200, control("no-cache=\"Set-Cookie\""), 86_400),
            (DAY, 200, control("max-age=0"), 0),
            ((1, 1, 100), 200, control("max-age=0"), 1),
            (DAY, 200, control("max-age=9999999999"), 31_536_000),
            (DAY, 200, control("max-age=60, max-age=10"), 60),
            (DAY, 301, vec![], 86_400),
            (DAY, 307, vec![], 0),
            (DAY, 307, control("max-age=60"), 60),
            (DAY, 200, vec![("Vary", "*")], 0),
            (DAY, 404, vec![], 10),
            (DAY, 403, vec![], 0),
            (DAY, 403, control("max-age=60"), 60),
            (DAY, 401, control("max-age=60"), 0),
            (DAY, 416, vec![], 0),
            (DAY, 500, control("max-age=60"), 60),
            (DAY, 500, control("no-store"), 10),
            ((0, 10, 100), 404, control("max-age=600"), 100),
            ((0, 0, 0), 500, vec![], 0),
        ];
        for (bounds, status, headers, wanted) in cases {
            assert_eq!(ttl(bounds, status, &headers), wanted, "{bounds:?} {status} {headers:?}");
        }
    }
}
