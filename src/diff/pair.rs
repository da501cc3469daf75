//! Which block of one side is which of the other.
//!
//! In: two sides. Out: pairs: by what a zone is called, else by label, else by content, which is a block that moved. Deliberately
//! absent: what differs within a pair.

use super::side::{Read, Side};
use super::twin::Twins;
use crate::model::{OriginView, Raw, RecordView, ZoneView};
use crate::schema::{Block, BlockId, Schema, Value};
use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap};

/// Two sides, and which blocks are each other's counterparts.
pub(super) struct Both<'a> {
    pub old: Read<'a>,
    pub new: Read<'a>,
    pub schema: &'a Schema,
    /// From the old to the new.
    pub pairs: FxHashMap<BlockId, BlockId>,
    /// From the new to the old.
    pub back: FxHashMap<BlockId, BlockId>,
    /// Pairs whose label changed, old ones.
    pub moved: Vec<BlockId>,
    pub origin: Option<OriginView>,
    pub records: Option<RecordView>,
    pub tags: [Vec<(std::sync::Arc<str>, Value)>; 2],
    pub twins: Twins,
}

/// Pairs the blocks of two sides.
pub(super) fn pair<'a>(old: Side<'a>, new: Side<'a>, schema: &'a Schema) -> Both<'a> {
    let (old, new) = (Read::new(old, schema), Read::new(new, schema));
    let mut both = Both {
        old,
        new,
        schema,
        pairs: FxHashMap::default(),
        back: FxHashMap::default(),
        moved: Vec::new(),
        origin: OriginView::of(schema),
        records: RecordView::of(schema),
        tags: [old.project_tags(), new.project_tags()],
        twins: Twins::default(),
    };
    let zone = ZoneView::of(schema);
    let (keyed_old, keyed_new) = (keyed(&old, zone), keyed(&new, zone));
    for (key, a) in &keyed_old {
        if let Some(b) = keyed_new.get(key) {
            both.join(*a, *b);
        }
    }
    for a in &old.model().raw {
        let label = |side: &Read, raw: &Raw| plain(&side.block(raw.block).label);
        let found = new.model().raw.iter().find(|b| a.resource == b.resource && label(&old, a) == label(&new, b));
        if let Some(b) = found {
            both.join(a.block, b.block);
        }
    }
    both.zones(zone);
    both.moves(&keyed_old, &keyed_new);
    both
}

/// What a block is paired by: kind, whether it exists already, and a text.
type Key = (u16, bool, String);

fn keyed(side: &Read, zone: Option<ZoneView>) -> IndexMap<Key, BlockId, FxBuildHasher> {
    let mut keys: Vec<(Key, BlockId)> = Vec::new();
    let mut count: FxHashMap<Key, usize> = FxHashMap::default();
    for (id, block) in side.model().own() {
        let kind = side.reader.kind(block);
        if kind.is_part || kind.is_raw() {
            continue;
        }
        let text = match zone {
            Some(view) if block.kind == view.kind => zone_key(side, block, view),
            _ if block.existing => side.identity(id).map(|identity| identity.into_owned()),
            _ => None,
        };
        let text = text.unwrap_or_else(|| plain(block.keep_id.as_deref().unwrap_or(&block.label)));
        let key = (block.kind.0, block.existing, text);
        *count.entry(key.clone()).or_default() += 1;
        keys.push((key, id));
    }
    // Of several with one identity, alarms of one name in several regions, each goes by its label, too; of several with one label, which
    // only an output can have, by its turn.
    let (mut keyed, mut turns) = (IndexMap::default(), FxHashMap::<Key, usize>::default());
    for (mut key, id) in keys {
        if count.get(&key).is_some_and(|count| *count > 1) {
            key.2 = format!("{} {}", key.2, plain(&side.block(id).label));
        }
        if keyed.contains_key(&key) {
            let turn = turns.entry(key.clone()).or_insert(1);
            *turn += 1;
            key.2 = format!("{} {turn}", key.2);
        }
        keyed.insert(key, id);
    }
    keyed
}

/// A zone is its domain, in public or in private.
fn zone_key(side: &Read, block: &Block, view: ZoneView) -> Option<String> {
    let domain = side.reader.value(block, view.domain_name).as_text()?.trim_end_matches('.').to_ascii_lowercase();
    let private = match &*side.reader.value(block, view.vpcs) {
        Value::List(vpcs) => !vpcs.is_empty(),
        _ => false,
    };
    Some(format!("{domain} {private}"))
}

/// Letters and digits only, so that one label is one in the casing of every target.
pub(super) fn plain(label: &str) -> String {
    label.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

impl Both<'_> {
    fn join(&mut self, a: BlockId, b: BlockId) {
        self.pairs.insert(a, b);
        self.back.insert(b, a);
    }

    /// Zones that exist already are one where their ids are: an output knows no more of them.
    fn zones(&mut self, zone: Option<ZoneView>) {
        let Some(view) = zone else { return };
        let free = |side: &Read, taken: &FxHashMap<BlockId, BlockId>| -> Vec<(BlockId, Value)> {
            let zones = side.model().own().filter(|(id, block)| block.kind == view.kind && !taken.contains_key(id));
            zones.filter_map(|(id, block)| Some((id, block.value(view.id)?.clone()))).collect()
        };
        let (old, new) = (free(&self.old, &self.pairs), free(&self.new, &self.back));
        for (a, id_a) in &old {
            let found = new.iter().find(|(b, id_b)| !self.back.contains_key(b) && self.same(id_a, id_b));
            if let Some((b, _)) = found {
                self.join(*a, *b);
            }
        }
    }

    /// What is left over is paired by content: a block with another label that says the same.
    fn moves(&mut self, old: &IndexMap<Key, BlockId, FxBuildHasher>, new: &IndexMap<Key, BlockId, FxBuildHasher>) {
        // Blocks name each other, so that one move can show the next.
        for _ in 0..4 {
            let mut found = false;
            for (key, a) in old {
                if self.pairs.contains_key(a) {
                    continue;
                }
                let fitting = new.iter().filter(|(other, b)| (other.0, other.1) == (key.0, key.1) && !self.back.contains_key(*b));
                let same: Vec<BlockId> = fitting.map(|(_, b)| *b).filter(|b| self.says_the_same(*a, *b)).take(1).collect();
                if let [b] = same.as_slice() {
                    self.join(*a, *b);
                    self.moved.push(*a);
                    found = true;
                }
            }
            if !found {
                break;
            }
        }
    }
}
