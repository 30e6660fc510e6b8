//! The regular grid is the case of equal levels; the cells of a batch are those of its images in turn.

use super::{CellGrid, KernelMap, Levels, Place, Route, Sides, Tables, Window};

/// A lattice of 8×12 whose boxes of 4 are fine, coarse (level 1) or coarser (level 2) in turn.
fn mixed() -> Levels {
    let level = (0..8 * 12).map(|i| ((i / 12 / 4 + i % 12 / 4) % 3) as u8).collect();
    Levels::new(8, 12, level).unwrap()
}

fn entries(map: &KernelMap) -> Vec<Vec<i32>> {
    (0..map.rows_out()).map(|row| (0..map.taps()).map(|tap| map.tap(row, tap)).collect()).collect()
}

#[test]
fn equal_levels_give_the_regular_networks_maps() {
    // Stride 8 with level 1 everywhere is stride 16: same strided and same inner convolutions.
    let coarse = Tables::new(64, 96, 8, vec![Levels::uniform(8, 12, 1).unwrap(); 2]).unwrap();
    let regular = Tables::regular(2, 64, 96, 16).unwrap();
    let [fine, once, twice] = [0, 1, 2].map(|depth| Place::Cells { depth });
    let lattice = |stride| Place::Lattice { stride };
    let same = |a: (Place, Place, usize, usize), b: (Place, Place, usize, usize)| {
        let adaptive = coarse.conv(a.0, a.1, a.2, a.3).unwrap();
        let dense = regular.conv(b.0, b.1, b.2, b.3).unwrap();
        assert_eq!(entries(&adaptive), entries(&dense), "{a:?} {b:?}");
    };
    same((fine, once, 3, 1), (lattice(8), lattice(16), 3, 1));
    same((once, once, 3, 1), (lattice(16), lattice(16), 3, 1));
    same((fine, once, 1, 1), (lattice(8), lattice(16), 1, 1));
    // The next stage keeps the cells and doubles the spacing: dilation in the dense network.
    same((twice, twice, 3, 1), (lattice(16), lattice(16), 3, 2));
}

#[test]
fn all_fine_cells_are_the_dense_dilated_network() {
    let tables = Tables::regular(1, 64, 96, 8).unwrap();
    let lattice = Place::Lattice { stride: 8 };
    for depth in 0..3u8 {
        let cells = Place::Cells { depth };
        let dense = tables.conv(lattice, lattice, 3, 1 << depth).unwrap();
        assert_eq!(entries(&tables.conv(cells, cells, 3, 1).unwrap()), entries(&dense));
    }
}

#[test]
fn the_images_of_a_batch_are_concatenated() {
    let (a, b) = (mixed(), Levels::uniform(8, 12, 2).unwrap());
    for depth in 0..3 {
        let both = CellGrid::new(&[a.clone(), b.clone()], depth);
        let (first, second) =
            (CellGrid::new(std::slice::from_ref(&a), depth), CellGrid::new(std::slice::from_ref(&b), depth));
        let mut expected = entries(&first.kernel_map(3, 1));
        let shift = first.rows() as i32;
        let shifted = |row: Vec<i32>| row.into_iter().map(|e| if e < 0 { e } else { e + shift }).collect();
        expected.extend(entries(&second.kernel_map(3, 1)).into_iter().map(shifted));
        assert_eq!(entries(&both.kernel_map(3, 1)), expected);
    }
}

#[test]
fn a_table_is_built_once_and_shared() {
    let tables = Tables::new(64, 96, 8, vec![mixed()]).unwrap();
    let cells = Place::Cells { depth: 1 };
    let (once, again) = (tables.conv(cells, cells, 3, 1).unwrap(), tables.conv(cells, cells, 3, 1).unwrap());
    assert!(std::sync::Arc::ptr_eq(&once, &again));
}

#[test]
fn batches_of_one_size_share_the_maps_before_the_fine_stride() {
    let first = Tables::new(64, 96, 8, vec![mixed()]).unwrap();
    let second = first.with_levels(vec![Levels::uniform(8, 12, 1).unwrap()]).unwrap();
    let [lattice, cells] = [Place::Lattice { stride: 4 }, Place::Cells { depth: 1 }];
    let same = |place| {
        let of = |tables: &Tables| tables.conv(place, place, 3, 1).unwrap();
        std::sync::Arc::ptr_eq(&of(&first), &of(&second))
    };
    assert!(same(lattice) && !same(cells));
    let error = first.with_levels(vec![mixed(), mixed()]).unwrap_err();
    assert!(error.to_string().contains("1 images do not serve 2"), "{error}");
}

