//! Equal levels are the dense network: every table is that of a dense convolution, written down here by its definition.

use super::entries;
use crate::grid::{CellGrid, Levels, Place, Tables, Window};

/// The table of a dense k×k convolution with (k − 1)/2 padding over images of height×width.
fn dense(
    images: i64,
    (height, width): (usize, usize),
    kernel: usize,
    dilation: usize,
    step: usize,
) -> Vec<Vec<i32>> {
    let [height, width, kernel, dilation] = [height, width, kernel, dilation].map(|n| n as i64);
    let mut table = Vec::new();
    for image in 0..images {
        for y in (0..height).step_by(step) {
            for x in (0..width).step_by(step) {
                let tap = |tap: i64| {
                    let y = y + (tap / kernel - (kernel - 1) / 2) * dilation;
                    let x = x + (tap % kernel - (kernel - 1) / 2) * dilation;
                    let inside = (0..height).contains(&y) && (0..width).contains(&x);
                    if inside { ((image * height + y) * width + x) as i32 } else { -1 }
                };
                table.push((0..kernel * kernel).map(tap).collect());
            }
        }
    }
    table
}

const SIZES: [(usize, usize); 7] = [(1, 1), (1, 9), (6, 1), (2, 3), (5, 7), (8, 8), (9, 4)];
const WINDOWS: [(usize, usize); 6] = [(1, 1), (3, 1), (3, 2), (5, 1), (3, 5), (7, 3)];

fn of_level((height, width): (usize, usize), level: u8) -> Vec<Levels> {
    vec![Levels::uniform(height << level, width << level, level).unwrap(); 2]
}

#[test]
fn regular_lattices_have_the_tables_of_dense_convolutions() {
    for (height, width) in SIZES {
        let tables = Tables::regular(2, 2 * height, 2 * width, 1).unwrap();
        let [fine, coarse] = [1, 2].map(|stride| Place::Lattice { stride });
        for (kernel, dilation) in WINDOWS {
            let found = |from, to| entries(&tables.conv(from, to, kernel, dilation).unwrap());
            let size = (2 * height, 2 * width);
            assert_eq!(
                found(fine, fine),
                dense(2, size, kernel, dilation, 1),
                "{size:?} {kernel} {dilation}"
            );
            assert_eq!(
                found(fine, coarse),
                dense(2, size, kernel, dilation, 2),
                "{size:?} {kernel} {dilation}"
            );
        }
    }
}

#[test]
fn all_fine_cells_have_the_tables_of_dense_convolutions() {
    for size in SIZES {
        for depth in 0..4u8 {
            let grid = CellGrid::new(&of_level(size, 0), depth);
            for (kernel, dilation) in WINDOWS {
                let expected = dense(2, size, kernel, dilation << depth, 1);
                assert_eq!(
                    entries(&grid.kernel_map(kernel, dilation)),
                    expected,
                    "{size:?} at depth {depth}"
                );
                let expected = dense(2, size, kernel, dilation, 1);
                assert_eq!(entries(&grid.kernel_map_at_cell_pitch(kernel, dilation)), expected, "{size:?}");
            }
        }
    }
}

#[test]
fn all_coarse_cells_have_the_tables_of_dense_convolutions_of_the_coarse_stride() {
    for size in SIZES {
        for (level, depth) in (1..4u8).flat_map(|level| (0..4u8).map(move |depth| (level, depth))) {
            let grid = |depth| CellGrid::new(&of_level(size, level), depth);
            // Cells are as wide as the depth says until they have their level; then taps move apart.
            let (left, apart) = (level.saturating_sub(depth), depth.saturating_sub(level));
            let lattice = (size.0 << left, size.1 << left);
            for (kernel, dilation) in WINDOWS {
                let what = format!("{size:?}, level {level} at depth {depth}, {kernel}×{kernel}");
                let expected = dense(2, lattice, kernel, dilation << apart, 1);
                assert_eq!(entries(&grid(depth).kernel_map(kernel, dilation)), expected, "{what}");
                let narrow = grid(depth).kernel_map_at_cell_pitch(kernel, 1);
                assert_eq!(entries(&narrow), dense(2, lattice, kernel, 1, 1), "{what} at cell pitch");
                if left > 0 {
                    let kept = grid(depth + 1).kept_of(&grid(depth));
                    let strided = grid(depth).kernel_map_of(&kept, Window::centred(kernel, dilation), None);
                    assert_eq!(entries(&strided), dense(2, lattice, kernel, dilation, 2), "{what}, strided");
                }
            }
        }
    }
}
