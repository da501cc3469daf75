//! Everything a session knows of a program between two changes.
//!
//! In: the statements of all pages, their model and what is wrong with them. Out: an `Index`: where statements stand, which names
//! they declare, which tiles hold the records of a name. Deliberately absent: changes.

use super::layout::{Cut, Reach, Role, cut, is_firm, role};
use super::patch::hides;
use super::tiles::{Links, Row, Size, TileId, Tiles};
use crate::compile::Parsed;
use crate::law::{self, Link};
use crate::model::Model;
use crate::report::{Code, Report};
use crate::schema::{KindId, Schema};
use crate::source::Name;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// A statement outside of all blocks.
#[derive(Debug)]
pub(super) struct Top {
    pub page: usize,
    /// From the end of the statement before.
    pub range: Range<usize>,
    /// What it says is only looked at when somebody asks for its names.
    pub lazy: bool,
    /// Its body, where it is cut into tiles.
    pub body: Option<Body>,
}

/// A body in tiles.
#[derive(Debug)]
pub(super) struct Body {
    /// What it is the body of.
    pub kind: KindId,
    pub region: Range<usize>,
    pub row: Row,
    /// The tiles that say something of the whole block.
    pub fields: Vec<TileId>,
}

/// What is known of a program.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// By page and place.
    pub tops: Vec<Top>,
    pub tiles: Tiles,
    /// Which statements declare a name.
    pub declared: FxHashMap<&'static str, Vec<usize>>,
    /// Those that count wherever anything is checked.
    pub always: Vec<usize>,
    /// Every name that can be seen everywhere in the program.
    pub visible: Vec<Name>,
    /// The tiles with records of a name.
    pub named: FxHashMap<u64, Vec<TileId>>,
    /// The tiles with aliases to a name.
    pub aliased: FxHashMap<u64, Vec<TileId>>,
    /// The tiles that the records of a name decide about.
    pub asked: FxHashMap<u64, Vec<TileId>>,
    /// Names of records in no tile.
    pub loose: FxHashSet<u64>,
    /// Names that records in no tile are aliases to.
    pub loosely_aliased: FxHashSet<u64>,
    /// Names whose records decide about records in no tile.
    pub loosely_asked: FxHashSet<u64>,
    /// Whether no part of the program can be checked without the rest.
    pub whole: bool,
}

/// A tile of a page, where it begins and where it ends.
type Start = (usize, usize, usize, TileId);

impl Index {
    /// Reads a program that was checked as a whole.
    pub fn of(parsed: &[Parsed], texts: &[&str], base: u32, model: &Model, reports: &[Report], schema: &Schema) -> Index {
        let mut index = Index::default();
        let mut starts: Vec<Start> = Vec::new();
        for (page, (parsed, text)) in parsed.iter().zip(texts).enumerate() {
            let mut before = 0;
            for statement in &parsed.statements {
                let top = index.tops.len();
                let Role { names, always, lazy, leaks } = role(statement, schema);
                names.iter().for_each(|name| index.declared.entry(name.as_str()).or_default().push(top));
                index.always.extend(always.then_some(top));
                index.whole |= leaks;
                let body = cut(text, statement, schema).filter(|cut| before <= cut.region.start);
                let body = body.map(|cut| index.body(top, page, cut, &mut starts));
                let end = statement.span.end as usize;
                index.whole |= !text.get(before.min(end)..end).is_some_and(is_firm);
                index.tops.push(Top { page, range: before.min(end)..end, lazy, body });
                before = end;
            }
        }
        for link in law::links(model, schema) {
            let place = ((link.place.file.0 - base) as usize, link.place.start as usize);
            let after = starts.partition_point(|(page, start, ..)| (*page, *start) <= place);
            match starts[..after].last() {
                Some(&(page, _, end, tile)) if page == place.0 && place.1 < end => index.link(tile, &link),
                _ => {
                    index.loose.insert(link.name);
                    index.loosely_aliased.extend(link.aliases);
                    index.loosely_asked.extend(link.asks);
                }
            }
        }
        index.whole |= reports.iter().any(|report| index.is_far(report, texts, base, schema));
        index
    }

