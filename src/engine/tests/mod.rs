//! The engine computes what the layers one by one compute, and its memory leaves no trace.

mod bfloat16;

use super::{Engine, Inference, Precision};
use crate::executor::{Array, Batch, Executor, Parameters};
use crate::grid::{Levels, Tables};
use crate::mask::Mask;
use crate::models::{
    Adaptive, Backbone, CoarseTaps, Deeplabv3, Deeplabv3Plus, Descriptors, Downsampling, Fcn, Head,
    HeadPlace, Merging, Model, Network, Resnet, Strided, Vgg,
};
use crate::ops::{Cpu, Fast, Mode, RowOps};
use crate::random::mix;

pub(super) const SIZE: (usize, usize) = (64, 96);

pub(super) fn network(depth: usize, head: Head, strided: Strided) -> Model {
    network_of(depth, head, Adaptive { strided, ..paper() })
}

/// Blocks of two, as the paper downsamples.
fn paper() -> Adaptive {
    Adaptive { block: Some(2), ..Adaptive::new(8, 16, Mask::All(Default::default())) }
}

/// Cells merge by their mean, and coarse ones read blocks.
pub(super) fn by_means(depth: usize) -> Model {
    let adaptive = Adaptive { merging: Merging::Mean, coarse_taps: CoarseTaps::BlockMean, ..paper() };
    network_of(depth, heads()[0].clone(), adaptive)
}

fn network_of(depth: usize, head: Head, adaptive: Adaptive) -> Model {
    let backbone = Backbone::Resnet(Resnet { depth, width: 0.2, blocks: Some([1, 2, 1, 1]) });
    Model::new(&Network { backbone, head, weights: None }, &Downsampling::Adaptive(adaptive), 5).unwrap()
}

/// VGG-16 with levels around keypoints, fine stride 4.
pub(super) fn vgg() -> Model {
    let (backbone, head) = (Backbone::Vgg(Vgg { width: 1.0 }), Head::Descriptors(Descriptors {}));
    let (mask, strided) = (Mask::All(Default::default()), Strided::Kept);
    let adaptive = Adaptive { strided, ..Adaptive::new(4, 8, mask) };
    Model::new(&Network { backbone, head, weights: None }, &Downsampling::Adaptive(adaptive), 0).unwrap()
}

/// What the layers of a network compute, one by one.
fn layer_by_layer(
    network: &Model,
    parameters: &Parameters<Cpu>,
    tables: &Tables,
    pixels: &[f32],
) -> Vec<f32> {
    let ops = Fast::new();
    let executor = Executor::new(&ops, parameters, Mode::Evaluation);
    ops.to_vec(&executor.run(network.inference(), Batch::new(tables, pixels)).unwrap().output)
}

/// Numbers in [−1, 1).
pub(super) fn noise(seed: u64, count: usize) -> Vec<f32> {
    (0..count as u64).map(|i| (mix(seed, i) >> 40) as f32 / (1 << 23) as f32 - 1.0).collect()
}

/// Parameters whose norms all do something.
pub(super) fn parameters(network: &Model) -> Parameters<Cpu> {
    let ops = Fast::new();
    let mut parameters = network.initial(&ops, 1).unwrap();
    let changed = |(number, array): (usize, Array)| {
        let is_vector = array.shape.len() == 1;
        let shift = if array.name.ends_with("var") || array.name.ends_with("weight") { 1.0 } else { 0.0 };
        let values = noise(number as u64, array.values.len()).iter().map(|u| shift + 0.3 * u).collect();
        if is_vector { Array { values, ..array } } else { array }
    };
    let state: Vec<Array> = parameters.state(&ops).into_iter().enumerate().map(changed).collect();
    parameters.load(&ops, &state).unwrap();
    parameters
}

/// The largest difference, relative to the largest expected value.
pub(super) fn error(expected: &[f32], found: &[f32]) -> f32 {
    let largest = expected.iter().fold(0.0f32, |m, v| m.max(v.abs()));
    found.iter().zip(expected).fold(0.0f32, |m, (a, b)| m.max((a - b).abs())) / largest
}

pub(super) fn tables(shift: usize) -> Tables {
    let active: Vec<bool> = (0..4 * 6).map(|block| (block + shift).is_multiple_of(3)).collect();
    Tables::new(SIZE.0, SIZE.1, 8, vec![Levels::from_blocks(&active, 8, 12, 2, 1).unwrap()]).unwrap()
}

pub(super) fn heads() -> [Head; 4] {
    let (cells, lattice) = (HeadPlace::Cells, HeadPlace::Lattice);
    [
        Head::Fcn(Fcn { dropout: 0.1, on: lattice }),
        Head::Deeplabv3(Deeplabv3 { channels: 24, dropout: 0.1, on: lattice }),
        Head::Deeplabv3(Deeplabv3 { channels: 24, dropout: 0.1, on: cells }),
        Head::Deeplabv3Plus(Deeplabv3Plus { channels: 24, low_level_channels: 7, dropout: 0.1, on: cells }),
    ]
}

