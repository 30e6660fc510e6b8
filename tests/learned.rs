//! What must hold of learned masks: the mixed loss has the right gradients, the adaptive network computes what both
//! branches compute where one of them has it all, and training repeats to the bit.

mod support;

use std::sync::Arc;

use cadbench::batch::{Batch, BatchLabels};
use cadbench::cost::{Cost, layers};
use cadbench::data::IGNORED;
use cadbench::engine::{Engine, Inference, Precision};
use cadbench::evaluate::Predictor;
use cadbench::evaluate::checkpoint::TrainingProgress;
use cadbench::executor::{self, Array, Executor, Parameter, Parameters, Pass, Portion};
use cadbench::graph::Part;
use cadbench::grid::{Levels, Tables};
use cadbench::mask::{Learned, Mask};
use cadbench::models::{
    Adaptive, Backbone, DOWNSAMPLED, Deeplabv3Plus, Downsampling, Fcn, Head, HeadPlace, Model, Network,
    Resnet,
};
use cadbench::ops::{Cpu, Fast, Mode, Op, RowOps, Rows, gradient, shape, value};
use cadbench::train::{Learner, Training};
use support::{formula_input, to_rows};

const HEIGHT: usize = 64;
const WIDTH: usize = 96;
const BOXES: usize = (HEIGHT / 16) * (WIDTH / 16);

fn learned(frozen: bool) -> Learned {
    Learned {
        target: 0.3,
        weight: 2.0,
        temperature: 0.7,
        rate: 0.5,
        frozen,
        noisy_evaluation: false,
        second_draw: false,
    }
}

fn network(depth: usize, head: Head, frozen: bool) -> Model {
    let mask = Mask::Learned(learned(frozen));
    let adaptive = Adaptive::new(8, 16, mask);
    let backbone = Backbone::Resnet(Resnet { depth, width: 0.2, blocks: Some([1, 2, 1, 2]) });
    Model::new(&Network { backbone, head, weights: None }, &Downsampling::Adaptive(adaptive), 5).unwrap()
}

fn fcn() -> Head {
    Head::Fcn(Fcn { dropout: 0.1, on: HeadPlace::Lattice })
}

fn deeplab_plus() -> Head {
    let on = HeadPlace::Cells;
    Head::Deeplabv3Plus(Deeplabv3Plus { channels: 24, low_level_channels: 7, dropout: 0.1, on })
}

fn pixels(images: usize) -> Vec<f32> {
    to_rows(&formula_input("learned", images * 3 * HEIGHT * WIDTH), images, 3, HEIGHT * WIDTH)
}

fn tables(images: usize) -> Tables {
    Tables::regular(images, HEIGHT, WIDTH, 8).unwrap()
}

fn labels(images: usize) -> Vec<u8> {
    (0..images * HEIGHT * WIDTH).map(|i| if i % 11 == 0 { IGNORED } else { (i / 40 % 5) as u8 }).collect()
}

/// Numbers in −1 … 1.
fn noise(count: usize, shift: usize) -> Vec<f32> {
    (0..count).map(|i| ((i + shift) as f32 * 12.9898).sin()).collect()
}

/// Drawn weights, and running statistics that differ between the branches. `push` is added to the estimator's score of
/// downsampling.
fn parameters(network: &Model, push: f32) -> Parameters<Cpu> {
    let ops = Fast::new();
    let mut parameters = network.initial(&ops, 1).unwrap();
    let changed = |(number, array): (usize, Array)| {
        let shift = if array.name.ends_with("running_var") { 1.0 } else { 0.0 };
        let values = noise(array.values.len(), number).iter().map(|u| shift + 0.3 * u).collect();
        match array.name.as_str() {
            name if name.contains("running") => Array { values, ..array },
            "backbone.mask_estimator.7.bias" => Array { values: vec![0.0, push], ..array },
            _ => array,
        }
    };
    let state: Vec<Array> = parameters.state(&ops).into_iter().enumerate().map(changed).collect();
    parameters.load(&ops, &state).unwrap();
    parameters
}

/// The adaptive network's scores and levels, layer by layer.
fn adaptive(network: &Model, parameters: &Parameters<Cpu>) -> (Vec<f32>, Vec<Levels>) {
    let (ops, tables, pixels) = (Fast::new(), tables(1), pixels(1));
    let executor = Executor::new(&ops, parameters, Mode::Evaluation);
    let pass = executor.run(network.inference(), executor::Batch::new(&tables, &pixels)).unwrap();
    (ops.to_vec(&pass.output), pass.decided.unwrap().levels().to_vec())
}

