//! From tokens to expressions.
//!
//! In: the parts of a rule, one token after another. Out: `Expr`s by precedence, at most 200 levels high; a bracket right behind
//! an operand belongs to it, one behind white space does not. Deliberately absent: statements, and the inside of strings.

use super::grammar::{Node, Parts, Rule};
use super::number::{Fault, number};
use super::odd::odd;
use super::scan::DEEPEST;
use super::tree::{Binary, Expr, Form, Unary, Word};
use crate::report::{Code, Reports};
use crate::source::{FileId, Name, Span};

/// Reads the expressions of one piece of a file.
pub(super) struct Reader<'i, 'r> {
    pub(super) file: FileId,
    /// Where the piece begins in its file.
    pub(super) base: u32,
    /// The piece.
    pub(super) input: &'i str,
    pub(super) reports: &'r mut Reports,
    /// Whether brackets of the file lack partners; then what that leads to is not said again.
    pub(super) unbalanced: bool,
    /// How many reports there were when this statement began.
    pub(super) said: usize,
    /// Whether this statement was found to nest too deeply.
    pub(super) too_deep: bool,
}

/// An expression, and how many levels it has.
pub(super) type Tall = (Expr, usize);

/// Operators by the power with which they hold their operands together, loosest first.
const OPERATORS: [(&str, Binary, u8); 15] = [
    ("or", Binary::Or, 1),
    ("and", Binary::And, 2),
    ("==", Binary::Equal, COMPARISON),
    ("!=", Binary::NotEqual, COMPARISON),
    ("<", Binary::Less, COMPARISON),
    ("<=", Binary::AtMost, COMPARISON),
    (">", Binary::More, COMPARISON),
    (">=", Binary::AtLeast, COMPARISON),
    ("in", Binary::In, COMPARISON),
    ("|", Binary::Either, 4),
    ("..", Binary::Range, 5),
    ("+", Binary::Plus, 6),
    ("-", Binary::Minus, 6),
    ("*", Binary::Times, 7),
    ("/", Binary::Over, 7),
];

/// `not` takes in a comparison, but neither `and` nor `or`.
pub(super) const COMPARISON: u8 = 3;

impl Binary {
    /// How it is written.
    pub fn sign(self) -> &'static str {
        OPERATORS.iter().find(|(_, operator, _)| *operator == self).map_or("", |(sign, ..)| sign)
    }

    /// How strongly it holds its operands: 1 for `or`, 7 for `*`.
    pub(super) fn power(self) -> u8 {
        OPERATORS.iter().find(|(_, operator, _)| *operator == self).map_or(0, |(.., power)| *power)
    }
}

