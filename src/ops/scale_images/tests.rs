use crate::Result;
use crate::ops::testing::{By, by};
use crate::ops::testing::{assert_right, assert_same_on_any_threads, random, rows};
use crate::ops::{Rows, Tape, to_vec};
use dfdx::prelude::Cpu;

fn scale_images(by: By, tape: &mut Tape<Cpu>, x: &[Rows<Cpu>], start: &[usize]) -> Result<Rows<Cpu>> {
    by!(by, scale_images(tape, &x[0], &x[1], start))
}

#[test]
fn each_row_is_multiplied_by_the_factors_of_its_image() {
    let x = [rows((3, 2), vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), rows((2, 2), vec![10.0, 0.0, -1.0, 0.5])];
    let y = scale_images(By::Fast, &mut Tape::inference(), &x, &[0, 2, 3]).unwrap();
    assert_eq!(to_vec(&y), [10.0, 0.0, 30.0, 0.0, -5.0, 3.0]);
}

#[test]
fn factors_of_images_are_right_with_their_gradients() {
    let inputs = [random(1, (7, 3)), random(2, (3, 3))];
    assert_right(&inputs, &|by, tape, x| scale_images(by, tape, x, &[0, 3, 4, 7]));
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let inputs = [random(2, (9000, 11)), random(3, (2, 11))];
    assert_same_on_any_threads(&inputs, &|by, tape, x| scale_images(by, tape, x, &[0, 8000, 9000]));
}

#[test]
fn images_that_do_not_fit_are_named() {
    let x = [random(3, (3, 2)), random(4, (2, 2))];
    let message =
        |start: &[usize]| scale_images(By::Fast, &mut Tape::inference(), &x, start).unwrap_err().to_string();
    insta::assert_snapshot!(message(&[0, 2]), @"scaling of images: the images' first rows [0, 2] do not divide a feature map [3, 2]");
    insta::assert_snapshot!(message(&[0, 3]), @"scaling of images: [1, 2] and [2, 2] differ");
}
