//! What a field of a block holds, written or by default.
//!
//! In: blocks and the schema. Out: values, computed where the library says how. Deliberately absent: checking.

use crate::report::Reports;
use crate::resolve::{Item, Names, Within, evaluate, place_facts};
use crate::schema::{Asked, Block, BlockId, Default, Derived, Field, FieldId, Kind, Schema, Unknown, Value};
use crate::source::{Name, Span};
use crate::syntax::{Expr, Form};
use std::borrow::Cow;
use std::sync::Arc;

/// Reads blocks of one model or plan.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// What the library says.
    pub schema: &'a Schema,
    /// The arena that `BlockId`s point into.
    pub blocks: &'a [Block],
}

impl<'a> Reader<'a> {
    /// The kind of a block.
    pub fn kind(&self, block: &Block) -> &'a Kind {
        self.schema.kind(block.kind)
    }

    /// The block of an id.
    pub fn block(&self, id: BlockId) -> &'a Block {
        &self.blocks[id.0 as usize]
    }

    /// What a field holds: as written, else its default; `Value::None` where it is absent.
    pub fn value<'b>(&self, block: &'b Block, field: FieldId) -> Cow<'b, Value>
    where
        'a: 'b,
    {
        match block.value(field) {
            Some(value) => Cow::Borrowed(value),
            None => self.default(block, field),
        }
    }

    /// What a field holds when not written.
    pub fn default<'b>(&self, block: &'b Block, field: FieldId) -> Cow<'b, Value>
    where
        'a: 'b,
    {
        match &self.kind(block).field(field).default {
            Default::Required | Default::Absent => Cow::Owned(Value::None),
            Default::Label => Cow::Owned(Value::Text(name_of(&block.label))),
            Default::Doc => Cow::Owned(first_line(block.docs.as_deref())),
            Default::Constant(value) => Cow::Borrowed(value),
            Default::Computed(expr) => Cow::Owned(self.compute(block, expr)),
        }
    }

    /// What a field of a name holds; `Value::None` where the kind has no such field.
    pub fn named(&self, block: &Block, name: Name) -> Value {
        let field = self.kind(block).field_in(name, block.case);
        field.map_or(Value::None, |field| self.value(block, field).into_owned())
    }

    /// A derived value of a block's kind.
    pub fn derived(&self, block: &Block, derived: &Derived) -> Value {
        self.compute(block, &derived.value)
    }

    /// Whether a condition of the library (`when = …`) holds for a block; an unknown one holds.
    pub fn holds(&self, block: &Block, when: Option<&Expr>) -> bool {
        when.is_none_or(|when| self.compute(block, when) != Value::Bool(false))
    }

    /// The value of an expression of the library, about a block.
    pub fn compute(&self, block: &Block, expr: &Expr) -> Value {
        evaluate(expr, &Fields { reader: *self, block }, &mut Reports::default())
    }

    /// The same, where some names have a value besides: what a law found.
    pub fn compute_within(&self, block: &Block, names: &[(Name, Value)], expr: &Expr) -> Value {
        let outer = Fields { reader: *self, block };
        evaluate(expr, &Within { outer: &outer, names: names.to_vec() }, &mut Reports::default())
    }

    /// What a test says of one item of a list of a block.
    pub(super) fn compute_of(&self, block: &Block, item: &Value, test: &Expr) -> Value {
        let outer = Fields { reader: *self, block };
        evaluate(test, &Item { outer: &outer, item: item.clone() }, &mut Reports::default())
    }

    /// An output of an existing block, from what its author wrote of it; `None` where that is not known.
    pub fn output(&self, id: BlockId, output: Name) -> Option<Value> {
        let block = self.block(id);
        let kind = self.kind(block);
        if let Some(field) = kind.field_in(output, block.case) {
            let value = self.value(block, field).into_owned();
            if value != Value::None || kind.output_named(output).is_none() {
                return Some(value).filter(|value| *value != Value::None);
            }
        }
        let declared = kind.output_named(output)?;
        let expr = match (&declared.known, &declared.asked.cfn) {
            (Some(known), _) => known,
            (None, Some(Asked::Computed(expr))) => expr,
            _ => return None,
        };
        Some(self.compute(block, expr)).filter(|value| *value != Value::None)
    }

    /// What a rule's test of `branches` sees of a branch.
    pub(super) fn seen_of(&self, branch: &Block) -> Vec<(Name, Value)> {
        match (Fields { reader: *self, block: branch }).branch(branch) {
            Value::Map(entries) => entries.into_iter().map(|(name, value)| (Name::of(&name), value)).collect(),
            _ => Vec::new(),
        }
    }

    /// What a reference to a block means: its kind's first output.
    pub fn reference(&self, id: BlockId) -> Option<Name> {
        self.kind(self.block(id)).outputs.first().map(|output| output.name)
    }

    /// A member of a value: a block's field or output, a choice word's fact.
    pub fn member(&self, of: &Value, member: Name) -> Option<Value> {
        match of {
            Value::Block(id) => self.block_member(*id, member),
            Value::Word(word) => self.word_fact(*word, member),
            Value::Unknown(unknown) => match &**unknown {
                Unknown::Attribute(id, _) => self.block_member(*id, member),
                _ if member == "kind" => None,
                _ => Some(Value::Unknown(unknown.clone())),
            },
            _ => None,
        }
    }

    fn block_member(&self, id: BlockId, member: Name) -> Option<Value> {
        let block = self.block(id);
        let kind = self.kind(block);
        if member == "kind" {
            return Some(Value::Word(kind.name));
        }
        if member == "label" && kind.field_named(member).is_none() {
            return Some(Value::Text(block.label.clone()));
        }
        if member == "existing" && kind.field_named(member).is_none() {
            return Some(Value::Bool(block.existing));
        }
        if let Some(field) = kind.field_in(member, block.case) {
            let value = self.value(block, field).into_owned();
            if value != Value::None || block.existing || kind.output_named(member).is_none() {
                return Some(value);
            }
        }
        if let Some(derived) = kind.derived.iter().find(|derived| derived.name == member && fits(derived, block)) {
            return Some(self.derived(block, derived));
        }
        match kind.output_named(member)?.asked.cfn.as_ref() {
            Some(Asked::Computed(expr)) => Some(self.compute(block, expr)),
            _ => Some(Value::attribute(id, member)),
        }
    }

    fn word_fact(&self, word: Name, member: Name) -> Option<Value> {
        self.schema.choices().find_map(|choice| choice.word(word)?.fact(member).cloned())
    }
}

