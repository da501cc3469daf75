//! Parts of a list, by what their heads say: which are new, which are gone, and whether their order counts.
//!
//! In: two lists of parts. Out: a line for each that is new or gone, and what differs in the others. Deliberately absent: what
//! differs within one (`part`).

use super::pair::Both;
use super::part::{Fields, Found, Path, line};
use super::show::show;
use super::side::{Origin, Read};
use crate::schema::{Block, BlockId, Default, Field, Kind, KindId, Makes, Position, Shape, Value, word_of};
use crate::source::{Name, Span};
use crate::syntax::{Expr, Form};
use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::borrow::Cow;

/// Parts by what they are called, in a way that both sides share.
type Keyed<'s> = IndexMap<String, One<'s>, FxBuildHasher>;

/// Parts that are resources of their own, by the block each stands in.
pub(super) type Standing = FxHashMap<BlockId, Vec<(KindId, BlockId)>>;

/// A part, and what it is called on its side.
struct One<'s> {
    id: BlockId,
    shown: String,
    block: Cow<'s, Block>,
}

/// Two parts that are each other's counterparts, or one that has none; each a resource of its own.
pub(super) struct Own {
    /// `app.ksk`, `app -> archive`: below the block it stands in.
    pub name: String,
    pub old: Option<BlockId>,
    pub new: Option<BlockId>,
}

