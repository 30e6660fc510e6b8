use crate::Result;
use crate::ops::testing::{By, by};
use crate::ops::{Rows, Tape};
use dfdx::prelude::Cpu;
use std::sync::Arc;

use crate::grid::KernelMap;
use crate::ops::testing::{assert_fast_is_stock, assert_right, assert_same_on_any_threads, outcome};
use crate::ops::testing::{random, random_map, rows};

pub(in crate::ops) fn mean_pool(
    by: By,
    tape: &mut Tape<Cpu>,
    x: &Rows<Cpu>,
    map: &Arc<KernelMap>,
) -> Result<Rows<Cpu>> {
    by!(by, mean_pool(tape, x, map))
}

#[test]
fn the_mean_through_any_map_is_right_with_its_gradient() {
    let map = random_map(1, 7, 12, 4);
    assert_right(&[random(2, (7, 3))], &|by, tape, x| mean_pool(by, tape, &x[0], &map));
}

#[test]
fn a_row_that_is_read_twice_by_one_mean_counts_twice() {
    let map = Arc::new(KernelMap::new(2, 4, vec![0, 1, 1, 1, 0, -1, -1, -1]));
    let x = [rows((2, 1), vec![4.0, 8.0])];
    let found = outcome(By::Fast, &x, &|by, tape, x| mean_pool(by, tape, &x[0], &map));
    assert_eq!(found.output, [7.0, 4.0]);
    assert_right(&x, &|by, tape, x| mean_pool(by, tape, &x[0], &map));
}

#[test]
fn means_over_single_rows_pass_everything_on() {
    let map = Arc::new(KernelMap::identity(5));
    assert_right(&[random(5, (5, 3))], &|by, tape, x| mean_pool(by, tape, &x[0], &map));
}

#[test]
fn many_rows_and_odd_channels_are_averaged_in_full() {
    let map = random_map(9, 3001, 2003, 4);
    assert_fast_is_stock(&[random(10, (3001, 11))], &|by, tape, x| mean_pool(by, tape, &x[0], &map));
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let map = random_map(6, 4000, 9000, 4);
    assert_same_on_any_threads(&[random(7, (4000, 9))], &|by, tape, x| mean_pool(by, tape, &x[0], &map));
}

#[test]
fn maps_that_cannot_be_averaged_are_named() {
    let x = random(8, (3, 2));
    let message =
        |map| mean_pool(By::Fast, &mut Tape::inference(), &x, &Arc::new(map)).unwrap_err().to_string();
    insta::assert_snapshot!(message(KernelMap::new(3, 2, vec![0, 1, -1, -1])), @"mean-pooling: output row 1 reads nothing");
}
