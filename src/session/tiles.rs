//! The lines of long bodies, cut into tiles.
//!
//! In: how long each tile of a body is. Out: where each stands now, and what stands beside it, whatever was typed before it. Tiles
//! lie in chunks of some hundred, and only chunks know their place, so that a letter typed moves a few hundred numbers, not a
//! hundred thousand. Deliberately absent: what stands in a tile.

use std::ops::Range;

/// A tile, for as long as its text is not replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct TileId(u32);

/// How long a tile is, and whether it ends where its line does, whatever follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    pub length: usize,
    /// Not so where a mark waits for what is on the next line.
    pub firm: bool,
}

/// A chunk is cut in two when it holds more tiles.
const MOST: usize = 512;

/// What the laws see of the records in a tile.
#[derive(Clone, Debug, Default)]
pub(super) struct Links {
    /// Their names.
    pub names: Vec<u64>,
    /// Their names with their types.
    pub answers: Vec<u64>,
    /// The names they are aliases to.
    pub aliases: Vec<u64>,
    /// The names whose records decide about them.
    pub asks: Vec<u64>,
    /// The names their values lead to.
    pub follows: Vec<u64>,
    /// Whether blocks that are no records depend on them.
    pub are_asked_from_afar: bool,
}

#[derive(Debug)]
struct Tile {
    chunk: u32,
    length: usize,
    firm: bool,
    links: Links,
}

#[derive(Debug)]
struct Chunk {
    start: usize,
    length: usize,
    /// Which body it is part of.
    owner: usize,
    /// Its position among the chunks of its body.
    at: usize,
    tiles: Vec<TileId>,
}

/// The chunks of one body, in order.
#[derive(Debug, Default)]
pub(super) struct Row {
    chunks: Vec<u32>,
}

/// All tiles of a program.
#[derive(Debug, Default)]
pub(super) struct Tiles {
    tiles: Vec<Tile>,
    chunks: Vec<Chunk>,
}

impl Tiles {
    /// Takes in the tiles of a body, at least one, by their sizes.
    pub fn row(&mut self, owner: usize, start: usize, sizes: &[Size]) -> Row {
        let mut row = Row::default();
        let mut start = start;
        for sizes in sizes.chunks(MOST / 2) {
            let chunk = self.chunks.len() as u32;
            let tiles = sizes.iter().map(|&size| self.tile(chunk, size)).collect();
            let length = sizes.iter().map(|size| size.length).sum();
            self.chunks.push(Chunk { start, length, owner, at: row.chunks.len(), tiles });
            row.chunks.push(chunk);
            start += length;
        }
        row
    }

    fn tile(&mut self, chunk: u32, size: Size) -> TileId {
        let Size { length, firm } = size;
        self.tiles.push(Tile { chunk, length, firm, links: Links::default() });
        TileId(self.tiles.len() as u32 - 1)
    }

    fn chunk(&self, tile: TileId) -> &Chunk {
        &self.chunks[self.tiles[tile.0 as usize].chunk as usize]
    }

    /// Which body a tile is part of.
    pub fn owner(&self, tile: TileId) -> usize {
        self.chunk(tile).owner
    }

    /// What the laws see of a tile.
    pub fn links(&self, tile: TileId) -> &Links {
        &self.tiles[tile.0 as usize].links
    }

    /// The same, to be changed.
    pub fn links_mut(&mut self, tile: TileId) -> &mut Links {
        &mut self.tiles[tile.0 as usize].links
    }

    /// The tiles of a body, in order.
    pub fn of(&self, row: &Row) -> impl Iterator<Item = TileId> {
        row.chunks.iter().flat_map(|chunk| &self.chunks[*chunk as usize].tiles).copied()
    }

    /// The tiles from one to another, but not more than so many.
    pub fn between(&self, row: &Row, first: TileId, last: TileId, most: usize) -> Vec<TileId> {
        let mut tiles = vec![first];
        while let Some(next) = tiles.last().filter(|tile| **tile != last).and_then(|tile| self.next(row, *tile)) {
            tiles.push(next);
            if tiles.len() > most {
                break;
            }
        }
        tiles
    }

    /// Whether a tile ends where its line does, whatever follows.
    pub fn is_firm(&self, tile: TileId) -> bool {
        self.tiles[tile.0 as usize].firm
    }

