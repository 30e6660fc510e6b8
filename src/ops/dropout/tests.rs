use crate::Result;
use crate::ops::testing::{By, by};
use crate::ops::testing::{assert_right, assert_same_on_any_threads, outcome, random, rows};
use crate::ops::{Rows, Tape, to_vec};
use dfdx::prelude::Cpu;

pub(in crate::ops) fn dropout(
    by: By,
    tape: &mut Tape<Cpu>,
    x: &Rows<Cpu>,
    p: f32,
    seed: u64,
) -> Result<Rows<Cpu>> {
    by!(by, dropout(tape, x, p, seed))
}

#[test]
fn dropout_is_right_with_its_gradient() {
    assert_right(&[random(1, (9, 5))], &|by, tape, x| dropout(by, tape, &x[0], 0.4, 7));
}

#[test]
fn what_is_kept_is_scaled_so_that_the_mean_stays() {
    let ones = rows((1000, 20), vec![1.0; 20_000]);
    let y = to_vec(&dropout(By::Fast, &mut Tape::inference(), &ones, 0.2, 3).unwrap());
    assert!(y.iter().all(|&y| y == 0.0 || y == 1.25));
    let mean = y.iter().sum::<f32>() / 20_000.0;
    assert!((mean - 1.0).abs() < 0.02, "{mean}");
}

#[test]
fn other_seeds_drop_other_elements_and_the_same_seed_the_same() {
    let drop =
        |seed| outcome(By::Fast, &[random(2, (50, 5))], &|by, tape, x| dropout(by, tape, &x[0], 0.5, seed));
    assert_eq!(drop(1), drop(1));
    assert_ne!(drop(1), drop(2));
}

#[test]
fn probability_zero_changes_nothing() {
    let x = random(3, (9, 5));
    let y = dropout(By::Fast, &mut Tape::inference(), &x, 0.0, 7).unwrap();
    assert_eq!(to_vec(&y), to_vec(&x));
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let x = [random(4, (9000, 11))];
    assert_same_on_any_threads(&x, &|by, tape, x| dropout(by, tape, &x[0], 0.5, 7));
}

#[test]
fn probabilities_that_are_none_are_named() {
    let x = random(5, (2, 3));
    let message = |p| dropout(By::Fast, &mut Tape::inference(), &x, p, 0).unwrap_err().to_string();
    insta::assert_snapshot!(message(1.0), @"dropout: the probability 1 is not in 0 ≤ p < 1");
    insta::assert_snapshot!(message(-0.1), @"dropout: the probability -0.1 is not in 0 ≤ p < 1");
    insta::assert_snapshot!(message(f32::NAN), @"dropout: the probability NaN is not in 0 ≤ p < 1");
}
