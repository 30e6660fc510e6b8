use super::Choice;
use crate::Result;
use crate::ops::testing::{By, by};
use crate::ops::testing::{
    assert_fast_is_stock, assert_right, assert_same_on_any_threads, outcome, random, rows,
};
use crate::ops::{Rows, Tape, to_vec};
use dfdx::prelude::Cpu;

pub(in crate::ops) fn gumbel(
    by: By,
    tape: &mut Tape<Cpu>,
    scores: &Rows<Cpu>,
    choice: Choice<'_>,
) -> Result<Rows<Cpu>> {
    by!(by, gumbel(tape, scores, choice))
}

const NOISE: [f32; 10] = [0.3, -0.2, 1.1, 0.4, -0.7, 0.1, 0.0, 0.0, 2.0, -1.5];

fn choice(hard: bool) -> Choice<'static> {
    Choice { noise: &NOISE, temperature: 0.8, hard }
}

#[test]
fn the_soft_choice_is_right_with_its_gradient() {
    assert_right(&[random(1, (5, 2))], &|by, tape, x| gumbel(by, tape, &x[0], choice(false)));
}

#[test]
fn a_hard_choice_is_0_or_1_and_has_the_gradient_of_the_soft_one() {
    let x = [random(2, (5, 2))];
    let [soft, hard] =
        [false, true].map(|hard| outcome(By::Fast, &x, &|by, tape, x| gumbel(by, tape, &x[0], choice(hard))));
    let rounded: Vec<f32> = soft.output.iter().map(|soft| soft.round()).collect();
    assert_eq!(hard.output, rounded);
    assert!(rounded.contains(&0.0) && rounded.contains(&1.0));
    assert_eq!(hard.gradients, soft.gradients);
    assert!(hard.gradients[0].iter().all(|gradient| *gradient != 0.0));
    assert_fast_is_stock(&x, &|by, tape, x| gumbel(by, tape, &x[0], choice(true)));
}

#[test]
fn a_tie_is_no_downsampling() {
    let tie = Choice { noise: &[0.0; 2], temperature: 1.0, hard: true };
    let y = gumbel(By::Fast, &mut Tape::inference(), &rows((1, 2), vec![0.5, 0.5]), tie).unwrap();
    assert_eq!(to_vec(&y), [0.0]);
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    assert_same_on_any_threads(&[random(3, (5, 2))], &|by, tape, x| gumbel(by, tape, &x[0], choice(true)));
}

#[test]
fn what_does_not_fit_is_named() {
    let message = |shape, choice| {
        gumbel(By::Fast, &mut Tape::inference(), &random(1, shape), choice).unwrap_err().to_string()
    };
    insta::assert_snapshot!(message((5, 3), choice(true)), @"Gumbel-softmax: [5, 3] and [5, 2] differ");
    insta::assert_snapshot!(message((4, 2), choice(true)), @"Gumbel-softmax: 10 draws of noise where 8 are needed");
    let cold = Choice { temperature: 0.0, ..choice(true) };
    insta::assert_snapshot!(message((5, 2), cold), @"Gumbel-softmax: a temperature of 0 is not above 0");
}
