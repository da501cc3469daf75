//! What in a cache key divides copies.
//!
//! In: the key's policy, and a request. Out: a cause for each part that tells apart what may be the same. Deliberately absent: whether the
//! answers really are the same, which nobody here knows.

use super::super::exchange::{CacheUse, Exchange};
use super::super::message::Request;
use super::super::policy::Selection;
use super::super::site::{Behavior, Site};
use super::{Causes, Effect};
use crate::source::Span;

/// Headers that hardly two viewers, or two requests, have alike.
const PERSONAL_HEADERS: [(&str, &str); 6] = [
    ("authorization", "CF-287"),
    ("user-agent", "CF-288"),
    ("date", "CF-288"),
    ("referer", "CF-288"),
    ("x-request-id", "CF-288"),
    ("x-amzn-trace-id", "CF-288"),
];
/// What names of cookies and parameters begin with that are other for each viewer or request.
const PERSONAL_NAMES: [&str; 5] = ["sess", "sid", "csrf", "token", "jsessionid"];
/// Such names as a whole.
const PERSONAL_WORDS: [&str; 3] = ["ts", "_", "id"];
impl Causes {
    /// What divides copies.
    pub(super) fn of_key(&mut self, first: &Exchange, request: &Request, site: &Site, behavior: &Behavior) {
        let Some(policy) = behavior.cache.as_ref().filter(|policy| !policy.is_off()) else { return };
        let span = Some(behavior.policy_span);
        for name in policy.headers.listed() {
            self.of_header(name, site, behavior);
        }
        let sent: Vec<&str> = request.cookies.iter().map(|(name, _)| name.as_str()).collect();
        self.of_names(["cookie", "cookies"], &policy.cookies, &sent, "EV-171", span);
        let mut sent: Vec<&str> = request.parameters().map(|(name, _)| name).collect();
        self.of_names(["parameter", "parameters"], &policy.queries, &sent, "EV-175", span);
        sent.retain(|name| policy.queries.takes(name));
        if sent.len() > 1 && first.cache != CacheUse::Unasked {
            let text = "parameters in another order make another copy";
            self.add(
                Effect::Divided,
                "EV-176",
                text,
                "sort them in a function at the viewer request, or always link alike",
                span,
            );
        }
    }

    fn of_header(&mut self, name: &str, site: &Site, behavior: &Behavior) {
        let (span, small) = (Some(behavior.policy_span), name.to_ascii_lowercase());
        if let Some((_, rule)) = PERSONAL_HEADERS.iter().find(|(known, _)| *known == small) {
            let text = format!("the key holds the header `{name}`: hardly two viewers, or two requests, have it alike");
            let fix = match *rule {
                "CF-287" => {
                    "forward it by an origin request policy that sends all headers, unless answers are meant for one viewer each"
                }
                _ => "take it out of the key; an origin request policy forwards it all the same",
            };
            return self.add(Effect::Alone, rule, text, fix, span);
        }
        let (rule, text, fix) = match small.as_str() {
            "accept-encoding" => (
                "EV-329",
                "the key holds `Accept-Encoding` as it is sent: each spelling has a copy of its own, and the edge does not compress".to_owned(),
                "list it not; `compression = [gzip, brotli]` tells only those apart",
            ),
            "host" if site.aliases.len() > 1 => (
                "EV-170",
                format!("the key holds `Host`: each of the {} names has copies of its own", site.aliases.len()),
                "take it out of the key where all names have the same content",
            ),
            "host" => return,
            _ => (
                "EV-166",
                format!("the key holds the header `{name}`: each value of it has a copy of its own"),
                "take it out of the key where the answer does not depend on it",
            ),
        };
        self.add(Effect::Divided, rule, text, fix, span);
    }

    /// Cookies or parameters of the key.
    fn of_names(&mut self, [one, several]: [&str; 2], taken: &Selection, sent: &[&str], rule: &'static str, span: Option<Span>) {
        let listed = taken.listed();
        let personal: Vec<&str> = match taken {
            Selection::List(_) | Selection::Patterns(_) => {
                listed.iter().map(|name| &**name).filter(|name| is_personal(name)).collect()
            }
            _ => sent.iter().copied().filter(|name| taken.takes(name) && is_personal(name)).collect(),
        };
        let called = |names: &[&str]| format!("the {} {}", if names.len() == 1 { one } else { several }, quoted(names));
        if !personal.is_empty() {
            let text = format!("the key holds {}, by name other for each viewer or request", called(&personal));
            let fix = "take it out of the key; an origin request policy forwards it all the same";
            self.add(Effect::Alone, "CF-288", text, fix, span);
            self.estimated();
        }
        match taken {
            Selection::None | Selection::AllAnd(_) => {}
            Selection::All | Selection::Except(_) => {
                let all = if *taken == Selection::All { "all" } else { "all but a few" };
                let here: Vec<&str> = sent.iter().copied().filter(|name| taken.takes(name)).collect();
                let here = if here.is_empty() { String::new() } else { format!(", here {}", quoted(&here)) };
                let text = format!("the key holds {all} {several}{here}: whatever is added makes another copy");
                let effect = if one == "cookie" { Effect::Alone } else { Effect::Divided };
                self.add(effect, rule, text, "list those that the answer depends on", span);
            }
            Selection::List(_) | Selection::Patterns(_) => {
                let others: Vec<&str> = listed.iter().map(|name| &**name).filter(|name| !is_personal(name)).collect();
                if !others.is_empty() {
                    let text = format!(
                        "the key holds the {} {}: each value has a copy of its own",
                        if others.len() == 1 { one } else { several },
                        quoted(&others)
                    );
                    self.add(Effect::Divided, rule, text, "list only those that the answer depends on", span);
                }
            }
        }
    }
}

/// Whether a name speaks of one viewer or one request.
fn is_personal(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    PERSONAL_WORDS.contains(&name.as_str()) || PERSONAL_NAMES.iter().any(|start| name.starts_with(start))
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
