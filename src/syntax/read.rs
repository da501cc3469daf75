//! From matched rules to expressions.
//!
//! In: the parts of a rule, a flat run of operands, operators and postfixes. Out: `Expr`s by precedence, at most 200 levels
//! high. Deliberately absent: statements, and the inside of strings.

use super::grammar::{Matched, Parts, Rule};
use super::number::{Fault, number};
use super::scan::DEEPEST;
use super::tree::{Binary, Expr, Form, Unary, Word};
use crate::report::{Code, Reports};
use crate::source::{FileId, Name, Span};

/// Reads the expressions of one piece of a file.
pub(super) struct Reader<'i, 'r> {
    pub(super) file: FileId,
    /// Where the piece begins in its file.
    pub(super) base: usize,
    /// The piece.
    pub(super) input: &'i str,
    pub(super) reports: &'r mut Reports,
    /// Whether brackets of the file lack partners; then what that leads to is not said again.
    pub(super) unbalanced: bool,
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
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, self.base + start, self.base + end)
    }

    /// The text of a place in this piece.
    pub(super) fn slice(&self, span: Span) -> &'i str {
        self.input.get(span.start as usize - self.base..span.end as usize - self.base).unwrap_or_default()
    }

    pub(super) fn span_of(&self, matched: &Matched<'i>) -> Span {
        let span = matched.as_span();
        self.span(span.start(), span.end())
    }

    /// The next expression, if one stands next.
    pub(super) fn expr(&mut self, parts: &mut Parts<'i>) -> Option<Tall> {
        self.chain(parts, 0)
    }

    /// Operands joined by operators of at least this power.
    fn chain(&mut self, parts: &mut Parts<'i>, least: u8) -> Option<Tall> {
        let mut left = self.prefixed(parts)?;
        while parts.peek() == Some(Rule::operator) {
            let Some((operator, power)) = self.operator(parts, least) else { break };
            parts.next();
            let Some(right) = self.chain(parts, power + 1) else { break };
            let span = left.0.span.to(right.0.span);
            let height = left.1.max(right.1) + 1;
            left = self.tall(Form::Binary(operator, Box::new([left.0, right.0])), span, height);
        }
        Some(left)
    }

    fn operator(&self, parts: &mut Parts<'i>, least: u8) -> Option<(Binary, u8)> {
        let sign = parts.sign();
        let &(_, operator, power) = OPERATORS.iter().find(|(written, ..)| *written == sign)?;
        (power >= least).then_some((operator, power))
    }

    fn prefixed(&mut self, parts: &mut Parts<'i>) -> Option<Tall> {
        let mut prefixes = vec![];
        while let Some(prefix) = parts.accept(Rule::prefix) {
            let sort = if prefix.as_str().starts_with('-') { Unary::Minus } else { Unary::Not };
            prefixes.push((sort, self.span_of(&prefix)));
        }
        let negated = prefixes.iter().any(|(sort, _)| *sort == Unary::Not);
        let mut operand = if negated { self.chain(parts, COMPARISON)? } else { self.postfixed(parts)? };
        for (sort, span) in prefixes.into_iter().rev() {
            let (span, height) = (span.to(operand.0.span), operand.1 + 1);
            operand = self.tall(Form::Unary(sort, Box::new(operand.0)), span, height);
        }
        Some(operand)
    }

    fn postfixed(&mut self, parts: &mut Parts<'i>) -> Option<Tall> {
        let first = match parts.peek()? {
            Rule::word | Rule::string | Rule::number | Rule::list | Rule::block | Rule::template | Rule::paren | Rule::map
            | Rule::choose => parts.next()?,
            _ => return None,
        };
        let mut operand = self.atom(first);
        while let Some(Rule::member | Rule::call | Rule::index | Rule::optional) = parts.peek() {
            let Some(postfix) = parts.next() else { break };
            let span = operand.0.span.to(self.span_of(&postfix));
            let (form, height) = self.postfix(operand.0, postfix);
            operand = self.tall(form, span, operand.1.max(height) + 1);
        }
        Some(operand)
    }

    fn postfix(&mut self, operand: Expr, postfix: Matched<'i>) -> (Form, usize) {
        let operand = Box::new(operand);
        match postfix.as_rule() {
            Rule::member => {
                let mut span = self.span_of(&postfix);
                span.start += 1;
                (Form::Member(operand, Word { span, name: Name::of(&postfix.as_str()[1..]) }), 0)
            }
            Rule::call => {
                let (arguments, height) = self.items(&mut Parts::of(postfix));
                (Form::Call(operand, arguments), height)
            }
            Rule::index => {
                let (key, height) = self.only(postfix, "an index", "[");
                (Form::Index(operand, Box::new(key)), height)
            }
            _ => (Form::Optional(operand), 0),
        }
    }

    fn atom(&mut self, matched: Matched<'i>) -> Tall {
        let span = self.span_of(&matched);
        let (form, height) = match matched.as_rule() {
            Rule::word => (Form::Word(Name::of(matched.as_str())), 0),
            Rule::number => (self.number(&matched), 0),
            Rule::string => {
                let text = matched.as_str();
                (Form::Text(text[1..text.len() - 1].into()), 0)
            }
            Rule::template => self.template(matched),
            Rule::block => self.block(matched),
            Rule::list => self.list(matched),
            Rule::map => self.map(matched),
            Rule::choose => self.choose(matched),
            // Parentheses leave no trace in the tree but the place, which takes them in.
            _ => return self.only(matched, "a value", "("),
        };
        self.tall(form, span, height + 1)
    }

    fn number(&mut self, matched: &Matched<'i>) -> Form {
        let text = matched.as_str();
        let draft = match number(text) {
            Ok(number) => return Form::Number(number),
            Err(Fault::Form(label, fix)) => Code::BadNumber.at(self.span_of(matched)).with(text).with(label).with(fix),
            Err(Fault::TooLarge(largest)) => Code::NumberTooLarge.at(self.span_of(matched)).with(text).with(largest),
        };
        self.reports.push(draft);
        Form::Broken
    }

    /// What stands in brackets that hold exactly one expression.
    fn only(&mut self, matched: Matched<'i>, wanted: &str, bracket: &str) -> Tall {
        let span = self.span_of(&matched);
        let (items, height) = self.items(&mut Parts::of(matched));
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
        self.unbalanced && self.input.get(span.end as usize - self.base..).is_none_or(|rest| rest.trim().is_empty())
    }

    /// Reports that something is missing after a mark, once.
    pub(super) fn missing(&mut self, span: Span, wanted: &str, mark: &str) -> Expr {
        if !self.is_cut_off(span) {
            self.reports.push(Code::MissingOperand.at(span).with(wanted).with(mark));
        }
        Expr { span, form: Form::Broken }
    }

    /// An expression, unless it is too high to be walked through safely.
    pub(super) fn tall(&mut self, form: Form, span: Span, height: usize) -> Tall {
        if height <= DEEPEST {
            return (Expr { span, form }, height);
        }
        self.reports.push(Code::TooDeep.at(span).with(DEEPEST).labelled("too deep here"));
        (Expr { span, form: Form::Broken }, 1)
    }
}