#[test]
fn a_plan_computes_what_its_layers_compute() {
    let ops = Fast::new();
    for depth in [18, 50] {
        for (head, strided) in heads().into_iter().zip([Strided::Kept, Strided::All].into_iter().cycle()) {
            let network = network(depth, head, strided);
            let parameters = parameters(&network);
            let engine = Engine::new(&ops, network.inference(), &parameters, Precision::Float32).unwrap();
            for shift in 0..2 {
                let (tables, pixels) = (tables(shift), noise(9, 3 * SIZE.0 * SIZE.1));
                let expected = layer_by_layer(&network, &parameters, &tables, &pixels);
                let found = engine.run(&tables, &pixels).unwrap();
                let error = error(&expected, &found);
                assert!(error < 1e-5, "ResNet-{depth}: {error}");
            }
        }
    }
}

#[test]
fn means_of_cells_and_blocks_come_out_the_same() {
    let ops = Fast::new();
    for depth in [18, 50] {
        let network = by_means(depth);
        let parameters = parameters(&network);
        let engine = Engine::new(&ops, network.inference(), &parameters, Precision::Float32).unwrap();
        let pixels = noise(9, 3 * SIZE.0 * SIZE.1);
        for shift in 0..2 {
            let expected = layer_by_layer(&network, &parameters, &tables(shift), &pixels);
            let error = error(&expected, &engine.run(&tables(shift), &pixels).unwrap());
            assert!(error < 1e-5, "ResNet-{depth}: {error}");
        }
    }
}

#[test]
fn rectified_convolutions_and_adaptive_pools_of_vgg_come_out_the_same() {
    let ops = Fast::new();
    let network = vgg();
    let parameters = network.initial(&ops, 1).unwrap();
    let levels = Levels::from_blocks(&[true, false, false, true, true, false], 4, 6, 2, 1).unwrap();
    let (tables, pixels) = (Tables::new(16, 24, 4, vec![levels]).unwrap(), noise(9, 3 * 16 * 24));
    let expected = layer_by_layer(&network, &parameters, &tables, &pixels);
    let engine = Engine::new(&ops, network.inference(), &parameters, Precision::Float32).unwrap();
    // Nothing is folded here, so not even the roundings differ.
    assert_eq!(engine.run(&tables, &pixels).unwrap(), expected);
}

#[test]
fn a_run_leaves_no_trace_in_the_next_and_threads_change_no_bit() {
    let network = network(18, heads()[1].clone(), Strided::Kept);
    let engine =
        Engine::new(&Fast::new(), network.inference(), &parameters(&network), Precision::Float32).unwrap();
    let pixels = noise(9, 3 * SIZE.0 * SIZE.1);
    let run = |shift| engine.run(&tables(shift), &pixels).unwrap();
    let first = run(0);
    assert_ne!(run(1), first);
    for threads in [1, 2, 3, 8] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert_eq!(pool.install(|| run(0)), first, "{threads} threads");
    }
}

#[test]
fn norms_residuals_and_relus_vanish_into_the_convolutions() {
    let network = network(18, heads()[0].clone(), Strided::Kept);
    let engine =
        Engine::new(&Fast::new(), network.inference(), &parameters(&network), Precision::Float32).unwrap();
    insta::assert_snapshot!(engine.steps().iter().map(|step| step.name.as_str()).collect::<Vec<_>>().join("\n"), @"
    backbone.conv1, bias, ReLU
    max-pool
    backbone.layer1.0.conv1, bias, ReLU
    backbone.layer1.0.conv2, bias, ReLU
    backbone.layer2.0.downsample.0, bias
    backbone.layer2.0.conv1, bias, ReLU
    backbone.layer2.0.conv2, bias, ReLU
    backbone.layer2.1.conv1, bias, ReLU
    backbone.layer2.1.conv2, bias, ReLU
    backbone.layer3.0.downsample.0, bias
    backbone.layer3.0.conv1, bias, ReLU
    backbone.layer3.0.conv2, bias, ReLU
    backbone.layer4.0.downsample.0, bias
    backbone.layer4.0.conv1, bias, ReLU
    backbone.layer4.0.conv2, bias, ReLU
    to lattice
    classifier.classifier.0, bias, ReLU
    classifier.classifier.4, bias
    resize 8→1
    ");
}

#[test]
fn what_does_not_fit_is_refused() {
    let network = network(18, heads()[0].clone(), Strided::Kept);
    let engine =
        Engine::new(&Fast::new(), network.inference(), &parameters(&network), Precision::Float32).unwrap();
    insta::assert_snapshot!(engine.run(&tables(0), &[0.0; 3]).unwrap_err(), @"3 pixel values instead of 18432");
    let other = Tables::regular(1, 64, 96, 16).unwrap();
    insta::assert_snapshot!(engine.run(&other, &noise(0, 3 * 64 * 96)).unwrap_err(), @"tables of fine stride 16 do not fit a network of fine stride 8");
}

#[test]
fn an_adaptive_network_needs_less_memory_than_the_regular_fine_one() {
    let network = network(50, heads()[0].clone(), Strided::Kept);
    let engine =
        Engine::new(&Fast::new(), network.inference(), &parameters(&network), Precision::Float32).unwrap();
    let bytes = |active: usize| {
        let active: Vec<bool> = (0..4 * 6).map(|block| block < active).collect();
        let levels = Levels::from_blocks(&active, 8, 12, 2, 1).unwrap();
        engine.feature_bytes(&Tables::new(SIZE.0, SIZE.1, 8, vec![levels]).unwrap()).unwrap()
    };
    let needed: Vec<usize> = (0..=24).step_by(6).map(bytes).collect();
    assert!(needed.is_sorted(), "{needed:?}");
}
