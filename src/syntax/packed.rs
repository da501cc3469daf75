//! Statements as bytes: what the library is kept as, so that its pages are not parsed at each start.
//!
//! In: the statements of some pages. Out: bytes, and the same statements again, in whatever files the pages are by then.
//! Deliberately absent: versions, and doubt about the bytes; the build that reads them wrote them.
//!
//! First stand the words and then the texts, each once: how many, the length of each, all their bytes. Then the pages. A number
//! is LEB128, seven bits to a byte; a list is its length and its items; a case of an enum is its tag and its parts. A stretch
//! is where it begins, counted from where the last one did, and its length.

use super::tree::{Binary, Each, Entry, Expr, Form, Number, Piece, Statement, Statements, Target, Unary, Word};
use crate::source::{FileId, Name, Span};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Packs the statements of each page.
pub fn pack(pages: &[Statements]) -> Vec<u8> {
    let mut packer = Packer::default();
    for page in pages {
        packer.last = 0;
        page.pack(&mut packer);
    }
    let mut whole = Packer::default();
    whole.table(&packer.words.list);
    whole.table(&packer.texts.list);
    whole.bytes.append(&mut packer.bytes);
    whole.bytes
}

/// Unpacks the statements of each page, whose file stands at its place in `files`.
pub fn unpack(bytes: &'static [u8], files: &[FileId]) -> Vec<Statements> {
    let mut unpacker = Unpacker { bytes, words: Vec::new(), texts: Vec::new(), file: FileId::default(), last: 0 };
    unpacker.words = unpacker.table(Name::of_static);
    unpacker.texts = unpacker.table(Arc::from);
    let page = |file: &FileId| {
        (unpacker.file, unpacker.last) = (*file, 0);
        Packed::unpack(&mut unpacker)
    };
    files.iter().map(page).collect()
}

/// What has a form as bytes.
trait Packed {
    fn pack(&self, to: &mut Packer);
    fn unpack(from: &mut Unpacker) -> Self;
}

/// Bytes in the making.
#[derive(Default)]
struct Packer {
    bytes: Vec<u8>,
    words: Table,
    texts: Table,
    /// Where the last stretch begins.
    last: u32,
}

/// Texts by the order in which they were first met.
#[derive(Default)]
struct Table {
    list: Vec<Arc<str>>,
    places: FxHashMap<Arc<str>, usize>,
}

impl Table {
    fn place(&mut self, text: &str) -> usize {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        let (text, place) = (Arc::<str>::from(text), self.list.len());
        self.list.push(text.clone());
        self.places.insert(text, place);
        place
    }
}

impl Packer {
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    fn table(&mut self, texts: &[Arc<str>]) {
        self.number(texts.len() as u64);
        for text in texts {
            self.number(text.len() as u64);
        }
        for text in texts {
            self.bytes.extend_from_slice(text.as_bytes());
        }
    }
}

/// Bytes that are not read yet.
struct Unpacker {
    bytes: &'static [u8],
    words: Vec<Name>,
    texts: Vec<Arc<str>>,
    file: FileId,
    last: u32,
}

impl Unpacker {
    fn byte(&mut self) -> u8 {
        let (byte, rest) = self.bytes.split_first().expect("the build wrote as many bytes as are read");
        self.bytes = rest;
        *byte
    }

    fn number(&mut self) -> u64 {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte();
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return number;
            }
            shift += 7;
        }
    }

    fn table<T>(&mut self, kept: impl Fn(&'static str) -> T) -> Vec<T> {
        let count = self.number();
        let lengths: Vec<usize> = (0..count).map(|_| self.number() as usize).collect();
        let (all, rest) = self.bytes.split_at(lengths.iter().sum());
        self.bytes = rest;
        let mut all = std::str::from_utf8(all).expect("the build wrote texts");
        let next = |length: usize| {
            let (text, rest) = all.split_at(length);
            all = rest;
            kept(text)
        };
        lengths.into_iter().map(next).collect()
    }
}

impl Packed for u64 {
    fn pack(&self, to: &mut Packer) {
        to.number(*self);
    }

    fn unpack(from: &mut Unpacker) -> u64 {
        from.number()
    }
}

impl Packed for u32 {
    fn pack(&self, to: &mut Packer) {
        to.number(u64::from(*self));
    }

    fn unpack(from: &mut Unpacker) -> u32 {
        from.number() as u32
    }
}

/// The sign is the last bit, so that numbers near zero are short on both sides.
impl Packed for i64 {
    fn pack(&self, to: &mut Packer) {
        to.number(((self << 1) ^ (self >> 63)) as u64);
    }

    fn unpack(from: &mut Unpacker) -> i64 {
        let number = from.number();
        (number >> 1) as i64 ^ -((number & 1) as i64)
    }
}

impl Packed for Span {
    fn pack(&self, to: &mut Packer) {
        (i64::from(self.start) - i64::from(to.last)).pack(to);
        (i64::from(self.end) - i64::from(self.start)).pack(to);
        to.last = self.start;
    }

