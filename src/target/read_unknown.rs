//! What is known only when deployed, read back: intrinsic functions of CloudFormation, `${…}` of Terraform.
//!
//! In: a tree. Out: an unknown value; one of a form that the language has no word for is passed on as it is. Deliberately
//! absent: plain values.

use super::decode::Decoder;
use super::stack;
use crate::schema::{Asked, BlockId, Condition, Shape, Target, Unknown, Value};
use crate::source::Name;
use serde_json::Value as Tree;

impl Decoder<'_> {
    /// Whether a tree is known only when deployed.
    pub(crate) fn is_deployed(&self, tree: &Tree) -> bool {
        match tree {
            Tree::String(text) if self.is_terraform() => has_template(text),
            Tree::Object(object) if !self.is_terraform() => {
                object.len() == 1 && object.keys().all(|key| key == "Ref" || key.starts_with("Fn::"))
            }
            _ => false,
        }
    }

    /// Reads a text, known or not.
    pub(crate) fn text(&mut self, tree: &Tree) -> Option<Value> {
        if self.is_deployed(tree) {
            return self.unknown(&Shape::Any, tree);
        }
        self.known_text(tree).map(|text| Value::Text(text.into()))
    }

    /// Reads a text that is known.
    pub(crate) fn known_text(&self, tree: &Tree) -> Option<String> {
        let text = tree.as_str().filter(|_| !self.is_deployed(tree))?;
        Some(self.unescaped(text))
    }

    /// Reads a value that is known only when deployed.
    pub(crate) fn unknown(&mut self, shape: &Shape, tree: &Tree) -> Option<Value> {
        match tree {
            Tree::String(text) => Some(self.template(text)),
            Tree::Object(object) => {
                let (function, argument) = object.iter().next()?;
                Some(self.function(function, argument, shape).unwrap_or_else(|| raw("cfn", &tree.to_string())))
            }
            _ => None,
        }
    }

    fn function(&mut self, function: &str, argument: &Tree, shape: &Shape) -> Option<Value> {
        match (function, argument) {
            ("Ref", Tree::String(name)) if name == "AWS::NoValue" => Some(Value::None),
            ("Ref", Tree::String(name)) => self.referred(name),
            ("Fn::GetAtt", Tree::Array(parts)) => {
                let (name, attribute) = (parts.first()?.as_str()?, parts.get(1)?.as_str()?);
                self.attribute(self.names.block(name)?, Some(attribute))
            }
            ("Fn::GetAtt", Tree::String(path)) => {
                let (name, attribute) = path.split_once('.')?;
                self.attribute(self.names.block(name)?, Some(attribute))
            }
            ("Fn::Sub", Tree::String(text)) => self.composed(text).or_else(|| self.substituted(text, None)),
            ("Fn::Sub", Tree::Array(parts)) => self.substituted(parts.first()?.as_str()?, parts.get(1)),
            ("Fn::ImportValue", Tree::String(name)) => {
                self.names.input_named(name).map(|input| Value::Unknown(Box::new(Unknown::Input(input))))
            }
            ("Fn::If", Tree::Array(parts)) => {
                let [name, then, otherwise] = parts.as_slice() else {
                    return None;
                };
                let condition = self.names.condition_named(name.as_str()?)?.clone();
                let then = self.value(shape, &mut then.clone())?;
                let otherwise = self.value(shape, &mut otherwise.clone())?;
                Some(chosen(condition, then, otherwise))
            }
            _ => None,
        }
    }

    fn referred(&self, name: &str) -> Option<Value> {
        if let Some(input) = self.names.input_named(name) {
            return Some(Value::Unknown(Box::new(Unknown::Input(input))));
        }
        if let Some(part) = stack::read(name, Target::CloudFormation) {
            return Some(part);
        }
        self.attribute(self.names.block(name)?, None)
    }

    /// The output that is asked of a block so; `None` asks `Ref`.
    fn attribute(&self, block: BlockId, attribute: Option<&str>) -> Option<Value> {
        let reader = self.reader();
        let kind = reader.kind(reader.block(block));
        let asks = |asked: &Asked| match (asked, attribute) {
            (Asked::Ref, None) => true,
            (Asked::Attribute(path), Some(attribute)) => **path == *attribute,
            _ => false,
        };
        let found = kind.outputs.iter().find(|output| output.asked.of(self.target).as_ref().is_some_and(asks));
        found.map(|output| Value::attribute(block, output.name))
    }

    /// The output that a text is composed for.
    fn composed(&self, text: &str) -> Option<Value> {
        text.match_indices("${").find_map(|(at, _)| {
            let (name, _) = text[at + 2..].split_once('}')?;
            let block = self.names.block(name)?;
            let reader = self.reader();
            let asks = |asked: &Asked| matches!(asked, Asked::Attribute(path) if super::intrinsic::composed(path, name).as_deref() == Some(text));
            let outputs = &reader.kind(reader.block(block)).outputs;
            outputs.iter().find(|output| output.asked.cfn.as_ref().is_some_and(asks)).map(|output| Value::attribute(block, output.name))
        })
    }

    fn substituted(&mut self, text: &str, named: Option<&Tree>) -> Option<Value> {
        let mut pieces = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(at) = rest.find("${") {
            literal.push_str(&rest[..at]);
            let (inner, after) = rest[at + 2..].split_once('}')?;
            rest = after;
            if let Some(escaped) = inner.strip_prefix('!') {
                literal = literal + "${" + escaped + "}";
                continue;
            }
            push_text(&mut pieces, &mut literal);
            let value = match named.and_then(|named| named.get(inner)) {
                Some(tree) => self.value(&Shape::Any, &mut tree.clone())?,
                None => match inner.split_once('.') {
                    Some((name, attribute)) => self.attribute(self.names.block(name)?, Some(attribute))?,
                    None => self.referred(inner).unwrap_or_else(|| raw("cfn", &serde_json::json!({ "Ref": inner }).to_string())),
                },
            };
            pieces.push(value);
        }
        literal.push_str(rest);
        push_text(&mut pieces, &mut literal);
        Some(self.joined(pieces))
    }

    /// Reads a Terraform string with templates in it.
    pub(super) fn template(&self, text: &str) -> Value {
        let mut pieces = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['$', '%']) {
            literal.push_str(&rest[..at]);
            rest = &rest[at..];
            if let Some(after) = rest.strip_prefix("$${").or_else(|| rest.strip_prefix("%%{")) {
                literal.push_str(&rest[1..3]);
                rest = after;
            } else if let Some(length) = rest.strip_prefix("${").and_then(expression_length) {
                push_text(&mut pieces, &mut literal);
                pieces.push(self.expression(rest[2..2 + length].trim()));
                rest = &rest[length + 3..];
            } else if rest.starts_with("%{") {
                return raw("tf", &("\"".to_owned() + text + "\""));
            } else {
                literal.push_str(&rest[..1]);
                rest = &rest[1..];
            }
        }
        literal.push_str(rest);
        push_text(&mut pieces, &mut literal);
        self.joined(pieces)
    }

    /// Reads what stands in `${…}`.
    pub(super) fn expression(&self, text: &str) -> Value {
        if text == "\"$\"" {
            return Value::text("$");
        }
        let inner = text.strip_prefix("one(").and_then(|text| text.strip_suffix(')')).unwrap_or(text);
        if let Some(part) = stack::read(inner, Target::Terraform) {
            return part;
        }
        let plain = inner.replace("[0]", "").replace("[*]", "");
        self.address(&plain).unwrap_or_else(|| raw("tf", text))
    }

    fn address(&self, text: &str) -> Option<Value> {
        let mut parts = text.splitn(3, '.');
        let (first, second, rest) = (parts.next()?, parts.next()?, parts.next());
        let key = match first {
            "data" => text.rsplit_once('.').map_or(text, |(before, _)| before).to_owned(),
            _ => first.to_owned() + "." + second,
        };
        if let Some(input) = self.names.input_named(&key) {
            return Some(Value::Unknown(Box::new(Unknown::Input(input))));
        }
        self.attribute(self.names.block(&key)?, rest)
    }

    /// Pieces as one value: a text where all are texts, the piece itself where it is the only one.
    pub(crate) fn joined(&self, pieces: Vec<Value>) -> Value {
        let mut together: Vec<Value> = Vec::with_capacity(pieces.len());
        for piece in pieces {
            match (together.last_mut(), piece) {
                (_, Value::Text(text)) if text.is_empty() => {}
                (Some(Value::Text(before)), Value::Text(text)) => *before = (before.to_string() + &text).into(),
                (_, Value::Unknown(unknown)) if matches!(*unknown, Unknown::Template(_)) => {
                    if let Unknown::Template(inner) = *unknown {
                        together.extend(inner);
                    }
                }
                (_, piece) => together.push(piece),
            }
        }
        match together.len() {
            0 => Value::text(""),
            1 => together.swap_remove(0),
            _ => Value::Unknown(Box::new(Unknown::Template(together))),
        }
    }
}