fn fits(derived: &Derived, block: &Block) -> bool {
    derived.case.is_none() || derived.case == block.case
}

fn first_line(docs: Option<&str>) -> Value {
    match docs.and_then(|docs| docs.lines().next()).map(str::trim).filter(|line| !line.is_empty()) {
        Some(line) => Value::text(line),
        None => Value::None,
    }
}

/// The names an expression of the library sees: the block's own fields and derived values, then the library's facts.
struct Fields<'a, 'b> {
    reader: Reader<'a>,
    block: &'b Block,
}

impl Names for Fields<'_, '_> {
    fn name(&self, name: Name, _: Span, _: &mut Reports) -> Option<Value> {
        let kind = self.reader.kind(self.block);
        match name.as_str() {
            "case" if !kind.cases.is_empty() => {
                return Some(self.block.case.map_or(Value::None, |case| Value::Word(kind.case(case).name)));
            }
            "branches" => {
                return Some(Value::List(self.block.branches.iter().map(|branch| self.branch(branch)).collect()));
            }
            "label" => return Some(Value::Text(self.block.label.clone())),
            "parent" => return self.block.parent.map(Value::Block),
            "existing" if kind.field_named(name).is_none() => {
                return Some(Value::Bool(self.block.existing));
            }
            _ => {}
        }
        if let Some(field) = kind.field_in(name, self.block.case) {
            return Some(self.reader.value(self.block, field).into_owned());
        }
        if let Some(derived) = kind.derived.iter().find(|derived| derived.name == name && fits(derived, self.block)) {
            return Some(self.reader.derived(self.block, derived));
        }
        self.reader.schema.fact(name).map(|fact| fact.value.clone()).or_else(|| self.managed(name))
    }

