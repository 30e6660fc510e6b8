//! Levels, cells, kernel maps and downsampling steps against those of the authors' implementation: six
//! masks on small lattices, at every depth.

mod support;

use std::collections::BTreeMap;

use cadbench::executor::Array;
use cadbench::grid::{CellGrid, ImportanceMask, KernelMap, Levels, Place, Route, Tables};
use cadbench::ops::{Conv, Cpu, Fast, Gather, Pitch, RowOps, Stock};
use support::fidelity::{close, record};
use support::{Golden, golden, golden_json, relative_error, run_op};

/// One case: its arrays and the grids at all depths.
struct Case {
    name: String,
    arrays: BTreeMap<String, Golden>,
    levels: Levels,
    grids: Vec<CellGrid>,
}

impl Case {
    fn array(&self, name: &str) -> &Golden {
        &self.arrays[&format!("{}.{name}", self.name)]
    }

    fn integers(&self, name: &str) -> Vec<i32> {
        self.array(name).values.iter().map(|&value| value as i32).collect()
    }

    /// The features [channels, cells] that enter depth p.
    fn features(&self, depth: usize) -> &Golden {
        if depth == 0 { self.array("x") } else { self.array(&format!("p{depth}.down")) }
    }
}

/// All cases, each with levels made from its mask and checked against the authors'.
fn cases() -> Vec<Case> {
    let arrays = golden("grid");
    let page = golden_json("grid");
    let about = page.as_array().unwrap();
    let case = |(number, about): (usize, &serde_json::Value)| {
        let name = format!("c{number}");
        let pools = about["pools"].as_u64().unwrap() as u8;
        let coarse = if about["base_os16"].as_bool().unwrap() { 1 } else { pools };
        let mask = &arrays[&format!("{name}.mask")];
        let [height, width] = mask.shape[..] else { panic!("a mask has two dimensions") };
        let set = mask.values.iter().map(|&set| set != 0.0).collect();
        let mask = ImportanceMask { height, width, set };
        // The authors' masks are given on the lattice: stride 1, blocks of 2^pools.
        let levels = Levels::from_importance(&mask, 1, 1 << pools, coarse).unwrap();
        let expected: Vec<u8> =
            arrays[&format!("{name}.levels")].values.iter().map(|&level| level as u8).collect();
        assert_eq!(levels.as_slice(), expected, "levels of {name}");
        let grids = (0..=pools).map(|depth| CellGrid::new(std::slice::from_ref(&levels), depth)).collect();
        Case { name, arrays: arrays.clone(), levels, grids }
    };
    about.iter().enumerate().map(case).collect()
}

/// Column `row` of features [channels, cells], or zeros for a tap outside.
fn feature(features: &Golden, channel: usize, row: i32) -> f64 {
    if row < 0 { 0.0 } else { features.values[channel * features.shape[1] + row as usize] }
}

/// The convolution of features through a kernel map with a weight [out, in, 3, 3], → [out, cells].
fn convolved(features: &Golden, weight: &Golden, map: &KernelMap) -> Vec<f64> {
    let (outputs, inputs) = (weight.shape[0], weight.shape[1]);
    let mut result = Vec::with_capacity(outputs * map.rows_out());
    for output in 0..outputs {
        for row in 0..map.rows_out() {
            let products = (0..inputs * map.taps()).map(|i| {
                let (input, tap) = (i / map.taps(), i % map.taps());
                weight.values[output * inputs * map.taps() + i] * feature(features, input, map.tap(row, tap))
            });
            result.push(products.sum());
        }
    }
    result
}

/// Notes that so many integers equal the authors', row order included.
fn same(quantity: &str, count: usize) {
    record(quantity, format!("{count} entries"), "the same", "none");
}

#[test]
fn cells_and_their_centres_equal_the_authors() {
    for case in cases() {
        for (depth, grid) in case.grids.iter().enumerate() {
            assert_eq!(
                grid.cell_of(),
                case.integers(&format!("p{depth}.cell_of")),
                "{} at depth {depth}",
                case.name
            );
            let centers: Vec<i32> = grid.centers().iter().flatten().map(|&place| place as i32).collect();
            let expected = case.integers(&format!("p{depth}.centers_yx"));
            assert_eq!(centers, expected, "centres of {} at depth {depth}", case.name);
            same(&format!("cells and centres, {} at depth {depth}", case.name), grid.rows());
        }
    }
}

#[test]
fn kernel_maps_equal_the_authors() {
    for case in cases() {
        for (depth, grid) in case.grids.iter().enumerate() {
            let map = grid.kernel_map(3, 1);
            let expected = case.integers(&format!("p{depth}.kernel_map"));
            assert_eq!(map.index(), Some(&expected[..]), "{} at depth {depth}", case.name);
            same(&format!("kernel map 3×3, {} at depth {depth}", case.name), expected.len());
        }
    }
}