/// `if given { x } else { none }` of an optional input is the input.
fn chosen(condition: Condition, then: Value, otherwise: Value) -> Value {
    let optional = match (&condition, &then, &otherwise) {
        (Condition::Given(given), Value::Unknown(unknown), Value::None) => **unknown == Unknown::Input(*given),
        _ => false,
    };
    if optional { then } else { Value::Unknown(Box::new(Unknown::If(condition, then, otherwise))) }
}

fn raw(target: &str, text: &str) -> Value {
    Value::Unknown(Box::new(Unknown::Raw(Name::of(target), text.into())))
}

fn push_text(pieces: &mut Vec<Value>, literal: &mut String) {
    if !literal.is_empty() {
        pieces.push(Value::text(&std::mem::take(literal)));
    }
}

fn has_template(text: &str) -> bool {
    let bytes = text.as_bytes();
    let opens = |at: usize| (bytes[at] == b'$' || bytes[at] == b'%') && bytes.get(at + 1) == Some(&b'{');
    let doubled = |at: usize| at > 0 && bytes[at - 1] == bytes[at];
    (0..bytes.len()).any(|at| opens(at) && !doubled(at))
}

/// How long the expression behind `${` is, up to its closing brace; braces in strings do not count.
fn expression_length(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut quoted = false;
    let mut escaped = false;
    for (at, letter) in text.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '{' if !quoted => depth += 1,
            '}' if !quoted && depth == 0 => return Some(at),
            '}' if !quoted => depth -= 1,
            _ => {}
        }
    }
    None
}
