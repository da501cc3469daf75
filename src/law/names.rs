//! Records by zone and name.
//!
//! In: the records of a model. Out: for each name of each zone its records, in the order written, whichever file they stand
//! in. Names are compared as DNS does: case, escapes and the dot at the end do not matter. What laws ask of every record is
//! noted in the same pass, so that they need not look at each again. Deliberately absent: records whose name or zone is known
//! only when deployed.

use crate::model::{Reader, RecordView, ZoneView, folded, relative, within};
use crate::schema::{Block, BlockId, CaseId, Value};
use crate::source::Name;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::borrow::Cow;
use std::hash::Hasher;

/// A record of one type at one name.
#[derive(Clone, Copy)]
pub(super) struct Entry<'m> {
    pub record: &'m Block,
    pub zone: BlockId,
    pub record_type: Name,
    /// Its policy.
    pub case: Option<CaseId>,
    pub is_cname: bool,
    /// Whether it is the first of its record: the others are its other types.
    pub leads: bool,
    pub form: Form,
    next: u32,
}

/// What a record looks like from afar.
#[derive(Clone, Copy)]
pub(super) struct Form {
    /// Its name is the zone's own.
    pub apex: bool,
    /// Its name ends in a dot.
    pub absolute: bool,
    /// Its relative name ends in the zone's domain.
    pub repeats: bool,
    /// Its target, or a branch's, is a block or another record.
    pub points: bool,
    /// It has branches.
    pub branched: bool,
}

#[derive(Clone)]
struct Group<'m> {
    zone: BlockId,
    name: Cow<'m, str>,
    first: u32,
    last: u32,
    /// The next group whose name has the same hash.
    other: u32,
}

/// No entry or group follows.
const END: u32 = u32::MAX;

/// All records, and their names.
pub(super) struct Names<'m> {
    entries: Vec<Entry<'m>>,
    groups: Vec<Group<'m>>,
    by_hash: FxHashMap<u64, u32>,
    /// Hashes of the names that have a CNAME.
    cnames: FxHashSet<u64>,
    domains: FxHashMap<BlockId, Option<Cow<'m, str>>>,
}

