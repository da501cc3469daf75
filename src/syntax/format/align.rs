//! Which columns of a paragraph are lined up, and where they come to stand.
//!
//! In: the lines of one paragraph, and where each begins. Out: a column for each lexeme that is lined up. Deliberately absent:
//! lining up what the author did not.
//!
//! A lexeme is lined up if another of its paragraph stood in the same column, and more than one space before either. Both come
//! to stand behind the longest of what stands before them. A comment at the end of a line keeps its distance even alone.

use super::lines::Lexeme;
use super::space::between;
use std::collections::{BTreeMap, HashMap};

/// Columns by line and position in the line.
pub(super) type Columns = HashMap<(usize, usize), usize>;

/// A line of the paragraph as far as it is laid out.
struct Cursor<'a> {
    line: usize,
    lexemes: &'a [Lexeme<'a>],
    /// How many lexemes are laid out, and where the last of them ends.
    done: usize,
    end: usize,
}

impl Cursor<'_> {
    /// Lays out what stands before a lexeme; where that ends.
    fn reach(&mut self, position: usize, columns: &Columns) -> usize {
        while self.done < position {
            let lexeme = &self.lexemes[self.done];
            let start = match self.done.checked_sub(1) {
                None => self.end,
                Some(before) => {
                    let usual = self.end + between(&self.lexemes[before], lexeme);
                    columns.get(&(self.line, self.done)).copied().unwrap_or(usual)
                }
            };
            let (width, several) = lexeme.width();
            self.end = if several { width } else { start + width };
            self.done += 1;
        }
        self.end
    }
}

/// Lines up the lines of one paragraph, all of which begin in the same column.
pub(super) fn align<'a>(lines: impl Iterator<Item = (usize, &'a [Lexeme<'a>])>, indent: usize, columns: &mut Columns) {
    let mut cursors: Vec<_> = lines.map(|(line, lexemes)| Cursor { line, lexemes, done: 0, end: indent }).collect();
    let mut groups: BTreeMap<(usize, bool), Vec<(usize, usize)>> = BTreeMap::new();
    for (at, cursor) in cursors.iter().enumerate() {
        for (position, pair) in cursor.lexemes.windows(2).enumerate() {
            let (before, lexeme) = (&pair[0], &pair[1]);
            if lexeme.gap > 0 && between(before, lexeme) > 0 {
                groups.entry((lexeme.column, lexeme.is_comment())).or_default().push((at, position + 1));
            }
        }
    }
    for ((_, comments), group) in groups {
        let gaps = || group.iter().map(|&(at, position)| cursors[at].lexemes[position].gap);
        let (least, most) = (gaps().min().unwrap_or(1), gaps().max().unwrap_or(1));
        if most < 2 || group.len() < 2 && !comments {
            continue;
        }
        let ends = group.iter().map(|&(at, position)| cursors[at].reach(position, columns));
        let column = ends.max().unwrap_or(0) + least;
        for (at, position) in group {
            columns.insert((cursors[at].line, position), column);
        }
    }
}
