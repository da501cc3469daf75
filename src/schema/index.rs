//! Where things of the library are found by name, made ready when first asked for.
//!
//! In: a schema. Out: its managed blocks, words and patterns of hosts, and the fields of a kind, without going through all of them.
//! Deliberately absent: what any of it means.

use super::choice::ChoiceWord;
use super::kind::{CaseId, ChoiceId, Default, Field, FieldId, Position};
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
    pub last: usize,
    /// The word it belongs to.
    word: u16,
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
    texts
        .map(|text| HostPattern { text: text.into(), last: text.rfind(['*', '}']).map_or(0, |sign| sign + 1), word: at })
        .collect()
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
    /// The first field of each name.
    first: FxHashMap<Name, u16>,
    rows: Box<[Row]>,
}

#[derive(Clone, Copy)]
struct Row {
    position: Position,
    is_required: bool,
    /// The next field of its name.
    next: Option<u16>,
}

impl Rows {
    fn of(fields: &[Field]) -> Rows {
        let mut first = FxHashMap::default();
        let mut rows: Vec<Row> = fields.iter().map(Row::of).collect();
        for (at, field) in fields.iter().enumerate().rev() {
            rows[at].next = first.insert(field.name, at as u16);
        }
        Rows { first, rows: rows.into() }
    }
}

impl Row {
    fn of(field: &Field) -> Row {
        let is_required = matches!(field.default, Default::Required);
        Row { position: field.position, is_required, next: None }
    }
}

/// It follows from the fields, so it is not kept.
impl Packed for FieldIndex {
    fn pack(&self, _: &mut Packer) {}

    fn unpack(_: &mut Unpacker) -> FieldIndex {
        FieldIndex::default()
    }
}

impl Kind {
    fn rows(&self) -> &Rows {
        self.index.0.get_or_init(|| Rows::of(&self.fields))
    }

    /// The fields of a name, those of all cases.
    pub fn fields_named(&self, name: Name) -> impl Iterator<Item = (FieldId, &Field)> {
        let Rows { first, rows } = self.rows();
        let is_read = rows.len() == self.fields.len();
        let known = std::iter::successors(first.get(&name).copied(), |at| rows[usize::from(*at)].next);
        // A kind that is still read gets fields after the first question.
        let sought = (0..if is_read { 0 } else { self.fields.len() }).filter(move |at| self.fields[*at].name == name);
        let named = known.filter(move |_| is_read).chain(sought.map(|at| at as u16));
        named.map(|at| (FieldId(at), &self.fields[usize::from(at)]))
    }

    /// Fields of which a question is true, in the order declared.
    fn which(&self, is_meant: impl Fn(Row) -> bool) -> impl Iterator<Item = (FieldId, &Field)> {
        let rows = &self.rows().rows;
        let meant = move |at: &usize| is_meant(rows.get(*at).copied().unwrap_or_else(|| Row::of(&self.fields[*at])));
        (0..self.fields.len()).filter(meant).map(|at| (FieldId(at as u16), &self.fields[at]))
    }

    /// A field by name, whatever its case.
    pub fn field_named(&self, name: Name) -> Option<FieldId> {
        self.fields_named(name).next().map(|(id, _)| id)
    }

    /// A field by name, of a case or of all.
    pub fn field_in(&self, name: Name, case: Option<CaseId>) -> Option<FieldId> {
        let own = |(_, field): &(FieldId, &Field)| field.case.is_none() || field.case == case;
        self.fields_named(name).find(own).map(|(id, _)| id)
    }

    /// The fields that are written in a place, in the order declared.
    pub fn fields_at(&self, position: Position) -> impl Iterator<Item = (FieldId, &Field)> {
        self.which(move |row| row.position == position)
    }

    /// The fields that must be given, by authors or by the compiler.
    pub fn fields_required(&self) -> impl Iterator<Item = (FieldId, &Field)> {
        self.which(|row| row.is_required)
    }
}
