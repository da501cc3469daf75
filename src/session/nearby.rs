//! What a change can reach, checked again.
//!
//! In: a session whose page was changed. Out: findings as a check of the whole would make them; `None` where the change may reach
//! farther than this can tell. A record is found fault with for what it says, for the records of its name, for those of names it
//! asks for (by alias, as a host, above it), and for circles of names. Circles are never looked for here but by way of a changed record: where one is found, or
//! stood before, the whole is checked. Deliberately absent: places of tiles (`patch`, `tiles`).

use super::index::Index;
use super::patch::{Edit, Patch};
use super::slice::{Sheets, moved, sheets};
use super::tiles::{Links, TileId};
use super::{Change, Extent, Session};
use crate::compile::{Given, Pages, Parsed, texts};
use crate::law::{self, Link};
use crate::model::Loose;
use crate::report::{Report, Reports};
use crate::resolve::Choices;
use crate::source::FileId;
use std::collections::BTreeSet;
use std::ops::Range;

/// What more tiles than these have to do with each other is no matter of a few records.
const MOST: usize = 2_000;

/// Checks what a change within a body of records can reach.
pub(super) fn check(session: &mut Session, page: usize, old: Range<usize>, inserted: usize) -> Option<Change> {
    let text = &session.pages[page].text;
    let end = old.end;
    let patch = Edit { page, old, inserted, text }.apply(&mut session.index, &session.library.schema)?;
    let guess = Reached::of(&session.index, &patch, &patch.gone)?;
    let mut checked = Checked::of(session, &guess, &patch)?;
    let reached = Reached::of(&session.index, &patch, &checked.links())?;
    if !reached.is_within(&guess) {
        checked = Checked::of(session, &reached, &patch)?;
    }
    for (tile, link) in &checked.found {
        session.index.link(*tile, link);
    }
    let extent = Extent::Part(checked.size);
    Some(Change { pages: put(session, &patch, end, &reached, &checked.reports), extent })
}

/// The tiles a change reaches.
struct Reached {
    /// Those whose findings may be others now.
    again: BTreeSet<TileId>,
    /// Those, and what decides about them.
    all: BTreeSet<TileId>,
}

impl Reached {
    /// Follows names from the changed tiles, whose records are known, or guessed.
    fn of(index: &Index, patch: &Patch, new: &Links) -> Option<Reached> {
        let mut again: BTreeSet<TileId> = patch.changed.iter().chain(&patch.beside).copied().collect();
        let mut answers = [&patch.gone.answers, &new.answers].map(Clone::clone);
        answers.iter_mut().for_each(|answers| answers.sort_unstable());
        if patch.gone.are_asked_from_afar || new.are_asked_from_afar {
            return None;
        }
        for name in patch.gone.names.iter().chain(&new.names) {
            if index.loosely_asked.contains(name) {
                return None;
            }
            again.extend(named(index, *name)?);
            if answers[0] != answers[1] {
                again.extend(index.asked.get(name).into_iter().flatten());
            }
        }
        // Aliases are gone along both ways: what one leads to is judged by all that lead there.
        let mut seen = BTreeSet::new();
        let near = again.iter().map(|tile| index.tiles.links(*tile)).chain([&patch.gone, new]);
        let mut open: Vec<u64> = near.flat_map(|links| links.names.iter().chain(&links.aliases)).copied().collect();
        while let Some(name) = open.pop() {
            if !seen.insert(name) {
                continue;
            }
            if index.loosely_aliased.contains(&name) {
                return None;
            }
            for tile in named(index, name)?.iter().chain(index.aliased.get(&name).into_iter().flatten()) {
                again.insert(*tile);
                let Links { names, aliases, .. } = index.tiles.links(*tile);
                open.extend(names.iter().chain(aliases).filter(|name| !seen.contains(*name)));
            }
            if again.len() > MOST {
                return None;
            }
        }
        let mut all = again.clone();
        for tile in &again {
            let Links { names, asks, .. } = index.tiles.links(*tile);
            for name in names.iter().chain(asks) {
                all.extend(named(index, *name)?);
            }
        }
        let mut seen = BTreeSet::new();
        let mut open: Vec<u64> = new.names.iter().chain(&new.asks).chain(&new.follows).copied().collect();
        while let Some(name) = open.pop() {
            if !seen.insert(name) {
                continue;
            }
            for tile in named(index, name)? {
                all.insert(*tile);
                let Links { asks, follows, .. } = index.tiles.links(*tile);
                open.extend(asks.iter().chain(follows));
            }
            if all.len() > MOST {
                return None;
            }
        }
        Some(Reached { again, all })
    }

    fn is_within(&self, other: &Reached) -> bool {
        self.all.is_subset(&other.all)
    }
}

/// The tiles with records of a name; `None` where records of that name stand elsewhere too.
fn named(index: &Index, name: u64) -> Option<&[TileId]> {
    let tiles = index.named.get(&name).map_or(&[][..], Vec::as_slice);
    (!index.loose.contains(&name)).then_some(tiles)
}

/// A small program, checked.
struct Checked {
    /// What is found, as it stands in the pages.
    reports: Vec<Report>,
    /// The records of the changed tiles.
    found: Vec<(TileId, Link)>,
    /// How many bytes the program has.
    size: usize,
}

