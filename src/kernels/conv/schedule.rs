//! How a pass is cut: its depth into parts whose weights stay in the second cache, its output into tasks.
//! Depends on shapes alone; the values do not depend on it, except through the parts of the depth.

use std::ops::Range;

use super::panels::Panels;
use crate::kernels::parallel::even_part;

/// Weight rows of one part of the depth (a panel's part takes at most 128 KiB).
const PART_DEPTH: usize = 512;
/// A depth up to this stays whole: passing over the output twice would cost more than it saves.
const WHOLE_DEPTH: usize = 1152;
/// Output rows per task when their work allows; the rows' inputs stay in the second cache.
const TASK_ROWS: usize = 64;
/// A task should be worth starting: this many multiply–accumulates.
const TASK_WORK: usize = 1 << 21;
/// With fewer tasks than this, panels are shared out as well as rows.
const ENOUGH_TASKS: usize = 32;

/// A part of the depth (taps × input channels) that one sweep over the output adds up.
#[derive(Debug, PartialEq)]
pub(super) struct DepthPart {
    pub taps: Range<usize>,
    pub channels: Range<usize>,
    /// Its first row in a packed panel.
    pub start: usize,
    pub first: bool,
    pub last: bool,
}

/// The parts in the order in which they are added.
pub(super) fn depth_parts(taps: usize, channels: usize) -> Vec<DepthPart> {
    let pieces: Vec<_> = if taps * channels <= WHOLE_DEPTH {
        vec![(0..taps, 0..channels)]
    } else if channels >= PART_DEPTH {
        let cuts = steps(channels, channels.div_ceil(PART_DEPTH));
        (0..taps).flat_map(|tap| cuts.clone().map(move |cut| (tap..tap + 1, cut))).collect()
    } else {
        steps(taps, taps.div_ceil(PART_DEPTH / channels)).map(|taps| (taps, 0..channels)).collect()
    };
    let last = pieces.len() - 1;
    let part = |(number, (taps, inside)): (usize, (Range<usize>, Range<usize>))| DepthPart {
        start: taps.start * channels + inside.start,
        taps,
        channels: inside,
        first: number == 0,
        last: number == last,
    };
    pieces.into_iter().enumerate().map(part).collect()
}

/// `0..total` in at most `parts` runs of equal length (the last may be shorter).
fn steps(total: usize, parts: usize) -> impl Iterator<Item = Range<usize>> + Clone {
    let step = total.div_ceil(parts);
    (0..total).step_by(step).map(move |start| start..(start + step).min(total))
}

/// The output cut into blocks of rows × groups of panels, one task each.
pub(super) struct Tasks {
    rows: usize,
    tile_rows: usize,
    blocks: usize,
    panels: usize,
    groups: usize,
}

impl Tasks {
    /// For `rows` output rows in tiles of `tile_rows`, each of a depth of taps × channels.
    pub(super) fn new(rows: usize, tile_rows: usize, depth: usize, panels: &Panels) -> Self {
        let row_work = depth * panels.total();
        let block_rows = TASK_ROWS.max(TASK_WORK / row_work.max(1));
        let blocks = rows.div_ceil(block_rows);
        let groups = ENOUGH_TASKS.div_ceil(blocks.max(1)).min(panels.count());
        Tasks { rows, tile_rows, blocks, panels: panels.count(), groups }
    }

    pub(super) fn count(&self) -> usize {
        self.blocks * self.groups
    }

    /// The rows (whole tiles, but for the last) and the panels of a task.
    pub(super) fn task(&self, number: usize) -> (Range<usize>, Range<usize>) {
        let tiles = even_part(self.rows.div_ceil(self.tile_rows), self.blocks, number / self.groups);
        let end = (tiles.end * self.tile_rows).min(self.rows);
        let panels = even_part(self.panels, self.groups, number % self.groups);
        (tiles.start * self.tile_rows..end, panels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::isa::Isa;

    #[test]
    fn the_parts_cover_the_depth_once_and_in_order() {
        for (taps, channels) in [(1, 1), (9, 128), (9, 64), (9, 129), (9, 600), (1, 2048), (49, 40), (9, 511)]
        {
            let parts = depth_parts(taps, channels);
            let mut next = 0;
            for part in &parts {
                assert_eq!(part.start, next);
                next += part.taps.len() * part.channels.len();
                assert!(part.taps.len() == 1 || part.channels == (0..channels));
            }
            assert_eq!(next, taps * channels);
            assert_eq!(parts.iter().filter(|part| part.first).count(), 1);
            assert!(parts[0].first && parts[parts.len() - 1].last);
        }
    }

    #[test]
    fn the_tasks_cover_every_row_and_panel_once() {
        for (rows, columns, depth) in [(0, 64, 9), (1, 2048, 2048), (1124, 512, 4608), (70_000, 19, 16)] {
            let panels = Panels::new(Isa::best(), columns);
            let tasks = Tasks::new(rows, 8, depth, &panels);
            let mut seen = vec![0; rows * panels.count()];
            for number in 0..tasks.count() {
                let (rows, columns) = tasks.task(number);
                rows.for_each(|row| {
                    columns.clone().for_each(|panel| seen[row * panels.count() + panel] += 1);
                });
            }
            assert!(seen.iter().all(|&times| times == 1));
        }
    }

    #[test]
    fn a_layer_of_few_rows_still_gives_several_threads_work() {
        let panels = Panels::new(Isa::best(), 1024);
        assert!(Tasks::new(8, 4, 2048, &panels).count() > 8);
    }
}
