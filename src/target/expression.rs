//! What is known only when deployed, in Terraform: expressions in `${…}`.
//!
//! In: an unknown value. Out: a string that Terraform reads as a template. Deliberately absent: CloudFormation (`intrinsic`).

use super::conditions::compared_shape;
use super::encode::{Encoder, Use, choice_word, item_shape, number, quotient};
use super::stack;
use super::world::{Item, Reached};
use crate::plan::From;
use crate::schema::{BlockId, Condition, InputId, Shape, Target, Unknown, Value};
use crate::source::Name;

impl<'w> Encoder<'w> {
    /// Writes an unknown value for Terraform.
    pub(crate) fn interpolation(&mut self, shape: &Shape, unknown: &Unknown) {
        match unknown {
            Unknown::Attribute(block, output) => self.reference(*block, Some(*output)),
            Unknown::Template(pieces) => {
                let mut text = String::new();
                pieces.iter().for_each(|piece| self.piece_into(piece, Quoting::Json, &mut text));
                self.json.string(&text);
            }
            Unknown::Input(_) | Unknown::If(..) | Unknown::Stack(_) | Unknown::Raw(..) => {
                let mut text = String::from("${");
                self.unknown_into(shape, unknown, &mut text);
                text.push('}');
                self.json.string(&text);
            }
        }
    }

    /// Writes an expression that a codec composed.
    pub(crate) fn expression_string(&mut self, expression: &str) {
        let mut text = String::with_capacity(expression.len() + 3);
        text.push_str("${");
        text.push_str(expression);
        text.push('}');
        self.json.string(&text);
    }

