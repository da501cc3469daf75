//! The second mind for requests: behavior, key, stay and what the cache does, read straight from the rules.

use super::site::{Behavior, Choice, DATES, Policy, Sent, Site, Told};

/// What becomes of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Which behavior, by number; several where AWS does not say in which order a path is brought into form.
    pub behaviors: Vec<usize>,
    pub is_method_refused: bool,
    pub key: Option<Vec<String>>,
    pub stay: Option<u64>,
    pub cache: &'static str,
}

/// A copy at the edge.
#[derive(Clone, Debug)]
pub struct Copy {
    key: Vec<String>,
    at: u64,
    /// Until when it answers without asking.
    fresh: u64,
    /// When it became old, where a failure has not made it young again.
    old: u64,
    /// How long it is given out after that, while another is fetched.
    stale: u64,
    /// The same, when the origin fails; `None` where it does not say.
    stale_if_error: Option<u64>,
    is_error: bool,
    most: u64,
}

const ERRORS_KEPT: [u16; 7] = [404, 414, 500, 501, 502, 503, 504];
const ERRORS_KEPT_IF_SAID: [u16; 5] = [400, 403, 405, 412, 415];
const CENTURY: u64 = 36_500 * 86_400;

/// What becomes of a request at an instant; keeps the copy.
pub fn outcome(site: &Site, sent: &Sent, told: &Told, now: u64, copies: &mut Vec<Copy>) -> Outcome {
    // EV-053: the root object stands for exactly `/`.
    let path = match site.root.filter(|_| sent.path == "/") {
        Some(root) => format!("/{root}"),
        None => sent.path.clone(),
    };
    let plain = decoded(&path);
    let mut behaviors = [without_dots(&joined(&plain)), joined(&without_dots(&plain))].map(|path| first(site, &path)).to_vec();
    behaviors.dedup();
    let behavior = &site.behaviors[behaviors[0]];
    let policy = &site.policies[behavior.policy];
    let mut outcome = Outcome { behaviors, is_method_refused: false, key: None, stay: None, cache: "unasked" };
    if !methods(behavior.methods).contains(&sent.method) {
        outcome.is_method_refused = true;
        return outcome;
    }
    if !methods(behavior.cached).contains(&sent.method) || policy.times[2] == 0 {
        outcome.cache = "bypass";
        return outcome;
    }
    let key = key(sent, &path, policy);
    let stay = stay(site, policy, told, now);
    let copy = copies.iter().position(|copy| copy.key == key);
    outcome.key = Some(key.clone());
    if let Some(copy) = copy.map(|at| &copies[at]) {
        let stale = copy.stale > 0 && now < (copy.old + copy.stale).min(copy.at + copy.most);
        if now < copy.fresh || stale {
            outcome.cache = "hit";
            outcome.stay = Some(copy.fresh.saturating_sub(now));
            return outcome;
        }
    }
    let is_old = copy.is_some();
    if let Some(copy) = copy.map(|at| &mut copies[at]).filter(|copy| told.status >= 500 && !copy.is_error) {
        outcome.cache = "refresh";
        match copy.stale_if_error {
            // EV-236
            Some(more) if more > 0 && now < (copy.old + more).min(copy.at + copy.most) => return outcome,
            // EV-239: used again for the least time of the error.
            None if now < copy.at + copy.most => {
                copy.fresh = (now + error_ttl(site, told.status)).min(copy.at + copy.most);
                outcome.stay = Some(copy.fresh - now);
                return outcome;
            }
            _ => {}
        }
    }
    outcome.cache = if is_old {
        "refresh"
    } else if stay > 0 {
        "miss"
    } else {
        "bypass"
    };
    outcome.stay = Some(stay);
    if stay > 0 {
        copies.retain(|copy| copy.key != key);
        let most = policy.times[2];
        copies.push(Copy {
            key,
            at: now,
            fresh: now + stay,
            old: now + stay,
            stale: seconds(told, "stale-while-revalidate").unwrap_or(0).min(most),
            stale_if_error: seconds(told, "stale-if-error").map(|more| more.min(most)),
            is_error: told.status >= 400,
            most,
        });
    }
    outcome
}

