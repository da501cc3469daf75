//! From a matched statement to a `Statement`, or to several: where neither `->` nor `{` follows, commas of a head separate.
//!
//! In: a statement as matched. Out: statements without docs and bodies, which `Bodies` adds. Deliberately absent: where they go.

use super::grammar::{Matched, Parts, Rule};
use super::read::Reader;
use super::tree::{Expr, Statement, Statements, Target};
use crate::report::Code;
use crate::source::Span;

/// What one match became.
pub(super) struct Written {
    /// Usually one; none where a mark stands without a name.
    pub(super) statements: Statements,
    /// Whether the last goes on with a body.
    pub(super) opens: bool,
    /// Where it ends, in its file.
    pub(super) end: usize,
}

/// Terms with the places of the commas between them.
#[derive(Default)]
struct Terms {
    terms: Vec<Expr>,
    /// The number of terms before each comma.
    commas: Vec<usize>,
}

impl<'i> Reader<'i, '_> {
    /// Reads a statement; `muted` where something before it on its line was reported already.
    pub(super) fn statement(&mut self, matched: Matched<'i>, muted: bool) -> Written {
        let span = self.span_of(&matched);
        let trimmed = matched.as_str().trim_end().len();
        let mut parts = Parts::of(matched);
        let head = parts.accept(Rule::head).map(|head| self.terms(&mut Parts::of(head), 2)).unwrap_or_default();
        let bare = head.terms.is_empty() && parts.peek() != Some(Rule::arrow);
        if bare && !muted {
            let mark = if parts.peek() == Some(Rule::typed) { ':' } else { '=' };
            self.reports.push(Code::BareMark.at(Span { end: span.start + 1, ..span }).with(mark));
        }
        let mut statement = Statement { span, head: head.terms, ..Statement::default() };
        if let Some(typed) = parts.accept(Rule::typed) {
            self.typed(typed, &mut statement);
        }
        if let Some(value) = parts.accept(Rule::value) {
            statement.value = Some(self.after(value, "a value", "=").0);
        }
        if let Some(arrow) = parts.accept(Rule::arrow) {
            statement.targets = Some(self.targets(arrow));
        }
        let opens = parts.accept(Rule::open).is_some();
        let end = span.start as usize + trimmed;
        statement.span.end = end as u32;
        let statements = if bare { vec![] } else { self.separated(statement, head.commas, opens) };
        Written { statements, opens, end }
    }

    fn typed(&mut self, matched: Matched<'i>, statement: &mut Statement) {
        let start = matched.as_span().start();
        let mut parts = Parts::of(matched);
        let ty = self.expr(&mut parts).map(|(ty, _)| ty);
        statement.ty = Some(ty.unwrap_or_else(|| self.missing(self.span(start, start + 1), "a type", ":")));
        statement.from = parts.accept(Rule::from).map(|from| self.after(from, "where it comes from", "from").0);
    }

    fn targets(&mut self, matched: Matched<'i>) -> Vec<Target> {
        let start = matched.as_span().start();
        let Terms { mut terms, commas } = self.terms(&mut Parts::of(matched), 1);
        if terms.is_empty() {
            terms.push(self.missing(self.span(start, start + 2), "a target", "->"));
        }
        let mut targets = Vec::with_capacity(commas.len() + 1);
        for comma in commas.into_iter().rev() {
            targets.push(target(terms.split_off(comma)));
        }
        targets.push(target(terms));
        targets.reverse();
        targets
    }

    fn terms(&mut self, parts: &mut Parts<'i>, usual: usize) -> Terms {
        let mut list = Terms { terms: Vec::with_capacity(usual), commas: vec![] };
        loop {
            if let Some((term, _)) = self.expr(parts) {
                list.terms.push(term);
            } else if parts.next().is_some() {
                list.commas.push(list.terms.len());
            } else {
                return list;
            }
        }
    }

    /// One statement, or one for each part of its head that a comma ends.
    fn separated(&self, mut last: Statement, mut commas: Vec<usize>, opens: bool) -> Statements {
        let plain = last.ty.is_none() && last.value.is_none();
        if plain && last.targets.is_some() {
            commas.clear();
        } else if plain && opens {
            // `{ a,⏎ b { … } }` are two statements, `A, AAAA "www" weighted { … }` is one.
            let broken = commas.iter().rposition(|&comma| self.breaks_line(&last.head, comma));
            commas.truncate(broken.map_or(0, |broken| broken + 1));
        }
        if commas.is_empty() {
            return vec![last];
        }
        let mut terms = std::mem::take(&mut last.head).into_iter();
        let mut statements = Vec::with_capacity(commas.len() + 1);
        let mut begun = 0;
        for comma in commas {
            let head: Vec<_> = terms.by_ref().take(comma - begun).collect();
            statements.push(Statement { span: span(&head), head, ..Statement::default() });
            begun = comma;
        }
        last.head = terms.collect();
        last.span.start = span(&last.head).start;
        statements.push(last);
        statements
    }

    fn breaks_line(&self, head: &[Expr], comma: usize) -> bool {
        let (before, after) = (&head[comma - 1], &head[comma]);
        let between = before.span.end as usize - self.base..after.span.start as usize - self.base;
        self.input.get(between).is_some_and(|between| between.contains('\n'))
    }
}

fn target(terms: Vec<Expr>) -> Target {
    Target { span: span(&terms), terms }
}

fn span(terms: &[Expr]) -> Span {
    match terms {
        [first, .., last] => first.span.to(last.span),
        [only] => only.span,
        [] => Span::default(),
    }
}
