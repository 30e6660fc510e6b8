//! Class scores of the authors' implementation.

use rayon::prelude::*;

use super::{GpuEngine, gpu};
use crate::authors::fidelity::close;
use crate::authors::networks::{HEIGHT, WIDTH, segmenter, tables};
use crate::authors::{formula_input, formula_parameters, golden, relative_error, to_rows};
use crate::engine::{Inference, Precision};
use crate::ops::Fast;

#[test]
fn scores_of_kernels_for_gpus_are_those_of_the_authors() {
    let Some(gpu) = gpu() else { return };
    let pixels = to_rows(&formula_input("net.image", 3 * HEIGHT * WIDTH), 1, 3, HEIGHT * WIDTH);
    let cases = [
        ("deeplabv3", "adaptive_8_to_16", Precision::Float32, 1e-4),
        ("fcn", "os16", Precision::Float32, 1e-4),
        ("fcn", "adaptive_8_to_32", Precision::Tf32, 5e-3),
        ("fcn", "adaptive_8_to_32", Precision::Bfloat16, 3e-2),
    ];
    cases.into_par_iter().for_each(|(head, variant, precision, bound)| {
        let network = segmenter(head, variant);
        let parameters = formula_parameters(&Fast::new(), network.training());
        let engine =
            GpuEngine::new(gpu.clone(), &Fast::new(), network.inference(), &parameters, precision).unwrap();
        let scores = engine.run(&tables(variant, 1), &pixels).unwrap();
        let expected = &golden("networks")[&format!("resnet50.{head}.{variant}.logits")];
        // The beginning of the whole tensor, class by class (tests/golden_networks.rs).
        let plane = HEIGHT * WIDTH;
        let beginning = (0..expected.values.len()).map(|i| scores[i % plane * 19 + i / plane]);
        let error = relative_error(&beginning.collect::<Vec<_>>(), &expected.values);
        let by = format!("kernels for GPUs, {precision:?}");
        close(
            &format!("class scores, ResNet-50 {head} {variant}, {by}"),
            expected.values.len(),
            error,
            bound,
        );
    });
}
