//! Which blocks are alike for a rule that looks at them from another block.
//!
//! In: blocks. Out: a number for each that is referred to, equal for those that differ only in what texts say, in their labels and in
//! what they stand in; and whether an answer rests on any of that. So a rule about behaviors need not be asked again for each of
//! a thousand distributions whose origins differ in their hosts. Deliberately absent: rules (`watch`).

use super::outline::{Sketch, fields, head, sketch, tells_branches};
use super::reader::{Reader, Whose, Witness, fits};
use crate::resolve::looks_up;
use crate::schema::{Block, BlockId, Value};
use crate::syntax::{Expr, Form};
use rustc_hash::FxHashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The numbers of those that are alike, by what they have in common.
#[derive(Default)]
pub(super) struct Likes {
    numbers: FxHashMap<Box<[u64]>, u64>,
    count: u64,
}

impl Likes {
    fn next(&mut self) -> u64 {
        self.count += 1;
        self.count
    }
}

/// The blocks of a model by how they look from another.
pub(super) struct Likeness<'a> {
    reader: Reader<'a>,
    /// So many blocks stand first that the library declares: each is like itself alone.
    managed: usize,
    known: Vec<Known>,
    likes: Likes,
    depth: u32,
    /// Whether a reference was met that is not followed.
    cut: bool,
}

#[derive(Clone, Copy)]
enum Known {
    NotYet,
    /// It is being looked at, and leads to itself.
    Begun,
    Is(u64),
}

/// References are not followed further.
const DEEPEST: u32 = 8;

impl<'a> Likeness<'a> {
    /// No block has been looked at; of others, some are known.
    pub fn new(reader: Reader<'a>, managed: usize, likes: Likes) -> Likeness<'a> {
        let known = vec![Known::NotYet; reader.blocks.len()];
        Likeness { reader, managed, known, likes, depth: 0, cut: false }
    }

    /// What is known of blocks, for those of another model.
    pub fn take_likes(&mut self) -> Likes {
        std::mem::take(&mut self.likes)
    }

    /// Writes down what a block that is referred to looks like.
    pub fn tell(&mut self, id: BlockId, key: &mut Vec<u64>) -> Sketch {
        if self.is_managed(id) {
            key.extend([8, u64::from(id.0)]);
            return Sketch::Whole;
        }
        match self.like(id) {
            Some(like) => {
                key.extend([11, like]);
                Sketch::Whole
            }
            None => {
                self.cut = true;
                key.push(0);
                Sketch::Nothing
            }
        }
    }

    fn is_managed(&self, id: BlockId) -> bool {
        (id.0 as usize) < self.managed
    }

    /// Whether an outline holds all of a value.
    fn is_told(&mut self, value: &Value) -> bool {
        matches!(sketch(value, &mut Vec::new(), Some(self)), Sketch::Whole)
    }

    /// Writes down what a block's texts mean by the tables of the library: which sort of origin a host is.
    pub fn look_up(&mut self, id: BlockId, key: &mut Vec<u64>) {
        let block = self.reader.block(id);
        let derived = self.reader.kind(block).derived.iter();
        for derived in derived.filter(|derived| fits(derived, block) && is_looked_up(&derived.value)) {
            let value = self.reader.member(&Value::Block(id), derived.name).unwrap_or(Value::None);
            sketch(&value, key, Some(self));
        }
    }

    /// Whether a block is one of the library's.
    fn manages(&self, block: &Block) -> bool {
        self.reader.blocks.iter().take(self.managed).any(|managed| std::ptr::eq(managed, block))
    }

    /// Whether a value names any block of the program.
    pub fn names_own(&self, value: &Value) -> bool {
        let mut found = false;
        value.each_block(&mut |id| found |= !self.is_managed(id));
        found
    }

    fn like(&mut self, id: BlockId) -> Option<u64> {
        let at = id.0 as usize;
        match self.known[at] {
            Known::Is(like) => return Some(like),
            Known::NotYet if self.depth < DEEPEST => {}
            Known::NotYet | Known::Begun => return None,
        }
        self.known[at] = Known::Begun;
        self.depth += 1;
        let like = self.look(id);
        self.depth -= 1;
        self.known[at] = Known::Is(like);
        Some(like)
    }

    fn look(&mut self, id: BlockId) -> u64 {
        let block = self.reader.block(id);
        let flags = u64::from(block.existing) << 1 | u64::from(block.branches.is_empty());
        let mut key = vec![u64::from(block.kind.0), head(block) << 2 | flags];
        let before = std::mem::take(&mut self.cut);
        fields(block, &mut key, Some(self), |_, _| ());
        self.look_up(id, &mut key);
        if std::mem::replace(&mut self.cut, before) {
            // What lies behind is not known, so no other is like it.
            return self.likes.next();
        }
        if let Some(like) = self.likes.numbers.get(key.as_slice()) {
            return *like;
        }
        let like = self.likes.next();
        self.likes.numbers.insert(key.into(), like);
        like
    }
}

/// Finds out whether an answer rests on anything in which blocks that are alike can differ.
pub(super) struct Trace<'a> {
    likeness: Mutex<Likeness<'a>>,
    /// Whether the outline of the block that is asked about tells what its texts mean by the tables of the library.
    looks_up: bool,
    own: AtomicBool,
    beyond: AtomicBool,
}

