//! Records by zone and name.
//!
//! In: the records of a model. Out: for each name of each zone its records, in the order written, whichever file they stand
//! in. Names are compared as DNS does: case, escapes and the dot at the end do not matter. Deliberately absent: records whose
//! name or zone is known only when deployed.

use crate::model::{Model, Reader, RecordView, ZoneView};
use crate::schema::{Block, BlockId, Value};
use crate::source::Name;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// A record of one type at one name.
#[derive(Clone, Copy)]
pub(super) struct Entry<'m> {
    pub record: &'m Block,
    pub zone: BlockId,
    pub record_type: Name,
    next: u32,
}

#[derive(Clone, Copy)]
struct Group {
    first: u32,
    last: u32,
}

/// No entry follows.
const END: u32 = u32::MAX;

/// All records, and their names.
pub(super) struct Names<'m> {
    entries: Vec<Entry<'m>>,
    groups: Vec<Group>,
    by_name: FxHashMap<(BlockId, Cow<'m, str>), u32>,
    domains: FxHashMap<BlockId, Option<Cow<'m, str>>>,
}

impl<'m> Names<'m> {
    /// Reads every record once.
    pub fn of(model: &'m Model, reader: Reader<'m>, record: RecordView, zone: ZoneView) -> Names<'m> {
        let count = model.blocks.iter().skip(model.managed).filter(|block| block.kind == record.kind).count();
        let mut names = Names {
            entries: Vec::with_capacity(count + count / 4),
            groups: Vec::with_capacity(count),
            by_name: FxHashMap::with_capacity_and_hasher(count, rustc_hash::FxBuildHasher),
            domains: FxHashMap::default(),
        };
        let mut last_zone: Option<(BlockId, Option<Cow<'m, str>>)> = None;
        for block in model.blocks.iter().skip(model.managed).filter(|block| block.kind == record.kind) {
            let (Some(Value::Block(of)), Some(Value::Text(name))) = (block.value(record.zone), block.value(record.name)) else {
                continue;
            };
            if last_zone.as_ref().is_none_or(|(known, _)| known != of) {
                let domain = match reader.block(*of).value(zone.domain_name) {
                    Some(Value::Text(domain)) => Some(folded(domain.strip_suffix('.').unwrap_or(domain))),
                    _ => None,
                };
                names.domains.insert(*of, domain.clone());
                last_zone = Some((*of, domain));
            }
            let domain = last_zone.as_ref().and_then(|(_, domain)| domain.as_deref());
            let group = names.group(*of, relative(name, domain));
            let Some(Value::List(types)) = block.value(record.types) else {
                continue;
            };
            for record_type in types {
                if let Value::Word(record_type) = record_type {
                    names.append(group, Entry { record: block, zone: *of, record_type: *record_type, next: END });
                }
            }
        }
        names
    }

    fn group(&mut self, zone: BlockId, name: Cow<'m, str>) -> usize {
        let new = self.groups.len();
        let at = *self.by_name.entry((zone, name)).or_insert(new as u32) as usize;
        if at == new {
            self.groups.push(Group { first: END, last: END });
        }
        at
    }

    fn append(&mut self, group: usize, entry: Entry<'m>) {
        let id = self.entries.len() as u32;
        self.entries.push(entry);
        let group = &mut self.groups[group];
        match self.entries.get_mut(group.last as usize).filter(|_| group.last != END) {
            Some(last) => last.next = id,
            None => group.first = id,
        }
        group.last = id;
    }

    /// Every record, once for each of its types.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'m>> + '_ {
        self.entries.iter().copied()
    }

    /// The names that have several records, or a record of several types.
    pub fn shared(&self) -> impl Iterator<Item = Together<'_, 'm>> {
        self.groups.iter().filter(|group| group.first != group.last).map(|group| Together { names: self, next: group.first })
    }

    /// The records at a name of a zone; `name` is relative to the zone, or absolute with a dot at the end.
    pub fn at(&self, zone: BlockId, name: &str) -> Together<'_, 'm> {
        let domain = self.domain(zone);
        let key = (zone, Cow::Owned(relative(name, domain).into_owned()));
        let first = self.by_name.get(&key).map_or(END, |group| self.groups[*group as usize].first);
        Together { names: self, next: first }
    }

    /// The domain of a zone that has records, without the dot at the end; `None` where it is not known.
    pub fn domain(&self, zone: BlockId) -> Option<&str> {
        self.domains.get(&zone).and_then(|domain| domain.as_deref())
    }
}

/// The records of one name, in the order written.
#[derive(Clone, Copy)]
pub(super) struct Together<'n, 'm> {
    names: &'n Names<'m>,
    next: u32,
}

impl<'m> Together<'_, 'm> {
    /// The first from here on of which something holds.
    pub fn first(mut self, holds: impl Fn(&Entry<'m>) -> bool) -> Option<Entry<'m>> {
        self.find(|entry| holds(entry))
    }
}

impl<'m> Iterator for Together<'_, 'm> {
    type Item = Entry<'m>;

    fn next(&mut self) -> Option<Entry<'m>> {
        let entry = *self.names.entries.get(self.next as usize)?;
        self.next = entry.next;
        Some(entry)
    }
}

/// A record's name within its zone: empty at the apex; with its dot where it is absolute and elsewhere, or nobody knows.
pub(super) fn relative<'n>(name: &'n str, domain: Option<&str>) -> Cow<'n, str> {
    if name == "@" {
        return Cow::Borrowed("");
    }
    let name = folded(name);
    let (Some(absolute), Some(domain)) = (name.strip_suffix('.'), domain) else {
        return name;
    };
    if absolute == domain {
        return Cow::Borrowed("");
    }
    let Some(within) = absolute.strip_suffix(domain).and_then(|name| name.strip_suffix('.')) else {
        return name;
    };
    let length = within.len();
    match name {
        Cow::Borrowed(text) => Cow::Borrowed(&text[..length]),
        Cow::Owned(mut text) => {
            text.truncate(length);
            Cow::Owned(text)
        }
    }
}

/// A name in small letters, with its `\ooo` escapes resolved.
pub(super) fn folded(name: &str) -> Cow<'_, str> {
    if !name.bytes().any(|byte| byte.is_ascii_uppercase() || byte == b'\\') {
        return Cow::Borrowed(name);
    }
    let mut text = String::with_capacity(name.len());
    let mut rest = name.chars();
    while let Some(letter) = rest.next() {
        let code =
            (letter == '\\').then(|| rest.as_str().get(..3)).flatten().and_then(|digits| u8::from_str_radix(digits, 8).ok());
        match code {
            // An escaped dot is part of its label.
            Some(code) if code.is_ascii_graphic() && code != b'.' => {
                text.push(char::from(code.to_ascii_lowercase()));
                rest = rest.as_str()[3..].chars();
            }
            _ => text.push(letter.to_ascii_lowercase()),
        }
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn one_name_has_one_form() {
        for name in ["www", "WWW", "www.example.com.", "Www.Example.com.", "\\167ww"] {
            assert_eq!(relative(name, Some("example.com")), "www", "{name}");
        }
        assert_eq!(relative("@", Some("example.com")), relative("example.com.", Some("example.com")));
        assert_eq!(relative("www.other.com.", Some("example.com")), "www.other.com.");
        assert_eq!(relative("badexample.com.", Some("example.com")), "badexample.com.");
    }
}
