//! Trees as bytes: what the library is kept as, so that its pages are not read at each start.
//!
//! In: whatever is made of words, texts, places and numbers. Out: bytes, and the same again, in whatever files its places are by
//! then. Deliberately absent: versions, and doubt about the bytes; the build that reads them wrote them.
//!
//! First stand the words and then the texts, each once: how many, the length of each, all their bytes. Then the tree. A number
//! is LEB128, seven bits to a byte; a list is its length and its items; a case of an enum is its tag and its parts. A stretch
//! is where it begins and its length; it begins so far from where the last one did, or anew in a file.

use super::tree::{Binary, Each, Entry, Expr, Form, Number, Piece, Statement, Target, Unary, Word};
use crate::source::{FileId, Name, Span};
use rustc_hash::FxHashMap;
use std::sync::Arc;
use thin_vec::ThinVec;

/// A tree as bytes.
pub fn pack(tree: &impl Packed) -> Vec<u8> {
    let mut packer = Packer::default();
    tree.pack(&mut packer);
    let mut whole = Packer::default();
    whole.table(&packer.words.list);
    whole.table(&packer.texts.list);
    whole.bytes.append(&mut packer.bytes);
    whole.bytes
}

/// The tree again; what stood in the file of a number stands in the one at that place of `files`.
pub fn unpack<T: Packed>(bytes: &'static [u8], files: &[FileId]) -> T {
    let mut unpacker = Unpacker { bytes, words: Vec::new(), texts: Vec::new(), files, last: Span::default() };
    unpacker.words = Name::of_all(unpacker.table(|text| text));
    unpacker.texts = unpacker.table(Arc::from);
    T::unpack(&mut unpacker)
}

/// What has a form as bytes.
pub trait Packed {
    /// Adds it to what is packed already.
    fn pack(&self, to: &mut Packer);
    /// Takes it from what is not unpacked yet.
    fn unpack(from: &mut Unpacker) -> Self;
}

/// Bytes in the making.
#[derive(Debug, Default)]
pub struct Packer {
    bytes: Vec<u8>,
    words: Table,
    texts: Table,
    last: Span,
}

/// Texts by the order in which they were first met.
#[derive(Debug, Default)]
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
    /// Adds the tag of a case; its parts follow.
    pub(crate) fn tag(&mut self, tag: u8) {
        self.bytes.push(tag);
    }

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
#[derive(Debug)]
pub struct Unpacker<'f> {
    bytes: &'static [u8],
    words: Vec<Name>,
    texts: Vec<Arc<str>>,
    files: &'f [FileId],
    /// With the number its file had.
    last: Span,
}