impl<'a> Both<'a> {
    /// Parts of two blocks that are resources of their own.
    pub fn own_parts(&self, a: BlockId, b: BlockId, label: &str, standing: &[Standing; 2]) -> Vec<Own> {
        let mut all = Vec::new();
        let [old, new] = [standing[0].get(&a), standing[1].get(&b)].map(|parts| parts.map_or(&[][..], Vec::as_slice));
        if old.is_empty() && new.is_empty() {
            return all;
        }
        let mut kinds: Vec<KindId> = old.iter().chain(new).map(|(kind, _)| *kind).collect();
        kinds.sort();
        kinds.dedup();
        for kind in kinds {
            let of = |side: &Read<'a>, parts: &[(KindId, BlockId)]| {
                let ids: Vec<Value> = parts.iter().filter(|part| part.0 == kind).map(|part| Value::Block(part.1)).collect();
                self.keyed_list(side, &ids)
            };
            let (mut old, mut new) = (of(&self.old, old), of(&self.new, new));
            let is_labelled = self.schema.kind(kind).is_labelled;
            // Where there is room for one, the one is the other.
            let owner = self.schema.kind(self.new.block(b).kind);
            if owner.fields().any(|(_, field)| field.shape == Shape::Kind(kind)) {
                for side in [&mut old, &mut new] {
                    *side = side.drain(..).map(|(_, one)| (String::new(), one)).take(1).collect();
                }
            }
            let named = |one: &One| match is_labelled {
                true => format!("{label}.{}", one.shown),
                false => format!("{label} -> {}", one.shown),
            };
            for (key, one) in &new {
                all.push(Own { name: named(one), old: old.get(key).map(|one| one.id), new: Some(one.id) });
            }
            let gone = old.iter().filter(|(key, _)| !new.contains_key(*key));
            all.extend(gone.map(|(_, one)| Own { name: named(one), old: Some(one.id), new: None }));
        }
        all
    }

    /// What stands in each block of a side and is a resource of its own.
    fn standing(&self, side: &Read) -> Standing {
        let mut standing = Standing::default();
        for (id, part) in side.side.model.own().filter(|(_, part)| self.is_own(part.kind)) {
            let parent = self.schema.kind(part.kind).fields_at(Position::Parent).next();
            if let Some(Value::Block(block)) = parent.and_then(|(field, _)| part.value(field)) {
                standing.entry(*block).or_default().push((part.kind, id));
            }
        }
        standing
    }

    /// The same for both sides.
    pub fn both_standing(&self) -> [Standing; 2] {
        [&self.old, &self.new].map(|side| self.standing(side))
    }

    /// Finds what differs in the parts of a field.
    pub fn parts(&self, (old, new): (&Value, &Value), field: &Field, spans: (Span, Span), path: &Path, found: &mut Found) {
        let is_list = matches!(field.shape, Shape::List(..));
        let (old, new) = (self.keyed(&self.old, old, field, is_list), self.keyed(&self.new, new, field, is_list));
        let called = |side: &Read, one: &One| match is_list {
            true => format!("{} {}", side.reader.kind(&one.block).name, one.shown),
            false => one.shown.clone(),
        };
        for (key, a) in &old {
            let piece = called(&self.old, a);
            match new.get(key) {
                Some(b) => {
                    let below = Path { before: Some(path), piece: Cow::Owned(piece) };
                    self.differ(&a.block, &b.block, &below, Fields::All, found);
                }
                None => found.push(|| line(path, &piece, Some(self.summary(&self.old, &a.block)), None, (a.block.span, spans.1))),
            }
        }
        for (_, b) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
            let piece = called(&self.new, b);
            found.push(|| line(path, &piece, None, Some(self.summary(&self.new, &b.block)), (spans.0, b.block.span)));
        }
        if is_list {
            self.order(&old, &new, field, spans, path, found);
        }
    }

    /// Whether a part is told of as a resource: it is one in both targets. Records are told of elsewhere.
    pub fn is_own(&self, kind: KindId) -> bool {
        let part = self.schema.kind(kind);
        part.is_part && part.resource.cfn.is_some() && self.records.is_none_or(|view| view.kind != kind)
    }

    /// Where the order of parts counts: of behaviors that changed places, where both can claim one path; of what is told its place,
    /// always.
    fn order(&self, old: &Keyed, new: &Keyed, field: &Field, spans: (Span, Span), path: &Path, found: &mut Found) {
        let is_numbered = self.schema.kinds().flat_map(|(_, kind)| &kind.makes).any(|making| {
            let told = matches!(making.what, Makes::Told) && making.each.as_ref().and_then(word_of) == Some(field.name);
            told && making.fields.iter().any(|(_, value)| counts_places(value))
        });
        if !is_numbered && field.name != "behaviors" {
            return;
        }
        let common: Vec<(&One, usize)> = old.iter().filter_map(|(key, one)| Some((one, new.get_index_of(key)?))).collect();
        for (at, (a, place)) in common.iter().enumerate() {
            for (b, _) in common[at + 1..].iter().filter(|(_, other)| place > other) {
                if is_numbered || overlap(pattern(&a.shown), pattern(&b.shown)) {
                    let say = |before: &One, after: &One| Some(format!("{} before {}", before.shown, after.shown));
                    found.push(|| line(path, "order", say(a, b), say(b, a), spans));
                    // Of what is numbered one pair says it all.
                    if is_numbered {
                        return;
                    }
                }
            }
        }
    }

    fn keyed<'s>(&self, side: &Read<'s>, value: &Value, field: &Field, is_list: bool) -> Keyed<'s> {
        match value {
            Value::List(items) => self.keyed_list(side, items),
            Value::Block(id) if !is_list => {
                let one = One { id: *id, shown: field.name.to_string(), block: Cow::Borrowed(side.block(*id)) };
                Keyed::from_iter([(String::new(), one)])
            }
            one => self.keyed_list(side, std::slice::from_ref(one)),
        }
    }

    /// Parts by what their heads say; those without by their name, or by what they lead to.
    fn keyed_list<'s>(&self, side: &Read<'s>, items: &[Value]) -> Keyed<'s> {
        let mut keyed = Keyed::default();
        for item in items {
            let Value::Block(id) = item else { continue };
            let block = side.block(*id);
            let kind = side.reader.kind(block);
            for (mut key, shown, block) in self.heads(side, kind, block) {
                while keyed.contains_key(&key) {
                    key.push('\'');
                }
                keyed.insert(key, One { id: *id, shown, block });
            }
        }
        keyed
    }

    /// A part by its heads; one whose head is a list, `error 403, 404`, by each item.
    fn heads<'s>(&self, side: &Read<'s>, kind: &Kind, block: &'s Block) -> Vec<(String, String, Cow<'s, Block>)> {
        let by = |wanted: &dyn Fn(&Field) -> bool| {
            let (id, _) = kind.fields().find(|(_, field)| wanted(field))?;
            Some((id, side.reader.value(block, id).into_owned())).filter(|(_, value)| *value != Value::None)
        };
        // Outputs know a name, and programs what they call it.
        if kind.is_labelled
            && !block.label.is_empty()
            && [&self.old, &self.new].iter().all(|side| side.side.origin == Origin::Program)
        {
            return vec![(block.label.to_string(), block.label.to_string(), Cow::Borrowed(block))];
        }
        let named = if kind.is_labelled { by(&|field| matches!(field.default, Default::Label)) } else { None };
        let is_named = named.is_some();
        let head = by(&|field| field.position == Position::Head);
        let Some((id, value)) = head.or(named).or_else(|| by(&|field| field.position == Position::Target)) else {
            return vec![(String::new(), String::new(), Cow::Borrowed(block))];
        };
        let shown = |value: &Value| match value {
            Value::Text(text) if is_named => text.to_string(),
            value => show(side, value),
        };
        match &value {
            Value::List(items) => items
                .iter()
                .map(|item| {
                    let mut one = block.clone();
                    one.set(id, block.span, Value::List(vec![item.clone()]));
                    (self.shared(side, item), shown(item), Cow::Owned(one))
                })
                .collect(),
            one => vec![(self.shared(side, one), shown(one), Cow::Borrowed(block))],
        }
    }

    /// What both sides call a value: a block by its counterpart on the old one.
    fn shared(&self, side: &Read, value: &Value) -> String {
        let cased = |value: &Value| super::pair::plain(&show(side, value));
        let Value::Block(id) = value else {
            // Names of inputs have the casing of their target.
            return if matches!(value, Value::Unknown(_)) { cased(value) } else { show(side, value) };
        };
        let is_new = !std::ptr::eq(side.model(), self.old.model());
        match side.identity(*id).filter(|_| self.is_fixed(side, *id)) {
            Some(identity) => format!("{identity:?}"),
            None => match self.back.get(id).filter(|_| is_new) {
                Some(old) => super::pair::plain(&show(&self.old, &Value::Block(*old))),
                None => cased(value),
            },
        }
    }
}

