use crate::Result;
use crate::ops::concat::tests::concat;
use crate::ops::testing::{By, by};
use crate::ops::testing::{assert_right, assert_same_on_any_threads, distinct, outcome, random, rows};
use crate::ops::{Rows, Tape, to_vec};
use dfdx::prelude::Cpu;

pub(in crate::ops) fn relu(by: By, tape: &mut Tape<Cpu>, x: &Rows<Cpu>) -> Result<Rows<Cpu>> {
    by!(by, relu(tape, x))
}

#[test]
fn relu_is_right_with_its_gradient() {
    assert_right(&[distinct(1, (7, 5))], &|by, tape, x| relu(by, tape, &x[0]));
}

#[test]
fn relu_at_zero_has_no_gradient() {
    let x = [rows((1, 3), vec![-0.0, 0.0, 1e-30])];
    let found = outcome(By::Fast, &x, &|by, tape, x| relu(by, tape, &x[0]));
    assert_eq!(found.gradients[0].iter().filter(|&&gradient| gradient == 0.0).count(), 2);
}

#[test]
fn relu_does_not_hide_a_diverged_value() {
    let y = relu(By::Fast, &mut Tape::inference(), &rows((1, 2), vec![f32::NAN, -1.0])).unwrap();
    assert!(to_vec(&y)[0].is_nan());
}

#[test]
fn a_feature_map_that_is_used_twice_gathers_both_gradients() {
    assert_right(&[distinct(5, (7, 5))], &|by, tape, x| {
        let rectified = relu(by, tape, &x[0])?;
        concat(by, tape, &[&rectified, &x[0], &rectified])
    });
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    assert_same_on_any_threads(&[random(6, (9000, 11))], &|by, tape, x| relu(by, tape, &x[0]));
}
