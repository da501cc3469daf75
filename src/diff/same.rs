//! Whether two values of two sides mean the same.
//!
//! In: values, and which blocks are each other's counterparts. Out: yes or no. Order counts in no list: where it does, the list is
//! one of parts, which are compared one by one.

use super::pair::Both;
use super::side::Read;
use crate::schema::{BlockId, Condition, InputId, Unknown, Value};
use crate::target::alike;

/// Values may hold values; beyond this they are taken to differ.
const DEEPEST: usize = 64;

impl Both<'_> {
    /// Whether two values mean the same.
    pub fn same(&self, old: &Value, new: &Value) -> bool {
        self.same_at(old, new, 0)
    }

    fn same_at(&self, old: &Value, new: &Value, depth: usize) -> bool {
        if depth > DEEPEST {
            return false;
        }
        match (old, new) {
            (Value::Text(a), Value::Text(b)) => a == b,
            (Value::Word(a), Value::Word(b)) => a == b,
            (Value::Block(a), Value::Block(b)) => self.same_block(*a, *b, depth),
            (Value::Block(a), other) => self.names(&self.old, *a, other),
            (other, Value::Block(b)) => self.names(&self.new, *b, other),
            (Value::Unknown(a), Value::Unknown(b)) => self.same_unknown(a, b, depth),
            (Value::Unknown(a), other) => known(&self.old, a).is_some_and(|known| self.same_at(&known, other, depth + 1)),
            (other, Value::Unknown(b)) => known(&self.new, b).is_some_and(|known| self.same_at(other, &known, depth + 1)),
            (Value::List(a), Value::List(b)) => self.same_set(a, b, depth),
            (Value::Call(a, of_a), Value::Call(b, of_b)) if *a == "except" || *a == "all_and" => {
                a == b && self.same_set(listed(of_a), listed(of_b), depth)
            }
            (Value::Call(a, of_a), Value::Call(b, of_b)) => {
                a == b && of_a.len() == of_b.len() && of_a.iter().zip(of_b).all(|(a, b)| self.same_at(a, b, depth + 1))
            }
            (Value::Map(a), Value::Map(b)) => {
                let found = |key: &str| b.iter().find(|(other, _)| **other == *key).map(|(_, value)| value);
                a.len() == b.len() && a.iter().all(|(key, value)| found(key).is_some_and(|b| self.same_at(value, b, depth + 1)))
            }
            (a, b) => alike(a, b),
        }
    }

    fn same_set(&self, a: &[Value], b: &[Value], depth: usize) -> bool {
        if a.len() != b.len() {
            return false;
        }
        if a.iter().zip(b).all(|(a, b)| self.same_at(a, b, depth + 1)) {
            return true;
        }
        let mut taken = vec![false; b.len()];
        a.iter().all(|a| {
            let found = b.iter().enumerate().position(|(at, b)| !taken[at] && self.same_at(a, b, depth + 1));
            found.inspect(|at| taken[*at] = true).is_some()
        })
    }

    fn same_block(&self, a: BlockId, b: BlockId, depth: usize) -> bool {
        if self.pairs.get(&a) == Some(&b) {
            return true;
        }
        let (seen_a, seen_b) = (self.through(&self.old, a), self.through(&self.new, b));
        match (seen_a, seen_b) {
            (None, None) => {}
            (a_of, b_of) => {
                let (a, b) = (a_of.unwrap_or(Value::Block(a)), b_of.unwrap_or(Value::Block(b)));
                return self.same_at(&a, &b, depth + 1);
            }
        }
        let (id_a, id_b) = (a, b);
        let (block_a, block_b) = (self.old.block(a), self.new.block(b));
        if block_a.kind != block_b.kind {
            return false;
        }
        if self.is_fixed(&self.old, a) || self.is_fixed(&self.new, b) {
            let same_place = self.is_fixed(&self.old, a) == self.is_fixed(&self.new, b);
            return same_place
                && match (self.old.identity(a), self.new.identity(b)) {
                    (Some(a), Some(b)) => a == b || self.pairs.get(&id_a) == Some(&id_b),
                    _ => block_a.label == block_b.label || self.pairs.get(&a) == Some(&b),
                };
        }
        if self.schema.kind(block_a.kind).is_part && !self.pairs.contains_key(&a) {
            return self.same_part(block_a, block_b);
        }
        self.pairs.get(&a) == Some(&b)
    }

    /// Whether a block is what it is whatever the program says.
    pub fn is_fixed(&self, side: &Read, id: BlockId) -> bool {
        side.block(id).existing || side.is_managed(id)
    }

    /// What an origin that says nothing but where it points to stands for.
    pub fn through(&self, side: &Read, id: BlockId) -> Option<Value> {
        let (block, view) = (side.block(id), self.origin?);
        match block.slots.as_slice() {
            [only] if block.kind == view.kind && block.case.is_none() && only.field == view.from => Some(only.value.clone()),
            _ => None,
        }
    }

    /// Whether a text or an output is what a block is known by.
    fn names(&self, side: &Read, id: BlockId, other: &Value) -> bool {
        if let Some(seen) = self.through(side, id) {
            return match seen {
                Value::Block(inner) => self.names(side, inner, other),
                seen => alike(&seen, other),
            };
        }
        match other {
            Value::Text(text) => {
                let outputs = || side.reader.kind(side.block(id)).outputs.iter();
                let is_known = |output: &crate::schema::Output| {
                    side.reader.output(id, output.name).is_some_and(|known| known.as_text() == Some(text))
                };
                self.is_fixed(side, id) && (side.identity(id).as_deref() == Some(&**text) || outputs().any(is_known))
            }
            Value::Unknown(unknown) => match &**unknown {
                Unknown::Attribute(of, output) => {
                    // Of the other side, so that they are counterparts.
                    let own_is_old = std::ptr::eq(side.model(), self.old.model());
                    let pair = if own_is_old { self.pairs.get(&id) == Some(of) } else { self.pairs.get(of) == Some(&id) };
                    pair && side.reader.reference(id) == Some(*output)
                }
                _ => side.reader.kind(side.block(id)).fields().next().is_some() && self.input_block(side, id, unknown),
            },
            _ => false,
        }
    }

    /// A block that stands for an input means the input.
    fn input_block(&self, side: &Read, id: BlockId, unknown: &Unknown) -> bool {
        let own = side.block(id).slots.iter().find_map(|slot| match &slot.value {
            Value::Unknown(own) => Some(own),
            _ => None,
        });
        match (own.map(|own| &**own), unknown) {
            (Some(Unknown::Input(a)), Unknown::Input(b)) => {
                if std::ptr::eq(side.model(), self.old.model()) {
                    self.same_input(*a, *b)
                } else {
                    self.same_input(*b, *a)
                }
            }
            (Some(Unknown::Input(a)), Unknown::Raw(target, text)) => from_terraform(side, *a, *target, text),
            _ => false,
        }
    }

    fn same_input(&self, a: InputId, b: InputId) -> bool {
        let (a, b) = (&self.old.model().inputs[a.0 as usize], &self.new.model().inputs[b.0 as usize]);
        let same_source = match (&a.from, &b.from) {
            (Some((a, path_a, _)), Some((b, path_b, _))) => a == b && path_a == path_b,
            _ => false,
        };
        same_source || super::pair::plain(a.name.as_str()) == super::pair::plain(b.name.as_str())
    }

    fn same_unknown(&self, a: &Unknown, b: &Unknown, depth: usize) -> bool {
        match (a, b) {
            (Unknown::Attribute(of_a, a), Unknown::Attribute(of_b, b)) => {
                a == b && self.same_block(*of_a, *of_b, depth)
                    || known_of(&self.old, *of_a, *a).is_some_and(|known_a| Some(known_a) == known_of(&self.new, *of_b, *b))
            }
            (Unknown::Input(a), Unknown::Input(b)) => self.same_input(*a, *b),
            (Unknown::Template(a), Unknown::Template(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.same_at(a, b, depth + 1))
            }
            (Unknown::If(if_a, then_a, else_a), Unknown::If(if_b, then_b, else_b)) => {
                self.same_condition(if_a, if_b)
                    && self.same_at(then_a, then_b, depth + 1)
                    && self.same_at(else_a, else_b, depth + 1)
            }
            (Unknown::Input(input), Unknown::Raw(target, text)) => from_terraform(&self.old, *input, *target, text),
            (Unknown::Raw(target, text), Unknown::Input(input)) => from_terraform(&self.new, *input, *target, text),
            (Unknown::Stack(a), Unknown::Stack(b)) => a == b,
            (Unknown::Raw(a, text_a), Unknown::Raw(b, text_b)) => a == b && text_a == text_b,
            _ => false,
        }
    }

    /// Whether two conditions are written alike.
    pub fn same_condition(&self, a: &Condition, b: &Condition) -> bool {
        let all = |a: &[Condition], b: &[Condition]| {
            a.len() == b.len() && a.iter().all(|a| b.iter().any(|b| self.same_condition(a, b)))
        };
        match (a, b) {
            (Condition::Equal(a, x), Condition::Equal(b, y)) => {
                self.same(a, b) && self.same(x, y) || self.same(a, y) && self.same(x, b)
            }
            (Condition::Given(a), Condition::Given(b)) => self.same_input(*a, *b),
            (Condition::Not(a), Condition::Not(b)) => self.same_condition(a, b),
            (Condition::And(a), Condition::And(b)) | (Condition::Or(a), Condition::Or(b)) => all(a, b),
            _ => false,
        }
    }
}

/// Whether an input is taken from an expression of Terraform.
fn from_terraform(side: &Read, input: InputId, target: crate::source::Name, text: &str) -> bool {
    let from = &side.model().inputs[input.0 as usize].from;
    target == "tf" && from.as_ref().is_some_and(|(word, of, _)| *word == "terraform" && **of == *text)
}

/// `except([a, b])` and `except(a, b)` are one.
fn listed(arguments: &[Value]) -> &[Value] {
    match arguments {
        [Value::List(items)] => items,
        items => items,
    }
}

/// What an unknown value comes to, where the program says it after all: an attribute of something that exists already.
fn known(side: &Read, unknown: &Unknown) -> Option<Value> {
    match unknown {
        Unknown::Attribute(id, output) => known_of(side, *id, *output),
        _ => None,
    }
}

fn known_of(side: &Read, id: BlockId, output: crate::source::Name) -> Option<Value> {
    if side.block(id).existing || side.is_managed(id) { side.reader.output(id, output) } else { None }
}
