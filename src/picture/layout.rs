//! Where boxes stand and how arrows run.
//!
//! In: a graph. Out: a rectangle for each box and points for each arrow, in pixels. Columns follow the arrows; within a column, boxes
//! are sorted by what they are connected to, so that few arrows cross; a long arrow gets a lane in every column it passes.
//! Deliberately absent: colours and text.

use super::{Graph, layers};

/// How wide a letter of a title is, on the whole.
const LETTER: f64 = 8.2;
/// How wide a letter of a line or label is, on the whole.
const SMALL_LETTER: f64 = 6.6;
/// How high a title is, with its margin.
const TITLE: f64 = 30.0;
/// How high each further line is.
pub(super) const LINE: f64 = 16.0;
/// Left and right of the text in a box.
pub(super) const PADDING: f64 = 12.0;
/// Between two boxes of a column.
const GAP: f64 = 18.0;
/// Between two columns, besides what labels need.
const BETWEEN: f64 = 56.0;
/// Around the whole.
const MARGIN: f64 = 24.0;
/// Between two arrows that arrive at one box.
const ARRIVAL: f64 = 16.0;
/// How often columns are sorted again.
const SWEEPS: usize = 12;

/// Where everything is.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    /// One for each box.
    pub boxes: Vec<Rectangle>,
    /// One for each arrow: where it begins, the middle of each lane it runs in, where it ends.
    pub roads: Vec<Vec<(f64, f64)>>,
    pub width: f64,
    pub height: f64,
}

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Rectangle {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// A box, or the lane of an arrow through a column.
struct Cell {
    column: usize,
    height: f64,
    width: f64,
    y: f64,
    before: Vec<usize>,
    after: Vec<usize>,
}

/// Lays a graph out.
pub(super) fn lay(graph: &Graph) -> Layout {
    let columns = layers::columns(graph);
    let mut cells: Vec<Cell> = graph
        .nodes
        .iter()
        .zip(&columns)
        .map(|(node, &column)| {
            let lines = node.lines.iter().map(|line| letters(line) * SMALL_LETTER);
            let width = lines.fold(letters(&node.title) * LETTER, f64::max) + 2.0 * PADDING;
            Cell::new(column, width.max(64.0), TITLE + LINE * node.lines.len() as f64)
        })
        .collect();
    for (at, cell) in cells.iter_mut().enumerate() {
        let labelled = graph.edges.iter().filter(|edge| edge.to == at && !edge.label.is_empty()).count();
        cell.height = cell.height.max(ARRIVAL * (labelled + 1) as f64);
    }
    let lanes: Vec<Vec<usize>> = graph.edges.iter().map(|edge| lane(&mut cells, edge.from, edge.to)).collect();
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); columns.iter().map(|column| column + 1).max().unwrap_or(0)];
    for (at, cell) in cells.iter().enumerate() {
        rows[cell.column].push(at);
    }
    sort(&mut rows, &cells);
    stand(&rows, &mut cells);
    place(graph, &rows, &cells, &lanes)
}

impl Cell {
    fn new(column: usize, width: f64, height: f64) -> Cell {
        Cell { column, height, width, y: 0.0, before: Vec::new(), after: Vec::new() }
    }

    fn middle(&self) -> f64 {
        self.y + self.height / 2.0
    }
}

pub(super) fn letters(text: &str) -> f64 {
    text.chars().count() as f64
}

/// Makes a cell in every column that an arrow passes, and links them.
fn lane(cells: &mut Vec<Cell>, from: usize, to: usize) -> Vec<usize> {
    let mut road = vec![from];
    for column in cells[from].column + 1..cells[to].column {
        cells.push(Cell::new(column, 0.0, 4.0));
        road.push(cells.len() - 1);
    }
    road.push(to);
    for pair in road.windows(2) {
        cells[pair[0]].after.push(pair[1]);
        cells[pair[1]].before.push(pair[0]);
    }
    road
}

/// Sorts each column by where its neighbours stand in the next one, forward and back.
fn sort(rows: &mut [Vec<usize>], cells: &[Cell]) {
    let mut rank = vec![0.0; cells.len()];
    let number = |row: &[usize], rank: &mut Vec<f64>| row.iter().enumerate().for_each(|(turn, at)| rank[*at] = turn as f64);
    rows.iter().for_each(|row| number(row, &mut rank));
    for sweep in 0..SWEEPS {
        let forward = sweep % 2 == 0;
        for turn in 0..rows.len() {
            let column = if forward { turn } else { rows.len() - 1 - turn };
            let wanted = |at: usize| {
                let near = if forward { &cells[at].before } else { &cells[at].after };
                if near.is_empty() { rank[at] } else { near.iter().map(|other| rank[*other]).sum::<f64>() / near.len() as f64 }
            };
            let mut keyed: Vec<(f64, usize)> = rows[column].iter().map(|at| (wanted(*at), *at)).collect();
            keyed.sort_by(|one, other| one.0.total_cmp(&other.0));
            rows[column] = keyed.into_iter().map(|(_, at)| at).collect();
            number(&rows[column], &mut rank);
        }
    }
}

/// Gives each cell a height to stand at, near those it is connected to, without touching the next.
fn stand(rows: &[Vec<usize>], cells: &mut [Cell]) {
    for row in rows {
        let mut y = 0.0;
        for at in row {
            cells[*at].y = y;
            y += cells[*at].height + GAP;
        }
    }
    for sweep in 0..SWEEPS {
        for turn in 0..rows.len() {
            let column = if sweep % 2 == 0 { turn } else { rows.len() - 1 - turn };
            let wanted: Vec<f64> = rows[column].iter().map(|at| wish(cells, *at)).collect();
            settle(&rows[column], &wanted, cells);
        }
    }
    let top = cells.iter().map(|cell| cell.y).fold(f64::INFINITY, f64::min);
    cells.iter_mut().for_each(|cell| cell.y += MARGIN - top);
}