fn methods(word: &str) -> Vec<&'static str> {
    match word {
        "read" => vec!["GET", "HEAD"],
        "preflight" => vec!["GET", "HEAD", "OPTIONS"],
        _ => vec!["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
    }
}

/// EV-043: the first whose pattern holds the path.
fn first(site: &Site, path: &str) -> usize {
    let holds = |behavior: &Behavior| match &behavior.pattern {
        None => true,
        Some(pattern) if pattern.starts_with('/') => glob(pattern.as_bytes(), path.as_bytes()),
        Some(pattern) => glob(format!("/{pattern}").as_bytes(), path.as_bytes()),
    };
    site.behaviors.iter().position(holds).expect("the default holds all")
}

/// EV-036 to EV-041, by trying everything.
pub fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((b'*', rest)) => (0..=text.len()).any(|taken| glob(rest, &text[taken..])),
        Some((b'?', rest)) => !text.is_empty() && glob(rest, &text[1..]),
        Some((letter, rest)) => text.first() == Some(letter) && glob(rest, &text[1..]),
    }
}

/// EV-050: escapes of what needs none are decoded, the others written in capitals.
fn decoded(path: &str) -> String {
    let mut out = String::new();
    let mut rest = path;
    while let Some(at) = rest.find('%') {
        out += &rest[..at];
        let digits = rest.get(at + 1..at + 3).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let Some(digits) = digits else {
            out.push('%');
            rest = &rest[at + 1..];
            continue;
        };
        let letter = char::from(u8::from_str_radix(digits, 16).expect("two digits"));
        match letter.is_ascii_alphanumeric() || "-._~".contains(letter) {
            true => out.push(letter),
            false => out += &format!("%{}", digits.to_ascii_uppercase()),
        }
        rest = &rest[at + 3..];
    }
    out + rest
}

/// EV-048: runs of slashes are one.
fn joined(path: &str) -> String {
    let mut path = path.to_owned();
    while path.contains("//") {
        path = path.replace("//", "/");
    }
    path
}

/// EV-047: the algorithm of RFC 3986, section 5.2.4, step by step.
fn without_dots(path: &str) -> String {
    let (mut input, mut output) = (path.to_owned(), String::new());
    while !input.is_empty() {
        if let Some(rest) = input.strip_prefix("/./") {
            input = format!("/{rest}");
        } else if input == "/." {
            input = "/".to_owned();
        } else if input.starts_with("/../") || input == "/.." {
            input = format!("/{}", input.get(4..).unwrap_or_default());
            output.truncate(output.rfind('/').unwrap_or(0));
        } else {
            let end = input[1..].find('/').map_or(input.len(), |at| at + 1);
            output += &input[..end];
            input = input[end..].to_owned();
        }
    }
    output
}

