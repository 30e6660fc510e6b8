//! The engine of a GPU computes what the CPU's computes, and its grids and maps are the CPU's. The CPU plays the GPU,
//! or, in a build for GPUs, the first GPU of this machine is asked.

mod golden;
mod maps;

use std::sync::Arc;

use super::GpuEngine;
use crate::authors::formula_parameters;
use crate::cuda::testing::{Tested, gpu, take_turns};
use crate::engine::tests::{SIZE, by_means, error, heads, network, noise, parameters, tables, vgg};
use crate::engine::{Engine, Inference, Precision};
use crate::executor::Parameters;
use crate::grid::{Levels, Sides, Tables};
use crate::models::{Model, Strided};
use crate::ops::{Cpu, Fast};

#[test]
fn a_plan_computes_on_the_card_what_it_computes_on_the_cpu() {
    let Some(gpu) = gpu() else { return };
    let ops = Fast::new();
    let pixels = noise(9, 3 * SIZE.0 * SIZE.1);
    let of_paper = |(depth, strided, head): (usize, Strided, usize)| {
        (format!("ResNet-{depth}, head {head}"), network(depth, heads()[head].clone(), strided))
    };
    let networks =
        [(18, Strided::Kept, 0), (50, Strided::All, 1), (18, Strided::Kept, 2), (50, Strided::Kept, 3)]
            .map(of_paper);
    for (name, network) in networks.into_iter().chain([("ResNet-18 by means".into(), by_means(18))]) {
        let parameters = parameters(&network);
        let cpu = Engine::new(&ops, network.inference(), &parameters, Precision::Float32).unwrap();
        for (precision, bound) in
            [(Precision::Float32, 1e-5), (Precision::Tf32, 5e-3), (Precision::Bfloat16, 5e-2)]
        {
            let engine =
                GpuEngine::new(gpu.clone(), &ops, network.inference(), &parameters, precision).unwrap();
            let expected = cpu.run(&tables(0), &pixels).unwrap();
            let error = error(&expected, &engine.run(&tables(0), &pixels).unwrap());
            eprintln!("{name}, {precision:?}: {error:e}");
            assert!(error < bound, "{name}, {precision:?}: {error}");
        }
    }
}

#[test]
fn whose_turn_it_is_changes_no_bit_and_launches_that_return_are_repeated() {
    let Some(gpu) = gpu() else { return };
    let network = network(18, heads()[0].clone(), Strided::Kept);
    let parameters = parameters(&network);
    let pixels = noise(9, 3 * SIZE.0 * SIZE.1);
    for precision in [Precision::Float32, Precision::Tf32, Precision::Bfloat16] {
        let engine =
            GpuEngine::new(gpu.clone(), &Fast::new(), network.inference(), &parameters, precision).unwrap();
        let all_fine = Tables::regular(1, SIZE.0, SIZE.1, 8).unwrap();
        let first = engine.run(&all_fine, &pixels).unwrap();
        take_turns(&gpu, true);
        // The second run records, the third repeats.
        for _ in 0..2 {
            assert_eq!(engine.run(&all_fine, &pixels).unwrap(), first);
        }
        let other: Vec<f32> = pixels.iter().map(|value| 0.5 * value).collect();
        let changed = engine.run(&all_fine, &other).unwrap();
        take_turns(&gpu, false);
        assert_ne!(changed, first);
        assert_eq!(engine.run(&all_fine, &other).unwrap(), changed);
        assert_eq!(engine.run(&all_fine, &pixels).unwrap(), first);
    }
}

#[test]
fn descriptors_of_vgg_come_out_the_same() {
    let Some(gpu) = gpu() else { return };
    let (ops, network) = (Fast::new(), vgg());
    let parameters = network.initial(&ops, 1).unwrap();
    let levels = Levels::from_blocks(&[true, false, false, true, true, false], 4, 6, 2, 1).unwrap();
    let (tables, pixels) = (Tables::new(16, 24, 4, vec![levels]).unwrap(), noise(9, 3 * 16 * 24));
    let cpu = Engine::new(&ops, network.inference(), &parameters, Precision::Float32).unwrap();
    let engine = GpuEngine::new(gpu, &ops, network.inference(), &parameters, Precision::Float32).unwrap();
    let error = error(&cpu.run(&tables, &pixels).unwrap(), &engine.run(&tables, &pixels).unwrap());
    assert!(error < 1e-5, "{error}");
}

/// A network of an experiment's words.
fn of_yaml(network: &str, downsampling: &str, outputs: usize) -> Model {
    let (network, downsampling) =
        (serde_yaml::from_str(network).unwrap(), serde_yaml::from_str(downsampling).unwrap());
    Model::new(&network, &downsampling, outputs).unwrap()
}

