use crate::Result;
use crate::ops::testing::{By, by};
use crate::ops::testing::{assert_right, assert_same_on_any_threads, random, rows};
use crate::ops::{Rows, Tape, to_vec};
use dfdx::prelude::Cpu;

pub(in crate::ops) fn resize_bilinear(
    by: By,
    tape: &mut Tape<Cpu>,
    x: &Rows<Cpu>,
    images: usize,
    from: (usize, usize),
    to: (usize, usize),
) -> Result<Rows<Cpu>> {
    by!(by, resize_bilinear(tape, x, images, from, to))
}

fn resized(from: (usize, usize), to: (usize, usize), values: &[f32]) -> Vec<f32> {
    let x = rows((values.len(), 1), values.to_vec());
    to_vec(&resize_bilinear(By::Fast, &mut Tape::inference(), &x, 1, from, to).unwrap())
}

#[test]
fn doubling_gives_the_values_of_the_pytorch_documentation() {
    // The example of torch.nn.Upsample(scale_factor=2, mode='bilinear') in PyTorch's documentation.
    let expected = [
        [1.00, 1.25, 1.75, 2.00],
        [1.50, 1.75, 2.25, 2.50],
        [2.50, 2.75, 3.25, 3.50],
        [3.00, 3.25, 3.75, 4.00],
    ];
    assert_eq!(resized((2, 2), (4, 4), &[1.0, 2.0, 3.0, 4.0]), expected.concat());
}

#[test]
fn shrinking_reads_the_two_neighbours_of_the_centre() {
    // By hand: centres at (0.5 · 1.5 − 0.5, 1.5 · 1.5 − 0.5) = (0.25, 1.75); no antialiasing, as in PyTorch.
    assert_eq!(resized((1, 3), (1, 2), &[0.0, 1.0, 2.0]), [0.25, 1.75]);
    assert_eq!(resized((3, 1), (2, 1), &[0.0, 1.0, 2.0]), [0.25, 1.75]);
}

#[test]
fn the_same_size_changes_nothing() {
    let values: Vec<f32> = (0..6).map(|i| i as f32).collect();
    assert_eq!(resized((2, 3), (2, 3), &values), values);
}

#[test]
fn one_position_fills_the_lattice() {
    assert_eq!(resized((1, 1), (2, 3), &[7.0]), [7.0; 6]);
}

#[test]
fn growing_and_shrinking_are_right_with_their_gradients() {
    for (from, to) in [((3, 4), (7, 5)), ((5, 4), (3, 2)), ((2, 3), (4, 12)), ((4, 1), (3, 3))] {
        let x = [random(1, (2 * from.0 * from.1, 3))];
        assert_right(&x, &|by, tape, x| resize_bilinear(by, tape, &x[0], 2, from, to));
    }
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let x = [random(2, (2 * 13 * 17, 5))];
    assert_same_on_any_threads(&x, &|by, tape, x| resize_bilinear(by, tape, &x[0], 2, (13, 17), (40, 61)));
}

#[test]
fn lattices_that_do_not_fit_are_named() {
    let x = random(3, (12, 3));
    let message = |images, from, to| {
        let resize = resize_bilinear(By::Fast, &mut Tape::inference(), &x, images, from, to);
        resize.unwrap_err().to_string()
    };
    insta::assert_snapshot!(message(2, (2, 4), (4, 8)), @"bilinear resize: a feature map [12, 3] does not hold 2 lattices of 2×4");
    insta::assert_snapshot!(message(1, (3, 4), (0, 8)), @"bilinear resize: 0×8 positions are none");
}