    /// Puts any value into an expression.
    pub(crate) fn expression(&mut self, shape: &Shape, value: &Value, out: &mut String) {
        match value {
            Value::None => out.push_str("null"),
            Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Value::Int(number) => out.push_str(&number.to_string()),
            Value::Decimal(digits) => out.push_str(&number(digits)),
            Value::Duration(milliseconds) => out.push_str(&quotient(*milliseconds, 1000)),
            Value::Size(bytes) => out.push_str(&bytes.to_string()),
            Value::Percent(hundredths) => out.push_str(&quotient(u64::from(*hundredths), 100)),
            Value::Time(text) | Value::Text(text) => quoted(text, out),
            Value::Word(word) => match choice_word(self.world, shape, *word).map(|word| word.spelled.tf.clone()) {
                Some(spelled) => self.expression(&Shape::Any, &spelled, out),
                None => quoted(word, out),
            },
            Value::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at > 0 { ", " } else { "" });
                    self.expression(item_shape(shape), item, out);
                }
                out.push(']');
            }
            Value::Map(entries) => {
                out.push_str("{ ");
                for (at, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if at > 0 { ", " } else { "" });
                    quoted(key, out);
                    out.push_str(" = ");
                    self.expression(&Shape::Any, value, out);
                }
                out.push_str(" }");
            }
            Value::Call(_, arguments) => match arguments.as_slice() {
                [argument] => self.expression(&Shape::Any, argument, out),
                arguments => self.expression(&Shape::Any, &Value::List(arguments.to_vec()), out),
            },
            Value::Block(block) => self.reached(*block, None, out),
            Value::Unknown(unknown) if matches!(**unknown, Unknown::If(..)) => {
                out.push('(');
                self.unknown_into(shape, unknown, out);
                out.push(')');
            }
            Value::Unknown(unknown) => self.unknown_into(shape, unknown, out),
        }
    }

    fn unknown_into(&mut self, shape: &Shape, unknown: &Unknown, out: &mut String) {
        match unknown {
            Unknown::Attribute(block, output) => self.reached(*block, Some(*output), out),
            Unknown::Input(input) => self.input_address(*input, out),
            Unknown::Template(pieces) => {
                out.push('"');
                pieces.iter().for_each(|piece| self.piece_into(piece, Quoting::Expression, out));
                out.push('"');
            }
            Unknown::If(condition, then, otherwise) => {
                self.condition_expression(condition, out);
                out.push_str(" ? ");
                self.expression(shape, then, out);
                out.push_str(" : ");
                self.expression(shape, otherwise, out);
            }
            Unknown::Stack(part) => self.stack_into(*part, out),
            Unknown::Raw(target, text) if *target == "tf" => out.push_str(text),
            Unknown::Raw(_, text) => {
                self.refuse(text);
                out.push_str("null");
            }
        }
    }

    /// Puts something of the stack itself into an expression, and notes the data source it comes from.
    fn stack_into(&mut self, part: Name, out: &mut String) {
        self.uses.push(Use::Stack(part));
        out.push_str(stack::spelled(part, Target::Terraform));
    }

    fn piece_into(&mut self, piece: &Value, quoting: Quoting, out: &mut String) {
        match piece {
            Value::Text(literal) => match quoting {
                Quoting::Json => escape_template(literal, out),
                Quoting::Expression => escape_quoted(literal, out),
            },
            Value::Word(word) => escape_template(word, out),
            Value::None => {}
            Value::Unknown(unknown) if matches!(**unknown, Unknown::Template(_)) => {
                if let Unknown::Template(pieces) = &**unknown {
                    pieces.iter().for_each(|piece| self.piece_into(piece, quoting, out));
                }
            }
            other => {
                // A literal dollar before a template would escape it.
                if out.ends_with('$') {
                    out.pop();
                    out.push_str("${\"$\"}");
                }
                out.push_str("${");
                self.expression(&Shape::Any, other, out);
                out.push('}');
            }
        }
    }

    fn reached(&mut self, block: BlockId, output: Option<Name>, out: &mut String) {
        match self.world.reach(block, output, self.block) {
            Reached::Known(value, shape) => self.expression(shape.unwrap_or(&Shape::Any), &value, out),
            Reached::Deployed(item, attribute) => self.address(item, attribute, out),
            Reached::Missing => {
                self.missing(block, output);
                out.push_str("null");
            }
        }
    }

    /// `aws_route53_zone.example.zone_id`
    pub(crate) fn address(&mut self, item: Item, attribute: Option<&str>, out: &mut String) {
        let exists_here = self.world.condition(item).map(|condition| self.is_within(condition));
        if exists_here == Some(false) {
            out.push_str("one(");
        }
        out.push_str(self.world.kind_of(item).unwrap_or_default());
        out.push('.');
        out.push_str(self.world.name(item));
        match exists_here {
            Some(true) => out.push_str("[0]"),
            Some(false) => out.push_str("[*]"),
            None => {}
        }
        if let Some(attribute) = attribute {
            out.push('.');
            out.push_str(attribute);
        }
        if exists_here == Some(false) {
            out.push(')');
        }
    }

    fn input_address(&self, input: InputId, out: &mut String) {
        let (declared, name) = self.world.input(input);
        let (before, after) = match &declared.from {
            From::Ssm(_) if declared.shape == Shape::Form(crate::schema::TextForm::Secret) => {
                ("data.aws_ssm_parameter.", ".value")
            }
            From::Ssm(_) => ("data.aws_ssm_parameter.", ".insecure_value"),
            From::Terraform(expression) => return out.push_str(expression),
            From::Deployer | From::Export(_) => ("var.", ""),
        };
        out.push_str(before);
        out.push_str(name);
        out.push_str(after);
    }

    /// Puts a condition into an expression.
    pub(crate) fn condition_expression(&mut self, condition: &Condition, out: &mut String) {
        match condition {
            Condition::Equal(a, b) => {
                self.expression(compared_shape(self.world, b), a, out);
                out.push_str(" == ");
                self.expression(compared_shape(self.world, a), b, out);
            }
            Condition::Given(input) => {
                self.input_address(*input, out);
                out.push_str(" != null");
            }
            Condition::Not(inner) => {
                out.push_str("!(");
                self.condition_expression(inner, out);
                out.push(')');
            }
            Condition::And(parts) => self.joined(parts, " && ", out),
            Condition::Or(parts) => self.joined(parts, " || ", out),
        }
    }

    fn joined(&mut self, parts: &[Condition], word: &str, out: &mut String) {
        for (at, part) in parts.iter().enumerate() {
            out.push_str(if at > 0 { word } else { "" });
            out.push('(');
            self.condition_expression(part, out);
            out.push(')');
        }
    }
}

/// Where the literal pieces of a template stand.
#[derive(Clone, Copy)]
enum Quoting {
    /// In a JSON string, which the writer escapes.
    Json,
    /// In a quoted string of an expression.
    Expression,
}

/// Literal `${` and `%{` are doubled.
pub(crate) fn escape_template(literal: &str, out: &mut String) {
    let mut letters = literal.chars().peekable();
    while let Some(letter) = letters.next() {
        if (letter == '$' || letter == '%') && letters.peek() == Some(&'{') {
            out.push(letter);
        }
        out.push(letter);
    }
}

fn escape_quoted(literal: &str, out: &mut String) {
    let mut plain = String::new();
    escape_template(literal, &mut plain);
    for letter in plain.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            letter => out.push(letter),
        }
    }
}

fn quoted(literal: &str, out: &mut String) {
    out.push('"');
    escape_quoted(literal, out);
    out.push('"');
}
