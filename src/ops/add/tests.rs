use crate::Result;
use crate::ops::testing::{By, by};
use crate::ops::testing::{assert_right, random};
use crate::ops::{Rows, Tape};
use dfdx::prelude::Cpu;

fn add(by: By, tape: &mut Tape<Cpu>, x: &[Rows<Cpu>]) -> Result<Rows<Cpu>> {
    by!(by, add(tape, &x[0], x.last().unwrap()))
}

#[test]
fn a_sum_is_right_with_both_gradients_also_of_a_map_and_itself() {
    assert_right(&[random(1, (7, 3)), random(2, (7, 3))], &add);
    assert_right(&[random(1, (7, 3))], &add);
}

#[test]
fn maps_that_differ_are_named() {
    let error = add(By::Fast, &mut Tape::inference(), &[random(1, (7, 3)), random(2, (7, 4))]);
    insta::assert_snapshot!(error.unwrap_err(), @"sum: [7, 3] and [7, 4] differ");
}
