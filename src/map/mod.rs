//! Who is answered by what, on a map of the world.
//!
//! In: a program's router. Out: an `Atlas` of names, each with its answers for every place and every state of what may fail, and the
//! page that shows them. Everything is worked out here: the page only looks up. Deliberately absent: files; answering (`route`).

mod page;
mod states;

use crate::route::dns::{Chance, Question, Shares, Zones};
use crate::route::{Certainty, Place, Router, Standing, State, Steps};
use crate::schema::BlockId;
use crate::source::Name;
use std::collections::HashMap;
use std::sync::Arc;

/// The outlines of countries, one a line: its code, and its path on a plane of 1800 by 710, five units a degree, with 84 degrees north
/// and 180 west as its corner. Made from Natural Earth's 110m map, which is in the public domain.
const OUTLINES: &str = include_str!("world.txt");

/// Everything a page shows.
#[derive(Clone, Debug, Default)]
pub struct Map {
    /// What the program is called.
    pub title: String,
    /// Countries, and parts of them that some name answers otherwise.
    pub places: Vec<Spot>,
    /// One picture each.
    pub names: Vec<Pictured>,
}

/// A place of the page.
#[derive(Clone, Debug)]
pub struct Spot {
    /// `DE`, `US-CA`.
    pub code: Name,
    /// Its middle on the plane of the outlines, where it is known.
    pub point: Option<(f64, f64)>,
}

/// A name and its answers.
#[derive(Clone, Debug)]
pub struct Pictured {
    /// The name.
    pub name: String,
    /// The types that are answered alike: `A`, `A, AAAA`.
    pub types: String,
    /// Each answer there is, in words.
    pub answers: Vec<String>,
    /// What may fail, by its label in the program.
    pub switches: Vec<Arc<str>>,
    /// For each set of what has failed, by bits in the order of the switches: which row holds its answers.
    pub states: Vec<(u32, usize)>,
    /// Rows of answers, one for each place, by their numbers.
    pub rows: Vec<Vec<usize>>,
    /// Whether every set of failures is here, or only those of at most two.
    pub is_whole: bool,
    /// Whether latency or distance decides, which AWS publishes no table of.
    pub is_estimate: bool,
}

/// With so many switches all sets of failures are shown; with more, those of at most two.
const MOST_WHOLE: usize = 7;

/// A set of failures is a number of so many bits; a name that more of them matter to shows the first.
const MOST_SWITCHES: usize = 31;

/// Draws the names of a program that are wanted; all that have records for whoever asks where none is.
pub fn map(title: &str, router: &Router, switches: &[(BlockId, Arc<str>)], wanted: &[String]) -> Map {
    let dns = &router.dns;
    let all = places(dns);
    let mut names: Vec<Pictured> = Vec::new();
    for (name, kind) in questions(dns, wanted) {
        let question = Question::of(&name, kind);
        let pictured = pictured(dns, &question, &all, switches);
        // Types that are answered alike are one picture.
        let same = names
            .iter_mut()
            .find(|known| known.name == pictured.name && known.answers == pictured.answers && known.rows == pictured.rows);
        match same {
            Some(known) => known.types += &format!(", {}", pictured.types),
            None => names.push(pictured),
        }
    }
    let mut map = Map { title: title.to_owned(), places: all, names };
    map.forget_parts();
    map
}

/// The addresses that are asked for, name by name.
fn questions(dns: &Zones, wanted: &[String]) -> Vec<(String, Name)> {
    let types = [Name::of("A"), Name::of("AAAA"), Name::of("CNAME")];
    let mut questions: Vec<(String, Name)> = dns
        .questions()
        .filter(|(_, name, kind)| types.contains(kind) && (wanted.is_empty() || wanted.iter().any(|wanted| wanted == name)))
        .map(|(_, name, kind)| (name.to_owned(), kind))
        .collect();
    questions.dedup();
    questions
}

/// Every country and part of one that the library knows.
fn places(dns: &Zones) -> Vec<Spot> {
    let codes = dns.atlas.countries().into_iter().map(|code| (code, Place { country: Some(code), ..Place::default() }));
    let parts = dns.atlas.parts().into_iter().map(|code| (code, Place { subdivision: Some(code), ..Place::default() }));
    codes
        .chain(parts)
        .map(|(code, place)| {
            let point = dns.atlas.complete(&place).point;
            Spot { code, point: point.map(|point| ((point.longitude + 180.0) * 5.0, (84.0 - point.latitude) * 5.0)) }
        })
        .collect()
}