    fn body(&mut self, top: usize, page: usize, cut: Cut, starts: &mut Vec<Start>) -> Body {
        let sizes: Vec<Size> = cut.tiles.iter().map(|(size, _)| *size).collect();
        let row = self.tiles.row(top, cut.region.start, &sizes);
        let (mut fields, mut start) = (Vec::new(), cut.region.start);
        for ((size, reach), tile) in cut.tiles.into_iter().zip(self.tiles.of(&row).collect::<Vec<_>>()) {
            fields.extend((reach == Reach::Block).then_some(tile));
            starts.push((page, start, start + size.length, tile));
            start += size.length;
        }
        Body { kind: cut.kind, region: cut.region, row, fields }
    }

    /// Notes a record of a tile.
    pub fn link(&mut self, tile: TileId, link: &Link) {
        let Index { tiles, named, aliased, asked, .. } = self;
        let Links { names, answers, aliases, asks, follows, are_asked_from_afar } = tiles.links_mut(tile);
        *are_asked_from_afar |= link.is_asked_from_afar;
        answers.push(link.answer);
        follows.extend_from_slice(&link.follows);
        if !names.contains(&link.name) {
            names.push(link.name);
            named.entry(link.name).or_default().push(tile);
        }
        for alias in &link.aliases {
            if !aliases.contains(alias) {
                aliases.push(*alias);
                aliased.entry(*alias).or_default().push(tile);
            }
        }
        for ask in &link.asks {
            if !asks.contains(ask) {
                asks.push(*ask);
                asked.entry(*ask).or_default().push(tile);
            }
        }
    }

    /// Forgets the records of a tile, and hands out what was known of them.
    pub fn unlink(&mut self, tile: TileId) -> Links {
        let links = std::mem::take(self.tiles.links_mut(tile));
        let Links { names, aliases, asks, .. } = &links;
        for (table, keys) in [(&mut self.named, names), (&mut self.aliased, aliases), (&mut self.asked, asks)] {
            for key in keys {
                if let Some(tiles) = table.get_mut(key) {
                    tiles.retain(|other| *other != tile);
                    if tiles.is_empty() {
                        table.remove(key);
                    }
                }
            }
        }
        links
    }

    /// The statement outside of all blocks that a place of a page stands in, or before.
    pub fn top_at(&self, page: usize, place: usize) -> Option<usize> {
        let at = self.tops.partition_point(|top| (top.page, top.range.end) <= (page, place));
        (self.tops.get(at)?.page == page).then_some(at)
    }

    /// Moves what stands behind a change in a body.
    pub fn shift(&mut self, top: usize, by: isize) {
        let Index { tops, tiles, .. } = self;
        let page = tops[top].page;
        let moved = |place: &mut usize| *place = place.saturating_add_signed(by);
        moved(&mut tops[top].range.end);
        if let Some(body) = &mut tops[top].body {
            moved(&mut body.region.end);
        }
        for later in tops[top + 1..].iter_mut().take_while(|later| later.page == page) {
            moved(&mut later.range.start);
            moved(&mut later.range.end);
            if let Some(body) = &mut later.body {
                moved(&mut body.region.start);
                moved(&mut body.region.end);
                tiles.shift(&body.row, by);
            }
        }
    }

    /// Whether a finding says something of more than the statements it stands in, or hides what would be found elsewhere.
    pub fn is_far(&self, report: &Report, texts: &[&str], base: u32, schema: &Schema) -> bool {
        if Code::Cycle.row().code == report.code || law::is_far(schema, &report.code) {
            return true;
        }
        let span = report.primary.as_ref().map(|label| label.span);
        let page = span.and_then(|span| span.file.0.checked_sub(base)).map_or(usize::MAX, |page| page as usize);
        let (Some(span), Some(text)) = (span, texts.get(page)) else {
            return false;
        };
        hides(report, text) || self.top_at(page, span.start as usize).is_some_and(|top| self.tops[top].lazy)
    }
}
