//! Whole networks against the authors' implementation in evaluation mode: class scores of dense and adaptive
//! networks alike, by the fast and by the stock operations.

mod support;

use cadbench::ops::{Cpu, Fast, RowOps, Stock};
use support::fidelity::close;
use support::networks::{HEIGHT, VARIANTS, WIDTH, segmenter, tables};
use support::{evaluated, formula_input, formula_parameters, golden, relative_error, to_rows};

/// Checks the scores of one network.
fn check_scores<O: RowOps>(ops: &O, by: &str, head: &str, variant: &str) {
    let network = segmenter(head, variant);
    let parameters = formula_parameters(ops, network.inference());
    let tables = tables(variant, 1);
    let pixels = to_rows(&formula_input("net.image", 3 * HEIGHT * WIDTH), 1, 3, HEIGHT * WIDTH);
    let scores = evaluated(ops, network.inference(), &parameters, &tables, &pixels);
    let expected = &golden("networks")[&format!("resnet50.{head}.{variant}.logits")];
    // The file says "every 4th row and column", but holds the beginning of the whole tensor: a strided view
    // was stored with the bytes of its base. The numbers are as good; they cover class 0 and part of class 1.
    let plane = HEIGHT * WIDTH;
    let beginning = (0..expected.values.len()).map(|i| scores[i % plane * 19 + i / plane]);
    let error = relative_error(&beginning.collect::<Vec<_>>(), &expected.values);
    close(&format!("class scores, ResNet-50 {head} {variant}, {by}"), expected.values.len(), error, 1e-4);
}

#[test]
fn scores_are_those_of_the_authors() {
    for head in ["deeplabv3", "fcn"] {
        for variant in VARIANTS {
            check_scores(&Fast::new(), "fast operations", head, variant);
        }
    }
}

#[test]
fn stock_operations_give_the_same_scores() {
    let stock = Stock::<Cpu>::default();
    for (head, variant) in
        [("deeplabv3", "os16"), ("deeplabv3", "adaptive_8_to_16"), ("fcn", "adaptive_8_to_32")]
    {
        check_scores(&stock, "stock operations", head, variant);
    }
}

/// On the device as on the CPU: dfdx's own operations, which train there.
#[cfg(feature = "cuda")]
#[test]
#[ignore = "needs a GPU: make test-cuda"]
fn stock_operations_give_the_same_scores_on_a_gpu() {
    let stock = Stock::on_gpu(0).unwrap();
    for (head, variant) in
        [("deeplabv3", "os16"), ("deeplabv3", "adaptive_8_to_16"), ("fcn", "adaptive_8_to_32")]
    {
        check_scores(&stock, "stock operations on a GPU", head, variant);
    }
}