    fn member(&self, of: &Value, member: Name) -> Option<Value> {
        let found = self.reader.member(of, member);
        if matches!(of, Value::Word(_)) { found } else { found.or(Some(Value::None)) }
    }

    fn has_member(&self, of: &Value, member: Name) -> bool {
        let Value::Block(id) = of else { return false };
        let kind = self.reader.kind(self.reader.block(*id));
        kind.field_named(member).is_some() || kind.derived.iter().any(|derived| derived.name == member)
    }

    fn ask_branches(&self, list: &Expr, ask: &mut dyn FnMut(&dyn Names) -> bool) -> bool {
        let is_list = matches!(list.form, Form::Word(word) if word == "branches");
        if is_list {
            let _ = self.block.branches.iter().any(|branch| ask(&OfBranch { outer: self, branch }));
        }
        is_list
    }

    fn call(&self, function: Name, arguments: &[Value], _: Span, _: &mut Reports) -> Option<Value> {
        place_facts(function, arguments, self.reader.schema)
    }
}

/// What a test of `branches` sees: a branch, then what is seen without it.
struct OfBranch<'f, 'a, 'b> {
    outer: &'f Fields<'a, 'b>,
    branch: &'b Block,
}

impl Names for OfBranch<'_, '_, '_> {
    fn name(&self, name: Name, span: Span, reports: &mut Reports) -> Option<Value> {
        if name == "item" {
            return Some(self.outer.branch(self.branch));
        }
        if name == "label" {
            return Some(Value::Text(self.branch.label.clone()));
        }
        let reader = &self.outer.reader;
        let field =
            reader.kind(self.branch).fields().find(|(id, field)| field.name == name && is_of_branch(self.branch, *id, field));
        field.map(|(id, _)| reader.value(self.branch, id).into_owned()).or_else(|| self.outer.name(name, span, reports))
    }

    fn member(&self, of: &Value, member: Name) -> Option<Value> {
        self.outer.member(of, member)
    }

    fn call(&self, function: Name, arguments: &[Value], span: Span, reports: &mut Reports) -> Option<Value> {
        self.outer.call(function, arguments, span, reports)
    }
}

/// Whether a field is said on a branch, or can be.
fn is_of_branch(branch: &Block, id: FieldId, field: &Field) -> bool {
    branch.slot(id).is_some() || field.on_branch && (field.case.is_none() || field.case == branch.case)
}

impl Fields<'_, '_> {
    /// A block of the library by name: `CachingOptimized`. They stand first in every model.
    fn managed(&self, name: Name) -> Option<Value> {
        let id = self.reader.schema.managed_named(name)?;
        self.reader.blocks.get(id.0 as usize).filter(|block| *block.label == *name.as_str()).map(|_| Value::Block(id))
    }

    /// A branch as a map of what can be written on it, and its label.
    fn branch(&self, branch: &Block) -> Value {
        let kind = self.reader.kind(branch);
        let written = kind.fields().filter(|(id, field)| is_of_branch(branch, *id, field));
        let mut entries: Vec<_> =
            written.map(|(id, field)| (field.name.as_str().into(), self.reader.value(branch, id).into_owned())).collect();
        entries.push(("label".into(), Value::Text(branch.label.clone())));
        Value::Map(entries)
    }
}

/// A label as a name at AWS, where few signs are allowed: `healthy[eu-west-1]` is called `healthy-eu-west-1`.
fn name_of(label: &Arc<str>) -> Arc<str> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    if label.chars().all(is_plain) {
        return label.clone();
    }
    label.split(|letter| !is_plain(letter)).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-").into()
}