/// Whether an expression speaks of the place in a list.
fn counts_places(expr: &Expr) -> bool {
    match &expr.form {
        Form::Word(word) => *word == Name::of("index"),
        Form::Binary(_, both) => both.iter().any(counts_places),
        _ => false,
    }
}

/// `"/api/*"` of `behavior "/api/*"`.
fn pattern(key: &str) -> &str {
    key.split('"').nth(1).unwrap_or(key)
}

/// Whether two path patterns can claim one path.
pub(super) fn overlap(a: &str, b: &str) -> bool {
    fn meet(a: &[u8], b: &[u8], seen: &mut rustc_hash::FxHashSet<(usize, usize)>) -> bool {
        if !seen.insert((a.len(), b.len())) {
            return false;
        }
        match (a.first(), b.first()) {
            (None, None) => true,
            (Some(b'*'), _) => meet(&a[1..], b, seen) || !b.is_empty() && meet(a, &b[1..], seen),
            (_, Some(b'*')) => meet(a, &b[1..], seen) || !a.is_empty() && meet(&a[1..], b, seen),
            (Some(one), Some(other)) => (one == other || *one == b'?' || *other == b'?') && meet(&a[1..], &b[1..], seen),
            _ => false,
        }
    }
    let slashed = |pattern: &str| if pattern.starts_with(['/', '*']) { pattern.to_owned() } else { format!("/{pattern}") };
    meet(slashed(a).as_bytes(), slashed(b).as_bytes(), &mut rustc_hash::FxHashSet::default())
}

#[cfg(test)]
mod tests {
    use super::overlap;

    #[test]
    fn patterns_overlap_where_one_path_is_in_both() {
        for (a, b) in [("/a/*", "/a/b"), ("*.js", "/x/*"), ("/?", "/a"), ("images/*", "/images/a")] {
            assert!(overlap(a, b) && overlap(b, a), "{a} {b}");
        }
        for (a, b) in [("/a/*", "/b/*"), ("*.js", "*.css"), ("/?", "/ab")] {
            assert!(!overlap(a, b) && !overlap(b, a), "{a} {b}");
        }
    }
}