    /// Where a tile stands in its file.
    pub fn range(&self, tile: TileId) -> Range<usize> {
        let chunk = self.chunk(tile);
        let before = chunk.tiles.iter().take_while(|other| **other != tile);
        let start = chunk.start + before.map(|other| self.tiles[other.0 as usize].length).sum::<usize>();
        start..start + self.tiles[tile.0 as usize].length
    }

    /// The last tile that begins at a place or before it.
    pub fn at(&self, row: &Row, place: usize) -> Option<TileId> {
        let after = row.chunks.partition_point(|chunk| self.chunks[*chunk as usize].start <= place);
        let chunk =
            row.chunks[..after].iter().rev().map(|chunk| &self.chunks[*chunk as usize]).find(|chunk| !chunk.tiles.is_empty())?;
        let mut start = chunk.start;
        let mut found = None;
        for tile in &chunk.tiles {
            if start > place {
                break;
            }
            found = Some(*tile);
            start += self.tiles[tile.0 as usize].length;
        }
        found
    }

    /// The tile after one.
    pub fn next(&self, row: &Row, tile: TileId) -> Option<TileId> {
        let chunk = self.chunk(tile);
        let here = chunk.tiles.iter().position(|other| *other == tile)?;
        let later = row.chunks[chunk.at + 1..].iter().filter_map(|chunk| self.chunks[*chunk as usize].tiles.first());
        chunk.tiles.get(here + 1).or_else(|| later.into_iter().next()).copied()
    }

    /// The tile before one.
    pub fn previous(&self, row: &Row, tile: TileId) -> Option<TileId> {
        let chunk = self.chunk(tile);
        let here = chunk.tiles.iter().position(|other| *other == tile)?;
        let earlier = row.chunks[..chunk.at].iter().rev().filter_map(|chunk| self.chunks[*chunk as usize].tiles.last());
        here.checked_sub(1).map(|before| &chunk.tiles[before]).or_else(|| earlier.into_iter().next()).copied()
    }

    /// Puts other tiles in the place of some that follow each other.
    pub fn replace(&mut self, row: &mut Row, old: &[TileId], sizes: &[Size]) -> Vec<TileId> {
        let Some(first) = old.first() else {
            return Vec::new();
        };
        let chunk = self.tiles[first.0 as usize].chunk;
        let (at, start) = (self.chunks[chunk as usize].at, self.chunks[chunk as usize].start);
        let place = self.chunks[chunk as usize].tiles.iter().position(|tile| tile == first).unwrap_or(0);
        for gone in old {
            let chunk = &mut self.chunks[self.tiles[gone.0 as usize].chunk as usize];
            chunk.tiles.retain(|tile| tile != gone);
            chunk.length -= self.tiles[gone.0 as usize].length;
        }
        let new: Vec<TileId> = sizes.iter().map(|&size| self.tile(chunk, size)).collect();
        let here = &mut self.chunks[chunk as usize];
        here.tiles.splice(place..place, new.iter().copied());
        here.length += sizes.iter().map(|size| size.length).sum::<usize>();
        while self.chunks[row.chunks[at] as usize].tiles.len() > MOST {
            self.cut(row, at);
        }
        let mut start = start;
        for (at, chunk) in row.chunks.iter().enumerate().skip(at) {
            let chunk = &mut self.chunks[*chunk as usize];
            (chunk.at, chunk.start) = (at, start);
            start += chunk.length;
        }
        new
    }

    /// Moves what a chunk has too much into a new one behind it.
    fn cut(&mut self, row: &mut Row, at: usize) {
        let new = self.chunks.len() as u32;
        let chunk = &mut self.chunks[row.chunks[at] as usize];
        let tiles = chunk.tiles.split_off(chunk.tiles.len() - MOST / 2);
        let owner = chunk.owner;
        let length = tiles.iter().map(|tile| self.tiles[tile.0 as usize].length).sum();
        chunk.length -= length;
        for tile in &tiles {
            self.tiles[tile.0 as usize].chunk = new;
        }
        self.chunks.push(Chunk { start: 0, length, owner, at: 0, tiles });
        row.chunks.insert(at + 1, new);
    }

    /// Moves a whole body.
    pub fn shift(&mut self, row: &Row, by: isize) {
        for chunk in &row.chunks {
            let start = &mut self.chunks[*chunk as usize].start;
            *start = start.saturating_add_signed(by);
        }
    }
}