#[test]
fn downsampling_steps_keep_the_authors_cells() {
    for case in cases() {
        for depth in 1..case.grids.len() {
            let kept = case.grids[depth].kept_of(&case.grids[depth - 1]);
            let (before, after) = (case.features(depth - 1), case.features(depth));
            let steps = (0..after.shape[0])
                .flat_map(|channel| kept.iter().map(move |&row| feature(before, channel, row as i32)));
            assert!(steps.eq(after.values.iter().copied()), "{} into depth {depth}", case.name);
        }
    }
}

#[test]
fn convolutions_through_kernel_maps_give_the_authors_numbers() {
    for case in cases() {
        for (depth, grid) in case.grids.iter().enumerate() {
            let weight = case.array(&format!("p{depth}.weight_oikk"));
            let expected = case.array(&format!("p{depth}.conv"));
            let found = convolved(case.features(depth), weight, &grid.kernel_map(3, 1));
            assert_eq!(found.len(), expected.values.len());
            let largest = expected.values.iter().fold(0f64, |largest, value| largest.max(value.abs()));
            let worst = found.iter().zip(&expected.values).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(worst <= 1e-5 * largest, "{} at depth {depth}: off by {worst}", case.name);
        }
    }
}

#[test]
fn cells_return_to_the_authors_places_on_the_lattice() {
    for case in cases() {
        for (depth, grid) in case.grids.iter().enumerate() {
            let (features, image) = (case.features(depth), case.array(&format!("p{depth}.image")));
            let map = grid.to_lattice();
            let back = (0..features.shape[0]).flat_map(|channel| {
                let map = &map;
                (0..map.rows_out()).map(move |place| feature(features, channel, map.tap(place, 0)))
            });
            assert!(back.eq(image.values.iter().copied()), "{} at depth {depth}", case.name);
        }
    }
}

/// Features or a lattice's values as rows: [channels, cells] → [cells, channels].
fn rows(features: &Golden) -> Vec<f32> {
    let (channels, cells) = (features.shape[0], features.values.len() / features.shape[0]);
    (0..features.values.len()).map(|i| features.values[i % channels * cells + i / channels] as f32).collect()
}

/// Convolution, downsampling step and way back by the operations of a device.
fn check_operations<O: RowOps<Device = Cpu>>(ops: &O, by: &str) {
    for case in cases() {
        let tables =
            Tables::new(case.levels.height(), case.levels.width(), 1, vec![case.levels.clone()]).unwrap();
        for depth in 0..case.grids.len() {
            let features = case.features(depth);
            let (channels, cells) = (features.shape[0], features.shape[1]);
            let x = ops.rows_from(rows(features), cells, channels).unwrap();
            let weight = case.array(&format!("p{depth}.weight_oikk"));
            let values = weight.values.iter().map(|&w| w as f32).collect();
            let weight = Array { name: "weight".into(), shape: weight.shape.clone(), values };
            let outputs = weight.shape[0];
            let weight = ops.rows_from(weight.to_rows(), 9 * channels, outputs).unwrap();
            let place = Place::Cells { depth: depth as u8 };
            let (c_in, pitch) = (channels, Pitch::OfDepth);
            let conv = Conv {
                groups: 1,
                c_in,
                c_out: outputs,
                kernel: 3,
                padding: 1,
                dilation: 1,
                pitch,
                bias: false,
                from: place,
                to: place,
            };
            let y = run_op(ops, conv.into(), &tables, &[&weight], &x);
            let expected = case.array(&format!("p{depth}.conv"));
            let error = relative_error(&y, &rows(expected).iter().map(|&v| f64::from(v)).collect::<Vec<_>>());
            close(&format!("3×3 on cells, {} at depth {depth}, {by}", case.name), y.len(), error, 1e-5);

            let back = Gather { route: Route::ToLattice { depth: depth as u8 } };
            let back = run_op(ops, back.into(), &tables, &[], &x);
            assert_eq!(back, rows(case.array(&format!("p{depth}.image"))), "{}", case.name);
            if depth > 0 {
                let before = case.features(depth - 1);
                let x = ops.rows_from(rows(before), before.shape[1], channels).unwrap();
                let step = Gather { route: Route::Keep { depth: depth as u8 } };
                let step = run_op(ops, step.into(), &tables, &[], &x);
                assert_eq!(step, rows(features), "{} into depth {depth}", case.name);
            }
        }
    }
}

#[test]
fn fast_and_stock_operations_give_the_authors_numbers_on_cells() {
    check_operations(&Fast::new(), "fast operations");
    check_operations(&Stock::<Cpu>::default(), "stock operations");
}
