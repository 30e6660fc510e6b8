use crate::Result;
use crate::ops::testing::{By, by};
use crate::ops::testing::{assert_right, assert_same_on_any_threads, random, rows};
use crate::ops::{Rows, Tape, to_vec};
use dfdx::prelude::Cpu;

pub(in crate::ops) fn concat(by: By, tape: &mut Tape<Cpu>, parts: &[&Rows<Cpu>]) -> Result<Rows<Cpu>> {
    by!(by, concat(tape, parts))
}

#[test]
fn channels_stand_side_by_side() {
    let (a, b) = (rows((2, 1), vec![1.0, 2.0]), rows((2, 2), vec![3.0, 4.0, 5.0, 6.0]));
    let y = concat(By::Fast, &mut Tape::inference(), &[&a, &b, &a]).unwrap();
    assert_eq!(to_vec(&y), [1.0, 3.0, 4.0, 1.0, 2.0, 5.0, 6.0, 2.0]);
}

#[test]
fn concatenation_is_right_with_all_gradients() {
    let inputs = [random(1, (5, 3)), random(2, (5, 1)), random(3, (5, 4))];
    assert_right(&inputs, &|by, tape, x| concat(by, tape, &[&x[0], &x[1], &x[2]]));
    assert_right(&inputs[..1], &|by, tape, x| concat(by, tape, &[&x[0]]));
}

#[test]
fn a_feature_map_may_stand_beside_itself() {
    assert_right(&[random(4, (5, 3))], &|by, tape, x| concat(by, tape, &[&x[0], &x[0]]));
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let inputs = [random(5, (9000, 11)), random(6, (9000, 4))];
    assert_same_on_any_threads(&inputs, &|by, tape, x| concat(by, tape, &[&x[0], &x[1]]));
}

#[test]
fn parts_that_do_not_fit_are_named() {
    let message = |parts: &[_]| concat(By::Fast, &mut Tape::inference(), parts).unwrap_err().to_string();
    insta::assert_snapshot!(message(&[]), @"concatenation: there is no feature map");
    insta::assert_snapshot!(message(&[&random(7, (2, 3)), &random(8, (4, 1))]), @"concatenation: [2, 3] and [4, 1] differ in rows");
}