    fn unpack(from: &mut Unpacker) -> Span {
        let start = (i64::from(from.last) + i64::unpack(from)) as u32;
        let end = (i64::from(start) + i64::unpack(from)) as u32;
        from.last = start;
        Span { file: from.file, start, end }
    }
}

impl Packed for Name {
    fn pack(&self, to: &mut Packer) {
        let place = to.words.place(self.as_str());
        to.number(place as u64);
    }

    fn unpack(from: &mut Unpacker) -> Name {
        let place = from.number();
        from.words[place as usize]
    }
}

impl Packed for Arc<str> {
    fn pack(&self, to: &mut Packer) {
        let place = to.texts.place(self);
        to.number(place as u64);
    }

    fn unpack(from: &mut Unpacker) -> Arc<str> {
        let place = from.number();
        from.texts[place as usize].clone()
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn pack(&self, to: &mut Packer) {
        to.number(self.len() as u64);
        self.iter().for_each(|item| item.pack(to));
    }

    fn unpack(from: &mut Unpacker) -> Vec<T> {
        let count = from.number();
        (0..count).map(|_| T::unpack(from)).collect()
    }
}

impl<T: Packed, const COUNT: usize> Packed for [T; COUNT] {
    fn pack(&self, to: &mut Packer) {
        self.iter().for_each(|item| item.pack(to));
    }

    fn unpack(from: &mut Unpacker) -> [T; COUNT] {
        std::array::from_fn(|_| T::unpack(from))
    }
}

impl<T: Packed> Packed for Box<T> {
    fn pack(&self, to: &mut Packer) {
        T::pack(self, to);
    }

    fn unpack(from: &mut Unpacker) -> Box<T> {
        Box::new(T::unpack(from))
    }
}

impl<T: Packed> Packed for Option<T> {
    fn pack(&self, to: &mut Packer) {
        to.bytes.push(u8::from(self.is_some()));
        self.iter().for_each(|one| one.pack(to));
    }

    fn unpack(from: &mut Unpacker) -> Option<T> {
        (from.byte() == 1).then(|| T::unpack(from))
    }
}

/// The fields of a struct in the order they are packed, or the cases of an enum with their tags.
macro_rules! packed {
    (struct $type:ident { $($field:ident),* }) => {
        impl Packed for $type {
            fn pack(&self, to: &mut Packer) {
                $(self.$field.pack(to);)*
            }

            fn unpack(from: &mut Unpacker) -> $type {
                $type { $($field: Packed::unpack(from)),* }
            }
        }
    };
    (enum $type:ident { $($tag:literal $case:ident $(($($part:ident),*))?),* }) => {
        impl Packed for $type {
            fn pack(&self, to: &mut Packer) {
                match self {
                    $($type::$case $(($($part),*))? => {
                        to.bytes.push($tag);
                        $($($part.pack(to);)*)?
                    })*
                }
            }

            fn unpack(from: &mut Unpacker) -> $type {
                match from.byte() {
                    $($tag => {
                        $($(let $part = Packed::unpack(from);)*)?
                        $type::$case $(($($part),*))?
                    })*
                    tag => unreachable!("the build wrote no tag {tag}"),
                }
            }
        }
    };
}

packed!(struct Statement { span, docs, head, ty, from, value, targets, body, otherwise });
packed!(struct Target { span, terms });
packed!(struct Expr { span, form });
packed!(struct Word { span, name });
packed!(struct Entry { key, value });
packed!(struct Each { names, list, value });

packed!(enum Form {
    0 Word(name), 1 Number(number), 2 Text(text), 3 Template(pieces), 4 Member(of, word), 5 Index(of, key),
    6 Call(function, arguments), 7 List(items), 8 Map(entries), 9 Each(each), 10 If(parts), 11 Unary(operator, operand),
    12 Binary(operator, sides), 13 Optional(inner), 14 Broken
});
packed!(enum Piece { 0 Text(text), 1 Value(value) });
packed!(enum Number { 0 Int(int), 1 Decimal(digits), 2 Duration(milliseconds), 3 Size(bytes), 4 Percent(hundredths), 5 Time(time) });
packed!(enum Unary { 0 Not, 1 Minus });
packed!(enum Binary {
    0 Or, 1 And, 2 Equal, 3 NotEqual, 4 Less, 5 AtMost, 6 More, 7 AtLeast, 8 In, 9 Either, 10 Range, 11 Plus, 12 Minus,
    13 Times, 14 Over
});

#[cfg(test)]
mod tests {
    use super::{Packed, Packer, Unpacker};
    use crate::source::FileId;

    #[test]
    fn numbers_come_back() {
        let numbers = [0, 1, -1, 63, 64, -64, -65, 1 << 40, i64::MAX, i64::MIN];
        let mut packer = Packer::default();
        numbers.pack(&mut packer);
        let bytes = packer.bytes.leak();
        let mut unpacker = Unpacker { bytes, words: vec![], texts: vec![], file: FileId::default(), last: 0 };
        assert_eq!(<[i64; 10]>::unpack(&mut unpacker), numbers);
        assert!(unpacker.bytes.is_empty());
    }
}
