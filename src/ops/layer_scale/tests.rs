use crate::Result;
use crate::ops::testing::{By, by};
use crate::ops::testing::{assert_right, assert_same_on_any_threads, random};
use crate::ops::{Rows, Tape};
use dfdx::prelude::Cpu;

fn layer_scale(by: By, tape: &mut Tape<Cpu>, x: &[Rows<Cpu>]) -> Result<Rows<Cpu>> {
    by!(by, layer_scale(tape, &x[0], &x[1], x.get(2)))
}

#[test]
fn factors_of_channels_are_right_with_their_gradients_and_the_residual() {
    let inputs = [random(1, (7, 3)), random(2, (1, 3)), random(3, (7, 3))];
    assert_right(&inputs, &layer_scale);
    assert_right(&inputs[..2], &layer_scale);
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    assert_same_on_any_threads(&[random(2, (9000, 11)), random(3, (1, 11))], &layer_scale);
}

#[test]
fn factors_of_other_channels_are_named() {
    let error = layer_scale(By::Fast, &mut Tape::inference(), &[random(1, (7, 3)), random(2, (1, 4))]);
    insta::assert_snapshot!(error.unwrap_err(), @"layer scale: the factors is [1, 4] where [1, 3] is needed");
}
