//! What is known only when deployed, in CloudFormation: `Ref`, `Fn::GetAtt`, `Fn::Sub`, `Fn::If`.
//!
//! In: an unknown value. Out: the intrinsic function that becomes it, and a note of what it uses. Deliberately absent:
//! Terraform (`expression`).

use super::encode::{Encoder, Use, quotient};
use super::placement::passes_as_list;
use super::stack;
use super::world::{Item, Reached, World};
use crate::plan::From;
use crate::schema::{BlockId, InputId, Shape, Target, Unknown, Value};
use crate::source::Name;

/// A piece of a `Fn::Sub`.
enum Piece<'v> {
    Text,
    Named(&'v Value),
}

impl<'w> Encoder<'w> {
    /// Writes an unknown value for CloudFormation.
    pub(crate) fn intrinsic(&mut self, shape: &Shape, unknown: &Unknown) {
        match unknown {
            Unknown::Attribute(block, output) => self.reference(*block, Some(*output)),
            Unknown::Input(input) => self.input(*input),
            Unknown::Template(pieces) => self.substituted(pieces),
            Unknown::If(condition, then, otherwise) => {
                let at = self.condition(condition);
                self.json.object();
                self.json.key("Fn::If");
                self.json.list();
                let name = self.conditions.name(at).to_owned();
                self.json.string(&name);
                self.plain(shape, then);
                self.plain(shape, otherwise);
                self.json.leave();
                self.json.leave();
            }
            Unknown::Stack(part) => self.json.single("Ref", stack::spelled(*part, Target::CloudFormation)),
            Unknown::Raw(target, text) if *target == "cfn" => match serde_json::from_str(text) {
                Ok(tree) => self.json.tree(&tree),
                Err(_) => self.json.string(text),
            },
            Unknown::Raw(_, text) => {
                self.refuse(text);
                self.nothing();
            }
        }
    }

    /// Writes what is asked of an item: `Ref`, `Fn::GetAtt`, or the parameter that brings it from another template.
    pub(crate) fn asked(&mut self, item: Item, attribute: Option<&'w str>) {
        match self.world.condition(item) {
            Some(condition) if !self.is_within(condition) => {
                let at = self.condition(condition);
                self.json.object();
                self.json.key("Fn::If");
                self.json.list();
                let name = self.conditions.name(at).to_owned();
                self.json.string(&name);
                self.asked_always(item, attribute);
                self.nothing();
                self.json.leave();
                self.json.leave();
            }
            _ => self.asked_always(item, attribute),
        }
    }

    /// The same, where the item is known to exist.
    pub(crate) fn asked_always(&mut self, item: Item, attribute: Option<&'w str>) {
        let world: &'w World<'w> = self.world;
        if let Some(text) = attribute.and_then(|attribute| composed(attribute, world.name(item))) {
            self.uses.push(Use::Item(item, None));
            return self.json.single("Fn::Sub", &text);
        }
        self.uses.push(Use::Item(item, attribute));
        match (attribute, self.is_elsewhere(item)) {
            (None, _) => self.json.single("Ref", world.name(item)),
            (Some(attribute), true) => {
                let name = self.parameter_of(item, attribute);
                self.json.single("Ref", &name);
            }
            (Some(attribute), false) => {
                self.json.object();
                self.json.key("Fn::GetAtt");
                self.json.list();
                self.json.string(world.name(item));
                self.json.string(attribute);
                self.json.leave();
                self.json.leave();
            }
        }
    }

    /// Whether an item stands in another template than the one being written.
    pub(crate) fn is_elsewhere(&self, item: Item) -> bool {
        self.placement.is_some_and(|(placement, here)| placement.template_of(item) != Some(here))
    }

    fn parameter_of(&self, item: Item, attribute: &str) -> String {
        self.placement.map_or_else(String::new, |(placement, _)| placement.parameter(self.world, item, Some(attribute)))
    }

    fn input(&mut self, input: InputId) {
        let (declared, name) = self.world.input(input);
        if let From::Export(export) = &declared.from {
            return self.json.single("Fn::ImportValue", export);
        }
        let absent = declared.optional && !matches!(declared.from, From::Ssm(_));
        let given = crate::schema::Condition::Given(input);
        if !absent || self.is_within(&given) {
            return self.input_as_it_is(input);
        }
        let at = self.condition(&given);
        let condition = self.conditions.name(at).to_owned();
        self.uses.push(Use::Input(input));
        self.json.object();
        self.json.key("Fn::If");
        self.json.list();
        self.json.string(&condition);
        self.json.single("Ref", name);
        self.nothing();
        self.json.leave();
        self.json.leave();
    }

    /// `Ref` of an input's parameter, whether it is given or not.
    pub(crate) fn input_as_it_is(&mut self, input: InputId) {
        self.uses.push(Use::Input(input));
        let world: &'w World<'w> = self.world;
        self.json.single("Ref", world.input(input).1);
    }

