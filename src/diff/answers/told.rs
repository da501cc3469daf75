//! What is answered, told apart across two programs.
//!
//! In: shares of answers, of either side. Out: outcomes, equal where viewers cannot tell them apart: the same values or resources by the
//! same CNAMEs, as often, kept as long. That a name does not exist and that it has nothing of a type count as one. Deliberately
//! absent: who asks, and when.

use crate::diff::pair::Both;
use crate::diff::show;
use crate::route::dns::{Answer, Ending, MemberId, Question, Ratio, Shares, Source, Zones};
use crate::schema::{BlockId, Unknown, Value};
use crate::source::Name;
use rustc_hash::FxHashMap;

/// One answer, by its number; how long it is kept is not part of it.
pub(super) type Told = u32;

/// Answers with their shares and the seconds they are kept, in one order.
pub(super) type Outcome = Vec<(Told, Ratio, Option<u32>)>;

/// What an answer comes to, in order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Atom {
    Text(String),
    /// A block, by the number that counterparts share.
    Block(u32),
    /// One of the unknowns met.
    Unknown(usize),
}

/// All that tells answers apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Likeness {
    /// Empty for values and resources.
    ending: &'static str,
    atoms: Vec<Atom>,
    links: Vec<String>,
}

/// How an answer reads.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub text: String,
    /// CNAMEs on the way.
    pub links: Vec<String>,
    pub is_nothing: bool,
}

/// Every answer met.
pub(super) struct Answers<'b, 'a> {
    both: &'b Both<'a>,
    known: FxHashMap<Likeness, Told>,
    pub readings: Vec<Reading>,
    /// The answers to the question at hand, of either side.
    met: FxHashMap<(usize, Answer), Told>,
    /// Unknowns of the old side, then of the new, each with its side.
    unknowns: Vec<(usize, Unknown)>,
}

/// Types whose values are names.
const NAMES: [&str; 4] = ["CNAME", "NS", "PTR", "MX"];

impl<'b, 'a> Answers<'b, 'a> {
    pub fn new(both: &'b Both<'a>) -> Answers<'b, 'a> {
        Answers { both, known: FxHashMap::default(), readings: Vec::new(), met: FxHashMap::default(), unknowns: Vec::new() }
    }

    /// Begins with another question.
    pub fn begin(&mut self) {
        self.met.clear();
    }

    /// The outcome of shares of one side; `ended` is told which records each answer ends with.
    pub fn outcome(
        &mut self,
        side: usize,
        (zones, question): (&Zones, &Question),
        shares: &Shares,
        mut ended: impl FnMut(Told, &[MemberId]),
    ) -> Outcome {
        let mut outcome: Outcome = Vec::with_capacity(shares.list.len());
        for share in &shares.list {
            let told = match self.met.get(&(side, share.answer)) {
                Some(told) => *told,
                None => {
                    let told = self.told(side, zones, question, &share.answer);
                    self.met.insert((side, share.answer), told);
                    told
                }
            };
            let ends: &[MemberId] = match &share.answer.ending {
                Ending::Record(id) | Ending::Resource(id) => std::slice::from_ref(id),
                Ending::Records(ids, count) => &ids[..usize::from(*count)],
                _ => &[],
            };
            ended(told, ends);
            let stay = if self.readings[told as usize].is_nothing { None } else { zones.ttl(&share.answer) };
            match outcome.iter_mut().find(|(known, _, kept)| (*known, *kept) == (told, stay)) {
                Some((_, known, _)) => *known = *known + share.share,
                None => outcome.push((told, share.share, stay)),
            }
        }
        outcome.sort_by_key(|(told, _, stay)| (*told, *stay));
        outcome
    }