/// A push at which both levels occur.
fn undecided(network: &Model) -> f32 {
    let (mut low, mut high) = (-1e3, 1e3);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        match adaptive(network, &parameters(network, middle)).1[0].active_fraction() {
            1.0 => low = middle,
            0.0 => high = middle,
            _ => return middle,
        }
    }
    panic!("every push downsamples all or nothing");
}

/// A pass of both branches; with it the share of the coarse one.
fn both(
    network: &Model,
    parameters: &Parameters<Cpu>,
    images: usize,
    noise: Vec<f32>,
    mode: Mode,
) -> (Pass<Cpu>, Rows<Cpu>) {
    let (ops, tables, pixels, noise) = (Fast::new(), tables(images), pixels(images), [noise]);
    // While training, choices are soft here: the share between the branches, and its gradient, then have no steps.
    let soften = |op: &mut Op| {
        if let Op::Choose(choose) = op {
            choose.hard = mode == Mode::Evaluation;
        }
    };
    let graph = &network.branches().unwrap().with_changed(soften);
    let batch = executor::Batch { tables: &tables, pixels: &pixels, noise: &noise };
    let executor = Executor::new(&ops, parameters, mode);
    let pass = executor.run_and_ask(graph, batch, graph.marked(DOWNSAMPLED), &mut |_, _| {}).unwrap();
    let downsampled = pass.asked().unwrap().clone();
    (pass, downsampled)
}

fn error(expected: &[f32], found: &[f32]) -> f32 {
    let largest = expected.iter().fold(0.0f32, |m, v| m.max(v.abs()));
    found.iter().zip(expected).fold(0.0f32, |m, (a, b)| m.max((a - b).abs())) / largest
}

#[test]
fn where_one_branch_has_it_all_the_adaptive_network_computes_what_was_trained() {
    for (depth, head) in [(18, fcn()), (50, fcn())] {
        let network = network(depth, head, false);
        for (push, level) in [(-1e3, 0), (1e3, 1)] {
            let parameters = parameters(&network, push);
            let (found, levels) = adaptive(&network, &parameters);
            assert!(levels[0].as_slice().iter().all(|&found| found == level));
            let (ops, silence) = (Fast::new(), vec![0.0; 2 * BOXES]);
            let (mixed, downsampled) = both(&network, &parameters, 1, silence, Mode::Evaluation);
            assert_eq!(ops.to_vec(&downsampled), [f32::from(level); BOXES]);
            let error = error(&ops.to_vec(&mixed.output), &found);
            assert!(error < 1e-5, "ResNet-{depth}, level {level}: {error}");
        }
    }
}

#[test]
fn the_plan_decides_and_computes_as_the_layers_do() {
    for (depth, head) in [(18, fcn()), (50, deeplab_plus())] {
        for frozen in [false, true] {
            let network = network(depth, head.clone(), frozen);
            let parameters = parameters(&network, undecided(&network));
            let (expected, levels) = adaptive(&network, &parameters);
            let engine =
                Engine::new(&Fast::new(), network.inference(), &parameters, Precision::Float32).unwrap();
            for _ in 0..2 {
                let ran = engine.run_whole(&tables(1), &pixels(1), None).unwrap();
                assert_eq!(ran.decided.unwrap().levels(), levels);
                let error = error(&expected, &ran.scores);
                assert!(error < 1e-5, "ResNet-{depth}, frozen {frozen}: {error}");
            }
        }
    }
}

