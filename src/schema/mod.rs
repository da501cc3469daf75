//! What the library says: kinds, parts, choices, facts, rules.
//!
//! In: the pages of `stdlib/`, parsed. Out: a `Schema` everything else reads. Deliberately absent: any kind's or field's name.

mod block;
mod casing;
mod choice;
mod form;
mod index;
mod kind;
mod load;
mod making;
mod packed;
mod read_choice;
mod read_fact;
mod read_field;
mod read_kind;
mod read_making;
mod read_rule;
mod read_shape;
mod value;

pub use block::{Assembly, Block, Override, Slot};
pub use casing::{camel, kebab, snake};
pub use choice::{Choice, ChoiceWord, Fact};
pub use form::{Malformed, Url, host_and_port};
pub use index::FieldIndex;
pub(crate) use index::Index;
pub use kind::*;
pub use load::{first_word, head_span, path_of, read, setting, text_of, word_of};
pub use making::{Makes, Making};
pub use read_fact::constant;
pub use read_rule::rule;
pub use read_shape::shape_of;
pub use value::{BlockId, Condition, InputId, Unknown, Value};

use crate::source::{Name, Span};
use crate::syntax::Statements;
use rustc_hash::FxHashMap;

/// All the library declares.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    pub(crate) kinds: Vec<Kind>,
    pub(crate) kinds_by_name: FxHashMap<Name, KindId>,
    pub(crate) choices: Vec<Choice>,
    pub(crate) choices_by_name: FxHashMap<Name, ChoiceId>,
    pub(crate) facts: indexmap::IndexMap<Name, Fact, rustc_hash::FxBuildHasher>,
    pub(crate) managed: std::sync::Arc<Statements>,
    pub(crate) index: Index,
}

impl Schema {
    /// The same without any rule, for measuring what rules cost.
    pub fn without_rules(&self) -> Schema {
        let mut bare = self.clone();
        bare.kinds.iter_mut().for_each(|kind| kind.rules.clear());
        bare
    }

    /// The same, with the quotas that an account has had raised.
    pub fn raised(&self, quotas: &[(Name, Value, Span)]) -> Schema {
        let mut schema = self.clone();
        for (name, value, _) in quotas {
            if let Some(fact) = schema.facts.get_mut(name).filter(|_| !value.is_unknown()) {
                fact.value = value.clone();
            }
        }
        schema
    }

    /// The kind or part of an id.
    pub fn kind(&self, id: KindId) -> &Kind {
        &self.kinds[id.0 as usize]
    }

    /// The parts that have a name of their own inside a block of a kind, by the word they begin with.
    pub fn named_parts(&self, kind: KindId) -> impl Iterator<Item = (Name, KindId)> {
        let lists = self.kind(kind).fields.iter().filter_map(|field| match &field.shape {
            Shape::List(item, _) => Some(&**item),
            _ => None,
        });
        let parts = lists.filter_map(|item| match item {
            Shape::Kind(part) => Some((self.kind(*part).name, *part)),
            _ => None,
        });
        parts.filter(|(_, part)| self.kind(*part).is_part && self.kind(*part).is_labelled)
    }

    /// The kind or part of a name.
    pub fn kind_named(&self, name: Name) -> Option<KindId> {
        self.kinds_by_name.get(&name).copied()
    }

    /// Every kind and part, in the order declared.
    pub fn kinds(&self) -> impl Iterator<Item = (KindId, &Kind)> {
        self.kinds.iter().enumerate().map(|(at, kind)| (KindId(at as u16), kind))
    }

    /// The choice of an id.
    pub fn choice(&self, id: ChoiceId) -> &Choice {
        &self.choices[id.0 as usize]
    }

    /// The choice of a name.
    pub fn choice_named(&self, name: Name) -> Option<ChoiceId> {
        self.choices_by_name.get(&name).copied()
    }

    /// Every choice, in the order declared.
    pub fn choices(&self) -> impl Iterator<Item = &Choice> {
        self.choices.iter()
    }

    /// The blocks every program can name: AWS's managed policies.
    pub fn managed(&self) -> &Statements {
        &self.managed
    }

    /// A fact by name.
    pub fn fact(&self, name: Name) -> Option<&Fact> {
        self.facts.get(&name)
    }

    /// Every fact, in the order declared.
    pub fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.facts.values()
    }
}

impl Kind {
    /// Whether it is declared at the top: a kind, or a part with a name and no block it must stand in.
    pub fn stands_alone(&self) -> bool {
        !self.is_part || self.is_labelled && self.fields.iter().all(|field| field.position != Position::Parent)
    }

    /// A case by name.
    pub fn case_named(&self, name: Name) -> Option<CaseId> {
        self.cases.iter().position(|case| case.name == name).map(|at| CaseId(at as u16))
    }

    /// A field by id.
    pub fn field(&self, id: FieldId) -> &Field {
        &self.fields[id.0 as usize]
    }

    /// Every field with its id, in the order declared.
    pub fn fields(&self) -> impl Iterator<Item = (FieldId, &Field)> {
        self.fields.iter().enumerate().map(|(at, field)| (FieldId(at as u16), field))
    }

    /// A case by id.
    pub fn case(&self, id: CaseId) -> &Case {
        &self.cases[id.0 as usize]
    }

    /// Whether its blocks are raw resources of one target: `resource "AWS::X::Y" name { … }`.
    pub fn is_raw(&self) -> bool {
        self.name == "resource"
    }

    /// An output by name.
    pub fn output_named(&self, name: Name) -> Option<&Output> {
        self.outputs.iter().find(|output| output.name == name)
    }
}

impl Choice {
    /// A word of it.
    pub fn word(&self, word: Name) -> Option<&ChoiceWord> {
        self.words.iter().find(|candidate| candidate.word == word)
    }
}

impl ChoiceWord {
    /// A fact about it.
    pub fn fact(&self, name: Name) -> Option<&Value> {
        self.facts.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}
