use crate::Result;
use crate::ops::testing::{By, by};
use crate::ops::testing::{assert_right, assert_same_on_any_threads, random, rows};
use crate::ops::{Rows, Tape, to_vec};
use dfdx::prelude::Cpu;

pub(in crate::ops) fn pool_images(
    by: By,
    tape: &mut Tape<Cpu>,
    x: &Rows<Cpu>,
    start: &[usize],
    weight: &[f32],
) -> Result<Rows<Cpu>> {
    by!(by, pool_images(tape, x, start, weight))
}

#[test]
fn each_image_is_the_weighted_sum_of_its_rows() {
    let x = rows((3, 2), vec![1.0, 2.0, 3.0, 4.0, 10.0, 20.0]);
    let y = pool_images(By::Fast, &mut Tape::inference(), &x, &[0, 2, 3], &[0.25, 0.75, 1.0]).unwrap();
    assert_eq!(to_vec(&y), [2.5, 3.5, 10.0, 20.0]);
}

#[test]
fn pooling_is_right_with_its_gradient() {
    let weight = [0.5, 0.25, 0.25, 1.0, 0.1, 0.2, 0.7];
    assert_right(&[random(1, (7, 3))], &|by, tape, x| pool_images(by, tape, &x[0], &[0, 3, 4, 7], &weight));
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let weight = vec![1.0 / 9000.0; 9000];
    assert_same_on_any_threads(&[random(2, (9000, 11))], &|by, tape, x| {
        pool_images(by, tape, &x[0], &[0, 8000, 9000], &weight)
    });
}

#[test]
fn images_that_do_not_fit_are_named() {
    let x = random(3, (3, 2));
    let message = |start: &[usize], weight: &[f32]| {
        pool_images(By::Fast, &mut Tape::inference(), &x, start, weight).unwrap_err().to_string()
    };
    insta::assert_snapshot!(message(&[0, 3], &[1.0; 2]), @"pooling of images: 2 weights where 3 are needed");
    insta::assert_snapshot!(message(&[0, 2], &[1.0; 3]), @"pooling of images: the images' first rows [0, 2] do not divide a feature map [3, 2]");
    insta::assert_snapshot!(message(&[0, 2, 1, 3], &[1.0; 3]), @"pooling of images: the images' first rows [0, 2, 1, 3] do not divide a feature map [3, 2]");
}
