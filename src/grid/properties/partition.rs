//! Cells partition the lattice.

use super::{Drawn, SEEDS};
use crate::grid::CellGrid;

/// Each cell is the aligned box of its level, every place belongs to the one cell that covers it, and left over are only
/// places whose box the lattice cuts off.
fn check(drawn: &Drawn, depth: u8) {
    let Drawn { lattice: (height, width), images } = drawn;
    let grid = CellGrid::within(images, (*height, *width), depth);
    let mut owner = vec![-1; images.len() * height * width];
    let mut order = Vec::new();
    for row in 0..grid.rows() {
        let image = grid.image_start().iter().filter(|&&start| start <= row).count() - 1;
        let (level, side) = (grid.levels()[row], 1usize << grid.levels()[row]);
        let [top, left] = grid.centers()[row].map(|center| center as usize - side / 2);
        assert!(top % side == 0 && left % side == 0, "cells are aligned");
        assert_eq!(grid.area(row), side * side);
        for (y, x) in (top..top + side).flat_map(|y| (left..left + side).map(move |x| (y, x))) {
            assert_eq!(images[image].at(y, x).min(depth), level, "a cell has one level");
            let owner = &mut owner[(image * height + y) * width + x];
            assert_eq!(*owner, -1, "cells do not overlap");
            *owner = row as i32;
        }
        order.push((image, level, top, left));
    }
    assert_eq!(grid.cell_of(), owner);
    assert!(
        order.windows(2).all(|pair| pair[0] < pair[1]),
        "image by image, level by level, in raster order"
    );
    for place in owner.iter().enumerate().filter_map(|(place, &row)| (row < 0).then_some(place)) {
        let (image, y, x) = (place / width / height, place / width % height, place % width);
        let side = 1usize << images[image].at(y, x).min(depth);
        assert!(
            y / side * side + side > *height || x / side * side + side > *width,
            "a whole box has a cell"
        );
    }
    for (image, rows) in grid.image_start().windows(2).enumerate() {
        assert_eq!(
            images[image].cells((*height, *width), depth),
            rows[1] - rows[0],
            "cells are counted right"
        );
    }
}

#[test]
fn cells_partition_the_lattice() {
    for seed in SEEDS {
        let drawn = Drawn::new(seed);
        (0..4).for_each(|depth| check(&drawn, depth));
    }
}
