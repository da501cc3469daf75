//! What a field can hold, in the program's own terms.
//!
//! A value is known, or *unknown of a known form*: it will exist only when the stack is deployed, and can be passed on,
//! interpolated and referred to, but not looked into.

use crate::source::Name;
use crate::syntax::Number;
use std::sync::Arc;
use thin_vec::ThinVec;

/// A block of the model, or of a plan, by its position there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlockId(pub u32);

/// An `input`, by its position in the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InputId(pub u32);

/// What a field holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Absent on purpose: `none`, or an optional input that is not given.
    None,
    /// `true`, `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A decimal, in the author's digits.
    Decimal(Arc<str>),
    /// Milliseconds.
    Duration(u64),
    /// Bytes.
    Size(u64),
    /// Hundredths of a percent.
    Percent(u32),
    /// A date or an instant, as written.
    Time(Arc<str>),
    /// A string.
    Text(Arc<str>),
    /// A case of a choice, or a word the shape knows (`all`, `default`, `self`).
    Word(Name),
    /// A list.
    List(Vec<Value>),
    /// A map, in the order written.
    Map(ThinVec<(Arc<str>, Value)>),
    /// `except("Host")`, `point(-33.87, 151.2)`, `record("www")`, `continent(EU)`, `iam("…")`.
    Call(Name, ThinVec<Value>),
    /// Another block; in a field whose shape is a part, the block it owns.
    Block(BlockId),
    /// Known only when deployed.
    Unknown(Box<Unknown>),
}

/// A value that exists only when deployed.
#[derive(Clone, Debug, PartialEq)]
pub enum Unknown {
    /// `app.domain_name`: an output of a block's kind.
    Attribute(BlockId, Name),
    /// An input as a whole.
    Input(InputId),
    /// Text with unknown parts.
    Template(Vec<Value>),
    /// `if stage == "live" { a } else { b }` whose condition is unknown.
    If(Condition, Value, Value),
    /// Something of the stack itself: `account`, `partition`, `region`.
    Stack(Name),
    /// An expression of one target, passed on as it is: `each.value.name` (Terraform).
    Raw(Name, Arc<str>),
}

/// A condition that is decided when deployed.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Two values are equal.
    Equal(Value, Value),
    /// An optional input is given.
    Given(InputId),
    /// The contrary.
    Not(Box<Condition>),
    /// Both hold.
    And(Vec<Condition>),
    /// One holds.
    Or(Vec<Condition>),
}

impl Value {
    /// Looks at every block that a value is, holds or names.
    pub fn each_block(&self, see: &mut impl FnMut(BlockId)) {
        match self {
            Value::Block(id) => see(*id),
            Value::List(_) | Value::Call(..) => self.items().iter().for_each(|item| item.each_block(see)),
            Value::Map(entries) => entries.iter().for_each(|(_, value)| value.each_block(see)),
            Value::Unknown(unknown) => match &**unknown {
                Unknown::Attribute(id, _) => see(*id),
                Unknown::Template(parts) => parts.iter().for_each(|part| part.each_block(see)),
                Unknown::If(_, then, otherwise) => {
                    then.each_block(see);
                    otherwise.each_block(see);
                }
                Unknown::Input(_) | Unknown::Stack(_) | Unknown::Raw(..) => {}
            },
            _ => {}
        }
    }

    /// A string value.
    pub fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    /// A word value.
    pub fn word(word: &str) -> Value {
        Value::Word(Name::of(word))
    }

    /// An output of a block.
    pub fn attribute(block: BlockId, output: Name) -> Value {
        Value::Unknown(Box::new(Unknown::Attribute(block, output)))
    }

    /// Something of the deployment itself: its `account`, `partition` or `region`.
    pub fn stack(part: &str) -> Value {
        Value::Unknown(Box::new(Unknown::Stack(Name::of(part))))
    }

    /// What it holds one behind the other: the items of a list, the arguments of a call.
    pub fn items(&self) -> &[Value] {
        match self {
            Value::List(items) => items,
            Value::Call(_, items) => items,
            _ => &[],
        }
    }

    /// The same, to be changed; `None` where it can hold nothing of the kind.
    pub fn items_mut(&mut self) -> Option<&mut [Value]> {
        match self {
            Value::List(items) => Some(items),
            Value::Call(_, items) => Some(items),
            _ => None,
        }
    }

    /// The block it is.
    pub fn as_block(&self) -> Option<BlockId> {
        match self {
            Value::Block(id) => Some(*id),
            _ => None,
        }
    }

    /// The text of a `Text` or a `Word`.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            Value::Word(word) => Some(word.as_str()),
            _ => None,
        }
    }

    /// Whether any part of it is known only when deployed.
    pub fn is_unknown(&self) -> bool {
        match self {
            Value::Unknown(_) => true,
            Value::List(_) | Value::Call(..) => self.items().iter().any(Value::is_unknown),
            Value::Map(entries) => entries.iter().any(|(_, value)| value.is_unknown()),
            _ => false,
        }
    }
}

impl From<&Number> for Value {
    fn from(number: &Number) -> Value {
        match number {
            Number::Int(int) => Value::Int(*int),
            Number::Decimal(digits) => Value::Decimal(digits.clone()),
            Number::Duration(milliseconds) => Value::Duration(*milliseconds),
            Number::Size(bytes) => Value::Size(*bytes),
            Number::Percent(hundredths) => Value::Percent(*hundredths),
            Number::Time(time) => Value::Time(time.clone()),
        }
    }
}
