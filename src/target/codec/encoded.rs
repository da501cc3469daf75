//! What stands in `jsonencode(…)`, read back: objects, lists, strings and references as Terraform's expressions have them.
//!
//! In: such an expression. Out: the value it encodes; `None` where it is of another form. Deliberately absent: the rest of the
//! expression language, which is passed on as it is.

use super::{Decoder, Value};

/// The value inside `${jsonencode(…)}`.
pub(super) fn read(decoder: &Decoder, text: &str) -> Option<Value> {
    let inner = text.strip_prefix("${jsonencode(")?.strip_suffix(")}")?;
    let mut reader = Reader { decoder, rest: inner };
    let value = reader.value()?;
    reader.skip();
    reader.rest.is_empty().then_some(value)
}

struct Reader<'d, 't> {
    decoder: &'d Decoder<'d>,
    rest: &'t str,
}

impl<'t> Reader<'_, 't> {
    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// Whether a sign comes next, which is then behind.
    fn takes(&mut self, sign: char) -> bool {
        self.skip();
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn value(&mut self) -> Option<Value> {
        if self.takes('{') {
            let mut entries = Vec::new();
            while !self.takes('}') {
                let key = self.key()?;
                if !self.takes('=') {
                    return None;
                }
                entries.push((key.into(), self.value()?));
                self.takes(',');
            }
            return Some(Value::Map(entries.into()));
        }
        if self.takes('[') {
            let mut items = Vec::new();
            while !self.takes(']') {
                items.push(self.value()?);
                self.takes(',');
            }
            return Some(Value::List(items));
        }
        if self.rest.starts_with('"') {
            return self.string().map(|text| self.decoder.template(&text));
        }
        let end = self.rest.find([',', ']', '}']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(match word.trim() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "null" => Value::None,
            "" => return None,
            word => match word.parse() {
                Ok(number) => Value::Int(number),
                Err(_) => self.decoder.expression(word),
            },
        })
    }

    fn key(&mut self) -> Option<String> {
        self.skip();
        if self.rest.starts_with('"') {
            return self.string();
        }
        let end = self.rest.find([' ', '=', ':'])?;
        let (key, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(key.to_owned())
    }

    /// A string without its quotes and escapes; what stands in `${…}` stays as it is.
    fn string(&mut self) -> Option<String> {
        let mut text = String::new();
        let mut depth = 0usize;
        let mut before = '\0';
        let mut letters = self.rest.char_indices().skip(1);
        while let Some((at, letter)) = letters.next() {
            match letter {
                '{' if before == '$' || depth > 0 => depth += 1,
                '}' if depth > 0 => depth -= 1,
                '"' if depth == 0 => {
                    self.rest = &self.rest[at + 1..];
                    return Some(text);
                }
                '\\' if depth == 0 => {
                    let (_, escaped) = letters.next()?;
                    text.push(match escaped {
                        'n' => '\n',
                        't' => '\t',
                        'r' => '\r',
                        other => other,
                    });
                    before = escaped;
                    continue;
                }
                _ => {}
            }
            before = letter;
            text.push(letter);
        }
        None
    }
}
