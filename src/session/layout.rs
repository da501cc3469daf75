//! Where a file may be cut so that each part can be checked with what it belongs to.
//!
//! In: statements and their text. Out: which names each statement declares; and of a body whose lines are records, where its tiles
//! end: a tile is some whole lines that hold one statement, or none, or several that share a line. Deliberately absent: what
//! records say.

use super::tiles::Size;
use crate::model::{RecordView, holds_records};
use crate::schema::{Kind, KindId, Schema, Shape, first_word, word_of};
use crate::source::Name;
use crate::syntax::Statement;
use std::ops::Range;

/// A body in tiles.
pub(super) struct Cut {
    /// What it is the body of.
    pub kind: KindId,
    /// Where its tiles stand.
    pub region: Range<usize>,
    /// How large each is, and whether what it says is about the whole block.
    pub tiles: Vec<(Size, Reach)>,
}

/// How far the meaning of a tile goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Records and what is no statement of the block: it means the same wherever it stands in the body.
    Itself,
    /// A field of the block, `allow`, or a name.
    Block,
}

/// Cuts the body of a statement; `None` where it is no block of records, or not written line by line.
pub(super) fn cut(text: &str, statement: &Statement, schema: &Schema) -> Option<Cut> {
    let existing = usize::from(first_word(statement)? == "existing");
    let kind = schema.kind_named(word_of(statement.head.get(existing)?)?)?;
    let body = statement.body.as_ref()?;
    let plain = statement.ty.is_none() && statement.value.is_none() && statement.otherwise.is_none();
    if !plain || !holds_records(schema.kind(kind), schema) || body.iter().any(allows) {
        return None;
    }
    let terms = statement.head.iter().chain(statement.targets.iter().flatten().flat_map(|target| &target.terms));
    let head = terms.map(|term| term.span.end as usize).max()?;
    let brace =
        head + text.get(head..)?.find(|letter: char| !letter.is_whitespace()).filter(|at| text[head + at..].starts_with('{'))?;
    let start = brace + text[brace..].find('\n')? + 1;
    let rest = text[brace + 1..start].trim_start();
    let last = (statement.span.end as usize).checked_sub(1)?;
    let end = text.get(..last)?.rfind('\n')? + 1;
    let whole = (rest.is_empty() || rest.starts_with("//")) && text[last..].starts_with('}') && text[end..last].trim().is_empty();
    if !whole || start > end || body.first().is_some_and(|first| (first.span.start as usize) < start) {
        return None;
    }
    let sizes = tiles(text, start..end, body)?;
    let mut tiles: Vec<(Size, Reach)> = Vec::with_capacity(sizes.len() + 1);
    let mut statements = body.iter().peekable();
    let mut place = start;
    for size in sizes {
        place += size.length;
        let mut reach = Reach::Itself;
        while let Some(statement) = statements.next_if(|statement| (statement.span.start as usize) < place) {
            if !is_inert(statement, schema.kind(kind), schema) {
                reach = Reach::Block;
            }
        }
        tiles.push((size, reach));
    }
    if place < end || tiles.is_empty() {
        tiles.push((Size { length: end - place, firm: true }, Reach::Itself));
    }
    Some(Cut { kind, region: start..end, tiles })
}

/// Cuts lines behind each statement that ends on them; what is left behind the last is not among them.
pub(super) fn tiles(text: &str, region: Range<usize>, statements: &[Statement]) -> Option<Vec<Size>> {
    let mut sizes = Vec::with_capacity(statements.len());
    let mut start = region.start;
    for (at, statement) in statements.iter().enumerate() {
        let last = statement.span.end as usize;
        let end = last + text.get(last..region.end)?.find('\n')? + 1;
        if statements.get(at + 1).is_none_or(|next| next.span.start as usize >= end) {
            let rest = text[last..end].trim_start();
            let firm = (rest.is_empty() || rest.starts_with("//")) && is_firm(&text[start..last]);
            sizes.push(Size { length: end.checked_sub(start)?, firm });
            start = end;
        }
    }
    Some(sizes)
}

