use crate::Result;
use crate::ops::testing::{By, by};
use crate::ops::testing::{assert_right, assert_same_on_any_threads, random, rows};
use crate::ops::{Rows, Tape, to_vec};
use dfdx::prelude::Cpu;

fn normalize(by: By, tape: &mut Tape<Cpu>, x: &[Rows<Cpu>], eps: f32) -> Result<Rows<Cpu>> {
    by!(by, normalize(tape, &x[0], &x[1], &x[2], eps))
}

#[test]
fn each_row_is_normalised_by_itself() {
    let inputs = [rows((2, 2), vec![1.0, 3.0, 10.0, 6.0]), random(1, (1, 2)), rows((1, 2), vec![0.5, -1.0])];
    let inputs = [inputs[0].clone(), rows((1, 2), vec![2.0, 3.0]), inputs[2].clone()];
    let y = normalize(By::Fast, &mut Tape::inference(), &inputs, 0.0).unwrap();
    assert_eq!(to_vec(&y), [-1.5, 2.0, 2.5, -4.0]);
}

#[test]
fn a_norm_over_channels_is_right_with_all_its_gradients() {
    let inputs = [random(1, (7, 6)), random(2, (1, 6)), random(3, (1, 6))];
    assert_right(&inputs, &|by, tape, x| normalize(by, tape, x, 1e-1));
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let inputs = [random(4, (9000, 11)), random(5, (1, 11)), random(6, (1, 11))];
    assert_same_on_any_threads(&inputs, &|by, tape, x| normalize(by, tape, x, 1e-6));
}

#[test]
fn parameters_of_other_channels_are_named() {
    let inputs = [random(4, (9, 11)), random(5, (1, 10)), random(6, (1, 11))];
    let error = normalize(By::Fast, &mut Tape::inference(), &inputs, 1e-6).unwrap_err();
    insta::assert_snapshot!(error, @"layer-norm: the weight is [1, 10] where [1, 11] is needed");
}
