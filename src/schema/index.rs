//! Where things of the library are found by name, made ready when first asked for.
//!
//! In: a schema. Out: its managed blocks, words and patterns of hosts, and the fields of a kind, without going through all of them.
//! Deliberately absent: what any of it means.

use super::choice::ChoiceWord;
use super::kind::{CaseId, ChoiceId, Default, Field, FieldId, KindId, Position, Shape};
use super::load::word_of;
use super::value::{BlockId, Value};
use super::{Kind, Schema};
use crate::source::Name;
use crate::syntax::{Packed, Packer, Unpacker};
use rustc_hash::FxHashMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// What has been asked for of a schema.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    managed: OnceLock<FxHashMap<Name, BlockId>>,
    words: OnceLock<FxHashMap<Name, Vec<(ChoiceId, u16)>>>,
    hosts: OnceLock<FxHashMap<ChoiceId, Vec<HostPattern>>>,
}

/// A pattern of host names: `*.{region}.elb.amazonaws.com`.
#[derive(Clone, Debug)]
pub(crate) struct HostPattern {
    /// As written.
    pub text: Arc<str>,
    /// What stands behind the last sign that stands for others begins here: hosts that fit end so.
    last: usize,
    /// The last bytes of that, where there are so many.
    end: Option<[u8; 8]>,
    /// The word it belongs to.
    word: u16,
}

impl HostPattern {
    /// Whether a host ends as those that fit. Most end otherwise, which their last bytes tell at once.
    pub fn ends(&self, host: &str) -> bool {
        let is_near = self.end.is_none_or(|end| host.as_bytes().last_chunk() == Some(&end));
        is_near && host.ends_with(&self.text[self.last..])
    }
}

impl Schema {
    /// One of the blocks every program can name. They stand first in every model.
    pub fn managed_named(&self, name: Name) -> Option<BlockId> {
        let by_name = self.index.managed.get_or_init(|| {
            let labels = self.managed.iter().map(|statement| statement.head.get(2).and_then(word_of));
            (0..).map(BlockId).zip(labels).filter_map(|(id, label)| Some((label?, id))).collect()
        });
        by_name.get(&name).copied()
    }

    /// A fact about a word, from the first choice that has it with such a fact.
    pub fn word_fact(&self, word: Name, fact: Name) -> Option<&Value> {
        let words = self.index.words.get_or_init(|| {
            let mut words: FxHashMap<Name, Vec<(ChoiceId, u16)>> = FxHashMap::default();
            for (choice, at) in (0..).map(ChoiceId).zip(&self.choices) {
                for (at, word) in (0..).zip(&at.words) {
                    words.entry(word.word).or_default().push((choice, at));
                }
            }
            words
        });
        words.get(&word)?.iter().find_map(|(choice, at)| self.choice(*choice).words[usize::from(*at)].fact(fact))
    }

    /// The patterns of hosts that words of a choice speak of, one `pattern` or several `hosts`, each with its word, in order.
    pub(crate) fn hosts(&self, choice: ChoiceId) -> impl Iterator<Item = (&HostPattern, &ChoiceWord)> {
        let hosts = self.index.hosts.get_or_init(|| {
            let all = (0..).map(ChoiceId).zip(&self.choices);
            all.map(|(id, choice)| (id, (0..).zip(&choice.words).flat_map(patterns).collect())).collect()
        });
        let words = &self.choice(choice).words;
        hosts.get(&choice).into_iter().flatten().map(|pattern| (pattern, &words[usize::from(pattern.word)]))
    }
}

fn patterns((at, word): (u16, &ChoiceWord)) -> Vec<HostPattern> {
    let several = match word.fact(Name::of("hosts")) {
        Some(Value::List(hosts)) => hosts.as_slice(),
        _ => &[],
    };
    let texts = word.fact(Name::of("pattern")).into_iter().chain(several).filter_map(Value::as_text);
    let pattern = |text: &str| {
        let last = text.rfind(['*', '}']).map_or(0, |sign| sign + 1);
        HostPattern { text: text.into(), last, end: text.as_bytes()[last..].last_chunk().copied(), word: at }
    };
    texts.map(pattern).collect()
}

/// What is asked of a kind's fields more often than anything else, close together.
#[derive(Clone, Default)]
pub struct FieldIndex(OnceLock<Rows>);

/// It follows from the fields, so it is not shown.
impl fmt::Debug for FieldIndex {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("FieldIndex")
    }
}

#[derive(Clone)]
struct Rows {
    /// How many fields there were.
    count: usize,
    /// The first field of each name.
    first: FxHashMap<Name, u16>,
    /// The next field of its name, for each.
    next: Box<[Option<u16>]>,
    /// The fields written in each place, one place's behind the other's, and where each place's end.
    by_position: Box<[u16]>,
    ends: [usize; Position::ALL.len()],
    required: Box<[u16]>,
    lists: Box<[u16]>,
}

