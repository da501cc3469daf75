//! Breaking bodies that stand on one line and make it too wide.
//!
//! In: a page, and which of its lines are too wide. Out: the page with a line for each statement of their outermost bodies.
//! Deliberately absent: lists and maps, which the author breaks.

use super::lines::{Lexeme, Line, Page};

/// The page with those lines broken that can be; `None` where none can.
pub(super) fn broken<'a>(page: &Page<'a>, wide: &[usize]) -> Option<Page<'a>> {
    let splits: Vec<_> = wide.iter().map(|&at| (at, split(&page.lines[at]))).filter(|(_, lines)| lines.len() > 1).collect();
    if splits.is_empty() {
        return None;
    }
    let mut splits = splits.into_iter().peekable();
    let mut lines = Vec::with_capacity(page.lines.len());
    for (at, line) in page.lines.iter().enumerate() {
        match splits.next_if(|(wide, _)| *wide == at) {
            Some((_, several)) => lines.extend(several),
            None => lines.push(line.clone()),
        }
    }
    Some(Page { lines })
}

/// A line as several: broken inside its outermost bodies.
fn split<'a>(line: &Line<'a>) -> Vec<Line<'a>> {
    let mut lines = vec![Line { lexemes: vec![], apart: line.apart }];
    // For each open bracket, whether it is a body to break; inside of one of those only its own statements matter.
    let mut open: Vec<bool> = vec![];
    for (position, lexeme) in line.lexemes.iter().enumerate() {
        let within = open.last() == Some(&true) && open.iter().filter(|body| **body).count() == 1;
        let new = match lexeme.text {
            "}" if within => true,
            _ => within && lexeme.begins,
        };
        if new && lines.last().is_some_and(|last| !last.lexemes.is_empty()) {
            drop_comma(lines.last_mut());
            lines.push(Line::default());
        }
        if let Some(last) = lines.last_mut() {
            last.lexemes.push(*lexeme);
        }
        if lexeme.opens() {
            let outermost = open.iter().all(|body| !body);
            let body = lexeme.text == "{" && line.lexemes.get(position + 1).is_some_and(|next| next.begins);
            open.push(outermost && body && closes(&line.lexemes[position..]));
        } else if lexeme.closes() {
            open.pop();
        }
    }
    lines
}

fn drop_comma(line: Option<&mut Line<'_>>) {
    if let Some(line) = line
        && line.lexemes.last().is_some_and(|last| last.text == ",")
    {
        line.lexemes.pop();
    }
}

/// Whether the bracket that begins here ends on the same line.
fn closes(lexemes: &[Lexeme<'_>]) -> bool {
    let mut depth = 0_usize;
    for lexeme in lexemes {
        depth = depth + usize::from(lexeme.opens()) - usize::from(lexeme.closes());
        if depth == 0 {
            return true;
        }
    }
    false
}