    /// Writes a text with unknown parts: `Fn::Sub`, with names for what it cannot say in place.
    pub(crate) fn substituted(&mut self, pieces: &[Value]) {
        let mut text = String::new();
        let mut named: Vec<&Value> = Vec::new();
        for piece in pieces {
            if let Piece::Named(value) = self.piece(piece, &mut text) {
                named.push(value);
                text.push_str("${Part");
                text.push_str(&named.len().to_string());
                text.push('}');
            }
        }
        if !text.contains("${") {
            return self.json.string(&text);
        }
        self.json.object();
        self.json.key("Fn::Sub");
        if named.is_empty() {
            self.json.string(&text);
        } else {
            self.json.list();
            self.json.string(&text);
            self.json.object();
            for (at, value) in named.into_iter().enumerate() {
                self.json.key(&("Part".to_owned() + &(at + 1).to_string()));
                self.plain(&Shape::Any, value);
            }
            self.json.leave();
            self.json.leave();
        }
        self.json.leave();
    }

    /// Puts a piece into the text of a `Fn::Sub`, if it can stand there.
    fn piece<'v>(&mut self, value: &'v Value, text: &mut String) -> Piece<'v> {
        match value {
            Value::Text(literal) | Value::Decimal(literal) | Value::Time(literal) => escape(literal, text),
            Value::Word(word) => escape(word, text),
            Value::Int(number) => text.push_str(&number.to_string()),
            Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
            Value::Duration(milliseconds) => text.push_str(&quotient(*milliseconds, 1000)),
            Value::Size(bytes) => text.push_str(&bytes.to_string()),
            Value::Percent(hundredths) => text.push_str(&quotient(u64::from(*hundredths), 100)),
            Value::None => {}
            Value::Block(block) => return self.piece_of(*block, None, value, text),
            Value::List(_) | Value::Map(_) | Value::Call(..) => return Piece::Named(value),
            Value::Unknown(unknown) => match &**unknown {
                Unknown::Attribute(block, output) => {
                    return self.piece_of(*block, Some(*output), value, text);
                }
                Unknown::Input(input) => {
                    if matches!(self.world.input(*input).0.from, From::Export(_)) {
                        return Piece::Named(value);
                    }
                    self.uses.push(Use::Input(*input));
                    placeholder(self.world.input(*input).1, text);
                }
                Unknown::Template(pieces) => {
                    let simple = pieces.iter().all(|piece| !matches!(piece, Value::List(_) | Value::Map(_) | Value::Call(..)));
                    if !simple {
                        return Piece::Named(value);
                    }
                    let before = text.len();
                    for piece in pieces {
                        if let Piece::Named(_) = self.piece(piece, text) {
                            text.truncate(before);
                            return Piece::Named(value);
                        }
                    }
                }
                Unknown::Stack(part) => placeholder(stack::spelled(*part, Target::CloudFormation), text),
                Unknown::If(..) | Unknown::Raw(..) => return Piece::Named(value),
            },
        }
        Piece::Text
    }

    fn piece_of<'v>(&mut self, block: BlockId, output: Option<Name>, value: &'v Value, text: &mut String) -> Piece<'v> {
        match self.world.reach(block, output, self.block) {
            Reached::Known(known, _) => match self.piece(&known, text) {
                Piece::Text => Piece::Text,
                Piece::Named(_) => Piece::Named(value),
            },
            Reached::Deployed(item, attribute) => {
                let sometimes = self.world.condition(item).is_some_and(|condition| !self.is_within(condition));
                if sometimes || passes_as_list(self.world, item, attribute) {
                    return Piece::Named(value);
                }
                if let Some(composed) = attribute.and_then(|attribute| composed(attribute, self.world.name(item))) {
                    self.uses.push(Use::Item(item, None));
                    text.push_str(&composed);
                    return Piece::Text;
                }
                self.uses.push(Use::Item(item, attribute));
                match attribute {
                    None => placeholder(self.world.name(item), text),
                    Some(attribute) if self.is_elsewhere(item) => placeholder(&self.parameter_of(item, attribute), text),
                    Some(attribute) => {
                        text.push_str("${");
                        text.push_str(self.world.name(item));
                        text.push('.');
                        text.push_str(attribute);
                        text.push('}');
                    }
                }
                Piece::Text
            }
            Reached::Missing => {
                self.missing(block, output);
                Piece::Text
            }
        }
    }
}

/// An output that no attribute has, composed from `Ref` and pseudo parameters: `arn:${AWS::Partition}:…/${Ref}`.
pub(crate) fn composed(attribute: &str, name: &str) -> Option<String> {
    attribute.contains("${").then(|| attribute.replace("${Ref}", &("${".to_owned() + name + "}")))
}

fn placeholder(name: &str, text: &mut String) {
    text.push_str("${");
    text.push_str(name);
    text.push('}');
}

/// A literal `${` is written `${!`.
pub(crate) fn escape(literal: &str, text: &mut String) {
    let mut rest = literal;
    while let Some(at) = rest.find("${") {
        text.push_str(&rest[..at + 2]);
        text.push('!');
        rest = &rest[at + 2..];
    }
    text.push_str(rest);
}
