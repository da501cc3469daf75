//! A change within a body of records.
//!
//! In: where a page was changed, and its text now. Out: which tiles the change touches, with others put in their place; `None`
//! where more than tiles change. A tile beside the change proves that it ends there: what is beyond is read as before, because
//! its neighbour is. Deliberately absent: what records say.

use super::index::Index;
use super::layout::{is_inert, tiles};
use super::tiles::{Links, Size, TileId};
use crate::compile::Parsed;
use crate::report::{Code, Report};
use crate::schema::{Kind, Schema};
use crate::source::FileId;
use crate::syntax::{Statement, print};
use std::ops::Range;

/// What a change did to the tiles of a body.
pub(super) struct Patch {
    /// The statement whose body it is.
    pub top: usize,
    /// The tiles that are new.
    pub changed: Vec<TileId>,
    /// Those before and behind.
    pub beside: Vec<TileId>,
    /// What the laws saw of the tiles that are gone.
    pub gone: Links,
    /// Where all of these stood before the change.
    pub old: Range<usize>,
    /// How far everything behind was moved.
    pub by: isize,
}

/// A change larger than so many tiles is no matter of a few records.
const MOST: usize = 1_000;

/// The first and the last tile a change touches are found in so many steps, or not at all.
const STEPS: usize = 6;

/// A change of one page.
pub(super) struct Edit<'a> {
    pub page: usize,
    /// What was replaced.
    pub old: Range<usize>,
    /// By how many bytes.
    pub inserted: usize,
    /// The text of the page as it is now.
    pub text: &'a str,
}

impl Edit<'_> {
    /// Brings the tiles up to date.
    pub fn apply(&self, index: &mut Index, schema: &Schema) -> Option<Patch> {
        let top = index.top_at(self.page, self.old.start).filter(|_| !index.whole)?;
        let body = index.tops[top].body.as_ref()?;
        if self.old.start < body.region.start || body.region.end < self.old.end {
            return None;
        }
        let first = index.tiles.at(&body.row, self.old.start)?;
        let last = index.tiles.at(&body.row, self.old.end.saturating_sub(1).max(self.old.start))?;
        let mut touched = Touched { first, last };
        let (touched, sizes) = (0..STEPS).find_map(|_| match self.look(index, top, &touched, schema) {
            Look::Enough(sizes) => Some(Some((touched, sizes))),
            Look::Wider(wider) => {
                touched = wider;
                None
            }
            Look::Nothing => Some(None),
        })??;
        Some(self.put(index, top, touched, &sizes))
    }

    fn by(&self) -> isize {
        self.inserted as isize - self.old.len() as isize
    }

    fn put(&self, index: &mut Index, top: usize, touched: Touched, sizes: &[Size]) -> Patch {
        let Touched { first, last } = touched;
        let Some(body) = index.tops[top].body.as_ref() else { unreachable!("only bodies are cut into tiles") };
        let (previous, next) = (index.tiles.previous(&body.row, first), index.tiles.next(&body.row, last));
        let start = index.tiles.range(previous.unwrap_or(first)).start;
        let old = start..index.tiles.range(next.unwrap_or(last)).end;
        let gone = index.tiles.between(&body.row, first, last, MOST);
        let mut links = Links::default();
        for tile in &gone {
            let Links { names, answers, aliases, asks, follows, are_asked_from_afar } = index.unlink(*tile);
            links.are_asked_from_afar |= are_asked_from_afar;
            links.names.extend(names);
            links.answers.extend(answers);
            links.aliases.extend(aliases);
            links.asks.extend(asks);
            links.follows.extend(follows);
        }
        let Index { tops, tiles, .. } = index;
        let changed = tops[top].body.as_mut().map(|body| tiles.replace(&mut body.row, &gone, sizes)).unwrap_or_default();
        index.shift(top, self.by());
        let beside = previous.into_iter().chain(next).collect();
        Patch { top, changed, beside, gone: links, old, by: self.by() }
    }

    /// Whether the change ends with these tiles, and how what is in their place is cut.
    fn look(&self, index: &Index, top: usize, touched: &Touched, schema: &Schema) -> Look {
        self.found(index, top, touched, schema).unwrap_or(Look::Nothing)
    }

    fn found(&self, index: &Index, top: usize, touched: &Touched, schema: &Schema) -> Option<Look> {
        let &Touched { first, last } = touched;
        let (range, body) = (&index.tops[top].range, index.tops[top].body.as_ref()?);
        let moved = |place: usize| place.saturating_add_signed(self.by());
        let list = index.tiles.between(&body.row, first, last, MOST);
        if list.last() != Some(&last) || list.iter().any(|tile| body.fields.contains(tile)) {
            return None;
        }
        let (previous, next) = (index.tiles.previous(&body.row, first), index.tiles.next(&body.row, last));
        let wider = |first: Option<TileId>, last: Option<TileId>| Some(Look::Wider(Touched { first: first?, last: last? }));
        let here = index.tiles.range(first).start..moved(index.tiles.range(last).end);
        let lines = self.text.get(here.clone())?;
        if !lines.is_empty() && !lines.ends_with('\n') {
            return wider(Some(first), next);
        }
        let before = self.text.get(previous.map_or(here.start, |tile| index.tiles.range(tile).start)..here.start)?;
        let after = self.text.get(here.end..next.map_or(here.end, |tile| moved(index.tiles.range(tile).end)))?;
        let head = self.text.get(range.start..body.region.start)?;
        let tail = self.text.get(moved(body.region.end)..moved(range.end))?;
        let texts = [head, before, lines, after, tail].concat();
        let written = only(&texts)?;
        let calm = only(&[head, before, after, tail].concat())?;
        let start = head.len() + before.len();
        let split = calm.iter().position(|statement| statement.span.start as usize >= start).unwrap_or(calm.len());
        let (calm_before, calm_after) = calm.split_at(split);
        if written.get(..split) != Some(calm_before) {
            return wider(previous, Some(last));
        }
        let rest = &written[split..];
        let (middle, behind) = rest.split_at_checked(rest.len().checked_sub(calm_after.len())?)?;
        let is_calm = behind.iter().zip(calm_after).all(|(now, calm)| alike(now, calm, lines.len() as u32));
        let end = start + lines.len();
        let within = |statement: &Statement| statement.span.start as usize >= start && statement.span.end as usize <= end;
        if !is_calm || !middle.iter().all(within) {
            return if next.is_some() { wider(Some(first), next) } else { wider(previous, Some(last)) };
        }
        let mut sizes = tiles(&texts, start..end, middle)?;
        let left = lines.len() - sizes.iter().map(|size| size.length).sum::<usize>();
        if left > 0 && next.is_some() {
            return wider(Some(first), next);
        }
        if left > 0 || sizes.is_empty() && previous.is_none() && next.is_none() {
            sizes.push(Size { length: left, firm: true });
        }
        let kind: &Kind = schema.kind(body.kind);
        middle.iter().all(|statement| is_inert(statement, kind, schema)).then_some(Look::Enough(sizes))
    }
}