impl Rows {
    fn of(fields: &[Field]) -> Rows {
        let (mut first, mut next) = (FxHashMap::default(), vec![None; fields.len()]);
        for (at, field) in fields.iter().enumerate().rev() {
            next[at] = first.insert(field.name, at as u16);
        }
        let (mut by_position, mut ends) = (Vec::with_capacity(fields.len()), [0; Position::ALL.len()]);
        for (position, end) in Position::ALL.into_iter().zip(&mut ends) {
            by_position.extend(which(fields, |field| field.position == position));
            *end = by_position.len();
        }
        let required = which(fields, is_required).collect();
        let lists = which(fields, |field| items_of(field).is_some()).collect();
        Rows { count: fields.len(), first, next: next.into(), by_position: by_position.into(), ends, required, lists }
    }

    fn at(&self, position: Position) -> &[u16] {
        let at = position as usize;
        &self.by_position[at.checked_sub(1).map_or(0, |before| self.ends[before])..self.ends[at]]
    }
}

/// The fields of which a question is true, in the order declared.
fn which(fields: &[Field], is_meant: impl Fn(&Field) -> bool) -> impl Iterator<Item = u16> {
    fields.iter().zip(0..).filter(move |(field, _)| is_meant(field)).map(|(_, at)| at)
}

fn items_of(field: &Field) -> Option<KindId> {
    match &field.shape {
        Shape::List(item, _) => match **item {
            Shape::Kind(kind) => Some(kind),
            _ => None,
        },
        _ => None,
    }
}

fn is_required(field: &Field) -> bool {
    matches!(field.default, Default::Required)
}

/// It follows from the fields, so it is not kept.
impl Packed for FieldIndex {
    fn pack(&self, _: &mut Packer) {}

    fn unpack(_: &mut Unpacker) -> FieldIndex {
        FieldIndex::default()
    }
}

impl Kind {
    /// `None` while the kind is still read: it gets fields after the first question.
    fn rows(&self) -> Option<&Rows> {
        let rows = self.index.0.get_or_init(|| Rows::of(&self.fields));
        Some(rows).filter(|rows| rows.count == self.fields.len())
    }

    /// Fields that are known to be meant, or else all of which a question is true; in the order declared.
    fn listed<'k>(
        &'k self,
        known: Option<&'k [u16]>,
        is_meant: impl Fn(&Field) -> bool + 'k,
    ) -> impl Iterator<Item = (FieldId, &'k Field)> {
        let sought: &[Field] = if known.is_some() { &[] } else { &self.fields };
        let known = known.unwrap_or_default().iter().copied();
        known.chain(which(sought, is_meant)).map(|at| (FieldId(at), &self.fields[usize::from(at)]))
    }

    /// The fields of a name, those of all cases.
    pub fn fields_named(&self, name: Name) -> impl Iterator<Item = (FieldId, &Field)> {
        let rows = self.rows();
        let first = rows.and_then(|rows| rows.first.get(&name).copied());
        let known = std::iter::successors(first, move |at| rows?.next[usize::from(*at)]);
        let known = known.map(|at| (FieldId(at), &self.fields[usize::from(at)]));
        known.chain(self.listed(rows.map(|_| &[] as &[_]), move |field| field.name == name))
    }

    /// A field by name, whatever its case.
    pub fn field_named(&self, name: Name) -> Option<FieldId> {
        self.fields_named(name).next().map(|(id, _)| id)
    }

    /// A field by name, of a case or of all.
    pub fn field_in(&self, name: Name, case: Option<CaseId>) -> Option<FieldId> {
        let own = |field: &Field| field.case.is_none() || field.case == case;
        let Some(rows) = self.rows() else {
            return self.fields_named(name).find(|(_, field)| own(field)).map(|(id, _)| id);
        };
        // Asked more often than anything else, so no iterator is put together.
        let mut known = rows.first.get(&name).copied();
        while let Some(at) = known.map(usize::from) {
            if own(&self.fields[at]) {
                break;
            }
            known = rows.next[at];
        }
        known.map(FieldId)
    }

    /// The fields that are lists of blocks of a kind, with that kind, in the order declared.
    pub fn lists_of_blocks(&self) -> impl Iterator<Item = (FieldId, KindId)> {
        let lists = self.listed(self.rows().map(|rows| &*rows.lists), |field| items_of(field).is_some());
        lists.filter_map(|(id, field)| Some((id, items_of(field)?)))
    }

    /// The fields that are written in a place, in the order declared.
    pub fn fields_at(&self, position: Position) -> impl Iterator<Item = (FieldId, &Field)> {
        self.listed(self.rows().map(|rows| rows.at(position)), move |field| field.position == position)
    }

    /// The fields that must be given, by authors or by the compiler.
    pub fn fields_required(&self) -> impl Iterator<Item = (FieldId, &Field)> {
        self.listed(self.rows().map(|rows| &*rows.required), is_required)
    }
}
