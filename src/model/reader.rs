//! What a field of a block holds, written or by default.
//!
//! In: blocks and the schema. Out: values, computed where the library says how. Deliberately absent: checking.

use super::fields::Fields;
use super::likeness::is_looked_up;
use crate::report::Reports;
use crate::resolve::{Item, Within, evaluate};
use crate::schema::{Asked, Block, BlockId, Default, Derived, FieldId, Kind, Schema, Unknown, Value};
use crate::source::Name;
use crate::syntax::Expr;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

/// Reads blocks of one model or plan.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// What the library says.
    pub schema: &'a Schema,
    /// The arena that `BlockId`s point into.
    pub blocks: &'a [Block],
    /// Told what is read.
    pub(super) witness: Option<&'a dyn Witness>,
    pub(super) whose: Whose,
    memory: Option<&'a Memory>,
}

/// What members of blocks came to, while the blocks stay as they are: a thousand behaviors ask one origin what it is.
#[derive(Debug, Default)]
pub struct Memory(Mutex<FxHashMap<(BlockId, Name), Option<Value>>>);

impl Memory {
    fn of(&self, id: BlockId, member: Name, compute: impl FnOnce() -> Option<Value>) -> Option<Value> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = known().get(&(id, member)) {
            return value.clone();
        }
        let value = compute();
        known().insert((id, member), value.clone());
        value
    }
}

/// Whoever wants to know what an answer rests on.
pub(super) trait Witness: Sync {
    /// What was written in a field was read.
    fn wrote(&self, block: &Block, value: &Value, whose: Whose);

    /// Something was read that stands in no field: the label, the documentation.
    fn aside(&self, block: &Block, whose: Whose);

    /// It was asked which branches there are, and what is written on them.
    fn branches(&self, block: &Block, whose: Whose);

    /// The items of what was written in a field were counted.
    fn counted(&self, block: &Block, value: &Value, whose: Whose);

    /// Two values were compared, or the items of one with each other.
    fn compared(&self, one: &Value, other: &Value);

    /// Whether a value that was looked up for a block is known, so that it does not count what it is worked out from.
    fn knows(&self, block: &Block, value: &Value, whose: Whose) -> bool;
}

/// Whose fields are read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// Those of the block that is asked about.
    Own,
    /// Those of another, which it refers to.
    Beyond,
}

impl<'a> Reader<'a> {
    /// Reads blocks of an arena.
    pub fn new(schema: &'a Schema, blocks: &'a [Block]) -> Reader<'a> {
        Reader { schema, blocks, witness: None, whose: Whose::Own, memory: None }
    }

    /// The same, where what members of blocks come to is remembered.
    pub fn remembering<'b>(self, memory: &'b Memory) -> Reader<'b>
    where
        'a: 'b,
    {
        Reader { memory: Some(memory), ..self }
    }

    /// The same, while a witness is told.
    pub(super) fn before<'b>(self, witness: &'b dyn Witness) -> Reader<'b>
    where
        'a: 'b,
    {
        Reader { witness: Some(witness), ..self }
    }

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
            Some(value) => {
                if let Some(witness) = self.witness {
                    witness.wrote(block, value, self.whose);
                }
                Cow::Borrowed(value)
            }
            None => self.default(block, field),
        }
    }

    /// What a field holds when not written.
    pub fn default<'b>(&self, block: &'b Block, field: FieldId) -> Cow<'b, Value>
    where
        'a: 'b,
    {
        let default = &self.kind(block).field(field).default;
        if let (Default::Label | Default::Doc, Some(witness)) = (default, self.witness) {
            witness.aside(block, self.whose);
        }
        match default {
            Default::Required | Default::Absent => Cow::Owned(Value::None),
            Default::Label => Cow::Owned(Value::Text(name_of(&block.label))),
            Default::Doc => Cow::Owned(first_line(block.docs.as_deref())),
            Default::Constant(value) => Cow::Borrowed(value),
            Default::Computed(expr) => Cow::Owned(self.compute(block, expr)),
        }
    }

    /// How many items are written in a field, where it is a list of some.
    pub(super) fn length(&self, block: &Block, field: FieldId) -> Option<i64> {
        let value = block.value(field)?;
        let Value::List(items) = value else { return None };
        if let Some(witness) = self.witness {
            witness.counted(block, value, self.whose);
        }
        i64::try_from(items.len()).ok()
    }

    /// What a field of a name holds; `Value::None` where the kind has no such field.
    pub fn named(&self, block: &Block, name: Name) -> Value {
        let field = self.kind(block).field_in(name, block.case);
        field.map_or(Value::None, |field| self.value(block, field).into_owned())
    }

    /// A derived value of a block's kind.
    pub fn derived(&self, block: &Block, derived: &Derived) -> Value {
        if let Some(witness) = self.witness.filter(|_| is_looked_up(&derived.value)) {
            let value = Reader { witness: None, ..*self }.compute(block, &derived.value);
            if witness.knows(block, &value, self.whose) {
                return value;
            }
        }
        self.compute(block, &derived.value)
    }

    /// The same, worked out once for a block of the arena where that is remembered.
    pub(super) fn derived_once(&self, block: &Block, derived: &Derived) -> Value {
        let from = std::ptr::from_ref(block).addr().checked_sub(self.blocks.as_ptr().addr());
        let at = from.map(|from| from / size_of::<Block>()).filter(|at| *at < self.blocks.len());
        match (self.memory.filter(|_| self.witness.is_none()), at) {
            (Some(memory), Some(at)) => {
                let value = memory.of(BlockId(at as u32), derived.name, || Some(self.derived(block, derived)));
                value.unwrap_or(Value::None)
            }
            _ => self.derived(block, derived),
        }
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
        let member_of = || Reader { whose: Whose::Beyond, ..*self }.member_of(id, self.block(id), member);
        match self.memory {
            Some(memory) if self.witness.is_none() => memory.of(id, member, member_of),
            _ => member_of(),
        }
    }

    fn member_of(&self, id: BlockId, block: &Block, member: Name) -> Option<Value> {
        let kind = self.kind(block);
        if member == "kind" {
            return Some(Value::Word(kind.name));
        }
        if member == "label" && kind.field_named(member).is_none() {
            if let Some(witness) = self.witness {
                witness.aside(block, self.whose);
            }
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
        self.schema.word_fact(word, member).cloned()
    }
}

/// Whether a derived value is one of a block of its case.
pub(super) fn fits(derived: &Derived, block: &Block) -> bool {
    derived.case.is_none() || derived.case == block.case
}

fn first_line(docs: Option<&str>) -> Value {
    match docs.and_then(|docs| docs.lines().next()).map(str::trim).filter(|line| !line.is_empty()) {
        Some(line) => Value::text(line),
        None => Value::None,
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