/// The tiles a change touches.
#[derive(Clone, Copy)]
struct Touched {
    first: TileId,
    last: TileId,
}

enum Look {
    /// It ends here; so large are the tiles that take their place.
    Enough(Vec<Size>),
    /// More are touched.
    Wider(Touched),
    /// It is no matter of tiles.
    Nothing,
}

/// The body of the only statement of a text whose brackets match.
fn only(text: &str) -> Option<Vec<Statement>> {
    let parsed = Parsed::read(FileId::default(), text);
    if parsed.reports.iter().any(|report| hides(report, text)) {
        return None;
    }
    let [statement] = <[Statement; 1]>::try_from(parsed.statements).ok()?;
    statement.body.filter(|_| statement.span.end as usize == text.len())
}

/// Whether a finding means that what follows is not read as it was written.
pub(super) fn hides(report: &Report, text: &str) -> bool {
    let is = |code: Code| code.row().code == report.code;
    let place = report.primary.as_ref().map(|label| label.span.start as usize..label.span.end as usize);
    // A block that nothing closes takes the rest of its file.
    let endless = || place.and_then(|place| text.get(place)) == Some("\"\"\"");
    [Code::UnclosedBracket, Code::StrayCloser, Code::StrayElse, Code::TooDeep].into_iter().any(is)
        || is(Code::UnclosedString) && endless()
}

/// Whether two statements say the same, the first so many bytes further on.
fn alike(now: &Statement, calm: &Statement, by: u32) -> bool {
    let text = |statement: &Statement| print(&vec![statement.clone()]);
    now.span.start == calm.span.start + by
        && now.span.end == calm.span.end + by
        && now.docs == calm.docs
        && text(now) == text(calm)
}
