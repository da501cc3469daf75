//! From tokens to expressions.
//!
//! In: the parts of a rule, one token after another. Out: `Expr`s by precedence, at most 200 levels high; a bracket right behind
//! an operand belongs to it, one behind white space does not. Deliberately absent: statements, and the inside of strings.

use super::grammar::{Node, Parts, Rule};
use super::number::{Fault, number};
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
        while let Some((sign, operator, power)) = self.operator(parts, left.0.span, least) {
            let before = *parts;
            parts.enter(sign);
            let Some(right) = self.chain(parts, power + 1) else {
                // What follows is no operand: then `in`, `and`, `or` are words, and other signs have lost theirs.
                *parts = before;
                if sign.rule == Rule::joint {
                    break;
                }
                parts.next();
                let place = self.span(sign.start, sign.start + self.sign(sign).len() as u32);
                let missing = self.missing(place, "a value", self.sign(sign));
                left = self.tall(missing.form, left.0.span.to(place), 1);
                break;
            };
            let span = left.0.span.to(right.0.span);
            let height = left.1.max(right.1) + 1;
            left = self.tall(Form::Binary(operator, Box::new([left.0, right.0])), span, height);
        }
        Some(left)
    }

    /// The next operator if it holds at least this strongly and nothing separates it from what it joins.
    fn operator(&self, parts: &Parts<'_>, left: Span, least: u8) -> Option<(Node, Binary, u8)> {
        let node = parts.peek().filter(|node| matches!(node.rule, Rule::sign | Rule::joint))?;
        let sign = self.sign(node);
        let &(_, operator, power) = OPERATORS.iter().find(|(written, ..)| *written == sign)?;
        let between = self.slice(Span { start: left.end, end: self.base + node.start, ..left });
        let prefixes = sign == "-" && self.is_tight(node);
        (power >= least && !prefixes && !between.contains([',', '\n'])).then_some((node, operator, power))
    }

    /// A sign without the white space and the operand behind it.
    fn sign(&self, node: Node) -> &'i str {
        let text = self.text(node);
        let is_letter = |byte: &u8| byte.is_ascii_alphabetic();
        let length = match text.as_bytes() {
            [first, ..] if is_letter(first) => text.bytes().take_while(|byte| is_letter(byte)).count(),
            [b'.', ..] | [b'=' | b'!' | b'<' | b'>', b'=', ..] => 2,
            _ => 1,
        };
        &text[..length]
    }

    /// Whether an operand follows a `-` without white space.
    fn is_tight(&self, node: Node) -> bool {
        self.text(node).len() == 1 && !self.input[node.end as usize..].starts_with(|next: char| next.is_whitespace())
    }

    fn prefixed(&mut self, parts: &mut Parts<'_>) -> Option<Tall> {
        let start = *parts;
        let mut prefixes = vec![];
        while let Some(node) = parts.peek() {
            match (node.rule, self.sign(node)) {
                (Rule::joint, "not") => prefixes.push((Unary::Not, node.start, 3)),
                (Rule::sign, "-") if self.is_tight(node) => prefixes.push((Unary::Minus, node.start, 1)),
                _ => break,
            }
            parts.enter(node);
        }
        let negated = prefixes.iter().any(|(sort, ..)| *sort == Unary::Not);
        let operand = if negated { self.chain(parts, COMPARISON) } else { self.postfixed(parts) };
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
        let node = parts.accept(Rule::joint)?;
        parts.enter(node);
        let sign = self.sign(node);
        let span = self.span(node.start, node.start + sign.len() as u32);
        Some((Expr { span, form: Form::Word(Name::of(sign)) }, 1))
    }

    fn postfixed(&mut self, parts: &mut Parts<'_>) -> Option<Tall> {
        let first = parts.peek().filter(|node| !matches!(node.rule, Rule::sign | Rule::joint | Rule::comma | Rule::junk))?;
        if first.rule == Rule::leaf && self.text(first).starts_with('.') {
            return None;
        }
        let mut operand = match first.rule {
            Rule::leaf | Rule::string | Rule::template | Rule::block | Rule::list | Rule::paren | Rule::map | Rule::choose => {
                parts.next();
                self.atom(first, *parts)
            }
            _ => return None,
        };
        let mut end = first.end;
        while let Some(node) = parts.peek().filter(|node| node.start == end) {
            let optional = node.rule == Rule::sign && self.text(node) == "?";
            let member = node.rule == Rule::leaf && self.text(node).starts_with('.');
            if !optional && !member && !matches!(node.rule, Rule::list | Rule::paren) {
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
        let (form, height) = match node.rule {
            Rule::leaf => return self.members((operand, tall), self.text(node), node.start),
            Rule::paren => {
                let (arguments, height) = self.items(&mut parts.of(node));
                (Form::Call(Box::new(operand), arguments), height)
            }
            Rule::list => {
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
        for name in dotted.split('.').skip(usize::from(dotted.starts_with('.'))) {
            let (begins, ends) = (at + 1, at + 1 + name.len() as u32);
            let word = Word { span: self.span(begins, ends), name: Name::of(name) };
            let (span, height) = (operand.0.span.to(word.span), operand.1 + 1);
            operand = self.tall(Form::Member(Box::new(operand.0), word), span, height);
            at = ends;
        }
        operand
    }

    fn atom(&mut self, node: Node, parts: Parts<'_>) -> Tall {
        let (form, height) = match node.rule {
            Rule::leaf => return self.leaf(node),
            Rule::string => {
                let text = self.text(node);
                (Form::Text(text[1..text.len() - 1].into()), 0)
            }
            Rule::template => self.template(node, parts),
            Rule::block => self.block(node, parts),
            Rule::list => self.list(node, parts),
            Rule::map => self.map(node, parts),
            Rule::choose => self.choose(node, parts),
            // Parentheses leave no trace in the tree but the place, which takes them in.
            _ => return self.only(node, parts, "a value", "("),
        };
        let span = self.span_of(node);
        self.tall(form, span, height + 1)
    }

    /// A word, dotted or not, or a number.
    fn leaf(&mut self, node: Node) -> Tall {
        let text = self.text(node);
        if text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') {
            let first = text.find('.').unwrap_or(text.len());
            let word = Expr { span: self.span(node.start, node.start + first as u32), form: Form::Word(Name::of(&text[..first])) };
            return if first == text.len() { (word, 1) } else { self.members((word, 1), &text[first..], node.start + first as u32) };
        }
        let form = self.number(text, self.span_of(node));
        (Expr { span: self.span_of(node), form }, 1)
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