fn pictured(dns: &Zones, question: &Question, places: &[Spot], switches: &[(BlockId, Arc<str>)]) -> Pictured {
    let mut asked = Asked { dns, question, places, known: HashMap::new(), answers: Vec::new(), rows: Vec::new() };
    let matters = states::that_matter(switches.len(), |down| asked.row(switches, down));
    let switches: Vec<(BlockId, Arc<str>)> = matters.iter().take(MOST_SWITCHES).map(|at| switches[*at].clone()).collect();
    asked.known.clear();
    let is_whole = switches.len() <= MOST_WHOLE;
    let states: Vec<(u32, usize)> =
        states::all(switches.len(), is_whole).map(|down| (down, asked.row(&switches, u64::from(down)))).collect();
    let is_estimate = asked.is_estimate();
    let Shown { answers, rows, numbers } = asked.shown(&states);
    Pictured {
        name: question.name().to_owned(),
        types: question.kind().to_string(),
        answers,
        switches: switches.into_iter().map(|(_, label)| label).collect(),
        states: states.iter().map(|(down, row)| (*down, numbers[row])).collect(),
        rows,
        is_whole,
        is_estimate,
    }
}

/// Answers in words, the rows of them that are used, and the numbers these had.
#[derive(Default)]
struct Shown {
    answers: Vec<String>,
    rows: Vec<Vec<usize>>,
    numbers: HashMap<usize, usize>,
}

/// A name being asked for everywhere.
struct Asked<'a> {
    dns: &'a Zones,
    question: &'a Question<'a>,
    places: &'a [Spot],
    /// Rows of sets of failures that were asked for already.
    known: HashMap<u64, usize>,
    answers: Vec<Shares>,
    rows: Vec<Vec<usize>>,
}

impl Asked<'_> {
    /// The number of the row of answers while those of these bits are down.
    fn row(&mut self, switches: &[(BlockId, Arc<str>)], down: u64) -> usize {
        if let Some(known) = self.known.get(&down) {
            return *known;
        }
        let mut state = State::default();
        let failed = switches.iter().enumerate().filter(|(at, _)| down >> at & 1 == 1);
        failed.for_each(|(_, (block, _))| state.set(*block, Standing::Unhealthy));
        let weather = self.dns.weather(&state);
        let mut row = Vec::with_capacity(self.places.len());
        for spot in self.places {
            let Some(place) = self.dns.atlas.place(spot.code.as_str()) else { continue };
            let shares = self.dns.shares(self.question, &self.dns.asker(&place), &weather);
            let at = self.answers.iter().position(|known| *known == shares).unwrap_or_else(|| {
                self.answers.push(shares);
                self.answers.len() - 1
            });
            row.push(at);
        }
        let at = self.rows.iter().position(|known| *known == row).unwrap_or_else(|| {
            self.rows.push(row);
            self.rows.len() - 1
        });
        self.known.insert(down, at);
        at
    }

    fn is_estimate(&self) -> bool {
        let asker = self.dns.asker(&Place::default());
        let mut steps = Steps::default();
        let weather = self.dns.weather(&State::default());
        self.dns.decide_watched(self.question, &asker, &weather, &mut Chance::of(0), &mut steps);
        steps.0.iter().any(|step| step.certainty == Certainty::Estimate)
    }

    /// Answers in words and the rows that are used, each with the number it had.
    fn shown(&self, states: &[(u32, usize)]) -> Shown {
        let (mut shown, mut word_of) = (Shown::default(), HashMap::new());
        for (_, row) in states {
            if shown.numbers.contains_key(row) {
                continue;
            }
            let words = &mut shown.answers;
            let answers = self.rows[*row].iter().map(|answer| {
                *word_of.entry(*answer).or_insert_with(|| {
                    let text = self.said(&self.answers[*answer]);
                    words.iter().position(|known| *known == text).unwrap_or_else(|| {
                        words.push(text);
                        words.len() - 1
                    })
                })
            });
            let answers = answers.collect();
            shown.numbers.insert(*row, shown.rows.len());
            shown.rows.push(answers);
        }
        shown
    }

    fn said(&self, shares: &Shares) -> String {
        match shares.list.as_slice() {
            [one] => self.dns.summary(&one.answer),
            several => {
                let each = several.iter().map(|share| format!("{} {}", share.share, self.dns.summary(&share.answer)));
                each.collect::<Vec<_>>().join(", ")
            }
        }
    }
}

impl Map {
    /// Leaves out parts of countries that are answered as the rest of their country, whatever fails.
    fn forget_parts(&mut self) {
        let country = |code: &Name| code.split_once('-').map(|(country, _)| Name::of(country));
        let at = |places: &[Spot], code: Name| places.iter().position(|spot| spot.code == code);
        let is_kept: Vec<bool> = self
            .places
            .iter()
            .enumerate()
            .map(|(part, spot)| {
                let Some(whole) = country(&spot.code).and_then(|country| at(&self.places, country)) else { return true };
                self.names.iter().flat_map(|name| &name.rows).any(|row| row[part] != row[whole])
            })
            .collect();
        let mut kept = is_kept.iter();
        self.places.retain(|_| *kept.next().unwrap_or(&true));
        for row in self.names.iter_mut().flat_map(|name| &mut name.rows) {
            let mut kept = is_kept.iter();
            row.retain(|_| *kept.next().unwrap_or(&true));
        }
    }
}
