//! What copies a change leaves at the edge.
//!
//! In: both sides of a behavior and what differs. Out: whether copies are no longer what would be answered, and what their paths
//! are not. Deliberately absent: the patterns of an invalidation (`stale`).

use super::effect::Effects;
use super::{Aspect, Views};
use crate::diff::side::Read;
use crate::model::FunctionView;
use crate::route::http::{CachePolicy, Selection};
use crate::schema::{Block, BlockId, Value};

/// The copies of a behavior.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Copies {
    /// They are no longer what would be answered.
    pub are_stale: bool,
    /// There is one for each query, or for some.
    pub have_queries: bool,
    /// A function may have led their requests to other paths.
    pub are_elsewhere: bool,
}

/// What is kept is what the origin answered; what is done to it on its way out is done anew each time.
const KEPT: [&str; 5] = ["origin", "origin_request", "origin_response", "compress", "forward"];
/// How an origin is reached, which changes nothing of what it answers.
const REACHED: [&str; 11] = [
    "origin.tls",
    "origin.addresses",
    "origin.client_certificate",
    "origin.connection_timeout",
    "origin.connection_attempts",
    "origin.response_timeout",
    "origin.keepalive_timeout",
    "origin.completion_timeout",
    "origin.shield",
    "origin.access",
    "origin.access_control",
];

impl Copies {
    /// What a behavior kept, seen from one that does otherwise.
    pub(super) fn of(effects: &Effects, a: &Block, b: &Block, differences: &[Aspect]) -> Copies {
        let [old, new] = [&effects.both.old, &effects.both.new];
        let are_stale = caches(effects.views, old, a)
            && caches(effects.views, new, b)
            && differences.iter().any(|one| is_kept(one, differences));
        if !are_stale {
            return Copies::default();
        }
        Copies { are_stale, have_queries: has_queries(effects.views, old, a), are_elsewhere: is_led_elsewhere(effects, old, a) }
    }
}

/// Whether a difference shows in what is kept.
fn is_kept(aspect: &Aspect, all: &[Aspect]) -> bool {
    let is_part = |what: &str, of: &str| what.strip_prefix(of).is_some_and(|rest| rest.starts_with('.'));
    let is_reach = |what: &str| REACHED.iter().any(|reach| what == *reach || is_part(what, reach));
    match &*aspect.what {
        // Another name for what says the same but in part: the parts tell.
        "origin" if all.iter().any(|other| is_part(&other.what, "origin")) => false,
        what => !is_reach(what) && KEPT.iter().any(|kept| what == *kept || is_part(what, kept)),
    }
}

/// The cache policy of a behavior; `None` where it is of another sort.
pub(super) fn policy(views: Views, side: &Read, block: &Block) -> Option<BlockId> {
    let policy = side.reader.value(block, views.behavior.cache).as_block()?;
    (side.block(policy).kind == views.policy.kind).then_some(policy)
}

/// Whether a behavior keeps anything.
pub(super) fn caches(views: Views, side: &Read, block: &Block) -> bool {
    let longest = policy(views, side, block).map(|policy| side.reader.value(side.block(policy), views.policy.max_ttl));
    longest.is_none_or(|longest| *longest != Value::Duration(0))
}

/// Whether one path has more than one copy, by query.
fn has_queries(views: Views, side: &Read, block: &Block) -> bool {
    let policy = policy(views, side, block).map(|policy| CachePolicy::of(&side.reader, views.policy, side.block(policy)));
    policy.is_none_or(|policy| policy.queries != Selection::None)
}

/// Whether a function may have led requests to other paths, before their copies were looked for.
fn is_led_elsewhere(effects: &Effects, side: &Read, block: &Block) -> bool {
    let Value::Block(function) = *side.reader.value(block, effects.views.behavior.viewer_request) else { return false };
    let function = side.block(function);
    let code = FunctionView::of(effects.both.schema)
        .filter(|view| view.kind == function.kind)
        .map(|view| side.reader.value(function, view.code).into_owned());
    match code {
        Some(Value::Text(code)) => may_lead_elsewhere(&code),
        _ => true,
    }
}

/// Whether a function's code may set the path: it assigns `uri`, makes a request of its own that has one, or sets members by name.
fn may_lead_elsewhere(code: &str) -> bool {
    let sets_by_name = code.match_indices("request[").any(|(at, found)| !code[at + found.len()..].starts_with(['"', '\'']));
    let sets = |(at, found): (usize, &str)| {
        let (before, after) = (&code[..at], &code[at + found.len()..]);
        let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
        if before.ends_with(is_word) || after.starts_with(is_word) {
            return false;
        }
        let after = after.trim_start_matches(['"', '\'', ']']).trim_start();
        match after.as_bytes() {
            [b'=', b'=' | b'>', ..] => false,
            [b'=' | b':', ..] | [b'+' | b'?' | b'|' | b'&', b'=', ..] | [b'?', b'?', b'=', ..] | [b'|', b'|', b'=', ..] => true,
            // `{ uri, … }`
            [b',' | b'}', ..] => !before.ends_with('.'),
            _ => false,
        }
    };
    sets_by_name || code.match_indices("uri").any(sets)
}

#[cfg(test)]
mod tests {
    use super::may_lead_elsewhere;

    #[test]
    fn functions_that_set_the_path_are_told() {
        let sets = [
            "request.uri = '/a';",
            "r.uri += 'index.html'",
            "r['uri'] = x",
            "return { uri: x }",
            "return { uri, method }",
            "request[name] = x",
        ];
        for code in sets {
            assert!(may_lead_elsewhere(code), "{code}");
        }
        let reads =
            ["if (request.uri === '/a') {}", "var uris = request.uri;", "log(request.uri, 1)", "request.headers.host = x"];
        for code in reads {
            assert!(!may_lead_elsewhere(code), "{code}");
        }
    }
}