#[test]
fn every_step_of_a_plan_is_told_once_under_its_name() {
    let network = network(18, fcn(), true);
    let engine =
        Engine::new(&Fast::new(), network.inference(), &parameters(&network, 0.0), Precision::Float32)
            .unwrap();
    let mut told = Vec::new();
    engine.run_timed(&tables(1), &pixels(1), None, &mut |step, _| told.push(step)).unwrap();
    assert_eq!(told, (0..engine.steps().len()).collect::<Vec<_>>());
    let steps = engine.steps().iter().map(|step| format!("{:?}: {}", step.purpose, step.name));
    insta::assert_snapshot!(steps.collect::<Vec<_>>().join("\n"), @"
    Network: backbone.conv1, bias, ReLU
    Network: max-pool
    Network: backbone.layer1.0.conv1, bias, ReLU
    Network: backbone.layer1.0.conv2, bias, ReLU
    Network: backbone.layer2.0.downsample.0, bias
    Network: backbone.layer2.0.conv1, bias, ReLU
    Network: backbone.layer2.0.conv2, bias, ReLU
    Network: backbone.layer2.1.conv1, bias, ReLU
    Network: backbone.layer2.1.conv2, bias, ReLU
    Mask: backbone.mask_estimator.0, bias, ReLU
    Mask: backbone.mask_estimator.2, bias, ReLU
    Mask: max-pool
    Mask: backbone.mask_estimator.5, bias, ReLU
    Mask: backbone.mask_estimator.7, bias
    Mask: levels and cells
    Maps: kernel maps
    Network: backbone.layer3.0.downsample.0, bias
    Network: backbone.layer3.0.conv1, bias, ReLU
    Network: backbone.layer3.0.conv2, bias, ReLU
    Network: backbone.layer4.0.downsample.0, bias
    Network: backbone.layer4.0.conv1, bias, ReLU
    Network: backbone.layer4.0.conv2, bias, ReLU
    Network: backbone.layer4.1.conv1, bias, ReLU
    Network: backbone.layer4.1.conv2, bias, ReLU
    Network: to lattice
    Network: classifier.classifier.0, bias, ReLU
    Network: classifier.classifier.4, bias
    Network: resize 8→1
    ");
}

#[test]
fn the_estimators_cost_is_the_masks() {
    let network = network(18, fcn(), false);
    let layers = layers(network.inference(), &tables(1)).unwrap();
    let of_mask: f64 =
        layers.iter().filter(|layer| layer.node.part == Part::Mask).map(|layer| layer.count.macs).sum();
    assert_eq!(Cost::of(&layers).macs_mask, of_mask);
    // 26 channels from layer2; 128 and 64 of them at a fifth of the width; 4·6 boxes of four places.
    let (features, wide, narrow) = (26.0, 26.0, 13.0);
    let places = 9.0 * 4.0 * BOXES as f64 * (features * wide + wide * narrow);
    assert_eq!(of_mask, places + 9.0 * BOXES as f64 * (narrow * narrow + 2.0 * narrow));
}

/// The whole loss of a soft choice.
fn loss(network: &Model, parameters: &Parameters<Cpu>) -> (f64, Vec<Vec<f32>>) {
    let (mode, ops) = (Mode::Training { dropout_seed: 3 }, Fast::new());
    let (mut mixed, downsampled) = both(network, parameters, 2, noise(4 * BOXES, 5), mode);
    let wide: Vec<u16> = labels(2).iter().map(|&label| u16::from(label)).collect();
    let labelled = ops.cross_entropy(&mut mixed.tape, &mixed.output, &wide, u16::from(IGNORED));
    let of_mask = mixed.tape.squared_distance(&downsampled, 0.3, 2.0).unwrap();
    let loss = mixed.tape.sum(labelled.unwrap(), of_mask).unwrap();
    let found = f64::from(value(&loss));
    let mut gradients = mixed.tape.backward(loss).unwrap();
    let of = |parameter: &Parameter<Cpu>| gradient(&mut gradients, &parameter.tensor).unwrap();
    (found, parameters.list().iter().map(of).collect())
}

/// What is timed before any training has the steps of what is evaluated after it.
#[test]
fn values_drawn_have_statistics_of_both_branches() {
    let (ops, network) = (Fast::new(), network(18, fcn(), false));
    let drawn = network.initial(&ops, 1).unwrap();
    assert!(drawn.coarse_running("backbone.layer4.0.bn1").is_some());
    assert!(drawn.coarse_running("backbone.layer1.0.bn1").is_none());
}

/// Moves each parameter of the mask along its gradient and looks how far the loss goes.
#[test]
fn gradients_of_the_estimator_are_those_of_the_loss() {
    let (ops, network) = (Fast::new(), network(18, fcn(), false));
    let mut parameters = network.initial(&ops, 1).unwrap();
    let gradients = loss(&network, &parameters).1;
    let masks: Vec<usize> =
        (0..gradients.len()).filter(|&i| parameters.list()[i].part == Part::Mask).collect();
    assert_eq!(masks.len(), 8, "four convolutions with bias");
    for i in masks {
        let (gradient, name) = (&gradients[i], parameters.list()[i].name.clone());
        let length = gradient.iter().map(|g| f64::from(*g).powi(2)).sum::<f64>().sqrt();
        let original = parameters.list()[i].tensor.clone();
        let mut at = |step: f64| {
            let moved = ops
                .to_vec(&original)
                .into_iter()
                .zip(gradient)
                .map(|(p, g)| p + (step * f64::from(*g) / length) as f32);
            let (rows, columns) = shape(&original);
            parameters.list_mut()[i].tensor = ops.rows_from(moved.collect(), rows, columns).unwrap();
            loss(&network, &parameters).0
        };
        let step = 4e-3;
        let slope = (at(step) - at(-step)) / (2.0 * step);
        parameters.list_mut()[i].tensor = original;
        assert!((slope / length - 1.0).abs() < 0.03, "{name}: slope {slope}, gradient {length}");
    }
}

fn learner(frozen: bool) -> Learner<Fast> {
    let training: Training =
        serde_json::from_str(r#"{"steps": 4, "batch": 2, "learning_rate": 0.05}"#).unwrap();
    Learner::new(Fast::new(), network(18, fcn(), frozen), training, 7).unwrap()
}

fn batch() -> Batch {
    let (labels, tables) = (BatchLabels::Pixels(labels(2)), Arc::new(tables(2)));
    Batch { pixels: pixels(2), labels, tables, noise: Vec::new() }
}

fn state(learner: &Learner<Fast>) -> Vec<Array> {
    learner.network().parameters().state(learner.network().ops())
}

#[test]
fn training_is_the_same_to_the_bit_for_any_number_of_threads_and_behind_any_interruption() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("last.safetensors");
    let trained = |threads: usize, interrupted: bool| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let mut learner = self::learner(false);
            let mut losses: Vec<f32> = (0..2).map(|_| learner.train(&batch()).unwrap()).collect();
            if interrupted {
                learner.save(&path, &TrainingProgress::default()).unwrap();
                learner = self::learner(false);
                learner.load(&path).unwrap();
            }
            losses.extend((0..2).map(|_| learner.train(&batch()).unwrap()));
            let predictor = Predictor::new(learner.network(), Precision::Float32).unwrap();
            (losses, predictor.prediction(&batch()).unwrap().scores, state(&learner))
        })
    };
    let expected = trained(1, false);
    assert!(trained(3, false) == expected, "three threads give other bits than one");
    assert!(trained(2, true) == expected, "an interruption changes bits");
}