#[test]
fn merging_takes_the_four_cells_of_a_box_and_leaves_the_others() {
    let tables = Tables::new(64, 96, 8, vec![mixed()]).unwrap();
    let merge = tables.map(Route::Merge { depth: 1 }).unwrap();
    let fine = tables.grid(1).unwrap();
    for row in 0..fine.rows() {
        let taken = (0..4).filter(|&tap| merge.tap(row, tap) >= 0).count();
        assert_eq!(taken, fine.area(row));
    }
}

#[test]
fn the_area_shares_of_an_image_sum_to_one() {
    let tables = Tables::new(64, 96, 8, vec![mixed(), mixed()]).unwrap();
    let place = Place::Cells { depth: 2 };
    let (share, start) = (tables.area_share(place).unwrap(), tables.image_start(place).unwrap());
    for bounds in start.windows(2) {
        assert!((share[bounds[0]..bounds[1]].iter().sum::<f32>() - 1.0).abs() < 1e-6);
    }
}

#[test]
fn impossible_geometries_are_refused_with_a_reason() {
    let error = Tables::regular(1, 60, 96, 8).unwrap_err();
    assert!(error.to_string().contains("60×96 pixels does not divide by stride 8"), "{error}");
    let error = Tables::new(64, 96, 8, vec![]).unwrap_err();
    assert!(error.to_string().contains("at least one image"), "{error}");
    let error = Tables::new(64, 96, 8, vec![Levels::uniform(4, 4, 0).unwrap()]).unwrap_err();
    assert!(error.to_string().contains("do not fit a lattice of 8×12"), "{error}");
    let tables = Tables::regular(1, 64, 96, 8).unwrap();
    let lattice = Place::Lattice { stride: 8 };
    assert!(tables.conv(lattice, lattice, 2, 1).is_err());
    assert!(tables.conv(lattice, Place::Lattice { stride: 32 }, 3, 1).is_err());
    let deep = Place::Cells { depth: 4 };
    insta::assert_snapshot!(tables.rows(deep).unwrap_err().what(), @"no network here has 4 adaptive steps");
    assert!(tables.grid(4).is_err() && tables.map(Route::Keep { depth: 0 }).is_err());
}

/// An image whose lattices have odd sides: 94 → 46, 23, 11, 5 and 119 → 59, 29, 14, 7.
const ODD: (usize, usize) = (94, 119);

fn unpadded(stride: usize, level: u8) -> Tables {
    let side = |pixels| Sides::Unpadded.at(pixels, stride).next_multiple_of(1 << level);
    let levels = Levels::uniform(side(ODD.0), side(ODD.1), level).unwrap();
    Tables::with_sides(Sides::Unpadded, ODD, stride, vec![levels; 2]).unwrap()
}

#[test]
fn sides_that_do_not_divide_are_those_of_unpadded_layers() {
    let sides = [1, 2, 4, 8, 16].map(|stride| Sides::Unpadded.at(224, stride));
    assert_eq!(sides, [224, 111, 55, 27, 13]);
    let tables = unpadded(8, 1);
    assert_eq!(tables.lattice(8), (11, 14));
    assert_eq!(tables.rows(Place::Cells { depth: 0 }).unwrap(), 2 * 11 * 14);
    assert_eq!(tables.rows(Place::Cells { depth: 1 }).unwrap(), 2 * 5 * 7);
}

#[test]
fn pools_on_equal_cells_are_those_of_the_regular_network_also_at_odd_sides() {
    let cells = |depth| Place::Cells { depth };
    let lattice = |stride| Place::Lattice { stride };
    let window = Window::unpadded(3);
    let coarse = unpadded(4, 2);
    for (depth, stride) in [(0, 4), (1, 8)] {
        let dense =
            coarse.map(Route::Window { from: lattice(stride), to: lattice(2 * stride), window }).unwrap();
        let found = coarse.map(Route::Window { from: cells(depth), to: cells(depth + 1), window }).unwrap();
        assert_eq!(entries(&found), entries(&dense), "into depth {}", depth + 1);
        let dense = coarse.conv(lattice(2 * stride), lattice(2 * stride), 3, 1).unwrap();
        let found = coarse.conv(cells(depth + 1), cells(depth + 1), 3, 1).unwrap();
        assert_eq!(entries(&found), entries(&dense), "at depth {}", depth + 1);
    }
    // With nothing left to merge the window is as wide as the depth says.
    let once = unpadded(8, 1);
    let dense = once.map(Route::Window { from: lattice(16), to: lattice(16), window }).unwrap();
    assert_eq!(
        entries(&once.map(Route::Window { from: cells(1), to: cells(2), window }).unwrap()),
        entries(&dense)
    );
}