impl Unpacker<'_> {
    /// The next byte: a tag, or a part of a number.
    pub(crate) fn byte(&mut self) -> u8 {
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

impl Packed for bool {
    fn pack(&self, to: &mut Packer) {
        to.bytes.push(u8::from(*self));
    }

    fn unpack(from: &mut Unpacker) -> bool {
        from.byte() == 1
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

macro_rules! packed_as_u64 {
    ($($number:ident),*) => {
        $(impl Packed for $number {
            fn pack(&self, to: &mut Packer) {
                to.number(u64::from(*self));
            }

            fn unpack(from: &mut Unpacker) -> $number {
                from.number() as $number
            }
        })*
    };
}

packed_as_u64!(u16, u32);

/// The sign is the last bit, so that numbers near zero are short on both sides.
fn signed(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

fn unsigned(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

impl Packed for i64 {
    fn pack(&self, to: &mut Packer) {
        to.number(signed(*self));
    }

    fn unpack(from: &mut Unpacker) -> i64 {
        unsigned(from.number())
    }
}

/// The last bit says whether the file is another.
impl Packed for Span {
    fn pack(&self, to: &mut Packer) {
        if self.file == to.last.file {
            let ahead = i64::from(self.start) - i64::from(to.last.start);
            to.number(signed(ahead) << 1);
        } else {
            to.number(u64::from(self.file.0) << 1 | 1);
            self.start.pack(to);
        }
        to.number(u64::from(self.end.wrapping_sub(self.start)));
        to.last = *self;
    }

    fn unpack(from: &mut Unpacker) -> Span {
        let number = from.number();
        if number & 1 == 0 {
            from.last.start = (i64::from(from.last.start) + unsigned(number >> 1)) as u32;
        } else {
            from.last = Span { file: FileId((number >> 1) as u32), start: u32::unpack(from), end: 0 };
        }
        let Span { file, start, .. } = from.last;
        Span { file: from.files[file.0 as usize], start, end: start.wrapping_add(u32::unpack(from)) }
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

impl<T: Packed> Packed for ThinVec<T> {
    fn pack(&self, to: &mut Packer) {
        to.number(self.len() as u64);
        self.iter().for_each(|item| item.pack(to));
    }

    fn unpack(from: &mut Unpacker) -> ThinVec<T> {
        Vec::unpack(from).into()
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
        self.is_some().pack(to);
        self.iter().for_each(|one| one.pack(to));
    }

    fn unpack(from: &mut Unpacker) -> Option<T> {
        bool::unpack(from).then(|| T::unpack(from))
    }
}

impl<A: Packed, B: Packed> Packed for (A, B) {
    fn pack(&self, to: &mut Packer) {
        self.0.pack(to);
        self.1.pack(to);
    }

    fn unpack(from: &mut Unpacker) -> (A, B) {
        (A::unpack(from), B::unpack(from))
    }
}

/// The fields of a struct in the order they are packed, or the cases of an enum with their tags.
macro_rules! packed {
    (struct $type:ident { $($field:ident),* $(,)? }) => {
        impl $crate::syntax::Packed for $type {
            fn pack(&self, to: &mut $crate::syntax::Packer) {
                $(self.$field.pack(to);)*
            }

            fn unpack(from: &mut $crate::syntax::Unpacker) -> $type {
                $type { $($field: $crate::syntax::Packed::unpack(from)),* }
            }
        }
    };
    (struct $type:ident(number)) => {
        impl $crate::syntax::Packed for $type {
            fn pack(&self, to: &mut $crate::syntax::Packer) {
                self.0.pack(to);
            }

            fn unpack(from: &mut $crate::syntax::Unpacker) -> $type {
                $type($crate::syntax::Packed::unpack(from))
            }
        }
    };
    (enum $type:ident { $($tag:literal $case:ident $(($($part:ident),*))?),* $(,)? }) => {
        impl $crate::syntax::Packed for $type {
            fn pack(&self, to: &mut $crate::syntax::Packer) {
                match self {
                    $($type::$case $(($($part),*))? => {
                        to.tag($tag);
                        $($($part.pack(to);)*)?
                    })*
                }
            }

            fn unpack(from: &mut $crate::syntax::Unpacker) -> $type {
                match from.byte() {
                    $($tag => {
                        $($(let $part = $crate::syntax::Packed::unpack(from);)*)?
                        $type::$case $(($($part),*))?
                    })*
                    tag => unreachable!("the build wrote no tag {tag}"),
                }
            }
        }
    };
}
pub(crate) use packed;

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
    use super::{pack, unpack};
    use crate::source::{FileId, Span};

    #[test]
    fn numbers_come_back() {
        let numbers = vec![0, 1, -1, 63, 64, -64, -65, 1 << 40, i64::MAX, i64::MIN];
        assert_eq!(unpack::<Vec<i64>>(pack(&numbers).leak(), &[]), numbers);
    }

    #[test]
    fn stretches_come_back_in_the_files_of_now() {
        let span = |file: u32, start, end| Span::new(FileId(file), start, end);
        let (before, now) = ([(0, 9), (0, 2), (1, 7), (1, 8), (0, 0)], [FileId(5), FileId(4)]);
        let packed = pack(&before.map(|(file, start)| span(file, start, 9))).leak();
        assert_eq!(unpack::<[Span; 5]>(packed, &now), before.map(|(file, start)| span(5 - file, start, 9)));
    }
}