/// Whether a statement that ends like this does not go on, whatever stands on the next line.
pub(super) fn is_firm(text: &str) -> bool {
    let last =
        text.rsplit(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '_' | '-' | '.')).next().unwrap_or_default();
    let ends = text.ends_with(|letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '"' | '}' | ']' | ')'));
    ends && !matches!(last, "and" | "or" | "in" | "not" | "from" | "else")
}

/// Whether a statement says nothing of the block it stands in: it is a record, or a mistake.
pub(super) fn is_inert(statement: &Statement, kind: &Kind, schema: &Schema) -> bool {
    let record = RecordView::of(schema).map(|view| view.kind);
    let Some(word) = first_word(statement) else {
        return statement.value.is_none();
    };
    let inside = || statement.body.iter().chain(&statement.otherwise).flatten();
    match word.as_str() {
        "for" | "if" => statement.body.is_some() && inside().all(|inner| is_inert(inner, kind, schema)),
        "let" | "allow" | "overrides" | "id" | "else" => false,
        _ => {
            let is_part = |shape: &Shape| match shape {
                Shape::List(item, _) => {
                    matches!(**item, Shape::Kind(part) if Some(part) != record && schema.kind(part).name == word)
                }
                _ => false,
            };
            let names_field = kind.fields().any(|(_, field)| field.name == word || is_part(&field.shape));
            !names_field && statement.value.is_none() && !inside().any(declares_inside)
        }
    }
}

/// Whether a statement accepts findings about the whole block: then each of them counts for that.
fn allows(statement: &Statement) -> bool {
    let inside = || statement.body.iter().chain(&statement.otherwise).flatten();
    match first_word(statement).map(Name::as_str) {
        Some("allow") => true,
        Some("for" | "if") => inside().any(allows),
        _ => false,
    }
}

/// Whether a `let` stands in a statement or in its body. There it is seen in all the program.
pub(super) fn declares_inside(statement: &Statement) -> bool {
    let inside = || statement.body.iter().chain(&statement.otherwise).flatten();
    first_word(statement).is_some_and(|word| word == "let") || inside().any(declares_inside)
}

/// What a statement outside of all blocks does for the others.
#[derive(Clone, Debug, Default)]
pub(super) struct Role {
    /// The names it declares.
    pub names: Vec<Name>,
    /// It counts wherever anything is checked: a rule, a quota, the project.
    pub always: bool,
    /// What it says is only looked at when somebody asks for its names.
    pub lazy: bool,
    /// Its names are seen everywhere, or what it makes may be anything: a `let` in a block, a component, another module.
    pub leaks: bool,
}

/// Finds out what a statement outside of all blocks does for the others.
pub(super) fn role(statement: &Statement, schema: &Schema) -> Role {
    let Some(word) = first_word(statement) else {
        return Role::default();
    };
    let named = |at: usize| statement.head.get(at).and_then(word_of).into_iter().collect::<Vec<_>>();
    match word.as_str() {
        "let" | "param" => Role { names: named(1), lazy: true, ..Role::default() },
        "input" => Role { names: named(1), ..Role::default() },
        "rule" | "quota" => Role { always: true, ..Role::default() },
        "output" | "test" => Role::default(),
        // What a component makes can stand beside any record.
        "use" | "component" => Role { leaks: true, ..Role::default() },
        "for" | "if" if statement.body.is_some() => {
            let mut all = Role::default();
            for inner in statement.body.iter().chain(&statement.otherwise).flatten() {
                let Role { names, always, lazy, leaks } = role(inner, schema);
                all.names.extend(names);
                all.always |= always;
                all.lazy |= lazy;
                all.leaks |= leaks;
            }
            all
        }
        _ => {
            let at = usize::from(word == "existing");
            let kind = statement.head.get(at).and_then(word_of).and_then(|word| schema.kind_named(word));
            let kind = kind.map(|kind| schema.kind(kind));
            let labelled = kind.is_none_or(|kind| kind.is_labelled);
            let label = at + 1 + usize::from(kind.is_some_and(Kind::is_raw));
            let leaks = statement.body.iter().chain(&statement.otherwise).flatten().any(declares_inside);
            let names = if labelled { named(label) } else { Vec::new() };
            Role { names, always: !labelled, lazy: false, leaks }
        }
    }
}
