//! Lines and columns of one file.
//!
//! In: its text. Out: line and column of a byte, for people and machines alike. Deliberately absent: tabs and wide
//! characters, which are the terminal's business.

/// Where each line of a text begins.
#[derive(Clone, Debug)]
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<u32>,
}

impl<'a> Lines<'a> {
    /// Reads a text once.
    pub fn of(text: &'a str) -> Lines<'a> {
        let after = |(at, _)| at as u32 + 1;
        Lines { text, starts: std::iter::once(0).chain(text.match_indices('\n').map(after)).collect() }
    }

    /// How many there are; the empty text has one.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The line that holds a byte, from 0; the last for a byte past the end.
    pub fn index(&self, byte: usize) -> usize {
        self.starts.partition_point(|&start| start as usize <= byte) - 1
    }

    /// The first byte of a line, and one past its last, newline included; `None` past the last line.
    pub fn range(&self, line: usize) -> Option<std::ops::Range<usize>> {
        let start = *self.starts.get(line)? as usize;
        let end = self.starts.get(line + 1).map_or(self.text.len(), |&next| next as usize);
        Some(start..end)
    }

    /// Line and column of a byte, both from 1, columns in Unicode scalar values.
    pub fn place(&self, byte: usize) -> (usize, usize) {
        let line = self.index(byte);
        let start = self.starts[line] as usize;
        let before = self.text.get(start..byte.min(self.text.len())).unwrap_or_default();
        (line + 1, before.chars().count() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn columns_count_characters_and_lines_end_with_the_text() {
        let lines = Lines::of("é = 1\nb");
        assert_eq!((lines.place(3), lines.place(7), lines.place(99)), ((1, 3), (2, 1), (2, 2)));
        assert_eq!((lines.range(1), lines.range(2)), (Some(7..8), None));
    }
}
