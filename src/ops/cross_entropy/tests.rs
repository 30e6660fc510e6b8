use crate::ops::testing::{By, by};
use crate::ops::{Rows, Scalar, Tape};
use dfdx::prelude::*;

use crate::Result;
use crate::ops::testing::{assert_fast_is_stock, assert_right, assert_same_on_any_threads, outcome};
use crate::ops::testing::{random, rows};

pub(in crate::ops) fn cross_entropy(
    by: By,
    tape: &mut Tape<Cpu>,
    logits: &Rows<Cpu>,
    labels: &[u16],
    ignored: u16,
) -> Result<Scalar<Cpu>> {
    by!(by, cross_entropy(tape, logits, labels, ignored))
}

/// The loss as a feature map of one element.
fn loss(by: By, tape: &mut Tape<Cpu>, logits: &Rows<Cpu>, labels: &[u16]) -> Result<Rows<Cpu>> {
    let loss = cross_entropy(by, tape, logits, labels, 255)?;
    tape.with_dfdx(|tape| loss.put_tape(tape).try_reshape_like(&(1, 1)))
}

#[test]
fn the_loss_is_the_mean_of_the_rows_that_count() {
    // By hand: two equal scores give ln 2; (ln 3, 0) gives −ln ¾ for class 0; the last row is ignored.
    let logits = rows((3, 2), vec![5.0, 5.0, 3.0f32.ln(), 0.0, 0.0, 100.0]);
    let found = cross_entropy(By::Fast, &mut Tape::inference(), &logits, &[1, 0, 255], 255).unwrap();
    let expected = (2.0f32.ln() - 0.75f32.ln()) / 2.0;
    assert!((found.array() - expected).abs() < 1e-6, "{} {expected}", found.array());
}

#[test]
fn the_loss_is_right_with_its_gradient() {
    let labels = [0, 4, 255, 2, 2, 255, 1];
    assert_right(&[random(1, (7, 5))], &|by, tape, x| loss(by, tape, &x[0], &labels));
}

#[test]
fn rows_that_are_ignored_get_no_gradient() {
    let found = outcome(By::Fast, &[random(2, (2, 3))], &|by, tape, x| loss(by, tape, &x[0], &[255, 1]));
    assert_eq!(found.gradients[0][..3], [0.0; 3]);
    assert!(found.gradients[0][3..].iter().all(|&gradient| gradient != 0.0));
}

#[test]
fn the_loss_is_zero_without_gradient_when_all_rows_are_ignored() {
    let x = [random(3, (4, 3))];
    let found = outcome(By::Fast, &x, &|by, tape, x| loss(by, tape, &x[0], &[255; 4]));
    assert_eq!(found.output, [0.0]);
    assert!(found.gradients[0].iter().all(|&gradient| gradient == 0.0));
    assert_fast_is_stock(&x, &|by, tape, x| loss(by, tape, &x[0], &[255; 4]));
}

#[test]
fn scores_of_any_size_give_finite_losses_and_gradients() {
    let x = [rows((2, 3), vec![1e4, -1e4, 0.0, -3e4, 3e4, 3e4])];
    let found = outcome(By::Fast, &x, &|by, tape, x| loss(by, tape, &x[0], &[1, 2]));
    let expected = (20_000.0 + 2.0f32.ln()) / 2.0;
    assert!((found.output[0] / expected - 1.0).abs() < 1e-6, "{}", found.output[0]);
    assert!(found.gradients[0].iter().all(|gradient| gradient.is_finite()));
}

#[test]
fn inference_and_training_give_the_same_loss() {
    let (x, labels) = (random(4, (20_000, 12)), vec![3; 20_000]);
    let on = |mut tape| cross_entropy(By::Fast, &mut tape, &x, &labels, 255).unwrap().array().to_bits();
    assert_eq!(on(Tape::inference()), on(Tape::training()));
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let labels: Vec<u16> = (0..20_000).map(|i| if i % 7 == 0 { 255 } else { (i % 12) as u16 }).collect();
    assert_same_on_any_threads(&[random(5, (20_000, 12))], &|by, tape, x| loss(by, tape, &x[0], &labels));
}

#[test]
fn labels_that_do_not_fit_are_named() {
    let x = random(6, (2, 3));
    let message = |labels: &[u16]| {
        cross_entropy(By::Fast, &mut Tape::inference(), &x, labels, 255).unwrap_err().to_string()
    };
    insta::assert_snapshot!(message(&[0]), @"cross-entropy: 1 labels where 2 are needed");
    insta::assert_snapshot!(message(&[255, 3]), @r"
cross-entropy: the label 3 of row 1 is none of 3 classes
help: map it to a class or to the ignored label
");
}
