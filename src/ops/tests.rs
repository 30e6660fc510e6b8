use dfdx::prelude::*;

use super::testing::{assert_fast_is_stock, assert_same_on_any_threads, outcome, random, random_map};
use super::{Ending, Fast, Graph, RowOps, Rows};
use crate::Result;

const IMAGES: usize = 2;
const FINE: (usize, usize) = (8, 10);
const COARSE: (usize, usize) = (4, 5);

fn rows_of((height, width): (usize, usize)) -> usize {
    IMAGES * height * width
}

/// The feature map, then weights and biases of a convolution, of its normalisation, and of a classifier.
fn inputs() -> Vec<Rows<Cpu>> {
    let shapes = [(rows_of(FINE), 3), (27, 5), (1, 5), (1, 5), (13, 4), (1, 4)];
    (1..).zip(shapes).map(|(seed, shape)| random(seed, shape)).collect()
}

/// The loss of a network in which every operation reads what others made, and several read one feature map:
/// gradients then have to be summed over readers before they are taken on.
fn loss(
    ops: &dyn RowOps<Device = Cpu>,
    graph: &mut Graph<Cpu>,
    x: &[Rows<Cpu>],
    labels: &[u16],
) -> Result<Rows<Cpu>> {
    let (fine, coarse) = (rows_of(FINE), rows_of(COARSE));
    let spatial = ops.conv(graph, &x[0], &x[1], None, &random_map(11, fine, fine, 9))?;
    let ending = Ending { residual: Some(&spatial), relu: true };
    let block = ops.batch_norm_train(graph, &spatial, &x[2], &x[3], 1e-3, ending)?.0;
    let pooled = ops.max_pool(graph, &block, &random_map(12, fine, coarse, 4))?;
    let pooled = ops.dropout(graph, &pooled, 0.25, 5)?;
    let resized = ops.resize_bilinear(graph, &pooled, IMAGES, COARSE, FINE)?;
    let sum = ops.add(graph, &resized, &block)?;
    let sum = ops.relu(graph, &sum)?;
    let starts: Vec<usize> = (0..=IMAGES).map(|image| image * fine / IMAGES).collect();
    let context = ops.pool_images(graph, &block, &starts, &vec![IMAGES as f32 / fine as f32; fine])?;
    let context = ops.gather(graph, &context, &random_map(13, IMAGES, fine, 1))?;
    let all = ops.concat(graph, &[&sum, &context, &x[0]])?;
    let logits = ops.conv(graph, &all, &x[4], Some(&x[5]), &random_map(14, fine, fine, 1))?;
    let loss = ops.cross_entropy(graph, &logits, labels, 255)?;
    graph.with_dfdx(|tape| loss.put_tape(tape).try_reshape_like(&(1, 1)))
}

/// Every fifth row is ignored.
fn labels() -> Vec<u16> {
    (0..rows_of(FINE)).map(|row| if row % 5 == 0 { 255 } else { (row % 4) as u16 }).collect()
}

#[test]
fn a_network_of_all_operations_has_the_same_gradients_in_both_implementations() {
    assert_fast_is_stock(&inputs(), &|ops, graph, x| loss(ops, graph, x, &labels()));
}

#[test]
fn a_network_of_all_operations_gives_the_same_bits_on_any_number_of_threads() {
    assert_same_on_any_threads(&inputs(), &|ops, graph, x| loss(ops, graph, x, &labels()));
}

#[test]
fn a_batch_without_labels_moves_no_parameter() {
    let ignored = vec![255; rows_of(FINE)];
    let found = outcome(&Fast::new(), &inputs(), &|ops, graph, x| loss(ops, graph, x, &ignored));
    assert_eq!(found.output, [0.0]);
    assert!(found.gradients.iter().flatten().all(|&gradient| gradient == 0.0));
}
