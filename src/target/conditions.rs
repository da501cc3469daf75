//! Conditions that are decided when deployed, by names that say what they mean.
//!
//! In: conditions of the plan. Out: names unique in the run, and their spelling in both targets. Deliberately absent: what
//! depends on them.

use super::encode::{Encoder, Use};
use super::names;
use super::world::World;
use crate::plan::From;
use crate::schema::{Condition, InputId, Shape, Unknown, Value};

/// Every condition a run has met, each with its name.
#[derive(Debug, Default)]
pub(crate) struct Conditions {
    list: Vec<(Condition, String)>,
}

impl Conditions {
    /// A condition's position, kept from its first appearance.
    pub(crate) fn number(&mut self, condition: &Condition, world: &World) -> usize {
        if let Some(at) = self.list.iter().position(|(known, _)| known == condition) {
            return at;
        }
        let plain = said(condition, world);
        let mut name = plain.clone();
        let mut number = 2;
        while self.list.iter().any(|(_, known)| *known == name) {
            name = plain.clone() + &number.to_string();
            number += 1;
        }
        self.list.push((condition.clone(), name));
        self.list.len() - 1
    }

    /// The name of a position.
    pub(crate) fn name(&self, at: usize) -> &str {
        &self.list[at].1
    }

    /// The condition of a position.
    pub(crate) fn get(&self, at: usize) -> &Condition {
        &self.list[at].0
    }
}

/// `StageIsLive`, `HostGiven`, `NotHostGiven`.
fn said(condition: &Condition, world: &World) -> String {
    let joined = |parts: &[Condition], word: &str| parts.iter().map(|part| said(part, world)).collect::<Vec<_>>().join(word);
    let name = match condition {
        Condition::Equal(a, b) => noun(a, world) + "Is" + &noun(b, world),
        Condition::Given(input) => world.input(*input).1.to_owned() + "Given",
        Condition::Not(inner) => "Not".to_owned() + &said(inner, world),
        Condition::And(parts) => joined(parts, "And"),
        Condition::Or(parts) => joined(parts, "Or"),
    };
    name.chars().take(200).collect()
}

fn noun(value: &Value, world: &World) -> String {
    match value {
        Value::Unknown(unknown) => match &**unknown {
            Unknown::Input(input) => world.input(*input).1.to_owned(),
            Unknown::Attribute(_, output) => names::logical(output),
            Unknown::Stack(part) => names::logical(part),
            Unknown::Template(_) | Unknown::If(..) | Unknown::Raw(..) => "Value".to_owned(),
        },
        Value::Bool(value) => names::logical(if *value { "true" } else { "false" }),
        Value::Int(number) => number.to_string(),
        other => names::logical(other.as_text().unwrap_or("Value")),
    }
}

impl<'w> Encoder<'w> {
    /// A condition's name in the template, noted as used.
    pub(crate) fn condition(&mut self, condition: &Condition) -> usize {
        let at = self.conditions.number(condition, self.world);
        self.uses.push(Use::Condition(at));
        at
    }

    /// Whether the text at hand only exists where this holds.
    pub(crate) fn is_within(&self, condition: &Condition) -> bool {
        self.within.is_some_and(|within| match within {
            Condition::And(parts) => parts.contains(condition),
            within => within == condition,
        }) || self.within == Some(condition)
    }

    /// Writes a condition of CloudFormation.
    pub(crate) fn define(&mut self, condition: &Condition) {
        match condition {
            Condition::Equal(a, b) if choice_of(a).or_else(|| choice_of(b)).is_some() => self.define(&divided(a, b)),
            Condition::Equal(a, b) => {
                self.json.object();
                self.json.key("Fn::Equals");
                self.json.list();
                self.compared(a, b);
                self.compared(b, a);
                self.json.leave();
                self.json.leave();
            }
            Condition::Given(input) => self.not(|encoder| encoder.is_empty(*input)),
            Condition::Not(inner) => match &**inner {
                Condition::Given(input) => self.is_empty(*input),
                inner => self.not(|encoder| encoder.define(inner)),
            },
            Condition::And(parts) => self.several("Fn::And", parts),
            Condition::Or(parts) => self.several("Fn::Or", parts),
        }
    }

