//! The words of JavaScript.
//!
//! In: code. Out: words, numbers, texts and marks with their places; comments and white space are left out. What never ends, ends with
//! the code. Deliberately absent: what any of them means.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Word,
    Number,
    /// A text, a piece of a template, a regular expression.
    Text,
    Mark,
}

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'c> {
    pub text: &'c str,
    pub sort: Sort,
    /// The byte it begins at.
    pub at: usize,
    /// From 1 on.
    pub line: usize,
}

/// Marks of more than one letter, the longest first.
const MARKS: [&str; 29] = [
    ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "??=", "||=", "&&=", "=>", "==", "!=", "<=", ">=", "&&", "||", "??",
    "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "**", "<<",
];
/// Words behind which a slash begins a regular expression.
const BEFORE_VALUES: [&str; 12] =
    ["return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else", "do", "instanceof"];

/// The tokens of some code.
pub(super) fn tokens(code: &str) -> Vec<Token<'_>> {
    let mut scan = Scan { code, at: 0, line: 1, tokens: Vec::new(), templates: Vec::new() };
    while scan.next() {}
    scan.tokens
}

struct Scan<'c> {
    code: &'c str,
    at: usize,
    line: usize,
    tokens: Vec<Token<'c>>,
    /// For each template that is open, how many braces are open within its `${`.
    templates: Vec<usize>,
}

impl<'c> Scan<'c> {
    fn rest(&self) -> &'c str {
        &self.code[self.at..]
    }

    /// Takes so many bytes as a token; `None` for what does not count.
    fn take(&mut self, length: usize, sort: Option<Sort>) -> bool {
        let text = &self.code[self.at..self.at + length];
        if let Some(sort) = sort {
            self.tokens.push(Token { text, sort, at: self.at, line: self.line });
        }
        self.line += text.matches('\n').count();
        self.at += length;
        true
    }

    fn next(&mut self) -> bool {
        let rest = self.rest();
        let Some(letter) = rest.chars().next() else { return false };
        if letter.is_whitespace() {
            return self.take(letter.len_utf8(), None);
        }
        if rest.starts_with("//") {
            return self.take(rest.find('\n').unwrap_or(rest.len()), None);
        }
        if let Some(comment) = rest.strip_prefix("/*") {
            return self.take(comment.find("*/").map_or(rest.len(), |end| end + 4), None);
        }
        match letter {
            '"' | '\'' => self.take(until(rest, 1, |rest| rest.starts_with(letter)), Some(Sort::Text)),
            '`' => self.template(1),
            '/' if self.awaits_value() => self.regex(),
            '}' if self.templates.last() == Some(&0) => {
                self.templates.pop();
                self.template(1)
            }
            '0'..='9' => {
                self.take(length(rest, |letter| letter.is_alphanumeric() || letter == '.' || letter == '_'), Some(Sort::Number))
            }
            letter if is_word(letter) => self.take(length(rest, is_word), Some(Sort::Word)),
            letter => self.mark(letter),
        }
    }

    fn mark(&mut self, letter: char) -> bool {
        match (letter, self.templates.last_mut()) {
            ('{', Some(open)) => *open += 1,
            ('}', Some(open)) => *open -= 1,
            _ => {}
        }
        let rest = self.rest();
        let digit = |mark: &&str| **mark == *"?." && rest[2..].starts_with(|next: char| next.is_ascii_digit());
        let mark = MARKS.iter().find(|mark| rest.starts_with(**mark) && !digit(mark));
        self.take(mark.map_or(letter.len_utf8(), |mark| mark.len()), Some(Sort::Mark))
    }

    /// A piece of a template: up to its end, or to the next `${`.
    fn template(&mut self, from: usize) -> bool {
        let rest = self.rest();
        let end = until(rest, from, |rest| rest.starts_with('`') || rest.starts_with("${"));
        // `until` takes one byte of the end along.
        if rest[..end].ends_with('$') && rest[end..].starts_with('{') {
            self.templates.push(0);
            return self.take(end + 1, Some(Sort::Text));
        }
        self.take(end, Some(Sort::Text))
    }

    fn regex(&mut self) -> bool {
        let rest = self.rest();
        let (mut escaped, mut listed) = (false, false);
        let end = rest.char_indices().skip(1).find(|(_, letter)| {
            let is_end = *letter == '\n' || *letter == '/' && !escaped && !listed;
            match letter {
                '[' if !escaped => listed = true,
                ']' if !escaped => listed = false,
                _ => {}
            }
            escaped = *letter == '\\' && !escaped;
            is_end
        });
        let end = end.map_or(rest.len(), |(at, _)| at + 1);
        let flags = length(&rest[end..], is_word);
        self.take(end + flags, Some(Sort::Text))
    }

    /// Whether a value is to come, so that a slash divides nothing.
    fn awaits_value(&self) -> bool {
        match self.tokens.last() {
            None => true,
            Some(Token { sort: Sort::Word, text, .. }) => BEFORE_VALUES.contains(text),
            Some(Token { sort: Sort::Number | Sort::Text, .. }) => false,
            Some(Token { sort: Sort::Mark, text, .. }) => !matches!(*text, ")" | "]" | "}"),
        }
    }
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$'
}

fn length(text: &str, is: impl Fn(char) -> bool) -> usize {
    text.find(|letter| !is(letter)).unwrap_or(text.len())
}

/// How many bytes there are up to an end and with its first byte; an escaped letter ends nothing.
fn until(text: &str, from: usize, is_end: impl Fn(&str) -> bool) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices().filter(|(at, _)| *at >= from) {
        if !escaped && is_end(&text[at..]) {
            return at + 1;
        }
        escaped = letter == '\\' && !escaped;
    }
    text.len()
}
