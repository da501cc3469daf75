//! Which distribution answers to which host.
//!
//! In: two sides. Out: hosts, each with the distribution that answered and the one that does; hosts with the same two are
//! together. Deliberately absent: DNS, which may lead elsewhere.

use super::Views;
use crate::diff::pair::Both;
use crate::diff::show::plain;
use crate::diff::side::Read;
use crate::route::http::stand_in;
use crate::schema::{BlockId, Value};
use indexmap::IndexMap;

/// Hosts and who answers.
pub(super) struct Pair {
    pub hosts: Vec<String>,
    pub old: Option<BlockId>,
    pub new: Option<BlockId>,
}

/// Every host that either side answers to.
pub(super) fn pairs(both: &Both, views: Views) -> Vec<Pair> {
    let (old, new) = (hosts(&both.old, views), hosts(&both.new, views));
    let mut pairs: IndexMap<(Option<BlockId>, Option<BlockId>), Vec<String>> = IndexMap::new();
    for host in new.keys().chain(old.keys().filter(|host| !new.contains_key(*host))) {
        pairs.entry((answering(&old, host), answering(&new, host))).or_default().push(host.clone());
    }
    // A distribution without a name of its own still has the one that AWS gives it.
    let nameless =
        |side: &Read| -> Vec<BlockId> { distributions(side, views).filter(|id| names(side, views, *id).is_empty()).collect() };
    let (nameless_old, nameless_new) = (nameless(&both.old), nameless(&both.new));
    for id in &nameless_new {
        let old = both.back.get(id).copied();
        pairs.entry((old, Some(*id))).or_insert_with(|| vec![stand_in(&both.new.block(*id).label).to_string()]);
    }
    for id in &nameless_old {
        let new = both.pairs.get(id).copied();
        pairs.entry((Some(*id), new)).or_insert_with(|| vec![stand_in(&both.old.block(*id).label).to_string()]);
    }
    pairs.into_iter().map(|((old, new), hosts)| Pair { hosts, old, new }).collect()
}

fn distributions<'a>(side: &Read<'a>, views: Views) -> impl Iterator<Item = BlockId> + use<'a> {
    let blocks = side.model().own().filter(move |(_, block)| block.kind == views.distribution.kind && !block.existing);
    blocks.map(|(id, _)| id)
}

fn names(side: &Read, views: Views, id: BlockId) -> Vec<String> {
    let name = |value: &Value| match value {
        Value::Text(text) => text.to_ascii_lowercase(),
        other => plain(side, other),
    };
    match &*side.reader.value(side.block(id), views.distribution.domains) {
        Value::List(domains) => domains.iter().map(name).collect(),
        Value::None => Vec::new(),
        one => vec![name(one)],
    }
}

fn hosts(side: &Read, views: Views) -> IndexMap<String, BlockId> {
    let mut hosts = IndexMap::new();
    for id in distributions(side, views) {
        for name in names(side, views, id) {
            hosts.insert(name, id);
        }
    }
    hosts
}

/// The distribution of a host: by its name, else by the wildcard with the most labels, which stands for one label or several.
fn answering(hosts: &IndexMap<String, BlockId>, host: &str) -> Option<BlockId> {
    let above = std::iter::successors(host.split_once('.'), |(_, rest)| rest.split_once('.'));
    let wildcards = above.filter_map(|(_, rest)| hosts.get(&format!("*.{rest}")));
    hosts.get(host).into_iter().chain(wildcards).next().copied()
}
