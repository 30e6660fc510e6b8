//! Every table of a batch: in range, what its definition says, the tables of its images side by side, and an inverse
//! that holds every read once.

use std::collections::BTreeSet;

use super::{Drawn, SEEDS, entries};
use crate::grid::inverse::tests::triples;
use crate::grid::{KernelMap, Place, Route, Sides, Tables, Window};

const STRIDE: usize = 2;

/// Tables whose fine lattice is the drawn one.
fn tables(drawn: &Drawn, number: Option<usize>) -> Tables {
    let levels = number.map_or(drawn.images.clone(), |number| vec![drawn.images[number].clone()]);
    let (sides, more) = match levels[0].height() == drawn.lattice.0 && levels[0].width() == drawn.lattice.1 {
        true => (Sides::Divided, 0),
        // The last row and column belong to no box of two pixels: as a first layer without padding has it.
        false => (Sides::Unpadded, 1),
    };
    let (height, width) = drawn.lattice;
    Tables::with_sides(sides, (STRIDE * height + more, STRIDE * width + more), STRIDE, levels).unwrap()
}

/// Every route of a network, and a few more.
fn routes() -> Vec<Route> {
    let windows = [Window::centred(1, 1), Window::centred(3, 1), Window::centred(3, 4), Window::unpadded(3)];
    let lattice = |stride| Place::Lattice { stride };
    let mut routes = vec![
        Route::Window { from: lattice(1), to: lattice(1), window: windows[1] },
        Route::Window { from: lattice(1), to: lattice(2), window: windows[1] },
        Route::Window { from: lattice(1), to: lattice(2), window: windows[3] },
        Route::Broadcast { place: lattice(2) },
        Route::Broadcast { place: Place::Image },
    ];
    for depth in 0..4 {
        let from = Place::Cells { depth };
        for window in windows {
            routes.push(Route::Window { from, to: from, window });
            routes.extend((depth < 3).then_some(Route::Window {
                from,
                to: Place::Cells { depth: depth + 1 },
                window,
            }));
        }
        routes.extend([1, 3].map(|kernel| Route::AtCellPitch { depth, kernel, dilation: 3 }));
        routes.extend([Route::ToLattice { depth }, Route::Broadcast { place: from }]);
        if depth > 0 {
            routes.extend([Route::Keep { depth }, Route::Merge { depth }]);
        }
    }
    routes
}

/// Reads (output, tap, input) of a table.
fn reads(map: &KernelMap) -> Vec<(u32, usize, usize)> {
    let row = |row: usize| (0..map.taps()).map(move |tap| (row as u32, tap, map.tap(row, tap)));
    let reads = (0..map.rows_out()).flat_map(row).filter(|read| read.2 >= 0);
    reads.map(|(row, tap, from)| (row, tap, from as usize)).collect()
}

#[test]
fn every_entry_of_every_table_and_of_its_inverse_is_in_range() {
    for seed in SEEDS {
        let tables = tables(&Drawn::new(seed), None);
        for route in routes() {
            let map = tables.map(route).unwrap();
            let what = format!("{route:?}, seed {seed}");
            assert_eq!(map.rows_out(), tables.rows(route.to(STRIDE)).unwrap(), "{what}");
            assert!(
                entries(&map).iter().flatten().all(|&row| row >= -1 && row < map.rows_in() as i32),
                "{what}"
            );
            // Looks every entry of the inverse up, virtual rows and reordered ones included.
            let inverse = map.inverse();
            let order = inverse.order().map_or(0..0, |order| 0..order.len() as u32);
            let mut listed = inverse.order().unwrap_or(&[]).to_vec();
            listed.sort_unstable();
            assert_eq!(listed, order.collect::<Vec<_>>(), "{what}: the order names every row once");
            let virtual_rows =
                inverse.index().unwrap_or(&[]).iter().filter(|&&row| row >= map.rows_out() as i32);
            assert_eq!(inverse.virtual_count(), virtual_rows.count(), "{what}: virtual rows");
            match inverse.index() {
                Some(_) => assert_eq!(triples(&map), reads(&map), "{what}: every read is there once"),
                None => assert!(map.index().is_none() && map.rows_in() == map.rows_out(), "{what}"),
            }
        }
    }
}