impl<'i> Reader<'i, '_> {
    /// The place of bytes of this piece.
    pub(super) fn span(&self, start: u32, end: u32) -> Span {
        Span { file: self.file, start: self.base + start, end: self.base + end }
    }

    pub(super) fn span_of(&self, node: Node) -> Span {
        self.span(node.start, node.end)
    }

    /// What a node matched.
    pub(super) fn text(&self, node: Node) -> &'i str {
        self.input.get(node.start as usize..node.end as usize).unwrap_or_default()
    }

    /// The text of a place in this piece.
    pub(super) fn slice(&self, span: Span) -> &'i str {
        self.input.get((span.start - self.base) as usize..(span.end - self.base) as usize).unwrap_or_default()
    }

    /// The next expression, if one stands next.
    pub(super) fn expr(&mut self, parts: &mut Parts<'_>) -> Option<Tall> {
        self.chain(parts, 0)
    }

    /// Operands joined by operators of at least this power.
    fn chain(&mut self, parts: &mut Parts<'_>, least: u8) -> Option<Tall> {
        let mut left = self.prefixed(parts)?;
        while let Some((node, sign, operator, power)) = self.operator(parts, left.0.span, least) {
            let before = *parts;
            parts.enter(node);
            let Some(right) = self.chain(parts, power + 1) else {
                // What follows is no operand: then `in`, `and`, `or` are words, and other signs have lost theirs.
                *parts = before;
                if sign.starts_with(is_letter) {
                    break;
                }
                parts.next();
                let place = self.span(node.start, node.start + sign.len() as u32);
                if self.said == self.reports.count() {
                    self.missing(place, "a value", sign);
                }
                left = (Expr { span: left.0.span.to(place), form: Form::Broken }, 1);
                break;
            };
            let span = left.0.span.to(right.0.span);
            let height = left.1.max(right.1) + 1;
            left = self.tall(Form::Binary(operator, Box::new([left.0, right.0])), span, height);
        }
        Some(left)
    }

    /// The next operator if it holds at least this strongly and nothing separates it from what it joins.
    fn operator(&self, parts: &Parts<'_>, left: Span, least: u8) -> Option<(Node, &'i str, Binary, u8)> {
        let node = parts.peek().filter(|node| node.rule == Rule::token)?;
        let text = self.text(node);
        match text.as_bytes() {
            // `+25` and `-10` are numbers.
            [b'+' | b'-', b'0'..=b'9', ..] => return None,
            [b'a' | b'i' | b'o' | b'=' | b'!' | b'<' | b'>' | b'|' | b'.' | b'+' | b'-' | b'*' | b'/', ..] => {}
            _ => return None,
        }
        let sign = sign(text);
        let &(_, operator, power) = OPERATORS.iter().find(|(written, ..)| *written == sign)?;
        let between = self.slice(Span { start: left.end, end: self.base + node.start, ..left });
        let prefixes = sign == "-" && self.is_tight(node);
        (power >= least && !prefixes && !between.contains([',', '\n'])).then_some((node, sign, operator, power))
    }

    /// Whether an operand follows a `-` without white space.
    fn is_tight(&self, node: Node) -> bool {
        self.text(node).len() == 1 && !self.input[node.end as usize..].starts_with(|next: char| next.is_whitespace())
    }

    fn prefixed(&mut self, parts: &mut Parts<'_>) -> Option<Tall> {
        let start = *parts;
        let (mut prefixes, mut sort) = (vec![], None);
        while let Some(node) = parts.peek().filter(|node| node.rule == Rule::token) {
            let (next, length) = match sign(self.text(node)) {
                "not" => (Unary::Not, 3),
                "-" if self.is_tight(node) => (Unary::Minus, 1),
                _ => break,
            };
            if *sort.get_or_insert(next) != next {
                break;
            }
            prefixes.push((next, node.start, length));
            parts.enter(node);
        }
        let operand = match sort {
            None => return self.postfixed(parts),
            Some(Unary::Not) => self.chain(parts, COMPARISON),
            Some(Unary::Minus) => self.postfixed(parts),
        };
        let Some(mut operand) = operand else {
            // Nothing to negate: `not` is a word like others here.
            *parts = start;
            return self.word(parts);
        };
        for (sort, start, length) in prefixes.into_iter().rev() {
            let (span, height) = (self.span(start, start + length).to(operand.0.span), operand.1 + 1);
            operand = self.tall(Form::Unary(sort, Box::new(operand.0)), span, height);
        }
        Some(operand)
    }

    /// `in`, `and`, `or`, `not` where no operator can stand.
    fn word(&mut self, parts: &mut Parts<'_>) -> Option<Tall> {
        let node = parts.peek()?;
        let word = sign(self.text(node));
        if !word.starts_with(is_letter) {
            return None;
        }
        parts.enter(node);
        let span = self.span(node.start, node.start + word.len() as u32);
        Some((Expr { span, form: Form::Word(Name::of(word)) }, 1))
    }

    fn postfixed(&mut self, parts: &mut Parts<'_>) -> Option<Tall> {
        let first = parts.peek()?;
        let mut operand = match first.rule {
            Rule::map | Rule::choose => {
                parts.next();
                let (form, height) = if first.rule == Rule::map { self.map(first, *parts) } else { self.choose(first, *parts) };
                let span = self.span_of(first);
                self.tall(form, span, height + 1)
            }
            Rule::token => self.atom(first, parts)?,
            _ => return None,
        };
        let mut end = first.end;
        while let Some(node) = parts.peek().filter(|node| node.start == end && node.rule == Rule::token) {
            if !matches!(self.text(node).as_bytes(), [b'(' | b'[', ..] | [b'?'] | [b'.', b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_', ..])
            {
                break;
            }
            parts.next();
            end = node.end;
            operand = self.postfix(operand, node, *parts);
        }
        Some(operand)
    }

    fn postfix(&mut self, (operand, tall): Tall, node: Node, parts: Parts<'_>) -> Tall {
        let span = operand.span.to(self.span_of(node));
        let (form, height) = match self.text(node).as_bytes()[0] {
            b'.' => return self.members((operand, tall), self.text(node), node.start),
            b'(' => {
                let (arguments, height) = self.items(&mut parts.of(node));
                (Form::Call(Box::new(operand), arguments), height)
            }
            b'[' => {
                let (key, height) = self.only(node, parts, "an index", "[");
                (Form::Index(Box::new(operand), Box::new(key)), height)
            }
            _ => (Form::Optional(Box::new(operand)), 0),
        };
        self.tall(form, span, tall.max(height) + 1)
    }

    /// `.a.b` behind an operand.
    fn members(&mut self, mut operand: Tall, dotted: &str, start: u32) -> Tall {
        let mut at = start;
        for name in dotted.split('.').skip(1) {
            let word = Word { span: self.span(at + 1, at + 1 + name.len() as u32), name: Name::of(name) };
            let (span, height) = (operand.0.span.to(word.span), operand.1 + 1);
            operand = self.tall(Form::Member(Box::new(operand.0), word), span, height);
            at += 1 + name.len() as u32;
        }
        operand
    }

    /// A token that is an operand, told apart by its first letter.
    fn atom(&mut self, node: Node, parts: &mut Parts<'_>) -> Option<Tall> {
        let (text, span) = (self.text(node), self.span_of(node));
        let (form, height) = match text.as_bytes() {
            [first, ..] if first.is_ascii_alphabetic() || *first == b'_' => {
                return if text.bytes().all(is_name_byte) {
                    parts.next();
                    Some(self.dotted(node))
                } else {
                    // `in`, `and`, `or`, `not` with what follows them.
                    self.word(parts)
                };
            }
            [b'0'..=b'9', ..] | [b'+' | b'-', b'0'..=b'9', ..] => (self.number(text, span), 0),
            [b'"', b'"', b'"', ..] => self.block(node, *parts),
            [b'"', ..] => self.string(node, *parts),
            [b'[', ..] => self.list(node, *parts),
            // Parentheses leave no trace in the tree but the place, which takes them in.
            [b'(', ..] => {
                parts.next();
                return Some(self.only(node, *parts, "a value", "("));
            }
            _ => return None,
        };
        parts.next();
        Some(self.tall(form, span, height + 1))
    }

    /// A word, dotted or not.
    fn dotted(&mut self, node: Node) -> Tall {
        let text = self.text(node);
        let first = text.find('.').unwrap_or(text.len());
        let start = node.start + first as u32;
        let word = Expr { span: self.span(node.start, start), form: Form::Word(Name::of(&text[..first])) };
        if first == text.len() { (word, 1) } else { self.members((word, 1), &text[first..], start) }
    }

    fn number(&mut self, text: &str, span: Span) -> Form {
        let draft = match number(text) {
            Ok(number) => return Form::Number(number),
            Err(Fault::Form(label, fix)) => Code::BadNumber.at(span).with(text).with(label).with(fix),
            Err(Fault::TooLarge(largest)) => Code::NumberTooLarge.at(span).with(text).with(largest),
        };
        self.reports.push(draft);
        Form::Broken
    }

    /// What stands in brackets that hold exactly one expression.
    fn only(&mut self, node: Node, parts: Parts<'_>, wanted: &str, bracket: &str) -> Tall {
        let span = self.span_of(node);
        let (items, height) = self.items(&mut parts.of(node));
        if let Some(second) = items.get(1) {
            self.reports.push(Code::OneTooMany.at(second.span).with(bracket));
        }
        match items.into_iter().next() {
            Some(only) => (Expr { span, ..only }, height),
            None => (self.missing(span, wanted, bracket), 1),
        }
    }

    /// Whether the text ends after a place because a bracket lacks its partner: that was reported, and what it leads to need not be.
    pub(super) fn is_cut_off(&self, span: Span) -> bool {
        self.unbalanced && self.input.get((span.end - self.base) as usize..).is_none_or(|rest| rest.trim().is_empty())
    }

    /// Reports that something is missing after a mark, once.
    pub(super) fn missing(&mut self, span: Span, wanted: &str, mark: &str) -> Expr {
        let after = self.input.get((span.end - self.base) as usize..).unwrap_or_default();
        let next = after.trim_start_matches([' ', '\t', '\r']);
        let expected = |next: char| next.is_ascii_alphanumeric() || "\n,:=-(){}[]\"/".contains(next);
        if !next.is_empty() && !next.starts_with(expected) {
            self.odd((self.input.len() - next.len()) as u32);
        } else if !self.is_cut_off(span) {
            self.reports.push(Code::MissingOperand.at(span).with(wanted).with(mark));
        }
        Expr { span, form: Form::Broken }
    }

    /// Reports what stands at a byte of this piece and has no meaning there.
    pub(super) fn odd(&mut self, start: u32) {
        let text = self.input.get(start as usize..).unwrap_or_default();
        let line = text.lines().next().unwrap_or_default();
        let report = odd(self.span(start, start + line.len() as u32), line);
        self.reports.push(report);
    }

    /// An expression, unless it is too high to be walked through safely.
    pub(super) fn tall(&mut self, form: Form, span: Span, height: usize) -> Tall {
        if height <= DEEPEST {
            return (Expr { span, form }, height);
        }
        if !std::mem::replace(&mut self.too_deep, true) {
            self.reports.push(Code::TooDeep.at(span).with(DEEPEST).labelled("too deep here"));
        }
        (Expr { span, form: Form::Broken }, 1)
    }
}

fn is_letter(letter: char) -> bool {
    letter.is_ascii_alphabetic()
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// A sign, or the first word, of a token: without the white space and the operand that may be part of it.
fn sign(text: &str) -> &str {
    let length = match text.as_bytes() {
        [b'a'..=b'z' | b'A'..=b'Z', ..] => text.bytes().take_while(|&byte| is_name_byte(byte)).count(),
        [b'.', b'.', ..] | [b'=' | b'!' | b'<' | b'>', b'=', ..] => 2,
        _ => text.chars().next().map_or(0, char::len_utf8),
    };
    &text[..length]
}