/// Where a cell would like to begin: level with the middle of its neighbours.
fn wish(cells: &[Cell], at: usize) -> f64 {
    let cell = &cells[at];
    let near: Vec<f64> = cell.before.iter().chain(&cell.after).map(|other| cells[*other].middle()).collect();
    if near.is_empty() { cell.y } else { near.iter().sum::<f64>() / near.len() as f64 - cell.height / 2.0 }
}

/// Moves the cells of a column as near to their wishes as their order lets them: runs that touch share the mean of their wishes.
fn settle(row: &[usize], wanted: &[f64], cells: &mut [Cell]) {
    // A run: its first cell's place in the row, the sum of what its cells wish its beginning to be, and how many they are.
    let mut runs: Vec<(usize, f64, usize)> = Vec::new();
    let mut offset = Vec::with_capacity(row.len());
    let mut sum = 0.0;
    for at in row {
        offset.push(sum);
        sum += cells[*at].height + GAP;
    }
    let begins = |run: &(usize, f64, usize)| run.1 / run.2 as f64;
    for (turn, wish) in wanted.iter().enumerate() {
        runs.push((turn, wish - offset[turn], 1));
        while let [.., before, last] = runs.as_slice()
            && begins(before) > begins(last)
        {
            let joined = (before.0, before.1 + last.1, before.2 + last.2);
            runs.truncate(runs.len() - 2);
            runs.push(joined);
        }
    }
    for run in &runs {
        for turn in run.0..run.0 + run.2 {
            cells[row[turn]].y = begins(run) + offset[turn];
        }
    }
}

/// From columns and heights to rectangles and roads.
fn place(graph: &Graph, rows: &[Vec<usize>], cells: &[Cell], lanes: &[Vec<usize>]) -> Layout {
    let mut x = MARGIN;
    let (mut left, mut widths) = (Vec::new(), Vec::new());
    for (column, row) in rows.iter().enumerate() {
        let width = row.iter().map(|at| cells[*at].width).fold(0.0, f64::max);
        let labels = graph.edges.iter().filter(|edge| cells[edge.to].column == column + 1);
        let label = labels.map(|edge| letters(&edge.label) * SMALL_LETTER).fold(0.0, f64::max);
        left.push(x);
        widths.push(width);
        x += width + BETWEEN + label;
    }
    let boxes: Vec<Rectangle> = cells[..graph.nodes.len()]
        .iter()
        .map(|cell| Rectangle { x: left[cell.column], y: cell.y, width: widths[cell.column], height: cell.height })
        .collect();
    let doors = Doors::of(lanes, cells);
    let roads = lanes
        .iter()
        .enumerate()
        .map(|(turn, lane)| {
            let (Some(&first), Some(&last)) = (lane.first(), lane.last()) else { return Vec::new() };
            let mut road =
                vec![(boxes[first].x + boxes[first].width, boxes[first].y + doors.leaving[turn] * boxes[first].height)];
            for at in &lane[1..lane.len() - 1] {
                let cell = &cells[*at];
                road.push((left[cell.column], cell.middle()));
                road.push((left[cell.column] + widths[cell.column], cell.middle()));
            }
            road.push((boxes[last].x, boxes[last].y + doors.arriving[turn] * boxes[last].height));
            road
        })
        .collect();
    let height = boxes.iter().map(|one| one.y + one.height).fold(0.0, f64::max) + MARGIN;
    let width = boxes.iter().map(|one| one.x + one.width).fold(0.0, f64::max) + MARGIN;
    Layout { boxes, roads, width: width.ceil(), height: height.ceil() }
}

/// Where each arrow leaves its first box and arrives at its last, as a share of the box's height: in the order of where they come
/// from and go to, so that they do not cross there.
struct Doors {
    leaving: Vec<f64>,
    arriving: Vec<f64>,
}

impl Doors {
    fn of(lanes: &[Vec<usize>], cells: &[Cell]) -> Doors {
        let forward = |lane: &Vec<usize>| (lane[0], lane[1]);
        let back = |lane: &Vec<usize>| (lane[lane.len() - 1], lane[lane.len() - 2]);
        Doors { leaving: shares(lanes, cells, forward), arriving: shares(lanes, cells, back) }
    }
}

/// For each lane a share of its box's height, the lanes of one box sorted by the height of the cell next to it.
fn shares(lanes: &[Vec<usize>], cells: &[Cell], ends: impl Fn(&Vec<usize>) -> (usize, usize)) -> Vec<f64> {
    let mut sorted: Vec<(usize, f64, usize)> = Vec::with_capacity(lanes.len());
    sorted.extend(lanes.iter().enumerate().map(|(turn, lane)| (ends(lane).0, cells[ends(lane).1].middle(), turn)));
    sorted.sort_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)).then(one.2.cmp(&other.2)));
    let mut shares = vec![0.5; lanes.len()];
    for of_one in sorted.chunk_by(|one, other| one.0 == other.0) {
        for (turn, (_, _, lane)) in of_one.iter().enumerate() {
            shares[*lane] = (turn + 1) as f64 / (of_one.len() + 1) as f64;
        }
    }
    shares
}
