use super::fast;
use crate::Result;
use crate::ops::testing::By;
use crate::ops::testing::{assert_fast_is_stock, assert_right, assert_same_on_any_threads, outcome};
use crate::ops::testing::{random, random_map, rows};
use crate::ops::{Rows, Tape};
use dfdx::prelude::*;
use std::sync::Arc;

use crate::grid::KernelMap;

pub(in crate::ops) fn conv(
    by: By,
    tape: &mut Tape<Cpu>,
    x: &Rows<Cpu>,
    weight: &Rows<Cpu>,
    bias: Option<&Rows<Cpu>>,
    map: &Arc<KernelMap>,
) -> Result<Rows<Cpu>> {
    match by {
        By::Fast => fast::conv(tape, x, weight, bias, map, fast::InputGradient::Needed),
        By::Stock => super::stock::conv(tape, x, weight, bias, map),
    }
}

#[test]
fn a_convolution_through_any_map_is_right_with_all_its_gradients() {
    // 12 rows read 7 through 4 taps: some taps are −1, some inputs have several readers through one tap.
    let map = random_map(1, 7, 12, 4);
    let inputs = [random(2, (7, 3)), random(3, (12, 5)), random(4, (1, 5))];
    assert_right(&inputs, &|by, tape, x| conv(by, tape, &x[0], &x[1], Some(&x[2]), &map));
    assert_right(&inputs[..2], &|by, tape, x| conv(by, tape, &x[0], &x[1], None, &map));
}

#[test]
fn a_strided_convolution_is_right_with_all_its_gradients() {
    // 3 rows read 20: most of the inverse map is empty, and it is reordered.
    let map = random_map(5, 20, 3, 9);
    assert!(map.inverse().order().is_some());
    let inputs = [random(6, (20, 2)), random(7, (18, 3))];
    assert_right(&inputs, &|by, tape, x| conv(by, tape, &x[0], &x[1], None, &map));
}

#[test]
fn a_convolution_of_single_rows_is_a_matrix_product() {
    let map = Arc::new(KernelMap::identity(9));
    let inputs = [random(8, (9, 4)), random(9, (4, 3)), random(10, (1, 3))];
    assert_right(&inputs, &|by, tape, x| conv(by, tape, &x[0], &x[1], Some(&x[2]), &map));
}

#[test]
fn images_get_no_gradient_and_weights_get_the_same() {
    let map = random_map(11, 7, 12, 4);
    let inputs = [random(12, (7, 3)), random(13, (12, 5)), random(14, (1, 5))];
    let x = &inputs;
    let all = outcome(By::Fast, x, &|by, tape, x| conv(by, tape, &x[0], &x[1], Some(&x[2]), &map));
    let some = outcome(By::Fast, x, &|_, tape, x| {
        fast::conv(tape, &x[0], &x[1], Some(&x[2]), &map, fast::InputGradient::Unused)
    });
    assert_eq!(some.output, all.output);
    assert_eq!(some.gradients[1..], all.gradients[1..]);
    assert!(some.gradients[0].iter().all(|&gradient| gradient == 0.0));
}

#[test]
fn a_broadcast_view_is_read_in_full_and_gets_its_summed_gradient() {
    let map = random_map(15, 7, 12, 4);
    let inputs = [random(16, (1, 3)), random(17, (12, 5))];
    assert_fast_is_stock(&inputs, &|by, tape, x| {
        let rows = tape.with_dfdx(|tape| {
            let row = x[0].clone().put_tape(tape).try_reshape_like(&(3,))?;
            row.try_broadcast_like::<_, Axis<0>>(&(7, 3))
        })?;
        conv(by, tape, &rows, &x[1], None, &map)
    });
}

#[test]
fn many_rows_and_odd_channels_fill_the_last_blocks_right() {
    // Several blocks of rows and channels, neither a multiple of any block.
    let map = random_map(23, 301, 603, 9);
    let inputs = [random(24, (301, 19)), random(25, (171, 37)), random(26, (1, 37))];
    assert_fast_is_stock(&inputs, &|by, tape, x| conv(by, tape, &x[0], &x[1], Some(&x[2]), &map));
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let map = random_map(18, 3000, 4000, 4);
    let inputs = [random(19, (3000, 5)), random(20, (20, 17)), random(21, (1, 17))];
    assert_same_on_any_threads(&inputs, &|by, tape, x| conv(by, tape, &x[0], &x[1], Some(&x[2]), &map));
}

#[test]
fn shapes_that_do_not_fit_are_named() {
    let map = random_map(22, 7, 12, 4);
    let message = |x, weight, bias| {
        let (x, weight, bias) = (random(0, x), random(0, weight), random(0, bias));
        let error = conv(By::Fast, &mut Tape::training(), &x, &weight, Some(&bias), &map).unwrap_err();
        assert_eq!(
            error,
            conv(By::Stock, &mut Tape::training(), &x, &weight, Some(&bias), &map).unwrap_err()
        );
        error.to_string()
    };
    insta::assert_snapshot!(message((8, 3), (12, 5), (1, 5)), @"convolution: the kernel map [12, 4] reads 7 rows, the feature map is [8, 3]");
    insta::assert_snapshot!(message((7, 3), (13, 5), (1, 5)), @"convolution: the weight [13, 5] does not fit 4 taps of a feature map [7, 3]");
    insta::assert_snapshot!(message((7, 3), (12, 5), (1, 4)), @"convolution: the bias is [1, 4] where [1, 5] is needed");
    insta::assert_snapshot!(message((7, 0), (0, 5), (1, 5)), @"convolution: a feature map of [7, 0] is empty");
    assert!(rows((7, 0), vec![]).shape().1 == 0);
}
