//! Open bodies, and the statements in them.
//!
//! In: statements, openings and closings, in the order of the text. Out: the tree. Deliberately absent: what is wrong with
//! them; a closing without an opening is answered with `false`.

use super::tree::{Form, Statement, Statements};
use std::vec::Drain;

/// Where the statements of an open brace go once it is closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Destination {
    /// Into the body of the statement before.
    #[default]
    Body,
    /// Behind its `else`.
    Otherwise,
    /// Nowhere: the brace belonged to nothing, and was reported.
    Nowhere,
}

/// What is known inside one pair of braces.
#[derive(Debug, Default)]
pub(super) struct Level {
    statements: Statements,
    destination: Destination,
    /// The `///` lines since the last statement.
    docs: Option<String>,
    /// How many `else` lie between the last statement and the one whose braces are open or were closed last.
    chain: usize,
    /// Where the last item ended.
    pub(super) last: Option<usize>,
    /// Whether something on this line was reported already.
    pub(super) muted: bool,
    /// Whether the last statement was an `else` that is reported and left out, and with it those that follow it.
    pub(super) dropped: bool,
    /// Whether an `else` may stand next.
    pub(super) after_if: bool,
}

/// The open braces, outermost first; the file itself is the first.
#[derive(Debug)]
pub(super) struct Bodies {
    open: Vec<Level>,
    /// Where the file ends.
    end: usize,
}

/// So many statements are likely to be followed by more of their length.
const MANY: usize = 10_000;
/// But room is made for no more than so many times what is there.
const MOST_TIMES: usize = 8;

impl Bodies {
    /// The statements of a file of so many bytes.
    pub(super) fn of(end: usize) -> Bodies {
        Bodies { open: vec![Level::default()], end }
    }

    /// The innermost.
    pub(super) fn level(&mut self) -> &mut Level {
        self.open.last_mut().expect("the level of the file is never closed")
    }

    /// Adds a `///` line to what documents the next statement.
    pub(super) fn document(&mut self, line: &str) {
        match &mut self.level().docs {
            Some(docs) => {
                docs.push('\n');
                docs.push_str(line);
            }
            none => *none = Some(line.to_owned()),
        }
    }

    /// Adds a statement.
    pub(super) fn add(&mut self, mut statement: Statement) {
        let end = self.end;
        let level = self.level();
        let count = level.statements.len();
        // Room for the rest of the file, at once: memory that is not used yet costs nothing, but to move a long list does.
        if count >= MANY && count == level.statements.capacity() {
            let (first, here) = (level.statements[0].span.start as usize, statement.span.start as usize);
            let more = end.saturating_sub(here) * count / (here - first).max(1) + count / 16;
            level.statements.reserve(more.min(count * MOST_TIMES));
        }
        if count == 0 {
            // Most bodies in braces hold one.
            level.statements.reserve_exact(1);
        }
        statement.docs = level.docs.take().map(Into::into);
        level.chain = 0;
        level.statements.push(statement);
    }

    /// Puts the `if` of an `else if` behind the `if` before.
    pub(super) fn chain_on(&mut self, statement: Statement) {
        let level = self.level();
        let chain = level.chain;
        if let Some(before) = level.statements.last_mut().and_then(|last| link(last, chain)) {
            before.otherwise = Some(vec![statement]);
            level.chain += 1;
        }
    }

    /// How many `else if` the statement before has.
    pub(super) fn chain(&mut self) -> usize {
        self.level().chain
    }

    /// Opens the braces of the statement before.
    pub(super) fn open(&mut self, destination: Destination) {
        self.open.push(Level { destination, ..Level::default() });
    }

    /// Whether the last statement could take a body that is not on its line.
    pub(super) fn wants_body(&mut self) -> bool {
        let level = self.level();
        let chain = level.chain;
        let last = level.statements.last_mut().and_then(|last| link(last, chain));
        last.is_some_and(|last| last.body.is_none() && last.otherwise.is_none())
    }

    /// Closes the innermost braces, which end at a place; false where only the file is open.
    pub(super) fn close(&mut self, end: Option<usize>) -> bool {
        if self.open.len() == 1 {
            return false;
        }
        let Some(closed) = self.open.pop() else {
            return false;
        };
        let level = self.level();
        level.last = end.or(level.last);
        level.muted = false;
        level.docs = None;
        let chain = level.chain;
        let Some(first) = level.statements.last_mut().filter(|_| closed.destination != Destination::Nowhere) else {
            return true;
        };
        let end = end.map_or(first.span.end, |end| end as u32);
        let mut statement = first;
        for _ in 0..chain {
            statement.span.end = end;
            let Some(next) = statement.otherwise.as_mut().and_then(|otherwise| otherwise.last_mut()) else {
                return true;
            };
            statement = next;
        }
        statement.span.end = end;
        match closed.destination {
            Destination::Otherwise => statement.otherwise = Some(closed.statements),
            Destination::Body | Destination::Nowhere => statement.body = Some(closed.statements),
        }
        level.after_if = closed.destination == Destination::Body && is_if(statement);
        true
    }

    /// Takes statements of the file that nothing can be added to any more: all but the last, or all once it is read.
    pub(super) fn finished(&mut self, is_read: bool) -> Drain<'_, Statement> {
        let statements = &mut self.open[0].statements;
        let count = statements.len() - usize::from(!is_read && !statements.is_empty());
        statements.drain(..count)
    }

    /// Closes what is still open, and hands the tree out.
    pub(super) fn finish(mut self) -> Statements {
        while self.close(None) {}
        self.open.pop().map(|level| level.statements).unwrap_or_default()
    }
}

/// The statement that many `else if` behind another.
fn link(first: &mut Statement, chain: usize) -> Option<&mut Statement> {
    let mut statement = first;
    for _ in 0..chain {
        statement = statement.otherwise.as_mut()?.last_mut()?;
    }
    Some(statement)
}

/// Whether a statement begins with the word `if`.
pub(super) fn is_if(statement: &Statement) -> bool {
    matches!(statement.head.first().map(|first| &first.form), Some(Form::Word(word)) if *word == "if")
}