#[test]
fn the_tables_of_a_batch_are_those_of_its_images_side_by_side_in_any_order() {
    for seed in SEEDS {
        let mut drawn = Drawn::new(seed);
        drawn.images.rotate_left(seed as usize % 2);
        let batch = tables(&drawn, None);
        let images: Vec<Tables> =
            (0..drawn.images.len()).map(|number| tables(&drawn, Some(number))).collect();
        for route in routes() {
            let (mut expected, mut before) = (Vec::new(), 0);
            for image in &images {
                let map = image.map(route).unwrap();
                let shifted = |entry: i32| if entry < 0 { entry } else { entry + before };
                expected.extend(
                    entries(&map).into_iter().map(|row| row.into_iter().map(shifted).collect::<Vec<_>>()),
                );
                before += map.rows_in() as i32;
            }
            assert_eq!(entries(&batch.map(route).unwrap()), expected, "{route:?}, seed {seed}");
        }
    }
}

#[test]
fn taps_read_the_cell_that_covers_their_place() {
    for seed in SEEDS {
        let (drawn, window) = (Drawn::new(seed), Window { kernel: 3, padding: 1, dilation: 2 });
        let tables = tables(&drawn, None);
        let (height, width) = drawn.lattice;
        for depth in 0..4 {
            let (grid, place) = (tables.grid(depth).unwrap(), Place::Cells { depth });
            let map = |route| entries(&tables.map(route).unwrap());
            let of_depth = map(Route::Window { from: place, to: place, window });
            let of_cells = map(Route::AtCellPitch { depth, kernel: 3, dilation: 2 });
            for (row, center) in grid.centers().iter().enumerate() {
                let image = grid.image_start().iter().filter(|&&start| start <= row).count() - 1;
                let at = |tap: usize, pitch: i64| {
                    let [y, x] = [(0, tap / 3), (1, tap % 3)]
                        .map(|(axis, i)| i64::from(center[axis]) + (i as i64 - 1) * pitch);
                    let inside = y >= 0 && x >= 0 && y < height as i64 && x < width as i64;
                    if inside {
                        grid.cell_of()[(image * height + y as usize) * width + x as usize]
                    } else {
                        -1
                    }
                };
                let pitches = [(&of_depth, 2i64 << depth), (&of_cells, 2.max(1 << grid.levels()[row]))];
                for (found, pitch) in pitches {
                    let expected: Vec<i32> = (0..9).map(|tap| at(tap, pitch)).collect();
                    assert_eq!(found[row], expected, "row {row} at depth {depth}, seed {seed}");
                }
            }
        }
    }
}

#[test]
fn steps_keep_and_merge_the_cells_that_they_cover() {
    for seed in SEEDS {
        let drawn = Drawn::new(seed);
        let tables = tables(&drawn, None);
        for depth in 1..4 {
            let [before, after] = [depth - 1, depth].map(|depth| tables.grid(depth).unwrap());
            let [keep, merge] = [Route::Keep { depth }, Route::Merge { depth }]
                .map(|route| entries(&tables.map(route).unwrap()));
            for row in 0..after.rows() {
                let places = (0..after.cell_of().len()).filter(|&place| after.cell_of()[place] == row as i32);
                let covered: Vec<i32> = places.map(|place| before.cell_of()[place]).collect();
                assert_eq!(keep[row], covered[..1], "a step keeps the top-left cell");
                let merged: Vec<i32> = merge[row].iter().copied().filter(|&from| from >= 0).collect();
                let sorted = |cells: &[i32]| cells.iter().copied().collect::<BTreeSet<_>>();
                assert_eq!(sorted(&merged), sorted(&covered), "row {row} into depth {depth}, seed {seed}");
                assert_eq!(merged.len(), sorted(&merged).len(), "no cell is merged twice");
            }
        }
    }
}

#[test]
fn the_shares_of_an_images_cells_are_their_areas() {
    for seed in SEEDS {
        let tables = tables(&Drawn::new(seed), None);
        for depth in 0..4 {
            let (grid, place) = (tables.grid(depth).unwrap(), Place::Cells { depth });
            let share = tables.area_share(place).unwrap();
            for bounds in grid.image_start().windows(2) {
                let rows = bounds[0]..bounds[1];
                let covered: usize = rows.clone().map(|row| grid.area(row)).sum();
                let right = |row: usize| share[row] == grid.area(row) as f32 / covered as f32;
                assert!(rows.clone().all(right), "depth {depth}, seed {seed}");
                assert!(rows.is_empty() || (share[rows].iter().sum::<f32>() - 1.0).abs() < 1e-5);
            }
        }
    }
}
