//! The few marks that give a text its outline.
//!
//! In: a text. Out: its brackets, line ends, `=` and commas, in order; what stands in strings and comments is passed over,
//! except the brackets of `${…}`. Deliberately absent: whether brackets match.

/// One mark, and the byte it stands at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// `{`, `[`, `(`, or `$` for the opening of `${`.
    Open(u8, usize),
    /// `}`, `]`, `)`.
    Close(u8, usize),
    /// A newline outside of strings. The second place is where the line's code ends: before its comment and white space.
    Line(usize, usize),
    /// A string of one line that nothing closes on its line: where it begins, and where the line ends. What stood in its `${…}`
    /// is part of it.
    Unclosed(usize, usize),
    /// Where a block begins that nothing closes: it takes the rest of the file.
    Endless(usize),
    /// `=`, but not `==`, `<=`, `>=`, `!=`.
    Equals,
    /// A comma, and where it stands.
    Comma(usize),
}

/// Goes through a text once.
pub(super) struct Marks<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Where the code of this line ends, once its comment was passed.
    comment: Option<usize>,
    /// Strings whose `${` is open, outermost first.
    holes: Vec<Hole>,
    /// The string to go on with: its `${…}` was closed by the last mark.
    resumed: Option<(Quote, usize)>,
}

/// An open `${`.
struct Hole {
    quote: Quote,
    /// Where its string begins.
    string: usize,
    /// How many `{` are open in it.
    open: usize,
}

/// How a string is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quote {
    /// `"`
    Line,
    /// `"""`
    Block,
}

/// What a byte outside of strings and comments means here; most mean nothing.
const MEANS: [bool; 256] = {
    let mut table = [false; 256];
    let bytes = b"{}[]()\n\"=,/";
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
};

impl<'a> Marks<'a> {
    /// Begins at the start of a text.
    pub(super) fn of(text: &'a str) -> Marks<'a> {
        Marks { bytes: text.as_bytes(), at: 0, comment: None, holes: vec![], resumed: None }
    }

    fn starts(&self, what: &[u8]) -> bool {
        self.bytes[self.at..].starts_with(what)
    }

    /// Passes over the rest of a string that began at a place, up to its end or to a `${` in it.
    fn string(&mut self, quote: Quote, string: usize) -> Option<Mark> {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\\' => self.at += self.escape(quote),
                b'$' if self.starts(b"${") => {
                    self.holes.push(Hole { quote, string, open: 0 });
                    self.at += 2;
                    return Some(Mark::Open(b'$', self.at - 2));
                }
                b'"' if quote == Quote::Line => {
                    self.at += 1;
                    return None;
                }
                b'"' if self.starts(b"\"\"\"") => {
                    self.at += 3;
                    return None;
                }
                b'\n' if quote == Quote::Line => return Some(self.unclosed(string)),
                _ => self.at += 1,
            }
        }
        Some(if quote == Quote::Line { self.unclosed(string) } else { Mark::Endless(string) })
    }

    /// A string that the end of the line cuts off, or the outermost one it stands in that is of one line too.
    fn unclosed(&mut self, string: usize) -> Mark {
        let outer = self.holes.iter().position(|hole| hole.quote == Quote::Line);
        let string = outer.map_or(string, |outer| self.holes[outer].string);
        self.holes.truncate(outer.unwrap_or(self.holes.len()));
        Mark::Unclosed(string, self.at)
    }

    /// How many bytes a backslash takes: in a block it is a letter like others, except before `$` and `"`.
    fn escape(&self, quote: Quote) -> usize {
        match (quote, self.bytes.get(self.at + 1)) {
            (Quote::Line, Some(b'\n') | None) => 1,
            (Quote::Line, Some(_)) | (Quote::Block, Some(b'$' | b'"')) => 2,
            (Quote::Block, _) => 1,
        }
    }

    fn line(&mut self) -> Mark {
        let newline = self.at;
        let end = self.comment.take().unwrap_or(newline);
        let code = self.bytes[..end].iter().rposition(|byte| !matches!(byte, b' ' | b'\t' | b'\r')).map_or(0, |last| last + 1);
        self.at += 1;
        Mark::Line(newline, code)
    }

    fn bracket(&mut self, byte: u8) -> Mark {
        let at = self.at;
        self.at += 1;
        match (byte, self.holes.last_mut()) {
            (b'}', Some(hole)) if hole.open == 0 => {
                self.resumed = Some((hole.quote, hole.string));
                self.holes.pop();
            }
            (b'}', Some(hole)) => hole.open -= 1,
            (b'{', Some(hole)) => hole.open += 1,
            _ => {}
        }
        if matches!(byte, b'{' | b'[' | b'(') { Mark::Open(byte, at) } else { Mark::Close(byte, at) }
    }
}

impl Iterator for Marks<'_> {
    type Item = Mark;

    fn next(&mut self) -> Option<Mark> {
        if let Some((quote, string)) = self.resumed.take()
            && let Some(mark) = self.string(quote, string)
        {
            return Some(mark);
        }
        loop {
            let skipped = self.bytes.get(self.at..)?.iter().position(|&byte| MEANS[byte as usize])?;
            self.at += skipped;
            let byte = self.bytes[self.at];
            match byte {
                b'\n' if self.holes.iter().any(|hole| hole.quote == Quote::Line) => {
                    return Some(self.unclosed(self.at));
                }
                b'\n' => return Some(self.line()),
                b'"' => {
                    let quote = if self.starts(b"\"\"\"") { Quote::Block } else { Quote::Line };
                    let string = self.at;
                    self.at += if quote == Quote::Block { 3 } else { 1 };
                    if let Some(mark) = self.string(quote, string) {
                        return Some(mark);
                    }
                }
                b'/' if self.starts(b"//") => {
                    self.comment = Some(self.at);
                    self.at += self.bytes[self.at..].iter().position(|&byte| byte == b'\n')?;
                }
                b'/' => self.at += 1,
                b'=' => {
                    self.at += 1;
                    let compares = self.starts(b"=") || self.at >= 2 && b"=<>!".contains(&self.bytes[self.at - 2]);
                    if !compares {
                        return Some(Mark::Equals);
                    }
                }
                b',' => {
                    self.at += 1;
                    return Some(Mark::Comma(self.at - 1));
                }
                _ => return Some(self.bracket(byte)),
            }
        }
    }
}
