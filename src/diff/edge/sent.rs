//! What of a viewer's request reaches an origin.
//!
//! In: a behavior. Out: cookies, headers and parameters that are in its cache key or forwarded beside it. Deliberately absent: which of
//! the two they are; an origin sees no difference.

use super::Views;
use super::copies::policy;
use super::effect::Effects;
use crate::diff::side::Read;
use crate::model::RequestPolicyView;
use crate::route::http::{CachePolicy, RequestPolicy, Selection};
use crate::schema::{Block, BlockId, Value};
use std::collections::BTreeSet;

/// Whether what two behaviors forward beside their keys makes no difference to an origin. Not where one of the policies is not known.
pub(super) fn is_sent_alike(effects: &Effects, a: &Block, b: &Block) -> bool {
    let Some(view) = RequestPolicyView::of(effects.both.schema) else { return false };
    let old = sent(effects.views, view, &effects.both.old, a);
    old.is_some() && old == sent(effects.views, view, &effects.both.new, b)
}

/// Names that are sent: all but some, or some.
#[derive(PartialEq, Eq)]
enum Names {
    AllBut(BTreeSet<String>),
    Only(BTreeSet<String>),
    /// All that viewers send, and these that the edge makes.
    AllAnd(BTreeSet<String>),
}

/// What a behavior sends.
#[derive(PartialEq, Eq)]
struct Sent {
    cookies: Names,
    headers: Names,
    queries: Names,
    /// Which encodings the edge itself asks for: gzip, Brotli.
    encodings: [bool; 2],
}

fn sent(views: Views, view: RequestPolicyView, side: &Read, block: &Block) -> Option<Sent> {
    let is_known = |id: &BlockId| !side.block(*id).existing || side.is_managed(*id);
    let cache = policy(views, side, block).filter(is_known)?;
    let cache = CachePolicy::of(&side.reader, views.policy, side.block(cache));
    let forward = match &*side.reader.value(block, views.behavior.forward) {
        Value::Block(id) if side.block(*id).kind == view.kind && is_known(id) => {
            RequestPolicy::of(&side.reader, view, side.block(*id))
        }
        Value::None => RequestPolicy::default(),
        Value::Word(word) if *word == "none" => RequestPolicy::default(),
        _ => return None,
    };
    Some(Sent {
        cookies: either(&cache.cookies, &forward.cookies, false)?,
        headers: either(&cache.headers, &forward.headers, true)?,
        queries: either(&cache.queries, &forward.queries, false)?,
        encodings: [cache.gzip, cache.brotli],
    })
}

/// What one of two selections takes.
fn either(one: &Selection, other: &Selection, is_folded: bool) -> Option<Names> {
    let set = |names: &[std::sync::Arc<str>]| -> BTreeSet<String> {
        names.iter().map(|name| if is_folded { name.to_ascii_lowercase() } else { name.to_string() }).collect()
    };
    let names = |selection: &Selection| {
        Some(match selection {
            Selection::None => Names::Only(BTreeSet::new()),
            Selection::All => Names::AllBut(BTreeSet::new()),
            Selection::List(names) => Names::Only(set(names)),
            Selection::Except(names) => Names::AllBut(set(names)),
            Selection::AllAnd(names) => Names::AllAnd(set(names)),
            Selection::Patterns(_) => return None,
        })
    };
    Some(match (names(one)?, names(other)?) {
        (Names::Only(a), Names::Only(b)) => Names::Only(a.union(&b).cloned().collect()),
        (Names::Only(only), Names::AllBut(but)) | (Names::AllBut(but), Names::Only(only)) => {
            Names::AllBut(but.difference(&only).cloned().collect())
        }
        (Names::AllBut(a), Names::AllBut(b)) => Names::AllBut(a.intersection(&b).cloned().collect()),
        // Of what viewers send they take all; what the edge makes is named.
        (Names::AllAnd(a), Names::Only(b)) | (Names::Only(b), Names::AllAnd(a)) | (Names::AllAnd(a), Names::AllAnd(b)) => {
            Names::AllAnd(a.union(&b).cloned().collect())
        }
        (Names::AllAnd(_), Names::AllBut(_)) | (Names::AllBut(_), Names::AllAnd(_)) => return None,
    })
}
