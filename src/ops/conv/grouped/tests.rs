use crate::Result;
use crate::grid::KernelMap;
use crate::ops::testing::{By, by};
use crate::ops::testing::{
    assert_fast_is_stock, assert_right, assert_same_on_any_threads, random, random_map,
};
use crate::ops::{Rows, Tape};
use dfdx::prelude::*;
use std::sync::Arc;

fn conv(
    by: By,
    tape: &mut Tape<Cpu>,
    x: &[Rows<Cpu>],
    map: &Arc<KernelMap>,
    groups: usize,
) -> Result<Rows<Cpu>> {
    by!(by, conv(tape, &x[0], &x[1], x.get(2), map, groups))
}

#[test]
fn a_depthwise_convolution_through_any_map_is_right_with_all_its_gradients() {
    // 12 rows read 7 through 4 taps: some taps are −1, some inputs have several readers through one tap.
    let map = random_map(1, 7, 12, 4);
    let inputs = [random(2, (7, 5)), random(3, (4, 5)), random(4, (1, 5))];
    assert_right(&inputs, &|by, tape, x| conv(by, tape, x, &map, 5));
    assert_right(&inputs[..2], &|by, tape, x| conv(by, tape, x, &map, 5));
}

#[test]
fn groups_of_several_channels_are_right_with_all_their_gradients() {
    // Three groups of two inputs and four outputs; two groups of which the last panel is not full.
    let map = random_map(5, 9, 6, 3);
    let inputs = [random(6, (9, 6)), random(7, (6, 12)), random(8, (1, 12))];
    assert_right(&inputs, &|by, tape, x| conv(by, tape, x, &map, 3));
    let wide = [random(9, (9, 6)), random(10, (9, 22))];
    assert_fast_is_stock(&wide, &|by, tape, x| conv(by, tape, x, &map, 2));
}

#[test]
fn single_rows_have_groups_too() {
    let map = Arc::new(KernelMap::identity(9));
    let inputs = [random(8, (9, 4)), random(9, (2, 6)), random(10, (1, 6))];
    assert_right(&inputs, &|by, tape, x| conv(by, tape, x, &map, 2));
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let map = random_map(18, 3000, 4000, 4);
    let depthwise = [random(19, (3000, 17)), random(20, (4, 17)), random(21, (1, 17))];
    assert_same_on_any_threads(&depthwise, &|by, tape, x| conv(by, tape, x, &map, 17));
    let groups = [random(22, (3000, 6)), random(23, (12, 8))];
    assert_same_on_any_threads(&groups, &|by, tape, x| conv(by, tape, x, &map, 2));
}

#[test]
fn channels_that_do_not_divide_are_named() {
    let map = random_map(22, 7, 12, 4);
    let x = [random(0, (7, 6)), random(0, (6, 10))];
    let message = |by, groups| conv(by, &mut Tape::training(), &x, &map, groups).unwrap_err().to_string();
    insta::assert_snapshot!(message(By::Fast, 4), @"convolution: 6 and 10 channels do not divide into 4 groups");
    insta::assert_snapshot!(message(By::Stock, 2), @"convolution: the weight [6, 10] does not fit 4 taps of a feature map [7, 6]");
}
