//! From a matched statement to a `Statement`, or to several: where neither `->` nor `{` follows, commas of a head separate.
//!
//! In: a statement as matched. Out: statements without docs and bodies, which `Bodies` adds. Deliberately absent: where they go.

use super::brackets::whole;
use super::grammar::{Node, Parts, Rule};
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
    pub(super) end: u32,
}

/// Terms with the places of the commas between them.
#[derive(Default)]
struct Terms {
    terms: Vec<Expr>,
    /// The number of terms before each comma.
    commas: Vec<usize>,
}

impl Reader<'_, '_> {
    /// Reads a statement; `muted` where something before it on its line was reported already.
    pub(super) fn statement(&mut self, node: Node, parts: Parts<'_>, muted: bool) -> Written {
        self.too_deep = false;
        let mut parts = parts.of(node);
        self.said = self.reports.count();
        let head = self.terms(&mut parts, 2);
        let end = self.base + node.start + self.text(node).trim_end().len() as u32;
        let span = Span { end, ..self.span_of(node) };
        let mut statement = Statement { span, head: head.terms, ..Statement::default() };
        while let Some(clause) = parts.accept(Rule::clause) {
            let sign = self.mark(clause);
            let place = self.span(clause.start, clause.start + sign.len() as u32);
            let taken = match sign {
                ":" => statement.ty.is_some() || statement.value.is_some() || statement.targets.is_some(),
                "=" => statement.value.is_some() || statement.targets.is_some(),
                _ => statement.targets.is_some(),
            };
            if taken || statement.head.is_empty() && sign != "->" {
                // One report for each statement is enough to look at it again.
                if !muted && self.said == self.reports.count() {
                    let draft = Code::BareMark.at(place).with(sign);
                    self.reports.push(if taken { draft.labelled("what stands before this is complete") } else { draft });
                }
                continue;
            }
            match sign {
                ":" => self.typed(clause, parts, &mut statement),
                "=" => statement.value = Some(self.after(clause, parts, "a value", "=").0),
                _ => statement.targets = Some(self.targets(clause, parts)),
            }
        }
        let opens = parts.accept(Rule::open).is_some();
        let bare = statement.head.is_empty() && statement.targets.is_none();
        Written { statements: if bare { vec![] } else { self.separated(statement, head.commas, opens) }, opens, end }
    }

    fn mark(&self, clause: Node) -> &'static str {
        match self.text(clause).as_bytes()[0] {
            b':' => ":",
            b'=' => "=",
            _ => "->",
        }
    }

    fn typed(&mut self, node: Node, parts: Parts<'_>, statement: &mut Statement) {
        let mut parts = parts.of(node);
        let ty = self.expr(&mut parts).map(|(ty, _)| ty);
        let ty = ty.unwrap_or_else(|| self.missing(self.span(node.start, node.start + 1), "a type", ":"));
        let mut last = whole(&ty);
        statement.ty = Some(Box::new(ty));
        if let Some(from) = parts.peek().filter(|from| self.text(*from) == "from") {
            parts.next();
            let origin = self.expr(&mut parts).map(|(origin, _)| origin);
            let origin = origin.unwrap_or_else(|| self.missing(self.span_of(from), "where it comes from", "from"));
            last = last.and(whole(&origin));
            statement.from = Some(Box::new(origin));
        }
        self.rest(&mut parts, last);
    }

    fn targets(&mut self, node: Node, parts: Parts<'_>) -> Vec<Target> {
        let Terms { mut terms, commas } = self.terms(&mut parts.of(node), 2);
        if terms.is_empty() {
            terms.push(self.missing(self.span(node.start, node.start + 2), "a target", "->"));
        }
        let mut targets = Vec::with_capacity(commas.len() + 1);
        let mut begun = 0;
        let mut terms = terms.into_iter();
        for comma in commas {
            targets.push(target(terms.by_ref().take(comma - begun).collect()));
            begun = comma;
        }
        // The allocation of all terms would be kept for those that are left.
        let mut last = Vec::with_capacity(terms.len());
        last.extend(terms);
        targets.push(target(last));
        targets
    }

    fn terms(&mut self, parts: &mut Parts<'_>, usual: usize) -> Terms {
        let mut list = Terms::default();
        let mut said = false;
        while let Some(next) = parts.peek().filter(|next| !matches!(next.rule, Rule::clause | Rule::open)) {
            let Some((term, _)) = self.expr(parts) else {
                parts.next();
                said |= self.junk(next, said);
                continue;
            };
            let before =
                list.terms.last().map(|before: &Expr| Span { start: before.span.end, end: term.span.start, ..term.span });
            if before.is_some_and(|between| self.slice(between).contains(',')) {
                list.commas.push(list.terms.len());
            }
            if list.terms.is_empty() {
                // A program has many of these, and most have one or two: no room is left over.
                let is_last = parts.peek().is_none_or(|next| matches!(next.rule, Rule::clause | Rule::open));
                list.terms.reserve_exact(if is_last { 1 } else { usual });
            }
            list.terms.push(term);
        }
        list
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
        let between = Span { start: before.span.end, end: after.span.start, ..before.span };
        between.start < between.end && self.slice(between).contains('\n')
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
