//! What stands in brackets: lists, arguments, maps, and the branches of an `if`.
//!
//! In: a bracket as matched, closed or not. Out: its `Form`. Deliberately absent: brackets without partner, which `scan` reports.

use super::grammar::{Node, Parts, Rule};
use super::read::{Reader, Tall};
use super::tree::{Each, Entry, Expr, Form, Word};
use crate::report::Code;
use crate::source::{Name, Span};

impl Reader<'_, '_> {
    /// Expressions between commas or new lines.
    pub(super) fn items(&mut self, parts: &mut Parts<'_>) -> (Vec<Expr>, usize) {
        let (mut items, mut height, mut said) = (Vec::new(), 0, false);
        while let Some(node) = parts.peek() {
            if let Some((item, tall)) = self.expr(parts) {
                said |= self.separate(items.last().and_then(whole), item.span, said);
                items.push(item);
                height = height.max(tall);
            } else {
                parts.next();
                said |= self.junk(node, said);
            }
        }
        (items, height)
    }

    /// Reports what fits nowhere, once in each bracket.
    pub(super) fn junk(&mut self, node: Node, said: bool) -> bool {
        if !said {
            self.odd(node.start);
        }
        true
    }

    /// Reports two neighbours that nothing separates; whether it did.
    fn separate(&mut self, before: Option<Span>, after: Span, said: bool) -> bool {
        let Some(before) = before.filter(|_| !said) else {
            return false;
        };
        let between = Span { start: before.end, end: after.start, ..before };
        let apart = between.start < between.end && self.slice(between).contains([',', '\n']);
        if !apart {
            let words = brief(self.slice(after));
            let draft = Code::NotSeparated.at(after).with(words);
            self.reports.push(match words.as_bytes() {
                [sign @ (b'+' | b'-'), ..] => draft.fix(format_args!("put spaces on both sides of the `{}`", *sign as char)),
                _ => draft,
            });
        }
        !apart
    }

    /// `[a, b]`, or `[for x in list: value]`.
    pub(super) fn list(&mut self, node: Node, parts: Parts<'_>) -> (Form, usize) {
        let mut parts = parts.of(node);
        let Some(each) = parts.accept(Rule::each) else {
            let (items, height) = self.items(&mut parts);
            return (Form::List(items), height);
        };
        let (form, height) = self.each(each, parts);
        let (surplus, _) = self.items(&mut parts);
        if let Some(first) = surplus.first() {
            self.reports.push(Code::OneTooMany.at(first.span).with("[for …:"));
        }
        (form, height)
    }

    fn each(&mut self, node: Node, parts: Parts<'_>) -> (Form, usize) {
        let span = self.span_of(node);
        let mut parts = parts.of(node);
        let mut names = Vec::with_capacity(1);
        while let Some(word) = parts.accept(Rule::name) {
            names.push(Word { span: self.span_of(word), name: Name::of(self.text(word)) });
        }
        let (list, tall) = match parts.accept(Rule::within) {
            Some(within) => self.after(within, parts, "a list", "in"),
            None => (self.missing(span, "a list", "for"), 1),
        };
        let (value, taller) = match parts.accept(Rule::yields) {
            Some(yields) => self.after(yields, parts, "a value", ":"),
            None => (self.without(span, "[for", "`:` and a value: `[for x in list: value]`"), 1),
        };
        (Form::Each(Box::new(Each { names, list, value })), tall.max(taller))
    }

    /// Reports what a form lacks to be whole.
    fn without(&mut self, span: Span, word: &str, wanted: &str) -> Expr {
        if !self.is_cut_off(span) {
            self.reports.push(Code::MissingBody.at(span).with(word).with(wanted));
        }
        Expr { span, form: Form::Broken }
    }

    /// The one expression that a mark introduces.
    pub(super) fn after(&mut self, node: Node, parts: Parts<'_>, wanted: &str, mark: &str) -> Tall {
        let mut parts = parts.of(node);
        let place = self.span(node.start, node.start + mark.len() as u32);
        let value = match self.expr(&mut parts) {
            Some(value) => value,
            None => (self.missing_or_odd(&parts, place, wanted, mark), 1),
        };
        self.rest(&mut parts, whole(&value.0));
        value
    }

    /// Reports that a value is missing, or what stands in its place.
    fn missing_or_odd(&mut self, parts: &Parts<'_>, place: Span, wanted: &str, mark: &str) -> Expr {
        match parts.peek() {
            Some(odd) => {
                self.junk(odd, false);
                broken(place)
            }
            None => self.missing(place, wanted, mark),
        }
    }

    /// Reports what stands behind a value that is complete.
    pub(super) fn rest(&mut self, parts: &mut Parts<'_>, before: Option<Span>) {
        let (Some(before), Some(node)) = (before, parts.peek()) else { return };
        match self.expr(parts) {
            Some((surplus, _)) => _ = self.separate(Some(before), surplus.span, false),
            None => _ = self.junk(node, false),
        }
    }