/// Checks the scores on the GPU against those on the CPU, and whether both decide the same levels.
fn check(gpu: &Arc<Tested>, network: &Model, parameters: &Parameters<Cpu>, tables: &Tables, pixels: &[f32]) {
    let ops = Fast::new();
    let cpu = Engine::new(&ops, network.inference(), parameters, Precision::Float32).unwrap();
    let engine =
        GpuEngine::new(gpu.clone(), &ops, network.inference(), parameters, Precision::Float32).unwrap();
    let expected = cpu.run_whole(tables, pixels, None).unwrap();
    let levels = |decided: Option<Arc<Tables>>| decided.map(|tables| tables.levels().to_vec());
    let decided = levels(expected.decided);
    let mut steps = Vec::new();
    let timed = engine.run_timed(tables, pixels, None, &mut |step, _| steps.push(step)).unwrap();
    assert_eq!(steps, (0..engine.steps().len()).collect::<Vec<_>>());
    for found in [engine.run_whole(tables, pixels, None).unwrap(), timed] {
        assert_eq!(levels(found.decided), decided);
        let error = error(&expected.scores, &found.scores);
        assert!(error < 1e-5, "{error}");
    }
}

#[test]
fn classifiers_take_their_mean_over_the_area_of_cells() {
    let Some(gpu) = gpu() else { return };
    let adaptive = "{kind: adaptive, fine: 8, coarse: 16, mask: {kind: all}}";
    let resnet = "{backbone: {kind: resnet, depth: 18, width: 0.2}, head: {kind: classifier}}";
    let network = of_yaml(resnet, adaptive, 7);
    let levels = [0, 1].map(|shift| tables(shift).levels()[0].clone());
    let two = Tables::new(SIZE.0, SIZE.1, 8, levels.to_vec()).unwrap();
    check(&gpu, &network, &parameters(&network), &two, &noise(9, 2 * 3 * SIZE.0 * SIZE.1));
    // Lattices of 23×26 and 11×13, which do not halve evenly.
    let squeezenet = "{backbone: {kind: squeezenet}, head: {kind: classifier}}";
    let network = of_yaml(squeezenet, adaptive, 7);
    let levels = maps::uneven(16, 16, 1);
    let odd = Tables::with_sides(Sides::Unpadded, (94, 106), 8, vec![levels]).unwrap();
    check(
        &gpu,
        &network,
        &formula_parameters(&Fast::new(), network.training()),
        &odd,
        &noise(9, 3 * 94 * 106),
    );
}

#[test]
fn torchvisions_networks_come_out_the_same_on_the_card() {
    let Some(gpu) = gpu() else { return };
    let levels = [0, 1].map(|shift| tables(shift).levels()[0].clone());
    let two = Tables::new(SIZE.0, SIZE.1, 8, levels.to_vec()).unwrap();
    for backbone in [
        "kind: mobilenet-v2, width: 0.25, last: 64",
        "kind: mobilenet-v3",
        "kind: efficientnet",
        "kind: regnet",
        "kind: convnext",
        "kind: vgg, width: 0.0625",
    ] {
        let network = format!("{{backbone: {{{backbone}}}, head: {{kind: classifier}}}}");
        let network =
            of_yaml(&network, "{kind: adaptive, fine: 8, coarse: 16, block: 2, mask: {kind: all}}", 7);
        let parameters = formula_parameters(&Fast::new(), network.training());
        eprintln!("{backbone}");
        check(&gpu, &network, &parameters, &two, &noise(9, 2 * 3 * SIZE.0 * SIZE.1));
    }
    let lraspp = "{backbone: {kind: mobilenet-v2, width: 0.25, last: 64}, head: {kind: lraspp, channels: 16, on: cells}}";
    let network = of_yaml(lraspp, "{kind: adaptive, fine: 8, coarse: 16, block: 2, mask: {kind: all}}", 5);
    let parameters = formula_parameters(&Fast::new(), network.training());
    check(&gpu, &network, &parameters, &two, &noise(9, 2 * 3 * SIZE.0 * SIZE.1));
}

#[test]
fn a_learned_mask_decides_on_the_card_as_on_the_cpu() {
    let Some(gpu) = gpu() else { return };
    let network = "{backbone: {kind: resnet, depth: 18, width: 0.2}, head: {kind: fcn}}";
    let learned = "{kind: adaptive, fine: 8, coarse: 16, mask: {kind: learned, target: 0.5}}";
    let (ops, network) = (Fast::new(), of_yaml(network, learned, 5));
    let (all, pixels) = (Tables::regular(1, SIZE.0, SIZE.1, 8).unwrap(), noise(9, 3 * SIZE.0 * SIZE.1));
    let pushed = |push: f32| {
        let mut parameters = parameters(&network);
        let mut state = parameters.state(&ops);
        let bias = state.iter_mut().find(|array| array.name == "backbone.mask_estimator.7.bias").unwrap();
        bias.values = vec![0.0, push];
        parameters.load(&ops, &state).unwrap();
        parameters
    };
    let active = |parameters: &Parameters<Cpu>| {
        let cpu = Engine::new(&ops, network.inference(), parameters, Precision::Float32).unwrap();
        cpu.run_whole(&all, &pixels, None).unwrap().decided.unwrap().levels()[0].active_fraction()
    };
    // A push towards coarse cells between the one that leaves none and the one that leaves nothing else.
    let (mut low, mut high) = (-1e3, 1e3);
    let parameters = loop {
        let parameters = pushed(0.5 * (low + high));
        match active(&parameters) {
            1.0 => low = 0.5 * (low + high),
            0.0 => high = 0.5 * (low + high),
            _ => break parameters,
        }
    };
    check(&gpu, &network, &parameters, &all, &pixels);
}
