use crate::Result;
use crate::kernels::rows::grid_mean::GridMean;
use crate::ops::testing::{By, by};
use crate::ops::testing::{assert_right, random, rows};
use crate::ops::{Rows, Tape, to_vec};
use dfdx::prelude::Cpu;

fn mean_of_grid(
    by: By,
    tape: &mut Tape<Cpu>,
    x: &Rows<Cpu>,
    images: usize,
    of: GridMean,
) -> Result<Rows<Cpu>> {
    by!(by, mean_of_grid(tape, x, images, of))
}

#[test]
fn parts_overlap_as_in_pytorch_and_stand_channel_by_channel() {
    // By hand, as torch.nn.AdaptiveAvgPool2d(2) does: of three columns, the first two and the last two.
    let x = rows((3, 2), vec![1.0, 10.0, 3.0, 30.0, 5.0, 50.0]);
    let of = GridMean { lattice: (1, 3), side: 2, channels: 2 };
    let y = mean_of_grid(By::Fast, &mut Tape::inference(), &x, 1, of).unwrap();
    assert_eq!(to_vec(&y), [2.0, 4.0, 2.0, 4.0, 20.0, 40.0, 20.0, 40.0]);
}

#[test]
fn means_of_parts_are_right_with_their_gradient() {
    for lattice in [(2, 3), (4, 5), (6, 3)] {
        let x = [random(1, (2 * lattice.0 * lattice.1, 4))];
        let of = GridMean { lattice, side: 3, channels: 4 };
        assert_right(&x, &|by, tape, x| mean_of_grid(by, tape, &x[0], 2, of));
    }
}

#[test]
fn lattices_that_do_not_fit_are_named() {
    let of = GridMean { lattice: (2, 2), side: 3, channels: 4 };
    let error = mean_of_grid(By::Fast, &mut Tape::inference(), &random(1, (7, 4)), 2, of).unwrap_err();
    insta::assert_snapshot!(error, @"mean of parts: a feature map [7, 4] does not hold 2 lattices of 2×2");
}
