//! A program of some statements of a program.
//!
//! In: which statements and tiles. Out: their texts put together page by page, and where each byte of them stands in its page.
//! Deliberately absent: which statements belong together.

use super::index::Index;
use super::tiles::TileId;
use crate::report::Report;
use crate::source::{FileId, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Part of one page.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub text: String,
    /// Where each stretch begins in `text`, and where it stands in the page.
    stretches: Vec<(usize, Range<usize>)>,
}

impl Sheet {
    fn add(&mut self, page: &str, range: Range<usize>) {
        let Some(text) = page.get(range.clone()).filter(|text| !text.is_empty()) else {
            return;
        };
        let at = self.text.len();
        self.text.push_str(text);
        match self.stretches.last_mut().filter(|(_, last)| last.end == range.start) {
            Some((_, last)) => last.end = range.end,
            None => self.stretches.push((at, range)),
        }
    }

    /// Where the byte at a place stands in the page.
    pub fn first(&self, place: usize) -> usize {
        let after = self.stretches.partition_point(|(at, _)| *at <= place);
        self.stretches[..after].last().map_or(place, |(at, range)| range.start + (place - at))
    }

    /// Where a stretch of `text` ends in the page: behind its last byte, if it has any.
    fn last(&self, start: usize, end: usize) -> usize {
        if start < end { self.first(end - 1) + 1 } else { self.first(end) }
    }
}

/// Parts of all pages that have any.
pub(super) type Sheets = BTreeMap<usize, Sheet>;

/// Puts statements together, those of tiles in their blocks. A tile that waits for what follows is followed by its neighbour.
pub(super) fn sheets(index: &Index, pages: &[&str], tops: &BTreeSet<usize>, tiles: &BTreeSet<TileId>) -> Sheets {
    let fields = tops.iter().filter_map(|top| index.tops[*top].body.as_ref()).flat_map(|body| &body.fields);
    let mut chosen: Vec<(usize, usize, TileId)> = Vec::with_capacity(tiles.len());
    for tile in tiles.iter().chain(fields) {
        let (owner, mut next) = (index.tiles.owner(*tile), Some(*tile));
        while let (Some(tile), Some(body)) = (next, &index.tops[owner].body) {
            chosen.push((owner, index.tiles.range(tile).start, tile));
            next = index.tiles.next(&body.row, tile).filter(|_| !index.tiles.is_firm(tile));
        }
    }
    chosen.sort_unstable();
    chosen.dedup();
    let mut chosen = chosen.into_iter().peekable();
    let mut sheets = Sheets::new();
    for &at in tops {
        let top = &index.tops[at];
        let (sheet, page) = (sheets.entry(top.page).or_default(), pages[top.page]);
        let Some(body) = &top.body else {
            sheet.add(page, top.range.clone());
            continue;
        };
        sheet.add(page, top.range.start..body.region.start);
        while let Some((.., tile)) = chosen.next_if(|(owner, ..)| *owner <= at) {
            sheet.add(page, index.tiles.range(tile));
        }
        sheet.add(page, body.region.end..top.range.end);
    }
    sheets
}

/// Moves a report from the sheets to the pages.
pub(super) fn moved(report: &mut Report, sheets: &Sheets, base: u32) {
    for label in report.primary.iter_mut().chain(&mut report.secondary).chain(&mut report.ways) {
        let FileId(file) = label.span.file;
        let page = file.checked_sub(base).map(|page| page as usize);
        if let Some(sheet) = page.and_then(|page| sheets.get(&page)) {
            let (start, end) = (label.span.start as usize, label.span.end as usize);
            label.span = Span::new(label.span.file, sheet.first(start), sheet.last(start, end));
        }
    }
}