    /// The expression of `${…}`.
    pub(super) fn hole(&mut self, node: Node, parts: Parts<'_>) -> Tall {
        let mut parts = parts.of(node);
        let (opening, span) = (self.span(node.start, node.start + 2), self.span_of(node));
        let value = self.expr(&mut parts).unwrap_or_else(|| (self.missing(opening, "a value", "${"), 1));
        if parts.peek().is_some() {
            self.rest(&mut parts, whole(&value.0));
        } else if !self.text(node).ends_with('}') {
            self.reports.push(Code::UnclosedBracket.at(Span { start: span.end, ..span }).with("${").with('}'));
        }
        value
    }

    /// `{ a = 1, "b" = 2 }`.
    pub(super) fn map(&mut self, node: Node, parts: Parts<'_>) -> (Form, usize) {
        let (mut entries, mut height, mut said) = (Vec::new(), 0, false);
        let mut before: Option<Span> = None;
        let mut parts = parts.of(node);
        while let Some(entry) = parts.next() {
            if entry.rule == Rule::junk {
                said |= self.junk(entry, said);
                continue;
            }
            let length = self.text(entry).trim_end().len() as u32;
            let span = self.span(entry.start, entry.start + length);
            let reports = self.reports.count();
            self.separate(before, span, said);
            before = Some(span);
            if let Some((entry, tall)) = self.entry(entry, parts, said) {
                height = height.max(tall);
                entries.push(entry);
            }
            said = reports < self.reports.count();
        }
        (Form::Map(entries), height)
    }

    fn entry(&mut self, node: Node, parts: Parts<'_>, said: bool) -> Option<(Entry, usize)> {
        let mut parts = parts.of(node);
        let (key, height) = self.expr(&mut parts)?;
        let Some(value) = parts.accept(Rule::clause) else {
            if !said && !self.is_cut_off(key.span) {
                self.reports.push(Code::NoValueInMap.at(key.span).with(brief(self.slice(key.span))));
            }
            return None;
        };
        if !self.text(value).starts_with('=') {
            let length = if self.text(value).starts_with(':') { 1 } else { 2 };
            let place = self.span(value.start, value.start + length);
            self.reports.push(Code::MarkInMap.at(place).with(self.slice(place)));
            return None;
        }
        let (value, taller) = self.after(value, parts, "a value", "=");
        Some((Entry { key, value }, height.max(taller)))
    }

    /// `if c { a } else if d { b } else { c }` as a value.
    pub(super) fn choose(&mut self, node: Node, parts: Parts<'_>) -> (Form, usize) {
        let before = self.reports.count();
        let end = self.base + node.start + self.text(node).trim_end().len() as u32;
        let (mut tests, mut otherwise) = (vec![], None);
        let mut parts = parts.of(node);
        while let Some(part) = parts.next() {
            if part.rule == Rule::test {
                tests.push(self.test(part, parts));
            } else {
                otherwise = Some(self.branch(part, parts));
                break;
            }
        }
        let (mut value, mut height) = otherwise.unwrap_or_else(|| {
            let span = self.span(node.start, node.start + 2);
            let said = before < self.reports.count();
            (if said { broken(span) } else { self.without(span, "if", "`else { … }` where a value stands") }, 1)
        });
        while let Some((from, condition, then)) = tests.pop() {
            let tall = condition.1.max(then.1).max(height) + 1;
            let span = Span { file: self.file, start: self.base + from, end };
            (value, height) = self.tall(Form::If(Box::new([condition.0, then.0, value])), span, tall);
        }
        (value.form, height)
    }

    /// `if c { a }`: where it begins, and its two expressions.
    fn test(&mut self, node: Node, parts: Parts<'_>) -> (u32, Tall, Tall) {
        let span = self.span(node.start, node.start + 2);
        let before = self.reports.count();
        let mut parts = parts.of(node);
        let condition = self.expr(&mut parts).unwrap_or_else(|| (self.missing(span, "a condition", "if"), 1));
        if parts.peek().is_some_and(|next| next.rule != Rule::branch) {
            self.rest(&mut parts, whole(&condition.0));
        }
        let then = match parts.find(|part| part.rule == Rule::branch) {
            Some(branch) => self.branch(branch, parts),
            None if before < self.reports.count() => (broken(span), 1),
            None => (self.without(span, "if", "`{ … }` after its condition"), 1),
        };
        (node.start, condition, then)
    }

    fn branch(&mut self, node: Node, parts: Parts<'_>) -> Tall {
        let mut parts = parts.of(node);
        let value = self.expr(&mut parts);
        let value = value.unwrap_or_else(|| (self.missing(self.span(node.start, node.start + 1), "a value", "{"), 1));
        self.rest(&mut parts, whole(&value.0));
        value
    }
}

/// Where an expression stands, if it was understood: else what follows it was spoken of already.
pub(super) fn whole(expr: &Expr) -> Option<Span> {
    (expr.form != Form::Broken).then_some(expr.span)
}

fn broken(span: Span) -> Expr {
    Expr { span, form: Form::Broken }
}

/// The beginning of what a user wrote, short enough for a message.
pub(super) fn brief(text: &str) -> &str {
    let line = text.lines().next().unwrap_or_default().trim_end();
    match line.char_indices().nth(40) {
        Some((end, _)) => &line[..end],
        None => line,
    }
}