/// Where anything was read in which blocks that are alike can differ.
#[derive(Clone, Copy)]
pub(super) struct Touched {
    /// In the block itself.
    pub own: bool,
    /// In another.
    pub beyond: bool,
}

impl<'a> Trace<'a> {
    /// Nothing has been read.
    pub fn new(likeness: Likeness<'a>, looks_up: bool) -> Trace<'a> {
        let [own, beyond] = [(); 2].map(|()| AtomicBool::new(false));
        Trace { likeness: Mutex::new(likeness), looks_up, own, beyond }
    }

    /// Which blocks are alike.
    pub fn likeness(&self) -> MutexGuard<'_, Likeness<'a>> {
        self.likeness.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was read since this was asked last.
    pub fn touched(&self) -> Touched {
        let take = |flag: &AtomicBool| flag.swap(false, Ordering::Relaxed);
        Touched { own: take(&self.own), beyond: take(&self.beyond) }
    }

    fn touch(&self, whose: Whose) {
        let flag = match whose {
            Whose::Own => &self.own,
            Whose::Beyond => &self.beyond,
        };
        flag.store(true, Ordering::Relaxed);
    }
}

impl Witness for Trace<'_> {
    fn wrote(&self, block: &Block, value: &Value, whose: Whose) {
        let mut likeness = self.likeness();
        if !likeness.manages(block) && !likeness.is_told(value) {
            self.touch(whose);
        }
    }

    fn aside(&self, block: &Block, whose: Whose) {
        if !self.likeness().manages(block) {
            self.touch(whose);
        }
    }

    fn counted(&self, block: &Block, value: &Value, whose: Whose) {
        let mut likeness = self.likeness();
        let is_counted = !matches!(sketch(value, &mut Vec::new(), Some(&mut likeness)), Sketch::Nothing);
        if !is_counted && !likeness.manages(block) {
            self.touch(whose);
        }
    }

    fn branches(&self, block: &Block, whose: Whose) {
        if !block.branches.is_empty() && (whose == Whose::Beyond || !tells_branches(block)) {
            self.touch(whose);
        }
    }

    fn compared(&self, one: &Value, other: &Value) {
        let likeness = self.likeness();
        if likeness.names_own(one) && likeness.names_own(other) {
            self.touch(Whose::Beyond);
        }
    }

    fn knows(&self, block: &Block, value: &Value, whose: Whose) -> bool {
        if whose == Whose::Own && !self.looks_up {
            return false;
        }
        let mut likeness = self.likeness();
        // An outline does not tell it of branches.
        let is_branch = !likeness.reader.blocks.as_ptr_range().contains(&std::ptr::from_ref(block));
        !is_branch && likeness.is_told(value)
    }
}

/// Whether a value is what a text means by the tables of the library, so that many texts have few values.
pub(super) fn is_looked_up(expr: &Expr) -> bool {
    match &expr.form {
        Form::Call(function, _) => matches!(function.form, Form::Word(word) if looks_up(word)),
        Form::If(parts) => parts[1..].iter().any(is_looked_up),
        _ => false,
    }
}