#[test]
fn pools_on_fine_cells_are_dilated() {
    let fine = unpadded(8, 0);
    let lattice = Place::Lattice { stride: 8 };
    for depth in 0..2 {
        let (from, to) = (Place::Cells { depth }, Place::Cells { depth: depth + 1 });
        let dilated = Window { dilation: 1 << depth, ..Window::unpadded(3) };
        let dense = fine.map(Route::Window { from: lattice, to: lattice, window: dilated }).unwrap();
        assert_eq!(
            entries(&fine.map(Route::Window { from, to, window: Window::unpadded(3) }).unwrap()),
            entries(&dense)
        );
    }
}

#[test]
fn places_without_a_whole_box_belong_to_no_cell() {
    let tables = unpadded(8, 1);
    let map = tables.map(Route::ToLattice { depth: 1 }).unwrap();
    // Row 10 of 11 is left over; 14 columns divide.
    let uncovered: Vec<usize> = (0..11 * 14).filter(|&place| map.tap(place, 0) < 0).collect();
    assert_eq!(uncovered, (10 * 14..11 * 14).collect::<Vec<_>>());
    let share = tables.area_share(Place::Cells { depth: 1 }).unwrap();
    assert!((share[..5 * 7].iter().sum::<f32>() - 1.0).abs() < 1e-6);
}

#[test]
fn levels_of_unpadded_networks_end_with_the_last_box() {
    let of = |rows, columns| {
        let levels = Levels::uniform(rows, columns, 0).unwrap();
        Tables::with_sides(Sides::Unpadded, ODD, 8, vec![levels]).map(|tables| tables.images())
    };
    assert_eq!((of(11, 14).unwrap(), of(12, 16).unwrap()), (1, 1));
    assert!(of(10, 14).is_err() && of(11, 17).is_err());
    let tiny = Tables::with_sides(Sides::Unpadded, (8, 40), 8, vec![Levels::uniform(1, 4, 0).unwrap()]);
    insta::assert_snapshot!(tiny.unwrap_err().what(), @"an image of 8×40 pixels is too small for stride 8");
}

/// Rows [rows, 1] through a 3×3 whose taps weigh 1 to 9.
fn convolved(map: &KernelMap, x: &[f64]) -> Vec<f64> {
    let tap = |row: usize, tap: usize| match map.tap(row, tap) {
        -1 => 0.0,
        from => (tap + 1) as f64 * x[from as usize],
    };
    (0..map.rows_out()).map(|row| (0..map.taps()).map(|number| tap(row, number)).sum()).collect()
}

fn averaged(map: &KernelMap, x: &[f64]) -> Vec<f64> {
    let mean = |row: usize| {
        let read: Vec<i32> = (0..map.taps()).map(|tap| map.tap(row, tap)).filter(|from| *from >= 0).collect();
        read.iter().map(|from| x[*from as usize]).sum::<f64>() / read.len() as f64
    };
    (0..map.rows_out()).map(mean).collect()
}

#[test]
fn with_blocks_a_coarse_cell_computes_what_it_does_where_all_is_coarse() {
    let tables = Tables::new(64, 96, 8, vec![mixed(), mixed()]).unwrap();
    let x: Vec<f64> =
        (0..tables.rows(Place::Cells { depth: 0 }).unwrap()).map(|i| (i * i % 101) as f64).collect();
    for level in 1..=2u8 {
        let all_coarse = Levels::uniform(8, 12, level).unwrap();
        let coarse = Tables::new(64, 96, 8, vec![all_coarse; 2]).unwrap();
        // Every cell is the mean of what it covers.
        let merged = |tables: &Tables| {
            (1..=level).fold(x.clone(), |x, depth| averaged(&tables.map(Route::Merge { depth }).unwrap(), &x))
        };
        let (here, depth) = (merged(&tables), level);
        let (cells, blocks) = (Place::Cells { depth }, Place::Blocks { depth });
        let extended = averaged(&tables.map(Route::Blocks { depth }).unwrap(), &here);
        let found = convolved(&tables.conv(blocks, cells, 3, 1).unwrap(), &extended);
        let nearest = convolved(&tables.conv(cells, cells, 3, 1).unwrap(), &here);
        let expected = convolved(&coarse.conv(cells, cells, 3, 1).unwrap(), &merged(&coarse));
        let (grid, of_coarse) = (tables.grid(depth).unwrap(), coarse.grid(depth).unwrap());
        let (mut checked, mut other) = (0, 0);
        for (position, &row) in grid.cell_of().iter().enumerate() {
            let row = row as usize;
            let wanted = expected[of_coarse.cell_of()[position] as usize];
            if grid.levels()[row] == level {
                assert!((found[row] - wanted).abs() < 1e-9, "level {level}, cell {row}");
                checked += 1;
                other += usize::from((nearest[row] - wanted).abs() > 1e-9);
            } else if grid.levels()[row] == 0 {
                assert_eq!(found[row], nearest[row], "a fine cell reads cells");
            }
        }
        assert!(checked > 0 && other > 0, "without blocks some cells differ");
    }
}
