use crate::Result;
use crate::ops::testing::{By, by};
use crate::ops::{Rows, Tape, to_vec};
use dfdx::prelude::Cpu;
use std::sync::Arc;

use crate::grid::KernelMap;
use crate::ops::testing::{assert_fast_is_stock, assert_right, assert_same_on_any_threads, outcome};
use crate::ops::testing::{distinct, random, random_map, rows};

pub(in crate::ops) fn max_pool(
    by: By,
    tape: &mut Tape<Cpu>,
    x: &Rows<Cpu>,
    map: &Arc<KernelMap>,
) -> Result<Rows<Cpu>> {
    by!(by, max_pool(tape, x, map))
}

#[test]
fn pooling_through_any_map_is_right_with_its_gradient() {
    let map = random_map(1, 7, 12, 4);
    assert_right(&[distinct(2, (7, 3))], &|by, tape, x| max_pool(by, tape, &x[0], &map));
}

#[test]
fn strided_pooling_is_right_with_its_gradient() {
    let map = random_map(3, 30, 4, 4);
    assert!(map.inverse().order().is_some());
    assert_right(&[distinct(4, (30, 3))], &|by, tape, x| max_pool(by, tape, &x[0], &map));
}

#[test]
fn pooling_over_single_rows_passes_everything_on() {
    let map = Arc::new(KernelMap::identity(5));
    assert_right(&[random(5, (5, 3))], &|by, tape, x| max_pool(by, tape, &x[0], &map));
}

#[test]
fn among_equal_values_the_first_tap_gets_the_gradient() {
    let map = Arc::new(KernelMap::new(3, 4, vec![-1, 2, 0, 1]));
    let x = [rows((3, 2), vec![5.0, -1.0, 5.0, -1.0, 5.0, -2.0])];
    let found = outcome(By::Fast, &x, &|by, tape, x| max_pool(by, tape, &x[0], &map));
    assert_eq!(found.output, [5.0, -1.0]);
    let gradient: Vec<bool> = found.gradients[0].iter().map(|&gradient| gradient != 0.0).collect();
    assert_eq!(gradient, [false, true, false, false, true, false]);
    assert_fast_is_stock(&x, &|by, tape, x| max_pool(by, tape, &x[0], &map));
}

#[test]
fn a_diverged_value_is_not_hidden() {
    let map = Arc::new(KernelMap::new(2, 2, vec![0, 1]));
    let x = rows((2, 1), vec![1.0, f32::NAN]);
    let y = max_pool(By::Fast, &mut Tape::inference(), &x, &map).unwrap();
    assert!(to_vec(&y)[0].is_nan());
}

#[test]
fn many_rows_and_odd_channels_are_pooled_in_full() {
    let map = random_map(9, 3001, 2003, 9);
    assert_fast_is_stock(&[random(10, (3001, 11))], &|by, tape, x| max_pool(by, tape, &x[0], &map));
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let map = random_map(6, 4000, 9000, 5);
    assert_same_on_any_threads(&[random(7, (4000, 9))], &|by, tape, x| max_pool(by, tape, &x[0], &map));
}

#[test]
fn maps_that_cannot_be_pooled_are_named() {
    let x = random(8, (3, 2));
    let message =
        |map| max_pool(By::Fast, &mut Tape::inference(), &x, &Arc::new(map)).unwrap_err().to_string();
    insta::assert_snapshot!(message(KernelMap::new(3, 2, vec![0, 1, -1, -1])), @"max-pooling: output row 1 reads nothing");
    insta::assert_snapshot!(message(KernelMap::new(3, 257, vec![0; 257])), @"max-pooling: 257 taps, at most 256 are supported");
    insta::assert_snapshot!(message(KernelMap::identity(4)), @"max-pooling: the kernel map [4, 1] reads 4 rows, the feature map is [3, 2]");
}