    fn not(&mut self, inner: impl FnOnce(&mut Self)) {
        self.json.object();
        self.json.key("Fn::Not");
        self.json.list();
        inner(self);
        self.json.leave();
        self.json.leave();
    }

    /// CloudFormation takes two to ten parts; more nest.
    fn several(&mut self, word: &str, parts: &[Condition]) {
        if let [one] = parts {
            return self.define(one);
        }
        self.json.object();
        self.json.key(word);
        self.json.list();
        let (first, rest) = if parts.len() > 10 { parts.split_at(9) } else { (parts, &[] as &[Condition]) };
        first.iter().for_each(|part| self.define(part));
        if !rest.is_empty() {
            self.several(word, rest);
        }
        self.json.leave();
        self.json.leave();
    }

    fn is_empty(&mut self, input: InputId) {
        let always = matches!(self.world.input(input).0.from, From::Ssm(_) | From::Export(_));
        self.json.object();
        self.json.key("Fn::Equals");
        self.json.list();
        if always {
            self.json.string("given");
        } else {
            self.input_as_it_is(input);
        }
        self.json.string("");
        self.json.leave();
        self.json.leave();
    }

    /// One side of a comparison: all of them texts, spelled as the other side's shape spells them.
    fn compared(&mut self, value: &Value, other: &Value) {
        match value {
            Value::Bool(value) => self.json.string(if *value { "true" } else { "false" }),
            Value::Int(number) => self.json.int_string(*number),
            Value::Duration(milliseconds) => {
                let text = super::encode::quotient(*milliseconds, 1000);
                self.json.string(&text);
            }
            value => match input_of(value) {
                Some(input) => self.input_as_it_is(input),
                None => self.plain(compared_shape(self.world, other), value),
            },
        }
    }
}

/// The value that an `if` chooses, where one is compared.
fn choice_of(value: &Value) -> Option<(&Condition, &Value, &Value)> {
    match value {
        Value::Unknown(unknown) => match &**unknown {
            Unknown::If(condition, then, otherwise) => Some((condition, then, otherwise)),
            Unknown::Attribute(..) | Unknown::Input(_) | Unknown::Template(_) | Unknown::Stack(_) | Unknown::Raw(..) => None,
        },
        _ => None,
    }
}

/// `(if c { x } else { y }) == b` without the choice, which a condition of CloudFormation cannot hold.
fn divided(a: &Value, b: &Value) -> Condition {
    let (chosen, other) = if choice_of(a).is_some() { (a, b) } else { (b, a) };
    let Some((condition, then, otherwise)) = choice_of(chosen) else {
        return Condition::Equal(a.clone(), b.clone());
    };
    let side = |holds: Condition, value: &Value| Condition::And(vec![holds, Condition::Equal(value.clone(), other.clone())]);
    Condition::Or(vec![side(condition.clone(), then), side(Condition::Not(Box::new(condition.clone())), otherwise)])
}

/// The shape that an input on the other side of a comparison gives.
pub(crate) fn compared_shape<'w>(world: &'w World<'w>, other: &Value) -> &'w Shape {
    input_of(other).map_or(&Shape::Any, |input| &world.plan.input(input).shape)
}

/// The input that a value is.
pub(crate) fn input_of(value: &Value) -> Option<InputId> {
    match value {
        Value::Unknown(unknown) => match **unknown {
            Unknown::Input(input) => Some(input),
            Unknown::Attribute(..) | Unknown::Template(_) | Unknown::If(..) | Unknown::Stack(_) | Unknown::Raw(..) => None,
        },
        _ => None,
    }
}
