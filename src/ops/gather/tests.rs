use crate::Result;
use crate::ops::testing::{By, by};
use crate::ops::{Rows, Tape};
use dfdx::prelude::Cpu;
use std::sync::Arc;

use crate::grid::KernelMap;
use crate::ops::testing::{assert_right, assert_same_on_any_threads, outcome, random, random_map};

pub(in crate::ops) fn gather(
    by: By,
    tape: &mut Tape<Cpu>,
    x: &Rows<Cpu>,
    map: &Arc<KernelMap>,
) -> Result<Rows<Cpu>> {
    by!(by, gather(tape, x, map))
}

fn map(rows_in: usize, index: Vec<i32>) -> Arc<KernelMap> {
    Arc::new(KernelMap::new(rows_in, 1, index))
}

#[test]
fn rows_picked_often_once_and_never_get_their_summed_gradient() {
    let map = map(5, vec![3, 0, 3, -1, 4, 3, 0]);
    assert_right(&[random(1, (5, 3))], &|by, tape, x| gather(by, tape, &x[0], &map));
}

#[test]
fn a_few_rows_of_many_are_picked_in_any_order() {
    let map = map(20, vec![17, 2, 9]);
    assert!(map.inverse().order().is_some());
    assert_right(&[random(2, (20, 3))], &|by, tape, x| gather(by, tape, &x[0], &map));
}

#[test]
fn the_identity_passes_everything_on() {
    let identity = Arc::new(KernelMap::identity(5));
    assert_right(&[random(3, (5, 3))], &|by, tape, x| gather(by, tape, &x[0], &identity));
}

#[test]
fn rows_outside_are_zero() {
    let map = map(2, vec![-1, 1]);
    let x = [random(4, (2, 2))];
    let found = outcome(By::Fast, &x, &|by, tape, x| gather(by, tape, &x[0], &map));
    assert_eq!(found.output[..2], [0.0, 0.0]);
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let map = random_map(5, 3000, 20_000, 1);
    assert_same_on_any_threads(&[random(6, (3000, 7))], &|by, tape, x| gather(by, tape, &x[0], &map));
}

#[test]
fn maps_that_do_not_fit_are_named() {
    let x = random(7, (5, 3));
    let message = |map| gather(By::Fast, &mut Tape::inference(), &x, &map).unwrap_err().to_string();
    insta::assert_snapshot!(message(map(6, vec![0])), @"gather: the kernel map [1, 1] reads 6 rows, the feature map is [5, 3]");
    insta::assert_snapshot!(message(random_map(8, 5, 4, 2)), @"gather: 2 taps where 1 are needed");
    insta::assert_snapshot!(message(map(5, vec![])), @"gather: the kernel map has no output rows");
}
