//! The keypoint network against the authors' implementation: levels from keypoints, features and costs, for
//! dense and adaptive networks alike, by the fast and by the stock operations.

mod support;

use std::collections::BTreeMap;

use cadbench::cost::Cost;
use cadbench::grid::{Levels, Route, Tables};
use cadbench::mask::keypoint_levels;
use cadbench::models::Model;
use cadbench::ops::{Cpu, Fast, RowOps, Stock};
use support::fidelity::{close, exact, record};
use support::networks::{adaptive_from as adaptive, regular};
use support::{
    Golden, evaluated, formula_input, formula_parameters, golden, golden_json, relative_error, to_rows,
};

const HEIGHT: usize = 48;
const WIDTH: usize = 64;

/// Fine stride and, in an adaptive network, the windows of its levels.
const VARIANTS: [(&str, usize, &[usize]); 8] = [
    ("os8", 8, &[]),
    ("os4", 4, &[]),
    ("os2", 2, &[]),
    ("os1", 1, &[]),
    ("adaptive_os4_dils_11", 4, &[11]),
    ("adaptive_os2_dils_5_11", 2, &[5, 11]),
    ("adaptive_os1_dils_3_9_15", 1, &[3, 9, 15]),
    ("adaptive_os1_dils_0_0_11", 1, &[0, 0, 11]),
];

fn levels(arrays: &BTreeMap<String, Golden>, fine: usize, windows: &[usize]) -> Levels {
    let places = arrays["keypoints_yx"].values.chunks(2);
    let keypoints: Vec<[usize; 2]> = places.map(|yx| [yx[0] as usize, yx[1] as usize]).collect();
    keypoint_levels(&keypoints, (HEIGHT, WIDTH), fine, windows).unwrap()
}

fn network(fine: usize, windows: &[usize]) -> Model {
    let downsampling = if windows.is_empty() { regular(fine) } else { adaptive(fine, 8) };
    support::networks::descriptors("vgg", &downsampling)
}

fn tables(arrays: &BTreeMap<String, Golden>, fine: usize, windows: &[usize]) -> Tables {
    match windows {
        [] => Tables::regular(1, HEIGHT, WIDTH, fine).unwrap(),
        _ => Tables::new(HEIGHT, WIDTH, fine, vec![levels(arrays, fine, windows)]).unwrap(),
    }
}

#[test]
fn levels_around_keypoints_equal_the_authors() {
    let arrays = golden("keypoints");
    for (name, fine, windows) in VARIANTS.into_iter().filter(|(_, _, windows)| !windows.is_empty()) {
        let expected: Vec<u8> =
            arrays[&format!("{name}.levels")].values.iter().map(|&level| level as u8).collect();
        assert_eq!(levels(&arrays, fine, windows).as_slice(), expected, "{name}");
        record(
            &format!("levels around keypoints, {name}"),
            format!("{} positions", expected.len()),
            "the same",
            "none",
        );
    }
}

#[test]
fn costs_are_those_of_the_authors() {
    let (arrays, numbers) = (golden("keypoints"), golden_json("keypoints"));
    for (name, fine, windows) in VARIANTS {
        let cost =
            Cost::of_network(network(fine, windows).inference(), &tables(&arrays, fine, windows)).unwrap();
        exact(
            &format!("ptflops, VGG-16 {name}"),
            numbers[name]["macs"].as_f64().unwrap(),
            cost.ptflops_backbone,
        );
    }
}

/// Checks the features of one network.
fn check_features<O: RowOps>(ops: &O, by: &str, (name, fine, windows): (&str, usize, &[usize])) {
    let arrays = golden("keypoints");
    let network = network(fine, windows);
    let parameters = formula_parameters(ops, network.inference());
    let tables = tables(&arrays, fine, windows);
    let pixels = to_rows(&formula_input("kp.image", 3 * HEIGHT * WIDTH), 1, 3, HEIGHT * WIDTH);
    let rows = evaluated(ops, network.inference(), &parameters, &tables, &pixels);
    let cells = tables.map(Route::ToLattice { depth: (8 / fine).trailing_zeros() as u8 }).unwrap();
    // The page says "channels 0, 32, 64 …", but the file holds the first 16 of all 512: a strided view was
    // stored with the bytes of its base. The numbers are as good.
    let expected = &arrays[&format!("{name}.features")];
    let plane = cells.rows_out();
    assert_eq!(expected.values.len(), 16 * plane);
    let at = |i: usize| rows[cells.tap(i % plane, 0) as usize * 512 + i / plane];
    let error = relative_error(&(0..16 * plane).map(at).collect::<Vec<_>>(), &expected.values);
    close(&format!("features, VGG-16 {name}, {by}"), expected.values.len(), error, 1e-4);
}

#[test]
fn features_are_those_of_the_authors() {
    for variant in VARIANTS {
        check_features(&Fast::new(), "fast operations", variant);
    }
}

#[test]
fn stock_operations_give_the_same_features() {
    for variant in [VARIANTS[0], VARIANTS[5]] {
        check_features(&Stock::<Cpu>::default(), "stock operations", variant);
    }
}
