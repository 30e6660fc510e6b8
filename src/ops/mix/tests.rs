use crate::Result;
use crate::ops::testing::{By, by};
use crate::ops::testing::{assert_right, assert_same_on_any_threads, random, rows};
use crate::ops::{Rows, Tape, to_vec};
use dfdx::prelude::Cpu;

pub(in crate::ops) fn mix(
    by: By,
    tape: &mut Tape<Cpu>,
    fine: &Rows<Cpu>,
    coarse: &Rows<Cpu>,
    share: &Rows<Cpu>,
) -> Result<Rows<Cpu>> {
    by!(by, mix(tape, fine, coarse, share))
}

#[test]
fn a_mix_is_right_with_its_gradients() {
    let inputs = [random(1, (7, 5)), random(2, (7, 5)), random(3, (7, 1))];
    assert_right(&inputs, &|by, tape, x| mix(by, tape, &x[0], &x[1], &x[2]));
}

#[test]
fn a_share_of_nothing_or_all_takes_rows_as_they_are() {
    let (fine, coarse) = (random(1, (3, 2)), random(2, (3, 2)));
    let share = rows((3, 1), vec![0.0, 1.0, 0.0]);
    let y = to_vec(&mix(By::Fast, &mut Tape::inference(), &fine, &coarse, &share).unwrap());
    let (fine, coarse) = (to_vec(&fine), to_vec(&coarse));
    assert_eq!(y, [&fine[..2], &coarse[2..4], &fine[4..]].concat());
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let inputs = [random(1, (9000, 11)), random(2, (9000, 11)), random(3, (9000, 1))];
    assert_same_on_any_threads(&inputs, &|by, tape, x| mix(by, tape, &x[0], &x[1], &x[2]));
}

#[test]
fn shapes_that_do_not_fit_are_named() {
    let message = |fine, coarse, share| {
        let [fine, coarse, share] = [fine, coarse, share].map(|shape| random(1, shape));
        mix(By::Fast, &mut Tape::inference(), &fine, &coarse, &share).unwrap_err().to_string()
    };
    insta::assert_snapshot!(message((2, 3), (2, 4), (2, 1)), @"mix: [2, 3] and [2, 4] differ");
    insta::assert_snapshot!(message((2, 3), (2, 3), (3, 1)), @"mix: [2, 1] and [3, 1] differ");
}