#[test]
fn both_branches_keep_running_statistics_of_their_own() {
    let mut learner = learner(false);
    learner.train(&batch()).unwrap();
    let parameters = learner.network().parameters();
    let (norm, first) = ("backbone.layer4.1.bn2", "backbone.layer2.0.bn1");
    let coarse = parameters.coarse_running(norm).unwrap();
    assert_ne!(coarse, parameters.running(norm).unwrap());
    assert!(parameters.coarse_running(first).is_none(), "before the cells there is one branch");
    let stored = state(&learner);
    assert!(stored.iter().any(|array| array.name == format!("{norm}.coarse.running_mean")));
}

#[test]
fn a_frozen_estimator_stays_as_it_is_and_all_else_is_trained() {
    let mut learner = learner(true);
    let trained = self::learner(false);
    let mut start = state(&trained);
    start.iter_mut().filter(|array| array.name == "backbone.mask_estimator.7.bias").for_each(|bias| {
        bias.values = vec![0.0, 0.01];
    });
    learner.network_mut().start_from(&start, Portion::All).unwrap();
    let before = state(&learner);
    let losses: Vec<f32> = (0..3).map(|_| learner.train(&batch()).unwrap()).collect();
    assert!(losses[2] < losses[0], "the loss falls: {losses:?}");
    for (before, after) in before.iter().zip(&state(&learner)) {
        let same = before.values == after.values;
        assert_eq!(same, before.name.contains("mask_estimator"), "{}", before.name);
        assert!(!after.name.contains(".coarse"), "one network has one set of statistics");
    }
}

#[test]
fn weights_of_one_branch_start_both() {
    let network = network(18, fcn(), false);
    let ops = Fast::new();
    let mut parameters = network.initial(&ops, 1).unwrap();
    let one: Vec<Array> = self::parameters(&network, 0.0)
        .state(&ops)
        .into_iter()
        .filter(|array| !array.name.contains(".coarse"))
        .collect();
    parameters.load(&ops, &one).unwrap();
    let norm = "backbone.layer3.0.bn2";
    assert_eq!(parameters.coarse_running(norm), Some(parameters.running(norm).unwrap()));
    assert_ne!(parameters.running(norm).unwrap().mean, vec![0.0; 51]);
}