    fn told(&mut self, side: usize, zones: &Zones, question: &Question, answer: &Answer) -> Told {
        let read = if side == 0 { self.both.old } else { self.both.new };
        let is_name = NAMES.iter().any(|kind| question.kind() == *kind);
        let folded = |text: &str| if is_name { text.trim_end_matches('.').to_ascii_lowercase() } else { text.to_owned() };
        let (mut atoms, mut texts) = (Vec::new(), Vec::new());
        for source in zones.sources(answer) {
            match source {
                Source::Text(text) => {
                    atoms.push(Atom::Text(folded(text)));
                    texts.push(text.to_owned());
                }
                Source::Block(block) => {
                    atoms.push(Atom::Block(self.both.number(side, block)));
                    texts.push(show::name(&read, block));
                }
                Source::Unknown(unknown) => {
                    atoms.push(Atom::Unknown(self.unknown(side, unknown)));
                    texts.push(show::plain(&read, &Value::Unknown(Box::new(unknown.clone()))));
                }
            }
        }
        // Route 53 answers the values of a record in any order.
        atoms.sort();
        let mut texts = texts.join(", ");
        if matches!(answer.ending, Ending::Referral(_))
            && let Some(row) = zones.rows(question, answer).pop()
        {
            texts = format!("{} to {texts}", row.owner);
            atoms.push(Atom::Text(row.owner));
        }
        let (ending, text, is_nothing) = ended(answer, texts);
        let cname = Name::of("CNAME");
        let links = match question.kind() == cname {
            true => Vec::new(),
            false => {
                let rows = zones.rows(question, answer).into_iter().filter(|row| row.kind == cname);
                rows.map(|row| row.value.trim_end_matches('.').to_ascii_lowercase()).collect()
            }
        };
        let likeness = Likeness { ending, atoms, links: links.clone() };
        let next = self.readings.len() as Told;
        let told = *self.known.entry(likeness).or_insert(next);
        let reading = Reading { text, links, is_nothing };
        match self.readings.get_mut(told as usize) {
            // What has another name now goes by that.
            Some(known) if side == 1 && !is_nothing => *known = reading,
            Some(_) => {}
            None => self.readings.push(reading),
        }
        told
    }

    /// The number of something only a deployment knows.
    fn unknown(&mut self, side: usize, unknown: &Unknown) -> usize {
        let same = |(known_side, known): &(usize, Unknown)| match (known_side, side) {
            (0, 1) => self.same(known, unknown),
            (1, 0) => self.same(unknown, known),
            _ => known == unknown,
        };
        self.unknowns.iter().position(same).unwrap_or_else(|| {
            self.unknowns.push((side, unknown.clone()));
            self.unknowns.len() - 1
        })
    }

    fn same(&self, old: &Unknown, new: &Unknown) -> bool {
        self.both.same(&Value::Unknown(Box::new(old.clone())), &Value::Unknown(Box::new(new.clone())))
    }
}

/// What stands at an answer's end: what tells it from other ends, how it reads, whether it is nothing.
fn ended(answer: &Answer, texts: String) -> (&'static str, String, bool) {
    match answer.ending {
        Ending::Record(_) | Ending::Records(..) | Ending::Resource(_) | Ending::Elsewhere => ("", texts, false),
        Ending::Made(_) => ("made", "made by Route 53".to_owned(), false),
        Ending::Referral(_) => ("referral", format!("delegated at {texts}"), false),
        Ending::Forwarded(_) => ("forwarded", format!("asked by way of {texts}"), false),
        Ending::Blocked(_) if texts.is_empty() => ("blocked", "nobody, since a firewall blocks it".to_owned(), true),
        Ending::Blocked(_) => ("blocked", format!("{texts}, as a firewall says"), false),
        Ending::Endless => ("endless", "no end of CNAMEs or aliases".to_owned(), false),
        Ending::NoData | Ending::NxDomain | Ending::Outside => ("nothing", "nobody".to_owned(), true),
    }
}

impl Both<'_> {
    /// The number of a block of a side, which counterparts share.
    pub(super) fn number(&self, side: usize, block: BlockId) -> u32 {
        let own = block.0 | OLD_ONLY;
        match side {
            1 => block.0,
            _ if self.old.is_managed(block) => block.0,
            _ => self.pairs.get(&block).map_or(own, |new| new.0),
        }
    }

    /// What an author calls the block of a number.
    pub(super) fn called(&self, number: u32) -> String {
        match number & OLD_ONLY {
            0 => show::name(&self.new, BlockId(number)),
            _ => show::name(&self.old, BlockId(number & !OLD_ONLY)),
        }
    }

    /// The kind of the block of a number.
    pub(super) fn kind_of(&self, number: u32) -> Name {
        let (side, id) =
            if number & OLD_ONLY == 0 { (&self.new, BlockId(number)) } else { (&self.old, BlockId(number & !OLD_ONLY)) };
        side.reader.kind(side.block(id)).name
    }
}

/// Marks the numbers of blocks that only the old side has.
const OLD_ONLY: u32 = 1 << 31;