/// EV-162 to EV-184.
fn key(sent: &Sent, path: &str, policy: &Policy) -> Vec<String> {
    let takes = |choice: &Choice, name: &str| match choice {
        Choice::None => false,
        Choice::All => true,
        Choice::Only(names) => names.contains(&name),
        Choice::Except(names) => !names.contains(&name),
    };
    let mut key = vec![format!("path {path}")];
    if sent.method == "OPTIONS" {
        key.push("method OPTIONS".to_owned());
    }
    let parameters = sent.query.iter().flat_map(|query| query.split('&')).filter(|parameter| !parameter.is_empty());
    let taken = parameters.filter(|parameter| takes(&policy.queries, parameter.split('=').next().unwrap_or_default()));
    key.push(format!("query {}", taken.collect::<Vec<_>>().join("&")));
    let cookies = sent.cookies.iter().flat_map(|cookies| cookies.split(';')).filter_map(|cookie| cookie.trim().split_once('='));
    let mut cookies: Vec<String> =
        cookies.filter(|(name, _)| takes(&policy.cookies, name)).map(|(name, value)| format!("cookie {name}={value}")).collect();
    cookies.sort();
    key.extend(cookies);
    let of = |wanted: &str| sent.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| *value);
    for name in &policy.headers {
        let value = match *name {
            "Host" => Some(sent.host),
            "CloudFront-Viewer-Country" => Some("DE"),
            name => of(name),
        };
        key.push(format!("header {} {value:?}", name.to_ascii_lowercase()));
    }
    let accepted = of("accept-encoding").unwrap_or_default().to_ascii_lowercase();
    let accepts = |wanted: &str| {
        accepted.split(',').any(|one| {
            let one: String = one.chars().filter(|letter| !letter.is_whitespace()).collect();
            one == wanted
                || one
                    .strip_prefix(&format!("{wanted};q="))
                    .is_some_and(|quality| quality.bytes().any(|byte| (b'1'..=b'9').contains(&byte)))
        })
    };
    let words = [(policy.brotli, "br"), (policy.gzip, "gzip")];
    let words: Vec<&str> = words.into_iter().filter(|(is, word)| *is && accepts(word)).map(|(_, word)| word).collect();
    if !words.is_empty() {
        key.push(format!("encoding {}", words.join(",")));
    }
    key
}

fn header<'t>(told: &'t Told, name: &str) -> Option<&'t str> {
    told.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}

fn directives(told: &Told) -> Vec<(String, Option<String>)> {
    let parts = header(told, "cache-control").unwrap_or_default().split(',').map(str::trim).filter(|part| !part.is_empty());
    let split = parts.map(|part| match part.split_once('=') {
        Some((word, value)) => (word.to_ascii_lowercase(), Some(value.trim_matches('"').to_owned())),
        None => (part.to_ascii_lowercase(), None),
    });
    split.collect()
}

/// EV-227, EV-228: the first that is a number, a century at most.
fn seconds(told: &Told, wanted: &str) -> Option<u64> {
    let all = directives(told);
    let number = all.iter().filter(|(word, _)| word == wanted).find_map(|(_, value)| value.as_ref()?.parse::<u64>().ok());
    number.map(|number| number.min(CENTURY))
}

/// EV-253: ten seconds unless the site says otherwise.
fn error_ttl(site: &Site, status: u16) -> u64 {
    site.errors.iter().find(|(known, _)| *known == status).map_or(10, |(_, ttl)| *ttl)
}

/// The table of section 19, with EV-242, EV-243 and EV-250 to EV-253.
fn stay(site: &Site, policy: &Policy, told: &Told, now: u64) -> u64 {
    let [least, usual, most] = policy.times;
    let age = seconds(told, "s-maxage").or_else(|| seconds(told, "max-age"));
    let expires = header(told, "expires").map(|date| {
        let at = DATES.iter().find(|(known, _)| *known == date).map_or(0, |(_, at)| *at);
        at.saturating_sub(now)
    });
    let said = age.or(expires);
    let personal = directives(told)
        .iter()
        .any(|(word, value)| matches!(word.as_str(), "no-store" | "private") || word == "no-cache" && value.is_none());
    let status = told.status;
    if status >= 400 {
        let kept = error_ttl(site, status).max(said.unwrap_or(0).min(most));
        return match () {
            () if ERRORS_KEPT.contains(&status) => kept,
            () if ERRORS_KEPT_IF_SAID.contains(&status) && age.is_some() => kept,
            () => 0,
        };
    }
    if matches!(status, 307 | 308) && header(told, "cache-control").is_none() {
        return 0;
    }
    if header(told, "vary") == Some("*") && least == 0 {
        return 0;
    }
    match said {
        _ if personal => least,
        Some(said) => said.max(least).min(most),
        None => usual.max(least),
    }
}

/// How long after each other requests are sent, in seconds.
pub const LATER: [u64; 7] = [0, 2, 7, 12, 59, 61, 650];