impl Checked {
    fn of(session: &Session, reached: &Reached, patch: &Patch) -> Option<Checked> {
        let Session { library, index, read, files, .. } = session;
        let (base, schema) = (session.base(), &library.schema);
        let pages: Vec<&str> = session.pages.iter().map(|page| page.text.as_str()).collect();
        let sheets = together(index, &pages, &reached.all);
        let read_of = |(page, sheet): (&usize, &super::slice::Sheet)| Parsed::read(FileId(base + *page as u32), &sheet.text);
        let mut parsed = Pages::alone(sheets.iter().map(read_of).collect());
        let files = texts(&parsed, &|path: &str| files.get(path).cloned().unwrap_or_else(|| read(path)));
        let choices = Choices::default();
        let given = Given { schema, choices: &choices, texts: &files, beyond: &index.visible, today: None, levels: &[] };
        let mut reports = Reports::default();
        let model = given.understand(&mut parsed, &mut Loose::default(), &mut reports, |_| ());
        let mut reports = reports.sorted();
        reports.iter_mut().for_each(|report| moved(report, &sheets, base));
        if reports.iter().any(|report| index.is_far(report, &pages, base, schema)) {
            return None;
        }
        let ranges: Vec<(TileId, Range<usize>)> = patch.changed.iter().map(|tile| (*tile, index.tiles.range(*tile))).collect();
        let page = index.tops[patch.top].page;
        let mut found = Vec::new();
        for link in law::links(&model, schema) {
            let place = sheets.get(&page).filter(|_| link.place.file == FileId(base + page as u32));
            let place = place.map(|sheet| sheet.first(link.place.start as usize));
            let tile = ranges.iter().find(|(_, range)| place.is_some_and(|place| range.contains(&place)));
            found.extend(tile.map(|(tile, _)| (*tile, link)));
        }
        Some(Checked { reports, found, size: sheets.values().map(|sheet| sheet.text.len()).sum() })
    }

    /// What the laws see of the changed tiles.
    fn links(&self) -> Links {
        let mut all = Links::default();
        for (_, link) in &self.found {
            all.names.push(link.name);
            all.answers.push(link.answer);
            all.asks.extend_from_slice(&link.asks);
            all.aliases.extend_from_slice(&link.aliases);
            all.are_asked_from_afar |= link.is_asked_from_afar;
            all.follows.extend_from_slice(&link.follows);
        }
        all
    }
}

/// The texts of tiles, of the blocks they stand in, and of every statement that declares a word of theirs.
fn together(index: &Index, pages: &[&str], tiles: &BTreeSet<TileId>) -> Sheets {
    let mut tops: BTreeSet<usize> = index.always.iter().copied().collect();
    tops.extend(tiles.iter().map(|tile| index.tiles.owner(*tile)));
    loop {
        let (sheets, count) = (sheets(index, pages, &tops, tiles), tops.len());
        for word in sheets.values().flat_map(|sheet| words(&sheet.text)) {
            tops.extend(index.declared.get(word).into_iter().flatten());
        }
        if tops.len() == count {
            return sheets;
        }
    }
}

/// Everything in a text that could be a name.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let in_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    text.split(move |letter| !in_name(letter)).map(|word| word.trim_matches('-')).filter(|word| !word.is_empty())
}

/// Puts what is found in the place of what was found before, moves what stands behind the end of what was replaced, and hands
/// out the pages this changes.
fn put(session: &mut Session, patch: &Patch, end: usize, reached: &Reached, found: &[Report]) -> Vec<usize> {
    let (base, index) = (session.base(), &session.index);
    let page = index.tops[patch.top].page;
    let mut again: Vec<(usize, Range<usize>)> =
        reached.again.iter().map(|tile| (index.tops[index.tiles.owner(*tile)].page, index.tiles.range(*tile))).collect();
    again.sort_unstable_by_key(|(page, range)| (*page, range.start, range.end));
    let mut changed: BTreeSet<usize> = again.iter().map(|(page, _)| *page).chain([page]).collect();
    drain(&mut session.pages[page].reports, &patch.old);
    let file = FileId(base + page as u32);
    for (at, other) in session.pages.iter_mut().enumerate() {
        for report in &mut other.reports {
            for label in report
                .primary
                .iter_mut()
                .chain(&mut report.secondary)
                .chain(&mut report.ways)
                .filter(|label| label.span.file == file)
            {
                for place in [&mut label.span.start, &mut label.span.end] {
                    if *place as usize >= end {
                        *place = place.saturating_add_signed(patch.by as i32);
                        changed.insert(at);
                    }
                }
            }
        }
    }
    // Both are in source order, so that what is found in a tile goes where the old findings of the tile were.
    for (at, range) in &again {
        let reports = &mut session.pages[*at].reports;
        let place = drain(reports, range);
        let here = |report: &&Report| {
            let span = report.primary.as_ref().map(|label| label.span);
            span.is_some_and(|span| span.file == FileId(base + *at as u32) && range.contains(&(span.start as usize)))
        };
        reports.splice(place..place, found.iter().filter(here).cloned());
    }
    changed.into_iter().collect()
}

/// Takes out the findings of a stretch of their page; hands out where they stood among the others.
fn drain(reports: &mut Vec<Report>, range: &Range<usize>) -> usize {
    let before =
        |place: usize| move |report: &Report| report.primary.as_ref().is_some_and(|label| (label.span.start as usize) < place);
    let (first, end) = (reports.partition_point(before(range.start)), reports.partition_point(before(range.end)));
    reports.drain(first..end.max(first));
    first
}
