//! Choices and facts: words with what AWS says of each, and single numbers, ids and limits.

use super::kind::{PerTarget, Target};
use super::value::Value;
use crate::source::{Name, Span};
use std::sync::Arc;

/// A closed set of words.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Its name as a type.
    pub name: Name,
    /// From `///`.
    pub docs: Option<Arc<str>>,
    /// Where it is declared.
    pub span: Span,
    /// Its words, in the order written.
    pub words: Vec<ChoiceWord>,
}

/// One word of a choice.
#[derive(Clone, Debug)]
pub struct ChoiceWord {
    /// As authors write it.
    pub word: Name,
    /// From `///`.
    pub docs: Option<Arc<str>>,
    /// How targets spell it: a text, a number, or a list of texts.
    pub spelled: PerTarget<Value>,
    /// The one target that has it.
    pub only: Option<Target>,
    /// Facts about it: `region.us-east-1` has `name`, `latitude`, `alb_zone`…
    pub facts: Vec<(Name, Value)>,
}

/// A number, id or limit of AWS.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Its name.
    pub name: Name,
    /// From `///`.
    pub docs: Option<Arc<str>>,
    /// Where it is declared.
    pub span: Span,
    /// The word after the colon: `quota`, `zone_id`…
    pub sort: Name,
    /// What it is.
    pub value: Value,
    /// The page it is from.
    pub source: Arc<str>,
    /// The month it was checked.
    pub checked: Arc<str>,
}
