//! Parts of a list, by what their heads say: which are new, which are gone, and whether their order counts.
//!
//! In: two lists of parts. Out: a line for each that is new or gone, and what differs in the others. Deliberately absent: what
//! differs within one (`part`).

use super::pair::Both;
use super::part::{Fields, Found, Path, line};
use super::show::show;
use super::side::Read;
use crate::schema::{Block, Field, Kind, Position, Shape, Value};
use crate::source::Span;
use indexmap::IndexMap;
use std::borrow::Cow;

/// Parts by what they are called.
type Keyed<'s> = IndexMap<String, Cow<'s, Block>>;

/// A part by its heads; one whose head is a list, `error 403, 404`, by each item.
fn heads<'s>(side: &Read<'s>, kind: &Kind, block: &'s Block) -> Vec<(Option<String>, Cow<'s, Block>)> {
    let head = kind.fields().find(|(_, field)| field.position == Position::Head);
    let Some((id, value)) = head.and_then(|(id, _)| block.value(id).map(|value| (id, value))) else {
        return vec![(None, Cow::Borrowed(block))];
    };
    match value {
        Value::List(items) => items
            .iter()
            .map(|item| {
                let mut one = block.clone();
                one.set(id, block.span, Value::List(vec![item.clone()]));
                (Some(show(side, item)), Cow::Owned(one))
            })
            .collect(),
        one => vec![(Some(show(side, one)), Cow::Borrowed(block))],
    }
}

impl Both<'_> {
    /// Finds what differs in the parts of a field.
    pub fn parts(&self, (old, new): (&Value, &Value), field: &Field, spans: (Span, Span), path: &Path, found: &mut Found) {
        let is_list = matches!(field.shape, Shape::List(..));
        let (old, new) = (self.keyed(&self.old, old, field, is_list), self.keyed(&self.new, new, field, is_list));
        for (key, a) in &old {
            match new.get(key) {
                Some(b) => {
                    let below = Path { before: Some(path), piece: Cow::Borrowed(key) };
                    self.differ(a, b, &below, Fields::All, found);
                }
                None => found.push(|| line(path, key, Some(self.summary(&self.old, a)), None, (a.span, spans.1))),
            }
        }
        for (key, b) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
            found.push(|| line(path, key, None, Some(self.summary(&self.new, b)), (spans.0, b.span)));
        }
        if is_list && field.name == "behaviors" {
            self.order(&old, &new, spans, path, found);
        }
    }

    /// The order of behaviors counts where two that changed places can claim one path.
    fn order(&self, old: &Keyed, new: &Keyed, spans: (Span, Span), path: &Path, found: &mut Found) {
        let common: Vec<&String> = old.keys().filter(|key| new.contains_key(*key)).collect();
        let place = |key: &String| new.get_index_of(key).unwrap_or(0);
        for (at, first) in common.iter().enumerate() {
            for second in &common[at + 1..] {
                if place(first) > place(second) && overlap(pattern(first), pattern(second)) {
                    let say = |before: &str, after: &str| Some(format!("{before} before {after}"));
                    found.push(|| line(path, "order", say(first, second), say(second, first), spans));
                }
            }
        }
    }

    /// Parts by what their heads say; several of one word by it and their head, one by its field's name.
    fn keyed<'s>(&self, side: &Read<'s>, value: &Value, field: &Field, is_list: bool) -> Keyed<'s> {
        let mut keyed = Keyed::new();
        let items: &[Value] = match value {
            Value::List(items) => items,
            one => std::slice::from_ref(one),
        };
        for (at, item) in items.iter().enumerate() {
            let Value::Block(id) = item else { continue };
            let block = side.block(*id);
            if !is_list {
                keyed.insert(field.name.to_string(), Cow::Borrowed(block));
                continue;
            }
            let kind = side.reader.kind(block);
            for (head, block) in heads(side, kind, block) {
                let head = head.unwrap_or_else(|| (at + 1).to_string());
                let mut key = format!("{} {head}", kind.name);
                while keyed.contains_key(&key) {
                    key.push('\'');
                }
                keyed.insert(key, block);
            }
        }
        keyed
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