impl<'m> Names<'m> {
    /// Reads every record once.
    pub fn of(records: &[&'m Block], reader: Reader<'m>, record: RecordView, zone: ZoneView) -> Names<'m> {
        let mut names = Names {
            entries: Vec::with_capacity(records.len() + records.len() / 4),
            groups: Vec::with_capacity(records.len()),
            by_hash: FxHashMap::with_capacity_and_hasher(records.len(), rustc_hash::FxBuildHasher),
            cnames: FxHashSet::default(),
            domains: FxHashMap::default(),
        };
        let cname = Name::of("CNAME");
        let mut known: Option<(BlockId, Option<Cow<'m, str>>)> = None;
        for &block in records {
            let (Some(Value::Block(of)), Some(Value::Text(name))) = (block.value(record.zone), block.value(record.name)) else {
                continue;
            };
            if known.as_ref().is_none_or(|(known, _)| known != of) {
                let domain = match reader.block(*of).value(zone.domain_name) {
                    Some(Value::Text(domain)) => Some(folded(domain.strip_suffix('.').unwrap_or(domain))),
                    _ => None,
                };
                names.domains.insert(*of, domain.clone());
                known = Some((*of, domain));
            }
            let domain = known.as_ref().and_then(|(_, domain)| domain.as_deref());
            let Some(Value::List(types)) = block.value(record.types) else { continue };
            let relative = relative(name, domain);
            let mut entry = Entry {
                record: block,
                zone: *of,
                record_type: cname,
                case: block.case,
                is_cname: false,
                leads: true,
                form: form(block, name, &relative, domain, record),
                next: END,
            };
            let hash = hash(*of, &relative);
            let group = names.group(*of, relative, hash);
            for record_type in types {
                let Value::Word(record_type) = record_type else { continue };
                entry.record_type = *record_type;
                entry.is_cname = *record_type == cname;
                if entry.is_cname {
                    names.cnames.insert(hash);
                }
                names.append(group, entry);
                entry.leads = false;
            }
        }
        names
    }

    fn group(&mut self, zone: BlockId, name: Cow<'m, str>, hash: u64) -> usize {
        let new = self.groups.len() as u32;
        let first = *self.by_hash.entry(hash).or_insert(new);
        let mut at = first;
        while at != new {
            let group = &mut self.groups[at as usize];
            if group.zone == zone && group.name == name {
                return at as usize;
            }
            if group.other == END {
                group.other = new;
            }
            at = group.other;
        }
        self.groups.push(Group { zone, name, first: END, last: END, other: END });
        new as usize
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

    /// Every record, once.
    pub fn records(&self) -> impl Iterator<Item = Entry<'m>> + '_ {
        self.entries().filter(|entry| entry.leads)
    }

    /// The names that have several records, or a record of several types.
    pub fn shared(&self) -> impl Iterator<Item = Together<'_, 'm>> {
        self.groups.iter().filter(|group| group.first != group.last).map(|group| Together { names: self, next: group.first })
    }

    /// Every name of every zone, relative to it, with its records.
    pub fn groups(&self) -> impl Iterator<Item = (BlockId, &str, Together<'_, 'm>)> {
        self.groups.iter().map(|group| (group.zone, &*group.name, Together { names: self, next: group.first }))
    }

    /// The records at a name in small letters, relative to its zone; empty at the apex.
    pub fn named(&self, zone: BlockId, name: &str) -> Together<'_, 'm> {
        self.found(zone, name)
    }

    /// The records at a name of a zone; `name` is relative to the zone, or absolute with a dot at the end.
    pub fn at(&self, zone: BlockId, name: &str) -> Together<'_, 'm> {
        self.found(zone, &relative(name, self.domain(zone)))
    }

    /// The records at a name that a CNAME points to, if there is a CNAME among them. It is absolute with or without a dot.
    pub fn with_cname(&self, zone: BlockId, name: &str) -> Together<'_, 'm> {
        let name = folded(name.strip_suffix('.').unwrap_or(name));
        let relative = self.domain(zone).and_then(|domain| within(&name, domain));
        match relative.filter(|relative| self.cnames.contains(&hash(zone, relative))) {
            Some(relative) => self.found(zone, relative),
            None => Together { names: self, next: END },
        }
    }

    fn found(&self, zone: BlockId, name: &str) -> Together<'_, 'm> {
        let mut at = self.by_hash.get(&hash(zone, name)).copied().unwrap_or(END);
        while let Some(group) = self.groups.get(at as usize) {
            if group.zone == zone && group.name == name {
                return Together { names: self, next: group.first };
            }
            at = group.other;
        }
        Together { names: self, next: END }
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

/// The names above a name within its zone, the nearest first; the apex is none of them.
pub(super) fn above(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(name.split_once('.').map(|(_, above)| above), |name| name.split_once('.').map(|(_, above)| above))
}

fn hash(zone: BlockId, name: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u32(zone.0);
    hasher.write(name.as_bytes());
    hasher.finish()
}

fn form(block: &Block, name: &str, relative: &str, domain: Option<&str>, record: RecordView) -> Form {
    let points = |block: &Block| match block.value(record.values) {
        Some(Value::List(values)) => matches!(values.first(), Some(Value::Block(_) | Value::Call(..))),
        Some(Value::Block(_) | Value::Call(..)) => true,
        _ => false,
    };
    let absolute = name.ends_with('.');
    let repeats = |domain: &str| !absolute && name.len() >= domain.len() && within(&folded(name), domain).is_some();
    Form {
        apex: relative.is_empty(),
        absolute,
        repeats: domain.is_some_and(repeats),
        points: points(block) || block.branches.iter().any(points),
        branched: !block.branches.is_empty(),
    }
}
