//! What stands in brackets: lists, arguments, maps, and the branches of an `if`.
//!
//! In: a bracket as matched, closed or not. Out: its `Form`. Deliberately absent: brackets without partner, which `scan` reports.

use super::grammar::{Matched, Parts, Rule};
use super::odd::odd;
use super::read::{Reader, Tall};
use super::tree::{Each, Entry, Expr, Form, Word};
use crate::report::Code;
use crate::source::{Name, Span};

impl<'i> Reader<'i, '_> {
    /// Expressions between commas or new lines.
    pub(super) fn items(&mut self, parts: &mut Parts<'i>) -> (Vec<Expr>, usize) {
        let (mut items, mut height) = (Vec::new(), 0);
        let mut said = false;
        while let Some(rule) = parts.peek() {
            if rule == Rule::junk {
                self.junk(parts, &mut said);
            } else if let Some((item, tall)) = self.expr(parts) {
                said |= self.separate(items.last().map(|last: &Expr| last.span), item.span, said);
                items.push(item);
                height = height.max(tall);
            } else {
                parts.next();
            }
        }
        (items, height)
    }

    /// Reports what fits nowhere, once in each bracket.
    fn junk(&mut self, parts: &mut Parts<'i>, said: &mut bool) {
        let Some(junk) = parts.accept(Rule::junk) else { return };
        if !std::mem::replace(said, true) {
            let report = odd(self.span_of(&junk), junk.as_str());
            self.reports.push(report);
        }
    }

    /// Reports two neighbours that nothing separates; whether it did.
    fn separate(&mut self, before: Option<Span>, after: Span, said: bool) -> bool {
        let Some(before) = before.filter(|_| !said) else { return false };
        let between = Span { start: before.end, end: after.start, ..before };
        if between.start >= between.end || !self.slice(between).contains([',', '\n']) {
            self.reports.push(Code::NotSeparated.at(after).with(brief(self.slice(after))));
            return true;
        }
        false
    }

    /// `[a, b]`, or `[for x in list: value]`.
    pub(super) fn list(&mut self, matched: Matched<'i>) -> (Form, usize) {
        let mut parts = Parts::of(matched);
        let Some(each) = parts.accept(Rule::each) else {
            let (items, height) = self.items(&mut parts);
            return (Form::List(items), height);
        };
        let (form, height) = self.each(each);
        let (surplus, _) = self.items(&mut parts);
        if let Some(first) = surplus.first() {
            self.reports.push(Code::OneTooMany.at(first.span).with("[for …:"));
        }
        (form, height)
    }

    fn each(&mut self, matched: Matched<'i>) -> (Form, usize) {
        let span = self.span_of(&matched);
        let mut parts = Parts::of(matched);
        let mut names = Vec::with_capacity(1);
        while let Some(word) = parts.accept(Rule::word) {
            names.push(Word { span: self.span_of(&word), name: Name::of(word.as_str()) });
        }
        let list = parts.accept(Rule::within).map(|within| self.after(within, "a list", "in"));
        let (list, tall) = list.unwrap_or_else(|| (self.missing(span, "a list", "for"), 1));
        let (value, taller) = match parts.accept(Rule::yields) {
            Some(yields) => self.after(yields, "a value", ":"),
            None => {
                if !self.is_cut_off(span) {
                    self.reports.push(Code::MissingBody.at(span).with("[for").with("`:` and a value: `[for x in list: value]`"));
                }
                (Expr { span, form: Form::Broken }, 1)
            }
        };
        (Form::Each(Box::new(Each { names, list, value })), tall.max(taller))
    }

    /// The one expression that a mark introduces.
    pub(super) fn after(&mut self, matched: Matched<'i>, wanted: &str, mark: &str) -> Tall {
        let start = matched.as_span().start();
        let span = self.span(start, start + mark.len());
        let value = self.expr(&mut Parts::of(matched));
        value.unwrap_or_else(|| (self.missing(span, wanted, mark), 1))
    }

    /// The expression of `${…}`.
    pub(super) fn hole(&mut self, matched: Matched<'i>) -> Tall {
        let (start, closed) = (matched.as_span().start(), matched.as_str().ends_with('}'));
        let (opening, span) = (self.span(start, start + 2), self.span_of(&matched));
        let mut parts = Parts::of(matched);
        let value = self.expr(&mut parts);
        if parts.peek() == Some(Rule::junk) {
            self.junk(&mut parts, &mut false);
        } else if !closed {
            self.reports.push(Code::UnclosedBracket.at(Span { start: span.end, ..span }).with("${").with('}'));
        }
        value.unwrap_or_else(|| (self.missing(opening, "a value", "${"), 1))
    }

    /// `{ a = 1, "b" = 2 }`.
    pub(super) fn map(&mut self, matched: Matched<'i>) -> (Form, usize) {
        let mut parts = Parts::of(matched);
        let (mut entries, mut height, mut said) = (Vec::new(), 0, false);
        let mut before: Option<Span> = None;
        while let Some(rule) = parts.peek() {
            if rule == Rule::junk {
                self.junk(&mut parts, &mut said);
                continue;
            }
            let Some(entry) = parts.next() else { break };
            let span = self.span_of(&entry);
            said |= self.separate(before, span, said);
            before = Some(span);
            if let Some((entry, tall)) = self.entry(entry, said) {
                height = height.max(tall);
                entries.push(entry);
            }
        }
        (Form::Map(entries), height)
    }

    fn entry(&mut self, matched: Matched<'i>, said: bool) -> Option<(Entry, usize)> {
        let mut parts = Parts::of(matched);
        let (key, height) = self.expr(&mut parts)?;
        let Some(value) = parts.next() else {
            if !said && !self.is_cut_off(key.span) {
                self.reports.push(Code::NoValueInMap.at(key.span).with(brief(self.slice(key.span))));
            }
            return None;
        };
        if value.as_rule() == Rule::typed {
            let start = value.as_span().start();
            self.reports.push(Code::ColonInMap.at(self.span(start, start + 1)));
            return None;
        }
        let (value, taller) = self.after(value, "a value", "=");
        Some((Entry { key, value }, height.max(taller)))
    }

    /// `if c { a } else if d { b } else { c }` as a value.
    pub(super) fn choose(&mut self, matched: Matched<'i>) -> (Form, usize) {
        let (start, whole) = (matched.as_span().start(), self.span_of(&matched));
        let mut parts = Parts::of(matched);
        let mut tests = vec![];
        let first = self.test(&mut parts, whole.start);
        tests.push(first);
        let mut otherwise = None;
        while let Some(part) = parts.next() {
            let from = self.base as u32 + part.as_span().start() as u32;
            match part.as_rule() {
                Rule::more if otherwise.is_none() => tests.push(self.test(&mut Parts::of(part), from)),
                Rule::branch if otherwise.is_none() => otherwise = Some(self.branch(part)),
                _ => {}
            }
        }
        let (mut value, mut height) = otherwise.unwrap_or_else(|| {
            let span = self.span(start, start + 2);
            if !self.is_cut_off(span) {
                self.reports.push(Code::MissingBody.at(span).with("if").with("`else { … }` where a value stands"));
            }
            (Expr { span, form: Form::Broken }, 1)
        });
        while let Some((from, condition, then)) = tests.pop() {
            let tall = condition.1.max(then.1).max(height) + 1;
            let span = Span { start: from, ..whole };
            (value, height) = self.tall(Form::If(Box::new([condition.0, then.0, value])), span, tall);
        }
        (value.form, height)
    }

    /// `if c { a }`: where it begins, and its two expressions.
    fn test(&mut self, parts: &mut Parts<'i>, from: u32) -> (u32, Tall, Tall) {
        let span = Span { file: self.file, start: from, end: from + 2 };
        let condition = self.expr(parts).unwrap_or_else(|| (self.missing(span, "a condition", "if"), 1));
        let then = match parts.accept(Rule::branch) {
            Some(branch) => self.branch(branch),
            None => {
                if !self.is_cut_off(span) {
                    self.reports.push(Code::MissingBody.at(span).with("if").with("`{ … }` after its condition"));
                }
                (Expr { span, form: Form::Broken }, 1)
            }
        };
        (from, condition, then)
    }

    fn branch(&mut self, matched: Matched<'i>) -> Tall {
        let start = matched.as_span().start();
        let mut parts = Parts::of(matched);
        let value = self.expr(&mut parts);
        while parts.peek().is_some() {
            self.junk(&mut parts, &mut false);
        }
        value.unwrap_or_else(|| (self.missing(self.span(start, start + 1), "a value", "{"), 1))
    }
}

/// The beginning of what a user wrote, short enough for a message.
pub(super) fn brief(text: &str) -> &str {
    let line = text.lines().next().unwrap_or_default().trim_end();
    match line.char_indices().nth(40) {
        Some((end, _)) => &line[..end],
        None => line,
    }
}
