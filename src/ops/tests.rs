use dfdx::prelude::*;

use super::batch_norm::Ending;
use super::batch_norm::tests::train;
use super::concat::tests::concat;
use super::conv::tests::conv;
use super::cross_entropy::tests::cross_entropy;
use super::dropout::tests::dropout;
use super::gather::tests::gather;
use super::max_pool::tests::max_pool;
use super::mix::tests::mix;
use super::pool_images::tests::pool_images;
use super::relu::tests::relu;
use super::resize::tests::resize_bilinear;
use super::testing::{By, assert_fast_is_stock, assert_same_on_any_threads, outcome, random, random_map};
use super::{Rows, Tape};
use crate::Result;

const IMAGES: usize = 2;
const FINE: (usize, usize) = (8, 10);
const COARSE: (usize, usize) = (4, 5);

fn rows_of((height, width): (usize, usize)) -> usize {
    IMAGES * height * width
}

/// The feature map; weights and biases of a convolution, of its normalisation, and of a classifier; shares.
fn inputs() -> Vec<Rows<Cpu>> {
    let shapes = [(rows_of(FINE), 3), (27, 5), (1, 5), (1, 5), (13, 4), (1, 4), (rows_of(FINE), 1)];
    (1..).zip(shapes).map(|(seed, shape)| random(seed, shape)).collect()
}

/// The loss of a network in which every operation reads what others made, and several read one feature map:
/// gradients then have to be summed over readers before they are taken on.
fn loss(by: By, tape: &mut Tape<Cpu>, x: &[Rows<Cpu>], labels: &[u16]) -> Result<Rows<Cpu>> {
    let (fine, coarse) = (rows_of(FINE), rows_of(COARSE));
    let spatial = conv(by, tape, &x[0], &x[1], None, &random_map(11, fine, fine, 9))?;
    let ending = Ending { residual: Some(&spatial), relu: true };
    let block = train(by, tape, [&spatial, &x[2], &x[3]], 1e-3, ending)?.0;
    let pooled = max_pool(by, tape, &block, &random_map(12, fine, coarse, 4))?;
    let pooled = dropout(by, tape, &pooled, 0.25, 5)?;
    let resized = resize_bilinear(by, tape, &pooled, IMAGES, COARSE, FINE)?;
    let mixed = mix(by, tape, &resized, &block, &x[6])?;
    let mixed = relu(by, tape, &mixed)?;
    let starts: Vec<usize> = (0..=IMAGES).map(|image| image * fine / IMAGES).collect();
    let context = pool_images(by, tape, &block, &starts, &vec![IMAGES as f32 / fine as f32; fine])?;
    let context = gather(by, tape, &context, &random_map(13, IMAGES, fine, 1))?;
    let all = concat(by, tape, &[&mixed, &context, &x[0]])?;
    let logits = conv(by, tape, &all, &x[4], Some(&x[5]), &random_map(14, fine, fine, 1))?;
    let loss = cross_entropy(by, tape, &logits, labels, 255)?;
    tape.with_dfdx(|tape| loss.put_tape(tape).try_reshape_like(&(1, 1)))
}

/// Every fifth row is ignored.
fn labels() -> Vec<u16> {
    (0..rows_of(FINE)).map(|row| if row % 5 == 0 { 255 } else { (row % 4) as u16 }).collect()
}

#[test]
fn a_network_of_all_operations_has_the_same_gradients_in_both_implementations() {
    assert_fast_is_stock(&inputs(), &|by, tape, x| loss(by, tape, x, &labels()));
}

#[test]
fn a_network_of_all_operations_gives_the_same_bits_on_any_number_of_threads() {
    assert_same_on_any_threads(&inputs(), &|by, tape, x| loss(by, tape, x, &labels()));
}

#[test]
fn a_batch_without_labels_moves_no_parameter() {
    let ignored = vec![255; rows_of(FINE)];
    let found = outcome(By::Fast, &inputs(), &|by, tape, x| loss(by, tape, x, &ignored));
    assert_eq!(found.output, [0.0]);
    assert!(found.gradients.iter().flatten().all(|&gradient| gradient == 0.0));
}
